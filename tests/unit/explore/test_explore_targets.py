"""Goals on small uploads, worked out by hand: paths, boundaries, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.targets.figures import Sight, Source
from muyun.explore.targets.goals import progress
from muyun.explore.targets.progress import Progress, Status
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.policy.model import Policy

JIAXING, XIACHENG, FENGHUA, XIAN = (
    load_policy(name) for name in ("jiaxing-2018", "xiacheng-2019", "fenghua-2022", "xian-2022")
)


def firm(year: int, number: int = 1, **cells: object) -> dict[str, object]:
    """A 规上 dyer (1713) of the year on 10 亩, unless `cells` say otherwise."""
    own = {
        "年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企业{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1713", "规模": "规上", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
        "工业增加值": 1000.0, "工业总产值": 4000.0, "主营业务收入": 4000.0, "年平均职工人数": 50.0,
        "总用能": 1000.0, "碳排放": 2000.0, "研发经费": 72.0,
    }  # fmt: skip
    return own | cells


def region(year: int, level: str, name: str, value_added: float) -> dict[str, object]:
    return {"年度": year, "区域名称": name, "级别": level, "规上工业增加值": value_added}


def goals(policy: Policy, year: int, rows: list[dict[str, object]], published: Mapping[str, Mapping] | None = None,
          **tables: list[dict[str, object]]) -> list[Progress]:  # fmt: skip
    """Every goal of a policy; `published`: columns of 区域 that give indicators, by row of that table."""
    upload = Tables.of({"企业": rows, **tables})
    if published:
        upload = upload.with_frames(regions=upload.regions.assign(**published))
    found = {y: evaluate(upload, policy, y) for y in {row["年度"] for row in rows}}
    return progress(policy, Sight(year, policy.region, found.get, upload))


def of(clause: str, found: list[Progress]) -> list[Progress]:
    return [goal for goal in found if goal.target.clause == (clause,)]


def the(clause: str, found: list[Progress], subject: str = "") -> Progress:
    (goal,) = [goal for goal in of(clause, found) if subject in goal.subject]
    return goal


# A value by a year


@pytest.mark.clause("JX-02")
def test_twenty_itself_is_reached_and_a_cent_less_is_not():
    """达到20万元以上 of 10 亩 of dyeing: 200 万元 is 20.00, 199.99 is 19.999."""
    for tax, status in ((200.0, Status.REACHED), (199.99, Status.BEHIND)):
        goal = the("JX-02", goals(JIAXING, 2020, [firm(2020, 税收实际贡献=tax)]), "印染")
        assert (goal.status, goal.goal, goal.unit, goal.year) == (status, 20, "万元/亩", 2020)
        assert goal.now == pytest.approx(tax / 10)


@pytest.mark.clause("JX-02")
def test_a_value_is_compared_on_nine_decimals():
    """19.9999999996 rounds to 20.000000000; 19.9999999994 to 19.999999999."""
    for tax, status in ((199.999999996, Status.REACHED), (199.999999994, Status.BEHIND)):
        assert the("JX-02", goals(JIAXING, 2020, [firm(2020, 税收实际贡献=tax)]), "印染").status is status


@pytest.mark.clause("JX-02", "JX-03")
def test_each_of_the_four_sectors_has_its_own_ratio_of_sums():
    """Dyeing 100 + 500 万元 over 10 + 20 亩 is 20, not the mean of 10 and 25; paper-making 100 / 10.

    A 规下 dyer and weaving (1711) are in neither.
    """
    rows = [firm(2020, 1), firm(2020, 2, 用地面积=20.0, 税收实际贡献=500.0), firm(2020, 3, 行业代码="2221"),
            firm(2020, 4, 规模="规下", 税收实际贡献=0.0), firm(2020, 5, 行业代码="1711", 税收实际贡献=0.0)]  # fmt: skip
    found = goals(JIAXING, 2020, rows)
    tax = {goal.subject.split()[0]: goal for goal in of("JX-02", found)}
    assert {name: goal.now for name, goal in tax.items()} == {"印染": 20.0, "造纸": 10.0, "化工": None, "化纤": None}
    assert [goal.status for goal in tax.values()] == [Status.REACHED, Status.BEHIND, Status.UNKNOWN, Status.UNKNOWN]
    assert "算不出化工 亩均税收" in tax["化工"].reason
    (made_of,) = tax["印染"].figures
    assert (made_of.numerator, made_of.denominator, made_of.counted, made_of.left_out) == (600, 30, 2, 0)
    added = the("JX-03", found, "造纸")
    assert (added.now, added.goal, added.status) == (100.0, 100, Status.REACHED)


@pytest.mark.clause("JX-02")
def test_on_the_way_a_value_is_held_against_a_constant_pace_from_the_base_year():
    """2017 at 10, 2020 at 20: 2^(1/3) − 1 = 25.99 % a year; a year on 12.599, so 12.6 is on pace and 12.59 behind.

    From 12.6 in 2018 the rest needs (20 / 12.6)^(1/2) − 1 = 25.99 %.
    """
    base = firm(2017)
    for tax, status in ((126.0, Status.ON_PACE), (125.9, Status.BEHIND)):
        goal = the("JX-02", goals(JIAXING, 2018, [base, firm(2018, 税收实际贡献=tax)]), "印染")
        assert goal.status is status
        assert goal.expected == pytest.approx(12.59921, abs=5e-6)
        assert goal.pace == pytest.approx(0.259921, abs=5e-7)
    goal = the("JX-02", goals(JIAXING, 2018, [base, firm(2018, 税收实际贡献=126.0)]), "印染")
    assert goal.pace_left == pytest.approx((20 / 12.6) ** 0.5 - 1)


@pytest.mark.clause("JX-03")
def test_a_missing_baseline_is_said_and_what_to_upload():
    goal = the("JX-03", goals(JIAXING, 2018, [firm(2018, 工业增加值=500.0)]), "印染")
    assert (goal.status, goal.now, goal.expected) == (Status.UNKNOWN, 50.0, None)
    assert "缺少基期" in goal.reason and "补充上传 2017 年度的企业表" in goal.reason


@pytest.mark.clause("JX-03")
def test_reached_before_its_year_needs_no_baseline():
    assert the("JX-03", goals(JIAXING, 2018, [firm(2018)]), "印染").status is Status.REACHED


@pytest.mark.clause("JX-02")
def test_a_base_that_is_not_above_zero_has_no_pace():
    rows = [firm(2017, 税收实际贡献=-10.0), firm(2018)]
    goal = the("JX-02", goals(JIAXING, 2018, rows), "印染")
    assert goal.status is Status.UNKNOWN and "不大于 0" in goal.reason


@pytest.mark.clause("JX-02")
def test_after_its_year_a_goal_is_judged_by_its_year():
    """25 in 2020 was enough, whatever came after."""
    rows = [firm(2020, 税收实际贡献=250.0), firm(2021, 税收实际贡献=150.0)]
    goal = the("JX-02", goals(JIAXING, 2021, rows), "印染")
    assert (goal.status, goal.now, goal.year) == (Status.REACHED, 25.0, 2020)
    assert goal.notes == ("目标年份 2020 年已过，按 2020 年度的数判断。",)


@pytest.mark.clause("JX-02")
def test_without_the_data_of_its_year_a_past_goal_is_not_judged_by_a_later_one():
    goal = the("JX-02", goals(JIAXING, 2021, [firm(2021, 税收实际贡献=250.0)]), "印染")
    assert (goal.status, goal.now, goal.year) == (Status.UNKNOWN, 25.0, 2021)
    assert "补充上传 2020 年度的企业表" in goal.reason


@pytest.mark.clause("XA-03")
def test_research_of_1_8_per_cent_of_revenue_is_reached():
    """ΣR&D 72 / Σrevenue 4000 is 1.8 %; 71.99 is less, and 1.7 % in 2020 puts 2021 at 1.7195 %."""
    assert the("XA-03", goals(XIAN, 2021, [firm(2021)])).status is Status.REACHED
    rows = [firm(2020, 研发经费=68.0), firm(2021, 研发经费=71.99)]
    goal = the("XA-03", goals(XIAN, 2021, rows))
    assert (goal.status, goal.goal, goal.unit) == (Status.ON_PACE, 0.018, "%")
    assert goal.expected == pytest.approx(0.017 * (0.018 / 0.017) ** 0.2)
    assert the("XA-03", goals(XIAN, 2021, [rows[0], firm(2021, 研发经费=68.7)])).status is Status.BEHIND


# Growth since a base year


@pytest.mark.clause("XA-01")
def test_16_per_cent_in_five_years_is_3_01_per_cent_a_year():
    """(1.16)^(1/5) − 1; two years on 1.0301² − 1 = 6.12 %."""
    rows = [firm(2020), firm(2022, 工业增加值=1061.2)]
    goal = the("XA-01", goals(XIAN, 2022, rows))
    assert f"{goal.pace:.4f}" == "0.0301"
    assert goal.expected == pytest.approx(1.16**0.4 - 1) and f"{goal.expected:.4f}" == "0.0612"
    assert (goal.status, goal.goal, goal.base_year, goal.by) == (Status.ON_PACE, 0.16, 2020, 2025)
    assert goal.now == pytest.approx(0.0612)
    assert goal.pace_left == pytest.approx((1.16 / 1.0612) ** (1 / 3) - 1)


@pytest.mark.clause("XA-02")
def test_18_per_cent_in_five_years_is_3_37_per_cent_a_year_and_known_without_data():
    goal = the("XA-02", goals(XIAN, 2022, [firm(2022)]))
    assert f"{goal.pace:.4f}" == "0.0337"
    assert (goal.status, goal.now, goal.goal) == (Status.UNKNOWN, None, 0.18)
    assert "缺少基期" in goal.reason and "2020 年度" in goal.reason


@pytest.mark.clause("XA-01", "XA-02")
@pytest.mark.parametrize(("added", "energy", "carbon"), [
    (1160.0, Status.REACHED, Status.BEHIND), (1159.99, Status.BEHIND, Status.BEHIND), (1180.0,) + (Status.REACHED,) * 2,
])  # fmt: skip
def test_at_the_target_year_exactly_the_rate_is_reached_and_no_pace_excuses(added, energy, carbon):
    found = goals(XIAN, 2025, [firm(2020), firm(2025, 工业增加值=added)])
    assert (the("XA-01", found).status, the("XA-02", found).status) == (energy, carbon)


@pytest.mark.clause("XA-01")
def test_growth_from_a_base_below_zero_is_not_judged():
    rows = [firm(2020, 工业增加值=-5.0), firm(2022)]
    goal = the("XA-01", goals(XIAN, 2022, rows))
    assert goal.status is Status.UNKNOWN and goal.reason == "2020 年度的值不大于 0，算不出增速。"


@pytest.mark.clause("XA-01")
def test_in_the_base_year_itself_nothing_has_grown():
    assert the("XA-01", goals(XIAN, 2020, [firm(2020)])).status is Status.UNKNOWN


@pytest.mark.clause("XA-01")
def test_published_figures_step_in_only_where_they_have_both_years():
    """The city's row gives 1.00 in 2020 and 1.08 in 2022; the enterprises have 2022 alone."""
    city = [region(2020, "市", "西安市", 1.0), region(2022, "市", "西安市", 1.0)]
    goal = the("XA-01", goals(XIAN, 2022, [firm(2022)], {"单位能耗增加值": [1.0, 1.08]}, 区域=city))
    assert goal.now == pytest.approx(0.08)
    assert [f.source for f in goal.figures] == [Source.PUBLISHED] * 2 and goal.figures[0].place == "西安市"
    goal = the("XA-01", goals(XIAN, 2022, [firm(2022)], {"单位能耗增加值": [None, 1.08]}, 区域=city))
    assert goal.status is Status.UNKNOWN and [f.source for f in goal.figures] == [Source.ENTERPRISES]
    both = [firm(2020), firm(2022, 工业增加值=1030.0)]
    goal = the("XA-01", goals(XIAN, 2022, both, {"单位能耗增加值": [1.0, 1.08]}, 区域=city))
    assert goal.now == pytest.approx(0.03) and goal.figures[0].source is Source.ENTERPRISES


