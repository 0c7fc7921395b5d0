"""Where, going straight away from the official weights, are enough rivals on the right side for the first time?"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from muyun.explore.flip.ball import Ball
from muyun.explore.flip.lines import Line
from muyun.explore.flip.open import Open

_RANDOM = 32
_SEED = 0
_CHEAPEST = 8


def directions(open_: Open) -> np.ndarray:
    """Changes of size 1 (k × m, sum 0 each) to try: from one weight to another, towards rivals, and at random."""
    rivals = [-line.slopes[line.levels < 0] for line in open_.lines]
    cheap = [slopes[_nearest_first(line)[:_CHEAPEST]] for slopes, line in zip(rivals, open_.lines, strict=True)]
    middle = [slopes.mean(axis=0, keepdims=True) for slopes in (*rivals, *cheap) if len(slopes)]
    return np.concatenate([fixed_rays(open_.ball), of_size_one(np.concatenate([*cheap, *middle]), open_.ball)])


def fixed_rays(ball: Ball) -> np.ndarray:
    """Those that have nothing to do with the rivals: from one weight to another, to corners, at random."""
    one = np.eye(len(ball.space.official))
    pairs = np.array([one[a] - one[b] for a, b in permutations(range(len(one)), 2)])
    random = np.random.default_rng(_SEED).normal(size=(_RANDOM, len(one)))
    return of_size_one(np.concatenate([pairs, corners(ball), random]), ball)


def corners(ball: Ball) -> np.ndarray:
    """Changes to corners of the space, in turn as a binary count names them: all ends but one weight's, k × m."""
    up, down = ball.space.upper - ball.space.official, ball.space.lower - ball.space.official
    m = len(up)
    found = []
    for free in range(m):
        at = (np.arange(2 ** min(m - 1, 6))[:, None] >> np.arange(m - 1)) & 1
        rest = np.where(at, np.delete(up, free), np.delete(down, free))
        found.append(np.insert(rest, free, -rest.sum(axis=1), axis=1))
    changes = np.concatenate(found)
    return changes[((changes <= up + 1e-12) & (changes >= down - 1e-12)).all(axis=1)]


def of_size_one(changes: np.ndarray, ball: Ball) -> np.ndarray:
    """Changes made to sum to 0 and to have size 1, those that can't left out."""
    free = ball.space.upper - ball.space.lower > 0
    changes = np.where(free, changes, 0.0)
    changes = np.where(free, changes - changes.sum(axis=1, keepdims=True) / max(free.sum(), 1), 0.0)
    sizes = ball.norm.of(changes)
    return changes[sizes > 1e-12] / sizes[sizes > 1e-12, None]


def _nearest_first(line: Line) -> np.ndarray:
    """Those wrong at the official weights, the nearest to the right side first."""
    wrong = line.levels < 0
    return np.argsort(-line.levels[wrong] / (np.ptp(line.slopes[wrong], axis=1) + 1e-12), kind="stable")


def first_on_rays(open_: Open, rays: np.ndarray) -> np.ndarray:
    """How far along each ray (k × m) all lines hold for the first time, k; inf where they don't within the ball."""
    return np.array([_first_on(open_, ray) for ray in rays])


def _first_on(open_: Open, ray: np.ndarray) -> float:
    events = [_events(line, ray) for line in open_.lines]
    times = np.unique(np.concatenate([[0.0], *(leaving for leaving, _, _ in events)]))
    times = times[times <= end_of(open_.ball, ray)]
    holds = np.ones(len(times), dtype=bool)
    for line, (leaving, entering, wrong) in zip(open_.lines, events, strict=True):
        left, came = (np.searchsorted(leaving, times, "right"), np.searchsorted(entering, times, "left"))
        holds &= wrong - left + came <= line.most
    return float(times[holds.argmax()]) if holds.any() else np.inf


def _events(line: Line, ray: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """When rivals come to the right side (right at once), when they leave it (not wrong yet), how many start wrong."""
    rise = line.slopes @ ray
    wrong = line.levels < 0
    leaving, entering = wrong & (rise < 0), ~wrong & (rise > 0)
    return (
        np.sort(line.levels[leaving] / rise[leaving]), np.sort(line.levels[entering] / rise[entering]), int(wrong.sum())
    )  # fmt: skip


def end_of(ball: Ball, ray: np.ndarray) -> float:
    """How far a ray stays in the ball and in the space."""
    space = ball.space
    room = np.where(ray > 0, space.upper - space.official, space.official - space.lower)
    return min(ball.radius, float((room[ray != 0] / np.abs(ray[ray != 0])).min()))
