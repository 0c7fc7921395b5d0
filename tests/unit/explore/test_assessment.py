"""The yearly assessment of towns and parks (FH-15) on small uploads, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.assessment import Asked, ItemSheet, Sheet, Years, assess, moved, points_of
from muyun.explore.regions.assessment_items import Figures, Way
from muyun.policy.assessment import ASSESSMENT, add_up, assessment_rule
from muyun.policy.load import load_policy, policy_ids

FENGHUA = load_policy("fenghua-2022")
Row = dict[str, object]
EAST, WEST, NORTH = (Area("甲区", name) for name in ("东镇", "西镇", "北镇"))


def firm(number: int, town: str, year: int = 2022, **cells: object) -> Row:
    """A 规上 enterprise on 10 亩 with 100 万元 of tax, unless `cells` say otherwise."""
    own = {
        "年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "区县": "甲区", "镇街": town,
        "行业代码": "1711", "规模": "规上", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
    }  # fmt: skip
    return own | cells


def correction(number: int, year: int = 2022) -> Row:
    return {
        "编号": f"J{number}", "年度": year, "统一社会信用代码": f"E{number:03d}", "字段": "税收实际贡献", "原值": "100",
        "新值": "100", "部门": "税务", "理由": "更正", "依据": "文",
    }  # fmt: skip


def case(number: int, state: str = "已完成", **cells: object) -> Row:
    return {"编号": f"Z{number}", "类型": "高耗低效", "统一社会信用代码": f"E{number:03d}", "状态": state} | cells


def asked(**changes: object) -> Asked:
    own = {
        "level": AreaLevel.TOWN, "county": "", "pool": "规上工业", "indicator": "亩均税收", "way": Way.VALUE,
        "points": ASSESSMENT.points, "points_by": "rank", "undefined": "redistribute",
    }  # fmt: skip
    return Asked(**(own | changes))


def sheet_of(rows: list[Row], wanted: Asked | None = None, given: Mapping[Area, float] | None = None,
             year: int = 2022, **tables: list[Row]) -> Sheet:  # fmt: skip
    held = Tables.of({"企业": rows, **tables})
    years = {row["年度"] for row in rows}
    now, before = (evaluate(held, FENGHUA, y) if y in years else None for y in (year, year - 1))
    return assess(Years(now, before, held, given or {}), wanted or asked())


def item(sheet: Sheet, name: str) -> ItemSheet:
    return next(each for each in sheet.items if each.name == name)


def values(sheet: Sheet, name: str) -> dict[str, float]:
    return dict(zip(sheet.names, item(sheet, name).figures.values.tolist(), strict=True))


TWO_YEARS = [
    firm(1, "东镇", 2021), firm(2, "西镇", 2021, 用地面积=20.0), firm(3, "西镇", 2021),
    firm(1, "东镇"), firm(2, "西镇", 用地面积=20.0), firm(3, "西镇", 用地面积=16.0), firm(4, "东镇", 用地面积=5.0),
]  # fmt: skip
"""东镇 10 → 15 亩, 1 → 2 enterprises; 西镇 30 → 36 亩, 2 → 2."""


@pytest.mark.clause("FH-15")
def test_the_indicator_is_a_ratio_of_sums():
    """100 万元 on 10 亩 and 200 on 30: 300 ÷ 40 = 7.5, not 8.33, the mean of 10 and 6.67; 西镇 150 ÷ 10."""
    rows = [firm(1, "东镇"), firm(2, "东镇", 用地面积=30.0, 税收实际贡献=200.0), firm(3, "西镇", 税收实际贡献=150.0)]
    assert values(sheet_of(rows), "亩均效益指标") == {"东镇": 7.5, "西镇": 15}


@pytest.mark.clause("FH-15")
def test_area_and_number_grow_on_last_year():
    """15 ÷ 10 − 1 = 50 %, 36 ÷ 30 − 1 = 20 %; 2 ÷ 1 − 1 = 100 %, 2 ÷ 2 − 1 = 0 %."""
    sheet = sheet_of(TWO_YEARS)
    assert values(sheet, "评价面积增长") == pytest.approx({"东镇": 50, "西镇": 20})
    assert values(sheet, "评价企业数量增长") == pytest.approx({"东镇": 100, "西镇": 0})
    assert item(sheet, "评价面积增长").figures.made_of[0] == "参评用地 2022 年度 15 亩，2021 年度 10 亩"


def test_the_indicator_may_be_looked_at_by_its_growth():
    """东镇 100 ÷ 10 → 200 ÷ 15: 13.33 ÷ 10 − 1 = 33.3 %; 西镇 200 ÷ 30 → 200 ÷ 36: −16.7 %."""
    sheet = sheet_of(TWO_YEARS, asked(way=Way.GROWTH))
    assert values(sheet, "亩均效益指标") == pytest.approx({"东镇": 100 / 3, "西镇": -100 / 6})


@pytest.mark.clause("FH-15")
def test_without_last_year_growth_is_missing_with_the_reason():
    sheet = sheet_of([firm(1, "东镇")])
    assert np.isnan(item(sheet, "评价面积增长").figures.values).all()
    assert item(sheet, "评价面积增长").figures.reasons == ("没有上一年度的企业数据，算不出增长，请补充上传。",)


@pytest.mark.clause("FH-15")
def test_corrections_are_counted_by_enterprise_and_fewer_is_better():
    """东镇 1 of 2 enterprises: 50 a hundred; 西镇 none: 0, and all the points."""
    rows = [firm(1, "东镇"), firm(2, "东镇"), firm(3, "西镇")]
    sheet = sheet_of(rows, 纠偏=[correction(1), correction(3, 2021)])
    assert values(sheet, "评价结果纠偏") == {"东镇": 50, "西镇": 0}
    assert item(sheet, "评价结果纠偏").points.tolist() == [0, 10]


def test_no_row_of_the_year_is_not_no_correction():
    found = item(sheet_of([firm(1, "东镇")], 纠偏=[correction(1, 2021)]), "评价结果纠偏").figures
    assert np.isnan(found.values).all() and "不知道有没有纠偏" in found.reasons[0]


@pytest.mark.clause("FH-15")
def test_finished_cases_go_by_enterprise_else_by_parcel():
    """东镇 1 of 2; 西镇 1 of 1 by its parcel; 低产田 isn't counted; one whose enterprise nobody knows is told."""
    rows = [firm(1, "东镇"), firm(2, "东镇"), firm(3, "西镇")]
    plots = [{"宗地代码": "P1", "区县": "甲区", "镇街": "西镇", "登记面积": 5.0, "用途": "工业"}]
    by_parcel, other_kind = case(3, 统一社会信用代码=None, 宗地代码="P1"), case(1, 类型="低产田", 编号="Y")
    cases = [case(1), case(2, "进行中"), by_parcel, case(9), other_kind]
    sheet = sheet_of(rows, 宗地=plots, 整治=cases)
    found = item(sheet, "高耗低效整治完成").figures
    assert found.values.tolist() == [50, 100]
    assert any("另有 1 件" in note for note in found.notes)


