"""What rank and class has everybody under each of many weight sets? `decide_pool` in compiled loops.

A pass of numpy over memory costs as much as the bare product, and a decision takes some thirty. The loops
here stay in the processor's cache. They repeat `kernel.weighted_scores`, `kernel.ranked_order`,
`kernel.competition_ranks`, `overrides.after_vetoes` and `overrides.after_manual_changes`, which remain the
rules: tests/property/test_robust_cells.py compares every cell with `decide_pool`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from muyun.evaluate.kernel import A, B, C, D
from muyun.evaluate.overrides import NOT_VETOED
from muyun.explore.compiled import compiled
from muyun.explore.robust_order import CLASS_BITS, ranked, room
from muyun.explore.robust_scores import SETS, scored

NO_VETO, NOT_ABOVE, JOINT = range(3)
"""How the pool's vetoes work (XC-17, XA-13)."""

class Layout(NamedTuple):
    """The 参评 rows of a pool, n, in the kernel's order (see `PreparedPool`).

    ratios m × n, points n; pattern: which of the sets of lost items a row has, n
    bounds g + 1; natural: class of each place, n; counts g × 4 places by quota
    lines: the places that quota lines come before, where a tie decides; line_groups: where their groups begin
    limit, backfill n, of vetoes; vetoed: the rows that have one; rule NO_VETO, NOT_ABOVE or JOINT
    stay: `overrides.nobody_moves`
    changed: the rows with a manual change; manual n
    """

    ratios: np.ndarray
    points: np.ndarray
    pattern: np.ndarray
    bounds: np.ndarray
    natural: np.ndarray
    counts: np.ndarray
    lines: np.ndarray
    line_groups: np.ndarray
    limit: np.ndarray
    backfill: np.ndarray
    vetoed: np.ndarray
    rule: int
    stay: bool
    changed: np.ndarray
    manual: np.ndarray


@compiled
def decided(layout, weights, factors, cells, tied):
    """Fills in the cells (rank · 4 + class) of k weight sets and which of them a tie decides; False: can't.

    weights  k × m
    factors  k × patterns: what the scores of rows with such a pattern are multiplied by; k × 0 where none is lost
    cells    k × n, unsigned; tied: k
    It can't where a score is no number or too large for exact billionths.
    """
    n = layout.ratios.shape[1]
    keys, order, ordering = np.empty((SETS, n)), np.empty_like(cells[0]), room(n, cells)
    vetoed, places = layout.vetoed.copy(), np.empty_like(layout.vetoed)
    for first in range(0, len(weights), SETS):
        scored(layout, weights[first : first + SETS], factors[first : first + SETS], keys)
        for k in range(first, min(first + SETS, len(weights))):
            key = keys[k - first]
            for g in range(len(layout.bounds) - 1):
                own = slice(layout.bounds[g], layout.bounds[g + 1])
                if not ranked(key[own], layout.natural[own], order[own], cells[k, own], ordering):
                    return False
            if layout.rule == NOT_ABOVE:
                _in_rank_order(layout, order, cells[k], vetoed, places)
                _not_above(layout, order, vetoed, places, cells[k])
            elif layout.rule == JOINT:
                _joint(layout, order, cells[k])
            _changed_by_hand(layout, cells[k])
            tied[k] = _tied_at_a_line(layout, key, order)
    return True


@compiled
def _tied_at_a_line(layout, keys, order):
    for i in range(len(layout.lines)):
        first, line = layout.line_groups[i], layout.lines[i]
        if keys[first + order[line]] == keys[first + order[line - 1]]:
            return True
    return False


@compiled
def _classed(cells, u, letter):
    cells[u] = (cells[u] >> CLASS_BITS << CLASS_BITS) | letter


