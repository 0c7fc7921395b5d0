"""A changed row decided from what it touches has the class of the changed upload evaluated as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.gap.changed_row import ChangedRow, changed_row
from muyun.explore.gap.changed_upload import changed_upload
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.policy.model import Policy

MOVING = {
    "pool_ratio": {"method": "pool_ratio", "factor": 1.2},
    "percentile": {"method": "percentile", "q": 0.7},
    "best_share": {"method": "best_share", "share": 0.3},
}
MEASURES = ("tax_wan", "value_added_wan", "output_wan", "rd_wan", "turnover_wan", "emission_t", "energy_tce")


def ranked_row(tables: Tables, policy: Policy, which: int) -> ChangedRow | None:
    evaluation = evaluate(tables, policy, latest(tables))
    ranked = evaluation.ranking.index[evaluation.ranking["rank"].notna()]
    return None if ranked.empty else changed_row(evaluation, tables, ranked[which % len(ranked)])


def whole(row: ChangedRow, measures: dict[str, float]) -> Evaluation:
    upload = changed_upload(row.tables, row.evaluation, row.unit, measures)
    return evaluate(upload, row.evaluation.policy, row.evaluation.year)


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=6)
@given(tables=uploads(), which=st.integers(0, 10**6), data=st.data())
def test_a_changed_row_has_the_class_of_the_changed_upload(policy_id, tables, which, data):
    row = ranked_row(tables, load_policy(policy_id), which)
    if row is None:
        return
    holds_as_the_whole(row, data)


@pytest.mark.parametrize("kind", [*MOVING, "min_max"])
@settings(max_examples=4)
@given(tables=uploads(), which=st.integers(0, 10**6), data=st.data())
def test_it_does_whatever_the_benchmark_is_made_of(kind, tables, which, data):
    policy = load_policy("xian-2022")
    rule = {"formula": "min_max"} if kind == "min_max" else {"benchmark": {**MOVING[kind], "assumed": "测试"}}
    row = ranked_row(tables, amend(policy, {"defaults": rule}, None)[0], which)
    if row is not None:
        holds_as_the_whole(row, data)


def holds_as_the_whole(row: ChangedRow, data: st.DataObject) -> None:
    own = row.evaluation.participants.loc[row.unit]
    names = [name for name in MEASURES if not np.isnan(own[name])]
    assert row.class_with({}) == "ABCD".index(row.evaluation.classes.at[row.unit, "applied"])
    for _ in range(3):
        chosen = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
        times = st.sampled_from([0.0, 0.25, 0.9, 1.1, 2.0, 30.0])
        measures = {name: float(own[name]) * data.draw(times) for name in chosen}
        after = whole(row, measures)
        letter = after.classes.at[row.unit, "applied"]
        assert row.class_with(measures) == row.confirmed(measures) == (-1 if letter != letter else "ABCD".index(letter))
