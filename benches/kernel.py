"""`decide` beside a lower bound, a peer for scoring, and a peer for ranking county by county."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import skcriteria
from skcriteria.agg.simple import WeightedSumModel

from benches.measure import Result, compared
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.kernel import places_in_group
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.policy.load import load_policy

WEIGHTS = np.array([30.0, 20.0, 12.5, 12.5, 12.5, 12.5])
POLICY, POOL = "xiacheng-2019", "规上工业"


def pool(groups: int, size: int) -> PreparedPool:
    """A prepared pool of `groups` counties with `size` enterprises each and random ratios."""
    n = groups * size
    policy = load_policy(POLICY)
    return PreparedPool(
        name=POOL,
        indicators=tuple(policy.pools[POOL].weights),
        weights=WEIGHTS,
        classes=policy.classes(POOL),
        groups=tuple(f"{POOL}/{i}" for i in range(groups)),
        counties=tuple(str(i) for i in range(groups)),
        rows=np.arange(n),
        bounds=np.arange(groups + 1) * size,
        places=places_in_group(np.arange(groups + 1) * size),
        ratios=np.random.default_rng(0).random((len(WEIGHTS), n)),
        lost=None,
        points=np.zeros(n),
        vetoes=Vetoes(np.full(n, NOT_VETOED, np.int8), joint=False, backfill=np.ones(n, bool)),
        manual=np.full(n, UNCHANGED, np.int8),
        sectors=None,
    )


def benches() -> Iterator[Result]:
    """The three benches of the kernel."""
    yield beside_product_and_sort(100_000)
    yield beside_scikit_criteria(100_000)
    yield beside_polars(3_000, 1_000)


def beside_product_and_sort(size: int) -> Result:
    """The least that scoring and ranking can cost: the bare product plus one sort of as many int64."""
    of = pool(1, size)
    matrix = np.ascontiguousarray(of.ratios.T)
    keys = (np.rint(matrix @ WEIGHTS * 1e9).astype(np.int64) << 17) | np.arange(size)
    return compared(
        f"decide {size}x6",
        lambda: decide_pool(of, WEIGHTS[None, :], of.classes),
        "product+sort",
        lambda: (matrix @ WEIGHTS, np.sort(keys)),
        goal=1.5,
    )


def beside_scikit_criteria(size: int) -> Result:
    """Scores and ranks of one pool as a multi-criteria library computes them (it knows no classes)."""
    of = pool(1, size)
    matrix = skcriteria.mkdm(of.ratios.T, [max] * len(WEIGHTS), weights=WEIGHTS)
    model = WeightedSumModel()
    return compared(
        f"decide {size}x6",
        lambda: decide_pool(of, WEIGHTS[None, :], of.classes),
        "scikit-criteria",
        lambda: model.evaluate(matrix).rank_,
        goal=0.1,
        repeats=3,
        rounds=3,
    )


def beside_polars(groups: int, size: int) -> Result:
    """Ranks and classes county by county, as window expressions give them."""
    of = pool(groups, size)
    columns = {f"r{j}": ratios for j, ratios in enumerate(of.ratios)}
    frame = pl.DataFrame(columns | {"county": np.repeat(np.arange(groups), size)})
    score = sum((pl.col(f"r{j}") * w for j, w in enumerate(WEIGHTS)), start=pl.lit(0.0)).round(9)
    place = pl.col("score").rank("ordinal", descending=True).over("county")
    n = pl.len().over("county")
    letter = pl.when(place <= 0.2 * n).then(0).when(place <= 0.7 * n).then(1).when(place <= n - 0.05 * n).then(2)

    def windowed() -> pl.DataFrame:
        return frame.lazy().with_columns(score=score).with_columns(
            rank=pl.col("score").rank("min", descending=True).over("county"), letter=letter.otherwise(3)
        ).collect()

    return compared(
        f"decide {groups}x{size} by county",
        lambda: decide_pool(of, WEIGHTS[None, :], of.classes),
        "polars over",
        windowed,
        goal=1.0,
        repeats=2,
        rounds=3,
    )
