"""What rank and class has everybody under each of many weight sets? `decide_pool` in compiled loops.

A pass of numpy over memory costs as much as the bare product, and a decision takes some thirty. The loops
here stay in the processor's cache. They repeat `kernel.weighted_scores`, `kernel.ranked_order`,
`kernel.competition_ranks`, `overrides.after_vetoes` and `overrides.after_manual_changes`, which remain the
rules: tests/property/test_robust_cells.py compares every cell with `decide_pool`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from muyun.evaluate.overrides import NOT_VETOED
from muyun.explore.robust.aligned import aligned, aligned_rows
from muyun.explore.robust.compiled import compiled
from muyun.explore.robust.lines import classed
from muyun.explore.robust.order import CLASS_BITS, TOO_LARGE, placed, room, share_ranks
from muyun.explore.robust.scores import SETS, scored


class Layout(NamedTuple):
    """The 参评 rows of a pool, n, group by group; within a group in any order.

    row: which row each one is in the kernel's order, by which ties go (see `PreparedPool`); at: the inverse, where
    each of those lies; both counted from the group's first
    ratios m × n or some more (`aligned_rows`), points n; pattern: which of the sets of lost items a row has, n
    bounds g + 1; counts g × 4 places by quota
    lines: the places that quota lines come before, where a tie decides; line_groups: where their groups begin
    limit, backfill n, of vetoes; vetoed: the rows that have one, vetoed_bounds g + 1
    rule: of `robust.lines`; stay: `overrides.nobody_moves`
    changed: the rows with a manual change; manual n
    """

    row: np.ndarray
    at: np.ndarray
    ratios: np.ndarray
    points: np.ndarray
    pattern: np.ndarray
    bounds: np.ndarray
    counts: np.ndarray
    lines: np.ndarray
    line_groups: np.ndarray
    limit: np.ndarray
    backfill: np.ndarray
    vetoed: np.ndarray
    vetoed_bounds: np.ndarray
    rule: int
    stay: bool
    changed: np.ndarray
    manual: np.ndarray


@compiled
def decided(layout, weights, factors, cells, tied):
    """Fills in the cells (rank · 4 + class) of k weight sets and which of them a tie decides; False: can't.

    weights  k × m
    factors  k × patterns: what the scores of rows with such a pattern are multiplied by; k × 0 where none is lost
    cells    k × n or some more, unsigned; tied: k
    It can't where a score is no number or too large for exact billionths.
    """
    n = len(layout.points)
    keys, order, ordering = aligned_rows(SETS, n, np.float64), aligned(n, cells.dtype), room(n, cells)
    for first in range(0, len(weights), SETS):
        scored(layout, weights[first : first + SETS], factors[first : first + SETS], keys)
        for k in range(first, min(first + SETS, len(weights))):
            for g in range(len(layout.bounds) - 1):
                own = slice(layout.bounds[g], layout.bounds[g + 1])
                key, rows, cell = keys[k - first, own], order[own], cells[k, own]
                doubles = placed(key, layout.row[own], layout.at[own], rows, cell, ordering)
                if doubles == TOO_LARGE:
                    return False
                classed(layout, g, cell, ordering.taken)
                share_ranks(key, rows, cell, ordering.doubles[:doubles])
            _changed_by_hand(layout, cells[k])
            tied[k] = _tied_at_a_line(layout, keys[k - first], order)
    return True


@compiled
def _tied_at_a_line(layout, keys, order):
    for i in range(len(layout.lines)):
        first, line = layout.line_groups[i], layout.lines[i]
        if keys[first + order[line]] == keys[first + order[line - 1]]:
            return True
    return False


@compiled
def _changed_by_hand(layout, cells):
    """`overrides.after_manual_changes`: with a veto the worse of the two."""
    three = cells.dtype.type((1 << CLASS_BITS) - 1)
    for u in layout.changed:
        letter = np.int64(layout.manual[u])
        if layout.limit[u] != NOT_VETOED:
            letter = max(letter, np.int64(cells[u] & three))
        cells[u] = cells[u] >> CLASS_BITS << CLASS_BITS | letter
