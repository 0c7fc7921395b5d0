"""What are a goal's figures, and whose are they? Sums of the 参评 enterprises, or published ones of table 区域."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import in_industries, industry_digits
from muyun.evaluate.ratio import fractions, ratios_of_sums
from muyun.policy.model import Policy
from muyun.policy.rules import Indicator
from muyun.policy.targets import Figures, Ratio

PROVINCE = "省"
"""The level of table 区域 that a policy's own region is below."""

_WHOLE = ("省", "市", "州", "盟", "区", "县")
"""What the name of a region ends with that others are in."""


class Source(StrEnum):
    """Whose figures these are; the two are never mixed in one growth."""

    ENTERPRISES = "参评企业合计"
    PUBLISHED = "“区域”表"
    CASES = "“整治”表"
    LISTED = "名单企业合计"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what it was made of.

    numerator, denominator  the sums; None where the value itself was published
    counted, left_out       rows that both sums have, and rows of the same group that lack one
    place                   the region of a published value
    """

    value: float
    year: int
    source: Source
    numerator: float | None = None
    denominator: float | None = None
    counted: int = 0
    left_out: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a goal may look at: the evaluations of the data's years (None: no such year) and the other tables.

    region  whose row of table 区域 is its own
    within  names by measure of 企业 (county, town, park), "" for none: only the enterprises there are summed
    """

    year: int
    region: str
    evaluation: Callable[[int], Evaluation | None]
    tables: Tables
    within: Mapping[str, str] = field(default_factory=dict)

    def has(self, year: int) -> bool:
        """Whether enterprises of the year can be summed."""
        return self.evaluation(year) is not None


def ratio_of(policy: Policy, target: Figures, name: str) -> Indicator | Ratio:
    """What an indicator of a goal is made of. KeyError: neither the goal nor the policy has it."""
    return target.ratios.get(name) or policy.indicators[name]


def own_figure(sight: Sight, target: Figures, name: str, sector: str | None, year: int) -> Figure | None:
    """The ratio of sums over the year's 参评 rows of the goal's pools, of one sector where it names some.

    None: no such year, nobody there, or nothing to sum (spec 1.1, 10.1). Compared with other years by value.
    """
    evaluated = sight.evaluation(year)
    if evaluated is None:
        return None
    units = evaluated.participants
    mask = evaluated.prepared.cohort.evaluated & units["pool"].isin(target.pools).to_numpy()
    for column, place in sight.within.items():
        mask &= _true(units[column] == place) if place else units[column].isna().to_numpy()
    if sector is not None:
        mask &= in_industries(industry_digits(units), target.sectors[sector])
    ratio = ratio_of(evaluated.policy, target, name)
    parts = fractions(units[[*{ratio.numerator, ratio.denominator}]][mask], {name: ratio})
    whole = ratios_of_sums(parts, np.zeros(int(mask.sum()), int), 1)
    value = float(whole.values[0, 0])
    if np.isnan(value):
        return None
    counted = int((~np.isnan(parts.numerators[:, 0] + parts.denominators[:, 0])).sum())
    sums = (float(whole.numerators[0, 0]), float(whole.denominators[0, 0]))
    return Figure(value, year, Source.ENTERPRISES, *sums, counted, int(mask.sum()) - counted)


def own_published(sight: Sight, column: str, year: int) -> Figure | None:
    """What the row of the policy's own region gives in one year for `column`, at whatever level below 省.

    None: no such column, row or value. Another region's row never stands in, not even the only one.
    """
    rows = sight.tables.regions
    rows = rows[_true((rows["level"] != PROVINCE) & (rows["year"] == year))]
    named = rows[_true(rows["name"] == sight.region)]
    if named.empty:
        named = rows[[is_short_for(name, sight.region) for name in rows["name"].fillna("")]]
    return _published(named, column)


def province_published(sight: Sight, column: str, year: int) -> Figure | None:
    """What the only row of level 省 gives in one year for `column`; None: no such column, row or value."""
    rows = sight.tables.regions
    return _published(rows[_true((rows["level"] == PROVINCE) & (rows["year"] == year))], column)


def is_short_for(name: str, region: str) -> bool:
    """Whether `name` leaves out only what the region lies in: 奉化区 of 宁波市奉化区, but not 城区 of 杭州市下城区."""
    return len(name) > 1 and region.endswith(name) and region.removesuffix(name).endswith(_WHOLE)


def _published(rows: pd.DataFrame, column: str) -> Figure | None:
    if column not in rows.columns or len(rows) != 1 or pd.isna(rows[column].iloc[0]):
        return None
    row = rows.iloc[0]
    return Figure(float(row[column]), int(row["year"]), Source.PUBLISHED, place=str(row["name"]))


def _true(mask: pd.Series) -> np.ndarray:
    return mask.fillna(False).to_numpy(dtype=bool)


def figures(
    sight: Sight, target: Figures, name: str, sector: str | None, years: Sequence[int]
) -> tuple[Figure | None, ...]:
    """The indicator in each of the years, all from the enterprises or all published for the policy's region.

    Enterprises come first; published ones only where they alone have every year and the goal names no
    sector. Where neither has all, what the enterprises have, else what is published, the first year deciding.
    """
    own = tuple(own_figure(sight, target, name, sector, year) for year in years)
    if sector is not None or all(own):
        return own
    published = tuple(own_published(sight, name, year) for year in years)
    return published if all(published) or own[0] is None else own


def listed_entries(sight: Sight, name: str) -> tuple[int | None, list[str]]:
    """The latest year, not after the evaluated one, of an uploaded list, and its entries."""
    rows = sight.tables.lists
    rows = rows[_true((rows["list"] == name) & (rows["year"] <= sight.year))]
    if rows.empty:
        return None, []
    latest = int(rows["year"].max())
    return latest, rows.loc[(rows["year"] == latest).to_numpy(dtype=bool), "name"].dropna().tolist()


def listed_codes(base: Evaluation, entries: Iterable[str]) -> list[str]:
    """The credit codes that a list means, each once however often it is listed; who isn't found stays as written.

    A name is looked up in the year of the list, `base`; one that two enterprises have means neither.
    """
    people = base.prepared.cohort.enterprises
    names = people["name"].dropna()
    code_of = {name: code for code, name in names[~names.duplicated(keep=False)].items()}
    return list(dict.fromkeys(entry if entry in people.index else code_of.get(entry, entry) for entry in entries))


def measure_of(evaluated: Evaluation, codes: Sequence[str], measure: str) -> pd.Series:
    """A measure of the enterprises by credit code; NaN where unknown."""
    people = evaluated.prepared.cohort.enterprises
    values = people[measure].to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(np.append(values, np.nan)[people.index.get_indexer(codes)], codes)
