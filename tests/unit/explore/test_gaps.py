"""What lifts an enterprise by one indicator alone, how near it is to falling, and where it stands locally."""

from __future__ import annotations

import math

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.gap.gaps import Barrier, gaps
from muyun.explore.gap.stand_in import stand_in
from muyun.explore.local_ranks import Among, local_ranks
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

YEAR = 2022
HELD = {"benchmark": {"method": "constant", "values": {"亩均税收": 20}, "assumed": "测试"}}
"""Benchmark 20 万元/亩 and cap 1: 1 万元 of tax on 10 亩 is 0.5 分."""


def small(code: str, tax_wan: float | None, **cells: object) -> dict[str, object]:
    own = {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "镇街": "东镇", "行业代码": "3311",
           "规模": "规下", "用地面积": 10.0, "税收实际贡献": tax_wan}  # fmt: skip
    return own | cells


def evaluated(
    rows: list[dict[str, object]], policy: str = "jiaxing-2018", pool: str = "规下工业", **tables: list
) -> Evaluation:
    held = HELD if pool == "规下工业" else {}
    rules = amend(load_policy(policy), {"pools": {pool: held}}, None)[0] if held else load_policy(policy)
    return evaluate(Tables.of({"企业": rows, **tables}), rules, YEAR)


FIVE = [small(f"E{n}", 100.0 - 10 * n) for n in range(5)]
"""10, 9, 8, 7, 6 万元/亩: 50, 45, 40, 35, 30 分. n 5 at A 20 %, B 50 %, D 5 %: one A, two B, no D, two C."""


@pytest.mark.clause("JX-14")
def test_the_line_is_reached_with_a_tie_lost_only_just_above_it():
    """E3 (7 万元/亩, C) needs E2's 40 分, that is 8 万元/亩; there the tie falls to E2's smaller code."""
    found = gaps(evaluated(FIVE), "E3")
    (gap,) = found.gaps
    assert (found.now, gap.reached, gap.barrier) == (2, 1, None)
    assert found.lift == pytest.approx(5)
    assert gap.value == 7 and gap.needed == pytest.approx(8, abs=1e-8) and gap.needed > 8
    assert gap.change == pytest.approx(10, abs=1e-7)


def test_the_tie_break_by_code_is_enough_for_the_smaller_code():
    """E2 and E9 are at 8 and 7 万元/亩: E2, under the line with 7, has the smaller code and needs 8 exactly."""
    rows = [small("E0", 100), small("E1", 90), small("E9", 80), small("E2", 70), small("E3", 60)]
    (gap,) = gaps(evaluated(rows), "E2").gaps
    assert gap.needed == pytest.approx(8, abs=1e-12) and gap.change == pytest.approx(10, abs=1e-9)


def test_a_missing_value_for_which_any_figure_would_do_needs_nought_and_never_less():
    """E2 lost money: 0 分 like the two without a figure, and third of five by −0.5 万元/亩. Missing ties come last."""
    rows = [small("E0", 100), small("E1", 90), small("E2", -5), small("E3", None), small("E4", None)]
    found = gaps(evaluated(rows), "E3")
    (gap,) = found.gaps
    assert (found.now, gap.reached) == (2, 1)
    assert (gap.needed, gap.change) == (0, 0)


def test_at_the_cap_only_a_higher_value_than_the_last_over_the_line_wins_the_tie():
    """All have 100 分; A goes by 亩均税收 to E0 (25 万元/亩), so E1 (24) needs more than 25."""
    rows = [small(f"E{n}", 250.0 - 10 * n) for n in range(5)]
    found = gaps(evaluated(rows), "E1")
    (gap,) = found.gaps
    assert found.lift == 0 and gap.reached == 0
    assert gap.needed == pytest.approx(25, abs=1e-8) and gap.needed > 25


def test_who_starts_below_the_cap_needs_more_than_the_tied_values_too():
    """E1 at 19 万元/亩 (95 分): full marks are not enough, E0's 25 万元/亩 has to be passed."""
    rows = [small("E0", 250), *(small(f"E{n}", 200.0 - 10 * n) for n in range(1, 5))]
    (gap,) = gaps(evaluated(rows), "E1").gaps
    assert gap.needed == pytest.approx(25, abs=1e-8) and gap.barrier is None


