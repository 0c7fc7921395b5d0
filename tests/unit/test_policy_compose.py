"""A scenario laid over another: what both set is told, what doesn't hold changes nothing."""

from __future__ import annotations

import pytest

from muyun.policy.amend import amend
from muyun.policy.compose import Overlap, composed
from muyun.policy.load import load_policy
from muyun.policy.model import policy_hash

POOL = "规上工业"
RESEARCH = {"pools": {POOL: {"weights": {"亩均税收": 25, "研发投入强度": 20}}}}
STRICT = {"pools": {POOL: {"classes": {"A": {"at_most": 0.15}}}}}
TAX = {"pools": {POOL: {"weights": {"亩均税收": 45, "亩均增加值": 15}, **STRICT["pools"][POOL]}}}


@pytest.fixture(scope="module")
def jiaxing():
    return load_policy("jiaxing-2018")


def weights(policy, patch):
    return dict(amend(policy, patch, None)[0].pools[POOL].weights)


def test_scenarios_of_different_rules_are_both_in_force(jiaxing):
    both = composed(jiaxing, RESEARCH, STRICT, None)
    assert both.patch == {"pools": {POOL: {**RESEARCH["pools"][POOL], **STRICT["pools"][POOL]}}}
    assert (both.replaced, both.wrong) == ((), ())


def test_what_the_upper_one_replaces_is_told_with_both_values(jiaxing):
    looser = {"pools": {POOL: {"classes": {"A": {"at_most": 0.25}, "B": {"at_most": 0.45}}}}}
    both = composed(jiaxing, looser, STRICT, None)
    assert both.patch == {"pools": {POOL: {"classes": {"A": {"at_most": 0.15}, "B": {"at_most": 0.45}}}}}
    (said,) = both.replaced
    assert said.endswith("25 % → 15 %") and "A类" in said


def test_the_same_scenario_twice_replaces_nothing(jiaxing):
    both = composed(jiaxing, TAX, TAX, None)
    assert both.patch == TAX and both.replaced == ()


def test_weights_that_no_longer_add_up_are_a_finding_and_no_patch(jiaxing):
    """Tax 45 and value added 15 laid over tax 25 and research 20: 45 + 15 + 10 + 10 + 10 + 20 = 110."""
    both = composed(jiaxing, RESEARCH, TAX, None)
    assert both.patch == {} and both.replaced == ()
    (finding,) = both.wrong
    assert finding.code == "POLICY_WEIGHT_SUM" and "110" in finding.what


def test_the_upper_one_s_weights_can_be_taken_whole(jiaxing):
    both = composed(jiaxing, RESEARCH, TAX, None, Overlap.OVER)
    assert both.patch == TAX
    official = jiaxing.pools[POOL].weights
    assert weights(jiaxing, both.patch) == {**official, "亩均税收": 45, "亩均增加值": 15}
    assert len(both.replaced) == 2  # tax 25 → 45, research 20 → 10, the policy's


def test_the_lower_one_s_weights_can_be_kept_with_the_rest_of_the_upper_one(jiaxing):
    both = composed(jiaxing, RESEARCH, TAX, None, Overlap.UNDER)
    assert both.patch == composed(jiaxing, RESEARCH, STRICT, None).patch
    assert both.replaced == ()


def test_a_rule_taken_away_below_stays_away_when_the_lower_one_is_kept(jiaxing):
    without, changed = {"sector_adjustment": None, "sector_rules": None}, {"sector_adjustment": {"zero_z": "drop"}}
    assert composed(jiaxing, without, changed, None, Overlap.UNDER).patch == without
    assert composed(jiaxing, changed, without, None, Overlap.UNDER).patch == {**changed, "sector_rules": None}


@pytest.mark.parametrize("overlap", Overlap)
def test_laid_over_the_policy_itself_a_scenario_is_itself(jiaxing, overlap):
    alone = composed(jiaxing, {}, TAX, None, overlap)
    assert alone.patch == TAX and alone.replaced == ()
    assert policy_hash(amend(jiaxing, alone.patch, None)[0]) == policy_hash(amend(jiaxing, TAX, None)[0])
