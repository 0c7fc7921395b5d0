"""What do sectors, counties, towns and parks come to? Aggregate first, then score (spec 6.1)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.evaluate.benchmarks import Benchmarks
from muyun.evaluate.cohort import Cohort, industry_digits
from muyun.evaluate.points import (
    ItemRules,
    Items,
    clipped_ratios,
    fill_missing,
    min_max_ratios,
    own_items,
)
from muyun.evaluate.ratio import Fractions, ratios_of_sums

DIMENSIONS = {"全市": None, "行业": "division", "区县": "county", "镇街": "town", "园区": "park"}
"""What groups are made by, and the column that names them."""

WHOLE = "全市"


def own_ratios(
    parts: Fractions, groups: list[str], bench: Benchmarks, rules: ItemRules, formula: str
) -> Items:
    """Items of n rows by their own values; NaN where the policy's `missing` has to decide.

    parts   n × m of the pool's indicators
    groups  the 评价组 of each row, whose benchmarks hold
    """
    names = list(rules.names)
    if formula == "min_max":
        lowest = bench.lowest.loc[groups, names].to_numpy()
        highest = bench.highest.loc[groups, names].to_numpy()
        ratios = min_max_ratios(parts.values, lowest, highest, rules)
        return own_items(parts, ratios, ~np.isnan(lowest), rules)
    base = bench.values.loc[groups, names].to_numpy()
    return own_items(parts, clipped_ratios(parts.values, base, rules), base > 0, rules)


def aggregated_items(
    current: Cohort,
    numbers: np.ndarray,
    groups: list[str],
    bench: Benchmarks,
    means: np.ndarray,
    rules: ItemRules,
    formula: str,
) -> tuple[Fractions, Items]:
    """Ratios of sums and items of aggregates.

    numbers  for each unit of the cohort the aggregate it belongs to, −1 for none
    groups   the 评价组 of each aggregate; means: aggregates × m, the enterprises' mean ratios
    """
    parts = current.fractions.select(slice(None), rules.names)
    sums = ratios_of_sums(parts, numbers, len(groups))
    return sums, fill_missing(own_ratios(sums, groups, bench, rules, formula), means, rules)


def memberships(current: Cohort, pool: str, dimension: str) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Which aggregate each unit belongs to (−1: none), and (评价组, name) of each aggregate, sorted.

    Only 参评 rows of the pool belong to one; a row without a name (no park) belongs to none.
    """
    names = _names(current.units, dimension)
    counted = current.evaluated & ((current.units["pool"] == pool) & names.notna()).to_numpy()
    keys = pd.MultiIndex.from_arrays([current.units["group"][counted], names[counted]])
    codes, found = pd.factorize(keys, sort=True)
    numbers = np.full(len(names), -1)
    numbers[counted] = codes
    return numbers, list(found)


def _names(units: pd.DataFrame, dimension: str) -> pd.Series:
    match DIMENSIONS[dimension]:
        case None:
            return pd.Series(WHOLE, units.index, dtype="str")
        case "division":
            return industry_digits(units).str[:2]
        case column:
            return units[column]