# Whose published figures


def tax_goal(policy: Policy, rows: Mapping[tuple[str, str], tuple[float | None, float | None]]) -> Progress:
    """FH-01 in 2022 where nothing but 区域 has both years; `rows`: 亩均税收 of 2021 and 2022 by level and name."""
    published = [region(year, level, name, 1.0) for level, name in rows for year in (2021, 2022)]
    values = [value for pair in rows.values() for value in pair]
    return the("FH-01", goals(policy, 2022, [firm(2022)], {"亩均税收": values}, 区域=published))


CITY_ROW = {("市", "宁波市"): (20.0, 30.2)}


@pytest.mark.clause("FH-01")
@pytest.mark.parametrize(("level", "name"), [("县", "奉化区"), ("县", "宁波市奉化区"), ("市", "奉化区")])
def test_a_district_is_judged_on_its_own_row_and_not_on_its_city_s(level, name):
    """宁波市 20 → 30.2 is +51 %, 奉化区 20 → 20.2 is +1 %, of 7 %."""
    goal = tax_goal(FENGHUA, CITY_ROW | {(level, name): (20.0, 20.2)})
    assert goal.status is Status.BEHIND and goal.now == pytest.approx(0.01)
    assert [figure.place for figure in goal.figures] == [name, name]


@pytest.mark.clause("FH-01")
@pytest.mark.parametrize("other", [("市", "宁波市"), ("县", "海曙区"), ("省", "宁波市奉化区"), ("镇街", "化区")])
def test_the_only_row_of_another_region_judges_nothing(other):
    goal = tax_goal(FENGHUA, {other: (20.0, 30.2)})
    assert (goal.status, goal.now) == (Status.UNKNOWN, None)
    assert "补充上传 2021 年度的企业表" in goal.reason
    assert "“区域”表里须有宁波市奉化区自己的行，每个年度都填" in goal.reason


