"""How far are goals that count: finished cases, and pilots that are to grow several-fold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.targets.figures import Figure, Sight, Source, listed_codes, listed_entries, measure_of
from muyun.explore.targets.progress import Progress, Status, pace_left, status_on_path
from muyun.policy.targets import CompletedTarget, MultipleTarget
from muyun.policy.words import measure_words

_FINISHED = "已完成"


def completed(target: CompletedTarget, sight: Sight) -> Progress:
    """Enterprises with a finished case of the kind, finished inside the goal's years (FH-03).

    An enterprise counts once; a case without one (a parcel's) counts by itself. Without a date it isn't counted.
    """
    year, subject = min(sight.year, target.by), f"{target.kind}企业整治"
    cases = _where(sight.tables.cases, "kind", target.kind)
    why = f"数据里没有“{target.kind}”的整治案例，请在“数据核对”补充上传“整治”表。" if cases.empty else ""
    if sight.year < target.from_year:
        why = f"目标从 {target.from_year} 年度开始，{sight.year} 年度还没有到。"
    if why:
        return Progress(target, subject, "家", Status.UNKNOWN, target.count, year, by=target.by, reason=why)
    finished = _where(cases, "state", _FINISHED)
    done = finished["done"].dt.year
    inside = finished[((done >= target.from_year) & (done <= year)).fillna(False).to_numpy(dtype=bool)]
    count = float(inside["uscc"].fillna(inside["case_id"]).nunique())
    expected = target.count * (year - target.from_year + 1) / (target.by - target.from_year + 1)
    return Progress(
        target, subject, "家", status_on_path(count, target.count, expected, year == target.by), target.count, year,
        count, figures=(Figure(count, year, Source.CASES, counted=len(inside)),), by=target.by,
        expected=expected if year < target.by else None, notes=_undated(finished),
    )  # fmt: skip


def _where(rows: pd.DataFrame, column: str, word: str) -> pd.DataFrame:
    return rows[(rows[column] == word).fillna(False).to_numpy(dtype=bool)]


def _undated(finished: pd.DataFrame) -> tuple[str, ...]:
    count = int(finished["done"].isna().sum())
    return (f"另有 {count:,} 件已完成但没有填实际完成日期，未计入。",) if count else ()


def multiples(target: MultipleTarget, sight: Sight) -> Iterator[Progress]:
    """Each measure of the listed enterprises together, against the year of their list (XC-29)."""
    base_year, entries = listed_entries(sight, target.list)
    for measure in target.measures:
        if base_year is None:
            why = f"数据里没有“{target.list}”名单，请在“名单”表列出试点企业和列入的年度。"
            subject = f"{target.list} {measure_words(measure)}"
            yield Progress(target, subject, "倍", Status.UNKNOWN, target.factor, sight.year, reason=why)
        else:
            year = min(sight.year, base_year + target.years)
            sides = (sight.evaluation(year), sight.evaluation(base_year))
            yield _Pilots(target, tuple(entries), year, base_year, sides).progress(measure)


@dataclass(frozen=True, slots=True)
class _Pilots:
    """The enterprises of a list in the judged year and in the year of the list (`sides`, None: not in the data)."""

    target: MultipleTarget
    entries: tuple[str, ...]
    year: int
    base_year: int
    sides: tuple[Evaluation | None, Evaluation | None]

    def progress(self, measure: str) -> Progress:
        """The measure's sum of the enterprises that have it in both years, as a multiple of the base."""
        if self.year == self.base_year:
            return self._said(measure, Status.UNKNOWN, reason=f"名单是 {self.base_year} 年度的，还没有满一年。")
        if None in self.sides:
            year = self.year if self.sides[0] is None else self.base_year
            why = f"数据里没有 {year} 年度的企业，请在“数据核对”补充上传 {year} 年度的企业表。"
            return self._said(measure, Status.UNKNOWN, reason=why)
        codes = listed_codes(self.sides[1], self.entries)
        now, base = (measure_of(side, codes, measure) for side in self.sides)
        both = (now.notna() & base.notna()).to_numpy()
        lacking = int((~both).sum())
        notes = (f"{lacking:,} 家在两年的企业表里找不到或没有这项数据，未计入。",) if lacking else ()
        after, before = float(now[both].sum()), float(base[both].sum())
        if not both.any() or before <= 0:
            why = "名单里的企业在基期没有这项数据，或合计不大于 0，算不出倍数。"
            return self._said(measure, Status.UNKNOWN, reason=why, notes=notes)
        made_of = tuple(
            Figure(total, year, Source.LISTED, counted=int(both.sum()), left_out=lacking)
            for total, year in ((after, self.year), (before, self.base_year))
        )
        return self._on_path(measure, after / before, made_of, notes)

    def _on_path(self, measure: str, times: float, made_of: tuple[Figure, ...], notes: tuple[str, ...]) -> Progress:
        goal, years = self.target.factor, self.target.years
        gone = self.year - self.base_year
        expected = goal ** (gone / years)
        status = status_on_path(times, goal, expected, gone == years)
        left = pace_left(times, goal, years - gone)
        return self._said(measure, status, now=times, figures=made_of, expected=expected, pace_left=left, notes=notes)

    def _said(self, measure: str, status: Status, **known: object) -> Progress:
        goal, years = self.target.factor, self.target.years
        return Progress(
            self.target, f"{self.target.list} {measure_words(measure)}", "倍", status, goal, self.year,
            name=measure, pace=goal ** (1 / years) - 1, by=self.base_year + years, base_year=self.base_year, **known,
        )  # fmt: skip
