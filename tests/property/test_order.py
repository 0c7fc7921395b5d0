"""What must not matter: the order of rows, the unit of a measure."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from uploads import FIVE, latest, uploads

from muyun.evaluate import evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.terms import TABLES

FRAMES = ("participants", "indicators", "benchmarks", "items", "adjustments", "ranking", "classes")


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads(), seed=st.integers(0, 1000))
def test_row_order_never_decides(policy_id, tables, seed):
    """Spec 5.1. Every table is shuffled; the frames agree to the last bit."""
    rng, policy = random.Random(seed), load_policy(policy_id)
    shuffled = {}
    for field in TABLES.values():
        frame = getattr(tables, field)
        rows = list(range(len(frame)))
        rng.shuffle(rows)
        shuffled[field] = frame.iloc[rows]

    expected = evaluate(tables, policy, latest(tables))
    actual = evaluate(replace(tables, **shuffled), policy, latest(tables))

    for name in FRAMES:
        assert_frame_equal(getattr(actual, name), getattr(expected, name), check_exact=True, obj=name)


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads(), power=st.sampled_from([-3, 1, 10]))
def test_the_unit_of_tax_never_decides(policy_id, tables, power):
    """Spec 1.3: every tax in another unit (a power of two, so that no bit is lost) changes no score or class."""
    factor, policy = 2.0**power, load_policy(policy_id)
    taxes = [name for name in tables.enterprises if name.startswith("tax_")]
    scaled = tables.enterprises.assign(**{name: tables.enterprises[name] * factor for name in taxes})
    other = _with_scaled_constants(policy, factor)

    expected = evaluate(tables, policy, latest(tables))
    actual = evaluate(replace(tables, enterprises=scaled), other, latest(tables))

    assert_frame_equal(actual.ranking, expected.ranking, check_exact=True)
    assert_frame_equal(actual.classes, expected.classes)


def _with_scaled_constants(policy, factor):
    """The same published constants for tax in the other unit; policies without constants are left alone."""
    pools = {}
    for name in policy.pools:
        benchmark = policy.pool_benchmark(name)
        if benchmark.method == "constant":
            values = {
                n: v * factor for n, v in benchmark.values.items() if policy.indicators[n].numerator == "tax_wan"
            }
            pools[name] = {"benchmark": {"values": values}}
    return amend(policy, {"pools": pools}, None)[0] if pools else policy
