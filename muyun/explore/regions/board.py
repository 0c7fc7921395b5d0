"""Who leads, who lags, and who moved? Places of one level ranked on every indicator, beside another year.

Ranks are compared on 9 decimals, ties share theirs, a missing value has none (spec 5.1, 12; JX-21, JX-22,
JX-23, JX-24, JX-31, XC-03, XC-20, XC-30).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.ratio import rounded
from muyun.explore.regions.areas import Area
from muyun.explore.regions.figures import Measure, Origin, RegionFigures, is_region
from muyun.explore.regions.place_names import matched


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """The figures now, those of another year (None: none), and the other source's for the same year (None: none)."""

    now: RegionFigures
    before: RegionFigures | None = None
    other: RegionFigures | None = None

    @property
    def areas(self) -> tuple[Area, ...]:
        """The places, by county and name."""
        return self.now.areas

    def of_county(self, county: str) -> Board:
        """The board of one county's places, ranked among themselves; "" for all."""
        parts = (self.before, self.other)
        return Board(self.now.of_county(county), *(part if part is None else part.of_county(county) for part in parts))

    def measure(self, name: str) -> Measure:
        """A measure by name. ValueError: there is none."""
        return self.now.measures[self.now.column(name)]

    def values(self, name: str) -> np.ndarray:
        """n values now."""
        return self.now.values[:, self.now.column(name)]

    def values_before(self, name: str) -> np.ndarray:
        """n values of the other year; NaN where the place or the indicator wasn't there."""
        return _beside(self.areas, self.before, name)

    def values_other(self, name: str) -> np.ndarray:
        """n values of the other source; NaN where it has none of that name."""
        return _beside(self.areas, self.other, name)

    def ranks(self, name: str) -> np.ndarray:
        """n competition ranks now, NaN without a value."""
        return ranks(self.values(name), self.measure(name).lower_is_better)

    def ranks_before(self, name: str) -> np.ndarray:
        """n ranks of the other year, among the places that it had."""
        if self.before is None or name not in _names(self.before):
            return np.full(len(self.areas), np.nan)
        own = ranks(self.before.values[:, self.before.column(name)], self.measure(name).lower_is_better)
        return _aligned(own, self.areas, self.before)

    def climbed(self, name: str) -> np.ndarray:
        """n places gained on the other year, negative for lost ones; NaN without both ranks."""
        return self.ranks_before(name) - self.ranks(name)

    def changes(self, name: str) -> np.ndarray:
        """n changes on the other year: growth as a share, the difference for rates and scores.

        NaN without both values, or where there is nothing to grow from.
        """
        new, old = self.values(name), self.values_before(name)
        if self.measure(name).by_difference:
            return new - old
        grown = np.full(len(new), np.nan)
        np.divide(new, old, out=grown, where=rounded(old) > 0)
        return grown - 1

    def improvement_ranks(self, name: str) -> np.ndarray:
        """n ranks by change, the largest improvement first (XC-30)."""
        return ranks(self.changes(name), self.measure(name).lower_is_better)

    def standing(self, name: str) -> np.ndarray:
        """n: 1 better than the whole, −1 worse, 0 equal on 9 decimals; NaN where either is missing."""
        gap = rounded(self.values(name)) - rounded(self.now.whole[self.now.column(name)])
        return np.sign(rounded(gap)) * (-1 if self.measure(name).lower_is_better else 1)


def ranks(values: np.ndarray, lower_is_better: bool) -> np.ndarray:
    """Competition ranks 1, 1, 3 on 9 decimals; NaN for NaN.

    >>> ranks(np.array([2.0, np.nan, 3.0, 2.0000000001]), False).tolist()
    [2.0, nan, 1.0, 2.0]
    """
    found = np.full(len(values), np.nan)
    held = ~np.isnan(values)
    compared = rounded(values[held]) * (1 if lower_is_better else -1)
    found[held] = np.searchsorted(np.sort(compared), compared, side="left") + 1
    return found


def own_place(areas: Sequence[Area], region: str) -> int | None:
    """The position of the policy's own region among counties; None: it isn't there (XC-03)."""
    found = [place for place, area in enumerate(areas) if not area.county and is_region(area.name, region)]
    return found[0] if len(found) == 1 else None


def enterprises_of(board: Board, place: int) -> Area | None:
    """The place as our enterprises call it, which official figures may call otherwise; None: nobody of it is 参评."""
    own = board.now if board.now.origin is Origin.ENTERPRISES else board.other
    at = None if own is None else matched([board.areas[place]], own.areas)[0]
    return None if own is None or at is None else own.areas[at]


def order_of(board: Board, by: np.ndarray) -> np.ndarray:
    """Positions of the places by ranks, first first; those without a rank last, equal ones by county and name."""
    return np.lexsort((np.arange(len(board.areas)), np.nan_to_num(by, nan=np.inf)))


def _names(figures: RegionFigures) -> set[str]:
    return {measure.name for measure in figures.measures}


def _beside(areas: tuple[Area, ...], figures: RegionFigures | None, name: str) -> np.ndarray:
    if figures is None or name not in _names(figures):
        return np.full(len(areas), np.nan)
    return _aligned(figures.values[:, figures.column(name)], areas, figures)


def _aligned(values: np.ndarray, areas: tuple[Area, ...], figures: RegionFigures) -> np.ndarray:
    """Values of other figures in the order of `areas`; NaN where none of theirs is meant."""
    at = np.array([-1 if place is None else place for place in matched(areas, figures.areas)], dtype=np.int64)
    return np.append(values, np.nan)[at]
