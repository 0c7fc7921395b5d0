"""Ranks and classes under thousands of weight sets, beside the bare product of the same shape."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from benches.kernel import POLICY, POOL, pool
from benches.measure import Result, compared
from muyun.evaluate.kernel import C, D
from muyun.evaluate.overrides import NOT_VETOED, Vetoes
from muyun.explore.draws import draws, generator
from muyun.explore.robust.cells import Decider, decider
from muyun.explore.robust.passes import counted
from muyun.explore.weight_space import weight_space
from muyun.policy.load import load_policy

SIZE, DRAWS = 10_000, 10_000
VETOED_SHARE = 0.01
MEMORY_MB = 400.0
IN_CACHE, PLAIN = 16, 64
"""Weight sets a block of the product: few enough for the cache, where BLAS stays on one thread; as one writes it
down, where it takes all cores, as ours does. The second is the reference to be judged by."""

REST_S = 0.1


def benches() -> Iterator[Result]:
    """Time beside two ways to write the product, and the memory that comes on top of the process."""
    of, weights = a_pool(), legal_weights()
    yield memory(of, weights)  # first: what a run before it gave back would be used again
    yield beside(of, weights, "product in cache", in_cache(of.pool.ratios, weights))
    yield beside(of, weights, "product in blocks", in_blocks(of.pool.ratios, weights))


def a_pool() -> Decider:
    """10,000 enterprises, every hundredth with a veto."""
    rng = np.random.default_rng(1)
    limit = np.where(rng.random(SIZE) < VETOED_SHARE, rng.choice([C, D], SIZE), NOT_VETOED).astype(np.int8)
    return decider(replace(pool(1, SIZE), vetoes=Vetoes(limit, joint=False, backfill=np.ones(SIZE, bool))))


def legal_weights() -> np.ndarray:
    """Uniform on the limits of XC-10…12."""
    return draws(weight_space(load_policy(POLICY), POOL), DRAWS, generator(0, POOL))


def beside(of: Decider, weights: np.ndarray, name: str, product: Callable[[], object]) -> Result:
    """Scores, ranks, classes, vetoes, ties, intervals and medians, against the scores alone."""
    return compared(
        f"robust {SIZE}x{DRAWS}x6 with vetoes", lambda: counted(of, weights, lambda share: None), name, product,
        goal=8.0, repeats=1, rounds=9, rest_s=REST_S,
    )  # fmt: skip


def in_cache(ratios: np.ndarray, weights: np.ndarray) -> Callable[[], None]:
    """The least that one thread takes: nothing is allocated, nothing leaves the cache."""
    room = np.empty((IN_CACHE, ratios.shape[1]))

    def product() -> None:
        for start in range(0, len(weights), IN_CACHE):
            np.matmul(weights[start : start + IN_CACHE], ratios, out=room[: len(weights) - start])

    return product


def in_blocks(ratios: np.ndarray, weights: np.ndarray) -> Callable[[], None]:
    """The product as it is usually written, a block at a time."""
    matrix = np.ascontiguousarray(ratios.T)

    def product() -> None:
        for start in range(0, len(weights), PLAIN):
            matrix @ weights[start : start + PLAIN].T

    return product


def memory(of: Decider, weights: np.ndarray) -> Result:
    """The most that a run adds to the process, in MB, beside the 400 that it may."""
    counted(of, weights[:3], lambda share: None)  # compiles
    gc.collect()
    before, most, done = _resident_mb(), 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, _resident_mb())
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        counted(of, weights, lambda share: None)
    finally:
        done.set()
        watcher.join()
    return Result(f"robust {SIZE}x{DRAWS}x6 memory (MB)", max(most - before, 0.0), "allowed (MB)", MEMORY_MB, 1.0)


def _resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
