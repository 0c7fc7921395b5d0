"""In which order are a pool's rows under a weight set, and which rank has each? Without comparing most of them.

The distance between the best and the worst score is cut in some 40 equal buckets a row, and a bit says whether
a bucket is taken. The bits before a row's own are the rows before it, so that its place is counted, and only
rows that share a bucket (one or two of a hundred, and those that tie) are compared. Hardly a step depends on
what the step before found, so that the processor seldom waits.

Repeats `kernel.ranked_order` and `kernel.competition_ranks`; which rules they are, and what holds the two
together, says `robust.kernel`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from muyun.explore.robust.aligned import aligned
from muyun.explore.robust.compiled import compiled, ones
from muyun.explore.robust.scores import LEAST, MOST

CLASS_BITS = 2
"""A cell is a rank and, in its lowest bits, a class."""

WORD_BITS = 6
"""A word holds the bits of 64 buckets."""

ROWS_OF_TWO_WORDS = 3
"""With fewer the bits leave the nearest cache, with more too many rows share a bucket."""

TOO_LARGE = -1

APART, TIES, PASSES = range(3)
"""Whether doubles tie: none; one with the row before it; one with a row that comes after it."""

NEAR = 4
"""Rows that are moved without asking how many there are (`_moved`)."""

CROWDED = 8
"""Moves per row from which sorting by digits beats moving rows one by one."""

DIGIT_BITS = 11
"""Of the digits that crowded rows are sorted by; so many counts stay in the nearest cache."""


class Room(NamedTuple):
    """Where a group of at most n rows is put in order.

    buckets n, of each row; taken: the bits of all buckets; starts: first place of each word's rows; added: how
    many doubles are among them already; doubles n: the rows whose bucket a row before them has taken
    """

    buckets: np.ndarray
    taken: np.ndarray
    starts: np.ndarray
    added: np.ndarray
    doubles: np.ndarray


@compiled
def _words(n):
    """For the buckets of n rows; so many that their starts fill whole numbers of 64 bits."""
    return (2 * n // ROWS_OF_TWO_WORDS + 8) // 8 * 8


@compiled
def room(n, cells):
    """Room for groups of up to n rows, with places of the type of `cells`."""
    words, dtype = _words(n), cells.dtype
    return Room(
        aligned(n, np.uint32), aligned(words, np.uint64), aligned(words, dtype), aligned(words, dtype),
        aligned(n, dtype),
    )  # fmt: skip


@compiled
def placed(keys, row, at, order, cells, room):
    """Fills in a group's rows in rank order, and in their cells the place, from 1. How many may tie, or TOO_LARGE.

    keys   ascending from the best; of equal ones the one whose `row` is lower comes first
    at     the inverse of `row`
    order  the rows, counted from the group's first
    cells  for the group's rows; the class is left empty
    So many doubles are then all rows that may tie with the one before, best first; none where nobody ties.
    TOO_LARGE where a key is beyond LEAST and MOST.
    """
    n = len(keys)
    if n == 0:
        return 0
    numbers = keys.view(np.int64)  # in the same order, and the difference of two is exact
    low = high = numbers[0]
    for u in range(n):
        low, high = min(low, numbers[u]), max(high, numbers[u])
    if low < LEAST or high > MOST:
        return TOO_LARGE
    words = _words(n)
    buckets, taken, starts = room.buckets[:n], room.taken[:words], room.starts[:words]
    _cut(keys, low, high, words << WORD_BITS, buckets)
    doubles = room.doubles[: _taken(buckets, taken, room.doubles)]
    _begun(buckets, taken, doubles, starts)
    _counted(buckets, taken, starts, order, cells)
    moves, tie = _settled(keys, row, room, doubles, order, cells)
    if moves > CROWDED * n:
        order[:] = at
        _ordered_by_digits(numbers, low, high, order, room.doubles[:n])
        for place in range(n):
            cells[order[place]] = (place + 1) << CLASS_BITS
    elif tie != PASSES:
        return len(doubles) if tie == TIES else 0
    room.doubles[:n] = order
    return n


@compiled
def share_ranks(keys, order, cells, doubles):
    """Gives tied rows the place of the first of them: competition ranks."""
    for double in doubles:
        place = np.int64(cells[double] >> CLASS_BITS) - 1
        if place > 0 and keys[order[place - 1]] == keys[double]:
            letter = np.int64(cells[double]) & (1 << CLASS_BITS) - 1
            cells[double] = np.int64(cells[order[place - 1]] >> CLASS_BITS) << CLASS_BITS | letter


@compiled
def _cut(keys, low, high, count, buckets):
    """Fills in the bucket of each key by its distance from the best, in equal steps up to the last."""
    scale, least = (count - 0.5) / (high - low + 1.0), keys[0] - (keys.view(np.int64)[0] - low)
    for u in range(len(keys)):
        buckets[u] = np.int32((keys[u] - least) * scale)


@compiled
def _taken(buckets, taken, doubles):
    """Sets the bits of the buckets that have a row, and fills in who comes to a bucket as another; how many."""
    one, found = np.uint64(1), 0
    taken[:] = 0
    for u in range(len(buckets)):
        bucket = np.uint64(buckets[u])
        word, bit = bucket >> np.uint64(WORD_BITS), one << (bucket & np.uint64((1 << WORD_BITS) - 1))
        before = taken[word]
        if before & bit:
            doubles[found] = u
            found += 1
        else:
            taken[word] = before | bit
    return found


@compiled
def _begun(buckets, taken, doubles, starts):
    """Fills in where the rows of each word begin: what is before it, summed up several words a number at once."""
    number = starts.dtype.type
    for word in range(len(taken)):
        starts[word] = number(ones(taken[word]))
    for double in doubles:
        starts[buckets[double] >> WORD_BITS] += 1
    several, bits = starts.view(np.uint64), 8 * starts.itemsize
    each, total = np.uint64(0), np.uint64(0)
    for shift in range(0, 64, bits):
        each |= np.uint64(1) << np.uint64(shift)
    for i in range(len(several)):
        own = several[i]
        until = own * each
        several[i] = until - own + total * each
        total += until >> np.uint64(64 - bits)


@compiled
def _counted(buckets, taken, starts, order, cells):
    """Fills in order and cells as if each row's place were the count of buckets before its own.

    Backwards, so that of the rows of a bucket the first one stands there; the doubles are left.
    """
    one = np.uint64(1)
    for u in range(len(buckets) - 1, -1, -1):
        bucket = np.uint64(buckets[u])
        word, bit = bucket >> np.uint64(WORD_BITS), bucket & np.uint64((1 << WORD_BITS) - 1)
        place = np.int64(starts[word]) + np.int64(ones(taken[word] & ((one << bit) - one)))
        order[place] = u
        cells[u] = (place + 1) << CLASS_BITS


@compiled
def _settled(keys, row, room, doubles, order, cells):
    """Moves the doubles in among the rows of their words. How many moves, half done if too many; how they tie."""
    one, moves, tie = np.uint64(1), np.uint64(0), APART
    for double in doubles:
        room.added[room.buckets[double] >> WORD_BITS] = 0
    for double in doubles:
        bucket = np.uint64(room.buckets[double])
        word, bit = bucket >> np.uint64(WORD_BITS), bucket & np.uint64((1 << WORD_BITS) - 1)
        first, bits, added = np.uint64(room.starts[word]), room.taken[word], np.uint64(room.added[word])
        room.added[word] = added + one
        same, end = first + ones(bits & ((one << bit) - one)), first + ones(bits) + added
        other, key = keys[order[same]], keys[double]
        if added == 0 and end - same <= NEAR and other != key:
            place = same + np.uint64(other < key)
            _moved(order, cells, same, place, end - one)
        else:
            place, found = _freed(keys, row, order, cells, first, end, double)
            tie = max(tie, found)
        order[place] = double
        cells[double] = (place + one) << np.uint64(CLASS_BITS)
        moves += end - place
        if moves > CROWDED * len(keys):
            break
    return moves, tie


@compiled
def _moved(order, cells, first, place, last):
    """Moves the rows from `place` to `last` one on, without a jump, which would be guessed wrong as often as not.

    From `first` to `last` there are NEAR or fewer; one that isn't there is the last one again.
    """
    one, bits = np.uint64(1), np.uint64(CLASS_BITS)
    p, q, r = min(first + one, last), min(first + np.uint64(2), last), min(first + np.uint64(3), last)
    a, b, c, d = order[first], order[p], order[q], order[r]
    o, p = first + np.uint64(first >= place), p + np.uint64(p >= place)
    q, r = q + np.uint64(q >= place), r + np.uint64(r >= place)
    order[o], order[p], order[q], order[r] = a, b, c, d
    cells[a], cells[b] = (o + one) << bits, (p + one) << bits
    cells[c], cells[d] = (q + one) << bits, (r + one) << bits


@compiled
def _freed(keys, row, order, cells, first, end, double):
    """Moves the rows that come after `double` one on, of those from `first` to before `end`. Its place; how it ties."""
    one, place, tie = np.uint64(1), end, APART
    while place > first and keys[order[place - one]] >= keys[double]:
        if keys[order[place - one]] == keys[double]:
            if row[order[place - one]] < row[double]:
                tie = max(tie, TIES)
                break
            tie = PASSES
        order[place] = order[place - one]
        cells[order[place]] += 1 << CLASS_BITS
        place -= one
    return place, tie


@compiled
def _ordered_by_digits(numbers, low, high, order, other):
    """Sorts rows that crowd in few buckets: stably, digit by digit from the lowest; `other` is overwritten."""
    n = len(numbers)
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
