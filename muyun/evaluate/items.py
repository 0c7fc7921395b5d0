"""What are the items of a pool's rows worth, by their own values and by the policy's `missing`? (spec 2)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate.benchmarks import Benchmarks, group_names
from muyun.evaluate.cohort import Cohort
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.points import (
    ItemRules,
    Items,
    clipped_ratios,
    fill_missing,
    min_max_ratios,
    own_items,
    pool_means,
)
from muyun.evaluate.ratio import Fractions
from muyun.policy.model import Formula, Policy


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a pool scores: its 评价组, its item rules and formula, and their benchmarks (g × m each)."""

    groups: tuple[str, ...]
    rules: ItemRules
    formula: Formula
    benchmarks: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


@dataclass(frozen=True, slots=True)
class PoolItems:
    """The items of a pool's 参评 and 过渡期 rows (`rows`: positions in the unit index).

    means  g × m: the enterprises' mean ratio of each item in each 评价组 (spec 10.4)
    """

    rows: np.ndarray
    items: Items
    scoring: Scoring
    means: np.ndarray


def pool_items(current: Cohort, policy: Policy, pool: str, bench: Benchmarks) -> PoolItems:
    """The items of a pool's scored rows; a mean is over the 参评 rows, the others are only filled with it."""
    scoring = _scoring(current, policy, pool, bench)
    rows = np.flatnonzero(current.scored & (current.units["pool"] == pool).to_numpy())
    numbers = numbers_in(scoring.groups, current.units["group"])[rows]
    own = own_items_of(current.fractions.select(rows, scoring.rules.names), numbers, scoring)
    means = pool_means(own, np.where(current.evaluated[rows], numbers, -1), len(scoring.groups))
    return PoolItems(rows, fill_missing(own, means[numbers], scoring.rules), scoring, means)


def _scoring(current: Cohort, policy: Policy, pool: str, bench: Benchmarks) -> Scoring:
    rules = ItemRules.of(policy.item_rules(pool), policy.indicators)
    groups = tuple(g for g, p in group_names(current, policy).items() if p == pool)
    cells = (list(groups), list(rules.names))
    return Scoring(
        groups,
        rules,
        policy.formula(pool),
        bench.values.loc[cells].to_numpy(),
        bench.lowest.loc[cells].to_numpy(),
        bench.highest.loc[cells].to_numpy(),
    )


def own_items_of(parts: Fractions, numbers: np.ndarray, scoring: Scoring) -> Items:
    """Items of n rows by their own values; NaN where the policy's `missing` has to decide.

    parts    n × m of the pool's indicators
    numbers  position in `scoring.groups` of each row's 评价组, whose benchmarks hold
    """
    if scoring.formula == "min_max":
        lowest, highest = scoring.lowest[numbers], scoring.highest[numbers]
        ratios = min_max_ratios(parts.values, lowest, highest, scoring.rules)
        return own_items(parts, ratios, ~np.isnan(lowest), scoring.rules)
    base = scoring.benchmarks[numbers]
    return own_items(parts, clipped_ratios(parts.values, base, scoring.rules), base > 0, scoring.rules)
