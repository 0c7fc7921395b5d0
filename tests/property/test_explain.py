"""Every step of a trace is its operation over the steps below it, and the root is the result."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads

from muyun.data.correct import corrected
from muyun.evaluate import Evaluation, evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.explain import Kind, Node, Op, explain
from muyun.show.explain.node import LEAVES
from muyun.terms import Status
from tests.recompute import recomputed

LAST_BITS = 1e-11
"""Sums of a trace add in another order than the kernel; all else agrees to the last bit or two."""


def holds(node: Node) -> None:
    """Every node below is what its operation says; a leaf has its cells, or says where it comes from."""
    for step in node.walk():
        if step.operation in LEAVES:
            assert step.operation in (Op.RULE, Op.TOTAL, Op.ABOVE) or step.cells, step
            assert step.cells or step.note or step.rule or step.basis.clauses or step.basis.assumed or (
                step.basis.published or step.kind in (Kind.SIZE, Kind.YEAR)
            ), step
            continue
        found = recomputed(step)
        if isinstance(step.value, float) and not isinstance(found, str):
            both_missing = math.isnan(step.value) and (found is None or math.isnan(found))
            assert both_missing or found == pytest.approx(step.value, rel=LAST_BITS, abs=LAST_BITS), step
        else:
            assert found == step.value, step


def agrees(node: Node, evaluation: Evaluation, code: str) -> None:
    """The tree's numbers are those of the frames."""
    unit = evaluation.unit_of[code]
    found = {step.kind: step.value for step in node.walk() if step.kind in (
        Kind.APPLIED, Kind.ADJUSTED, Kind.NATURAL, Kind.RANK, Kind.SCORE, Kind.POINTS, Kind.STATUS, Kind.POOL)}
    assert found[Kind.STATUS] == evaluation.participants.at[unit, "status"]
    score = evaluation.ranking.at[unit, "score"]
    assert (Kind.SCORE in found) == (not math.isnan(score))
    if Kind.SCORE in found:
        assert found[Kind.SCORE] == score and found[Kind.POINTS] == evaluation.adjustments.at[unit, "points"]
        items = {step.key: step.value for step in node.walk() if step.kind is Kind.ITEM}
        for name, value in items.items():
            assert value == evaluation.items.at[unit, name] or math.isnan(value)
    ranked = found[Kind.STATUS] == Status.EVALUATED
    assert (Kind.RANK in found) == ranked
    if ranked:
        row = evaluation.classes.loc[unit]
        assert [found[k] for k in (Kind.NATURAL, Kind.ADJUSTED, Kind.APPLIED)] == [
            row["natural"], row["adjusted"], row["applied"]]
        assert found[Kind.RANK] == evaluation.ranking.at[unit, "rank"]


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


