"""Does a figure look as if it were in another unit? ㎡ under 亩, 元 under 万元, 度 under 万千瓦时, % under a share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from muyun.data.check import limited
from muyun.data.check_values import share_doubtful, unit_doubtful
from muyun.data.tables import Tables
from muyun.findings import Finding
from muyun.terms import PUBLISHED_SHARES, table_measures

OTHER_UNITS: dict[str, tuple[str, float]] = {
    "亩": ("平方米", 2000 / 3), "万元": ("元", 10_000.0), "万千瓦时": ("千瓦时（度）", 10_000.0),
}  # fmt: skip
"""Unit of a measure → the unit that offices have it in, and how many of it are one of the measure's."""

SPREAD = 3.0
"""How far from the exact factor a jump may be: figures change between years, too."""

LEAST = 1.0
"""A figure of another year below this (亩, 万元, 万千瓦时) tells nothing: a start-up may grow ten-thousandfold."""

FEWEST = 5
"""A median of fewer enterprises tells nothing."""


def doubtful_units(tables: Tables) -> Iterator[Finding]:
    """A warning for each figure of 企业 that is larger by a unit's factor than its own neighbour year.

    An enterprise without another year is held against the median of its year instead. Only warnings:
    the figure may be right, and only the office knows.
    """
    frame = tables.enterprises
    order = np.lexsort((frame["year"].to_numpy(dtype=float, na_value=np.nan), pd.factorize(frame["uscc"])[0]))
    code = pd.factorize(frame["uscc"])[0][order]
    same = (code[1:] == code[:-1]) & (code[1:] >= 0)
    years = pd.factorize(frame["year"])[0]
    for name, measure in table_measures("企业").items():
        if measure.unit in OTHER_UNITS and measure.type == "float":
            unit, factor = OTHER_UNITS[measure.unit]
            value = frame[name].where(frame[name] > 0).to_numpy()
            own = _neighbour(value, order, same)
            median = np.where(np.isnan(own), _median_of_year(value, years), np.nan)
            rows = [(row, own, "它自己相邻年度的") for row in np.flatnonzero(_by_factor(value, own, factor))]
            rows += [(row, median, "本年各家中位数的") for row in np.flatnonzero(value >= median * factor / SPREAD)]
            yield from limited([
                unit_doubtful(tables.cell("企业", int(row), name), float(value[row] / than[row]), whose, unit)
                for row, than, whose in sorted(rows, key=lambda found: found[0])
            ])  # fmt: skip


def doubtful_shares(tables: Tables) -> Iterator[Finding]:
    """A warning for each published share of 区域 and 园区 that is above 1: 2.36 for 2.36 %."""
    for table in ("区域", "园区"):
        frame = tables.frame(table)
        for name in (name for name in PUBLISHED_SHARES if name in frame.columns):
            large = frame[name][(frame[name] > 1).fillna(False)]
            cells = ((tables.cell(table, row, name), float(value)) for row, value in large.items())
            yield from limited([share_doubtful(cell, value) for cell, value in cells])


def _by_factor(value: np.ndarray, than: np.ndarray, factor: float) -> np.ndarray:
    times = value / np.where(than >= LEAST, than, np.nan)
    return (times >= factor / SPREAD) & (times <= factor * SPREAD)


def _neighbour(value: np.ndarray, order: np.ndarray, same: np.ndarray) -> np.ndarray:
    """The enterprise's figure of its year before, else of the year after; NaN where it has neither.

    order  rows by enterprise and year; same  n − 1, whether a row and the one before are one enterprise
    """
    ordered = value[order]
    before, after = np.full_like(value, np.nan), np.full_like(value, np.nan)
    before[1:][same] = ordered[:-1][same]
    after[:-1][same] = ordered[1:][same]
    own = np.empty_like(value)
    own[order] = np.where(np.isnan(before), after, before)
    return own


def _median_of_year(value: np.ndarray, years: np.ndarray) -> np.ndarray:
    """The median of each row's year; NaN where it is of too few, or below what tells anything."""
    medians = np.full(years.max(initial=-1) + 2, np.nan)  # the last one is for rows without a year
    for year in range(len(medians) - 1):
        known = value[(years == year) & ~np.isnan(value)]
        if len(known) >= FEWEST and (median := np.median(known)) >= LEAST:
            medians[year] = median
    return medians[years]
