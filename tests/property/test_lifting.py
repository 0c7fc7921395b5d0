"""The value that lifts an enterprise does so by the whole evaluation's own decision, and a little less doesn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads, with_benchmarks_held

from muyun.evaluate import evaluate
from muyun.explore.gap.gaps import gaps
from muyun.explore.gap.stand_in import stand_in
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


@pytest.mark.parametrize("policy_id", [p for p in FIVE if p != "jiaxing-2018"])  # its sectors' averages move along
@settings(max_examples=12)
@given(tables=uploads(), which=st.integers(0, 10**6))
def test_a_whole_evaluation_with_the_tax_found_gives_the_class_found(policy_id, tables, which):
    """With benchmarks as constants, the office could really write that tax into the upload."""
    year = latest(tables)
    policy = with_benchmarks_held(load_policy(policy_id), evaluate(tables, load_policy(policy_id), year))
    before = evaluate(tables, policy, year)
    alone = before.unit_of.index[(before.unit_of == before.unit_of.index).to_numpy()]
    codes = before.ranking.index[before.ranking["rank"].notna() & before.ranking.index.isin(alone)]
    if codes.empty:
        return
    code = codes[which % len(codes)]
    found = gaps(before, code)
    gap = next((g for g in found.gaps if g.indicator == "亩均税收" and g.barrier is None), None)
    taxed = [g for g in found.gaps if policy.indicators[g.indicator].numerator == "tax_wan"]
    if gap is None or len(taxed) > 1:
        return

    land = before.prepared.cohort.enterprises["land_mu"].at[code]
    rows = tables.enterprises
    own = (rows["uscc"] == code) & (rows["year"] == year)
    raised = rows.assign(tax_wan=rows["tax_wan"].mask(own, gap.needed * land * (1 + 1e-9) + 1e-7))
    after = evaluate(replace(tables, enterprises=raised), policy, year)

    assert "ABCD".index(after.classes.at[code, "applied"]) == gap.reached
