"""Whatever a patch or a policy file holds, the answer is a policy or findings, never a fault."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muyun.findings import Finding, InputError
from muyun.policy.amend import amend, merge, parse_setting, plain_data
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import policy_hash
from muyun.policy.shape import parse_shape
from muyun.policy.strict_yaml import KeyPath, parse_value

WORDS = st.sampled_from(["none", "A", "规上工业", "亩均税收", "zero", "hard", "区县", "", "1713", "pool_ratio"])
NUMBERS = st.integers(-3, 120) | st.floats() | st.sampled_from([0.05, 0.2, 1, 100])
PLAIN = st.none() | st.booleans() | NUMBERS | WORDS


def nested(keys: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Any value of a patch, with keys that a policy has among others."""
    return st.recursive(
        PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
    )


def paths(data: object, path: KeyPath = ()) -> list[KeyPath]:
    """The paths of all mapping keys in plain data, lists left whole."""
    if not isinstance(data, dict):
        return []
    return [p for key, value in data.items() for p in ((*path, key), *paths(value, (*path, key)))]


POLICIES = {policy_id: load_policy(policy_id) for policy_id in policy_ids()}
KEYS = {policy_id: paths(plain_data(policy)) for policy_id, policy in POLICIES.items()}
ALL_KEYS = st.sampled_from(sorted({str(step) for known in KEYS.values() for path in known for step in path}))


@st.composite
def patches(draw: st.DrawFn) -> tuple[str, dict]:
    """A policy's id and a patch that changes a few of its keys, or others, to anything."""
    policy_id = draw(st.sampled_from(sorted(POLICIES)))
    whole: list[dict] = []
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(KEYS[policy_id]))
        value = draw(nested(ALL_KEYS))
        for step in reversed(path):
            value = {step: value}
        whole.append(value)
    return policy_id, merge(*whole)


@settings(max_examples=150)
@given(patches())
def test_a_patch_gives_a_policy_or_findings(drawn):
    policy_id, patch = drawn
    try:
        policy, findings = amend(POLICIES[policy_id], patch, None)
    except InputError as error:
        findings = error.findings
        assert findings
    else:
        again, _ = amend(policy, {}, None)
        assert policy_hash(again) == policy_hash(policy)
        assert all(abs(sum(pool.weights.values()) - 100) <= 1e-6 for pool in policy.pools.values())
    assert all(isinstance(finding, Finding) and str(finding) for finding in findings)


@settings(max_examples=100)
@given(st.dictionaries(ALL_KEYS, nested(ALL_KEYS), max_size=6))
def test_any_data_is_a_policy_or_findings(data):
    policy, findings = parse_shape(data, lambda path: None)
    assert policy is not None or findings


@given(st.text(max_size=60))
def test_any_setting_is_a_patch_or_findings(text):
    try:
        assert isinstance(parse_setting(text), dict)
    except InputError as error:
        assert error.findings


@settings(max_examples=100)
@given(st.text(alphabet="ab1 :-[]{},&*!|>'\"#%?~.\n\té亩", max_size=60))
def test_any_text_is_yaml_or_findings(text):
    try:
        parse_value(text, "text")
    except InputError as error:
        assert error.findings


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
def test_setting_a_value_to_itself_changes_nothing(policy_id):
    policy = POLICIES[policy_id]
    same, findings = amend(policy, plain_data(policy), None)
    assert (same, findings) == (policy, ())
