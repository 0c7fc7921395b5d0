"""How alike are two rankings? Kendall's τ and Spearman's ρ of the units that both rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.live import Live

_LEAST = 2
"""One unit alone has no order."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a scenario keeps the official order.

    tau, rho  1 for the same order, 0 for none of it, −1 for the reverse; NaN where nothing can be compared
    units     that both rank, in 评价组 where at least two of them stand at different ranks
    why       why there is nothing to compare, in Chinese; "" otherwise
    """

    tau: float
    rho: float
    units: int
    why: str = ""


def rank_agreement(live: Live, pool: str) -> Agreement:
    """τ-b and ρ of the official and the scenario's ranks in a pool.

    Ranks (made of scores at 9 decimals, spec 12) hold within a 评价组: of several, τ and ρ of each are
    averaged, weighted by their units. Units that one side doesn't rank, or merges otherwise, are left out.
    """
    old, new = live.base.standing, live.standing
    if pool not in old.layout.pools or pool not in new.layout.pools:
        return _nothing("这个评价组只在一边有")
    if old.prepared.policy.pool_by(pool) != new.prepared.policy.pool_by(pool):
        return _nothing("两边的排名范围不同")
    before, after = _same_units(live)
    both = (old.layout.pool[before] == old.layout.pools.index(pool)) & (old.ranks[before] > 0) & (new.ranks[after] > 0)
    names = [np.array([*side.layout.groups, ""], dtype=object) for side in (old, new)]
    both &= names[0][old.layout.group[before]] == names[1][new.layout.group[after]]
    before, after = before[both], after[both]
    return _averaged(old.layout.group[before], old.ranks[before], new.ranks[after])


def tau_and_rho(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Kendall's τ-b and Spearman's ρ of n ranks, ties and all; NaN where either side has all at one rank."""
    if len(before) < _LEAST or not np.ptp(before) or not np.ptp(after):
        return np.nan, np.nan
    x, y = _places(before), _places(after)
    order = np.lexsort((y, x))
    pairs = _pairs(np.array([len(x)]))
    tied_x, tied_y = _pairs(np.bincount(x)), _pairs(np.bincount(y))
    tied_both = _pairs(np.unique(x * (y.max() + 1) + y, return_counts=True)[1])
    agreeing_less_opposed = pairs - tied_x - tied_y + tied_both - 2 * _falling_pairs(y[order])
    tau = agreeing_less_opposed / np.sqrt(float(pairs - tied_x)) / np.sqrt(float(pairs - tied_y))
    return float(tau), float(np.corrcoef(_mean_places(x), _mean_places(y))[0, 1])


def _places(ranks: np.ndarray) -> np.ndarray:
    """0, 1, 2 …, equal ones the same."""
    return np.unique(ranks, return_inverse=True)[1].astype(np.int64)


def _pairs(sizes: np.ndarray) -> int:
    """How many pairs there are within groups of these sizes."""
    return int((sizes.astype(np.int64) * (sizes - 1)).sum()) // 2


def _mean_places(places: np.ndarray) -> np.ndarray:
    """Equal ones share the mean of the places that they take up."""
    sizes = np.bincount(places)
    return (np.cumsum(sizes) - (sizes - 1) / 2)[places]


def _falling_pairs(places: np.ndarray) -> int:
    """In how many pairs the earlier number is the larger one.

    Two numbers first differ at some bit: of those alike above it, which stand together, each 0 falls behind every
    1 before it; then the 0s go in front of the 1s, and the next bit is looked at.
    """
    begin = np.concatenate([[0], np.cumsum(np.bincount(places))])
    position, falling = np.arange(len(places)), 0
    for bit in reversed(range(int(places.max()).bit_length())):
        ones, low = (places >> bit) & 1, places >> (bit + 1) << (bit + 1)
        before = np.cumsum(ones) - ones
        inside = before - before[begin[low]]
        falling += int(inside[ones == 0].sum())
        second = begin[np.minimum(low + (1 << bit), len(begin) - 1)]
        now = np.empty_like(places)
        now[np.where(ones == 1, second + inside, position - inside)] = places
        places = now
    return falling


def _averaged(group: np.ndarray, before: np.ndarray, after: np.ndarray) -> Agreement:
    parts = []
    for one in np.unique(group):
        mine = group == one
        parts.append((*tau_and_rho(before[mine], after[mine]), int(mine.sum())))
    known = np.array([part for part in parts if not np.isnan(part[0])])
    if not len(known):
        return _nothing("两边都排名的企业不到两家，或名次全部并列")
    tau, rho = np.average(known[:, :2], axis=0, weights=known[:, 2])
    return Agreement(float(tau), float(rho), int(known[:, 2].sum()))


def _same_units(live: Live) -> tuple[np.ndarray, np.ndarray]:
    """Positions on both sides of the units that hold the same enterprises."""
    pairs = live.pairs
    if pairs is None:
        all_of_them = np.arange(len(live.base.standing.ranks))
        return all_of_them, all_of_them
    alone = (np.bincount(pairs.before)[pairs.before] == 1) & (np.bincount(pairs.after)[pairs.after] == 1)
    return pairs.before[alone], pairs.after[alone]


def _nothing(why: str) -> Agreement:
    return Agreement(np.nan, np.nan, 0, why)
