"""Every step of a trace is its operation over the steps below it, and the root is the result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.data.correct import corrected
from muyun.evaluate import Evaluation, evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.explain import Kind, explain
from tests.recompute import agrees, holds


def unlike(evaluation: Evaluation) -> list[str]:
    """One enterprise of each kind of result: 评价组, status, reasons, classes; the rest are like one of them."""
    units = evaluation.participants.loc[evaluation.unit_of.to_numpy(), ["group", "status", "reason"]].astype(str)
    rows = units.assign(code=evaluation.unit_of.index)
    classes = evaluation.classes.loc[rows.index].astype(str).set_axis(rows.index)
    return list(rows.join(classes[~classes.index.duplicated()]).drop_duplicates(
        ["group", "status", "reason", "natural", "applied", "reasons"])["code"])


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=6)
@given(tables=uploads())
def test_every_step_is_its_operation_over_the_steps_below(policy_id, tables):
    tables, policy = corrected(tables)[0], load_policy(policy_id)
    evaluation = evaluate(tables, policy, latest(tables))
    for code in unlike(evaluation):
        node = explain(evaluation, tables, code)
        holds(node)
        agrees(node, evaluation, code)


@pytest.mark.parametrize("policy_id", ["jiaxing-2018", "fenghua-2022"])
@settings(max_examples=6)
@given(tables=uploads())
def test_totals_are_those_of_the_rows_that_they_name(policy_id, tables):
    """Both sums of a benchmark, over the 参评 units of the 评价组 that have both measures (spec 10.1)."""
    policy = load_policy(policy_id)
    evaluation = evaluate(tables, policy, latest(tables))
    units = evaluation.participants
    for code in unlike(evaluation)[:4]:
        group = units.at[evaluation.unit_of[code], "group"]
        own = units[(units["status"] == "参评") & (units["group"] == group)]
        for base in (s for s in explain(evaluation, tables, code).walk() if s.kind is Kind.BENCHMARK):
            indicator = policy.indicators[base.key]
            both = own[[indicator.numerator, indicator.denominator]].dropna()
            (year,) = (step for step in base.children if step.kind is Kind.YEAR)
            for leaf, name in zip(year.children, both, strict=True):
                assert leaf.value == pytest.approx(both[name].sum(min_count=1), nan_ok=True)
                assert f" {len(both):,} 家" in leaf.note


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
    "all weight on one item": {"pools": {"规下工业": {"weights": {"亩均税收": 0, "亩均增加值": 100}}},
                               "defaults": {"item": {"missing": "redistribute"}}},
    "by county": {"defaults": {"pool_by": "区县"}},
}  # fmt: skip


@pytest.mark.parametrize("patch", PATCHES.values(), ids=list(PATCHES))
@settings(max_examples=4)
@given(tables=uploads(sizes=(5, 25)), policy_id=st.sampled_from(["xiacheng-2019", "jiaxing-2018", "fenghua-2022"]))
def test_it_holds_under_other_rules_too(patch, tables, policy_id):
    official = load_policy(policy_id)
    policy = amend(official, patch, None)[0]
    evaluation = evaluate(tables, policy, latest(tables))
    for code in unlike(evaluation):
        node = explain(evaluation, tables, code, official)
        holds(node)
        agrees(node, evaluation, code)


