"""In which order are a pool's rows under a weight set? Scores, a sort and ranks in the processor's cache.

Repeats `kernel.weighted_scores`, `kernel.ranked_order` and `kernel.competition_ranks`, operation by operation;
which rules they are, and what holds the two together, says `robust_kernel`.
"""

from __future__ import annotations

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS
from muyun.explore.compiled import compiled

CLASS_BITS = 2
"""A cell is a rank and, in its lowest bits, a class."""

TILE = 256
"""Rows scored at once, so that they stay in the cache nearest to the processor."""

MAGIC = 1.5 * 2.0**52
"""Added to a number below 2⁵¹ it leaves its nearest whole number (halves to even, as rint) in the lowest bits."""

LEAST, MOST = np.array([2.0**52, 2.0**53 - 1]).view(np.int64).tolist()
"""The bits of the sum, as whole numbers, while the number is below 2⁵¹; beyond them when it isn't, or is none."""

NO_TIES, TIES, TOO_LARGE = range(3)

CROWDED = 8
"""Moves per row from which sorting by all digits beats moving rows one by one."""

DIGIT_BITS = 11
"""Of the numbers that rows are sorted by; so many counts stay in the nearest cache."""


@compiled
def scored(layout, weights, factors, keys):
    """Fills in −score in billionths plus MAGIC, by the operations of `kernel.weighted_scores` in their order."""
    m, n = layout.ratios.shape
    for start in range(0, n, TILE):
        part = slice(start, min(start + TILE, n))
        key, points, pattern = keys[part], layout.points[part], layout.pattern[part]
        _first(key, weights[0], layout.ratios[0, part])
        j = 1
        while j < m:
            if j + 3 <= m:
                _three(key, weights[j : j + 3], layout.ratios[j : j + 3, part])
                j += 3
            else:
                _one(key, weights[j], layout.ratios[j, part])
                j += 1
        if len(factors) > 0:
            for u in range(len(key)):
                key[u] *= factors[pattern[u]]
        for u in range(len(key)):
            key[u] = (key[u] + points[u]) * -BILLIONTHS + MAGIC


@compiled
def _first(key, weight, ratio):
    for u in range(len(key)):
        key[u] = weight * ratio[u]


@compiled
def _one(key, weight, ratio):
    for u in range(len(key)):
        key[u] += weight * ratio[u]


@compiled
def _three(key, weight, ratio):
    """As three times `_one`, read and written once."""
    a, b, c = weight[0], weight[1], weight[2]
    one, two, three = ratio[0], ratio[1], ratio[2]
    for u in range(len(key)):
        key[u] = key[u] + a * one[u] + b * two[u] + c * three[u]


@compiled
def ordered(keys, order, room):
    """Fills in the rows of a group in rank order: ascending keys, equal ones as they lie. Whether any are equal.

    Two passes by digits bring the rows almost there; no branch of them depends on the keys, so that the
    processor never waits. room: 5 × at least n and as many as a digit has values.
    """
    n = len(keys)
    if n == 0:
        return NO_TIES
    numbers = keys.view(np.int64)  # in the same order, and the difference of two is exact
    low = high = numbers[0]
    for u in range(n):
        low, high = min(low, numbers[u]), max(high, numbers[u])
    if low < LEAST or high > MOST:
        return TOO_LARGE
    bits = 2
    while bits < DIGIT_BITS and 1 << bits < n:
        bits += 1
    minor, major, half = room[0], room[1], room[2]
    _digits(keys, low, high, bits, minor, major)
    begun, begun_major = room[3], room[4]
    _begun(minor[:n], begun[: 1 << bits])
    _begun(major[:n], begun_major[: 1 << bits])
    one = begun.dtype.type(1)
    for u in range(n):
        digit = minor[u]
        half[begun[digit]] = u
        begun[digit] += one
    for p in range(n):
        u = half[p]
        digit = major[u]
        order[begun_major[digit]] = u
        begun_major[digit] += one
    moves, ties = _settled(keys, order)
    if moves > CROWDED * n:
        _ordered_by_digits(numbers, low, high, order, half[:n])
        return TIES  # perhaps
    return TIES if ties else NO_TIES


@compiled
def _digits(keys, low, high, bits, minor, major):
    """Fills in two digits of each key's distance from the best, in equal steps up to the last."""
    scale, least = ((1 << (2 * bits)) - 0.5) / (high - low + 1.0), keys[0] - (keys.view(np.int64)[0] - low)
    lowest, shift = np.int32((1 << bits) - 1), np.int32(bits)
    for u in range(len(keys)):
        step = np.int32((keys[u] - least) * scale)
        minor[u] = step & lowest
        major[u] = step >> shift


@compiled
def _begun(digits, starts):
    """Fills in where the rows of each digit begin."""
    starts[:] = 0
    for u in range(len(digits)):
        starts[digits[u]] += starts.dtype.type(1)
    total = starts.dtype.type(0)
    for digit in range(len(starts)):
        starts[digit], total = total, total + starts[digit]


@compiled
def _settled(keys, order):
    """Moves each row up to its place among those of its bucket. How many moves (too many: left half done), any ties."""
    last, moves, ties = keys[order[0]], 0, False
    for p in range(1, len(order)):
        u = order[p]
        key = keys[u]
        if key <= last:
            q = p
            while q > 0 and keys[order[q - 1]] > key:
                order[q] = order[q - 1]
                q -= 1
            order[q] = u
            ties |= q > 0 and keys[order[q - 1]] == key
            moves += p - q
            if moves > CROWDED * len(order):
                break
        else:
            last = key
    return moves, ties


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
def ranked(keys, order, natural, ties, cells):
    """Fills in competition rank and class by quota of a group's rows."""
    if not ties:
        for p in range(len(order)):
            cells[order[p]] = ((p + 1) << CLASS_BITS) | natural[p]
        return
    last, rank = np.nan, 0
    for p in range(len(order)):
        u = order[p]
        if keys[u] != last:
            rank = p + 1
        last = keys[u]
        cells[u] = (rank << CLASS_BITS) | natural[p]
