"""How are many weight sets decided, cell by cell as `decide_pool` would? In compiled loops, or by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import kernel
from muyun.evaluate.decide import PreparedPool, decide_pool, inner_lines
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, nobody_moves
from muyun.evaluate.sectors import decide_sectors
from muyun.explore.robust import kernel as loops
from muyun.explore.robust.aligned import aligned_rows, laid
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

    rows      n, the pool's 参评 rows in the order in which they are laid out
    patterns  m × p, the sets of lost items that rows have; None when none is lost
    dtype     of cells (rank · 4 + class)
    """

    pool: PreparedPool
    rows: np.ndarray
    layout: Layout
    patterns: np.ndarray | None
    dtype: np.dtype


def decider(pool: PreparedPool) -> Decider:
    """`pool` under its own classes, laid out for the compiled loops."""
    n = int(pool.bounds[-1])
    rows = _rows(pool)
    patterns, pattern = None, np.zeros(n, dtype=np.intp)
    if pool.lost is not None:
        patterns, pattern = np.unique(pool.lost[:, rows], axis=1, return_inverse=True)
    counts = pool.quota_counts(pool.classes)
    group, _, line = inner_lines(pool.bounds, counts)
    first = np.repeat(pool.bounds[:-1], np.diff(pool.bounds))
    limit, manual = pool.vetoes.limit[rows].astype(np.int8), pool.manual[rows].astype(np.int8)
    vetoed, ratios = np.flatnonzero(limit != NOT_VETOED), aligned_rows(len(pool.ratios), n, np.dtype(float))
    ratios[:, :n] = pool.ratios[:, rows]
    layout = Layout(
        row=(rows - first).astype(np.uint32),
        at=(np.argsort(rows) - first).astype(np.uint32),
        ratios=ratios,
        points=laid(pool.points[rows], np.dtype(float)),
        pattern=pattern.reshape(-1).astype(np.uint32),
        bounds=pool.bounds.astype(np.int64),
        counts=counts,
        lines=line.astype(np.int64),
        line_groups=pool.bounds[group].astype(np.int64),
        limit=limit,
        backfill=pool.vetoes.backfill[rows].astype(bool),
        vetoed=vetoed,
        vetoed_bounds=np.searchsorted(vetoed, pool.bounds),
        rule=JOINT if pool.vetoes.joint else NOT_ABOVE,
        stay=nobody_moves(pool.vetoes.limit, pool.vetoes.backfill),
        changed=np.flatnonzero(manual != UNCHANGED),
        manual=manual,
    )
    return Decider(pool, rows, layout, patterns, np.dtype(np.uint16 if n < _SMALL else np.uint32))


def _rows(pool: PreparedPool) -> np.ndarray:
    """The pool's 参评 rows, group by group, best first under its own weights: who ranks near lies near, in the cache.

    As they are where sectors are decided, which takes them so.
    """
    rows = np.arange(int(pool.bounds[-1]))
    if pool.sectors is not None:
        return rows
    group = np.repeat(np.arange(len(pool.bounds) - 1), np.diff(pool.bounds))
    lost = None if pool.lost is None else pool.lost[:, rows]
    scores = kernel.weighted_scores(pool.ratios[:, rows], lost, pool.points[rows], pool.weights[None, :])[0]
    return np.lexsort((-scores, group))


def decided(of: Decider, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells (rank · 4 + 执行等级 as 0–3) of the 参评 rows, k × n or some more, and whether a tie decides at a line, k.

    weights  k × m in points
    The rows are `of.rows`, in that order; what lies behind them means nothing.
    """
    n = len(of.rows)
    cells, tied = aligned_rows(len(weights), n, of.dtype), np.empty(len(weights), dtype=bool)
    factors = np.empty((len(weights), 0)) if of.patterns is None else kernel.spread(of.patterns, weights)
    if not loops.decided(of.layout, weights, factors, cells, tied):
        cells[:, :n], tied = _one_by_one(of, weights)
    elif of.pool.sectors is not None:
        for start in range(0, len(weights), _BLOCK):
            part = slice(start, start + _BLOCK)
            _by_sectors(of.pool, weights[part], cells[part, :n])
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
    return np.array(cells, of.dtype)[:, of.rows], np.array([bool(decision.tied) for decision in alone])
