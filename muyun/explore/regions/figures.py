"""What does a region or park come to by the official figures? Ratios of tables 区域 and 园区 (spec 6.4, 6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate.ratio import Fractions, fractions_of, ratios_of_sums
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.place_names import matched, same_place
from muyun.explore.regions.ratios import CARBON, KINDS, REDUCTION, Ratio, indicators_of, ratios_of, table_of
from muyun.explore.targets.figures import is_short_for
from muyun.policy.model import Policy
from muyun.policy.published import published_rule
from muyun.policy.rules import Indicator
from muyun.policy.subjects import SubjectIndicator
from muyun.terms import table_measures


class Origin(StrEnum):
    """Whose figures these are; the two are never mixed in one number."""

    ENTERPRISES = "企业合计"
    OFFICIAL = "公布数"


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as the scoreboard shows it; its values × `factor` are in `unit`.

    by_difference  its change is a difference (a rate, a score), not a growth
    """

    name: str
    label: str
    unit: str
    formula: str
    factor: float = 1.0
    lower_is_better: bool = False
    by_difference: bool = False
    assumed: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RegionFigures:
    """n places of one level and year, m measures.

    values     n × m; whole: m, ratios of the sums over all places, NaN where there is no one whole
    published  n × m: the ratio itself was given, shown and ranked, never summed (spec 6.5)
    land_mu    n, NaN where not known; units: n 参评 units, classes: n × 4 of them; None for official figures
    outside    参评 units without a name of the level
    """

    origin: Origin
    level: AreaLevel
    year: int
    areas: tuple[Area, ...]
    measures: tuple[Measure, ...]
    values: np.ndarray
    whole: np.ndarray
    published: np.ndarray
    land_mu: np.ndarray
    units: np.ndarray | None = None
    classes: np.ndarray | None = None
    outside: int = 0

    def column(self, name: str) -> int:
        """The column of a measure. ValueError: there is none of that name."""
        return [measure.name for measure in self.measures].index(name)

    def of_county(self, county: str) -> RegionFigures:
        """Those of one county only, their whole unknown; "" for all."""
        if not county:
            return self
        kept = np.array([area.county == county for area in self.areas], dtype=bool)
        part = {"areas": tuple(area for area in self.areas if area.county == county)}
        part |= {name: getattr(self, name)[kept] for name in ("values", "published", "land_mu")}
        own = {"units": self.units, "classes": self.classes}
        part |= {name: values[kept] for name, values in own.items() if values is not None}
        return replace(self, **part, whole=np.full(len(self.measures), np.nan))


_REDUCTION = Measure(
    REDUCTION, REDUCTION, "%", f"1 − 今年{CARBON.name} ÷ 上年{CARBON.name}（碳排放 ÷ 地区生产总值）", 100.0,
    by_difference=True,
)  # fmt: skip


def official_years(tables: Tables, level: AreaLevel) -> list[int]:
    """The years that the table of the level has rows of."""
    return sorted({int(year) for year in _rows(tables, level)["year"].dropna()})


