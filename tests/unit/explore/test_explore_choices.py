"""The settings of 模拟测算 as the smallest patch, and back."""

from dataclasses import replace

import pytest

from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.choices import choices, patch_of, without_choices
from muyun.explore.whatif.rescale import moved
from muyun.policy.amend import amend, merge
from muyun.policy.load import load_policy, policy_ids

POOL = "规上工业"


@pytest.mark.parametrize("policy_id", policy_ids())
def test_the_official_choices_make_an_empty_patch(policy_id):
    policy = load_policy(policy_id)
    assert patch_of(policy, choices(policy)) == {}


@pytest.mark.parametrize("policy_id", policy_ids())
def test_a_patch_makes_exactly_the_choices(policy_id):
    policy = load_policy(policy_id)
    own = choices(policy)
    weights = moved(own.weights[POOL], "亩均税收", 33, bounds(policy, POOL)).weights
    quotas = own.quotas[POOL] | {"A": {next(iter(own.quotas[POOL]["A"])): 0.1}}
    if "exact" in quotas["A"]:
        quotas |= {"B": {"exact": 0.8}, "C_D": {"exact": 0.1, "d_share": 0.25}}
    factors = {} if own.factors[POOL] is None else {POOL: 1.2}
    wanted = replace(
        own,
        weights=own.weights | {POOL: weights},
        quotas=own.quotas | {POOL: quotas},
        factors=own.factors | factors,
        caps=own.caps | {POOL: "none"},
    )
    patch = patch_of(policy, wanted)
    assert choices(amend(policy, patch, None)[0]) == wanted
    assert list(patch["pools"]) == [POOL]


def test_the_patch_names_only_what_differs():
    policy = load_policy("xiacheng-2019")
    own = choices(policy)
    weights = own.weights[POOL] | {"亩均税收": 32.0, "亩均增加值": 18.0}
    wanted = replace(own, weights={POOL: weights}, caps={POOL: 1.2}, factors={}, quotas={})
    assert patch_of(policy, wanted) == {
        "pools": {POOL: {"weights": {"亩均税收": 32.0, "亩均增加值": 18.0}, "item": {"cap": 1.2}}}
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"C_D": {"exact": 0.1, "d_share": {"甲区": 1.0}}}, {"C_D": {"exact": 0.1, "d_share": {"乙区": 0.5}}}),
        ({"C_D": {"exact": 0.1, "d_share": {"甲区": 1.0}}}, {"C_D": {"exact": 0.1, "d_share": 0.5}}),
        ({}, {"C_D": {"exact": 0.1}}),
    ],
)
def test_the_share_of_d_is_replaced_whole(before, after):
    policy = amend(load_policy("xian-2022"), {"pools": {POOL: {"classes": before}}} if before else {}, None)[0]
    own = choices(policy)
    wanted = replace(own, quotas={POOL: own.quotas[POOL] | after})
    assert choices(amend(policy, patch_of(policy, wanted), None)[0]).quotas == wanted.quotas


def test_another_kind_of_quota_is_a_choice():
    policy = load_policy("xiacheng-2019")
    own = choices(policy)
    wanted = replace(own, quotas={POOL: own.quotas[POOL] | {"A": {"at_least": 0.1}}})
    patch = patch_of(policy, wanted)
    assert patch == {"pools": {POOL: {"classes": {"A": {"at_least": 0.1}}}}}
    assert choices(amend(policy, patch, None)[0]).quotas[POOL]["A"] == {"at_least": 0.1}


def test_what_the_page_does_not_set_is_kept_beside():
    policy = load_policy("xiacheng-2019")
    item = {"cap": 1.2, "missing": "redistribute"}
    weights = {"亩均税收": 32.0, "亩均增加值": 18.0}
    patch = {
        "lowland": {"line": 2},
        "defaults": {"classes": {"A": {"at_most": 0.1}}, "item": {"cap": 1.5}},
        "pools": {POOL: {"weights": weights, "item": item, "benchmark": {"factor": 2.0}}},
    }
    rest = without_choices(patch)
    assert rest == {"lowland": {"line": 2}, "pools": {POOL: {"item": {"missing": "redistribute"}}}}
    base, scenario = (amend(policy, p, None)[0] for p in (rest, patch))
    again = merge(rest, patch_of(base, choices(scenario)))
    assert choices(amend(policy, again, None)[0]) == choices(scenario)
    assert patch["pools"][POOL]["item"] == item  # what came in is as it was


def test_a_benchmark_by_another_method_is_kept_whole():
    benchmark = {"method": "percentile", "q": 0.9, "factor": 1.1}
    assert without_choices({"pools": {POOL: {"benchmark": benchmark}}}) == {"pools": {POOL: {"benchmark": benchmark}}}


def test_a_new_pool_keeps_the_weights_that_it_needs():
    pool = {"members": {"kind": "服务业"}, "weights": {"亩均税收": 100}, "weights_source": {"assumed": "模拟"}}
    assert without_choices({"pools": {"服务业": pool}}) == {"pools": {"服务业": pool}}
