"""What is each item of the assessment of towns and parks worth to whom, and what was it made of? (FH-15)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import Fractions, ratios_of_sums
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.localities import areas_of, numbers_of
from muyun.explore.sectors.sums import totals
from muyun.explore.summary import known_land

CASES, FINISHED = "高耗低效", "已完成"
NO_LAST_YEAR = "没有上一年度的企业数据，算不出增长，请补充上传。"


class Way(StrEnum):
    """What is looked at of the indicator."""

    VALUE = "当年值"
    GROWTH = "比上年增长"


@dataclass(frozen=True, slots=True)
class Sight:
    """What the items are taken from. `before`: the official evaluation of the year before; None without."""

    now: Evaluation
    before: Evaluation | None
    tables: Tables
    level: AreaLevel
    places: tuple[Area, ...]

    @property
    def year(self) -> int:
        """The assessed year."""
        return self.now.year

    def numbers(self, evaluation: Evaluation) -> np.ndarray:
        """The place of each unit among `places`, −1 for none."""
        return numbers_of(areas_of(evaluation.participants, self.level), self.places)


@dataclass(frozen=True, slots=True)
class Figures:
    """An item's value for each place.

    values   NaN where there is none; lower: whether the lower is the better
    reasons  why there is none and how to supply it, "" where there is one
    made_of  the numbers behind each value, in words
    unit     of the value: %, 万元/亩
    """

    values: np.ndarray
    reasons: tuple[str, ...]
    made_of: tuple[str, ...]
    unit: str
    lower: bool = False
    notes: tuple[str, ...] = ()

    @staticmethod
    def without(count: int, reason: str, unit: str) -> Figures:
        """No place has a value, for one reason."""
        return Figures(np.full(count, np.nan), (reason,) * count, ("",) * count, unit)


def performance(sight: Sight, pool: str, indicator: str, way: Way) -> Figures:
    """An indicator of the 参评 units of a pool, a ratio of sums a place; or its growth on last year."""
    rule = sight.now.policy.indicators[indicator]
    factor, unit = (100.0, "%") if rule.unit == "1" else (1.0, rule.unit)
    own = _ratios(sight, sight.now, pool, indicator)
    lower = rule.better == "lower"
    if way is Way.VALUE:
        values, made = own.values[:, 0] * factor, _sums_words(own, sight.year)
        return Figures(values, _reasons(values, f"没有{pool}参评企业的{indicator}。"), made, unit, lower)
    if sight.before is None or indicator not in sight.before.policy.indicators:
        return Figures.without(len(sight.places), NO_LAST_YEAR, "%")
    last = _ratios(sight, sight.before, pool, indicator)
    values = _growth(own.values[:, 0], last.values[:, 0])
    both = zip(_sums_words(own, sight.year), _sums_words(last, sight.year - 1), strict=True)
    made = tuple(f"{one}；{other}" for one, other in both)
    return Figures(values, _reasons(values, f"两年里有一年没有{pool}参评企业的{indicator}。"), made, "%", lower)


def _ratios(sight: Sight, evaluation: Evaluation, pool: str, indicator: str) -> Fractions:
    mask = evaluation.prepared.cohort.evaluated & (evaluation.participants["pool"] == pool).to_numpy()
    fractions = evaluation.prepared.cohort.fractions
    rows = fractions.select(np.arange(len(mask)), (indicator,))
    return ratios_of_sums(rows, np.where(mask, sight.numbers(evaluation), -1), len(sight.places))


def _sums_words(ratios: Fractions, year: int) -> tuple[str, ...]:
    pairs = zip(ratios.numerators[:, 0], ratios.denominators[:, 0], strict=True)
    return tuple("" if np.isnan(x + y) else f"{year} 年度合计 {x:,.2f} ÷ {y:,.2f}" for x, y in pairs)


def area_growth(sight: Sight) -> Figures:
    """Σ land of the 参评 units on last year's, in per cent; a merged unit once."""
    return _grown(sight, "参评用地", "亩", _land)


def count_growth(sight: Sight) -> Figures:
    """The number of enterprises whose unit is 参评 on last year's, in per cent; every tenant of a merged unit."""
    return _grown(sight, "参评企业", "家", _enterprises)


def _grown(
    sight: Sight, what: str, unit: str, amount: Callable[[Sight, Evaluation], np.ndarray]
) -> Figures:
    if sight.before is None:
        return Figures.without(len(sight.places), NO_LAST_YEAR, "%")
    now, last = amount(sight, sight.now), amount(sight, sight.before)
    values = _growth(now, last)
    made = tuple(
        f"{what} {sight.year} 年度 {a:,.2f} {unit}，{sight.year - 1} 年度 {b:,.2f} {unit}".replace(".00 ", " ")
        if not np.isnan(a + b) else ""
        for a, b in zip(now, last, strict=True)
    )  # fmt: skip
    return Figures(values, _reasons(values, f"这一年或上一年度没有{what}，算不出增长。"), made, "%")


def _land(sight: Sight, evaluation: Evaluation) -> np.ndarray:
    numbers = np.where(evaluation.prepared.cohort.evaluated, sight.numbers(evaluation), -1)
    return totals(numbers, known_land(evaluation.participants), len(sight.places))


