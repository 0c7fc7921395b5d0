"""Before which places lie the quota lines of a weight set, and which class has everybody so?

A veto moves the lines, by as many places as the vetoed rows before them free or hold; whoever has no veto is
classed by place alone, many rows at once. Repeats `overrides.after_vetoes`; what holds the two together, says
`robust.kernel`.
"""

from __future__ import annotations

import numpy as np

from muyun.evaluate.kernel import A, B, C, D
from muyun.explore.robust.compiled import compiled, ones
from muyun.explore.robust.order import CLASS_BITS, WORD_BITS

NOT_ABOVE, JOINT = range(2)
"""How a pool's vetoes work (XC-17, XA-13)."""


@compiled
def classed(layout, g, cells, bits):
    """Fills in the classes of a group's cells, whose ranks are places still, after vetoes.

    bits  room for as many words as the group's rows take
    """
    a, b, c = layout.counts[g, A], layout.counts[g, B], layout.counts[g, C]
    quota = (a, a + b, a + b + c)
    vetoed = layout.vetoed[layout.vetoed_bounds[g] : layout.vetoed_bounds[g + 1]]
    if len(vetoed) == 0:
        _by_place(cells, quota)
        return
    first, bits = layout.bounds[g], bits[: (len(cells) >> WORD_BITS) + 1]
    if layout.rule == NOT_ABOVE:
        _by_place(cells, _lines_not_above(layout, quota, vetoed, first, cells, bits))
    elif layout.stay:
        _by_place(cells, quota)
    else:
        _by_place(cells, _lines_joint(layout, layout.counts[g], quota, vetoed, first, cells, bits))
    for u in vetoed:
        place = np.int64(cells[u - first] >> CLASS_BITS) - 1
        letter = np.int64(cells[u - first]) & (1 << CLASS_BITS) - 1
        if layout.rule == JOINT:
            letter = (place >= quota[0]) + (place >= quota[1]) + (place >= quota[2])
        elif layout.backfill[u]:
            letter = max(letter, C)
        cells[u - first] = (place + 1) << CLASS_BITS | max(letter, np.int64(layout.limit[u]))


@compiled
def _by_place(cells, lines):
    """Whoever stands at a place or behind it is one class lower, for each of three lines."""
    lowest = (1 << CLASS_BITS) - 1
    a = cells.dtype.type(lines[0] << CLASS_BITS | lowest)
    b = cells.dtype.type(lines[1] << CLASS_BITS | lowest)
    c = cells.dtype.type(lines[2] << CLASS_BITS | lowest)
    for u in range(len(cells)):
        cell = cells[u]
        cells[u] = cell + (cell > a) + (cell > b) + (cell > c)


@compiled
def _lines_not_above(layout, quota, vetoed, first, cells, bits):
    """`overrides._not_above`: rows whose veto frees their place don't count for A and B; a natural D never climbs."""
    bits[:] = 0
    for u in vetoed:
        if layout.backfill[u]:
            _stands(cells[u - first], bits)
    a, b = _after(bits, quota[0], len(cells)), _after(bits, quota[1], len(cells))
    return min(a, quota[2]), min(b, quota[2]), quota[2]


@compiled
def _lines_joint(layout, counts, quota, vetoed, first, cells, bits):
    """`overrides._joint`: vetoed rows hold places of the joint C and D count, the rest goes to the others."""
    vetoed_d = 0
    for u in vetoed:
        vetoed_d += layout.limit[u] == D or np.int64(cells[u - first] >> CLASS_BITS) > quota[2]
    left = max(counts[C] + counts[D] - len(vetoed), 0)
    left_d = min(left, max(counts[D] - vetoed_d, 0))
    bits[:] = 0
    for u in vetoed:
        _stands(cells[u - first], bits)
    others, n = len(cells) - len(vetoed), len(cells)
    c, d = _after(bits, others - left, n), _after(bits, others - left_d, n)
    return min(_after(bits, quota[0], n), c), c, d


@compiled
def _stands(cell, bits):
    """Sets the bit of the place at which a row stands."""
    place = np.uint64(cell >> CLASS_BITS) - np.uint64(1)
    bits[place >> np.uint64(WORD_BITS)] |= np.uint64(1) << (place & np.uint64((1 << WORD_BITS) - 1))


@compiled
def _after(bits, count, n):
    """The place before which `count` places have no bit set; n, that of the last row and one, when there are fewer."""
    word, size = 0, 1 << WORD_BITS
    while word < len(bits) and size - np.int64(ones(bits[word])) < count:
        count -= size - np.int64(ones(bits[word]))
        word += 1
    place = word << WORD_BITS
    while count > 0 and place < n:
        count -= 1 - np.int64(bits[place >> WORD_BITS] >> np.uint64(place & size - 1) & np.uint64(1))
        place += 1
    return min(place, n)