def test_a_case_closed_after_the_year_is_not_done_in_it_and_one_without_a_date_is():
    rows = [firm(1, "东镇"), firm(2, "东镇")]
    late = [case(1, 实际完成=date(2023, 1, 1)), case(2, 实际完成=date(2022, 12, 31))]
    assert values(sheet_of(rows, 整治=late), "高耗低效整治完成") == {"东镇": 50}
    undated = item(sheet_of(rows, 整治=[case(1)]), "高耗低效整治完成").figures
    assert undated.values.tolist() == [100] and "没有填实际完成日期" in undated.notes[0]


@pytest.mark.clause("FH-15")
def test_given_points_count_as_given_and_at_most_in_full():
    rows = [firm(1, "东镇"), firm(2, "西镇"), firm(3, "北镇")]
    sheet = sheet_of(rows, given={EAST: 8.5, WEST: 12.0})
    points = dict(zip(sheet.names, item(sheet, "创新亮点").points.tolist(), strict=True))
    assert (points["东镇"], points["西镇"]) == (8.5, 10) and np.isnan(points["北镇"])


@pytest.mark.clause("FH-15")
def test_totals_by_hand_and_missing_items_spread():
    """东镇 first in 亩均税收 (30 of 30), area (15) and number (15); 西镇 0 each; nobody has the other 40 points.

    60 × 100 ÷ 60 = 100 and 0; with `zero` 60 and 0.
    """
    rows = [row | {"税收实际贡献": 300.0} if row["镇街"] == "东镇" else row for row in TWO_YEARS]
    sheet = sheet_of(rows)
    assert sheet.totals.tolist() == [100, 0] and sheet.ranks.tolist() == [1, 2]
    assert item(sheet, "亩均效益指标").counted.tolist() == [50, 0]
    assert sheet_of(rows, asked(undefined="zero")).totals.tolist() == [60, 0]


def figures(*numbers: float, lower: bool = False) -> Figures:
    own = np.array(numbers, dtype=float)
    return Figures(own, ("",) * len(own), ("",) * len(own), "%", lower)


@pytest.mark.clause("FH-15")
def test_points_by_rank_go_in_even_steps_of_different_values():
    """9, 5, 5, 1 are three levels: 30, 15, 15, 0. The lower the better: the other way round."""
    assert points_of(figures(5, 9, 1, 5), 30, "rank", "评价面积增长").tolist() == [15, 30, 0, 15]
    assert points_of(figures(5, 9, 1, 5, lower=True), 30, "rank", "评价结果纠偏").tolist() == [15, 0, 30, 15]


