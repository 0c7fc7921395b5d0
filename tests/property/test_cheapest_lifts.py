"""What is proposed lifts once it is written into the upload's cells; and no single measure is cheaper."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_changed_row import ranked_row, whole
from uploads import FIVE, uploads

from muyun.explore.gap.changed_row import ChangedRow
from muyun.explore.gap.cheapest import Mix, Terms, climb, width
from muyun.explore.gap.single_changes import changed
from muyun.policy.load import load_policy

TERMS = Terms(at_most=2.0)
STEP = 1e-4


def class_after(row: ChangedRow, steps: list) -> int:
    letter = whole(row, changed(steps)).classes.at[row.unit, "applied"]
    return -1 if letter != letter else "ABCD".index(letter)


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=4)
@given(tables=uploads(sizes=(5, 25)), which=st.integers(0, 10**6))
def test_a_measure_changed_alone_lifts_and_one_percent_less_does_not(policy_id, tables, which):
    row = ranked_row(tables, load_policy(policy_id), which)
    found = row and climb(row, TERMS)
    for single in found.singles if found else ():
        if single.reached < 0:
            continue
        change = abs(single.change)
        assert class_after(row, [(single.lever, change)]) == single.reached < found.now
        if change > 100 * STEP:  # a tie is won by any hair, told as the least step
            assert not 0 <= class_after(row, [(single.lever, 0.99 * change)]) < found.now


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=4)
@given(tables=uploads(sizes=(5, 25)), which=st.integers(0, 10**6))
def test_the_mix_lifts_within_the_limits_and_no_single_measure_is_cheaper(policy_id, tables, which):
    row = ranked_row(tables, load_policy(policy_id), which)
    found = row and climb(row, TERMS)
    if not found or found.mix is None:
        return
    mix: Mix = found.mix
    assert class_after(row, [(step.lever, abs(step.change)) for step in mix.steps]) == mix.reached < found.now
    for step in mix.steps:
        assert 0 < abs(step.change) <= width(step.lever, TERMS.at_most)
        assert step.lever.now + step.change > 0 or step.lever.sign > 0
        assert step.cost == pytest.approx(abs(step.change) * TERMS.costs[step.lever.measure])
    assert mix.cost == pytest.approx(math.fsum(step.cost for step in mix.steps))
    for single in found.singles:
        if single.reached >= 0 and abs(single.change) <= width(single.lever, TERMS.at_most):
            assert mix.cost <= abs(single.change) * TERMS.costs[single.lever.measure] + 1e-9