def official_figures(tables: Tables, policy: Policy, level: AreaLevel, year: int) -> RegionFigures:
    """The official figures of one year, places by county and name; measures that nobody has are left out.

    policy  names the unit and the direction of indicators that rows give themselves
    """
    rows = official_rows(tables, policy, level)
    now, last = _of_year(rows, level, year), _of_year(rows, level, year - 1)
    blocks = [_computed(now, ratios_of(policy, level), table_of(level))]
    if level is not AreaLevel.PARK:
        blocks.append(_reduction(now, last, level))
    blocks.append(_only_given(now, level, policy, {m.name for block in blocks for m in block.measures}))
    return _known(RegionFigures(
        Origin.OFFICIAL, level, year, _areas(now, level), tuple(m for block in blocks for m in block.measures),
        np.hstack([block.values for block in blocks]), np.concatenate([block.whole for block in blocks]),
        np.hstack([block.published for block in blocks]), now["land_mu"].to_numpy(dtype=float),
    ))  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Some columns of the figures, as `RegionFigures` has them."""

    measures: tuple[Measure, ...]
    values: np.ndarray
    whole: np.ndarray
    published: np.ndarray


def _computed(rows: pd.DataFrame, ratios: Sequence[Ratio], table: str) -> _Block:
    """The ratios, a given one where the parts are missing."""
    parts = _fractions(rows, ratios)
    own = np.column_stack([_given(rows, ratio.name) for ratio in ratios])
    given = np.isnan(parts.values) & ~np.isnan(own)
    whole = ratios_of_sums(parts, np.zeros(len(rows), dtype=np.int64), 1).values[0]
    return _Block(tuple(_measure(r, table) for r in ratios), np.where(given, own, parts.values), whole, given)


def _measure(ratio: Ratio, table: str) -> Measure:
    """How a ratio is shown: a plain one in per cent."""
    factor, unit = (100.0, "%") if ratio.unit == "1" else (1.0, ratio.unit)
    return Measure(
        ratio.name, ratio.label or ratio.name, unit, ratio.formula(table), factor, ratio.lower_is_better,
        assumed=ratio.assumed,
    )  # fmt: skip


def _known(figures: RegionFigures) -> RegionFigures:
    """Without the measures that no place has."""
    kept = np.flatnonzero(~np.isnan(figures.values).all(axis=0))
    return replace(
        figures, measures=tuple(figures.measures[i] for i in kept), values=figures.values[:, kept],
        whole=figures.whole[kept], published=figures.published[:, kept],
    )  # fmt: skip


def official_rows(tables: Tables, policy: Policy, level: AreaLevel) -> pd.DataFrame:
    """The rows of table 园区, or those of 区域 that are of the level and, of counties, in the policy's city."""
    return _of_city(_rows(tables, level), level, policy.region)


def _rows(tables: Tables, level: AreaLevel) -> pd.DataFrame:
    if level is AreaLevel.PARK:
        return tables.parks
    rows = tables.regions
    return rows[(rows["level"] == KINDS[level]).fillna(False).to_numpy(dtype=bool)]


def _of_city(rows: pd.DataFrame, level: AreaLevel, region: str) -> pd.DataFrame:
    """The counties of the policy's city: those of the same 上级 as its region, or whose 上级 it is (XC-03).

    All of them where neither is known; a row without 上级 is never left out.
    """
    if level is not AreaLevel.COUNTY:
        return rows
    names, parents = rows["name"].fillna(""), rows["parent"].fillna("")
    own = [parent for name, parent in zip(names, parents, strict=True) if is_region(name, region) and parent]
    city = own[0] if own else next((parent for parent in parents if parent and is_region(parent, region)), None)
    return rows if city is None else rows[parents.isin(["", city]).to_numpy(dtype=bool)]


def is_region(name: str, region: str) -> bool:
    """Whether a name of table 区域 is the policy's own region: 奉化区 or 奉化 for 宁波市奉化区."""
    return bool(name) and (same_place(name, region) or is_short_for(name, region) or is_short_for(f"{name}区", region))


def _of_year(rows: pd.DataFrame, level: AreaLevel, year: int) -> pd.DataFrame:
    """The year's rows by county and name; of two of one name (a finding of the upload) the first."""
    own = rows[(rows["year"] == year).fillna(False).to_numpy(dtype=bool) & rows["name"].notna().to_numpy()]
    keys = pd.MultiIndex.from_tuples([(a.county, a.name) for a in _areas(own, level)], names=["in", "place"])
    own = own.set_axis(keys, axis=0)
    return own[~keys.duplicated()].sort_index()


def _areas(rows: pd.DataFrame, level: AreaLevel) -> tuple[Area, ...]:
    if level is AreaLevel.COUNTY:
        return tuple(Area("", str(name)) for name in rows["name"])
    parents = rows["county" if level is AreaLevel.PARK else "parent"].fillna("")
    return tuple(Area(str(p), str(n)) for p, n in zip(parents, rows["name"], strict=True))


