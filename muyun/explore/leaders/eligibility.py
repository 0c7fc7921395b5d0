"""Which parks may be on a board, and why not the others? (ZJ-02, ZJ-06)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.explore.regions.place_names import among
from muyun.policy.boards import ParkBoard, ParkEligibility


@dataclass(frozen=True, slots=True, eq=False)
class Eligible:
    """The parks of a board's kinds in a year, by the labels of table 园区.

    passed, failed  what each meets, and what it doesn't ("" where it can be on the board); both by label
    trial    why everybody is let in though the list that decides isn't there; "" otherwise
    """

    passed: dict[int, str]
    failed: dict[int, str]
    trial: str

    @property
    def labels(self) -> list[int]:
        """The labels of those that can be on the board."""
        return [label for label, why in self.failed.items() if not why]


def eligible(tables: Tables, board: ParkBoard, year: int) -> Eligible:
    """Every park of the board's kinds in `year` with what it meets and what it doesn't."""
    parks = tables.parks
    of_year = (parks["year"] == year).to_numpy(dtype=bool, na_value=False)
    rows = parks[of_year & parks["kind"].isin(board.rules.members.kinds).to_numpy()]
    rule = board.eligible or ParkEligibility(assumed="不设条件")
    counties = listed(tables, rule.counties, year) if rule.counties else frozenset()
    trial = _without_list(rule.counties) if rule.counties and not counties else ""
    passed, failed = {}, {}
    for label, row in rows.iterrows():
        good, bad = _judged(row, rule, counties, year)
        if levels := board.rules.members.levels:
            said, met = _level(row["level"], levels)
            good, bad = ([*good, said], bad) if met else (good, [*bad, said])
        passed[int(label)], failed[int(label)] = "；".join(good), "；".join(bad)
    return Eligible(passed, failed, trial)


def listed(tables: Tables, name: str, year: int) -> frozenset[str]:
    """The names on a list of table 名单: the latest edition that isn't younger than the year."""
    rows = tables.lists[(tables.lists["list"] == name).to_numpy(dtype=bool, na_value=False)]
    years = rows["year"].dropna()
    known = years[years <= year]
    if known.empty:
        return frozenset()
    return frozenset(rows.loc[rows["year"] == known.max(), "name"].dropna())


def _judged(
    row: pd.Series, rule: ParkEligibility, counties: frozenset[str], year: int
) -> tuple[list[str], list[str]]:
    """What a park meets and what it doesn't, in words."""
    good: list[str] = []
    bad: list[str] = []
    if rule.named_or_listed_years is not None:
        said, met = _way_in(row, rule.named_or_listed_years, year)
        (good if met else bad).append(said)
    if rule.heritage == "excluded" and pd.notna(row["heritage"]) and bool(row["heritage"]):
        bad.append("历史经典产业特色小镇除外")
    if counties:
        known = pd.notna(row["county"])
        inside = known and bool(among(row["county"], counties))
        county = row["county"] if known else "没有填区县，"
        (good if inside else bad).append(f"{county}{'在' if inside else '不在'}“{rule.counties}”名单里")
    return good, bad


def _level(level: object, levels: tuple[str, ...]) -> tuple[str, bool]:
    """Whether a level is one of the board's (ZJ-04, ZJ-05, ZJ-06), in words."""
    if pd.isna(level):
        return "没有填级别", False
    return (f"级别是{level}", True) if level in levels else (f"级别“{level}”不在这一榜", False)


def _way_in(row: pd.Series, years: int, year: int) -> tuple[str, bool]:
    """Either of the two ways in is enough: named by the province, or listed for `years` (ZJ-02)."""
    named, since = row["named_year"], row["listed_year"]
    if pd.notna(named) and named <= year:
        return f"{int(named)} 年省级命名", True
    not_named = "没有省级命名" if pd.isna(named) else f"{int(named)} 年才省级命名，晚于评价年度"
    if pd.isna(since):
        return f"{not_named}，也没有填列入年度", False
    waited = year - int(since)
    if waited >= years:
        return f"{int(since)} 年列入，满 {waited} 年", True
    when = f"只有 {waited} 年" if waited >= 0 else "晚于评价年度"
    return f"{not_named}，{int(since)} 年列入，{when}，不满 {years} 年", False


def _without_list(name: str) -> str:
    return (
        f"“名单”表里没有“{name}”（或都晚于评价年度），分不出在不在首批县：暂把各县的都列出，只作试排。"
        f"请在“名单”表补充“{name}”的各县。"
    )


def only(tables: Tables, labels: list[int], year: int) -> Tables:
    """The tables with, of that year's parks, only these: so that who can't lead doesn't count in what is best.

    Other rows go; the table's own labels are kept so that cells still point into the upload.
    """
    parks = tables.parks
    other = ~(parks["year"] == year).to_numpy(dtype=bool, na_value=False)
    return tables.with_frames(parks=parks[other | np.isin(parks.index.to_numpy(), labels)])
