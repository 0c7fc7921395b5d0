"""One kernel: a block of weight sets gives, cell by cell, what each set gives alone and the whole gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.evaluate import evaluate
from muyun.evaluate.decide import decide, decide_pool
from muyun.evaluate.prepare import prepare
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

CELLS = ("scores", "ranks", "natural", "adjusted", "applied")


def random_weights(rng: np.random.Generator, count: int, indicators: int) -> np.ndarray:
    """Weight sets in steps of 5 points, so that ties stay common; some weights are 0."""
    steps = rng.multinomial(20, np.full(indicators, 1 / indicators), size=count)
    return steps * 5.0


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=8)
@given(tables=uploads(), seed=st.integers(0, 10**6))
def test_block_agrees_with_each_weight_set_alone(policy_id, tables, seed):
    prepared = prepare(tables, load_policy(policy_id), latest(tables))
    rng = np.random.default_rng(seed)
    weights = {name: random_weights(rng, 7, len(p.indicators)) for name, p in prepared.pools.items()}
    block = decide(prepared.pools, weights)
    for name, pool in prepared.pools.items():
        for k in range(7):
            alone = decide_pool(pool, weights[name][k : k + 1], pool.classes)
            for cells in CELLS:
                together = getattr(block[name], cells)[k]
                assert np.array_equal(getattr(alone, cells)[0], together, equal_nan=True), cells


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=8)
@given(tables=uploads(), seed=st.integers(0, 10**6))
def test_decide_on_other_weights_agrees_with_the_whole(policy_id, tables, seed):
    """A slider (decide alone) and the same patch evaluated from the start give the same result."""
    policy, year = load_policy(policy_id), latest(tables)
    prepared = prepare(tables, policy, year)
    name = next(iter(policy.pools))
    steps = random_weights(np.random.default_rng(seed), 1, len(policy.pools[name].weights))[0]
    without_bounds = policy.model_copy(
        update={"pools": {n: p.model_copy(update={"weight_bounds": ()}) for n, p in policy.pools.items()}}
    )
    patch = {"pools": {name: {"weights": dict(zip(policy.pools[name].weights, map(float, steps), strict=True))}}}
    whole = evaluate(tables, amend(without_bounds, patch, None)[0], year, official=policy)
    if name not in prepared.pools:
        assert name not in whole.prepared.pools
        return
    slid = decide(prepared.pools, {name: steps[None, :]})[name]
    for cells in CELLS:
        assert np.array_equal(getattr(whole.decisions[name], cells), getattr(slid, cells), equal_nan=True), cells
