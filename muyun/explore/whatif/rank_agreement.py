"""How alike are two rankings? Kendall's τ and Spearman's ρ of the units that both rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.whatif.live import Live

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
    from scipy.stats import kendalltau, spearmanr  # most of a second to import, which only a comparison needs

    # The p-value isn't used. The exact one costs more than τ, but the other divides by zero for two units.
    method = "exact" if len(before) == _LEAST else "asymptotic"
    return float(kendalltau(before, after, method=method).statistic), float(spearmanr(before, after).statistic)


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
