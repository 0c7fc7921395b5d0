"""What else can be moved in a scenario, beside weights and quotas? The levers of one pool, by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from muyun.evaluate.cohort import gate_of_year
from muyun.explore.whatif.lever import Ends, Lever, LeverKind, Subject
from muyun.explore.whatif.lever_make import Both, Rule, choice_lever, field_lever, source_of, switch_lever
from muyun.policy.amend import plain_data
from muyun.policy.model import Members, Policy
from muyun.policy.own_clause import SECTOR_PARTS
from muyun.policy.parameter_words import unit_of, words_of
from muyun.policy.rules import (
    MOST_TRANSITION_YEARS,
    BestShare,
    Constant,
    LandGate,
    MeanOfYears,
    Percentile,
    PoolRatio,
    Veto,
)
from muyun.policy.same_rule import positions
from muyun.policy.source import Sourced
from muyun.policy.words import key_words, value_words

_CONSTANT_ENDS = Ends(0.0001, 1_000_000, 1)
_CHAIN_ENDS = Ends(2, 10, 1)
_METHODS = ("pool_ratio", "mean_of_years", "percentile", "best_share")


def levers(official: Policy, policy: Policy, pool: str, year: int) -> tuple[Lever, ...]:
    """What a scenario on `official` may set for a pool; only what the policy, or the scenario, has.

    policy  the scenario: `official` with its patch
    year    the evaluated one, which says the land gate
    Weights and quotas have a slider and a bar of their own (`explore.whatif.bounds`, `explore.whatif.quota_bar`).
    """
    both = Both(official, policy, pool, year, plain_data(official))
    parts = (_benchmark, _missing, _scope, _ties, _vetoes, _sectors)
    return tuple(lever for part in parts for lever in part(both))


def _benchmark(both: Both) -> Iterator[Lever]:
    before, now = (policy.pool_benchmark(both.pool) for policy in (both.before, both.policy))
    rule = Rule(Subject.BENCHMARK, ("pools", both.pool, "benchmark"), before, now)
    methods = [*_METHODS, *(["constant"] if isinstance(before, Constant) else [])]
    if isinstance(now, Constant) and "constant" not in methods:
        methods.append("constant")
    words = tuple((method, value_words("method", method)) for method in methods)
    yield Lever(
        rule.subject, rule.path, None, ("method",), "基准值怎样算", LeverKind.CHOICE, now.method, before.method,
        value_words("method", before.method), source_of(before, "method"), words,
    )  # fmt: skip
    if not isinstance(now, Constant):  # another method's factor isn't the policy's
        own = rule if before.method == now.method else replace(rule, official=None)
        yield field_lever(both, own, "factor", "基准值倍数")
    yield from _parameters(both, rule)
    old, new = (p.pools[both.pool].item or p.defaults.item for p in (both.before, both.policy))
    cap = Rule(Subject.BENCHMARK, ("pools", both.pool, "item"), old, new)
    yield field_lever(both, cap, "cap", "每项封顶于权重的几倍")


def _parameters(both: Both, rule: Rule) -> Iterator[Lever]:
    """What the benchmark's method takes beside the factor."""
    match rule.now:
        case MeanOfYears():
            yield field_lever(both, rule, "years", "取几年的平均")
            names = ("hold_years", "first_year")
        case Percentile():
            names = ("q",)
        case BestShare():
            names = ("share",)
        case Constant(values=values):
            yield from (_constant(both, rule, name) for name in values if name in both.policy.pools[both.pool].weights)
            return
        case PoolRatio():
            names = ()
    yield from (field_lever(both, rule, name) for name in names)


def _constant(both: Both, rule: Rule, name: str) -> Lever:
    before = rule.official.values.get(name) if isinstance(rule.official, Constant) else None
    unit = unit_of(both.policy, (*rule.path, "values", name))
    return Lever(
        rule.subject, rule.path, None, ("values", name), f"{name}的基准值", LeverKind.NUMBER, rule.now.values[name],
        before, words_of(rule.path, before, unit, ()) if before is not None else "", source_of(rule.official, name),
        unit=unit, ends=_CONSTANT_ENDS,
    )  # fmt: skip


def _missing(both: Both) -> Iterator[Lever]:
    old, new = (policy.item_rules(both.pool) for policy in (both.before, both.policy))
    for name, rule in new.items():
        before = old.get(name, rule)
        source = _item_source(both.before, both.pool, name)
        higher = both.policy.indicators[name].better == "higher"
        for key in ("missing", "zero_denominator") if higher else ("missing",):
            path = ("pools", both.pool, "items", name, key)
            label = f"{name} · {key_words(key)}"
            yield choice_lever(both, Subject.MISSING, path, label, (getattr(before, key), getattr(rule, key)),
                         source_of(source(key), key))  # fmt: skip


def _item_source(policy: Policy, pool: str, name: str) -> Callable[[str], Sourced]:
    """By key of an item rule, where its value comes from: the indicator's own rule, else the pool's."""
    shared = policy.pools[pool].item or policy.defaults.item
    own = policy.pools[pool].items.get(name)
    return lambda key: own if own is not None and getattr(own, key) is not None else shared


def _scope(both: Both) -> Iterator[Lever]:
    yield from _exclusions(both)
    yield from _land_gate(both)
    old, new = both.official.scope.transition, both.policy.scope.transition
    rule = Rule(Subject.SCOPE, ("scope", "transition"), old, new)
    yield from switch_lever(rule, "设过渡期（只评价、不定级）")
    if new is not None:
        yield field_lever(both, rule, "years", "过渡期最长", Ends(1, MOST_TRANSITION_YEARS, 1),
                     f"不超过 {MOST_TRANSITION_YEARS} 年，模拟也不能越过")  # fmt: skip
    parcels = Rule(Subject.SCOPE, ("parcels",), both.official.parcels, both.policy.parcels)
    if _of_pool(parcels, both.pool):
        yield from switch_lever(parcels, "共用宗地的企业合并评价")
    land = Rule(Subject.SCOPE, ("land",), both.official.land, both.policy.land)
    yield field_lever(both, land, "deduct_new_months", "新增用地不计入的期限")


