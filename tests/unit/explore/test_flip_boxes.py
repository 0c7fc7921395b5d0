"""Branch and bound over boxes of weights finds what a fine grid finds, and proves what the grid can't."""

from __future__ import annotations

import numpy as np
import pytest
from test_flip_rules import CHOICE, pool_of

from muyun.explore.flip.ball import Norm
from muyun.explore.flip.boxes import nearest_in_boxes
from muyun.explore.flip.lines import own_in, ways_up
from muyun.explore.flip.open import Open, opened
from muyun.explore.weight_space import WeightSpace

OFFICIAL = np.array([50.0, 30.0, 20.0])


def space_of(weights: np.ndarray, share: float = 0.2) -> WeightSpace:
    return WeightSpace(tuple("甲乙丙"[: len(weights)]), weights, weights * (1 - share), weights * (1 + share))


def crowded(seed: int) -> tuple[Open, np.ndarray] | None:
    """The last of three dozen rows about as good as each other has to pass a few of them; and a grid of changes."""
    rng = np.random.default_rng(seed)
    rows = rng.uniform(0.2, 0.8, (36, 3))
    rows[-1] = 0.5
    points = 50 - rows @ OFFICIAL + rng.uniform(-0.5, 1.0, 36)
    pool, space = pool_of(rows.tolist(), points.tolist(), (0.5, 0.1, 0.1), OFFICIAL.tolist()), space_of(OFFICIAL)
    (way,) = ways_up(own_in(pool, 35, np.array([[10, 8, 15, 3]])), 1)
    axes = np.meshgrid(np.linspace(-10, 10, 201), np.linspace(-6, 6, 121), indexing="ij")
    first = np.stack([axis.ravel() for axis in axes], axis=1)
    changes = np.column_stack([first, -first.sum(axis=1)])
    open_ = opened(way, space)
    return open_ and (open_, changes[np.abs(changes[:, 2]) <= 4])


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("seed", range(12))
def test_boxes_find_what_a_grid_finds_and_nothing_nearer_is_missed(seed, norm):
    found = crowded(seed)
    if found is None:
        return
    open_, changes = found[0].measured(norm), found[1]
    weights, bound = nearest_in_boxes(open_, np.inf, lambda change: OFFICIAL + change)
    holds = np.all([line.wrong(changes) <= line.most for line in open_.lines], axis=0)
    least = norm.of(changes[holds]).min(initial=np.inf)
    assert bound <= least + 1e-6
    if weights is None:
        assert np.isinf(bound) and not holds.any()
        return
    change = weights - OFFICIAL
    assert all((line.wrong(change[None]) <= line.most).all() for line in open_.lines)
    assert norm.of(change) - bound <= 0.02  # a box's own point, not drawn nearer by a programme
    assert norm.of(change) >= bound - 1e-9


def test_two_rivals_that_pull_apart_are_a_proof():
    """`CHOICE`: one is passed at x ≤ −2, the other at x ≥ 3, both are never; only one may stay ahead."""
    (way,) = ways_up(own_in(CHOICE, 3, np.array([[1, 1, 3, 0]])), 1)
    assert opened(way, space_of(np.array([50.0, 50.0]))) is not None
    open_ = opened(way, space_of(np.array([50.0, 50.0]))).measured(Norm.SUM)
    assert nearest_in_boxes(open_, np.inf, lambda change: change) == (None, np.inf)


def test_nothing_is_nearer_than_what_was_found_before():
    """Without the vetoed ones the answer is 4 in sum (x = −2); told of 3 already, no box is left and 3 stays."""
    (way,) = ways_up(own_in(CHOICE, 3, np.array([[1, 2, 2, 0]])), 1)
    open_ = opened(way, space_of(np.array([50.0, 50.0]))).measured(Norm.SUM)
    weights, bound = nearest_in_boxes(open_, np.inf, lambda change: 50 + change)
    assert (weights[0], bound) == pytest.approx((48, 4), abs=0.01)
    assert nearest_in_boxes(open_, 3.0, lambda change: 50 + change) == (None, 3.0)
