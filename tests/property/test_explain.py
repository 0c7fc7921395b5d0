"""Every step of a trace is its operation over the steps below it, and the root is the result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.data.correct import corrected
from muyun.evaluate import Evaluation, evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.explain import explain
from tests.recompute import agrees, holds


def unlike(evaluation: Evaluation) -> list[str]:
    """One enterprise of each kind of result: 评价组, status, reasons, classes; the rest are like one of them."""
    units = evaluation.participants.loc[evaluation.unit_of.to_numpy(), ["group", "status", "reason"]].astype(str)
    rows = units.assign(code=evaluation.unit_of.index)
    classes = evaluation.classes.loc[rows.index].astype(str).set_axis(rows.index)
    return list(rows.join(classes[~classes.index.duplicated()]).drop_duplicates(
        ["group", "status", "reason", "natural", "applied", "reasons"])["code"])


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_every_step_is_its_operation_over_the_steps_below(policy_id, tables):
    tables, policy = corrected(tables)[0], load_policy(policy_id)
    evaluation = evaluate(tables, policy, latest(tables))
    for code in unlike(evaluation):
        node = explain(evaluation, tables, code)
        holds(node)
        agrees(node, evaluation, code)


PATCHES = {
    "min and max": {"defaults": {"formula": {"value": "min_max", "assumed": "测试"}}},
    "a percentile": {"defaults": {"benchmark": {"method": "percentile", "q": 0.75, "factor": 1.2, "assumed": "测试"}}},
    "the best share": {"defaults": {"benchmark": {"method": "best_share", "share": 0.2, "assumed": "测试"}}},
    "lost items": {"defaults": {"item": {"missing": "redistribute"}}},
    "excluded for want of data": {"defaults": {"item": {"missing": "exclude"}}},
    "no cap, a floor": {"defaults": {"item": {"cap": "none", "floor": 0.1}}},
    "exact quotas": {"defaults": {"classes": {
        "A": {"exact": 0.15, "assumed": "测试"}, "B": {"exact": 0.5, "assumed": "测试"}, "C": {"rest": True},
        "D": {"exact": 0.07, "assumed": "测试"}}}},
    "quotas at least": {"defaults": {"classes": {
        "A": {"at_least": 0.5, "assumed": "测试"}, "B": {"at_least": 0.45, "assumed": "测试"}, "C": {"rest": True},
        "D": {"at_least": 0.05, "assumed": "测试"}}}},
    "lower is better": {"indicators": {"全员劳动生产率": {"better": "lower"}, "亩均税收": {"better": "lower"}}},
    "min and max, lower is better": {
        "defaults": {"formula": {"value": "min_max", "assumed": "测试"}},
        "indicators": {"亩均税收": {"better": "lower"}}},
    "by county": {"defaults": {"pool_by": "区县"}},
}  # fmt: skip


@pytest.mark.parametrize("patch", PATCHES.values(), ids=list(PATCHES))
@settings(max_examples=8)
@given(tables=uploads(), policy_id=st.sampled_from(["xiacheng-2019", "jiaxing-2018", "fenghua-2022"]))
def test_it_holds_under_other_rules_too(patch, tables, policy_id):
    official = load_policy(policy_id)
    policy = amend(official, patch, None)[0]
    evaluation = evaluate(tables, policy, latest(tables))
    for code in unlike(evaluation):
        node = explain(evaluation, tables, code, official)
        holds(node)
        agrees(node, evaluation, code)


