"""Whom the jump of R decides about: spec 3.2's three enterprises, and what a whole evaluation says across the line."""

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.whatif.live import live_base
from muyun.explore.whatif.r_jump import Part, crossings, r_jump
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

POOL, YEAR = "规上工业", 2022


def enterprise(code: str, x: float, y: float, z: float | None = 0.0, **cells: object) -> dict[str, object]:
    """One of 造纸 on 100 亩."""
    return {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "行业代码": "2211", "规模": "规上",
            "用地面积": 100.0, "税收实际贡献": 500, "工业增加值": x, "总用能": y, "排放量": z} | cells  # fmt: skip


def evaluated(rows, patch=None, **tables):
    policy = load_policy("jiaxing-2018")
    return evaluate(Tables.of({"企业": rows, **tables}), amend(policy, patch, None)[0] if patch else policy, YEAR)


def found(evaluation, within):
    return r_jump(live_base(evaluation).standing, POOL, within)


THREE = [enterprise("E1", 3000, 1500, 10), enterprise("E2", 1500, 1500, 0), enterprise("E3", 500, 1000, 5)]
"""Spec 3.2: W 1.25, K 1.6, 0.8, 0.4, S 1.6, −1.25, −2; Q 333.33, T −1.1111, 0, −2."""


@pytest.mark.clause("JX-07", "JX-08", "JX-11")
def test_the_line_of_energy_by_hand():
    """E2: the others have 3500 ÷ 2500 = 1.4 万元 a tonne. 1500 ÷ 1.4 = 1071.43 tce or 1500 × 1.4 = 2100 万元
    bring K to 1; S goes from −1.25 to 1, R by 2 × 2.25 = 4.5."""
    (near,) = [n for n in found(evaluated(THREE), 0.3).near if n.part is Part.ENERGY]
    assert (near.sector, near.ratio, near.jump, near.above) == ("造纸", pytest.approx(0.8), pytest.approx(-1.25), False)
    assert near.line == pytest.approx(1500 / 1.4) and near.line_value_added == pytest.approx(2100)
    assert near.distance == pytest.approx(1 - 1 / 1.4)
    assert near.points == pytest.approx(4.5)


@pytest.mark.clause("JX-09", "JX-10", "JX-11")
def test_the_line_of_emissions_by_hand():
    """E1: with E2's value added in Q's numerator the others have 2000 ÷ 5 = 400 万元 a tonne: 3000 ÷ 400 = 7.5 t,
    or 10 × 400 = 4000 万元. T goes from −1.1111 to 1, R by 4.2222. E2 emits nothing: T is 0 and jumps nowhere."""
    (near,) = [n for n in found(evaluated(THREE), 0.5).near if n.part is Part.EMISSION]
    assert (near.amount, near.value_added, near.above) == (10, 3000, False)
    assert near.line == pytest.approx(7.5) and near.line_value_added == pytest.approx(4000)
    assert near.points == pytest.approx(2 * (1 + 10 / 9))


@pytest.mark.clause("JX-11")
def test_nobody_is_near_a_jump_whose_coefficient_is_nought():
    """b = 0: T is no part of R, so E1's emissions decide nothing; its energy still does."""
    evaluation = evaluated(THREE, {"sector_adjustment": {"b": 0}})
    assert {near.part for near in found(evaluation, 0.5).near} == {Part.ENERGY}


@pytest.mark.clause("JX-08", "JX-11")
def test_at_k_one_the_jump_is_four_points_either_way():
    """Two of the same: K is 1, S is 1. Just below, S is −1 and R 4 less. Under a = 3 it is 6."""
    rows = [enterprise("E1", 2000, 1000), enterprise("E2", 2000, 1000)]
    jump = found(evaluated(rows), 0.05)
    assert jump.size == (4, 4) and jump.having == 2
    assert [(n.distance, n.above, n.points) for n in jump.near] == [(0, True, -4), (0, True, -4)]
    other = found(evaluated(rows, {"sector_adjustment": {"a": 3}}), 0.05)
    assert other.size == (6, 4) and [n.points for n in other.near] == [-6, -6]


@pytest.mark.clause("JX-05")
def test_who_would_fall_below_the_gate_is_told():
    """E2 at 1,010 tce needs 1010 × 0.97 = 979.7 or less: below 1,000 tce there is no R at all."""
    rows = [enterprise("E1", 2000, 2000), enterprise("E2", 979.7, 1010)]
    near = {n.unit: n for n in found(evaluated(rows), 0.05).near}
    assert near[1].line == pytest.approx(979.7) and near[1].leaves and not near[0].leaves


def test_the_line_is_where_a_whole_evaluation_jumps():
    """With a thousandth less energy than the line K is above 1, with a thousandth more below."""
    rows = [enterprise("E1", 3000, 2500), enterprise("E2", 1500, 1300), enterprise("E3", 900, 1000)]
    (near,) = [n for n in found(evaluated(rows), 0.2).near if n.unit == 1 and n.part is Part.ENERGY]
    for factor, above in ((0.999, True), (1.001, False)):
        crossed = [rows[0], rows[1] | {"总用能": near.line * factor}, rows[2]]
        assert (evaluated(crossed).adjustments["K"].iloc[1] >= 1) is np.bool_(above)
        richer = [rows[0], rows[1] | {"工业增加值": near.line_value_added / factor}, rows[2]]
        assert (evaluated(richer).adjustments["K"].iloc[1] >= 1) is np.bool_(above)


@pytest.mark.clause("JX-11")
def test_the_class_on_the_other_side_is_that_of_an_evaluation_with_the_points_given():
    """加减分 rows of the jump's size make the same score; the evaluation then says the same class."""
    rng = np.random.default_rng(8)
    rows = [enterprise(f"E{n:02}", x, x / k, x / (100 * m), 税收实际贡献=t, 年平均职工人数=100)
            for n, (x, k, m, t) in enumerate(zip(rng.uniform(1500, 2500, 30), rng.uniform(0.9, 1.1, 30),
                                                  rng.uniform(0.9, 1.1, 30), rng.uniform(480, 520, 30), strict=True))]
    official = evaluated(rows)
    jump = found(official, 0.1)
    assert any(n.decides for n in jump.near) and not all(n.decides for n in jump.near)
    for near in jump.near:
        code = official.participants.index[near.unit]
        given = {"年度": YEAR, "统一社会信用代码": code, "项目": "测试", "分值": near.points}
        assert evaluated(rows, 加减分=[given]).classes["applied"].iloc[near.unit] == "ABCD"[near.other]
        assert official.classes["applied"].iloc[near.unit] == "ABCD"[near.now]
    decides = [n.decides for n in jump.near]
    assert decides == sorted(decides, reverse=True)


def test_nobody_is_near_a_line_that_the_others_do_not_draw():
    """Alone in a sector K is 1 whatever the energy; others without value added draw no line."""
    assert np.isnan(crossings(np.array([5.0]), np.array([4.0]), 5, 4)).all()
    assert np.isnan(crossings(np.array([5.0]), np.array([4.0]), 4, 8)).all()
    assert found(evaluated([enterprise("E1", 2000, 1000)]), 1).near == ()


def test_policies_and_pools_without_r_have_no_jump():
    rows = [enterprise("E1", 2000, 1000), enterprise("E2", 2000, 1000, 规模="规下")]
    now = live_base(evaluated(rows)).standing
    assert r_jump(now, "规下工业") is None and r_jump(now, POOL) is not None
    other = evaluate(Tables.of({"企业": rows}), load_policy("fenghua-2022"), YEAR)
    assert r_jump(live_base(other).standing, POOL) is None
