"""Which weight sets may a pool have? The space that draws are taken from and changes are measured in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.whatif.bounds import WEIGHT_SUM, Bounds, bounds
from muyun.policy.model import Policy
from muyun.terms import SCORE_DECIMALS

WITHIN = 0.2
"""Share by which each weight may differ where the policy sets no limits (本系统假定)."""

_TOLERANCE = 10.0**-SCORE_DECIMALS


@dataclass(frozen=True, slots=True, eq=False)
class WeightSpace:
    """All weight sets with sum 100 and lower ≤ weight ≤ upper, m each, in points.

    names     the pool's indicators, in the order of its weights
    official  the weights that the policy has, a scenario's where one is laid over it
    lower, upper  as tight as the sum allows: each end is reached by some weight set of the space
    """

    names: tuple[str, ...]
    official: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def is_fixed(self) -> bool:
        """Whether it holds the official weights only, as with a single indicator."""
        return bool((self.upper - self.lower <= _TOLERANCE).all())

    def holds(self, weights: np.ndarray) -> bool:
        """Whether a weight set (m) lies in the space, to 9 decimals."""
        inside = (weights >= self.lower - _TOLERANCE) & (weights <= self.upper + _TOLERANCE)
        return bool(inside.all()) and abs(float(weights.sum()) - WEIGHT_SUM) <= _TOLERANCE * len(weights)


def weight_space(policy: Policy, pool: str, within: float | None = None) -> WeightSpace:
    """The legal weights of a pool: the policy's limits, hard and soft (XC-10…12), and nearer than `within`.

    within  the share of itself by which a weight may differ, 0.2 for ±20 %; 0 leaves the official weights only.
            None: the limits alone, or `WITHIN` where the policy has none for any weight of the pool.
    A weight beyond a soft limit (legal in a scenario only) is held by its hard limits instead, so the
    official weights always belong to the space. ValueError: `within` is negative or no number.
    """
    if within is not None and not within >= 0:
        raise ValueError(within)
    ranges = bounds(policy, pool)
    official = np.array([limits.official for limits in ranges.values()])
    share = WITHIN if within is None and not limited(ranges) else within
    lower, upper = _limits(ranges)
    if share is not None:
        lower, upper = np.maximum(lower, official * (1 - share)), np.minimum(upper, official * (1 + share))
    lower, upper = _tightened(np.minimum(lower, official), np.maximum(upper, official))
    # again, since a sum's last bit may have cut off the official weight itself
    return WeightSpace(tuple(ranges), official, np.minimum(lower, official), np.maximum(upper, official))


def limited(ranges: Bounds) -> bool:
    """Whether the policy limits any weight."""
    ends = (limit for r in ranges.values() for limit in (r.hard_lower, r.hard_upper, r.soft_lower, r.soft_upper))
    return any(limit.clause for limit in ends)


def _limits(ranges: Bounds) -> tuple[np.ndarray, np.ndarray]:
    """The narrower end of each, the hard one where the official weight passes the soft one."""
    lower, upper = [], []
    for r in ranges.values():
        lower.append((r.hard_lower if r.official < r.soft_lower.value else r.soft_lower).value)
        upper.append((r.hard_upper if r.official > r.soft_upper.value else r.soft_upper).value)
    return np.array(lower), np.array(upper)


def _tightened(lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends that the others' ends can still complete to 100."""
    least, most = float(lower.sum()), float(upper.sum())
    return np.maximum(lower, WEIGHT_SUM - (most - upper)), np.minimum(upper, WEIGHT_SUM - (least - lower))
