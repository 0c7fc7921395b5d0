"""What made an enterprise's score change between two years? Item by item, adding up to the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.reasons import reason_parts

BONUS, SECTOR_POINTS = "加减分", "行业加减分"
"""The parts that are no items: 加减分 rows, and R."""


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """How one enterprise's result differs between two years.

    before, now     the years; classes A–D or "", ranks and scores NaN where there is none
    groups          评价组 of both years, "" without one
    parts           change by item and of `BONUS` and `SECTOR_POINTS`, adding up to the change of score: a part
                    that one year doesn't have (lost, no indicator there) counts 0 in it; {} unless both years
                    have a score in the same 评价组, for scores of other weights don't compare
    values, benchmarks  by item: of the earlier and the later year, NaN where there is none
    came, went      parts of 依据 that only the later, only the earlier year has
    """

    before: int
    now: int
    classes: tuple[str, str]
    ranks: tuple[float, float]
    scores: tuple[float, float]
    groups: tuple[str, str]
    parts: Mapping[str, float]
    values: Mapping[str, tuple[float, float]]
    benchmarks: Mapping[str, tuple[float, float]]
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def change(self) -> float:
        """Points won, negative lost; NaN where a year has no score."""
        return self.scores[1] - self.scores[0]


def score_change(before: Evaluation, now: Evaluation, code: str) -> ScoreChange | None:
    """The change of an enterprise between two years; None where one of them doesn't have it.

    A merged unit's tenants have the unit's result.
    """
    if code not in before.unit_of.index or code not in now.unit_of.index:
        return None
    sides = ((before, before.unit_of[code]), (now, now.unit_of[code]))
    groups = tuple(_word(e.participants["group"], unit) for e, unit in sides)
    scores = tuple(float(e.ranking.at[unit, "score"]) for e, unit in sides)
    parts: dict[str, float] = {}
    names = list(now.items.columns) if groups[0] and groups[0] == groups[1] else []
    if names and not np.isnan(sum(scores)):
        names = [n for n in names if n in now.policy.pools[groups[1].partition("/")[0]].weights]
        old, new = (_contributions(e, unit, names) for e, unit in sides)
        parts = {name: new[name] - old[name] for name in new}
    reasons = [reason_parts(e.classes["reasons"].at[unit]) for e, unit in sides]
    return ScoreChange(
        before.year, now.year, tuple(_word(e.classes["applied"], unit) for e, unit in sides),
        tuple(float(e.ranking.at[unit, "rank"]) for e, unit in sides), scores, groups, parts,
        {n: tuple(_cell(e.indicators, unit, n) for e, unit in sides) for n in names},
        {n: tuple(_cell(e.benchmarks, g, n) for (e, _), g in zip(sides, groups, strict=True)) for n in names},
        tuple(r for r in reasons[1] if r not in reasons[0]), tuple(r for r in reasons[0] if r not in reasons[1]),
    )  # fmt: skip


def _word(column: pd.Series, unit: str) -> str:
    value = column.at[unit]
    return "" if pd.isna(value) else str(value)


def _cell(frame: pd.DataFrame, row: str, column: str) -> float:
    return float(frame.at[row, column]) if column in frame and row in frame.index else np.nan


def _contributions(evaluation: Evaluation, unit: str, names: list[str]) -> dict[str, float]:
    items = {name: _cell(evaluation.items, unit, name) for name in names}
    extra = evaluation.adjustments.loc[unit]
    found = items | {BONUS: float(extra["bonus"]), SECTOR_POINTS: float(extra["R"])}
    return {name: 0.0 if np.isnan(points) else points for name, points in found.items()}
