"""What rank and class has everybody under each of many weight sets? `decide_pool` in compiled loops.

A pass of numpy over memory costs as much as the bare product, and a decision takes some thirty. The loops
here stay in the processor's cache. They repeat `kernel.weighted_scores`, `kernel.ranked_order`,
`kernel.competition_ranks`, `overrides.after_vetoes` and `overrides.after_manual_changes`, which remain the
rules: tests/property/test_robust_cells.py compares every cell with `decide_pool`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS, A, B, C, D
from muyun.evaluate.overrides import NOT_VETOED
from muyun.explore.compiled import compiled

CLASS_BITS = 2
"""A cell is a rank and, in its lowest bits, a class."""

NO_VETO, NOT_ABOVE, JOINT = range(3)
"""How the pool's vetoes work (XC-17, XA-13)."""

TILE = 1_024
"""Rows scored at once, so that they stay in the cache nearest to the processor."""

MAGIC = 1.5 * 2.0**52
"""Added to a number below 2⁵¹ it leaves its nearest whole number (halves to even, as rint) in the lowest bits."""

LARGEST = 2.0**51

MOST_BUCKETS = 1 << 14

CROWDED = 16
"""Rows per row's bucket from which sorting by digits beats sorting within the buckets."""

DIGIT_BITS = 11


class Layout(NamedTuple):
    """The 参评 rows of a pool, n, in the kernel's order (see `PreparedPool`).

    ratios m × n, points n; pattern: which of the sets of lost items a row has, n
    bounds g + 1; natural: class of each place, n; counts g × 4 places by quota
    lines: the places that quota lines come before, where a tie decides
    limit, backfill n, of vetoes; rule NO_VETO, NOT_ABOVE or JOINT; stay: `overrides.nobody_moves`
    changed: the rows with a manual change; manual n
    """

    ratios: np.ndarray
    points: np.ndarray
    pattern: np.ndarray
    bounds: np.ndarray
    natural: np.ndarray
    counts: np.ndarray
    lines: np.ndarray
    limit: np.ndarray
    backfill: np.ndarray
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
    keys = np.empty(n)
    order, buckets = np.empty_like(cells[0]), np.empty_like(cells[0])
    starts = np.empty(MOST_BUCKETS, cells.dtype)
    for k in range(len(weights)):
        if not _scored(layout, weights[k], factors[k], keys):
            return False
        for g in range(len(layout.bounds) - 1):
            own = slice(layout.bounds[g], layout.bounds[g + 1])
            _ordered(keys[own], order[own], buckets[own], starts, layout.bounds[g])
            _ranked(keys, order[own], layout.natural[own], cells[k])
        if layout.rule == NOT_ABOVE:
            _not_above(layout, order, cells[k])
        elif layout.rule == JOINT:
            _joint(layout, order, cells[k])
        _changed_by_hand(layout, cells[k])
        tied[k] = False
        for line in layout.lines:
            if keys[order[line]] == keys[order[line - 1]]:
                tied[k] = True
    return True


@compiled
def _scored(layout, weights, factors, keys):
    """Fills in −score in billionths plus MAGIC, by the operations of `kernel.weighted_scores` in their order."""
    m, n = layout.ratios.shape
    spread = len(factors) > 0
    for start in range(0, n, TILE):
        part = slice(start, min(start + TILE, n))
        key, points, pattern = keys[part], layout.points[part], layout.pattern[part]
        ratio, weight = layout.ratios[0, part], weights[0]
        for u in range(len(key)):
            key[u] = weight * ratio[u]
        for j in range(1, m):
            ratio, weight = layout.ratios[j, part], weights[j]
            for u in range(len(key)):
                key[u] += weight * ratio[u]
        if spread:
            for u in range(len(key)):
                key[u] *= factors[pattern[u]]
        outside = 0
        for u in range(len(key)):
            scaled = (key[u] + points[u]) * -BILLIONTHS
            outside += not (abs(scaled) < LARGEST)
            key[u] = scaled + MAGIC
        if outside:
            return False
    return True