@pytest.mark.clause("FH-01")
def test_the_full_name_counts_before_the_short_one():
    rows = {("镇街", "奉化区"): (20.0, 40.0), ("县", "宁波市奉化区"): (20.0, 20.2)}
    assert tax_goal(FENGHUA, rows).now == pytest.approx(0.01)


@pytest.mark.clause("XA-01")
def test_an_only_city_with_another_name_is_not_the_policy_s():
    rows = [region(2020, "市", "咸阳市", 1.0), region(2022, "市", "咸阳市", 1.0)]
    goal = the("XA-01", goals(XIAN, 2022, [firm(2022)], {"单位能耗增加值": [1.0, 1.08]}, 区域=rows))
    assert goal.status is Status.UNKNOWN and "西安市自己的行" in goal.reason


# Growth over the year before


@pytest.mark.clause("FH-01", "FH-02")
@pytest.mark.parametrize(("tax", "added", "first", "second"), [
    (107.0, 1080.0, Status.REACHED, Status.REACHED), (106.99, 1079.99, Status.BEHIND, Status.BEHIND),
    (107.00000004, 1080.0000004, Status.REACHED, Status.REACHED), (95.0, 1000.0, Status.BEHIND, Status.BEHIND),
    (106.99999996, 1079.9999996, Status.REACHED, Status.REACHED), (106.9999999, 1079.999999,) + (Status.BEHIND,) * 2,
])  # fmt: skip
def test_growth_of_exactly_seven_and_eight_per_cent_is_reached(tax, added, first, second):
    """100 → 107.00 and 1000 → 1080.00; 6.999999996 % rounds on nine decimals to 7 %, 6.9999999 % doesn't."""
    found = goals(FENGHUA, 2022, [firm(2021), firm(2022, 税收实际贡献=tax, 工业增加值=added)])
    assert (the("FH-01", found).status, the("FH-02", found).status) == (first, second)
    assert the("FH-01", found).now == pytest.approx(tax / 100 - 1)


