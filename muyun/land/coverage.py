"""How much of the industrial land of each town and park was evaluated? (FH-07, spec 7.2, 12)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.data.unit_land import parcel_areas
from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import rounded
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.localities import areas_of, listed, numbers_of, shown_names
from muyun.explore.regions.place_names import matched
from muyun.explore.sectors.sums import totals
from muyun.explore.summary import known_land
from muyun.findings import Cell, Finding, Level
from muyun.policy.assessment import Coverage, coverage_rule
from muyun.terms import Kind

_INDUSTRIAL = "工业"


class LandSource(StrEnum):
    """Where the industrial land of a place comes from; the two are never added up."""

    REGION = "“区域”表"
    PARCELS = "“宗地”表"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """A town or park.

    evaluated_mu   Σ land of its 参评 industrial units in 亩, a merged unit once; units: how many
    industrial_mu  its industrial land, NaN where nothing gives it; source: what does
    parcels, unmeasured  its industrial parcels, and those of them without an area, which are in no sum
    share          evaluated ÷ industrial, NaN where undefined; reached: at or over the line, None where undefined
    reason         why there is no share, in Chinese; "" where there is one
    """

    place: Area
    evaluated_mu: float
    units: int
    industrial_mu: float
    source: LandSource
    parcels: int
    unmeasured: int
    share: float
    reached: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CoverageOf:
    """The towns or the parks of a year, by county and name.

    unplaced_mu, unplaced  land and number of the 参评 industrial units that name no town, or no park
    """

    level: AreaLevel
    year: int
    rule: Coverage
    places: tuple[Covered, ...]
    unplaced_mu: float
    unplaced: int

    @property
    def names(self) -> list[str]:
        """What each place is called."""
        return shown_names([covered.place for covered in self.places])


def coverage(evaluation: Evaluation, tables: Tables, level: AreaLevel) -> CoverageOf:
    """The coverage of every place that has evaluated industry or industrial land (FH-07).

    A unit's land belongs to the place that the unit is in, a merged one's to that of its smallest parcel. The
    industrial land is what table 区域 gives for the town in that year, else Σ area of its industrial parcels.
    """
    rule = coverage_rule(evaluation.policy)
    units = evaluation.participants
    mask = evaluation.prepared.cohort.evaluated & (units["kind"] == Kind.INDUSTRY).to_numpy(dtype=bool)
    own, land = areas_of(units[mask], level), known_land(units)[mask]
    plots = _industrial(tables.parcels)
    of_plots, areas = _renamed(areas_of(plots, level), listed(own)), _areas(plots)
    given = _given(tables.regions, evaluation.year, listed(own, of_plots)) if level is AreaLevel.TOWN else {}
    every = listed(own, of_plots, given)
    own_numbers, plot_numbers = numbers_of(own, every), numbers_of(of_plots, every)
    evaluated, measured = totals(own_numbers, land, len(every)), totals(plot_numbers, areas, len(every))
    counts = [
        np.bincount(numbers[numbers >= 0], minlength=len(every))
        for numbers in (own_numbers, plot_numbers, np.where(np.isnan(areas), plot_numbers, -1))
    ]
    found = []
    for n, place in enumerate(every):
        people, parcels, unmeasured = (int(count[n]) for count in counts)
        blank = Covered(place, float(evaluated[n]), people, np.nan, LandSource.NONE, parcels, unmeasured, np.nan, None)
        found.append(_covered(blank, given.get(place, np.nan), float(measured[n]), rule))
    outside = own_numbers < 0
    return CoverageOf(
        level, evaluation.year, rule, tuple(found), float(np.nansum(land[outside])), int(outside.sum())
    )


def _covered(blank: Covered, given: float, measured: float, rule: Coverage) -> Covered:
    """With the industrial land, the share and whether it reaches the line, compared on 9 decimals (spec 12)."""
    industrial, source = np.nan, LandSource.NONE
    if not np.isnan(given):
        industrial, source = given, LandSource.REGION
    elif blank.parcels and not np.isnan(measured):
        industrial, source = measured, LandSource.PARCELS
    held = (blank.place, blank.evaluated_mu, blank.units, industrial, source, blank.parcels, blank.unmeasured)
    if not rounded(industrial) > 0:
        return Covered(*held, np.nan, None, _why_none(blank, source))
    if np.isnan(blank.evaluated_mu):
        return Covered(*held, np.nan, None, "参评企业的用地面积都没有，算不出已评价面积。")
    share = float(rounded(blank.evaluated_mu / industrial))
    return Covered(*held, share, bool(share >= rounded(rule.at_least)))


def _why_none(blank: Covered, source: LandSource) -> str:
    if source is LandSource.REGION:
        return "“区域”表里工业用地面积填的是 0，算不出覆盖率。"
    if blank.parcels:
        return "工业宗地都没有面积，请在“宗地”表填登记面积，或提供图形。"
    return "没有工业用地面积，请在“区域”表填，或在“宗地”表填宗地的用途和登记面积。"


def _industrial(parcels: pd.DataFrame) -> pd.DataFrame:
    """The industrial parcels, each once."""
    return parcels[(parcels["use"] == _INDUSTRIAL).to_numpy(dtype=bool)].drop_duplicates("parcel_id", keep="last")


def _renamed(found: Sequence[Area | None], known: Sequence[Area]) -> list[Area | None]:
    """Places under the name that table 企业 has for them, where it has one (南湖, 南湖街道)."""
    own = listed(found)
    names = {
        place: place if at is None else known[at] for place, at in zip(own, matched(own, known), strict=True)
    }
    return [None if place is None else names[place] for place in found]


def _areas(parcels: pd.DataFrame) -> np.ndarray:
    """亩 of each parcel; NaN where neither the registry nor a polygon gives it."""
    areas = parcel_areas(parcels).to_numpy(dtype=float)
    return np.where(rounded(areas) > 0, areas, np.nan)


def _given(regions: pd.DataFrame, year: int, held: Sequence[Area]) -> dict[Area, float]:
    """What table 区域 gives by town, under the name that the other tables have for it where one fits."""
    mask = (regions["level"] == AreaLevel.TOWN) & (regions["year"] == year) & regions["industrial_land_mu"].notna()
    rows = regions[mask.fillna(False).to_numpy(dtype=bool) & regions["name"].notna().to_numpy()]
    named = zip(rows["parent"].fillna(""), rows["name"], rows["industrial_land_mu"], strict=True)
    found = {Area(str(parent), str(name)): float(mu) for parent, name, mu in named}
    places = matched(list(found), held)
    return {place if n is None else held[n]: found[place] for place, n in zip(found, places, strict=True)}


def coverage_findings(found: Iterable[CoverageOf]) -> Iterator[Finding]:
    """Places whose evaluated land is more than all of their industrial land; never cut off silently."""
    for of in found:
        for covered, name in zip(of.places, of.names, strict=True):
            if covered.share > 1:
                yield over_whole(of.level, name, covered)


def over_whole(level: AreaLevel, name: str, covered: Covered) -> Finding:
    """More was evaluated than there is."""
    at = Cell("区域", column="工业用地面积") if covered.source is LandSource.REGION else Cell("宗地", column="登记面积")
    return Finding(
        code="COVERAGE_OVER_WHOLE", level=Level.WARNING, where=at,
        what=f"{level}“{name}”已评价的工业用地 {covered.evaluated_mu:,.2f} 亩，多于工业用地 "
        f"{covered.industrial_mu:,.2f} 亩，覆盖率 {covered.share * 100:,.2f} %。",
        why="两个数的口径不同，例如租入的非工业用地也算进了企业用地；覆盖率偏高，达到与否不可靠。",
        fix="请核对两边的范围和年度；覆盖率按算出的写，没有截到 100 %。",
    )  # fmt: skip


def coverage_frame(found: Iterable[CoverageOf]) -> pd.DataFrame:
    """A row a place, as coverage.csv has it (cli.md): 维度, 名称, 工业用地面积, 已评价面积, 覆盖率, 达标.

    A share is of 1, not cut off at 1; 达标 is 是 or 否, missing where there is no share.
    """
    rows = [
        {"维度": str(of.level), "名称": name, "工业用地面积": c.industrial_mu, "已评价面积": c.evaluated_mu,
         "覆盖率": c.share, "达标": None if c.reached is None else "是" if c.reached else "否"}
        for of in found for c, name in zip(of.places, of.names, strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["维度", "名称", "工业用地面积", "已评价面积", "覆盖率", "达标"])
    numbers = ["工业用地面积", "已评价面积", "覆盖率"]
    return frame.astype(dict.fromkeys(numbers, "float64") | {"达标": "str"})
