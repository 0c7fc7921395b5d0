"""What is the cheapest point of a box at which a score is high enough?

The score is any function that doesn't fall along an axis: kinks (cap, floor), curves (a shrinking denominator) and
jumps (R at K = 1) included, so neither a linear nor a convex programme has it whole. Costs are linear. From two
starts, two coordinates at a time are exchanged: one over a grid of its whole range that is then narrowed, the other
just far enough for the score; until no exchange is cheaper. What it gives reaches the score and can't be made cheaper
by changing one or two coordinates (to the grid's width); that nothing else is cheaper isn't proven.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Score = Callable[[np.ndarray], np.ndarray]
"""p × k points of the box → their p scores."""

_LEVELS = 17
_NARROWED = 4
_HALVINGS = 36
_MOVES = 40
_CHEAPER = 1 - 1e-7
"""An exchange has to save so much to count."""


def least_cost(score: Score, upper: np.ndarray, cost: np.ndarray, target: float) -> np.ndarray | None:
    """The point of [0, upper] (k) with score ≥ `target` that costs least (`cost` k, > 0); None where none has it.

    Axes of no width stay at 0.
    """
    if not len(upper) or score(upper[None, :])[0] < target:
        return None
    starts = [_along(score, upper, target), _alone(score, upper, cost, target)]
    ends = [_exchanged(score, start, upper, cost, target) for start in starts if start is not None]
    return min(ends, key=lambda point: float(point @ cost))


def _along(score: Score, upper: np.ndarray, target: float) -> np.ndarray:
    """All axes by the same share of their width, as little as will do."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if score(middle * upper[None, :])[0] >= target else (middle, high)
    return high * upper


def _alone(score: Score, upper: np.ndarray, cost: np.ndarray, target: float) -> np.ndarray | None:
    """The cheapest single axis that will do; None where none does."""
    k = len(upper)
    tries = _closed(score, np.zeros((k, k)), np.arange(k), upper, target)
    return _cheapest(tries, cost)


def _exchanged(score: Score, start: np.ndarray, upper: np.ndarray, cost: np.ndarray, target: float) -> np.ndarray:
    """The point after every exchange of two axes that makes it cheaper."""
    now = start
    for _ in range(_MOVES):
        best = _best_exchange(score, now, upper, cost, target)
        if best is None or float(best @ cost) >= float(now @ cost) * _CHEAPER:
            return now
        now = best
    return now


def _best_exchange(
    score: Score, now: np.ndarray, upper: np.ndarray, cost: np.ndarray, target: float
) -> np.ndarray | None:
    """One axis at each of its levels, another as far as needed: the cheapest of all such pairs, narrowed."""
    k = len(upper)
    first, second = (axis.ravel() for axis in np.meshgrid(np.arange(k), np.arange(k), indexing="ij"))
    levels = np.linspace(0.0, 1.0, _LEVELS)[:, None] * upper[None, :]
    levels = np.vstack([now[None, :], levels])
    tries = np.repeat(np.tile(now, (len(first), 1)), len(levels), axis=0)
    varied, closing = np.repeat(first, len(levels)), np.repeat(second, len(levels))
    tries[np.arange(len(tries)), varied] = levels[:, first].T.ravel()
    found = _closed(score, tries, closing, upper, target)
    prices = _prices(found, cost)
    at = int(np.argmin(prices))
    if not np.isfinite(prices[at]):
        return None
    return _narrowed(score, found[at], (int(varied[at]), int(closing[at])), upper, cost, target)


def _narrowed(
    score: Score, point: np.ndarray, axes: tuple[int, int], upper: np.ndarray, cost: np.ndarray, target: float
) -> np.ndarray:
    """The same exchange on ever finer levels around the best."""
    varied, closing = axes
    step = upper[varied] / (_LEVELS - 1)
    for _ in range(_NARROWED):
        tries = np.tile(point, (_LEVELS + 1, 1))
        tries[:-1, varied] = np.clip(point[varied] + np.linspace(-step, step, _LEVELS), 0.0, upper[varied])
        found = _closed(score, tries, np.full(len(tries), closing), upper, target)
        best = _cheapest(found, cost)
        if best is not None and float(best @ cost) <= float(point @ cost):
            point = best
        step *= 2 / (_LEVELS - 1)
    return point


def _closed(score: Score, tries: np.ndarray, closing: np.ndarray, upper: np.ndarray, target: float) -> np.ndarray:
    """The tries (p × k) with one axis of each, `closing`, as short as the score allows; NaN where none is enough."""
    rows, points = np.arange(len(tries)), tries.copy()
    low, high = np.zeros(len(tries)), upper[closing].astype(float)
    points[rows, closing] = high
    enough = score(points) >= target
    points[rows, closing] = 0.0
    high = np.where(score(points) >= target, 0.0, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        points[rows, closing] = middle
        good = score(points) >= target
        low, high = np.where(good, low, middle), np.where(good, middle, high)
    points[rows, closing] = high
    points[~enough] = np.nan
    return points


def _cheapest(points: np.ndarray, cost: np.ndarray) -> np.ndarray | None:
    prices = _prices(points, cost)
    at = int(np.argmin(prices))
    return points[at] if np.isfinite(prices[at]) else None


def _prices(points: np.ndarray, cost: np.ndarray) -> np.ndarray:
    prices = points @ cost
    return np.where(np.isnan(prices), np.inf, prices)
