"""How are many weight sets decided, cell by cell as `decide_pool` would? In compiled loops, or by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import kernel
from muyun.evaluate.decide import PreparedPool, decide_pool, inner_lines
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, nobody_moves
from muyun.evaluate.sectors import decide_sectors
from muyun.explore.robust import kernel as loops
from muyun.explore.robust.kernel import Layout
from muyun.explore.robust.lines import JOINT, NOT_ABOVE
from muyun.explore.robust.order import CLASS_BITS

_SMALL = 2 ** (16 - CLASS_BITS)
"""Rows below which a cell needs 16 bits."""

_BLOCK = 16
"""Weight sets whose sectors are decided at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Decider:
    """A pool ready for many weight sets.

    patterns  m × p, the sets of lost items that rows have; None when none is lost
    dtype     of cells (rank · 4 + class)
    """

    pool: PreparedPool
    layout: Layout
    patterns: np.ndarray | None
    dtype: np.dtype


def decider(pool: PreparedPool) -> Decider:
    """`pool` under its own classes, laid out for the compiled loops."""
    n = int(pool.bounds[-1])
    patterns, pattern = None, np.zeros(n, dtype=np.intp)
    if pool.lost is not None:
        patterns, pattern = np.unique(pool.lost[:, :n], axis=1, return_inverse=True)
    counts = pool.quota_counts(pool.classes)
    group, _, line = inner_lines(pool.bounds, counts)
    vetoes, vetoed = pool.vetoes, np.flatnonzero(pool.vetoes.limit != NOT_VETOED)
    layout = Layout(
        ratios=np.ascontiguousarray(pool.ratios[:, :n]),
        points=np.ascontiguousarray(pool.points[:n]),
        pattern=pattern.reshape(-1).astype(np.uint32),
        bounds=pool.bounds.astype(np.int64),
        counts=counts,
        lines=line.astype(np.int64),
        line_groups=pool.bounds[group].astype(np.int64),
        limit=np.ascontiguousarray(vetoes.limit, dtype=np.int8),
        backfill=np.ascontiguousarray(vetoes.backfill, dtype=bool),
        vetoed=vetoed,
        vetoed_bounds=np.searchsorted(vetoed, pool.bounds),
        rule=JOINT if vetoes.joint else NOT_ABOVE,
        stay=nobody_moves(vetoes.limit, vetoes.backfill),
        changed=np.flatnonzero(pool.manual != UNCHANGED),
        manual=np.ascontiguousarray(pool.manual, dtype=np.int8),
    )
    return Decider(pool, layout, patterns, np.dtype(np.uint16 if n < _SMALL else np.uint32))


def decided(of: Decider, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells (rank · 4 + 执行等级 as 0–3) of the 参评 rows, k × n, and whether a tie decides at a line, k.

    weights  k × m in points
    """
    n = int(of.pool.bounds[-1])
    cells, tied = np.empty((len(weights), n), of.dtype), np.empty(len(weights), dtype=bool)
    factors = np.empty((len(weights), 0)) if of.patterns is None else kernel.spread(of.patterns, weights)
    if not loops.decided(of.layout, weights, factors, cells, tied):
        return _one_by_one(of, weights)
    if of.pool.sectors is not None:
        for start in range(0, len(weights), _BLOCK):
            part = slice(start, start + _BLOCK)
            _by_sectors(of.pool, weights[part], cells[part])
    return cells, tied


def _by_sectors(pool: PreparedPool, weights: np.ndarray, cells: np.ndarray) -> None:
    """Puts what the sector rules make of the classes into the cells (JX-15, JX-19)."""
    n = cells.shape[1]
    lost = None if pool.lost is None else pool.lost[:, :n]
    scores = kernel.weighted_scores(pool.ratios[:, :n], lost, pool.points[:n], weights)
    adjusted = (cells & (2**CLASS_BITS - 1)).astype(np.int8)
    applied = decide_sectors(pool.sectors, scores, weights).applied(adjusted, pool.held)
    cells ^= (adjusted ^ applied).astype(cells.dtype)


def _one_by_one(of: Decider, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same by `decide_pool`: for scores too large to be whole billionths."""
    alone = [decide_pool(of.pool, one, of.pool.classes) for one in weights[:, None, :]]
    cells = [decision.ranks[0] << CLASS_BITS | decision.applied[0] for decision in alone]
    return np.array(cells, of.dtype), np.array([bool(decision.tied) for decision in alone])