@pytest.mark.clause("FH-01")
def test_growth_needs_the_year_before_and_its_own_year():
    goal = the("FH-01", goals(FENGHUA, 2022, [firm(2022)]))
    assert goal.status is Status.UNKNOWN and "2021 年度的企业表" in goal.reason
    goal = the("FH-01", goals(FENGHUA, 2021, [firm(2020), firm(2021)]))
    assert goal.status is Status.UNKNOWN and "目标从 2022 年度开始" in goal.reason


@pytest.mark.clause("JX-01")
def test_faster_than_industry_means_faster():
    """Industry 100 → 106: 6 % equal is not above; 6.01 % is; productivity of 50 staff likewise."""
    city = [region(2019, "市", "嘉兴市", 100.0), region(2020, "市", "嘉兴市", 106.0)]
    rows = [firm(2019), firm(2020, 税收实际贡献=106.0, 工业增加值=1060.1)]
    found = {goal.subject: goal for goal in of("JX-01", goals(JIAXING, 2020, rows, 区域=city))}
    assert {name: goal.status for name, goal in found.items()} == {
        "规上工业 亩均税收": Status.BEHIND, "规上工业 亩均增加值": Status.REACHED,
        "规上工业 全员劳动生产率": Status.REACHED,
    }  # fmt: skip
    goal = found["规上工业 亩均税收"]
    assert goal.strict and goal.goal == pytest.approx(0.06) and goal.now == pytest.approx(0.06)