@pytest.mark.clause("FH-15")
def test_points_by_spread_go_by_the_value():
    """(4 − 1) ÷ (9 − 1) × 30 = 11.25."""
    assert points_of(figures(4, 9, 1), 30, "spread", "评价面积增长").tolist() == [11.25, 30, 0]
    assert points_of(figures(4, 9, 1, lower=True), 30, "spread", "评价结果纠偏").tolist() == [18.75, 0, 30]


def test_one_value_only_is_the_best():
    assert points_of(figures(-3, np.nan, -3), 20, "rank", "评价面积增长").tolist()[::2] == [20, 20]
    assert points_of(figures(7), 20, "spread", "评价面积增长").tolist() == [20]


def test_nothing_done_earns_nothing_however_many_did_nothing():
    """One of five finished its cases: the four others share the last level."""
    assert points_of(figures(0, 0, 100, 0, 0), 20, "rank", "高耗低效整治完成").tolist() == [0, 0, 20, 0, 0]


NUMBERS = st.lists(st.one_of(st.just(np.nan), st.integers(-5, 5).map(float)), min_size=1, max_size=9)


@given(numbers=NUMBERS, by=st.sampled_from(["rank", "spread"]), lower=st.booleans(), full=st.integers(0, 100))
def test_points_stay_in_range_and_better_never_earns_less(numbers, by, lower, full):
    found = points_of(figures(*numbers, lower=lower), full, by, "评价面积增长")
    assert (np.isnan(found) == np.isnan(numbers)).all()
    assert ((found >= 0) & (found <= full))[~np.isnan(found)].all()
    for one, a in zip(found, numbers, strict=True):
        for other, b in zip(found, numbers, strict=True):
            if (a < b) if lower else (a > b):
                assert one >= other


def test_an_item_without_points_is_not_looked_at():
    points = {"亩均效益指标": 100.0, "创新亮点": 0.0}
    assert [each.name for each in sheet_of([firm(1, "东镇")], asked(points=points)).items] == ["亩均效益指标"]


def test_parks_and_one_county_only():
    rows = [firm(1, "东镇", 园区="高新区"), firm(2, "东镇"), firm(3, "南镇", 区县="乙县")]
    assert sheet_of(rows, asked(level=AreaLevel.PARK)).names == ["高新区"]
    assert sheet_of(rows, asked(county="乙县")).names == ["南镇"]


def test_ranks_are_held_against_last_year_s_and_equal_totals_share_theirs():
    """2021: 东镇 20, 西镇 10; 2022 the other way round; 北镇 is new."""
    rows = [firm(1, "东镇", 2021, 税收实际贡献=200.0), firm(2, "西镇", 2021), firm(1, "东镇"),
            firm(2, "西镇", 税收实际贡献=200.0), firm(3, "北镇")]  # fmt: skip
    wanted = asked(points={"亩均效益指标": 100.0})
    now, before = sheet_of(rows, wanted), sheet_of(rows, wanted, year=2021)
    assert dict(zip(now.names, now.ranks.tolist(), strict=True)) == {"东镇": 2, "北镇": 2, "西镇": 1}
    change = dict(zip(now.names, moved(now, before).tolist(), strict=True))
    assert (change["东镇"], change["西镇"]) == (-1, 1) and np.isnan(change["北镇"])
    assert np.isnan(moved(now, None)).all()


def test_nobody_evaluated_gives_an_empty_sheet():
    rows = [firm(1, "东镇", 用地面积=None)]
    sheet = sheet_of(rows)
    assert sheet.places == () and len(sheet.totals) == 0


@pytest.mark.clause("FH-15")
@pytest.mark.parametrize("policy", policy_ids())
def test_every_policy_has_six_items_that_come_to_100(policy):
    rule = assessment_rule(load_policy(policy))
    assert len(rule.points) == 6 and add_up(rule.points)
    assert bool(rule.clause) == (policy == "fenghua-2022")


@pytest.mark.clause("FH-15")
def test_land_that_nobody_knows_is_not_growth_to_nothing():
    """Where no indicator is per mu an enterprise without land is 参评: 10 亩, then unknown, isn't −100 %."""
    pool = FENGHUA.pools["规上工业"].model_copy(update={"weights": {"研发投入强度": 100.0}, "tie_break": None})
    policy = FENGHUA.model_copy(update={"pools": {"规上工业": pool}})
    cells = {"研发经费": 1.0, "主营业务收入": 100.0}
    held = Tables.of({"企业": [firm(1, "东镇", 2021, **cells), firm(1, "东镇", 用地面积=None, **cells)]})
    now, before = (evaluate(held, policy, year) for year in (2022, 2021))
    wanted = asked(indicator="研发投入强度")
    sheet = assess(Years(now, before, held, {}), wanted)
    assert np.isnan(values(sheet, "评价面积增长")["东镇"]) and item(sheet, "评价面积增长").figures.made_of == ("",)
    assert "这一年或上一年度没有参评用地" in item(sheet, "评价面积增长").figures.reasons[0]
