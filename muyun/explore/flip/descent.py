"""Where is a point that does it at all, when no ray finds one? And from one that does it, which is nearer?"""

from __future__ import annotations

import numpy as np

from muyun.explore.flip.lines import Line
from muyun.explore.flip.open import Open
from muyun.explore.flip.programmes import nearest_with, with_least_excess
from muyun.explore.flip.rays import first_on_rays, of_size_one

TOUCH = 1e-9
"""Points of score by which a rival may be past its line and still count as on it, between two programmes."""

_ROUNDS = 12
_STARTS = 3


def right_at(open_: Open, change: np.ndarray) -> tuple[np.ndarray, ...]:
    """Which rivals are on the right side at a change of the weights, by line."""
    return tuple(line.slopes @ change <= line.levels + TOUCH for line in open_.lines)


def excess(open_: Open, changes: np.ndarray) -> np.ndarray:
    """By how many points the last rival that has to be right isn't, k from k × m; at most 0 where enough are right."""
    return np.max([_excess(line, changes) for line in open_.lines], axis=0)


def _excess(line: Line, changes: np.ndarray) -> np.ndarray:
    over = changes @ line.slopes.T - line.levels
    needed = over.shape[1] - line.most
    return np.partition(over, needed - 1, axis=1)[:, needed - 1]


def descended(open_: Open, starts: np.ndarray) -> np.ndarray | None:
    """A change at which enough rivals are right, from the best of `starts` (k × m); None when the descent finds none.

    Each step takes those that are nearest to being right and makes the worst of them as right as can be.
    """
    for start in starts[np.argsort(excess(open_, starts), kind="stable")[:_STARTS]]:
        change, over = start, float(excess(open_, start[None])[0])
        for _ in range(_ROUNDS):
            if over <= 0:
                return change
            following = with_least_excess(open_, _nearest_right(open_, change))
            left = np.inf if following is None else float(excess(open_, following[None])[0])
            if left >= over - TOUCH:
                break
            change, over = following, left
    return None


def _nearest_right(open_: Open, change: np.ndarray) -> tuple[np.ndarray, ...]:
    """As many rivals as have to be right, those that are nearest to it."""
    masks = []
    for line in open_.lines:
        over = line.slopes @ change - line.levels
        mask = np.zeros(len(over), dtype=bool)
        mask[np.argsort(over, kind="stable")[: len(over) - line.most]] = True
        masks.append(mask)
    return tuple(masks)


def nearer(open_: Open, change: np.ndarray) -> np.ndarray:
    """A change of no more size at which enough rivals are right, by letting go of one rival on its line at a time."""
    size = open_.ball.norm.of
    drawn = nearest_with(open_, right_at(open_, change), 0.0)
    change = change if drawn is None else drawn
    for _ in range(_ROUNDS):
        found = [change, *_neighbours(open_, change)]
        following = min(found, key=size)
        if size(following) >= size(change) - TOUCH:
            return change
        change = following
    return change


def _neighbours(open_: Open, change: np.ndarray) -> list[np.ndarray]:
    right = right_at(open_, change)
    loose = [nearest_with(open_, without, 0.0) for without in _each_let_go(open_, right, change)]
    loose = [other for other in loose if other is not None and open_.ball.norm.of(other) > TOUCH]
    if not loose:
        return []
    rays = of_size_one(np.array(loose), open_.ball)
    reached = first_on_rays(open_, rays)
    points = (at * ray for at, ray in zip(reached, rays, strict=True) if at < open_.ball.norm.of(change) * 1.2)
    drawn = (nearest_with(open_, right_at(open_, point), 0.0) for point in points)
    return [point for point in drawn if point is not None]


def _each_let_go(
    open_: Open, right: tuple[np.ndarray, ...], change: np.ndarray
) -> list[tuple[np.ndarray, ...]]:
    """The rivals on the right side less one of those on the line, for each of these."""
    found = []
    for number, line in enumerate(open_.lines):
        on_it = right[number] & (np.abs(line.slopes @ change - line.levels) <= 10 * TOUCH)
        for rival in np.flatnonzero(on_it)[: 2 * line.slopes.shape[1]]:
            mask = right[number].copy()
            mask[rival] = False
            found.append((*right[:number], mask, *right[number + 1 :]))
    return found
