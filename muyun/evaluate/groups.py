"""What do sectors, counties, towns and parks come to? Aggregate first, then score (spec 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate.benchmarks import Benchmarks
from muyun.evaluate.cohort import Cohort
from muyun.evaluate.labels import divisions, numbers_in
from muyun.evaluate.points import (
    ItemRules,
    Items,
    clipped_ratios,
    fill_missing,
    min_max_ratios,
    own_items,
)
from muyun.evaluate.ratio import Fractions

DIMENSIONS = {"全市": None, "行业": "division", "区县": "county", "镇街": "town", "园区": "park"}
"""What groups are made by, and the column that names them."""

WHOLE = "全市"


def own_ratios(
    parts: Fractions, groups: Sequence[str], numbers: np.ndarray, bench: Benchmarks, rules: ItemRules, formula: str
) -> Items:
    """Items of n rows by their own values; NaN where the policy's `missing` has to decide.

    parts    n × m of the pool's indicators
    numbers  position in `groups` of each row's 评价组, whose benchmarks hold
    """
    names = list(rules.names)
    if formula == "min_max":
        lowest = bench.lowest.loc[list(groups), names].to_numpy()[numbers]
        highest = bench.highest.loc[list(groups), names].to_numpy()[numbers]
        ratios = min_max_ratios(parts.values, lowest, highest, rules)
        return own_items(parts, ratios, ~np.isnan(lowest), rules)
    base = bench.values.loc[list(groups), names].to_numpy()[numbers]
    return own_items(parts, clipped_ratios(parts.values, base, rules), base > 0, rules)


@dataclass(frozen=True, slots=True)
class Membership:
    """Aggregates of a pool's 参评 rows: `numbers` says which each unit belongs to (−1: none).

    groups  position of each aggregate's 评价组 among the pool's; names: its own name. In that order.
    """

    numbers: np.ndarray
    groups: np.ndarray
    names: tuple[str, ...]


def membership(current: Cohort, groups: Sequence[str], dimension: str) -> Membership:
    """The aggregates of the 参评 rows of `groups` (评价组) by one dimension.

    A row without a name in the dimension (no park) belongs to none.
    """
    words = _names(current.units, dimension)
    own = numbers_in(groups, current.units["group"])
    counted = current.evaluated & (own >= 0) & words.notna().to_numpy()
    categories = words.cat.categories
    order = np.argsort(np.argsort(categories.to_numpy(dtype=object)))  # categories may be in any order
    keys = own[counted] * len(categories) + order[words.cat.codes.to_numpy()[counted]]
    codes, found = pd.factorize(keys, sort=True)
    numbers = np.full(len(own), -1)
    numbers[counted] = codes
    sorted_words = sorted(categories)
    return Membership(
        numbers, found // max(len(categories), 1), tuple(sorted_words[k % len(categories)] for k in found)
    )


def _names(units: pd.DataFrame, dimension: str) -> pd.Series:
    match DIMENSIONS[dimension]:
        case None:
            whole = pd.Categorical.from_codes(np.zeros(len(units), np.int8), categories=[WHOLE])
            return pd.Series(whole, units.index)
        case "division":
            return divisions(units)
        case column:
            return units[column]


def aggregated_items(
    sums: Fractions, of: Membership, groups: Sequence[str], bench: Benchmarks, means: np.ndarray,
    rules: ItemRules, formula: str,
) -> Items:
    """Items of aggregates from their ratios of sums (spec 6.1).

    sums   aggregates × indicators, from `ratios_of_sums`
    means  groups × m, the enterprises' mean ratios, for an item that the policy fills with them
    """
    own = own_ratios(sums.select(slice(None), rules.names), groups, of.groups, bench, rules, formula)
    return fill_missing(own, means[of.groups], rules)
