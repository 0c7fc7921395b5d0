"""Whatever levers are moved, in whatever order, the patch makes exactly what was chosen, and back nothing is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.choices import choices, patch_of, without_choices
from muyun.explore.whatif.lever import Lever, LeverKind
from muyun.explore.whatif.levers import levers
from muyun.explore.whatif.rescale import moved
from muyun.explore.whatif.rule_patch import moved_patch
from muyun.findings import InputError
from muyun.policy.amend import amend, merge
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import Policy

YEAR = 2022
POLICIES = {policy_id: load_policy(policy_id) for policy_id in policy_ids()}


def values(lever: Lever) -> st.SearchStrategy[object]:
    """What the control of a lever can be set to."""
    members = [value for value, _ in lever.choices]
    match lever.kind:
        case LeverKind.SWITCH:
            return st.booleans()
        case LeverKind.CHOICE:
            return st.sampled_from(members)
        case LeverKind.MEMBERS:
            return st.lists(st.sampled_from(members), unique=True).map(lambda some: [m for m in members if m in some])
        case LeverKind.ORDER:
            return st.lists(st.sampled_from(members), unique=True, min_size=1, max_size=3)
        case LeverKind.CAP:
            return st.sampled_from(["none", 0.5, 1, 2.5])
        case LeverKind.SHARE:
            return st.integers(int(lever.ends.low), int(lever.ends.high)).map(lambda per_cent: per_cent / 100)
        case LeverKind.INTEGER:
            return st.integers(int(lever.ends.low), int(lever.ends.high))
    return st.integers(1, 5000).map(lambda n: min(max(n / 4, lever.ends.low), lever.ends.high))


def moves(data: st.DataObject, policy: Policy, pool: str, patch: dict) -> dict:
    """The patch after a few moves; a move that the policy can't take is left, as on the page."""
    for _ in range(data.draw(st.integers(1, 5))):
        scenario = amend(policy, patch, None)[0]
        lever = data.draw(st.sampled_from(levers(policy, scenario, pool, YEAR)), label="lever")
        value = data.draw(values(lever), label=lever.key)
        after = moved_patch(policy, scenario, patch, lever, value)
        try:
            new = amend(policy, after, None)[0]
        except InputError:
            continue
        found = {of.key: of for of in levers(policy, new, pool, YEAR)}
        assert found[lever.key].value == value
        for other in levers(policy, scenario, pool, YEAR):
            if other.path != lever.path:
                assert found[other.key].value == other.value
        patch = after
    return patch


def back(policy: Policy, pool: str, patch: dict) -> dict:
    """The patch with every lever at the policy's value again; rules that are off first, their values then."""
    while changed := [of for of in levers(policy, amend(policy, patch, None)[0], pool, YEAR) if of.changed]:
        first = min(changed, key=lambda of: (bool(of.field) and of.field != ("method",), of.key))
        patch = moved_patch(policy, amend(policy, patch, None)[0], patch, first, first.official)
    return patch


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
@settings(max_examples=40)
@given(data=st.data())
def test_the_levers_make_exactly_what_was_chosen_and_leave_nothing_when_put_back(policy_id, data):
    policy = POLICIES[policy_id]
    pool = data.draw(st.sampled_from(list(policy.pools)))
    patch = moves(data, policy, pool, {})
    assert back(policy, pool, patch) == {}


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
@settings(max_examples=25)
@given(data=st.data())
def test_weights_move_beside_the_levers(policy_id, data):
    """As 模拟测算 does it: levers, then a weight, then levers; each keeps what the other set."""
    policy = POLICIES[policy_id]
    pool = next(iter(policy.pools))
    patch = moves(data, policy, pool, {})
    scenario = amend(policy, patch, None)[0]
    own = choices(scenario)
    weights = moved(own.weights[pool], "亩均税收", 34, bounds(scenario, pool)).weights
    wanted = replace(own, weights=own.weights | {pool: weights})
    rest = without_choices(patch)
    patch = dict(merge(rest, patch_of(amend(policy, rest, None)[0], wanted)))
    after = amend(policy, patch, None)[0]
    assert choices(after) == wanted
    before = {of.key: of.value for of in levers(policy, scenario, pool, YEAR)}
    assert {of.key: of.value for of in levers(policy, after, pool, YEAR)} == before
    moved_on = moves(data, policy, pool, patch)
    assert choices(amend(policy, moved_on, None)[0]).weights == wanted.weights
    assert back(policy, pool, moved_on) == patch_of(policy, replace(choices(policy), weights=wanted.weights))