def test_the_margin_is_what_may_be_lost_before_the_class_falls():
    """E2 (40 分, B) falls to C once it is below E3's 35: the code wins it the tie at 35."""
    found = gaps(evaluated(FIVE), "E2")
    assert found.margin == pytest.approx(5 + 1e-9, abs=1e-12) and found.falls_to == 2


def test_the_last_class_cannot_fall_and_the_first_cannot_climb():
    low, high = gaps(evaluated(FIVE), "E4"), gaps(evaluated(FIVE), "E0")
    assert math.isnan(low.margin) and low.falls_to == -1
    assert high.barrier is Barrier.BEST and high.gaps == () and high.falls_to == 1


@pytest.mark.clause("XC-17")
def test_a_vetoed_enterprise_is_held_whatever_its_score():
    veto = [{"年度": YEAR, "统一社会信用代码": "E1", "类别": "环保不达标", "依据": "文"}]
    found = gaps(evaluated(FIVE, "xiacheng-2019", 否决事项=veto), "E1")
    assert (found.now, found.barrier, found.gaps) == (2, Barrier.VETO, ())


def test_a_manual_change_holds_too():
    manual = [{"年度": YEAR, "统一社会信用代码": "E1", "目标等级": "D", "理由": "停产", "依据": "文"}]
    found = gaps(evaluated(FIVE, 手工调档=manual), "E1")
    assert (found.now, found.barrier) == (3, Barrier.MANUAL)


def test_a_class_without_places_cannot_be_reached():
    """Four enterprises: 20 % of 4 is no whole A, so the first is B and stays there."""
    found = gaps(evaluated(FIVE[:4]), "E0")
    assert (found.now, found.barrier) == (1, Barrier.QUOTA)


def test_a_missing_value_counts_from_nothing():
    """E5 reports no tax. n 6: one A, three B, the last E3 with 35 分; to pass it 7 万元/亩, 70 万元, and a hair."""
    (gap,) = gaps(evaluated([*FIVE, small("E5", None)]), "E5").gaps
    assert math.isnan(gap.value) and gap.needed == pytest.approx(7, abs=1e-8)
    assert gap.change == pytest.approx(70, abs=1e-7)


def test_who_is_not_ranked_has_no_gaps():
    assert gaps(evaluated([*FIVE, small("E5", 1, 用地面积=None)]), "E5") is None


def big(code: str, tax_wan: float, value_added: float, **cells: object) -> dict[str, object]:
    own = {"规模": "规上", "工业增加值": value_added, "总用能": 100.0, "排放量": 1.0, "年平均职工人数": 10.0,
           "研发经费": 10.0, "主营业务收入": 1000.0}  # fmt: skip
    return small(code, tax_wan, **own) | cells


def test_an_item_that_is_too_light_says_so():
    """jiaxing-2018 规上: E4 equals the others but for 研发 and half their tax: 研发 is worth 10 分, tax 35."""
    rows = [big(f"E{n}", 100 - n, 500, 研发经费=100.0) for n in range(4)] + [big("E4", 50, 500, 研发经费=100.0)]
    found = {gap.indicator: gap for gap in gaps(evaluated(rows, pool="规上工业"), "E4").gaps}
    assert found["亩均税收"].barrier is None
    assert found["研发投入强度"].barrier is Barrier.CAP and math.isnan(found["研发投入强度"].needed)


def test_an_item_that_lacks_its_denominator_says_so():
    rows = [big(f"E{n}", 100 - n, 500) for n in range(4)] + [big("E4", 50, 500, 年平均职工人数=None)]
    found = {gap.indicator: gap for gap in gaps(evaluated(rows, pool="规上工业"), "E4").gaps}
    assert found["全员劳动生产率"].barrier is Barrier.NO_DENOMINATOR