@pytest.mark.clause("JX-01")
def test_without_the_city_s_figures_nothing_is_guessed():
    for regions in ([], [region(2020, "市", "嘉兴市", 106.0)], [region(2019, "县", "南湖区", 1.0)],
                    [region(2019, "市", "湖州市", 100.0), region(2020, "市", "湖州市", 106.0)]):  # fmt: skip
        goal = of("JX-01", goals(JIAXING, 2020, [firm(2019), firm(2020)], 区域=regions))[0]
        assert (goal.status, goal.goal, goal.now) == (Status.UNKNOWN, None, 0.0)
        assert "缺少嘉兴市工业的数据，无法判断" in goal.reason
        assert "补充嘉兴市的 2019、2020 两个年度的“规上工业增加值”" in goal.reason


@pytest.mark.clause("JX-01")
def test_of_several_cities_the_policy_s_own_counts():
    cities = [region(y, "市", n, v) for y, n, v in (
        (2019, "嘉兴市", 100.0), (2019, "湖州市", 100.0), (2020, "嘉兴市", 103.0), (2020, "湖州市", 150.0))]
    rows = [firm(2019), firm(2020, 税收实际贡献=104.0)]
    goal = of("JX-01", goals(JIAXING, 2020, rows, 区域=cities))[0]
    assert goal.goal == pytest.approx(0.03) and goal.status is Status.REACHED


@pytest.mark.clause("XA-04")
def test_xian_is_held_against_the_province_and_against_industry_one_by_one():
    """亩均税收 +5 % against the province's published 5 → 5.2 (+4 %) and the city's industry +6 %."""
    rows = [firm(2021), firm(2022, 税收实际贡献=105.0)]
    regions = [region(2021, "省", "陕西省", 1.0), region(2022, "省", "陕西省", 1.0),
               region(2021, "市", "西安市", 100.0), region(2022, "市", "西安市", 106.0)]  # fmt: skip
    found = of("XA-04", goals(XIAN, 2022, rows, {"亩均税收": [5.0, 5.2, None, None]}, 区域=regions))
    tax = [goal for goal in found if "亩均税收" in goal.subject]
    assert [(goal.target.than, goal.status) for goal in tax] == [
        ("province", Status.REACHED), ("industry", Status.BEHIND)]  # fmt: skip
    assert tax[0].goal == pytest.approx(0.04)
    (value,) = [goal for goal in found if "亩均增加值" in goal.subject and goal.target.than == "province"]
    assert value.status is Status.UNKNOWN and "缺少全省的数据，无法判断" in value.reason


