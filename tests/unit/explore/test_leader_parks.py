"""Which parks may lead (ZJ-02, ZJ-06), ranked within their level (ZJ-04, ZJ-05), by their own indicators (ZJ-03)."""

from __future__ import annotations

import pytest

from muyun.data.tables import Tables
from muyun.explore.leaders.board import board_list
from muyun.explore.leaders.eligibility import eligible
from muyun.explore.leaders.parks import candidates, park_board
from muyun.explore.leaders.regions import counties, external
from muyun.policy.board_files import PLANS, plan_boards
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.load import load_policy

BOARDS = plan_boards(PLANS[0])
POLICY = load_policy("jiaxing-2018")
FIGURES = {"建设用地面积": 10, "总产出": 1000, "增加值": 300, "税收实际贡献": 100, "固定资产投资": 50, "从业人员": 20,
           "总用能": 100, "排放量": 5, "研发经费": 30, "主营业务收入": 900, "高端要素集聚度": 80,
           "企业培育": 70}  # fmt: skip


def park(name: str, kind: str, year: int = 2019, **given: object) -> dict[str, object]:
    return {"年度": year, "园区名称": name, "类型": kind, "区县": "甲县", **FIGURES, **given}


def why(tables: Tables, board: str, year: int = 2019) -> dict[str, str]:
    found = eligible(tables, BOARDS[board], year)
    return {tables.parks.at[label, "name"]: reason for label, reason in found.failed.items()}


@pytest.mark.clause("ZJ-02")
def test_a_town_leads_when_named_or_listed_for_three_years_and_no_heritage():
    """2019: listed in 2016 is three years, in 2017 two; a named one needs no years; 历史经典产业 never."""
    towns = [
        park("列入三年", "特色小镇", 列入年度=2016), park("列入两年", "特色小镇", 列入年度=2017),
        park("已命名", "特色小镇", 省级命名年度=2019, 列入年度=2018), park("明年命名", "特色小镇", 省级命名年度=2020),
        park("历史经典", "特色小镇", 省级命名年度=2015, 历史经典产业=True), park("都没有", "特色小镇"),
        park("不是小镇", "高新区", 列入年度=2010),
    ]  # fmt: skip
    found = why(Tables.of({"园区": towns}), "特色小镇")
    assert "不是小镇" not in found
    assert [name for name, reason in found.items() if not reason] == ["列入三年", "已命名"]
    assert "只有 2 年" in found["列入两年"] and found["历史经典"] == "历史经典产业特色小镇除外"
    assert found["都没有"] == "没有省级命名，也没有填列入年度"
    assert found["明年命名"] == "2020 年才省级命名，晚于评价年度，也没有填列入年度"


@pytest.mark.clause("ZJ-06")
def test_small_parks_lead_in_the_counties_of_the_list_and_all_on_trial_without_it():
    parks = [park("在名单", "小微工业园", 级别="生产制造"), park("不在", "小微企业园", 级别="生产制造", 区县="乙县"),
             park("没级别", "小微企业园")]  # fmt: skip
    listed = [{"年度": 2018, "名单": "小微园首批县", "名称": "甲县", "依据": "文"}]
    found = why(Tables.of({"园区": parks, "名单": listed}), "小微工业园")
    assert found == {"在名单": "", "不在": "乙县不在“小微园首批县”名单里", "没级别": "没有填级别"}
    without = Tables.of({"园区": parks})
    assert why(without, "小微工业园")["不在"] == ""
    assert "只作试排" in eligible(without, BOARDS["小微工业园"], 2019).trial
    nowhere = Tables.of({"园区": [park("没区县", "小微企业园", 级别="生产制造", 区县=None)], "名单": listed})
    assert why(nowhere, "小微工业园")["没区县"] == "没有填区县，不在“小微园首批县”名单里"
    later = Tables.of({"园区": parks, "名单": [{**listed[0], "年度": 2020}]})
    assert eligible(later, BOARDS["小微工业园"], 2019).trial


@pytest.mark.clause("ZJ-04")
def test_zones_are_ranked_within_their_level_only():
    """国家级 乙 is first of its level though 省级 丙 has twice its tax; each level is held against its own best."""
    zones = [park("甲", "经济开发区", 级别="国家级", 税收实际贡献=50), park("乙", "经济开发区", 级别="国家级"),
             park("丙", "经济开发区", 级别="省级", 税收实际贡献=200), park("丁", "经济开发区")]  # fmt: skip
    made = park_board(Tables.of({"园区": zones}), POLICY, BOARDS["经济开发区"], 2019)
    assert made.parts == ("国家级", "省级")
    national = board_list(candidates(made, "国家级"), 10)
    assert national.members == ("乙", "甲")
    assert national.of.scores[list(national.of.keys).index("乙")] == pytest.approx(100)
    assert national.of.scores[list(national.of.keys).index("甲")] == pytest.approx(100 - 16.67 / 2)
    assert [national.of.keys[p] for p in national.barred] == ["丁"]
    assert [national.of.passed[p] for p in national.order[:2]] == ["级别是国家级"] * 2
    provincial = board_list(candidates(made, "省级"), 10)
    assert provincial.members == ("丙",)


