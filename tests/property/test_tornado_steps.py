"""A bar of the tornado counts whom a whole evaluation under that step moves, on all policies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.evaluate import evaluate
from muyun.explore.whatif.choices import choices, patch_of
from muyun.explore.whatif.live import live_base
from muyun.explore.whatif.sensitivity import POINTS, sensitivity
from muyun.explore.whatif.standing import MEASURES
from muyun.policy.amend import amend
from muyun.policy.load import load_policy


def letters(evaluation, pool):
    """Positions of the pool's units, and the class of each as text, "" without one."""
    mine = np.flatnonzero((evaluation.participants["pool"] == pool).to_numpy())
    return mine, evaluation.classes["applied"].astype("str").fillna("").to_numpy()[mine]


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=3)
@given(tables=uploads((25, 50)), points=st.sampled_from(POINTS), drawn=st.data())
def test_every_bar_is_what_a_plain_scenario_does(policy_id, tables, points, drawn):
    policy, year = load_policy(policy_id), latest(tables)
    official = evaluate(tables, policy, year)
    pool = drawn.draw(st.sampled_from(list(policy.pools)))
    mine, before = letters(official, pool)
    sums = official.participants[list(MEASURES[:2])].to_numpy(dtype=float, na_value=np.nan)[mine]
    for pull in sensitivity(live_base(official).standing, official, tables, pool, points):
        for step in (pull.down, pull.up):
            assert (step.effect is None) == bool(step.refused)
            if step.effect is None:
                continue
            patched = amend(policy, patch_of(policy, step.choices), None)[0]
            after = letters(evaluate(tables, patched, year, official=policy), pool)[1]
            both = (before != "") & (after != "")
            assert np.array_equal(step.effect.raised, mine[both & (after < before)])
            assert np.array_equal(step.effect.lowered, mine[both & (after > before)])
            change = [np.nansum(sums[after == letter], axis=0) - np.nansum(sums[before == letter], axis=0)
                      for letter in "ABCD"]  # fmt: skip
            assert np.column_stack([step.effect.land_mu, step.effect.tax_wan]) == pytest.approx(np.array(change))


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=2)
@given(tables=uploads((25,)))
def test_a_step_changes_one_lever_of_one_pool(policy_id, tables):
    policy, year = load_policy(policy_id), latest(tables)
    official = evaluate(tables, policy, year)
    own, pool = choices(policy), next(iter(policy.pools))
    for pull in sensitivity(live_base(official).standing, official, tables, pool):
        for step in (s for s in (pull.down, pull.up) if s.choices is not None):
            changed = [field for field in ("weights", "quotas", "factors", "caps")
                       if getattr(step.choices, field) != getattr(own, field)]  # fmt: skip
            assert len(changed) == 1
            values = getattr(step.choices, changed[0])
            assert {name for name in values if values[name] != getattr(own, changed[0])[name]} == {pool}
