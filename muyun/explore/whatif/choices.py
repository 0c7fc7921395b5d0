"""What did the user choose? The settings of 模拟测算 as values, and the smallest patch that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from muyun.explore.whatif.quota_bar import plain_quota
from muyun.policy.model import Policy
from muyun.policy.rules import Cap, Constant
from muyun.terms import SCORE_DECIMALS

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page sets, by pool.

    weights  indicator → points; quotas: class → {kind: share} with d_share
    factors  the benchmark's factor; None where its method has none (公布值)
    caps     a multiple of the weight, or "none"
    """

    weights: Mapping[str, Mapping[str, float]]
    quotas: Mapping[str, Mapping[str, Plain]]
    factors: Mapping[str, float | None]
    caps: Mapping[str, Cap]


def choices(policy: Policy) -> Choices:
    """What a policy, amended or not, has chosen."""
    pools = policy.pools
    rules = {name: policy.pool_benchmark(name) for name in pools}
    return Choices(
        weights={name: dict(pool.weights) for name, pool in pools.items()},
        quotas={name: {c: plain_quota(q) for c, q in policy.classes(name).items()} for name in pools},
        factors={name: None if isinstance(rule, Constant) else rule.factor for name, rule in rules.items()},
        caps={name: (pool.item or policy.defaults.item).cap for name, pool in pools.items()},
    )


def patch_of(policy: Policy, chosen: Choices) -> dict[str, object]:
    """The smallest patch that makes the choices of a policy; {} when they are the policy's own.

    `amend(policy, patch_of(policy, chosen), None)` has exactly these choices. Numbers that agree
    to 9 decimals are the same. What the choices leave out stays as it is. An indicator's own cap
    (`items`) stays beside the pool's.
    """
    own = choices(policy)
    pools = {name: changes for name in policy.pools if (changes := _of_pool(name, own, chosen))}
    return {"pools": pools} if pools else {}


def _of_pool(name: str, own: Choices, chosen: Choices) -> dict[str, object]:
    """The patch of one pool; keys without a change are left out."""
    quotas, wanted = own.quotas[name], chosen.quotas.get(name, {})
    parts = {
        "weights": _changed(own.weights[name], chosen.weights.get(name, {})),
        "classes": {c: new for c in quotas if (new := _changed_quota(quotas[c], wanted.get(c, quotas[c])))},
        "benchmark": _changed({"factor": own.factors[name]}, _given("factor", chosen.factors.get(name))),
        "item": _changed({"cap": own.caps[name]}, _given("cap", chosen.caps.get(name))),
    }
    return {key: part for key, part in parts.items() if part}


def without_choices(patch: Plain) -> dict[str, object]:
    """What of a patch the page's choices don't set: lay it over the official policy, then `patch_of`.

    A benchmark that the patch gives by another method keeps its factor.
    """
    rest = deepcopy(dict(patch))
    pools, defaults = rest.get("pools"), rest.get("defaults")
    holders = [*(pools.values() if isinstance(pools, dict) else ()), defaults]
    for holder in [h for h in holders if isinstance(h, dict)]:
        holder.pop("classes", None)
        if "members" not in holder:  # a new pool needs its weights
            holder.pop("weights", None)
        for rule, key in (("benchmark", "factor"), ("item", "cap")):
            if isinstance(holder.get(rule), dict) and "method" not in holder[rule]:
                holder[rule].pop(key, None)
    return _without_empty(rest)


def _given(key: str, value: object) -> dict[str, object]:
    return {} if value is None else {key: value}


def _changed(old: Plain, new: Plain) -> dict[str, object]:
    """The entries of `new` that are another value."""
    return {key: value for key, value in new.items() if not _same(old.get(key), value)}


def _changed_quota(old: Plain, new: Plain) -> dict[str, object]:
    """What differs; `amend` drops the other kind by itself, a d_share only when told (null)."""
    changes = _changed(old, new)
    before, after = old.get("d_share"), new.get("d_share")
    if before is not None and after is None:
        return changes | {"d_share": None}
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before != after:
        return changes | {"d_share": dict.fromkeys(before.keys() - after.keys()) | _changed(before, after)}
    return changes


def _same(old: object, new: object) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    return round(old - new, SCORE_DECIMALS) == 0 if numbers else old == new


def _without_empty(data: dict[str, object]) -> dict[str, object]:
    """Without mappings that have become empty, inner ones first."""
    kept = {key: _without_empty(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value != {}}