@pytest.mark.clause("ZJ-05")
def test_high_tech_zones_have_two_levels():
    levels = {"甲": "国家级", "乙": "省级", "丙": "参照省级"}
    zones = [park(name, "高新区", 级别=level) for name, level in levels.items()]
    made = park_board(Tables.of({"园区": zones}), POLICY, BOARDS["高新区"], 2019)
    assert made.parts == ("国家级", "省级")
    assert board_list(candidates(made, "省级"), 10).members == ("乙",)


@pytest.mark.clause("ZJ-03")
def test_energy_counts_lower_is_better_and_who_cannot_lead_is_nobody_s_measure():
    """甲 uses half of what 乙 uses per output: 乙 has half of that item. 丙 is best of all, and can't lead."""
    towns = [park("甲", "特色小镇", 列入年度=2010, 总用能=50), park("乙", "特色小镇", 列入年度=2010),
             park("丙", "特色小镇", 列入年度=2018, 税收实际贡献=9000)]  # fmt: skip
    made = park_board(Tables.of({"园区": towns}), POLICY, BOARDS["特色小镇"], 2019)
    of = candidates(made, "")
    found = board_list(of, 10)
    assert found.members == ("甲", "乙")
    scores = dict(zip(of.keys, of.scores.tolist(), strict=True))
    assert scores["甲"] == pytest.approx(100) and scores["乙"] == pytest.approx(100 - 16.66 / 2)
    assert scores["丙"] != scores["丙"]


@pytest.mark.clause("ZJ-03")
def test_other_weights_rank_otherwise():
    towns = [park("甲", "特色小镇", 列入年度=2010, 税收实际贡献=200, 总产出=500),
             park("乙", "特色小镇", 列入年度=2010)]  # fmt: skip
    tables, board = Tables.of({"园区": towns}), BOARDS["特色小镇"]
    only = {name: 100.0 if name == "亩均税收" else 0.0 for name in board.rules.weights}
    assert board_list(candidates(park_board(tables, POLICY, board, 2019, only), ""), 1).members == ("甲",)
    assert board_list(candidates(park_board(tables, POLICY, board, 2019), ""), 1).members == ("乙",)


def test_a_year_without_parks_has_no_lists():
    made = park_board(Tables.of({"园区": [park("甲", "高新区", 2018)]}), POLICY, BOARDS["高新区"], 2019)
    assert made.parts == () and made.subjects is None


@pytest.mark.clause("ZJ-01", "ZJ-10")
def test_the_counties_of_the_published_list_are_marked_on_our_board():
    rows = [{"年度": 2019, "区域名称": name, "级别": "县", "建设用地面积": 100, "工业用地面积": 50, "税收实际贡献": tax,
             "规上工业增加值": 300, "重点工作得分": 80, "改革创新得分": 70}
            for name, tax in (("甲县", 100), ("乙县", 300))]  # fmt: skip
    listed = [{"年度": 2019, "名单": "领跑县", "名称": "甲县", "依据": "督查1号"},
              {"年度": 2018, "名单": "领跑县", "名称": "乙县", "依据": "督查0号"}]  # fmt: skip
    tables = Tables.of({"区域": rows, "名单": listed})
    outside = external(tables, "领跑县", 2019)
    assert (outside.names, outside.documents) == (("甲县",), ("督查1号",))
    found = board_list(counties(tables, POLICY, county_evaluation(), 2019, outside), 10)
    assert found.members == ("乙县", "甲县")
    assert dict(zip(found.of.keys, found.of.passed, strict=True)) == {"甲县": "在公布的名单里", "乙县": ""}


@pytest.mark.clause("ZJ-04")
@pytest.mark.parametrize("board", ["经济开发区", "高新区"])
def test_a_zone_that_emits_nothing_has_full_marks_for_it(board):
    """甲 emits nothing, else as 乙: both 100. 丙 doesn't report: 16.66 less (本系统假定: 缺报的一项计 0 分)."""
    zones = [park("甲", board, 级别="省级", 排放量=0), park("乙", board, 级别="省级"),
             park("丙", board, 级别="省级", 排放量=None)]  # fmt: skip
    of = candidates(park_board(Tables.of({"园区": zones}), POLICY, BOARDS[board], 2019), "省级")
    scores = dict(zip(of.keys, of.scores.tolist(), strict=True))
    assert scores == pytest.approx({"甲": 100, "乙": 100, "丙": 100 - 16.66})
    assert of.uncounted == ()


@pytest.mark.clause("ZJ-06")
def test_an_indicator_that_nobody_can_be_measured_by_is_named():
    """Nobody has 企业培育; 高端要素集聚度 is 0 for both: 50 points of weight are spread over the other two."""
    parks = [park(name, "小微工业园", 级别="生产制造", 企业培育=None, 高端要素集聚度=0, 税收实际贡献=tax)
             for name, tax in (("甲", 100), ("乙", 50))]  # fmt: skip
    of = candidates(park_board(Tables.of({"园区": parks}), POLICY, BOARDS["小微工业园"], 2019), "生产制造")
    assert of.uncounted == ("企业培育", "高端要素集聚度")
    assert dict(zip(of.keys, of.scores.tolist(), strict=True)) == pytest.approx({"甲": 100, "乙": 75})
