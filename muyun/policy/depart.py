"""Where does a scenario leave the policy's own words? Changed values that have a clause, with the clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muyun.findings import Finding, Level
from muyun.policy.keys import SOURCE_KEYS, is_model, shape_at
from muyun.policy.own_clause import own_clause
from muyun.policy.same_rule import positions
from muyun.policy.shape import Where
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.words import key_words, rule_words, value_words
from muyun.terms import SCORE_DECIMALS

_LIMITS = {"at_most": 1, "at_least": -1}
"""Quotas that the text only limits: +1 may be lowered, -1 may be raised within the text."""

_TRANSITION = "transition"
_ALLOWED = "可设置"
"""Words of a rule that the text only allows: leaving it out is within the text (XC-14, XA-12)."""

_BESIDE = {"weights": "weights_source"}
"""Values that stay plain and have their source beside them."""


def departures(base: Mapping[str, object], new: Mapping[str, object], where: Where) -> tuple[Finding, ...]:
    """警告 for each rule with a clause (or published) whose value is another in `new`.

    base, new: the policy and the amended policy as plain data. A quota that the text only
    limits (不超过) may be stricter, a transition that it allows shorter or left out. A value that
    `notes` calls not the text's own is free. A hard bound of weights that is gone is an error.
    """
    return (*_hard_bounds(base, new, where), *_departures(base, new, (), where))


def _departures(base: object, new: object, path: KeyPath, where: Where) -> Iterator[Finding]:
    if isinstance(base, list):
        yield from _gone(base, new, path, where)
    if not isinstance(base, Mapping):
        return
    after = new if isinstance(new, Mapping) else {}
    if _source(base) and (changed := _changed(base, after, path)):
        yield _departure(base, base, after, changed, path, where)
    for key, value in base.items():
        source = base.get(_BESIDE.get(key, ""))
        if isinstance(source, Mapping) and _source(source) and (changed := _changed(value, after.get(key), path)):
            yield _departure(source, value, after.get(key) or {}, changed, (*path, key), where)
        elif key not in SOURCE_KEYS:
            yield from _departures(value, after.get(key), (*path, key), where)


def _gone(base: list[object], new: object, path: KeyPath, where: Where) -> Iterator[Finding]:
    """Rules of a list (vetoes, land_gate …) that are gone, or say something else now."""
    after = new if isinstance(new, list) else []
    places = positions(str(path[-1]), base, after)
    for rule, place in zip(base, places, strict=True):
        if not isinstance(rule, Mapping) or not _source(rule):
            continue
        if place is None:
            what = f"改动或删去了“{rule_words(path)}”中的一条。"
            yield _warning("SCENARIO_QUOTED_VALUE", path, what, rule, where)
            continue
        said = {**_left_out(path), **after[place]}
        if changed := _changed({**_left_out(path), **rule}, said, path):
            yield _departure(rule, rule, said, changed, path, where)


def _left_out(path: KeyPath) -> dict[str, object]:
    """What a rule of the list says of the keys that it leaves out."""
    shape = shape_at((*path, 0), {})
    fields = shape.model_fields.items() if is_model(shape) else ()
    return {name: of.default for name, of in fields if name not in SOURCE_KEYS and not of.is_required()}


def _changed(base: Mapping[str, object], new: object, path: KeyPath) -> list[str]:
    """Keys whose value is another, those aside that the text doesn't fix."""
    after = new if isinstance(new, Mapping) else {}
    free = {*SOURCE_KEYS, *base.get("notes", {})}
    keys = [k for k in {**base, **after} if k not in free and base.get(k) != after.get(k)]
    if path[-1:] == (_TRANSITION,) and not after and _ALLOWED in base.get("quote", ""):
        return []
    return [] if len(keys) == 1 and _stricter(keys[0], base, after, path) else keys


def _stricter(key: str, base: Mapping[str, object], new: Mapping[str, object], path: KeyPath) -> bool:
    values = (base.get(key), new.get(key))
    limits = {"years": 1} if path[-1:] == (_TRANSITION,) else _LIMITS
    if key not in limits or not all(isinstance(s, int | float) for s in values):
        return False
    return round(limits[key] * (values[1] - values[0]), SCORE_DECIMALS) <= 0


