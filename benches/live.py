"""What the page shows after a slider's move, beside the least that scoring and ranking can cost."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import numpy as np

from benches.measure import Result, compared
from muyun.data.read import read_upload
from muyun.evaluate import evaluate
from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.live import live, live_base
from muyun.explore.whatif.live_tables import top_movers, top_ranking
from muyun.explore.whatif.rescale import moved
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from sample_data.large import LARGE_YEAR, write_large

POLICY, POOL, INDICATOR = "xiacheng-2019", "规上工业", "亩均税收"
MOVERS, RANKS = 50, 100
GOALS = {10_000: 25.0, 100_000: 8.0}
"""Times the bare product and sort: about 8 and 40 ms. The rows shown cost the same at every size."""


def benches() -> Iterator[Result]:
    """A county of 10,000 and a province's worth of 100,000 enterprises, both pools."""
    for size, goal in GOALS.items():
        yield beside_product_and_sort(size, goal)


def beside_product_and_sort(size: int, goal: float) -> Result:
    """From the amended policy to all that is shown: decision, classes, matrix, movers, first ranks."""
    ours = slider(size)
    matrix, weights = np.random.default_rng(0).random((size, 6)), np.array([30.0, 20.0, 12.5, 12.5, 12.5, 12.5])
    keys = (np.rint(matrix @ weights * 1e9).astype(np.int64) << 17) | np.arange(size)
    return compared(
        f"live {size}x6",
        ours,
        "product+sort",
        lambda: (matrix @ weights, np.sort(keys)),
        goal=goal,
    )


def slider(size: int) -> Callable[[], object]:
    """A function that takes the next of a drag's policies and makes what the page shows of it."""
    with tempfile.TemporaryDirectory() as folder:
        tables, _ = read_upload([write_large(Path(folder) / "企业.csv", size)])
    policy = load_policy(POLICY)
    base, ranges = live_base(evaluate(tables, policy, LARGE_YEAR)), bounds(policy, POOL)
    official = dict(policy.pools[POOL].weights)
    drags = [moved(official, INDICATOR, value, ranges).weights for value in (31.0, 33.0, 35.0, 34.0, 32.0)]
    scenarios = cycle([amend(policy, {"pools": {POOL: {"weights": drag}}}, None)[0] for drag in drags])

    def shown() -> object:
        after = live(base, tables, next(scenarios))
        return after, top_movers(after, MOVERS), top_ranking(after, RANKS)

    return shown