def _exclusions(both: Both) -> Iterator[Lever]:
    for place, (old, new) in enumerate(_pairs("exclude", both.official.scope.exclude, both.policy.scope.exclude)):
        if old.kind in (None, both.members.kind) or both.members.kind is None:
            rule = Rule(Subject.SCOPE, ("scope", "exclude"), old, new, place)
            yield from switch_lever(rule, f"不参评：{old.reason}")


def _land_gate(both: Both) -> Iterator[Lever]:
    """The gate that holds in the year, if one does for the pool; a gate that the scenario took out is one of 0 亩."""
    gates = _pairs("land_gate", both.official.scope.land_gate, both.policy.scope.land_gate)
    own = [(i, old, new) for i, (old, new) in enumerate(gates) if _guards(old, both.members)]
    if not own:
        return
    held = gate_of_year([old for _, old, _ in own], both.year)
    place, old, new = next(of for of in own if of[1] is held)
    rule = Rule(Subject.SCOPE, ("scope", "land_gate"), old, new or old.model_copy(update={"at_least_mu": 0}), place)
    yield field_lever(both, rule, "at_least_mu", "用地门槛：达到才参评")
    if new is not None and (new.at_least_mu > 0 or new.soft != old.soft):  # what was set can be put back
        yield field_lever(both, rule, "soft", "门槛是软线，线下的也参评")


def _guards(gate: LandGate, members: Members) -> bool:
    kinds, scales = (gate.kind, members.kind), (gate.scale, members.scale)
    return all(None in pair or pair[0] == pair[1] for pair in (kinds, scales))


def _ties(both: Both) -> Iterator[Lever]:
    old, new = (p.pools[both.pool].tie_break or p.defaults.tie_break for p in (both.before, both.policy))
    names = tuple((name, name) for name in both.policy.indicators)
    yield Lever(
        Subject.TIES, ("pools", both.pool, "tie_break"), None, (), "线上并列时先比什么", LeverKind.ORDER,
        list(new.value), list(old.value), "、".join(old.value), source_of(old, "value"), names,
    )  # fmt: skip
    old, new = (p.pools[both.pool].pool_by or p.defaults.pool_by for p in (both.before, both.policy))
    path = ("pools", both.pool, "pool_by")
    yield choice_lever(both, Subject.TIES, path, "排名范围", (old.value, new.value), source_of(old, "value"))


def _vetoes(both: Both) -> Iterator[Lever]:
    for place, (old, new) in enumerate(_pairs("vetoes", both.official.vetoes, both.policy.vetoes)):
        if old.pools is not None and both.pool not in old.pools:
            continue
        rule = Rule(Subject.VETOES, ("vetoes",), old, new, place)
        kept = [] if new is None else list(new.kinds)
        kinds = tuple((kind, kind) for kind in dict.fromkeys([*old.kinds, *kept]))
        yield Lever(
            rule.subject, rule.path, place, ("kinds",), _veto_label(both.policy, old), LeverKind.MEMBERS, kept,
            list(old.kinds), "、".join(old.kinds), source_of(old, "kinds"), kinds,
        )  # fmt: skip
        if new is not None:
            yield field_lever(both, rule, "backfill", "让出的名额由后面的递补")
            if new.to is not None:
                yield field_lever(both, rule, "to", "直接归入")


def _veto_label(policy: Policy, veto: Veto) -> str:
    letter = veto.not_above or veto.to
    word = next(word for name, word in policy.class_words.items() if name == letter).partition("（")[0]
    return f"否决事项（最高列入{word}）" if veto.not_above else "否决事项（直接归入 C 或 D）"


def _sectors(both: Both) -> Iterator[Lever]:
    sides = (both.official, both.policy)
    adjusted = Rule(Subject.SECTORS, ("sector_adjustment",), *(p.sector_adjustment for p in sides))
    if _of_pool(adjusted, both.pool):
        yield from switch_lever(adjusted, "行业加减分 R＝aS＋bT")
        if adjusted.now is not None:
            names = ("a", "b", "gate_tce", "average_over", "zero_z")
            yield from (field_lever(both, adjusted, name) for name in names)
    ranked = Rule(Subject.SECTORS, ("sector_rules",), *(p.sector_rules for p in sides))
    if _of_pool(ranked, both.pool):
        yield from switch_lever(ranked, "行业内排位改变执行等级")
        if ranked.now is not None:
            for name in (name for part in SECTOR_PARTS for name in part):
                label = "连续几年末位按 D 执行" if name == "years" else _ranked_label(name)
                yield field_lever(both, ranked, name, label, _CHAIN_ENDS if name == "years" else None)


def _ranked_label(name: str) -> str:
    share = name.endswith("_share")
    return f"行业内{key_words(name)}{'，0 即不用' if share else ''}"


def _of_pool(rule: Rule, pool: str) -> bool:
    return any(pool in side.pools for side in (rule.official, rule.now) if side is not None)


def _pairs(name: str, old: Sequence[Sourced], new: Sequence[Sourced]) -> list[tuple[Sourced, Sourced | None]]:
    """The policy's rules of a list, each with what the scenario has of it."""
    plain = [[rule.model_dump(mode="json", exclude_unset=True) for rule in rules] for rules in (old, new)]
    places = positions(name, *plain)
    return [(rule, None if place is None else new[place]) for rule, place in zip(old, places, strict=True)]
