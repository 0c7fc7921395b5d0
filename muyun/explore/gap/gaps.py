"""What would lift an enterprise into the next class, by one indicator alone? And how near is it to falling?

Other enterprises, benchmarks and the unit's other items are held. The answer is found on the scores and put
through `decide`: quotas, ties, vetoes, manual changes and sector rules all have their say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.kernel import BILLIONTHS, A
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED
from muyun.evaluate.points import LOWEST_SHARE
from muyun.explore.gap.stand_in import StandIn, stand_in
from muyun.terms import SCORE_DECIMALS

_STEP = 10.0**-SCORE_DECIMALS
"""The least difference between two values that a comparison sees (spec 12)."""


class Barrier(StrEnum):
    """Why nothing, or why this indicator, lifts the unit."""

    BEST = "已是最好的等级"
    VETO = "有否决事项"
    MANUAL = "手工调档"
    QUOTA = "名额不足"
    CAP = "封顶"
    TIE = "同分"
    NO_WEIGHT = "权重为 0"
    NO_BENCHMARK = "没有基准值"
    NO_DENOMINATOR = "分母缺失或为 0"


@dataclass(frozen=True, slots=True)
class Gap:
    """What one indicator would have to be.

    value, needed  in the indicator's unit; value NaN where missing, needed NaN behind a `barrier`
    change         of the numerator measure, in its unit: negative where lower is better; from 0 where it is missing
    reached        the class that `decide` then gives, 0–3 for A–D; −1 behind a barrier
    """

    indicator: str
    value: float
    needed: float
    change: float
    reached: int
    barrier: Barrier | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """How a unit could climb, and what it has in hand.

    now       执行等级, 0–3 for A–D
    lift      综合得分 lacking to the next class, in points; NaN behind a `barrier`, which then stands before all `gaps`
    gaps      by indicator in the policy's order; () behind a barrier
    margin    points that may be lost before the class falls; NaN where losing points changes nothing
    falls_to  the class below, 0–3; −1 where losing points changes nothing
    """

    now: int
    lift: float
    barrier: Barrier | None
    gaps: tuple[Gap, ...]
    margin: float
    falls_to: int


def gaps(evaluation: Evaluation, unit: str) -> Gaps | None:
    """The distances of a ranked unit to the classes next to its own; None for a unit without a class.

    KeyError: it isn't in the evaluation.
    """
    own = stand_in(evaluation, unit)
    if own is None:
        return None
    now = own.class_at(own.score, wins_ties=False)
    margin, falls_to = _fall(own, now)
    barrier = Barrier.BEST if now == A else None
    line = None if barrier else _line(own, now)
    if line is None:
        return Gaps(now, np.nan, barrier or _held(own), (), margin, falls_to)
    place = int(evaluation.participants.index.get_loc(unit))
    found = tuple(_gap(evaluation, own, place, j, line, now) for j in range(len(own.pool.indicators)))
    return Gaps(now, (line - own.score) / BILLIONTHS, None, found, margin, falls_to)


def _first(candidates: Sequence[float], holds: Callable[[float], bool]) -> int:
    """Place of the first candidate for which `holds`, which then holds for all after it; their number for none."""
    return bisect_left(candidates, True, key=holds)


def _line(own: StandIn, now: int) -> int | None:
    """The least score in billionths that lifts the unit if it wins its ties; None where none does."""
    better = own.others[own.others >= own.score]
    up = np.unique(np.concatenate([better, better + 1])).tolist()  # a rank changes at a won tie, then past the tie
    place = _first(up, lambda score: own.class_at(score, wins_ties=True) < now)
    return up[place] if place < len(up) else None


def _fall(own: StandIn, now: int) -> tuple[float, int]:
    """Points to the highest score that lets the class fall, ties told apart as they are, and the class then."""
    worse = own.others[own.others <= own.score]
    down = np.unique(np.concatenate([worse, worse - 1]))[::-1].tolist()
    down = [score for score in down if score < own.score]
    place = _first(down, lambda score: own.class_at(score, wins_ties=False) > now)
    if place == len(down):
        return np.nan, -1
    return (own.score - down[place]) / BILLIONTHS, own.class_at(down[place], wins_ties=False)


def _held(own: StandIn) -> Barrier:
    """Why no score at all would lift the unit."""
    if own.pool.manual[own.row] != UNCHANGED:
        return Barrier.MANUAL
    return Barrier.VETO if own.pool.vetoes.limit[own.row] != NOT_VETOED else Barrier.QUOTA


def _gap(evaluation: Evaluation, own: StandIn, place: int, j: int, line: int, now: int) -> Gap:
    """The gap by the pool's indicator `j`; `line`: the score that lifts the unit if it wins its ties."""
    name, parts = own.pool.indicators[j], evaluation.prepared.cohort.fractions
    column = parts.names.index(name)
    value, above, below = (float(a[place, column]) for a in (parts.values, parts.numerators, parts.denominators))
    needed = _barrier_of(own, j, below) or _needed(own, j, value, line, now)
    if isinstance(needed, Barrier):
        return Gap(name, value, np.nan, np.nan, -1, needed)
    if np.isnan(value) and needed < 0 and own.class_with(j, 0.0) < now:
        needed = 0.0  # any figure would do: nobody is told to report less than nothing
    change = needed * below - (0.0 if np.isnan(above) else above)
    return Gap(name, value, float(needed), float(change), own.class_with(j, needed), None)


