"""What does a region or park come to by the official figures? Ratios of tables 区域 and 园区 (spec 6.4, 6.5).

JX-21…24 name the indicators of counties. 增加值 stands there beside 单位GDP碳排放, so it isn't the GDP: table
区域 has 规上工业增加值, which is taken (本系统假定).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate.ratio import Fractions, fractions_of, ratios_of_sums
from muyun.explore.areas import Area, AreaLevel
from muyun.explore.place_names import same_place
from muyun.explore.target_figures import is_short_for
from muyun.policy.model import Policy
from muyun.policy.published import published_rule
from muyun.policy.rules import Indicator
from muyun.policy.subjects import SubjectIndicator
from muyun.terms import table_measures

_OURS = "文件没有写分子用哪一项；“区域”表的增加值是规上工业增加值，本系统假定用它。"
REDUCTION, CARBON = "单位GDP碳排放降低率", "单位GDP碳排放"
_LEVELS = {AreaLevel.COUNTY: "县", AreaLevel.TOWN: "镇街"}


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


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A formula over the measures of a table; `factor` of 100 and unit % for a plain share."""

    name: str
    numerator: str
    denominator: str
    unit: str
    lower_is_better: bool = False
    assumed: str = ""

    def measure(self, table: str) -> Measure:
        columns = table_measures(table)
        formula = f"{columns[self.numerator].column} ÷ {columns[self.denominator].column}"
        factor = 100.0 if self.unit == "%" else 1.0
        return Measure(self.name, self.name, self.unit, formula, factor, self.lower_is_better, assumed=self.assumed)


_OF_REGIONS = (
    _Ratio("亩均税收", "tax_wan", "land_mu", "万元/亩"),
    _Ratio("单位能耗增加值", "value_added_wan", "energy_tce", "万元/吨标煤", assumed=_OURS),
    _Ratio("单位排放增加值", "value_added_wan", "emission_t", "万元/吨", assumed=_OURS),
    _Ratio(CARBON, "carbon_t", "gdp_wan", "吨/万元", lower_is_better=True),
    _Ratio("亩均生产总值", "gdp_wan", "land_mu", "万元/亩"),
    _Ratio("单位能耗生产总值", "gdp_wan", "energy_tce", "万元/吨标煤"),
    _Ratio("单位碳排放生产总值", "gdp_wan", "carbon_t", "万元/吨"),
    _Ratio("全员劳动生产率", "gdp_wan", "staff", "万元/人"),
    _Ratio("亩均固定资产投资", "investment_wan", "land_mu", "万元/亩"),
    _Ratio("研发投入强度", "rd_wan", "gdp_wan", "%"),
)
_OF_PARKS = (
    _Ratio("亩均税收", "tax_wan", "land_mu", "万元/亩"),
    _Ratio("亩均增加值", "value_added_wan", "land_mu", "万元/亩"),
    _Ratio("亩均产出", "output_wan", "land_mu", "万元/亩"),
    _Ratio("亩均固定资产投资", "investment_wan", "land_mu", "万元/亩"),
    _Ratio("全员劳动生产率", "value_added_wan", "staff", "万元/人"),
    _Ratio("单位能耗增加值", "value_added_wan", "energy_tce", "万元/吨标煤"),
    _Ratio("单位碳排放增加值", "value_added_wan", "carbon_t", "万元/吨"),
    _Ratio("单位排放增加值", "value_added_wan", "emission_t", "万元/吨"),
    _Ratio("研发投入强度", "rd_wan", "revenue_wan", "%"),
)
_REDUCTION = Measure(
    REDUCTION, REDUCTION, "%", f"1 − 今年{CARBON} ÷ 上年{CARBON}（碳排放 ÷ 地区生产总值）", 100.0, by_difference=True
)


def official_years(tables: Tables, level: AreaLevel) -> list[int]:
    """The years that the table of the level has rows of."""
    return sorted({int(year) for year in _rows(tables, level)["year"].dropna()})


def official_figures(tables: Tables, policy: Policy, level: AreaLevel, year: int) -> RegionFigures:
    """The official figures of one year, places by county and name; measures that nobody has are left out.

    policy  names the unit and the direction of indicators that rows give themselves
    """
    rows = _of_city(_rows(tables, level), level, policy.region)
    now, last = _of_year(rows, level, year), _of_year(rows, level, year - 1)
    blocks = [_computed(now, level)]
    if level is not AreaLevel.PARK:
        blocks.append(_reduction(now, last))
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


