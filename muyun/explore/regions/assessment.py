"""How do towns and parks stand in the yearly assessment? Values to points, points to totals and ranks (FH-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import rounded
from muyun.explore.regions import assessment_items as items
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.assessment_items import Figures, Sight, Way
from muyun.explore.regions.board import ranks
from muyun.explore.regions.localities import areas_of, listed, shown_names
from muyun.policy.assessment import ALL_POINTS, Item, PointsBy, Undefined

HIGHLIGHT: Item = "创新亮点"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is assessed, and how.

    county        only its towns; "" for all
    pool, indicator, way  what 亩均效益指标 looks at
    points        of each item, together 100; one without points isn't looked at
    """

    level: AreaLevel
    county: str
    pool: str
    indicator: str
    way: Way
    points: Mapping[Item, float]
    points_by: PointsBy
    undefined: Undefined

    @property
    def words(self) -> str:
        """All of it in one line, the same for the same."""
        return repr((self.level, self.county, self.pool, self.indicator, self.way, sorted(self.points.items()),
                     self.points_by, self.undefined))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Years:
    """Two years and what the office gave in the first of them.

    given  the points for 创新亮点 by place
    """

    now: Evaluation
    before: Evaluation | None
    tables: Tables
    given: Mapping[Area, float]


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """An item: its full points, each place's value and points; `points` as earned, NaN where there is no value.

    counted  as they count in the total: with the points of undefined items spread over them; NaN like `points`
    level    how good each value is: 1 the best, equal values alike, NaN without; levels: how many there are
    """

    name: Item
    full: float
    figures: Figures
    points: np.ndarray
    counted: np.ndarray
    level: np.ndarray
    levels: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The assessment of a year: places by county and name, items in the order of the text, totals and ranks.

    factor  what a place's points are multiplied by, so that those of items that it lacks spread over the rest
    """

    asked: Asked
    year: int
    places: tuple[Area, ...]
    items: tuple[ItemSheet, ...]
    factor: np.ndarray
    totals: np.ndarray
    ranks: np.ndarray

    @property
    def names(self) -> list[str]:
        """What each place is called."""
        return shown_names(self.places)

    def full_of(self, item: ItemSheet) -> float:
        """The most that an item can count for in anybody's total: its full points, or more where points spread."""
        factors = self.factor[~np.isnan(item.points)]
        return item.full * float(factors.max(initial=1.0))

    @property
    def order(self) -> np.ndarray:
        """Places by rank, those without a total last; equal ones by county and name."""
        return np.argsort(np.where(np.isnan(self.ranks), np.inf, self.ranks), kind="stable")


def assess(years: Years, asked: Asked) -> Sheet:
    """The sheet of the places that have a 参评 unit in the year."""
    found = _places(years.now, asked)
    sight = Sight(years.now, years.before, years.tables, asked.level, found)
    figures = [(name, full, _figures(sight, name, asked, years.given)) for name, full in asked.points.items() if full]
    earned = [points_of(of, full, asked.points_by, name) for name, full, of in figures]
    factor = _factor(earned, [full for _, full, _ in figures], asked.undefined, len(found))
    sheets = tuple(
        ItemSheet(name, full, of, points, points * factor, *levels_of(of))
        for (name, full, of), points in zip(figures, earned, strict=True)
    )
    totals = _totals(sheets, len(found))
    return Sheet(asked, years.now.year, found, sheets, factor, totals, ranks(totals, lower_is_better=False))


def _places(evaluation: Evaluation, asked: Asked) -> tuple[Area, ...]:
    own = areas_of(evaluation.participants[evaluation.prepared.cohort.evaluated], asked.level)
    return tuple(place for place in listed(own) if not asked.county or place.county == asked.county)


def _figures(sight: Sight, name: Item, asked: Asked, given: Mapping[Area, float]) -> Figures:
    match name:
        case "亩均效益指标":
            return items.performance(sight, asked.pool, asked.indicator, asked.way)
        case "评价面积增长":
            return items.area_growth(sight)
        case "评价企业数量增长":
            return items.count_growth(sight)
        case "评价结果纠偏":
            return items.corrections(sight)
        case "高耗低效整治完成":
            return items.finished_cases(sight)
        case "创新亮点":
            return items.highlights(sight, given)


def points_of(figures: Figures, full: float, by: PointsBy, name: Item) -> np.ndarray:
    """Points of each place in [0, full]; NaN where there is no value.

    rank    full × (k − level) ÷ (k − 1), k the number of different values: the best full, the worst 0
    spread  full × (x − worst) ÷ (best − worst)
    Only one value: full. 创新亮点 is given in points, and counts as given, at most full.
    """
    values = rounded(figures.values)
    if name == HIGHLIGHT:
        return np.clip(values, 0, full)
    level, levels = levels_of(figures)
    if levels < 2:
        return np.where(np.isnan(values), np.nan, full)
    if by == "rank":
        return full * (levels - level) / (levels - 1)
    best, worst = values[level == 1][0], values[level == levels][0]
    return np.clip(full * (values - worst) / (best - worst), 0, full)


def levels_of(figures: Figures) -> tuple[np.ndarray, int]:
    """How good each value is: 1 for the best, equal ones on 9 decimals alike, NaN without; and how many levels."""
    compared = rounded(figures.values if figures.lower else -figures.values)
    different = np.unique(compared[~np.isnan(compared)])
    level = np.searchsorted(different, compared) + 1.0
    return np.where(np.isnan(compared), np.nan, level), len(different)


def _factor(earned: list[np.ndarray], full: list[float], undefined: Undefined, count: int) -> np.ndarray:
    """What a place's points are multiplied by: 100 ÷ Σ full of the items that it has, where undefined ones spread."""
    if undefined == "zero" or not earned:
        return np.ones(count)
    there = ~np.isnan(np.array(earned))
    held = (there * np.array(full)[:, None]).sum(axis=0)
    factor = np.ones(count)
    np.divide(ALL_POINTS, held, out=factor, where=held > 0)
    return factor


def _totals(sheets: tuple[ItemSheet, ...], count: int) -> np.ndarray:
    """Σ of the counted points; NaN for a place that has no item at all."""
    if not sheets:
        return np.full(count, np.nan)
    counted = np.array([item.counted for item in sheets])
    return np.where(np.isnan(counted).all(axis=0), np.nan, np.nansum(counted, axis=0))


def moved(now: Sheet, before: Sheet | None) -> np.ndarray:
    """Places of rank gained on last year's sheet; NaN without one, or where the place isn't in it."""
    if before is None:
        return np.full(len(now.places), np.nan)
    old = dict(zip(before.places, before.ranks, strict=True))
    return np.array([old.get(place, np.nan) for place in now.places]) - now.ranks
