"""Which changes of the weights can be ruled out, box by box, until the nearest that is left is the answer?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from muyun.explore.flip.ball import Ball, Norm
from muyun.explore.flip.lines import Line
from muyun.explore.flip.open import TINY, Open

WORK = 5_000_000
"""Boxes times rivals after which the search gives the bound that it has (a second on a slow machine)."""

_BOX = 100
"""Rivals whose work is as much as what a box takes by itself."""

EXACT = 1e-6
"""Points of change: a box that can't be nearer by more is not looked into, nor cut any further."""

_BATCH = 64

Confirmed = Callable[[np.ndarray], np.ndarray | None]
"""The weights that come of a change (m) which seems to do it, drawn nearer and put through `decide`; else None."""


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """k boxes of changes that sum to 0: lower and upper ends k × m; least: k, no change in the box is smaller."""

    lower: np.ndarray
    upper: np.ndarray
    least: np.ndarray

    def only(self, which: np.ndarray) -> Boxes:
        """Some of them."""
        return Boxes(self.lower[which], self.upper[which], self.least[which])

    def with_(self, other: Boxes) -> Boxes:
        """All of both."""
        pairs = ((self.lower, other.lower), (self.upper, other.upper), (self.least, other.least))
        return Boxes(*(np.concatenate(pair) for pair in pairs))


def nearest_in_boxes(open_: Open, reach: float, confirmed: Confirmed) -> tuple[np.ndarray | None, float]:
    """The nearest weights found that are nearer than `reach` (None without), and the bound; inf: proven none at all.

    Branch and bound over the changes, nearest boxes first: a box is cut in two until too many rivals are on the
    wrong side all over it, or it can't be nearer than what was found. Comparisons that are not linear rule nothing out.
    """
    lines = [of for line in open_.lines if len((of := _Sorted.of(line)).levels) > of.most]
    best, bound, work = None, np.inf, WORK
    if not lines:
        return best, 0.0
    spread = sum(np.std(line.slopes, axis=0) for line in lines) + TINY
    boxes = _whole(open_.ball)
    while len(boxes.least) and work > 0:
        order = np.argsort(boxes.least, kind="stable")
        halves = _halves(boxes.only(order[:_BATCH]), spread, open_.ball.norm)
        halves = halves.only(halves.least < reach - EXACT)
        for line in lines:
            work -= len(halves.least) * (len(line.levels) + _BOX)
            halves = halves.only(line.possible(halves))
        weights = _confirmed_in(halves, open_, reach, confirmed)
        if weights is not None:
            best, reach = weights, float(open_.ball.norm.of(weights - open_.ball.space.official))
        narrow = (halves.upper - halves.lower).max(axis=1, initial=0) < EXACT
        bound = min(bound, halves.least[narrow].min(initial=np.inf))
        boxes = boxes.only(order[_BATCH:]).with_(halves.only(~narrow))
        boxes = boxes.only(boxes.least < reach - EXACT)
    return best, min(bound, reach, boxes.least.min(initial=np.inf))


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """The linear comparisons of a line with each row's slopes in ascending order."""

    slopes: np.ndarray
    levels: np.ndarray
    most: int
    order: np.ndarray
    ordered: np.ndarray

    @classmethod
    def of(cls, line: Line) -> _Sorted:
        slopes = line.slopes[line.linear]
        order = np.argsort(slopes, axis=1)
        return cls(slopes, line.levels[line.linear], line.most, order, np.take_along_axis(slopes, order, axis=1))

    def possible(self, boxes: Boxes) -> np.ndarray:
        """In which boxes not too many are on the wrong side everywhere, k: a fractional knapsack a rival and box."""
        room = (boxes.upper - boxes.lower)[:, self.order]
        taken = -boxes.lower.sum(axis=1)[:, None, None]
        given = np.clip(taken - (np.cumsum(room, axis=2) - room), 0, room)
        least = boxes.lower @ self.slopes.T + (self.ordered * given).sum(axis=2)
        return (least > self.levels + TINY).sum(axis=1) <= self.most


def _whole(ball: Ball) -> Boxes:
    """The ball in one box."""
    space = ball.space
    most = ball.radius / 2 if ball.norm is Norm.SUM else ball.radius
    lower, upper = np.maximum(space.lower - space.official, -most), np.minimum(space.upper - space.official, most)
    return Boxes(lower[None], upper[None], np.zeros(1))


def _halves(boxes: Boxes, spread: np.ndarray, norm: Norm) -> Boxes:
    """Each box cut in two across the side that matters most, as tight as the sum allows; impossible ones left out."""
    rows = np.arange(len(boxes.least))
    across = ((boxes.upper - boxes.lower) * spread).argmax(axis=1)
    middle = (boxes.lower + boxes.upper)[rows, across] / 2
    lower, upper = boxes.lower.copy(), boxes.upper.copy()
    upper[rows, across] = lower[rows, across] = middle
    lower, upper = np.concatenate([boxes.lower, lower]), np.concatenate([upper, boxes.upper])
    least, most = lower.sum(axis=1, keepdims=True), upper.sum(axis=1, keepdims=True)
    lower, upper = np.maximum(lower, upper - most), np.minimum(upper, lower - least)
    possible = (lower <= upper + TINY).all(axis=1)
    lower, upper = lower[possible], upper[possible]
    return Boxes(lower, upper, _least_sizes(lower, upper, norm))


def _least_sizes(lower: np.ndarray, upper: np.ndarray, norm: Norm) -> np.ndarray:
    """What is raised in one weight is taken from others, so a sum is at least twice either of the two."""
    raised, cut = np.maximum(lower, 0), np.maximum(-upper, 0)
    if norm is Norm.SUM:
        return 2 * np.maximum(raised.sum(axis=1), cut.sum(axis=1))
    return np.maximum(raised, cut).max(axis=1, initial=0.0)


def _confirmed_in(boxes: Boxes, open_: Open, reach: float, confirmed: Confirmed) -> np.ndarray | None:
    """Weights from the nearest of the boxes' points that seem to do it, if they are nearer than `reach`."""
    points = _near_points(boxes)
    sizes = open_.ball.norm.of(points)
    holds = np.all([line.wrong(points) <= line.most for line in open_.lines], axis=0) & (sizes < reach - EXACT)
    if not holds.any():
        return None
    return confirmed(points[holds][sizes[holds].argmin()])


def _near_points(boxes: Boxes) -> np.ndarray:
    """A small change of each box, k × m."""
    points = np.clip(0.0, boxes.lower, boxes.upper)
    lacking = -points.sum(axis=1, keepdims=True)
    room = np.where(lacking > 0, boxes.upper - points, points - boxes.lower)
    return points + room * lacking / np.maximum(room.sum(axis=1, keepdims=True), TINY)
