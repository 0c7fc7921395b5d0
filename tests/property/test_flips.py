"""No legal weights flip a class that are nearer than what is said to be nearest, and those named do flip it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pools import grid, pools, space_of

from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.explore.flip.flips import Flip, flips_of
from muyun.explore.flip.lines import own_in
from muyun.explore.weight_space import WeightSpace

STEPS = {2: 241, 3: 25}
SHARES = st.sampled_from([0.05, 0.2, 0.5])


@pytest.mark.parametrize("sectors", [False, True])
@settings(max_examples=30, deadline=None)
@given(data=st.data(), share=SHARES)
def test_no_weights_of_a_fine_grid_are_nearer(sectors, data, share):
    pool = data.draw(pools(sectors))
    space = space_of(pool, share)
    weights = grid(space, STEPS[len(pool.weights)])
    counts = decide_pool(pool, pool.weights[None], pool.classes).counts
    classes = decide_pool(pool, weights, pool.classes).applied
    for row in range(len(pool.rows)):
        found = flips_of(own_in(pool, row, counts), space)
        for flip in found.up:
            _holds(pool, space, row, flip, weights[classes[:, row] <= flip.target], flip.target < found.now)
        for flip in found.down:
            _holds(pool, space, row, flip, weights[classes[:, row] >= flip.target], flip.target < found.now)


def _holds(pool: PreparedPool, space: WeightSpace, row: int, flip: Flip, reaching: np.ndarray, up: bool) -> None:
    least = flip.norm.of(reaching - space.official).min() if len(reaching) else np.inf
    assert least >= flip.bound - 1e-5
    if flip.weights is None:
        assert np.isnan(flip.distance) and flip.reached == -1
        assert flip.exact == np.isinf(flip.bound) == bool(flip.why)
        return
    for weights in (flip.weights, flip.plain):
        assert space.holds(weights)
        reached = decide_pool(pool, weights[None], pool.classes).applied[0, row]
        assert reached <= flip.target if up else reached >= flip.target
    assert flip.distance == pytest.approx(flip.norm.of(flip.weights - space.official), abs=1e-12)
    assert flip.norm.of(flip.plain - space.official) <= flip.distance + 0.005 + 1e-9
    assert flip.bound <= flip.distance
    if flip.exact:
        assert flip.distance <= least + 1e-5