@pytest.mark.clause("XC-04")
def test_higher_than_last_year_means_higher():
    """R&D 72 of 4000; equal isn't 提高, a hair more is."""
    for spent, status in ((72.0, Status.BEHIND), (72.01, Status.REACHED), (60.0, Status.BEHIND)):
        goal = the("XC-04", goals(XIACHENG, 2020, [firm(2019), firm(2020, 研发经费=spent)]))
        assert (goal.status, goal.goal, goal.unit) == (status, 0.018, "%")


# Counts


def case(number: int, done: str | None, **cells: object) -> dict[str, object]:
    return {"编号": f"Z{number}", "类型": "高耗低效", "统一社会信用代码": f"E{number:03d}", "状态": "已完成",
            "实际完成": done} | cells  # fmt: skip


@pytest.mark.clause("FH-03")
def test_170_enterprises_are_reached_and_169_are_not():
    cases = [case(n, "2022-06-30") for n in range(170)]
    goal = the("FH-03", goals(FENGHUA, 2022, [firm(2022)], 整治=cases))
    assert (goal.status, goal.now, goal.goal, goal.unit) == (Status.REACHED, 170, 170, "家")
    assert the("FH-03", goals(FENGHUA, 2022, [firm(2022)], 整治=cases[1:])).status is Status.BEHIND


@pytest.mark.clause("FH-03")
def test_only_finished_cases_of_the_kind_and_year_count_and_an_enterprise_once():
    """Two: E001 and the parcel's case Z9. Not E001's second, last year's, next year's, 低产田, open, undated."""
    cases = [
        case(1, "2022-01-01"), case(2, "2022-12-31", 统一社会信用代码="E001"), case(3, "2021-12-31"),
        case(4, "2023-01-01"), case(5, "2022-05-01", 类型="低产田"), case(6, None, 状态="进行中"), case(7, None),
        case(9, "2022-07-01", 统一社会信用代码=None),
    ]  # fmt: skip
    goal = the("FH-03", goals(FENGHUA, 2022, [firm(2022)], 整治=cases))
    assert goal.now == 2
    assert goal.notes == ("另有 1 件已完成但没有填实际完成日期，未计入。",)


@pytest.mark.clause("FH-03")
def test_without_cases_of_the_kind_nothing_is_zero():
    for cases in ([], [case(5, "2022-05-01", 类型="低产田")]):
        goal = the("FH-03", goals(FENGHUA, 2022, [firm(2022)], 整治=cases))
        assert (goal.status, goal.now) == (Status.UNKNOWN, None) and "“整治”表" in goal.reason


@pytest.mark.clause("FH-03")
def test_a_count_over_several_years_has_a_pace():
    """30 in 2025–2027: 10 by the end of 2025."""
    policy, _ = amend(FENGHUA, {"targets": [{"method": "completed", "kind": "高耗低效", "count": 30, "from_year": 2025,
                                             "by": 2027, "assumed": "测试"}]}, None)  # fmt: skip
    for count, status in ((10, Status.ON_PACE), (9, Status.BEHIND)):
        (goal,) = goals(policy, 2025, [firm(2025)], 整治=[case(n, "2025-03-01") for n in range(count)])
        assert (goal.status, goal.expected) == (status, 10)


def pilot(year: int, name: str) -> dict[str, object]:
    return {"年度": year, "名单": "培育试点", "名称": name, "依据": "下发〔2019〕1号"}


@pytest.mark.clause("XC-29")
def test_pilots_double_together_and_exactly_twice_is_enough():
    """Named by code and by name: revenue 4000 + 4000 → 10000 + 6000 is twice; tax 200 → 398 is 1.99 times.

    Two years on, 2^(2/5) = 1.3195 keeps pace: 1.99 does.
    """
    rows = [firm(2019, 1), firm(2019, 2), firm(2019, 3),
            firm(2021, 1, 主营业务收入=10000.0, 税收实际贡献=199.0),
            firm(2021, 2, 主营业务收入=6000.0, 税收实际贡献=199.0), firm(2021, 3, 主营业务收入=1.0)]  # fmt: skip
    found = of("XC-29", goals(XIACHENG, 2021, rows, 名单=[pilot(2019, "E001"), pilot(2019, "企业2")]))
    assert [(goal.subject, goal.status) for goal in found] == [
        ("培育试点 主营业务收入", Status.REACHED), ("培育试点 税收实际贡献", Status.ON_PACE)]  # fmt: skip
    assert [goal.now for goal in found] == [2.0, 1.99]
    assert found[1].expected == pytest.approx(2**0.4) and f"{found[1].pace:.4f}" == "0.1487"
    assert (found[1].base_year, found[1].by) == (2019, 2024)


