"""Which legal weights nearest to the official ones keep enough rivals on the right side of a unit?

Three steps. How far the weights must move at least, from each rival's own least distance. A point that does it, by
rays and linear programmes. And with the rivals that are then still open a mixed-integer programme where they are few,
branch and bound over boxes of weights where they are many: it finds the least or, when its work is done, a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.flip.ball import Norm
from muyun.explore.flip.boxes import EXACT, nearest_in_boxes
from muyun.explore.flip.descent import TOUCH, descended, excess, nearer, right_at
from muyun.explore.flip.open import Open
from muyun.explore.flip.programmes import FEW, SOLVER, nearest_with, solved
from muyun.explore.flip.rays import corners, directions, first_on_rays
from muyun.explore.flip.trial import Accepts, by_trial
from muyun.explore.weight_space import WeightSpace

SLACKS = (0.0, 1e-9, 1e-8, 1e-7)
"""Points by which rivals are kept apart, tried in turn: a sum's last bits may turn a tie into its opposite."""

_RAYS_TRIED = 4
_ROOM, _LEAST_ROOM = 1.2, 1e-3
"""Times the size of a change (and points) within which rivals are looked at while it is drawn nearer."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest weights found (None without), and that none nearer than `bound` do it (inf: none at all)."""

    weights: np.ndarray | None
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Where weights are looked for, how their change is measured, and what confirms them."""

    space: WeightSpace
    norm: Norm
    accepts: Accepts

    def starts(self, ways: list[Open]) -> list[np.ndarray]:
        """Confirmed weights that rays and descent find by each of the ways, however far."""
        found = (self._by_rays(way) for way in ways if way.lines)
        return [weights for weights in found if weights is not None]

    def nearest(self, ways: list[Open], starts: list[np.ndarray]) -> Nearest:
        """The nearest confirmed weights by any of the ways, and a bound that holds for all of them.

        ways    in the ball of this norm that is as wide as the space
        starts  confirmed weights, of a search by the other norm too
        """
        drawn = [weights for way in ways if way.lines for weights in self._drawn(way, starts)]
        best, bound = min([*starts, *drawn], key=self.distance, default=None), np.inf
        for way in ways:
            found = self._by(way, best)
            best = min(best, found.weights, key=self.distance)
            bound = min(bound, found.bound)
        return Nearest(best, min(bound, self.distance(best)))

    def _drawn(self, way: Open, starts: list[np.ndarray]) -> list[np.ndarray]:
        """The weights where the way holds, drawn nearer."""
        changes = [weights - self.space.official for weights in starts]
        held = [change for change in changes if excess(way, change[None])[0] <= TOUCH]
        drawn = (self._nearer(way, change) for change in held)
        return [weights for weights in drawn if weights is not None]

    def _nearer(self, way: Open, change: np.ndarray) -> np.ndarray | None:
        """Confirmed weights no farther than those changed so, where the way holds; None too where it holds all around.

        All around the official weights it holds where only its easiest case is known (XA-13's joint count).
        """
        near = way.within(max(float(self.norm.of(change)) * _ROOM, _LEAST_ROOM))
        return self._confirmed(near, right_at(near, nearer(near, change))) if near and near.lines else None

    def distance(self, weights: np.ndarray | None) -> float:
        """From the official weights, in points; inf for none."""
        return np.inf if weights is None else float(self.norm.of(weights - self.space.official))

    def accept(self, weights: np.ndarray) -> bool:
        """Whether `decide` gives the class under these weights (m)."""
        return bool(self.accepts(weights[None])[0])

    def _by(self, way: Open, best: np.ndarray | None) -> Nearest:
        """By one way, and nearer than `best`: nothing farther is of use."""
        open_ = way if best is None else way.within(self.distance(best))
        if open_ is None:
            return Nearest(None, np.inf)
        floor = open_.least_radius()
        if self.distance(best) - floor <= EXACT:
            return Nearest(best, floor)
        found, bound = self._searched(open_, best)
        best = min(best, found, key=self.distance)
        if best is None and np.isfinite(bound):
            best = self._otherwise(open_)
        return Nearest(best, max(floor, bound))

    def _searched(self, open_: Open, best: np.ndarray | None) -> tuple[np.ndarray | None, float]:
        """The nearest confirmed weights nearer than `best`, None without, and the bound."""
        if sum(len(line.levels) for line in open_.lines) <= FEW:
            answer = solved(open_)
            found = None if answer.right is None else self._confirmed(open_, answer.right)
            best = min(best, found, key=self.distance)
            proven = answer.optimal and self.distance(best) - answer.bound <= SOLVER
            return best, self.distance(best) if proven else answer.bound
        return nearest_in_boxes(open_, self.distance(best), lambda change: self._nearer(open_, change))

    def _otherwise(self, open_: Open) -> np.ndarray | None:
        """Weights where only the finest point may be left, or where the lines are only near what decides."""
        point = descended(open_, corners(open_.ball)) if open_.lines else None
        weights = None if point is None else self._nearer(open_, point)
        unsure = point is not None or not _is_decided_by(open_)
        return by_trial(open_.ball, self.accepts) if weights is None and unsure else weights

    def _by_rays(self, open_: Open) -> np.ndarray | None:
        """The best of the points where the nearest rays get there, each drawn nearer; by descent where no ray does."""
        rays = directions(open_)
        reached = first_on_rays(open_, rays)
        hits = [at for at in np.argsort(reached, kind="stable")[:_RAYS_TRIED] if np.isfinite(reached[at])]
        points = [reached[at] * rays[at] for at in hits]
        if not hits:
            point = descended(open_, np.concatenate([corners(open_.ball), open_.ball.radius / 2 * rays]))
            points = [] if point is None else [point]
        best = None
        for point in points:
            best = min(best, self._nearer(open_, point), key=self.distance)
        return best

    def _confirmed(self, open_: Open, right: tuple[np.ndarray, ...]) -> np.ndarray | None:
        """The nearest weights with these rivals right, if `decide` gives the class under them."""
        for slack in SLACKS:
            change = nearest_with(open_, right, slack)
            if change is None:
                return None
            weights = np.clip(self.space.official + change, self.space.lower, self.space.upper)
            if self.accept(weights):
                return weights
        return None


def _is_decided_by(open_: Open) -> bool:
    """Whether the lines are all that the class hangs on."""
    return bool(open_.lines) and all(line.linear.all() for line in open_.lines)