def _barrier_of(own: StandIn, j: int, denominator: float) -> Barrier | None:
    """Why this indicator's value can't be worked with at all."""
    of, group = own.scoring, own.group
    if own.pool.weights[j] == 0:
        return Barrier.NO_WEIGHT
    if np.isnan((of.lowest if of.formula == "min_max" else of.benchmarks)[group, j]):
        return Barrier.NO_BENCHMARK
    return None if round(denominator, SCORE_DECIMALS) > 0 else Barrier.NO_DENOMINATOR


def _needed(own: StandIn, j: int, value: float, line: int, now: int) -> float | Barrier:
    """The value nearest to the present one that lifts the unit: by a tie, on the line, or just over it."""
    if line == own.score and (won := _by_tie_break(own, j, value, line, now)) is not None:
        return won
    for score in (line, line + 1):
        candidate = _value_of(own, j, own.ratio_for(j, score))
        if own.score_with(j, own.ratio(j, candidate)) < score:
            won = None if score == line else _by_tie_break(own, j, value, line, now)
            return won if won is not None else (Barrier.CAP if score == line else Barrier.TIE)
        if own.class_with(j, candidate) < now:
            return candidate
    return Barrier.TIE


def _value_of(own: StandIn, j: int, ratio: float) -> float:
    """The value that earns a ratio if nothing clips it."""
    of, group = own.scoring, own.group
    lower = bool(of.rules.lower_is_better[j])
    if of.formula == "min_max":
        way = (ratio - LOWEST_SHARE) / (1 - LOWEST_SHARE) * (of.highest[group, j] - of.lowest[group, j])
        return float(of.highest[group, j] - way if lower else of.lowest[group, j] + way)
    base = float(of.benchmarks[group, j])
    return base / ratio if lower else base * ratio


def _by_tie_break(own: StandIn, j: int, value: float, line: int, now: int) -> float | None:
    """At the cap or floor the score stays on the line whatever the value: a higher one may win the tie (spec 5.1).

    None where it can't: nobody is tied there, or the indicator breaks no ties.
    """
    name = own.pool.indicators[j]
    if name not in own.tied_by or own.scoring.rules.lower_is_better[j]:
        return None
    tied = own.ties[own.scores[own.begin : own.end] == line, own.tied_by.index(name)]
    tied = np.unique(np.concatenate([tied, tied + _STEP]))
    higher = tied[np.isfinite(tied) & ~(tied <= value)].tolist()

    def score(candidate: float) -> int:
        return own.score_with(j, own.ratio(j, candidate))

    flat = higher[_first(higher, lambda v: score(v) >= line) : _first(higher, lambda v: score(v) > line)]
    place = _first(flat, lambda v: own.class_with(j, v) < now)
    return flat[place] if place < len(flat) else None
