"""How often is each unit in which class, and between which ranks? Counted as the draws go by, never kept.

The best and worst rank and the classes need a number a unit. The median needs the counts of ranks, and n × n
of them don't fit: a first few hundred draws show within which ranks each unit's median must lie, and only
these are counted one by one. Where that was too few (one unit in a million) or too many ranks to count, the
same draws go by again with a nearer window.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from muyun.evaluate.kernel import A, B, C
from muyun.explore.compiled import compiled, ones
from muyun.explore.robust_order import CLASS_BITS

COUNTED = 4_000_000
"""So many ranks are counted one by one in a pass over the draws, all units together."""

ERRORS = 5
"""Standard errors of the first draws' median within which that of all must lie."""

_TILE = 256
"""Units whose counts stay in the cache nearest to the processor; whole words of 64 flags."""

_BITS_OF_BYTES = 0x0102040810204080
"""Times a word whose eight bytes are 0 or 1: its highest byte is then these eight bits, of the lowest byte first."""


class Windows(NamedTuple):
    """The ranks of each unit that a pass counts, n each: `size` counts of 2^shift ranks from `low` on.

    base  where its counts begin
    span  size · 2^shift
    """

    low: np.ndarray
    span: np.ndarray
    base: np.ndarray
    shift: int

    @property
    def length(self) -> int:
        """Of all counts together."""
        return int(self.base[-1]) + (int(self.span[-1]) >> self.shift)


class Tally(NamedTuple):
    """What was counted of n units: draws in A, B and C, best and worst rank, draws below and in the window."""

    in_a: np.ndarray
    in_b: np.ndarray
    in_c: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    below: np.ndarray
    counts: np.ndarray


def windows(low: np.ndarray, high: np.ndarray, dtype: np.dtype) -> Windows:
    """Windows from `low` to `high` (n each), coarser where they would be more than COUNTED; none where both agree."""
    width = np.where(high > low, high - low + 1, 0)
    shift = 0
    while (-(-width >> shift)).sum() > max(COUNTED, 2 * len(width)):  # two each: the widest window gets narrower
        shift += 1
    size = -(-width >> shift)
    base = np.concatenate([[0], np.cumsum(size)[:-1]])
    return Windows(low.astype(dtype), (size << shift).astype(dtype), base.astype(np.uint32), shift)


def reach(cells: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Ranks between which all draws' medians lie, judged by the first ones' cells (p × n); exact if these are all."""
    first, middle = len(cells), (draws - 1) / 2 / max(draws, 1) * len(cells)
    away = 0.0 if first == draws else ERRORS * np.sqrt(first) / 2 + 1
    low, high = np.clip([np.floor(middle - away), np.ceil(middle + away)], 0, first - 1).astype(int)
    ascending = np.array(cells.T, order="C")
    ascending.sort(axis=1)  # by rank, too: it is what the highest bits hold
    low, high = (ascending[:, [low, high]] >> CLASS_BITS).astype(np.int64).T
    return low, high + 1


def tally(of: Windows, draws: int) -> Tally:
    """Nothing counted yet; room for as many draws."""
    n, dtype = len(of.low), np.uint16 if draws < 2**16 else np.uint32
    none = [np.zeros(n, dtype) for _ in range(4)]
    best, worst = np.full(n, np.iinfo(of.low.dtype).max, of.low.dtype), np.zeros(n, of.low.dtype)
    return Tally(*none[:3], best, worst, none[3], np.zeros(of.length, dtype))


def together(tallies: list[Tally]) -> Tally:
    """The tally of all draws from those of parts of them; the first one becomes it."""
    whole = tallies[0]
    for other in tallies[1:]:
        for name in ("in_a", "in_b", "in_c", "below", "counts"):
            getattr(whole, name)[:] += getattr(other, name)
        np.minimum(whole.best, other.best, out=whole.best)
        np.maximum(whole.worst, other.worst, out=whole.worst)
    return whole


@compiled
def count(cells, of, into):
    """Adds the cells (k × n) of some draws to a tally with the given windows."""
    number = cells.dtype.type  # wider numbers would halve what a vector holds
    a, b, c, three, bits = number(A), number(B), number(C), number((1 << CLASS_BITS) - 1), number(CLASS_BITS)
    at, shift = np.empty(_TILE, np.uint32), np.uint32(of.shift)
    inside = np.zeros(_TILE, np.uint8)
    for start in range(0, cells.shape[1], _TILE):
        part = slice(start, min(start + _TILE, cells.shape[1]))
        low, span, base = of.low[part], of.span[part], of.base[part]
        in_a, in_b, in_c = into.in_a[part], into.in_b[part], into.in_c[part]
        best, worst, below = into.best[part], into.worst[part], into.below[part]
        inside[:] = 0
        for k in range(len(cells)):
            row = cells[k, part]
            for u in range(len(row)):
                letter = number(row[u] & three)
                in_a[u] += letter == a
                in_b[u] += letter == b
                in_c[u] += letter == c
            for u in range(len(row)):
                rank = row[u] >> bits
                best[u] = rank if rank < best[u] else best[u]
            for u in range(len(row)):
                rank = row[u] >> bits
                worst[u] = rank if rank > worst[u] else worst[u]
            for u in range(len(row)):
                below[u] += (row[u] >> bits) < low[u]
            for u in range(len(row)):
                after = number(number(row[u] >> bits) - low[u])  # very large where it is less
                at[u] = base[u] + (np.uint32(after) >> shift)
                inside[u] = after < span[u]
            _count_inside(inside.view(np.uint64), at, into.counts)


@compiled
def _count_inside(flags, at, counts):
    """Counts the units inside their windows, a fifth: their flags, eight in a word, are put together as bits."""
    one, byte = np.uint64(1), np.uint64(8)
    for first in range(0, len(flags), 8):
        left = np.uint64(0)
        for i in range(7, -1, -1):
            left = left << byte | flags[first + i] * np.uint64(_BITS_OF_BYTES) >> np.uint64(56)
        while left:
            unit = np.uint64(first) * byte + ones(~left & (left - one))
            counts[at[unit]] += counts.dtype.type(1)
            left &= left - one


@compiled
def narrow(counted, of, draws, low, high):
    """Narrows `low` and `high` (n each), between which the lower median rank of each unit lies, by a pass's tally."""
    for u in range(len(low)):
        if low[u] == high[u]:
            continue
        left = (draws - 1) // 2 - np.int64(counted.below[u])
        if left < 0:
            high[u] = np.int64(of.low[u]) - 1
            continue
        place, size = 0, np.int64(of.span[u]) >> of.shift
        while place < size and left >= counted.counts[of.base[u] + place]:
            left -= counted.counts[of.base[u] + place]
            place += 1
        rank = np.int64(of.low[u]) + (place << of.shift)
        low[u] = max(low[u], rank)
        if place < size:
            high[u] = min(high[u], rank + (1 << of.shift) - 1)
