"""Which weight sets are drawn? Uniformly from all legal ones, by rejection, so that no legal set is favoured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.weight_space import WeightSpace
from muyun.explore.whatif.bounds import WEIGHT_SUM
from muyun.terms import SCORE_DECIMALS

_NO_WIDTH = 10.0**-SCORE_DECIMALS
"""A weight that may move by no more than this is held (weights compare on 9 decimals)."""

_PILOT = 2_000
_BATCH = 20_000


def generator(seed: int, pool: str) -> np.random.Generator:
    """The random numbers of a pool: the same for a seed, independent of those of every other pool."""
    return np.random.default_rng([seed, *pool.encode()])


def draws(space: WeightSpace, count: int, rng: np.random.Generator) -> np.ndarray:
    """Weight sets uniform on the space, count × m in points; each sums to 100 and keeps the bounds, to 9 decimals.

    A weight that can't move is the official one in every draw, to the last bit.
    """
    weights = np.tile(space.official, (count, 1))
    free = np.flatnonzero(space.upper - space.lower > _NO_WIDTH)
    if len(free) < 2 or not count:
        return weights
    lower, upper = space.lower[free], space.upper[free]
    left = WEIGHT_SUM - np.delete(space.official, free).sum()
    weights[:, free] = np.clip(_uniform(lower, upper, left, count, rng), lower, upper)
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class _Proposal:
    """Points with 0 ≤ x ≤ width and sum `total`, narrowest first.

    The `boxed` narrowest are uniform on their own widths, the rest share what is left as a simplex. A
    simplex of r coordinates has a volume that grows with what is left to the power r − 1, so a proposal
    is kept with that probability: what is kept is uniform, whatever `boxed` is. 0 boxed is a scaled
    Dirichlet, all but one boxed is a box whose last coordinate comes from the sum.
    """

    widths: np.ndarray
    total: float
    boxed: int

    def kept(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Those of `count` proposals that lie in the space."""
        rest = len(self.widths) - self.boxed
        box = rng.random((count, self.boxed)) * self.widths[: self.boxed]
        left = self.total - box.sum(axis=1)
        simplex = rng.standard_exponential((count, rest))
        simplex *= (left / simplex.sum(axis=1))[:, None]
        inside = (left >= 0) & (simplex <= self.widths[self.boxed :]).all(axis=1)
        share = np.maximum(left, 0) / self.total
        inside &= rng.random(count) <= share ** (rest - 1)
        return np.hstack([box, simplex])[inside]


def _uniform(lower: np.ndarray, upper: np.ndarray, total: float, count: int, rng: np.random.Generator) -> np.ndarray:
    """count × f weights between the bounds with sum `total`, measured from whichever end rejects less."""
    order = np.argsort(upper - lower, kind="stable")
    widths = (upper - lower)[order]
    spare = {1: float(total - lower.sum()), -1: float(upper.sum() - total)}
    ways = [(side, _Proposal(widths, room, k)) for side, room in spare.items() for k in range(len(widths))]
    tried = [len(way.kept(_PILOT, rng)) for _, way in ways]
    side, best = ways[int(np.argmax(tried))]
    moved = np.empty((count, len(widths)))
    moved[:, order] = _kept(best, count, rng)
    return lower + moved if side > 0 else upper - moved


def _kept(proposal: _Proposal, count: int, rng: np.random.Generator) -> np.ndarray:
    """The first `count` points that a proposal yields."""
    parts, found = [], 0
    while found < count:
        parts.append(proposal.kept(_BATCH, rng))
        found += len(parts[-1])
    return np.concatenate(parts)[:count]