@compiled
def _in_rank_order(layout, order, cells, vetoed, places):
    """Sorts the vetoed rows, as the draw before left them, by their places now."""
    for i in range(len(vetoed)):
        u = vetoed[i]
        g = np.searchsorted(layout.bounds, u, side="right") - 1
        first = layout.bounds[g]
        place = first + np.int64(cells[u] >> CLASS_BITS) - 1
        while first + order[place] != u:  # among its ties
            place += 1
        q = i
        while q > 0 and places[q - 1] > place:
            places[q], vetoed[q] = places[q - 1], vetoed[q - 1]
            q -= 1
        places[q], vetoed[q] = place, u


@compiled
def _not_above(layout, order, vetoed, places, cells):
    """`overrides._not_above`: who may take A or B is counted in rank order; a natural D never climbs.

    Between two vetoed rows everybody may, so that whole stretches take what is left of A, of B, and then C.
    """
    i = 0
    for g in range(len(layout.bounds) - 1):
        first, free_a, free_b = layout.bounds[g], layout.counts[g, A], layout.counts[g, B]
        end = first + free_a + free_b + layout.counts[g, C]
        p = first
        while p < end:
            upto = places[i] if i < len(places) and places[i] < end else end
            a, b = min(upto - p, free_a), min(max(upto - p - free_a, 0), free_b)
            free_a, free_b = free_a - a, free_b - b
            _stretch(layout, order, first, p, p + a, A, cells)
            _stretch(layout, order, first, p + a, p + a + b, B, cells)
            _stretch(layout, order, first, p + a + b, upto, C, cells)
            p = upto
            if p < end:
                u, letter = vetoed[i], C
                if free_a > 0 and not layout.backfill[u]:
                    free_a -= 1
                    letter = A
                elif free_b > 0 and not layout.backfill[u]:
                    free_b -= 1
                    letter = B
                _classed(cells, u, max(letter, layout.limit[u]))
                i += 1
                p += 1
        while i < len(places) and places[i] < layout.bounds[g + 1]:
            i += 1  # vetoed rows that are D by quota


@compiled
def _stretch(layout, order, first, start, end, letter, cells):
    """Gives a class to the rows at places `start` to `end` that don't have it by quota; `first`: of their group."""
    while end > start and layout.natural[end - 1] != letter:
        end -= 1
        _classed(cells, first + order[end], letter)
    while start < end and layout.natural[start] != letter:
        _classed(cells, first + order[start], letter)
        start += 1


@compiled
def _joint(layout, order, cells):
    """`overrides._joint`: vetoed rows hold places of the joint C and D count, the rest goes to the others."""
    for g in range(len(layout.bounds) - 1):
        first, group = layout.bounds[g], range(layout.bounds[g], layout.bounds[g + 1])
        vetoed = vetoed_d = 0
        for p in group:
            limit = layout.limit[first + order[p]]
            if limit != NOT_VETOED:
                vetoed += 1
                vetoed_d += limit == D or layout.natural[p] == D
        left = max(layout.counts[g, C] + layout.counts[g, D] - vetoed, 0)
        left_d = min(left, max(layout.counts[g, D] - vetoed_d, 0))
        others, from_top = len(group) - vetoed, 0
        for p in group:
            u = first + order[p]
            limit = layout.limit[u]
            if limit != NOT_VETOED:
                _classed(cells, u, max(layout.natural[p], limit))
            elif not layout.stay:
                from_top += 1
                from_bottom = others - from_top + 1
                letter = A if from_top <= layout.counts[g, A] else B
                if from_bottom <= left:
                    letter = C
                if from_bottom <= left_d:
                    letter = D
                _classed(cells, u, letter)


@compiled
def _changed_by_hand(layout, cells):
    """`overrides.after_manual_changes`: with a veto the worse of the two."""
    three = cells.dtype.type((1 << CLASS_BITS) - 1)
    for u in layout.changed:
        letter = np.int64(layout.manual[u])
        if layout.limit[u] != NOT_VETOED:
            letter = max(letter, np.int64(cells[u] & three))
        _classed(cells, u, letter)
