"""How far would one measure alone have to change to lift a unit, with its effect on everybody's benchmarks?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from muyun.explore.gap.changed_row import ChangedRow
from muyun.explore.gap.own_measures import OwnMeasure
from muyun.explore.gap.score_model import ScoreModel
from muyun.terms import SCORE_DECIMALS

_TIMES = 10.0
"""A measure is tried up to so many times its value (or its level at the benchmark): more is no advice."""
_LEFT = 0.01
"""And down to this share of it: never to nothing."""
_NARROW = 1e-4
"""The least change is found to this share of itself: finer than it is told."""
_OUTWARD = (1.0, 1.03, 1.2, 2.0, 8.0)
"""Multiples of the change that is enough with benchmarks held, tried until one is enough with them moving."""
_INWARD = 0.97
_DIGITS = 4
_LEAST_STEP = 1e-4
"""A change is told in four digits, and no finer than this in its unit."""
_MORE = (1.0, 1 + 1e-9, 1 + 1e-6, 1 + 1e-4, 1.01)


@dataclass(frozen=True, slots=True)
class SingleChange:
    """One measure changed alone.

    change   in its unit, negative where less is better; NaN where no change up to the limit lifts the unit
    held     the same with benchmarks, means and averages held; NaN likewise
    reached  the class that the changed upload gives, 0–3; −1 without a change
    """

    lever: OwnMeasure
    change: float
    held: float
    reached: int


def single_change(row: ChangedRow, model: ScoreModel, lever: OwnMeasure, now: int, target: float) -> SingleChange:
    """The least change of a measure after which the whole evaluation gives the unit a better class than `now`.

    target  综合得分 that is enough with everything else held. A lever with a `why` isn't tried.
    """
    none = SingleChange(lever, math.nan, math.nan, -1)
    if lever.why is not None:
        return none
    found = [_within(row, model, lever, now, target, limit) for limit in limits_of(model, lever, limit_of(lever))]
    return next((change for change in found if change.reached >= 0), found[-1])


def limits_of(model: ScoreModel, lever: OwnMeasure, limit: float) -> list[float]:
    """A limit, after the one up to which the score surely doesn't fall: energy that keeps the unit's R (JX-07)."""
    room = model.room(lever.measure) if lever.sign < 0 else math.nan
    return [room, limit] if room < limit else [limit]


def _within(
    row: ChangedRow, model: ScoreModel, lever: OwnMeasure, now: int, target: float, limit: float
) -> SingleChange:  # fmt: skip
    none, measure = SingleChange(lever, math.nan, math.nan, -1), lever.measure

    def enough(change: float) -> bool:
        return model.scores((measure,), np.array([[lever.now + lever.sign * change]]))[0] >= target

    def lifts(change: float) -> bool:
        return 0 <= row.class_with(changed([(lever, change)])) < now

    held = least_that(enough, limit, limit)
    found = least_that(lifts, limit if held is None else held, limit)
    signed_held = math.nan if held is None else lever.sign * _as_told(held, limit, enough)
    if found is None:
        return replace(none, held=signed_held)
    change = _as_told(found, limit, lifts)
    changes, reached = confirmed(row, {measure: (lever, change)}, {measure: limit}, now)
    if reached < 0:
        return replace(none, held=signed_held)
    return SingleChange(lever, lever.sign * changes[measure], signed_held, reached)


def _as_told(found: float, limit: float, holds: Callable[[float], bool]) -> float:
    """The least told change near the one found for which `holds`; the one found where neither does."""
    return next((told for told in (told_down(found), told_up(found, limit)) if holds(told)), found)


def limit_of(lever: OwnMeasure) -> float:
    """How far a measure is tried alone, in its unit: ten times what it is or would be at the benchmark, or nearly
    all of it where less is better."""
    if lever.sign < 0:
        return lever.now * (1 - _LEFT)
    return _TIMES * max(abs(lever.now), 0.0 if math.isnan(lever.level) else lever.level)


def changed(steps: list[tuple[OwnMeasure, float]]) -> dict[str, float]:
    """The measures after changes (≥ 0, each in its lever's direction), as a cell would hold them."""
    return {lever.measure: round(lever.now + lever.sign * change, SCORE_DECIMALS) for lever, change in steps}


def told_up(change: float, limit: float) -> float:
    """A change as it is told: rounded up to four digits or the least step, not past the limit.

    >>> told_up(35.20411, 1e9), told_up(0.0000123, 1.0), told_up(123456.7, 1e9), told_up(0.51, 0.5101)
    (35.21, 0.0001, 123500.0, 0.51)
    """
    if change <= 0:
        return 0.0
    step = _step(change)
    return min(round(math.ceil(round(change / step, 6)) * step, SCORE_DECIMALS), limit)


def told_down(change: float) -> float:
    """The same rounded down: a limit as it is told."""
    if change <= 0:
        return 0.0
    step = _step(change)
    return round(math.floor(round(change / step, 6)) * step, SCORE_DECIMALS)


def _step(change: float) -> float:
    return max(_LEAST_STEP, 10.0 ** (math.floor(math.log10(change)) - _DIGITS + 1))


def confirmed(
    row: ChangedRow, steps: Mapping[str, tuple[OwnMeasure, float]], limits: Mapping[str, float], now: int
) -> tuple[dict[str, float], int]:
    """The changes that the changed upload, evaluated as a whole, gives a better class for, and that class.

    They are raised a little where a last bit was missing (a merged unit's sum); {} and −1 where that doesn't help.
    """
    for times in _MORE:
        tried = {name: min(change * times, limits[name]) for name, (_, change) in steps.items()}
        reached = row.confirmed(changed([(steps[name][0], change) for name, change in tried.items()]))
        if 0 <= reached < now:
            return tried, reached
    return {}, -1


def least_that(holds: Callable[[float], bool], guess: float, limit: float) -> float | None:
    """The least change in (0, limit] for which `holds`, to a share of itself (`_NARROW`), looked for around a guess.

    `holds` is taken to stay true once it is; None where it isn't at the limit either.
    """
    low = high = 0.0
    for times in _OUTWARD:
        high = min(guess * times, limit)
        if high > low and holds(high):
            break
        low = max(low, high)
    else:
        high = limit
        if low >= limit or not holds(limit):
            return None
    if low == 0.0 and not holds(high * _INWARD):
        low = high * _INWARD
    while high - low > _NARROW * high:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
        if high < 10.0**-SCORE_DECIMALS:
            break
    return high
