"""What has a patch to say so that one rule becomes another? The rest of the patch stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from muyun.explore.whatif.lever import Lever, LeverKind
from muyun.policy.amend import INHERITED, merge, plain_data
from muyun.policy.keys import SOURCE_KEYS
from muyun.policy.model import Policy
from muyun.policy.rules import Exclusion, LandGate, Veto
from muyun.policy.same_rule import positions
from muyun.policy.shape import value_at
from muyun.policy.source import Sourced
from muyun.policy.strict_yaml import KeyPath

Plain = Mapping[str, object]

_MODELS: Mapping[str, type[Sourced]] = {"exclude": Exclusion, "land_gate": LandGate, "vetoes": Veto}
_START: Mapping[str, dict[str, object]] = {
    "pool_ratio": {}, "mean_of_years": {"years": 3, "hold_years": 3}, "percentile": {"q": 0.95, "factor": 1},
    "best_share": {"share": 0.1, "factor": 1},
}  # fmt: skip
"""What a benchmark method begins with; 1 where the values are those of the best already."""


def moved_patch(official: Policy, policy: Policy, patch: Plain, lever: Lever, value: object) -> dict[str, object]:
    """The patch with one lever at `value`: as small as can be, what else it sets kept.

    policy  `official` with `patch` laid over it. At the policy's own value nothing of the lever is left in it.
    Whether the result holds, `amend` says.
    """
    before, now = _base(official, policy, lever.path), value_at(plain_data(policy), lever.path)
    if lever.position is None:
        rule = _rule_after(official, lever, before, before if now is None else now, value)
    else:
        rule = _list_after(lever, before or [], now or [], value)
    rest = _without(patch, lever.path)
    part = _difference(before, rule)
    return dict(merge(rest, _nested(lever.path, part[0]))) if part else rest


def _base(official: Policy, policy: Policy, path: KeyPath) -> object:
    """The rule at `path` without the patch's own part of it: the policy's, a pool's else from what it falls back to."""
    own = value_at(plain_data(official), path)
    if own is not None or path[0] != "pools":
        return own
    _, pool, key, *inside = path
    if key == "items":
        return getattr(policy.pools[pool].item or policy.defaults.item, inside[-1])
    return value_at(plain_data(policy), ("defaults", key)) if key in INHERITED else None


def _rule_after(official: Policy, lever: Lever, before: object, now: object, value: object) -> object:
    if lever.field == ("method",):
        return _by_method(official, before, now, str(value))
    if lever.field:
        return _put(now, lever, value, before)
    if lever.kind is LeverKind.SWITCH:
        return before if value else None
    return value


def _by_method(official: Policy, before: object, now: object, method: str) -> object:
    """A benchmark by another method, or the policy's own rule again."""
    if isinstance(before, Mapping) and before["method"] == method:
        return before
    factor = now.get("factor", 1) if isinstance(now, Mapping) else 1
    first = {"first_year": official.year} if method == "mean_of_years" else {}
    return {"method": method, "factor": factor, **_START[method], **first}


def _put(rule: Plain, lever: Lever, value: object, before: object) -> dict[str, object]:
    """The rule with a value set; one that the policy leaves to its default is left out again."""
    changed = copy.deepcopy(dict(rule))
    *around, key = lever.field
    inside = changed
    for step in around:
        inside = inside[step]
    if value == lever.official and isinstance(before, Mapping):
        value = value_at(before, lever.field)
    inside[key] = value
    if value is None:
        del inside[key]
    return changed


def _list_after(lever: Lever, before: list[Plain], now: list[Plain], value: object) -> list[object]:
    """The list with one of the policy's rules changed, taken out or put back; rules of the patch's own stay behind."""
    places = positions(str(lever.path[-1]), before, now)
    kept = {i: now[j] for i, j in enumerate(places) if j is not None}
    own, model = lever.position, _MODELS[str(lever.path[-1])]
    if lever.kind is LeverKind.MEMBERS:
        value = [member for member, _ in lever.choices if member in value]
    if not value and (lever.kind is LeverKind.MEMBERS or not lever.field):
        kept.pop(own, None)
    elif lever.field:
        kept[own] = _put(kept.get(own, before[own]), lever, value, before[own])
    else:
        kept[own] = before[own]
    own_rules = (before[i] if _meaning(model, kept[i]) == _meaning(model, before[i]) else kept[i] for i in sorted(kept))
    return [*own_rules, *(rule for j, rule in enumerate(now) if j not in places)]


def _meaning(model: type[Sourced], rule: Plain) -> dict[str, object]:
    """What a rule says, whoever says it, with what it leaves out."""
    return model.model_validate(rule).model_dump(exclude=set(SOURCE_KEYS))


def _bare(rule: Plain) -> dict[str, object]:
    return {key: value for key, value in rule.items() if key not in SOURCE_KEYS}


def _difference(base: object, rule: object) -> tuple[object] | None:
    """What a patch says to make `rule` of `base`, boxed since it may be null; None for nothing."""
    if isinstance(base, Mapping) and "value" in base and not isinstance(rule, Mapping):
        base = base["value"]
    if not (isinstance(base, Mapping) and isinstance(rule, Mapping)):
        return None if base == rule or (not base and rule == []) else (rule,)
    if base.get("method") != rule.get("method"):
        return (_bare(rule),)
    changes = {key: part[0] for key, value in _bare(rule).items() if (part := _difference(base.get(key), value))}
    changes |= {key: None for key in _bare(base) if key not in rule}
    return (changes,) if changes else None


def _nested(path: KeyPath, value: object) -> dict[str, object]:
    for step in reversed(path):
        value = {step: value}
    return value


def _without(patch: Plain, path: KeyPath) -> dict[str, object]:
    """The patch without what stands at `path`, and without what that leaves empty around it."""
    kept = copy.deepcopy(dict(patch))
    for length in range(len(path), 0, -1):
        around, key = value_at(kept, path[: length - 1]), path[length - 1]
        if isinstance(around, dict) and key in around and (length == len(path) or around[key] == {}):
            del around[key]
    return kept
