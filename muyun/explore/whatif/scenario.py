"""What would the year look like under an amended policy? Weights and quotas need no new `prepare`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate.decide import PoolDecision, decide
from muyun.evaluate.prepare import Prepared, prepare
from muyun.evaluate.run import Evaluation, evaluation_of
from muyun.findings import InputError, has_errors
from muyun.policy.model import Policy

_DECIDED = {
    "defaults": {"classes"},
    "targets": True,
    "pools": {"__all__": {"weights", "weights_source", "weight_bounds", "classes", "classes_source"}},
}
"""What only `decide`, the checks of a policy and the goals read. All else is taken to matter to `prepare`."""


def needs_prepare(old: Policy, new: Policy) -> bool:
    """Whether more than weights and class quotas differ, so that the year has to be prepared anew.

    A pool with other indicators, or the same ones in another order, does: items are made for each.
    Weights are in nobody's status, benchmark or ratio: an item of weight 0 is still an item.
    """
    indicators = [{name: list(pool.weights) for name, pool in p.pools.items()} for p in (old, new)]
    rest = [p.model_dump_json(exclude=_DECIDED) for p in (old, new)]
    return indicators[0] != indicators[1] or rest[0] != rest[1]


def prepared_part(patch: Mapping[str, object]) -> dict[str, object]:
    """A patch without its weights and class quotas: what of it `prepare` has to know. It may not hold by itself."""
    part = deepcopy(dict(patch))
    pools, defaults = part.get("pools"), part.get("defaults")
    for holder in [*(pools.values() if isinstance(pools, dict) else ()), defaults]:
        if isinstance(holder, dict):
            holder.pop("classes", None)
            holder.pop("weights", None)
    kept = {name: pool for name, pool in pools.items() if pool} if isinstance(pools, dict) else pools
    return {key: value for key, value in {**part, "pools": kept}.items() if value}


def decided(
    official: Evaluation, tables: Tables, policy: Policy, near: Prepared | None = None
) -> tuple[Prepared, dict[str, PoolDecision]]:
    """The official year up to the decision under `policy`, without making frames of it.

    official  under the unpatched policy, which last year's result is taken from (JX-19)
    tables    that it was made of
    near      the same year prepared for another scenario on the same official evaluation
    Starts at `decide` from the official year or from `near` unless both `needs_prepare`. InputError: as `evaluate`.
    """
    starts = [start for start in (official.prepared, near) if start and not needs_prepare(start.policy, policy)]
    if starts:
        prepared = _with_weights_and_quotas(starts[0], policy)
    else:
        same = policy.sector_rules == official.policy.sector_rules
        before = official.prepared.bottom_before if same else None  # a scenario doesn't change what was (spec 12)
        prepared = prepare(tables, policy, official.year, official.policy, before)
        if has_errors(prepared.findings):
            raise InputError(f for f in prepared.findings)
    return prepared, decide(prepared.pools)


def scenario(official: Evaluation, tables: Tables, policy: Policy) -> Evaluation:
    """The evaluation of the official year under an amended policy: what `evaluate` gives, to the last bit.

    Arguments and errors as of `decided`.
    """
    return evaluation_of(*decided(official, tables, policy))


def _with_weights_and_quotas(prepared: Prepared, policy: Policy) -> Prepared:
    pools = {
        name: replace(
            pool,
            weights=np.array(list(policy.pools[name].weights.values()), dtype=float),
            classes=policy.classes(name),
        )
        for name, pool in prepared.pools.items()
    }
    return replace(prepared, policy=policy, pools=pools)