def _fractions(rows: pd.DataFrame, ratios: Sequence[Ratio]) -> Fractions:
    parts = [[rows[getattr(r, side)].to_numpy(dtype=float, na_value=np.nan) for r in ratios]
             for side in ("numerator", "denominator")]  # fmt: skip
    return fractions_of(tuple(r.name for r in ratios), np.array(parts[0]).T, np.array(parts[1]).T)


def _reduction(now: pd.DataFrame, last: pd.DataFrame, level: AreaLevel) -> _Block:
    """1 − c_t / c_{t−1} by place, c = CO2 ÷ GDP or as published, and of all whose parts both years have (JX-23).

    A rate that a row gives itself stands in where none can be computed. NaN where either year is missing or last
    year's c isn't positive. A place is the same under its short name.
    """
    places = matched(_areas(now, level), _areas(last, level))
    before = last.iloc[[-1 if place is None else place for place in places]] if len(last) else last.reindex(now.index)
    new, old = _fractions(now, [CARBON]), _fractions(before, [CARBON])
    there = np.array([place is not None for place in places], dtype=bool)
    own = [np.where(np.isnan(part.values[:, 0]), _given(rows, CARBON.name), part.values[:, 0])
           for part, rows in ((new, now), (old, before))]  # fmt: skip
    rates = _rate(own[0], np.where(there, own[1], np.nan))
    both = np.where(there & ~np.isnan(new.values[:, 0] + old.values[:, 0]), 0, -1)
    whole = _rate(*(ratios_of_sums(part, both, 1).values[:, 0] for part in (new, old)))
    said = _given(now, REDUCTION)
    published = (~np.isnan(rates) & (both < 0)) | (np.isnan(rates) & ~np.isnan(said))
    return _Block((_REDUCTION,), np.where(np.isnan(rates), said, rates)[:, None], whole, published[:, None])


def _rate(now: np.ndarray, last: np.ndarray) -> np.ndarray:
    return 1 - fractions_of((REDUCTION,), now[:, None], last[:, None]).values[:, 0]


def _only_given(rows: pd.DataFrame, level: AreaLevel, policy: Policy, computed: set[str]) -> _Block:
    """Published ratios that no formula here gives, in the order of the upload."""
    known = set(table_measures(table_of(level))) | computed
    names = [str(name) for name in rows.columns if name not in known]
    values = np.array([_given(rows, name) for name in names]).reshape(len(names), len(rows)).T
    measures = tuple(_given_measure(policy, level, name) for name in names)
    return _Block(measures, values, np.full(len(names), np.nan), ~np.isnan(values))


def _given(rows: pd.DataFrame, name: str) -> np.ndarray:
    """The published ratio, NaN where there is none."""
    if name not in rows.columns:
        return np.full(len(rows), np.nan)
    return rows[name].to_numpy(dtype=float, na_value=np.nan)


def _given_measure(policy: Policy, level: AreaLevel, name: str) -> Measure:
    """A ratio that only the rows give: unit and direction as the policy has that name, first for such places, else
    the leaders' plan."""
    rule = indicators_of(policy, level).get(name) or published_rule(policy, name)
    unit = rule.unit if rule else ""
    factor, shown = (100.0, "%") if unit == "1" else (1.0, unit)
    lower = isinstance(rule, Indicator | SubjectIndicator) and rule.better == "lower"
    return Measure(name, name, shown, "公布值，没有分子和分母", factor, lower)


def no_figures(origin: Origin, level: AreaLevel, year: int) -> RegionFigures:
    """Those of nobody: no place and no measure."""
    none = np.zeros(0)
    return RegionFigures(origin, level, year, (), (), np.zeros((0, 0)), none, np.zeros((0, 0), dtype=bool), none)
