"""Weights move on top of another change: from the year prepared for that one, the same to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.evaluate import evaluate
from muyun.explore.whatif.live import live, live_base
from muyun.explore.whatif.scenario import needs_prepare, prepared_part
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from tests.unit.explore.test_explore_live import POOL, YEAR, five

CAP = {"pools": {POOL: {"item": {"cap": 0.4}}}}
WEIGHTS = {"亩均税收": 10, "亩均营业收入": 90}
BOTH = {"pools": {POOL: {"item": {"cap": 0.4}, "weights": WEIGHTS, "classes": {"A": {"at_most": 0.4}}}}}


def test_what_prepare_has_to_know_is_the_patch_without_weights_and_quotas():
    assert prepared_part(BOTH) == CAP
    assert prepared_part({"pools": {POOL: {"weights": WEIGHTS}}, "defaults": {"classes": {}}}) == {}
    assert prepared_part({"land": {"deduct_new_months": 3}}) == {"land": {"deduct_new_months": 3}}
    assert BOTH["pools"][POOL]["weights"] == WEIGHTS, "what came in stays as it was"


@pytest.fixture
def official():
    return evaluate(five(), load_policy("xiacheng-2019"), YEAR)


def test_from_the_nearer_year_the_answer_is_the_same(official):
    base = live_base(official)
    capped, both = (amend(official.policy, patch, None)[0] for patch in (CAP, BOTH))
    assert needs_prepare(official.policy, both) and not needs_prepare(capped, both)
    near = live(base, five(), capped).standing.prepared
    expected, actual = live(base, five(), both), live(base, five(), both, near)
    assert actual.standing.prepared.cohort is near.cohort, "it did start from the nearer one"
    everyone = np.arange(5)
    np.testing.assert_array_equal(actual.standing.scores(everyone), expected.standing.scores(everyone))
    np.testing.assert_array_equal(actual.standing.ranks, expected.standing.ranks)
    np.testing.assert_array_equal(actual.whole.moves.units, expected.whole.moves.units)
    assert actual.whole.headline == expected.whole.headline


def test_a_year_prepared_for_another_change_is_not_used(official):
    base = live_base(official)
    other = amend(official.policy, {"pools": {POOL: {"item": {"cap": 0.7}}}}, None)[0]
    both = amend(official.policy, BOTH, None)[0]
    near = live(base, five(), other).standing.prepared
    expected, actual = live(base, five(), both), live(base, five(), both, near)
    np.testing.assert_array_equal(actual.standing.scores(np.arange(5)), expected.standing.scores(np.arange(5)))
