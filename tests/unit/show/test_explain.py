"""Every worked example of tests/cases can be explained, and traces checked by hand say what the document says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from case_format import Case, read_cases
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy, policy_text
from muyun.policy.model import Policy
from muyun.show.explain import Node, explain
from tests.recompute import agrees, holds

CASES = read_cases()
BY_NAME = {case.name: case for case in CASES}
SHOWN = 5
"""Enterprises explained of each case: those that the case speaks of first."""
TRACES = YAML(typ="safe").load(Path(__file__).with_name("traces.yaml").read_text("utf-8"))


@cache
def shipped(policy_id: str) -> Policy:
    return load_policy(policy_id)


def evaluated(case: Case) -> tuple[Evaluation, Tables, Policy]:
    tables, official = Tables.of(case.tables), shipped(case.policy)
    policy = amend(official, case.patch, policy_text(case.policy))[0] if case.patch else official
    return evaluate(tables, policy, case.year, official if case.scenario else None), tables, official


@pytest.mark.parametrize("case", [c for c in CASES if "错误" not in c.expect], ids=lambda case: case.name)
def test_every_step_of_a_worked_example_is_its_operation_over_the_steps_below(case):
    evaluation, tables, official = evaluated(case)
    told = [case.codes[name] for name in case.expect.get("结果", ())] or evaluation.unit_of.index
    for code in told[:SHOWN]:
        node = explain(evaluation, tables, code, official)
        holds(node)
        agrees(node, evaluation, code)


def is_so(step: Node, wanted: Mapping[str, object]) -> bool:
    """Whether a step is all that is wanted of it."""
    value = wanted.get("value")
    same = step.value == pytest.approx(value, rel=1e-6) if isinstance(value, float) else step.value == value
    quoted = dict(step.basis.clauses)
    return bool(
        (same or "value" not in wanted)
        and step.formula == wanted.get("formula", step.formula)
        and (wanted.get("clause") in quoted or "clause" not in wanted)
        and wanted.get("quote", "") in " ".join(quoted.values())
        and wanted.get("assumed", "") in step.basis.assumed
        and wanted.get("published", "") in step.basis.published
        and wanted.get("note", "") in step.note
        and (wanted.get("cell") in [cell.column for cell in step.cells] or "cell" not in wanted)
    )


@pytest.mark.parametrize("trace", [
    pytest.param(trace, id=f"{trace['case']}：{trace['enterprise']}", marks=pytest.mark.clause(
        *([trace["clause"]] if isinstance(trace.get("clause"), str) else trace.get("clause", []))))
    for trace in TRACES
])  # fmt: skip
def test_a_trace_checked_by_hand_says_what_the_document_says(trace):
    case = BY_NAME[trace["case"]]
    evaluation, tables, official = evaluated(case)
    node = explain(evaluation, tables, case.codes[trace["enterprise"]], official)
    for wanted in trace["steps"]:
        steps = [s for s in node.walk() if s.kind == wanted["kind"] and wanted.get("key", s.key) == s.key]
        assert any(is_so(step, wanted) for step in steps), (wanted, steps[:3])


def test_three_traces_of_each_policy_are_checked():
    counted = [BY_NAME[trace["case"]].policy for trace in TRACES]
    five = {"jiaxing-2018", "xiacheng-2019", "xian-2022", "fenghua-2022", "huangyan-2022"}
    assert {policy for policy in five if counted.count(policy) >= 3} == five