def _enterprises(sight: Sight, evaluation: Evaluation) -> np.ndarray:
    numbers = np.where(evaluation.prepared.cohort.evaluated, sight.numbers(evaluation), -1)[evaluation.places]
    return np.bincount(numbers[numbers >= 0], minlength=len(sight.places)).astype(float)


def _growth(now: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Growth in per cent; NaN where last year's isn't positive."""
    ratio = np.full(len(now), np.nan)
    np.divide(now, last, out=ratio, where=last > 0)
    return (ratio - 1) * 100


def corrections(sight: Sight) -> Figures:
    """Corrected figures of the year by enterprise of the year, in number a hundred; the fewer the better (FH-15)."""
    rows = sight.tables.corrections
    rows = rows[(rows["year"] == sight.year).fillna(False).to_numpy(dtype=bool)]
    if rows.empty:
        why = f"“纠偏”表没有 {sight.year} 年度的行，不知道有没有纠偏。请上传这一年的“纠偏”表。"
        return Figures.without(len(sight.places), why, "项/百家")
    people = sight.now.prepared.cohort.enterprises
    of_people = numbers_of(areas_of(people, sight.level), sight.places)
    firms = np.bincount(of_people[of_people >= 0], minlength=len(sight.places)).astype(float)
    whose = _looked_up(of_people, people.index.get_indexer(rows["uscc"]))
    count = np.bincount(whose[whose >= 0], minlength=len(sight.places))
    rate = np.full(len(firms), np.nan)
    np.divide(count * 100.0, firms, out=rate, where=firms > 0)
    made = tuple(f"纠偏 {n:,} 项，企业 {int(m):,} 家" for n, m in zip(count, firms, strict=True))
    left = int((whose < 0).sum())
    notes = (f"另有 {left:,} 项纠偏的企业不在这些{sight.level}，没有计入。",) if left else ()
    return Figures(rate, _reasons(rate, "这一年没有企业。"), made, "项/百家", True, notes)


def finished_cases(sight: Sight) -> Figures:
    """Finished 高耗低效 cases of all of them, in per cent: closed by the end of the year, or without a date (FH-15).

    A case belongs to the place of its enterprise, by its latest row up to the year, else of its parcel.
    """
    rows = sight.tables.cases
    rows = rows[(rows["kind"] == CASES).fillna(False).to_numpy(dtype=bool)]
    if rows.empty:
        why = "“整治”表没有高耗低效的案例，请上传“整治”表。"
        return Figures.without(len(sight.places), why, "%")
    numbers = _of_cases(sight, rows)
    late = (rows["done"].dt.year > sight.year).fillna(False).to_numpy(dtype=bool)
    closed = (rows["state"] == FINISHED).fillna(False).to_numpy(dtype=bool) & ~late
    every = np.bincount(numbers[numbers >= 0], minlength=len(sight.places)).astype(float)
    done = np.bincount(numbers[(numbers >= 0) & closed], minlength=len(sight.places))
    share = np.full(len(every), np.nan)
    np.divide(done * 100.0, every, out=share, where=every > 0)
    made = tuple(f"已完成 {n:,} 件，共 {int(m):,} 件" if m else "" for n, m in zip(done, every, strict=True))
    undated = int((closed & rows["done"].isna().to_numpy()).sum())
    left = int((numbers < 0).sum())
    notes = (
        *((f"{undated:,} 件已完成但没有填实际完成日期，按已完成计。",) if undated else ()),
        *((f"另有 {left:,} 件高耗低效案例不在这些{sight.level}，或找不到企业和宗地，没有计入。",) if left else ()),
    )
    return Figures(share, _reasons(share, "没有高耗低效的整治案例。"), made, "%", notes=notes)


def _of_cases(sight: Sight, cases: pd.DataFrame) -> np.ndarray:
    people = sight.tables.enterprises
    people = people[(people["year"] <= sight.year).fillna(False).to_numpy(dtype=bool)]
    people = people.sort_values("year", kind="stable").drop_duplicates("uscc", keep="last")
    plots = sight.tables.parcels.drop_duplicates("parcel_id", keep="last")
    by_firm, by_plot = (
        _looked_up(
            numbers_of(areas_of(rows, sight.level), sight.places),
            pd.Index(rows[key]).get_indexer(cases[key].fillna("")),
        )
        for rows, key in ((people, "uscc"), (plots, "parcel_id"))
    )
    return np.where(by_firm >= 0, by_firm, by_plot)


def _looked_up(numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The number at each row; −1 for row −1, which is none."""
    return np.append(numbers, -1)[rows]


def highlights(sight: Sight, given: Mapping[Area, float]) -> Figures:
    """The points that the office gave (FH-15)."""
    values = np.array([given.get(place, np.nan) for place in sight.places], dtype=float)
    made = tuple("" if np.isnan(v) else f"人工评分 {v:g} 分" for v in values)
    return Figures(values, _reasons(values, "还没有评分，请在下面的“创新亮点”里填。"), made, "分")


def _reasons(values: np.ndarray, why: str) -> tuple[str, ...]:
    return tuple(why if np.isnan(value) else "" for value in values)
