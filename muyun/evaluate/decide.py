"""Given weights and quotas, what is everybody's score, rank and class? The cheap half of `evaluate`.

Takes a block of weight sets; the official result and a slider are a block of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from muyun.evaluate import kernel
from muyun.evaluate.overrides import (
    NOT_VETOED,
    UNCHANGED,
    Vetoes,
    after_manual_changes,
    after_vetoes,
)
from muyun.evaluate.quotas import class_counts
from muyun.evaluate.sectors import PreparedSectors, SectorDecision, decide_sectors
from muyun.policy.rules import Classes


@dataclass(frozen=True, slots=True)
class PreparedPool:
    """All of a pool that weights and quotas don't touch, laid out for the kernel.

    rows      N positions in the unit index: the n 参评 rows group by group, in tie-break order
              within each, then the rows in transition
    bounds    g + 1 positions among the n, `groups` and `counties` (None when not split) g each
    places    n, `kernel.places_in_group(bounds)`
    ratios    m × N item score per point of weight, `lost` m × N mask (None when none is), `points` N
    vetoes, manual  of the n 参评 rows; sectors: only where the policy has sector rules
    """

    name: str
    indicators: tuple[str, ...]
    weights: np.ndarray
    classes: Classes
    groups: tuple[str, ...]
    counties: tuple[str | None, ...]
    rows: np.ndarray
    bounds: np.ndarray
    places: np.ndarray
    ratios: np.ndarray
    lost: np.ndarray | None
    points: np.ndarray
    vetoes: Vetoes
    manual: np.ndarray
    sectors: PreparedSectors | None

    @property
    def ranked_rows(self) -> np.ndarray:
        """Positions of the 参评 rows."""
        return self.rows[: self.bounds[-1]]

    @property
    def held(self) -> np.ndarray:
        """The 参评 rows whose class a veto or a manual change keeps from the sector rules, n."""
        return (self.vetoes.limit != NOT_VETOED) | (self.manual != UNCHANGED)

    def quota_counts(self, classes: Classes) -> np.ndarray:
        """Places of A–D in each group by its number of 参评 rows, g × 4."""
        sizes = np.diff(self.bounds).tolist()
        counts = [class_counts(classes, size, county) for size, county in zip(sizes, self.counties, strict=True)]
        return np.array(counts, dtype=np.int64).reshape(-1, 4)


@dataclass(frozen=True, slots=True)
class PoolDecision:
    """Scores k × N; ranks and classes k × n (0–3 for A–D), rows as in the `PreparedPool`.

    counts   g × 4 places of A–D by quota
    natural, fallen, adjusted, applied  排名分档, after vetoes, 调档后等级, 执行等级
    tied     what each quota line cuts through, of the first weight set: (group, class above, rows tied)
    """

    scores: np.ndarray
    ranks: np.ndarray
    counts: np.ndarray
    natural: np.ndarray
    fallen: np.ndarray
    adjusted: np.ndarray
    applied: np.ndarray
    tied: tuple[tuple[str, str, int], ...]
    sectors: SectorDecision | None


def decide(
    pools: Mapping[str, PreparedPool],
    weights: Mapping[str, np.ndarray] | None = None,
    quotas: Mapping[str, Classes] | None = None,
) -> dict[str, PoolDecision]:
    """The decision of each prepared pool.

    weights  pool → k × m in points, columns as the pool's `indicators`; the policy's where left out
    quotas   pool → classes; the policy's where left out
    """
    weights, quotas = weights or {}, quotas or {}
    return {
        name: decide_pool(pool, weights.get(name, pool.weights[None, :]), quotas.get(name, pool.classes))
        for name, pool in pools.items()
    }


def decide_pool(pool: PreparedPool, weights: np.ndarray, classes: Classes) -> PoolDecision:
    """Scores, ranks and classes of one pool under k weight sets (k × m)."""
    n, bounds = int(pool.bounds[-1]), pool.bounds
    scores = kernel.weighted_scores(pool.ratios, pool.lost, pool.points, weights)
    order, tied = kernel.ranked_order(scores[:, :n], bounds, pool.places)
    ranks = kernel.scattered(kernel.competition_ranks(tied, pool.places), order)
    counts = pool.quota_counts(classes)
    places = kernel.class_places(counts)
    natural = kernel.scattered(np.broadcast_to(places, order.shape), order)
    fallen = natural
    if pool.vetoes.any:
        fallen = kernel.scattered(after_vetoes(places, order, pool.vetoes, counts, bounds), order)
    adjusted = after_manual_changes(fallen, pool.manual, pool.vetoes.limit)
    sectors, applied = None, adjusted
    if pool.sectors is not None:
        sectors = decide_sectors(pool.sectors, scores[:, :n], weights)
        applied = sectors.applied(adjusted, pool.held)
    lines = _tied_at_lines(pool.groups, tied[0], bounds, counts)
    return PoolDecision(scores, ranks, counts, natural, fallen, adjusted, applied, lines, sectors)


def inner_lines(bounds: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The quota lines that have rows on both sides: group, class above (0–2), and the place that follows the line."""
    lines = bounds[:-1, None] + np.cumsum(counts[:, :3], axis=1)
    inner = (lines > bounds[:-1, None]) & (lines < bounds[1:, None])
    inner &= np.column_stack([lines[:, :1] > 0, lines[:, 1:] > lines[:, :-1]])
    group, above = np.nonzero(inner)
    return group, above, lines[group, above]


def _tied_at_lines(
    groups: tuple[str, ...], tied: np.ndarray, bounds: np.ndarray, counts: np.ndarray
) -> tuple[tuple[str, str, int], ...]:
    """(group, class above the line, rows tied) for each line that cuts through equal scores (spec 5.1)."""
    group, above, line = inner_lines(bounds, counts)
    cut = np.flatnonzero(tied[line])
    if not len(cut):
        return ()
    begins = np.append(np.flatnonzero(~tied), len(tied))  # where each run of equal scores begins
    run = np.searchsorted(begins, line[cut], side="right")
    sizes = begins[run] - begins[run - 1]
    names = ((groups[g], "ABCD"[a]) for g, a in zip(group[cut].tolist(), above[cut].tolist(), strict=True))
    return tuple((*name, size) for name, size in zip(names, sizes.tolist(), strict=True))
