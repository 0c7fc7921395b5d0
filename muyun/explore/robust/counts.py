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
from muyun.explore.robust.aligned import LINE, aligned, filled, laid
from muyun.explore.robust.compiled import compiled, soon
from muyun.explore.robust.order import CLASS_BITS

COUNTED = 4_000_000
"""So many ranks are counted one by one in a pass over the draws, all units together."""

ERRORS = 5
"""Standard errors of the first draws' median within which that of all must lie."""

_AHEAD = 2
"""Draws ahead of which cells are fetched."""

_TILE = 256
"""Units whose counts stay in the cache nearest to the processor."""


class Windows(NamedTuple):
    """The ranks of each unit that a pass counts, n each: one count of those before `low`, as many as lie between
    of 2^shift ranks each from `low` on, one of those after them.

    top   number of the last count, from 0
    base  where a unit's counts begin
    """

    low: np.ndarray
    top: np.ndarray
    base: np.ndarray
    shift: int


class Tally(NamedTuple):
    """What was counted of n units: draws in A, B and C, best and worst cell; draws in each count of the windows."""

    in_a: np.ndarray
    in_b: np.ndarray
    in_c: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    counts: np.ndarray


def windows(low: np.ndarray, high: np.ndarray, dtype: np.dtype) -> Windows:
    """Windows from `low` to `high` (n each), coarser where they would be more than COUNTED; none where both agree."""
    width = np.where(high > low, high - low + 1, 0)
    shift = 0
    while (-(-width >> shift)).sum() > max(COUNTED, 2 * len(width)):  # two each: the widest window gets narrower
        shift += 1
    top = -(-width >> shift) + 1
    base = np.concatenate([[0], np.cumsum(top + 1)[:-1]])
    return Windows(laid(low, dtype), laid(top, dtype), laid(base, np.dtype(np.uint32)), shift)


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
    n, size, cell = len(of.low), int(of.base[-1]) + int(of.top[-1]) + 1, of.low.dtype
    number = np.dtype(np.uint16 if draws < 2**16 else np.uint32)
    in_a, in_b, in_c, counts = (filled(length, 0, number) for length in (n, n, n, size))
    return Tally(in_a, in_b, in_c, filled(n, np.iinfo(cell).max, cell), filled(n, 0, cell), counts)


def together(tallies: list[Tally]) -> Tally:
    """The tally of all draws from those of parts of them; the first one becomes it."""
    whole = tallies[0]
    for other in tallies[1:]:
        for name in ("in_a", "in_b", "in_c", "counts"):
            getattr(whole, name)[:] += getattr(other, name)
        np.minimum(whole.best, other.best, out=whole.best)
        np.maximum(whole.worst, other.worst, out=whole.worst)
    return whole


@compiled
def count(cells, of, into):
    """Adds the cells (k × n or some more) of some draws to a tally with the given windows."""
    number = cells.dtype.type  # wider numbers would halve what a vector holds
    a, b, c, three, bits = number(A), number(B), number(C), number((1 << CLASS_BITS) - 1), number(CLASS_BITS)
    at, shift, step = aligned(_TILE, np.uint32), number(of.shift), number(1 << of.shift)
    for start in range(0, len(of.low), _TILE):
        part = slice(start, min(start + _TILE, len(of.low)))
        low, top, base = of.low[part], of.top[part], of.base[part]
        in_a, in_b, in_c = into.in_a[part], into.in_b[part], into.in_c[part]
        best, worst = into.best[part], into.worst[part]
        for k in range(len(cells)):
            row, later = cells[k, part], cells[min(k + _AHEAD, len(cells) - 1), part]
            for u in range(0, len(row), LINE // row.itemsize):
                soon(later, u)
            for u in range(len(row)):
                letter = number(row[u] & three)
                in_a[u] += letter == a
                in_b[u] += letter == b
                in_c[u] += letter == c
            for u in range(len(row)):
                best[u] = min(row[u], best[u])
                worst[u] = max(row[u], worst[u])
            for u in range(len(row)):
                rank = number(number(row[u] >> bits) + step)  # and so far on that none is below `low`
                after = number(number(max(rank, low[u]) - low[u]) >> shift)
                at[u] = base[u] + np.uint32(min(after, top[u]))
            for u in range(len(row)):
                into.counts[at[u]] += into.counts.dtype.type(1)


@compiled
def narrow(counted, of, draws, low, high):
    """Narrows `low` and `high` (n each), between which the lower median rank of each unit lies, by a pass's tally."""
    for u in range(len(low)):
        if low[u] == high[u]:
            continue
        place, left = 0, (draws - 1) // 2
        while left >= counted.counts[of.base[u] + place]:
            left -= counted.counts[of.base[u] + place]
            place += 1
        rank = np.int64(of.low[u]) + (place - 1 << of.shift)
        if place == 0:
            high[u] = np.int64(of.low[u]) - 1
            continue
        low[u] = max(low[u], rank)
        if place < of.top[u]:
            high[u] = min(high[u], rank + (1 << of.shift) - 1)
