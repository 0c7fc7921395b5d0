"""What if? A patch laid over a policy, checked as the policy is; nothing is rescaled.

A patch is a part of a policy file (`{pools: {规上工业: {weights: {亩均税收: 32}}}}`). Patches
are merged key by key, a later one wins, lists are replaced, null takes a key away.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from muyun.findings import Finding, InputError, Level, Line, has_errors
from muyun.policy.check import check_policy
from muyun.policy.depart import departures
from muyun.policy.keys import allowed_keys, is_setting
from muyun.policy.model import Policy
from muyun.policy.quotes import check_quotes
from muyun.policy.shape import Where, parse_shape, unknown_key, value_at
from muyun.policy.strict_yaml import KeyPath, nearest_place, parse_value, read_document

SETTING = "--set"
PATCH = "方案"
"""File name in findings where a patch came from no file."""

SCENARIO_SOURCE = "模拟方案设定，不是政策规定。"
"""`assumed` of a rule that a patch adds without a source."""

_QUOTA_KINDS = {"at_most", "exact", "at_least", "rest"}
INHERITED = ("benchmark", "item", "tie_break", "classes", "pool_by", "formula")
"""Keys of a pool that fall back to `defaults`: a patch of one starts from the default."""


_NAMED = {"pools": "members", "indicators": "numerator", "evaluations": "members"}
"""Mappings of names of the policy's own, and the key that a new name must bring."""


class Patch(dict[str, object]):
    """A patch's plain data; `places` remembers where each key was written, for findings."""

    def __init__(self, data: Mapping[str, object] | None = None, places: Mapping[KeyPath, Line] | None = None):
        super().__init__(data or {})
        self.places: dict[KeyPath, Line] = dict(places or {})


def read_patch(path: Path) -> Patch:
    """A patch file's content; {} when it is empty. InputError: not readable as strict YAML."""
    document, findings = read_document(path, path.name)
    if findings:
        raise InputError(findings)
    return Patch(document.data, document.places)


def parse_setting(text: str) -> Patch:
    """The patch that one `--set KEY=VALUE` makes; VALUE is a YAML scalar or flow collection.

    InputError: no `=`, an empty part in the key, no value, or a value that isn't YAML.

    >>> parse_setting("pools.规上工业.weights.亩均税收=32")
    {'pools': {'规上工业': {'weights': {'亩均税收': 32}}}}
    """
    key, equals, value = text.partition("=")
    steps = tuple(step.strip() for step in key.split("."))
    if not equals or not all(steps) or not value.strip():
        raise InputError([_bad_setting(text)])
    parsed = _setting_value(text, value)
    patch = Patch()
    inner: dict[str, object] = patch
    for position, step in enumerate(steps, start=1):
        patch.places[steps[:position]] = Line(SETTING, None, key)
        inner[step] = {} if position < len(steps) else parsed
        inner = inner[step] if position < len(steps) else inner
    return patch


def merge(*patches: Mapping[str, object]) -> Patch:
    """The patches as one: key by key, a later one wins, lists are replaced; null stays, to remove."""
    merged = Patch()
    for patch in patches:
        merged = Patch(_laid_over(merged, patch), {**merged.places, **_places(patch)})
    return merged


def amend(policy: Policy, patch: Mapping[str, object], text: str | None) -> tuple[Policy, tuple[Finding, ...]]:
    """The policy with a patch laid over it, and what the patch leaves: 警告 naming the clause.

    text: the policy's document (`load.policy_text`), for quotes that a patch brings along; None
    is enough for a patch without quotes.
    A plain value given where the policy has {value: …, source} sets the value. A pool's key
    that falls back to `defaults` starts from the default. InputError: an unknown key, a hard
    bound broken, weights off 100 — all that would stop the policy itself.
    """
    places = {path: line for path, line in _places(patch).items() if path}

    def where(path: KeyPath) -> Line:
        return nearest_place(places, path, PATCH)

    base = _with_inherited(plain_data(policy), patch)
    unknown = tuple(_unknown_parts(patch, base, ()))
    findings = tuple(unknown_key(path, _known(base, path), where) for path in unknown)
    findings += _another_id(policy, patch, where)
    data = _overlaid(plain_data(policy), _without(patch, (*unknown, ("id",))))
    new, shape = parse_shape(data, where, lambda path: _scenario_source(path, base, patch))
    findings += shape + check_quotes(data, text or None, where, base)
    if new is not None:
        findings += check_policy(new, where) + departures(base, plain_data(new), where)
    if new is None or has_errors(findings):
        raise InputError(findings)
    return new, findings


def plain_data(policy: Policy) -> dict[str, object]:
    """The policy as its file has it, keys that were left out still left out."""
    return policy.model_dump(mode="json", exclude_unset=True)


def _overlaid(data: dict[str, object], patch: Mapping[str, object]) -> dict[str, object]:
    """The data with the patch, `defaults` first: a pool's rule starts from the default as amended."""
    changes = patch.get("defaults")
    if isinstance(changes, Mapping):
        data = {**data, "defaults": _amended(data["defaults"], changes, ("defaults",))}
    return _amended(_with_inherited(data, patch), patch, ())