@compiled
def _ordered(keys, order, buckets, starts, first):
    """Fills in the rows (counted from `first`) in rank order: ascending keys, equal ones as they lie."""
    n = len(keys)
    if n == 0:
        return
    numbers = keys.view(np.int64)  # in the same order, and the difference of two is exact
    low = high = numbers[0]
    for u in range(n):
        low, high = min(low, numbers[u]), max(high, numbers[u])
    count = 16
    while count < n and count < MOST_BUCKETS:
        count *= 2
    scale, least = (count - 0.5) / (high - low + 1.0), keys[0] - (numbers[0] - low)
    for u in range(n):
        buckets[u] = np.int32((keys[u] - least) * scale)
    one = starts.dtype.type(1)
    starts[:count] = 0
    for u in range(n):
        starts[buckets[u]] += one
    total, crowd = starts.dtype.type(0), 0
    for b in range(count):
        size = starts[b]
        starts[b] = total
        total += size
        crowd += np.int64(size) * np.int64(size)
    if crowd > CROWDED * n:
        _ordered_by_digits(numbers, low, high, order, buckets)
    else:
        for u in range(n):
            b = buckets[u]
            order[starts[b]] = u
            starts[b] += one
        _settled(keys, order)
    for p in range(n):
        order[p] += order.dtype.type(first)


@compiled
def _settled(keys, order):
    """Moves each row up to its place among those of its bucket."""
    last = keys[order[0]]
    for p in range(1, len(order)):
        u = order[p]
        key = keys[u]
        if key < last:
            q = p
            while q > 0 and keys[order[q - 1]] > key:
                order[q] = order[q - 1]
                q -= 1
            order[q] = u
        else:
            last = key


@compiled
def _ordered_by_digits(numbers, low, high, order, other):
    """The same for rows that crowd in few buckets: stably, digit by digit from the lowest."""
    n = len(numbers)
    for u in range(n):
        order[u] = u
    starts = np.empty(1 << DIGIT_BITS, np.int64)
    shift = 0
    while (high - low) >> shift:
        starts[:] = 0
        for u in range(n):
            starts[((numbers[u] - low) >> shift) & (len(starts) - 1)] += 1
        total = 0
        for b in range(len(starts)):
            total, starts[b] = total + starts[b], total
        for p in range(n):
            digit = ((numbers[order[p]] - low) >> shift) & (len(starts) - 1)
            other[starts[digit]] = order[p]
            starts[digit] += 1
        order[:] = other
        shift += DIGIT_BITS


@compiled
def _ranked(keys, order, natural, cells):
    """Fills in competition rank and class by quota of a group's rows."""
    last, rank = np.nan, 0
    for p in range(len(order)):
        u = order[p]
        key = keys[u]
        if key != last:
            rank = p + 1
        last = key
        cells[u] = (rank << CLASS_BITS) | natural[p]


@compiled
def _classed(cells, u, letter):
    cells[u] = (cells[u] >> CLASS_BITS << CLASS_BITS) | letter


@compiled
def _not_above(layout, order, cells):
    """`overrides._not_above`: who may take A or B is counted in rank order; a natural D never climbs."""
    for g in range(len(layout.bounds) - 1):
        taken_a = taken_b = 0
        for p in range(layout.bounds[g], layout.bounds[g + 1]):
            natural, u = layout.natural[p], order[p]
            if natural == D:
                break  # and so are all after it
            limit, letter = layout.limit[u], C
            if taken_a < layout.counts[g, A] and (limit <= A or not layout.backfill[u]):
                taken_a += 1
                letter = A
            elif taken_b < layout.counts[g, B] and (limit <= B or not layout.backfill[u]):
                taken_b += 1
                letter = B
            letter = max(letter, limit)
            if letter != natural:
                _classed(cells, u, letter)


@compiled
def _joint(layout, order, cells):
    """`overrides._joint`: vetoed rows hold places of the joint C and D count, the rest goes to the others."""
    for g in range(len(layout.bounds) - 1):
        group = range(layout.bounds[g], layout.bounds[g + 1])
        vetoed = vetoed_d = 0
        for p in group:
            limit = layout.limit[order[p]]
            if limit != NOT_VETOED:
                vetoed += 1
                vetoed_d += limit == D or layout.natural[p] == D
        left = max(layout.counts[g, C] + layout.counts[g, D] - vetoed, 0)
        left_d = min(left, max(layout.counts[g, D] - vetoed_d, 0))
        others, from_top = len(group) - vetoed, 0
        for p in group:
            u = order[p]
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
