"""How far can a comparison of two scores be moved by weights that change no more than so much?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.explore.weight_space import WeightSpace


class Norm(StrEnum):
    """How a change of weights is measured, in points: L1 and L∞."""

    SUM = "合计变动"
    LARGEST = "单项最大变动"

    def of(self, changes: np.ndarray) -> np.ndarray:
        """The size of each change, … × m → …"""
        sizes = np.abs(changes)
        return sizes.sum(axis=-1) if self is Norm.SUM else sizes.max(axis=-1, initial=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """The weights of a space within `radius` of its official ones."""

    space: WeightSpace
    norm: Norm
    radius: float

    def least(self, slopes: np.ndarray) -> np.ndarray:
        """The least that slopes · (weights − official) can be in the ball, n from n × m: a fractional knapsack."""
        order = np.argsort(slopes, axis=1)
        ordered = np.take_along_axis(slopes, order, axis=1)
        up, down = self.space.upper - self.space.official, self.space.official - self.space.lower
        if self.norm is Norm.LARGEST:
            return _in_a_box(ordered, np.minimum(down, self.radius)[order], np.minimum(up, self.radius)[order])
        return _by_transfers(ordered, down[order], up[order], self.radius / 2)

    def most(self, slopes: np.ndarray) -> np.ndarray:
        """The most that it can be."""
        return -self.least(-slopes)


def widest(space: WeightSpace, norm: Norm) -> float:
    """The radius of a ball that holds the whole space."""
    up, down = space.upper - space.official, space.official - space.lower
    return float(np.maximum(up, down).max()) if norm is Norm.LARGEST else 2 * float(min(up.sum(), down.sum()))


def _in_a_box(ordered: np.ndarray, down: np.ndarray, up: np.ndarray) -> np.ndarray:
    """From the lower ends, what was taken everywhere is given back where it costs least."""
    room = down + up
    taken = down.sum(axis=1, keepdims=True)
    given = np.clip(taken - (np.cumsum(room, axis=1) - room), 0, room)
    return (ordered * (given - down)).sum(axis=1)


def _by_transfers(ordered: np.ndarray, down: np.ndarray, up: np.ndarray, mass: float) -> np.ndarray:
    """Points go from the dearest weights to the cheapest while that pays, at most `mass` of them.

    What t points bring is convex in t and bends where a weight is at its end, so the least is at a bend.
    """
    down, dearest = down[:, ::-1], ordered[:, ::-1]
    filled, emptied = np.cumsum(up, axis=1), np.cumsum(down, axis=1)
    limit = np.minimum(mass, np.minimum(filled[:, -1:], emptied[:, -1:]))
    least = np.zeros(len(ordered))
    for bends in (filled, emptied, limit):
        for moved in np.minimum(bends, limit).T:
            gained = np.clip(moved[:, None] - (filled - up), 0, up)
            lost = np.clip(moved[:, None] - (emptied - down), 0, down)
            np.minimum(least, (ordered * gained - dearest * lost).sum(axis=1), out=least)
    return least
