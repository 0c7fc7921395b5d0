"""Which lever moves whom: a pool of five worked out by hand, and steps that a limit forbids."""

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.whatif.live import live_base
from muyun.explore.whatif.sensitivity import Lever, sensitivity
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

YEAR, SERVICE = 2022, "规上服务业"
HELD = {"method": "constant", "values": {"亩均税收": 10, "亩均营业收入": 10}, "assumed": "测试"}


def service(code: str, tax: float, revenue: float) -> dict[str, object]:
    """10 亩, so that 1 万元 is a hundredth of an item; of Xiacheng's services (亩均税收 50, 亩均营业收入 50)."""
    return {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "行业代码": "5910", "类别": "服务业",
            "规模": "规上", "用地面积": 10.0, "税收实际贡献": tax, "营业收入": revenue}  # fmt: skip


ROWS = [service("E1", 80, 81), service("E2", 81, 79.5), service("E3", 60, 60), service("E4", 40, 40),
        service("E5", 20, 20)]  # fmt: skip
"""80.5, 80.25, 60, 40, 20 分; n 5 at A 20 %, B 50 %: E1 is A, E2 and E3 are B. With 50 + d for 亩均税收 E1 has
80.5 − 0.01 d and E2 80.25 + 0.015 d: they meet at d = 10, where the tie goes to E2 by 亩均税收."""


def pulls(rows, policy, pool, points=1.0):
    tables = Tables.of({"企业": rows})
    official = evaluate(tables, policy, YEAR)
    found = sensitivity(live_base(official).standing, official, tables, pool, points)
    return {(pull.lever, pull.name): pull for pull in found}


def held(patch=None):
    return amend(load_policy("xiacheng-2019"), {"pools": {SERVICE: {"benchmark": HELD, **(patch or {})}}}, None)[0]


def test_a_step_that_passes_the_crossing_moves_two():
    """From 58 the meeting at 60 is reached by 2 points and not by 1."""
    policy = held({"weights": {"亩均税收": 58, "亩均营业收入": 42}})
    one = pulls(ROWS, policy, SERVICE)[Lever.WEIGHT, "亩均税收"]
    assert (one.up.changed, one.down.changed) == (0, 0)
    two = pulls(ROWS, policy, SERVICE, 2.0)[Lever.WEIGHT, "亩均税收"]
    assert (two.now, two.up.value) == (58, 60)
    assert (two.up.effect.raised.tolist(), two.up.effect.lowered.tolist()) == ([1], [0])
    assert two.strength == 1  # two enterprises in two points
    assert two.up.choices.weights[SERVICE] == {"亩均税收": 60, "亩均营业收入": 40}


def test_land_and_tax_of_the_classes_change_by_those_who_move():
    policy = held({"weights": {"亩均税收": 58, "亩均营业收入": 42}})
    effect = pulls(ROWS, policy, SERVICE, 2.0)[Lever.WEIGHT, "亩均税收"].up.effect
    assert effect.land_mu.tolist() == [0, 0, 0, 0]
    assert effect.tax_wan.tolist() == [1, -1, 0, 0]


@pytest.mark.clause("XC-15")
def test_a_quota_moves_the_divider_beside_it_and_says_that_the_words_are_left():
    """n 5: A 20 → 21 % is still one place, B 50 → 49 % two; A 20 → 19 % is none, B 51 % two: E1, E3 fall."""
    pull = pulls(ROWS, held(), SERVICE)[Lever.QUOTA, "A"]
    assert (pull.up.value, pull.down.value) == (pytest.approx(0.21), pytest.approx(0.19))
    assert pull.up.changed == 0 and "20 % 改为 21 %" in pull.up.beyond[0]
    assert pull.down.effect.lowered.tolist() == [0, 2] and pull.strength == pytest.approx(2)
    assert pull.down.choices.quotas[SERVICE]["B"] == {"at_most": 0.51}


@pytest.mark.clause("XC-16")
def test_more_of_the_last_class_moves_its_divider_to_the_left():
    """D 5 → 6 %, out of C's 25 % that are what is left; B keeps its 50 %."""
    pull = pulls(ROWS, held(), SERVICE)[Lever.QUOTA, "D"]
    assert (pull.now, pull.down.value, pull.up.value) == pytest.approx((0.05, 0.04, 0.06))
    assert pull.up.choices.quotas[SERVICE]["D"] == {"at_most": 0.06}
    assert pull.up.choices.quotas[SERVICE]["B"] == {"at_most": 0.5}


@pytest.mark.clause("XC-10")
def test_at_a_hard_limit_the_step_is_refused_with_its_clause():
    rows = [{"年度": YEAR, "统一社会信用代码": f"E{n}", "企业名称": f"E{n}", "行业代码": "3311", "规模": "规上",
             "用地面积": 10.0, "税收实际贡献": 100 + n, "工业增加值": 300 + n} for n in range(6)]  # fmt: skip
    weights = {"亩均税收": 35, "亩均增加值": 25, "单位能耗增加值": 10, "单位排放增加值": 10, "全员劳动生产率": 10,
               "研发投入强度": 10}  # fmt: skip
    policy = amend(load_policy("xiacheng-2019"), {"pools": {"规上工业": {"weights": weights}}}, None)[0]
    pull = pulls(rows, policy, "规上工业")[Lever.WEIGHT, "亩均税收"]
    assert pull.up.effect is None and pull.up.refused == "已到上限 35 分（XC-10）"
    assert pull.down.value == 34


def test_a_lone_weight_a_published_benchmark_and_no_cap_have_no_steps():
    rows = [{"年度": YEAR, "统一社会信用代码": f"E{n}", "企业名称": f"E{n}", "行业代码": "3311", "规模": "规下",
             "用地面积": 10.0, "税收实际贡献": 100 + n} for n in range(3)]  # fmt: skip
    policy = amend(load_policy("jiaxing-2018"), {"pools": {"规下工业": {"item": {"cap": "none"}}}}, None)[0]
    found = pulls(rows, policy, "规下工业")
    assert "只有一项指标" in found[Lever.WEIGHT, "亩均税收"].up.refused
    assert found[Lever.CAP, ""].up.refused == "不封顶，没有倍数" and np.isnan(found[Lever.CAP, ""].now)
    published = pulls(rows, load_policy("huangyan-2022"), "规下工业")
    assert published[Lever.FACTOR, ""].down.refused == "基准值由文件公布，没有倍数"


def test_weights_and_quotas_come_before_factor_and_cap_and_the_strongest_first():
    found = list(pulls(ROWS, held({"weights": {"亩均税收": 58, "亩均营业收入": 42}}), SERVICE, 2.0).values())
    points = [pull for pull in found if pull.lever.in_points]
    assert found[: len(points)] == points
    assert [pull.strength for pull in points] == sorted((pull.strength for pull in points), reverse=True)


def test_a_pool_without_rows_has_no_levers():
    assert pulls(ROWS, load_policy("xiacheng-2019"), "规下工业") == {}
