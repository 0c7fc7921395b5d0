"""Which weights do it by trial, where the lines are only near what `decide` does?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from muyun.explore.flip.ball import Ball
from muyun.explore.flip.rays import end_of, fixed_rays

Accepts = Callable[[np.ndarray], np.ndarray]
"""Whether `decide` gives the class under each of k weight sets (k × m), k."""

_POINTS = 16
_HALVINGS = 24
_REFINED = 3


def by_trial(ball: Ball, accepts: Accepts) -> np.ndarray | None:
    """Weights of the ball that do it, near the first of the points tried on each of some rays; None without any."""
    rays = fixed_rays(ball)
    found = [(hit, ray) for ray in rays if (hit := _first_hit(ball, ray, accepts)) is not None]
    nearest = sorted(found, key=lambda of: of[0][1])[:_REFINED]
    refined = [_refined(ball, ray, *span, accepts) for span, ray in nearest]
    return min(refined, key=lambda w: float(ball.norm.of(w - ball.space.official)), default=None)


def _at(ball: Ball, ray: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    return np.clip(ball.space.official + sizes[:, None] * ray, ball.space.lower, ball.space.upper)


def _first_hit(ball: Ball, ray: np.ndarray, accepts: Accepts) -> tuple[float, float] | None:
    """Two sizes of change next to each other, of which the second does it for the first time."""
    sizes = np.linspace(0, end_of(ball, ray), _POINTS + 1)
    hits = accepts(_at(ball, ray, sizes[1:]))
    return (float(sizes[hits.argmax()]), float(sizes[hits.argmax() + 1])) if hits.any() else None


def _refined(ball: Ball, ray: np.ndarray, low: float, high: float, accepts: Accepts) -> np.ndarray:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if accepts(_at(ball, ray, np.array([middle])))[0]:
            high = middle
        else:
            low = middle
    return _at(ball, ray, np.array([high]))[0]