def _computed(rows: pd.DataFrame, level: AreaLevel) -> _Block:
    """The ratios of the level, a given one where the parts are missing."""
    table, ratios = ("园区", _OF_PARKS) if level is AreaLevel.PARK else ("区域", _OF_REGIONS)
    parts = _fractions(rows, ratios)
    own = np.column_stack([_given(rows, ratio.name) for ratio in ratios])
    given = np.isnan(parts.values) & ~np.isnan(own)
    whole = ratios_of_sums(parts, np.zeros(len(rows), dtype=np.int64), 1).values[0]
    return _Block(tuple(r.measure(table) for r in ratios), np.where(given, own, parts.values), whole, given)


def _known(figures: RegionFigures) -> RegionFigures:
    """Without the measures that no place has."""
    kept = np.flatnonzero(~np.isnan(figures.values).all(axis=0))
    return replace(
        figures, measures=tuple(figures.measures[i] for i in kept), values=figures.values[:, kept],
        whole=figures.whole[kept], published=figures.published[:, kept],
    )  # fmt: skip


def _rows(tables: Tables, level: AreaLevel) -> pd.DataFrame:
    if level is AreaLevel.PARK:
        return tables.parks
    rows = tables.regions
    return rows[(rows["level"] == _LEVELS[level]).fillna(False).to_numpy(dtype=bool)]


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


def _fractions(rows: pd.DataFrame, ratios: Sequence[_Ratio]) -> Fractions:
    parts = [[rows[getattr(r, side)].to_numpy(dtype=float, na_value=np.nan) for r in ratios]
             for side in ("numerator", "denominator")]  # fmt: skip
    return fractions_of(tuple(r.name for r in ratios), np.array(parts[0]).T, np.array(parts[1]).T)


def _reduction(now: pd.DataFrame, last: pd.DataFrame) -> _Block:
    """1 − c_t / c_{t−1} by place, c = CO2 ÷ GDP, and of all those that have both years together (JX-23).

    NaN where either year is missing or last year's c isn't positive.
    """
    carbon = next(ratio for ratio in _OF_REGIONS if ratio.name == CARBON)
    new, old = _fractions(now, [carbon]), _fractions(last.reindex(now.index), [carbon])
    both = np.where(np.isnan(new.values[:, 0] + old.values[:, 0]), -1, 0)
    c_now, c_last = (np.append(part.values[:, 0], ratios_of_sums(part, both, 1).values[0, 0]) for part in (new, old))
    rates = 1 - fractions_of((REDUCTION,), c_now[:, None], c_last[:, None]).values
    return _Block((_REDUCTION,), rates[:-1], rates[-1], np.zeros((len(now), 1), dtype=bool))


def _only_given(rows: pd.DataFrame, level: AreaLevel, policy: Policy, computed: set[str]) -> _Block:
    """Published ratios that no formula here gives, in the order of the upload."""
    known = set(table_measures("园区" if level is AreaLevel.PARK else "区域")) | computed
    names = [str(name) for name in rows.columns if name not in known]
    values = np.array([_given(rows, name) for name in names]).reshape(len(names), len(rows)).T
    measures = tuple(_given_measure(policy, name) for name in names)
    return _Block(measures, values, np.full(len(names), np.nan), ~np.isnan(values))


def _given(rows: pd.DataFrame, name: str) -> np.ndarray:
    """The published ratio, NaN where there is none."""
    if name not in rows.columns:
        return np.full(len(rows), np.nan)
    return rows[name].to_numpy(dtype=float, na_value=np.nan)


def _given_measure(policy: Policy, name: str) -> Measure:
    """A ratio that only the rows give: unit and direction as the policy, else the leaders' plan, has that name."""
    rule = published_rule(policy, name)
    unit = rule.unit if rule else ""
    factor, shown = (100.0, "%") if unit == "1" else (1.0, unit)
    lower = isinstance(rule, Indicator | SubjectIndicator) and rule.better == "lower"
    return Measure(name, name, shown, "公布值，没有分子和分母", factor, lower)
