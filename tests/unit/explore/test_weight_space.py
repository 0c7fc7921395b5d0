"""Which weights are legal, worked out by hand from the clauses."""

import numpy as np
import pytest

from muyun.explore.weight_space import weight_space
from muyun.policy.amend import amend
from muyun.policy.load import load_policy


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_the_limits_of_xiacheng():
    """Spec 5.5: 亩均税收 30–35, 亩均增加值 20–30, the other four 10–20."""
    space = weight_space(load_policy("xiacheng-2019"), "规上工业")
    assert space.lower.tolist() == [30, 20, 10, 10, 10, 10]
    assert space.upper.tolist() == [35, 30, 20, 20, 20, 20]
    assert space.holds(space.official)


def test_fixed_weights_may_differ_by_a_share_of_themselves():
    """XA-08: 25, 25, 10, 15, 15, 10; a tenth of each either way."""
    space = weight_space(load_policy("xian-2022"), "规上工业", within=0.1)
    assert space.lower.tolist() == pytest.approx([22.5, 22.5, 9, 13.5, 13.5, 9])
    assert space.upper.tolist() == pytest.approx([27.5, 27.5, 11, 16.5, 16.5, 11])


def test_nothing_differs_within_nothing():
    for policy, pool in (("xiacheng-2019", "规上工业"), ("xian-2022", "规上工业"), ("xiacheng-2019", "规下工业")):
        space = weight_space(load_policy(policy), pool, within=0)
        assert np.array_equal(space.lower, space.official)
        assert np.array_equal(space.upper, space.official)


def test_one_indicator_keeps_its_hundred():
    space = weight_space(load_policy("xiacheng-2019"), "规下工业")
    assert (space.lower.tolist(), space.upper.tolist()) == ([100.0], [100.0])


def test_a_scenario_beyond_a_soft_limit_belongs_to_its_own_space():
    """XC-11 says 一般 for at least 20: a scenario may have 18, and then 18 and less are drawn too."""
    weights = {"亩均税收": 32, "亩均增加值": 18}
    patch = {"pools": {"规上工业": {"weights": weights}}}
    policy = amend(load_policy("xiacheng-2019"), patch, None)[0]
    space = weight_space(policy, "规上工业")
    assert space.holds(space.official)
    assert space.lower[1] == 0 < 18 < space.upper[1]


def test_ends_are_as_tight_as_the_sum_allows():
    """80 and 20, each within a half: the second may be 10–30, so the first 70–90 and not 40–120."""
    policy = load_policy("huangyan-2022")
    patch = {"pools": {"规下工业": {"weights": dict(zip(policy.pools["规下工业"].weights, (80, 20), strict=True))}}}
    space = weight_space(amend(policy, patch, None)[0], "规下工业", within=0.5)
    assert space.lower.tolist() == pytest.approx([70, 10])
    assert space.upper.tolist() == pytest.approx([90, 30])


@pytest.mark.parametrize("within", [-0.1, float("nan")])
def test_a_share_that_is_none_is_refused(within):
    with pytest.raises(ValueError):
        weight_space(load_policy("xian-2022"), "规上工业", within)