@pytest.mark.clause("XC-29")
def test_pilots_that_cannot_be_found_are_counted_and_left_out():
    rows = [firm(2019, 1), firm(2021, 1, 主营业务收入=8000.0), firm(2021, 2)]
    entries = [pilot(2019, name) for name in ("E001", "E002", "没有这家")]
    goal = of("XC-29", goals(XIACHENG, 2021, rows, 名单=entries))[0]
    assert (goal.now, goal.notes) == (2.0, ("2 家在两年的企业表里找不到或没有这项数据，未计入。",))


@pytest.mark.clause("XC-29")
def test_a_pilot_listed_by_code_and_by_name_counts_once():
    """3000 + 3000 → 9000 + 3000 is twice for two; the first counted twice would be 21000 / 9000 = 2.333 for three.

    It is one pilot under a new name too. Two that nobody finds stay two.
    """
    for name in ("企业1", "新名"):
        rows = [firm(2019, n, 主营业务收入=3000.0) for n in (1, 2)]
        rows += [firm(2021, 1, 企业名称=name, 主营业务收入=9000.0), firm(2021, 2, 主营业务收入=3000.0)]
        entries = [pilot(2019, entry) for entry in ("E001", "E002", "企业1", "没有这家", "E009")]
        goal = of("XC-29", goals(XIACHENG, 2021, rows, 名单=entries))[0]
        assert (goal.now, [figure.counted for figure in goal.figures]) == (2.0, [2, 2])
        assert goal.notes == ("2 家在两年的企业表里找不到或没有这项数据，未计入。",)


@pytest.mark.clause("XC-29")
def test_a_name_of_two_enterprises_means_neither():
    rows = [firm(y, n, 企业名称="同名") for y in (2019, 2021) for n in (1, 2)] + [firm(2019, 3), firm(2021, 3)]
    goal = of("XC-29", goals(XIACHENG, 2021, rows, 名单=[pilot(2019, "同名"), pilot(2019, "企业3")]))[0]
    assert (goal.now, goal.figures[0].counted, goal.figures[0].left_out) == (1.0, 1, 1)


@pytest.mark.clause("XC-29")
def test_pilots_need_a_list_its_year_and_a_year_gone_by():
    rows, entry = [firm(2021)], pilot(2021, "E001")
    said = [goals(XIACHENG, 2021, rows, 名单=listed) for listed in ([], [entry], [pilot(2020, "E001")])]
    reasons = [of("XC-29", found)[0].reason for found in said]
    assert "没有“培育试点”名单" in reasons[0] and "还没有满一年" in reasons[1] and "2020 年度的企业表" in reasons[2]


@pytest.mark.clause("XC-29")
def test_the_latest_list_up_to_the_year_counts():
    """Lists of 2019, 2020 and 2022; in 2021 that of 2020: 4000 → 6000 is 1.5 times."""
    rows = [firm(2019), firm(2020), firm(2021, 主营业务收入=6000.0)]
    entries = [pilot(2019, "E009"), pilot(2020, "E001"), pilot(2022, "E009")]
    goal = of("XC-29", goals(XIACHENG, 2021, rows, 名单=entries))[0]
    assert (goal.base_year, goal.now, goal.by) == (2020, 1.5, 2025)


def test_a_policy_without_goals_has_none():
    assert goals(load_policy("huangyan-2022"), 2022, [firm(2022)]) == []


def test_row_order_never_decides():
    rows = [firm(y, n, 税收实际贡献=100.1 * n, 用地面积=7.3 * n) for y in (2019, 2020) for n in range(1, 6)]
    assert [g.now for g in goals(JIAXING, 2020, rows)] == [g.now for g in goals(JIAXING, 2020, rows[::-1])]
