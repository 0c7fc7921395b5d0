"""Who is at the top or bottom of a sector, and what does it change? (spec 6.1, 6.2; JX-15, JX-17…19)"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from muyun.evaluate import kernel
from muyun.evaluate.points import Items
from muyun.evaluate.quotas import FLOOR_SLACK
from muyun.policy.rules import SectorRules


@dataclass(frozen=True, slots=True)
class PreparedSectors:
    """The sectors of a pool's 参评 rows; a sector lies within one 评价组.

    rows         positions of the 参评 rows that have an industry, sector by sector; `bounds` s + 1 among them
    names        the division of each sector, `groups` the number of its 评价组
    sector_items, group_items  item ratios of the sectors (s × m) and of the 评价组 (g × m), aggregated first
    bottom_before  n, by the pool's rows: at the bottom in each of the years before that the rule counts
    """

    rules: SectorRules
    rows: np.ndarray
    bounds: np.ndarray
    names: tuple[str, ...]
    groups: np.ndarray
    sector_items: Items
    group_items: Items
    bottom_before: np.ndarray

    def members(self, place: int) -> tuple[int, np.ndarray]:
        """Number of the sector that row `place` of the pool is in, and all rows of it. IndexError: it is in none."""
        at = np.flatnonzero(self.rows == place)[0]
        sector = int(np.searchsorted(self.bounds, at, side="right")) - 1
        return sector, self.rows[self.bounds[sector] : self.bounds[sector + 1]]


@dataclass(frozen=True, slots=True)
class SectorDecision:
    """By weight set: top and bottom of their sector (k × n by the pool's rows), sectors' and groups' scores."""

    top: np.ndarray
    bottom: np.ndarray
    chained: np.ndarray
    sector_scores: np.ndarray
    group_scores: np.ndarray

    def applied(self, adjusted: np.ndarray, held: np.ndarray) -> np.ndarray:
        """执行等级: A for the top, D for the repeated bottom, where no veto or manual change holds."""
        better = np.where(self.top & ~held, kernel.A, adjusted)
        return np.where(self.chained & ~held, kernel.D, better).astype(np.int8)


def group_scores(items: Items, weights: np.ndarray) -> np.ndarray:
    """加权平均得分 of aggregated rows, k × rows: without 加减分 and R (spec 6.1, 12)."""
    lost = items.lost.T if items.lost.any() else None
    return kernel.weighted_scores(items.ratios.T, lost, np.zeros(len(items.ratios)), weights)


def decide_sectors(sectors: PreparedSectors, scores: np.ndarray, weights: np.ndarray) -> SectorDecision:
    """Top and bottom shares of each sector under k weight sets.

    scores  k × n, of the pool's 参评 rows
    floor(share · n) rows; a group tied across the line is left out (spec 6.2).
    """
    rules, bounds = sectors.rules, sectors.bounds
    by_sector = group_scores(sectors.sector_items, weights)
    by_group = group_scores(sectors.group_items, weights)
    above = kernel.as_integers(by_sector) > kernel.as_integers(by_group)[:, sectors.groups]
    sizes = np.diff(bounds)
    in_above = np.repeat(above, sizes, axis=1)
    own = scores[:, sectors.rows]
    top = within_share(own, bounds, rules.top_share) & (in_above | (rules.top_in == "all"))
    bottom = within_share(-own, bounds, rules.bottom_share) & (in_above | (rules.bottom_in == "all"))
    ends = np.zeros((2, *scores.shape), dtype=bool)
    ends[0][:, sectors.rows], ends[1][:, sectors.rows] = top, bottom
    return SectorDecision(ends[0], ends[1], ends[1] & sectors.bottom_before, by_sector, by_group)


def places_of(share: float, size: int) -> int:
    """How many places a share of a sector is: floor(share · size) (spec 6.2)."""
    return math.floor(share * size + FLOOR_SLACK)


def places_within(scores: np.ndarray, members: np.ndarray, place: int) -> int:
    """How many of the rows `members` score at least as high as row `place`, itself and its ties counted."""
    own = kernel.as_integers(scores[members])
    return int((own >= kernel.as_integers(scores[[place]])).sum())


def within_share(scores: np.ndarray, bounds: np.ndarray, share: float) -> np.ndarray:
    """Mask of the rows that are, with all their ties, among the best floor(share · n) of their sector (spec 6.2).

    scores  k × n, sector by sector; bounds: s + 1 among the n
    """
    sizes = np.diff(bounds)
    places = np.array([places_of(share, size) for size in sizes.tolist()], dtype=np.int64)
    order, tied = kernel.ranked_order(scores, bounds, kernel.places_in_group(bounds))
    # Ranked from the other end, a row's rank is one more than the rows worse than it.
    mirrored = np.zeros_like(tied)
    mirrored[:, 1:] = tied[:, :0:-1]
    from_the_end = kernel.places_in_group(scores.shape[1] - bounds[::-1])
    worse = kernel.competition_ranks(mirrored, from_the_end)[:, ::-1] - 1
    as_good_or_better = np.repeat(sizes, sizes) - worse
    return kernel.scattered(as_good_or_better <= np.repeat(places, sizes), order)
