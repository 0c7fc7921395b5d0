"""What is an indicator of one enterprise, and of a group? A ratio; a ratio of sums (spec 1.1, 10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.policy.rules import Indicator
from muyun.terms import SCORE_DECIMALS


def rounded(values: np.ndarray) -> np.ndarray:
    """Values as they are compared: on 9 decimals, without a negative zero (spec 12)."""
    return np.round(values, SCORE_DECIMALS) + 0.0


@dataclass(frozen=True, slots=True)
class Fractions:
    """Indicators of n rows as fractions: numerators, denominators and values, each n × m.

    A value is NaN where the denominator is missing, zero or negative, or the numerator missing.
    """

    names: tuple[str, ...]
    numerators: np.ndarray
    denominators: np.ndarray
    values: np.ndarray

    @property
    def published(self) -> np.ndarray:
        """Mask of the values that were given as such (公布值), n × m: never part of a sum (spec 6.5)."""
        return ~np.isnan(self.values) & np.isnan(self.numerators)

    def select(self, rows: np.ndarray, names: tuple[str, ...]) -> Fractions:
        """The given rows (positions or mask) and indicators."""
        columns = [self.names.index(name) for name in names]
        return Fractions(
            names,
            self.numerators[rows][:, columns],
            self.denominators[rows][:, columns],
            self.values[rows][:, columns],
        )

    def frame(self, index: pd.Index) -> pd.DataFrame:
        """The values, labelled."""
        return pd.DataFrame(self.values, index, list(self.names))


def published_column(indicator: str) -> str:
    """The column beside the measures in which rows of 园区 and 区域 may give an indicator itself (spec 6.5)."""
    return f"公布值:{indicator}"  # a colon can't be in a name, so no indicator or measure is called so


def fractions(measures: pd.DataFrame, indicators: Mapping[str, Indicator]) -> Fractions:
    """The indicators of each row of `measures` (columns by measure name, in their units). Spec 1.1, 1.4.

    A `published_column` stands in where the ratio can't be computed; such a value is in no sum (spec 6.5).
    """
    numerators = _columns(measures, [i.numerator for i in indicators.values()])
    denominators = _columns(measures, [i.denominator for i in indicators.values()])
    computed = fractions_of(tuple(indicators), numerators, denominators)
    gives = any(published_column(name) in measures.columns for name in indicators)
    return _with_published(computed, measures) if gives else computed


def _with_published(computed: Fractions, measures: pd.DataFrame) -> Fractions:
    given = np.full(computed.values.shape, np.nan)
    for j, name in enumerate(map(published_column, computed.names)):
        if name in measures.columns:
            given[:, j] = measures[name].to_numpy(dtype=float)
    used = np.isnan(computed.values) & ~np.isnan(given)
    numerators, denominators = (np.where(used, np.nan, x) for x in (computed.numerators, computed.denominators))
    return Fractions(computed.names, numerators, denominators, np.where(used, given, computed.values))


def with_row(rows: Fractions, row: Fractions, place: int) -> Fractions:
    """The fractions with the row at `place` replaced by the only one of `row` (the same indicators)."""
    parts = [part.copy() for part in (rows.numerators, rows.denominators, rows.values)]
    for part, new in zip(parts, (row.numerators, row.denominators, row.values), strict=True):
        part[place] = new[0]
    return Fractions(rows.names, *parts)


def _columns(measures: pd.DataFrame, names: list[str]) -> np.ndarray:
    return np.array([measures[name].to_numpy(dtype=float) for name in names]).T  # a column in one piece


def fractions_of(names: tuple[str, ...], numerators: np.ndarray, denominators: np.ndarray) -> Fractions:
    """Fractions from their parts, n × m each; undefined where the denominator is missing or ≤ 0 (spec 1.1)."""
    values = np.full_like(numerators, np.nan)
    np.divide(numerators, denominators, out=values, where=rounded(denominators) > 0)
    return Fractions(names, numerators, denominators, values)


def rows_in_sums(rows: Fractions, groups: np.ndarray, count: int) -> np.ndarray:
    """How many rows each sum of `ratios_of_sums` is over, groups × m: those where both measures are present."""
    members = np.flatnonzero(groups >= 0)
    both = ~np.isnan(rows.numerators[members] + rows.denominators[members])
    columns = [np.bincount(groups[members][both[:, j]], minlength=count) for j in range(both.shape[1])]
    return np.array(columns, dtype=np.int64).reshape(len(columns), count).T


def ratios_of_sums(rows: Fractions, groups: np.ndarray, count: int) -> Fractions:
    """The indicators of `count` groups: sums over the rows where both measures are present.

    rows    n × m
    groups  n group numbers, −1 for a row of no group
    A zero denominator is present. Undefined where the summed denominator is ≤ 0 or nothing
    is there to sum. Rows are added in their order, so sorted rows give the same last bit. Spec 10.1.
    """
    members = np.flatnonzero(groups >= 0)
    own = groups[members]
    shape = (count, len(rows.names))
    numerators, denominators = np.full(shape, np.nan), np.full(shape, np.nan)
    for j in range(shape[1]):
        x, y = rows.numerators[members, j], rows.denominators[members, j]
        both = ~np.isnan(x + y)
        there = np.bincount(own[both], minlength=count) > 0
        numerators[there, j] = np.bincount(own[both], x[both], count)[there]
        denominators[there, j] = np.bincount(own[both], y[both], count)[there]
    return fractions_of(rows.names, numerators, denominators)
