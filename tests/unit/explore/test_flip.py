"""The nearest legal weights that change a class, worked out on paper."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.flip.flips import PROVEN, Flip, Flips, Norm, flips
from muyun.explore.weight_space import weight_space
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.policy.model import Policy

YEAR = 2022
TWO = "规下工业"
"""亩均税收 and 单位用电税收, 50 points each, benchmarks 20 and 1, cap 1: ±20 % is 40 to 60."""
HELD = {"benchmark": {"method": "constant", "values": {"亩均税收": 20, "单位用电税收": 1}, "assumed": "测试"}}


def policy_with(classes: dict[str, float]) -> Policy:
    """Quotas at most so much of A, B and D; C is the rest."""
    quotas = {name: {"at_most": share} for name, share in classes.items()}
    return amend(load_policy("huangyan-2022"), {"pools": {TWO: HELD | {"classes": quotas}}}, None)[0]


def firm(code: str, first: float, second: float) -> dict[str, object]:
    """A factory with these shares of full marks in the two items."""
    tax = first * 200
    return {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "镇街": "东镇",
            "行业代码": "3311", "规模": "规下", "用地面积": 10.0, "税收实际贡献": tax,
            "用电量": tax / second}  # fmt: skip


def evaluated(rows: list[dict[str, object]], classes: dict[str, float], **tables: list) -> Evaluation:
    return evaluate(Tables.of({"企业": rows, **tables}), policy_with(classes), YEAR)


def found(evaluation: Evaluation, unit: str, within: float | None = None) -> Flips:
    answer = flips(evaluation, unit, weight_space(evaluation.policy, TWO, within))
    assert answer is not None
    return answer


def by_norm(two: tuple[Flip, ...]) -> dict[Norm, Flip]:
    return {flip.norm: flip for flip in two}


CROSSING = [firm("E1", 1.0, 1.0), firm("E2", 0.8, 0.5), firm("E3", 0.5, 0.7), firm("E4", 0.1, 0.1)]
"""n 4: one A, two of B, one C. Under 50/50: 100, 65, 60, 10."""


def test_the_least_change_that_overtakes_the_one_rival_at_the_line():
    """A 25 %, B 25 %: E3 is C behind E2. 80w + 50(100 − w) ≤ 50w + 70(100 − w) at w = 40, where both have 62: the
    smaller code of E2 wins that tie by 亩均税收 already, and 40 is the end of the range. With ±30 % it is just past 40.
    """
    evaluation = evaluated(CROSSING, {"A": 0.25, "B": 0.25, "D": 0.0})
    assert [flip.why for flip in found(evaluation, "E3").up] == [PROVEN] * 2
    up = by_norm(found(evaluation, "E3", within=0.3).up)
    assert up[Norm.SUM].distance == pytest.approx(20, abs=1e-6)
    assert up[Norm.LARGEST].distance == pytest.approx(10, abs=1e-6)
    assert all(flip.exact and flip.reached == 1 and flip.weights[0] < 40 for flip in up.values())


def test_a_tie_that_the_unit_wins_is_enough():
    """From the other side: E2 falls to C only when E3 is ahead, past 40; E3 never climbs over E2 at 40 itself."""
    evaluation = evaluated(CROSSING, {"A": 0.25, "B": 0.25, "D": 0.0})
    assert [flip.why for flip in found(evaluation, "E2").down] == [PROVEN] * 2
    weights = np.array([[40.0, 60.0]])
    scores = evaluation.prepared.pools[TWO].ratios.T @ weights[0]
    assert sorted(np.round(scores, 9).tolist()) == [10, 62, 62, 100]


def test_a_tie_won_at_the_very_end_of_the_range():
    """E3 has more tax per mu than E2 here, so the tie at the end of the range falls to it: 40/60, 10 points each.

    E2 0.5 and 0.9, E3 0.6 and 0.75 under w/(100 − w): equal at 50w + 90(100 − w) = 60w + 75(100 − w), w = 60.
    """
    rows = [firm("E1", 1.0, 1.0), firm("E2", 0.5, 0.9), firm("E3", 0.6, 0.75), firm("E4", 0.1, 0.1)]
    up = by_norm(found(evaluated(rows, {"A": 0.25, "B": 0.25, "D": 0.0}), "E3").up)
    assert up[Norm.SUM].weights == pytest.approx([60, 40], abs=1e-6)
    assert (up[Norm.SUM].distance, up[Norm.LARGEST].distance) == pytest.approx((20, 10), abs=1e-6)
    assert up[Norm.SUM].exact and up[Norm.LARGEST].exact


def test_weights_between_are_found_where_two_rivals_pull_apart():
    """E3 must pass E2 (at w < 45) and not fall behind E4 (w > 42): 45 it is, 5 points each.

    E2 0.7 and 0.48, E3 0.48 and 0.66: 22w = 18(100 − w) at w = 45.
    """
    rows = [firm("E1", 1.0, 1.0), firm("E2", 0.7, 0.48), firm("E3", 0.48, 0.66), firm("E4", 0.1, 0.1)]
    up = by_norm(found(evaluated(rows, {"A": 0.25, "B": 0.25, "D": 0.0}), "E3").up)
    assert up[Norm.SUM].distance == pytest.approx(10, abs=1e-6) and up[Norm.SUM].exact
    assert up[Norm.LARGEST].plain[0] == pytest.approx(45, abs=0.006)


def test_a_single_indicator_leaves_nothing_to_move():
    rows = [firm(f"E{n}", 1.0 - n / 10, 0.5) for n in range(5)]
    rules = load_policy("jiaxing-2018")
    evaluation = evaluate(Tables.of({"企业": rows}), rules, YEAR)
    answer = flips(evaluation, "E3", weight_space(rules, TWO))
    assert all(flip.exact and flip.weights is None and "没有可调整的余地" in flip.why for flip in answer.up)