def _with_inherited(data: Mapping[str, object], patch: Mapping[str, object]) -> dict[str, object]:
    """The data with the defaults spelt out where the patch changes them for one pool."""
    data = copy.deepcopy(dict(data))
    pools, defaults = patch.get("pools"), data["defaults"]
    for name, changes in pools.items() if isinstance(pools, Mapping) else ():
        for key in INHERITED if isinstance(changes, Mapping) and name in data["pools"] else ():
            if changes.get(key) is not None and key in defaults:
                data["pools"][name].setdefault(key, copy.deepcopy(defaults[key]))
    return data


def _places(patch: Mapping[str, object]) -> dict[KeyPath, Line]:
    return patch.places if isinstance(patch, Patch) else {}


def _laid_over(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    merged = _without_rivals(base, over)
    for key, change in over.items():
        old = merged.get(key)
        nested = isinstance(old, Mapping) and isinstance(change, Mapping)
        merged[key] = _laid_over(old, change) if nested else copy.deepcopy(change)
    return merged


def _amended(base: Mapping[str, object], patch: Mapping[str, object], path: KeyPath) -> dict[str, object]:
    """Like `_laid_over`, with null taking away and plain values going into settings.

    Keys that the policy hasn't are added in their own order, not in the patch's: a link sorts a patch, and the
    weights of an added pool add up to another last bit in another order.
    """
    merged = _without_rivals(base, patch)
    for key, change in sorted(patch.items(), key=lambda entry: str(entry[0])):
        here, old = (*path, key), merged.get(key)
        inside = old if isinstance(old, Mapping) else {}
        if change is None:
            merged.pop(key, None)
        elif isinstance(change, Mapping):
            merged[key] = _amended(inside, change, here)
        else:
            plain = copy.deepcopy(change)
            merged[key] = {**inside, "value": plain} if is_setting(here, {}) else plain
    return merged


def _without_rivals(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """`base` without what `over` replaces under another name: the other kind of quota or benchmark."""
    if {"method"} <= base.keys() & over.keys() and base["method"] != over["method"]:
        return {}
    given = {kind for kind in _QUOTA_KINDS & over.keys() if over[kind] is not None}
    rivals = _QUOTA_KINDS - over.keys() if given else set()
    return {key: value for key, value in base.items() if key not in rivals}


def _unknown_parts(patch: Mapping[str, object], base: object, path: KeyPath) -> Iterator[KeyPath]:
    """What the shape can't tell: a null for a key that isn't there, a pool or indicator misspelt."""
    there = base if isinstance(base, Mapping) else {}
    for key, change in patch.items():
        here = (*path, key)
        needs = _NAMED.get(path[0]) if len(path) == 1 else None
        misspelt = needs is not None and isinstance(change, Mapping) and needs not in change
        if key not in there and (misspelt or (change is None and key not in allowed_keys(path, base))):
            yield here
        elif isinstance(change, Mapping):
            yield from _unknown_parts(change, there.get(key), here)


def _known(base: Mapping[str, object], path: KeyPath) -> tuple[str, ...]:
    there = value_at(base, path[:-1])
    return allowed_keys(path[:-1], base) or (tuple(there) if isinstance(there, Mapping) else ())


def _without(patch: Mapping[str, object], paths: tuple[KeyPath, ...]) -> dict[str, object]:
    kept = copy.deepcopy(dict(patch))
    for path in paths:
        around = value_at(kept, path[:-1])
        if isinstance(around, dict):
            around.pop(path[-1], None)
    return kept


def _another_id(policy: Policy, patch: Mapping[str, object], where: Where) -> tuple[Finding, ...]:
    if patch.get("id", policy.id) == policy.id:
        return ()
    what = f"方案不能改政策的 id（{policy.id}）。"
    return (Finding("SCENARIO_ID", Level.ERROR, where(("id",)), what, "", "请删去这一行。"),)


def _scenario_source(path: KeyPath, base: Mapping[str, object], patch: Mapping[str, object]) -> str | None:
    """The source of a rule that the patch adds or a list that it replaces; None for the policy's own."""
    old, given = value_at(base, path), value_at(patch, path)
    in_new_list = any(isinstance(value_at(patch, path[:n]), list) for n in range(1, len(path) + 1))
    other_method = isinstance(given, Mapping) and isinstance(old, Mapping) and not _without_rivals(old, given)
    return SCENARIO_SOURCE if old is None or in_new_list or other_method else None


def _setting_value(text: str, value: str) -> object:
    """The value of a setting; what is wrong with it stands in the setting, not in a line of a file."""
    try:
        return parse_value(value, SETTING)
    except InputError as wrong:
        place = Line(SETTING, None, text[:80])
        fix = "请检查括号、引号和冒号后的空格；带空格的值，整个键=值用引号括起来。"
        raise InputError(
            replace(f, where=place, fix=fix if f.code == "YAML_SYNTAX" else f.fix) for f in wrong.findings
        ) from None


def _bad_setting(text: str) -> Finding:
    what = f"“{text[:80]}”不是“键=值”的写法。"
    fix = "请写成 pools.规上工业.weights.亩均税收=32 这样；删去一项写“键=null”。"
    return Finding("SETTING_SYNTAX", Level.ERROR, Line(SETTING), what, "", fix)
