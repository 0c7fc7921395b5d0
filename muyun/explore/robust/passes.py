"""How do thousands of draws go by? In blocks on two threads, each told of, all ended together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from muyun.explore.robust import counts
from muyun.explore.robust.aligned import aligned_rows
from muyun.explore.robust.cells import Decider, decided
from muyun.explore.robust.counts import Tally, Windows
from muyun.explore.robust.order import CLASS_BITS

WORKERS = 2
"""Threads; more would take the processors from the other pages."""

FIRST = 512
"""Draws that show between which ranks the medians lie."""

_FIRST_CELLS = 16_000_000
_BLOCK_CELLS = 4_000_000
"""Decided before they are counted: each block brings the counts of all medians into the cache again."""

_STEPS = 12
"""So often is told how far it is, at the least."""

Told = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Of n rows: draws in A–D (n × 4), best, lower median and worst rank; draws that a tie at a line decides."""

    classes: np.ndarray
    best: np.ndarray
    median: np.ndarray
    worst: np.ndarray
    tied: int


def counted(of: Decider, weights: np.ndarray, told: Told) -> Counted:
    """The classes and ranks of all weight sets (k × m)."""
    n, draws, told = len(of.rows), len(weights), _rising(told)
    told(0.0)
    if not n:
        none = np.zeros(0, dtype=np.int64)
        return Counted(np.zeros((0, 4), dtype=np.int64), none, none, none, 0)
    first = min(draws, FIRST, max(_FIRST_CELLS // n, 2))
    cells, tied = _cells(of, weights[:first], lambda share: told(share * first / draws / 2))
    windows = _first_windows(cells[:, :n], draws)
    ahead = 1 + bool(windows.shift)  # passes
    tally, rest = _pass(
        of, weights[first:], windows, lambda share: told((first + share * (draws - first)) / draws / ahead), cells
    )
    best, worst = (cells.astype(np.int64) >> CLASS_BITS for cells in (tally.best, tally.worst))
    median = _median(
        of, weights, windows, tally, (best, worst), lambda share: told(1 - (1 - share) * (ahead - 1) / 2)
    )
    letters = np.column_stack([tally.in_a, tally.in_b, tally.in_c]).astype(np.int64)
    classes = np.column_stack([letters, draws - letters.sum(axis=1)])
    told(1.0)
    at = np.argsort(of.rows)
    return Counted(classes[at], best[at], median[at], worst[at], tied + rest)


def _rising(told: Told) -> Told:
    """`told`, but a share below one that was told before is told as that one: a pass more wasn't foreseen."""
    most = 0.0

    def tell(share: float) -> None:
        nonlocal most
        most = max(most, min(share, 1.0))
        told(most)

    return tell


def _median(
    of: Decider, weights: np.ndarray, windows: Windows, tally: Tally, ends: tuple[np.ndarray, np.ndarray], told: Told
) -> np.ndarray:
    """The lower median rank of each row, between its best and its worst; the draws go by again while some are open."""
    low, high = ends[0].copy(), ends[1].copy()
    counts.narrow(tally, windows, len(weights), low, high)
    while (low < high).any():
        windows = counts.windows(low, high, of.dtype)
        tally, _ = _pass(of, weights, windows, told)
        counts.narrow(tally, windows, len(weights), low, high)
    return low


def _cells(of: Decider, weights: np.ndarray, told: Told) -> tuple[np.ndarray, int]:
    """The cells of a few weight sets, kept."""
    cells = aligned_rows(len(weights), len(of.rows), of.dtype)
    tied: list[int] = []

    def work(part: slice) -> None:
        cells[part], line = decided(of, weights[part])
        tied.append(int(line.sum()))

    _on_threads(work, _parts(of, len(weights)), told)
    return cells, sum(tied)


def _first_windows(cells: np.ndarray, draws: int) -> Windows:
    """Windows that hold the medians, judged by the first draws."""
    low, high = np.empty((2, cells.shape[1]), np.int64)

    def work(rows: slice) -> None:
        low[rows], high[rows] = counts.reach(cells[:, rows], draws)

    _on_threads(work, _even(cells.shape[1], WORKERS), lambda share: None)
    return counts.windows(low, high, cells.dtype)


def _pass(
    of: Decider, weights: np.ndarray, windows: Windows, told: Told, first: np.ndarray | None = None
) -> tuple[Tally, int]:
    """The tally of weight sets whose cells are counted and let go, and of the cells of the first ones."""
    tallies: SimpleQueue[Tally] = SimpleQueue()
    for _ in range(WORKERS):
        tallies.put(counts.tally(windows, len(weights) + FIRST))
    tied: list[int] = []

    def count(cells: np.ndarray) -> None:
        own = tallies.get()
        counts.count(cells, windows, own)
        tallies.put(own)

    def work(part: slice) -> None:
        cells, line = decided(of, weights[part])
        count(cells)
        tied.append(int(line.sum()))

    if first is not None:
        _on_threads(lambda part: count(first[part]), _even(len(first), WORKERS), lambda share: None)
    _on_threads(work, _parts(of, len(weights)), told)
    return counts.together([tallies.get() for _ in range(WORKERS)]), sum(tied)


def _parts(of: Decider, draws: int) -> list[slice]:
    """The draws in blocks, as many for each thread, so that none waits for the other in the end."""
    blocks = max(-(-draws * len(of.rows) // _BLOCK_CELLS), _STEPS)
    return _even(draws, -(-blocks // WORKERS) * WORKERS)


def _even(count: int, parts: int) -> list[slice]:
    size = max(-(-count // parts), 1)
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def _on_threads(work: Callable[[slice], None], parts: Sequence[slice], told: Told) -> None:
    """Does all parts; when something is raised, by `told` too, what hasn't begun is left and the rest waited for."""
    with ThreadPoolExecutor(WORKERS) as threads:
        futures = [threads.submit(work, part) for part in parts]
        try:
            for done, future in enumerate(futures, start=1):
                future.result()
                told(done / len(parts))
        finally:
            for future in futures:
                future.cancel()
