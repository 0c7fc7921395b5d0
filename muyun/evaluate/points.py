"""What is each item worth per point of weight? Clipped ratios, and what missing ones count (spec 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from muyun.evaluate.ratio import Fractions, rounded
from muyun.policy.rules import Indicator, ItemRule

LOWEST_SHARE = 0.2
"""Min–max gives the worst value 20 of 100 (spec 2.5)."""


class Fill(IntEnum):
    """How an item came to its ratio when not by its own value."""

    OWN = 0
    FULL = 1
    """Zero denominator: nothing emitted is the best result (spec 12)."""
    ZERO = 2
    POOL_MEAN = 3
    LOST = 4
    """Redistributed: the weight spreads over the row's other items."""
    NO_BENCHMARK = 5
    """Redistributed because the benchmark can't be computed (spec 10.3)."""


@dataclass(frozen=True, slots=True)
class Items:
    """Item ratios of n rows: score per point of weight, n × m; a lost item is 0 and marked in `fills`.

    fills  n × m of `Fill`
    """

    ratios: np.ndarray
    fills: np.ndarray

    @property
    def lost(self) -> np.ndarray:
        """Mask of the items whose weight spreads over the row's others."""
        return self.fills >= Fill.LOST


@dataclass(frozen=True, slots=True)
class ItemRules:
    """The rules of a pool's m items as arrays."""

    names: tuple[str, ...]
    lower_is_better: np.ndarray
    floor: np.ndarray
    cap: np.ndarray
    full: np.ndarray
    missing: tuple[str, ...]
    zero_is_full: np.ndarray

    @classmethod
    def of(cls, rules: Mapping[str, ItemRule], indicators: Mapping[str, Indicator]) -> ItemRules:
        """From the policy's item rules and indicators."""
        return cls(
            tuple(rules),
            np.array([indicators[name].better == "lower" for name in rules]),
            np.array([rule.floor for rule in rules.values()]),
            np.array([rule.cap_ratio for rule in rules.values()]),
            np.array([rule.full_ratio for rule in rules.values()]),
            tuple(rule.missing for rule in rules.values()),
            np.array([rule.zero_denominator == "full" for rule in rules.values()]),
        )


def clipped_ratios(values: np.ndarray, benchmarks: np.ndarray, rules: ItemRules) -> np.ndarray:
    """clip(value / benchmark, floor, cap); benchmark / value where lower is better.

    values      n × m, each column in its indicator's unit
    benchmarks  n × m in the same units (each row's own group's)
    Returns n × m without unit. NaN stays NaN, and a benchmark that is missing or ≤ 0 gives NaN
    (spec 10.3). Zero where lower is better earns the cap. Spec 2.1, 2.3, 12.
    """
    base = np.where(benchmarks > 0, benchmarks, np.nan)
    value = values + 0.0  # turns -0.0 into 0.0, which would divide to -inf
    with np.errstate(divide="ignore"):  # zero is as low as can be: infinite, so it earns the cap
        ratio = np.where(rules.lower_is_better, base / value, value / base)
    return np.clip(ratio, rules.floor, rules.cap)


def min_max_ratios(values: np.ndarray, lowest: np.ndarray, highest: np.ndarray, rules: ItemRules) -> np.ndarray:
    """[20 + 80 · (x − min)/(max − min)]/100, the distance from max where lower is better.

    lowest, highest  n × m, of each row's group; max = min gives 1. A value outside of them (a row
    in transition) counts as the nearer end. NaN where the value or the ends are missing. Spec 2.5.
    """
    width = highest - lowest
    distance = np.where(rules.lower_is_better, highest - values, values - lowest)
    position = np.ones(values.shape)
    np.divide(distance, width, out=position, where=width > 0)
    ratio = LOWEST_SHARE + (1 - LOWEST_SHARE) * np.clip(position, 0, 1)
    ratio = np.where(np.isnan(distance), np.nan, ratio)
    return np.clip(ratio, rules.floor, rules.cap)


def own_items(parts: Fractions, ratios: np.ndarray, benchmark_known: np.ndarray, rules: ItemRules) -> Items:
    """Items by their own value: NaN where missing; zero denominators that count as full are filled.

    ratios           n × m as the formula gives them
    benchmark_known  n × m; where it is False the item is lost whatever the value (spec 12)
    """
    zero = rules.zero_is_full & (rounded(parts.denominators) == 0) & ~np.isnan(parts.numerators)
    earned = np.where(rounded(parts.numerators) > 0, rules.full, rules.floor)
    fills = np.where(zero, Fill.FULL, Fill.OWN).astype(np.int8)
    fills[~benchmark_known] = Fill.NO_BENCHMARK
    return Items(np.where(benchmark_known, np.where(zero, earned, ratios), 0.0), fills)


def pool_means(items: Items, groups: np.ndarray, count: int) -> np.ndarray:
    """Mean ratio of each group's rows that have the item (spec 10.4), `count` × m; NaN where none has.

    groups  group number of each row, −1 for rows that don't count (not 参评)
    """
    means = np.full((count, items.ratios.shape[1]), np.nan)
    for j in range(items.ratios.shape[1]):
        has = (groups >= 0) & ~np.isnan(items.ratios[:, j]) & ~items.lost[:, j]
        n = np.bincount(groups[has], minlength=count)
        total = np.bincount(groups[has], items.ratios[has, j], count)
        np.divide(total, n, out=means[:, j], where=n > 0)
    return means


def fill_missing(items: Items, means: np.ndarray, rules: ItemRules) -> Items:
    """What each missing item counts by the policy's `missing` (spec 2.4, 12).

    means  n × m: the mean of each row's group; NaN turns `pool_mean` into `redistribute`
    """
    ratios, fills = items.ratios.copy(), items.fills.copy()
    for j, missing in enumerate(rules.missing):
        empty = np.isnan(ratios[:, j])
        mean = means[:, j] if missing == "pool_mean" else np.full(len(empty), np.nan)
        averaged = empty & ~np.isnan(mean)
        ratios[averaged, j], fills[averaged, j] = mean[averaged], Fill.POOL_MEAN
        rest = empty & ~averaged
        ratios[rest, j] = 0.0
        fills[rest, j] = Fill.ZERO if missing == "zero" else Fill.LOST
    return Items(ratios, fills)


def item_scores(items: Items, weights: np.ndarray) -> np.ndarray:
    """Item scores n × m: weight × ratio, spread by 100/(100 − Σ lost weights); NaN for lost items."""
    factor = spread_factor(items.lost @ weights)
    return np.where(items.lost, np.nan, items.ratios * weights * factor[:, None])


def spread_factor(lost_weight: np.ndarray) -> np.ndarray:
    """100/(100 − Σw) for the lost weight of each row (spec 10.3, 12); 0 where all the weight is lost."""
    left = 100.0 - lost_weight
    factor = np.zeros_like(left)
    np.divide(100.0, left, out=factor, where=rounded(left) > 0)
    return factor