@pytest.mark.clause("JX-14")
def test_places_are_taken_within_the_group_and_ties_share_one():
    """E1 and E2 tie at 9: 1, 2, 2, 4. In the west town E2 is first of two; E3's sector is its own."""
    rows = [small("E0", 100), small("E1", 90), small("E2", 90, 镇街="西镇"),
            small("E3", 70, 镇街="西镇", 行业代码="2611"), small("E4", 5, 规模="规上", 镇街="西镇")]  # fmt: skip
    evaluation = evaluated(rows)
    places = {code: [(r.among, r.name, r.rank, r.of) for r in local_ranks(evaluation, code)] for code in ("E2", "E3")}
    assert places["E2"] == [(Among.GROUP, "规下工业", 2, 4), (Among.SECTOR, "33", 2, 3), (Among.COUNTY, "甲区", 2, 4),
                            (Among.TOWN, "西镇", 1, 2)]  # fmt: skip
    assert places["E3"][0][2:] == (4, 4) and places["E3"][1] == (Among.SECTOR, "26", 1, 1)


def test_a_town_that_nobody_filled_in_has_no_place():
    town = local_ranks(evaluated([*FIVE, small("E5", 50, 镇街=None)]), "E5")[-1]
    assert (town.among, town.name, town.rank, town.of) == (Among.TOWN, "", 0, 0)


def test_a_merged_unit_stands_once_at_the_town_of_its_parcel():
    """FH-06: E3 and E4 share parcel P1 of 20 亩 in 西镇: 70 + 60 万元 over 20 亩, one row of four."""
    parcels = [{"宗地代码": "P1", "区县": "甲区", "镇街": "西镇", "登记面积": 20.0}]
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E3", "E4")]
    evaluation = evaluated(FIVE, "fenghua-2022", 宗地=parcels, 占用=shared)
    found = local_ranks(evaluation, evaluation.unit_of["E3"])
    assert [(r.among, r.rank, r.of) for r in found] == [
        (Among.GROUP, 4, 4), (Among.SECTOR, 4, 4), (Among.COUNTY, 4, 4), (Among.TOWN, 1, 1)]  # fmt: skip


def test_who_is_not_ranked_has_no_place():
    assert local_ranks(evaluated([*FIVE, small("E5", 1, 用地面积=None)]), "E5") == ()


@pytest.mark.clause("XA-11")
def test_a_pool_split_by_county_has_no_second_place_in_the_county():
    rows = [big(f"E{n}", 100 - n, 500, 区县="莲湖区" if n % 2 else "雁塔区", 工业总产值=900.0) for n in range(6)]
    found = local_ranks(evaluated(rows, "xian-2022", "规上工业"), "E3")
    assert [(r.among, r.of) for r in found] == [(Among.GROUP, 3), (Among.SECTOR, 3), (Among.TOWN, 3)]


def test_an_item_that_was_spread_over_the_others_takes_its_weight_back_once_it_is_reported():
    """Benchmarks 20, 100, 10, 1000, 100 and 0.02 (研发 redistributed). E0…E3 have half of each: 50 分.
    E4 has 0.45 of five and no 研发: 0.45 × 90 × 100/90 = 45. With 研发 r it has 40.5 + 10 r: r 0.95 makes 50, that
    is 0.019 or 19 万元 of 1000, and the tie falls to the smaller codes."""
    base = dict(zip(("亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度"),
                    (20, 100, 10, 1000, 100, 0.02), strict=True))  # fmt: skip
    spread = {"研发投入强度": {"missing": "redistribute", "assumed": "测试"}}
    held = {"method": "constant", "values": base, "assumed": "测试"}
    rules = amend(load_policy("jiaxing-2018"), {"pools": {"规上工业": {"items": spread, "benchmark": held}}}, None)[0]
    half = {"总用能": 100.0, "排放量": 1.0, "年平均职工人数": 10.0, "研发经费": 10.0}
    rows = [big(f"E{n}", 100, 500, **half) for n in range(4)]
    rows.append(big("E4", 90, 450, 总用能=100.0, 排放量=1.0, 年平均职工人数=10.0, 研发经费=None))
    evaluation = evaluate(Tables.of({"企业": rows}), rules, YEAR)
    assert evaluation.ranking["score"].tolist() == pytest.approx([50, 50, 50, 50, 45])
    gap = {g.indicator: g for g in gaps(evaluation, "E4").gaps}["研发投入强度"]
    assert gap.needed == pytest.approx(0.019, abs=1e-9) and gap.change == pytest.approx(19, abs=1e-5)
    own = stand_in(evaluation, "E4")
    assert own.class_with(own.pool.indicators.index("研发投入强度"), 0.0185) == 2