def _departure(
    source: Mapping[str, object], base: Mapping[str, object], new: Mapping[str, object], changed: list[str],
    where_to: KeyPath, where: Where,
) -> Finding:  # fmt: skip
    rule = rule_words(where_to)
    if not new:
        return _warning("SCENARIO_QUOTED_VALUE", where_to, f"删去了“{rule}”。", source, where)
    if changed == ["value"]:  # a setting: its name says what the value is
        what = _change(rule, base.get("value"), new.get("value"), where_to[-1])
    else:
        what = f"{rule}：" + "；".join(_change(key_words(k), base.get(k), new.get(k), k) for k in changed)
    quota = len(changed) == 1 and changed[0] in _LIMITS and changed[0] in new
    code = "SCENARIO_QUOTA" if quota else "SCENARIO_QUOTED_VALUE"
    if len(changed) > 1 or changed == ["value"]:
        return _warning(code, where_to, f"{what}。", source, where)
    return _warning(code, (*where_to, changed[0]), f"{what}。", _speaking(source, changed[0]), where)


def _speaking(source: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The source, of several clauses the one that speaks of the value."""
    if not isinstance(source.get("clause"), list):
        return source
    clauses, quote = own_clause(key, source["clause"], source["quote"], source.get("quotes", {}))
    return {**source, "clause": list(clauses), "quote": quote}


def _change(name: str, old: object, new: object, key: str) -> str:
    """「倍数 由 1.5 改为 1.2」; of mappings only what differs inside. `key` says how its values are called."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        inside = [k for k in {**old, **new} if old.get(k) != new.get(k)]
        return "；".join(_change(key_words(k), old.get(k), new.get(k), key) for k in inside)
    return f"{name} 由 {value_words(key, old)} 改为 {value_words(key, new)}"


def _warning(code: str, path: KeyPath, what: str, source: Mapping[str, object], where: Where) -> Finding:
    quote = source.get("quote")
    why = f"{_source(source)} 原文：“{quote}”。" if quote else f"出处：{_source(source)}。"
    fix = "超出政策，仅限模拟，不能作为正式结果。"
    return Finding(code, Level.WARNING, where(path), what, why, fix)


def _source(rule: Mapping[str, object]) -> str:
    """The clauses, or the title of the publication; "" for what is only assumed."""
    clause, published = rule.get("clause"), rule.get("published")
    if clause:
        return clause if isinstance(clause, str) else "、".join(clause)
    return f"{published['title']}（{published['year']}）" if isinstance(published, Mapping) else ""


def _hard_bounds(base: Mapping[str, object], new: Mapping[str, object], where: Where) -> Iterator[Finding]:
    """A hard bound belongs to the policy: a scenario can't take it away (XC-10), nor give the pool another name."""
    for name, pool in base["pools"].items():
        hard = [bound for bound in pool.get("weight_bounds", ()) if bound["binding"] == "hard"]
        for heir in _heirs(name, pool["members"], new["pools"]) if hard else ():
            for bound in hard:
                if bound not in new["pools"][heir].get("weight_bounds", ()):
                    path = ("pools", heir, "weight_bounds")
                    what = f"方案改动或删去了“{heir}”权重的硬性限制（{_source(bound)}）。"
                    why = f"原文：“{bound.get('quote', '')}”。"
                    yield Finding("SCENARIO_HARD_BOUND", Level.ERROR, where(path), what, why, "请保留这一条。")


def _heirs(name: str, members: Mapping[str, object], pools: Mapping[str, Mapping[str, object]]) -> list[str]:
    """The pools that the limits of one hold for: itself, and whatever pool takes its enterprises."""

    def takes(other: Mapping[str, object]) -> bool:
        pairs = ((members.get(key), other.get(key)) for key in ("kind", "scale"))
        return all(None in pair or pair[0] == pair[1] for pair in pairs)

    return [own for own, pool in pools.items() if own == name or takes(pool["members"])]
