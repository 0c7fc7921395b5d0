"""The value that lifts an enterprise does so by the whole evaluation's own decision, and a little less doesn't."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.evaluate import evaluate
from muyun.explore.gaps import gaps
from muyun.explore.stand_in import stand_in
from muyun.policy.load import load_policy


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=12)
@given(tables=uploads(), which=st.integers(0, 10**6))
def test_the_value_found_lifts_and_a_little_less_does_not(policy_id, tables, which):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    ranked = evaluation.ranking.index[evaluation.ranking["rank"].notna()]
    if ranked.empty:
        return
    unit = ranked[which % len(ranked)]
    found, own = gaps(evaluation, unit), stand_in(evaluation, unit)

    assert found.now == "ABCD".index(evaluation.classes.at[unit, "applied"])
    for j, gap in enumerate(found.gaps):
        if gap.barrier is None:
            assert own.class_with(j, gap.needed) == gap.reached < found.now
            back = -1 if own.scoring.rules.lower_is_better[j] else 1
            less = gap.needed - back * max(abs(gap.needed) * 1e-6, 1e-7)
            assert own.class_with(j, less) >= found.now
    if not np.isnan(found.margin):
        fallen = own.class_at(own.score - round(found.margin * 1e9), wins_ties=False)
        assert fallen == found.falls_to > found.now
        assert own.class_at(own.score - round(found.margin * 1e9) + 1, wins_ties=False) <= found.now


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=12)
@given(tables=uploads(), which=st.integers(0, 10**6))
def test_an_own_value_put_in_again_changes_nothing(policy_id, tables, which):
    """The stand-in is the unit itself as long as nothing is changed: same class, same place among ties."""
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    ranked = evaluation.ranking.index[evaluation.ranking["rank"].notna()]
    if ranked.empty:
        return
    unit = ranked[which % len(ranked)]
    own = stand_in(evaluation, unit)
    for j, name in enumerate(own.pool.indicators):
        value = evaluation.indicators.at[unit, name]
        if not np.isnan(own.ratio(j, value)):  # a value without a benchmark is worth nothing
            assert own.class_with(j, value) == "ABCD".index(evaluation.classes.at[unit, "applied"])
