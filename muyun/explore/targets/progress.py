"""What is known of a goal: its value now, the pace needed, whether it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.evaluate.ratio import rounded
from muyun.explore.targets.figures import Figure
from muyun.policy.targets import Target

PER_CENT = "%"
"""Unit of shares and growth rates; their values are 0–1."""


class Status(StrEnum):
    """How a goal stands."""

    REACHED = "已达成"
    ON_PACE = "进度达标"
    BEHIND = "落后"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True)
class Progress:
    """One goal: of a target that speaks of several indicators or sectors there are several.

    subject   whose figure (印染 亩均税收); name: its indicator, or the measure of a list; "" for a count
    unit      of `now`, `goal`, `expected`: "%" for shares, which are 0–1
    goal      the value to reach; strict: it must be passed. None: it isn't known (another's growth)
    now       what is judged, in `year`, which is the target year where that is past; None: not known
    figures   what `now` and `goal` were made of, the year itself first
    expected  where a constant pace from the base year would be in `year`
    pace, pace_left  growth needed a year, from the base year and from `year` on
    reason    why it can't be judged, and what to upload; notes: what else must be known
    """

    target: Target
    subject: str
    unit: str
    status: Status
    goal: float | None
    year: int
    now: float | None = None
    strict: bool = False
    figures: tuple[Figure, ...] = ()
    expected: float | None = None
    pace: float | None = None
    pace_left: float | None = None
    by: int | None = None
    base_year: int | None = None
    reason: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()


def pace_left(value: float, goal: float, years: int) -> float | None:
    """Growth a year that leads from a value to a goal; None: no years left, reached, or nothing to grow from."""
    if years <= 0 or value <= 0 or at_least(value, goal):
        return None
    return float((goal / value) ** (1 / years) - 1)


def status_on_path(value: float, goal: float, expected: float, ended: bool) -> Status:
    """Reached, on pace or behind: at the goal's year there is no pace left to keep."""
    if at_least(value, goal):
        return Status.REACHED
    return Status.ON_PACE if not ended and at_least(value, expected) else Status.BEHIND


def at_least(value: float, line: float) -> bool:
    """Whether a value is at its line or above, on 9 decimals (spec 12)."""
    return bool(rounded(np.float64(value)) >= rounded(np.float64(line)))


def higher(value: float, line: float) -> bool:
    """Whether a value is above its line, on 9 decimals: equal isn't higher."""
    return bool(rounded(np.float64(value)) > rounded(np.float64(line)))
