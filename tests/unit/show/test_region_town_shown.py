"""What 资源分配, 考核表 and 覆盖面 say and list, on small uploads worked out by hand (FH-07, FH-15, XA-19)."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.allocate import Bound
from muyun.explore.regions.allocation_basis import Question, Resource, Simulation, Sized, official_base, simulate
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.assessment import Asked, Sheet, Years, assess
from muyun.explore.regions.assessment_items import Way
from muyun.explore.regions.figures import official_figures
from muyun.land.coverage import CoverageOf, coverage
from muyun.policy.assessment import ASSESSMENT
from muyun.policy.load import load_policy
from muyun.show import allocation, assessment, land_coverage
from muyun.show.assessment_table import exported, formula, place_table, sheet_table, total_words

FENGHUA = load_policy("fenghua-2022")
SCRIPT = "<script>镇"
Row = dict[str, object]


def firm(number: int, town: str, land: float = 10.0, tax: float = 100.0, year: int = 2022) -> Row:
    return {
        "年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "区县": "甲区", "镇街": town,
        "行业代码": "1711", "规模": "规上", "用地面积": land, "税收实际贡献": tax,
    }  # fmt: skip


def town(name: str, area: float) -> Row:
    return {"年度": 2022, "区域名称": name, "级别": "镇街", "上级": "甲区", "工业用地面积": area}


def covered(rows: list[Row], *towns: Row) -> CoverageOf:
    tables = Tables.of({"企业": rows, "区域": towns})
    return coverage(evaluate(tables, FENGHUA, 2022), tables, AreaLevel.TOWN)


def sheet(rows: list[Row], **changes: object) -> Sheet:
    own = {"level": AreaLevel.TOWN, "county": "", "pool": "规上工业", "indicator": "亩均税收", "way": Way.VALUE,
           "points": ASSESSMENT.points, "points_by": "rank", "undefined": "redistribute"}  # fmt: skip
    tables = Tables.of({"企业": rows})
    return assess(Years(evaluate(tables, FENGHUA, 2022), None, tables, {}), Asked(**(own | changes)))


def simulated(*counties: tuple[str, float, float | None], **changes: object) -> Simulation:
    rows = [{"年度": 2022, "区域名称": name, "级别": "县", "建设用地面积": land, "税收实际贡献": tax}
            for name, land, tax in counties]  # fmt: skip
    tables = Tables.of({"区域": rows})
    own = {"resource": Resource.LAND, "pool": 100.0, "measure": "亩均税收", "sized": Sized.NO, "bounds": {}}
    asked = Question(**(own | changes))
    figures = official_figures(tables, load_policy("jiaxing-2018"), AreaLevel.COUNTY, 2022)
    return simulate(asked, figures, official_base(tables, load_policy("jiaxing-2018"), figures, asked.resource))


@pytest.mark.clause("FH-07")
def test_the_headline_of_coverage_counts_both_sides_and_sums_the_whole():
    """8 of 10 and 6 of 10: one reaches 70 %; together 14 of 20, 70 %."""
    of = covered([firm(1, "东镇", 8), firm(2, "西镇", 6)], town("东镇", 10), town("西镇", 10))
    said, second = land_coverage.headline(of)
    assert said == "2022 年度 2 个镇街里 1 个工业用地评价覆盖面达到 70 %，1 个没有达到。"
    assert second == "合计覆盖 70 %；最低的是西镇，60 %"


def test_where_all_reach_the_line_it_is_said_and_where_none_can_be_told_too():
    assert land_coverage.headline(covered([firm(1, "东镇")], town("东镇", 10)))[0] == (
        "2022 年度 1 个镇街的工业用地评价覆盖面都达到 70 %。"
    )
    over = covered([firm(1, "东镇", 12)], town("东镇", 10))
    assert "1 个超过 100 %，两边口径不同" in land_coverage.headline(over)[1]
    assert "还算不出" in land_coverage.headline(covered([firm(1, "东镇")]))[0]


@pytest.mark.clause("FH-07")
def test_the_table_of_coverage_says_what_is_still_to_be_evaluated():
    """70 % of 10 亩 less 6: 1 亩 more; the lowest first."""
    of = covered([firm(1, "东镇", 8), firm(2, "西镇", 6)], town("东镇", 10), town("西镇", 10))
    frame = land_coverage.coverage_table(of).frame
    assert frame["name"].tolist() == ["西镇", "东镇"] and frame["lacking"].tolist() == pytest.approx([1, 0])
    assert frame["reached"].tolist() == ["未达到", "达到"]
    assert "还要评价 1 亩才都到线" in land_coverage.coverage_bars(of)


@pytest.mark.clause("FH-15")
def test_the_headline_of_the_assessment_names_the_first_the_last_and_what_is_lacking():
    said, second = assessment.headline(sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")]), None, ASSESSMENT)
    assert said == "2022 年度考核，2 个镇街里东镇第一，100.00 分。"
    assert "末位西镇，0.00 分" in second and "评价面积增长全部" in second and "没有上一年度可比" in second


def test_a_span_above_an_item_s_points_is_explained_where_lacking_items_are_spread():
    """亩均效益指标 is worth 30, but 100 where it alone is known: 100 − 0."""
    rows = [firm(1, "东镇", tax=200.0), firm(2, "西镇")]
    spread = assessment.bars(sheet(rows), None)
    assert "（满分 30 分，缺项的分值分摊后最多 100 分）：最多的比最少的多 100.0 分" in spread
    alone = assessment.bars(sheet(rows, undefined="zero"), None)
    assert "多 30.0 分<" in alone and "分摊" not in alone


def test_places_that_share_the_first_rank_are_all_first():
    assert "等 2 个并列第一" in assessment.headline(sheet([firm(1, "东镇"), firm(2, "西镇")]), None, ASSESSMENT)[0]


@pytest.mark.clause("FH-15")
def test_how_points_came_about_is_said_with_the_numbers():
    """20, 15 and 10 万元/亩: 西镇 is the second of three levels: 30 × (3 − 2) ÷ (3 − 1) = 15; alone in the total."""
    rows = [firm(1, "东镇", tax=200.0), firm(2, "西镇", tax=150.0), firm(3, "北镇")]
    of = sheet(rows)
    west = of.names.index("西镇")
    assert formula(of, of.items[0], west) == "第 2 级，共 3 级：30 × (3 − 2) ÷ (3 − 1) = 15"
    assert total_words(of, west) == "总分 (15) × 100 ÷ 30 = 50 分。"
    spread = sheet(rows, points_by="spread", undefined="zero")
    assert formula(spread, spread.items[0], west) == "30 × (15.00 − 10.00) ÷ (20.00 − 10.00) = 15"
    assert total_words(spread, west) == "总分 15 = 15 分。"
    assert formula(spread, spread.items[1], west) == "计 0 分"
    made = place_table(of, west).frame["made"].tolist()
    assert made[0] == "2022 年度合计 150.00 ÷ 10.00" and made[1] == "没有上一年度的企业数据，算不出增长，请补充上传。"


@pytest.mark.clause("FH-15")
def test_the_file_lists_values_points_and_why_something_lacks():
    frame = exported(sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")]), None, {})
    assert frame["镇街"].tolist() == ["东镇", "西镇"] and frame["名次"].tolist() == [1, 2]
    assert frame["亩均效益指标（万元/亩）"].tolist() == [20, 10]
    assert frame["亩均效益指标得分（满分30）"].tolist() == [30, 0]
    assert "评价面积增长：没有上一年度的企业数据" in frame["缺项说明"].iloc[0]


@pytest.mark.clause("XA-19")
def test_the_headline_of_the_pool_begins_with_simulation_and_says_the_difference():
    found = simulated(("甲区", 10, 300.0), ("乙区", 20, 400.0), ("丙县", 30, 300.0), ("丁县", 5, None))
    said, second = allocation.headline(found)
    assert said == "模拟：100 亩用地按亩均税收分给 3 个区县，甲区最多，50.00 亩。"
    assert "甲区 +33.33 亩，丙县 −33.33 亩" in second and "没有分：丁县（没有这个指标）" in second
    assert "“区域”表的公布数" in second


def test_the_table_of_the_pool_adds_up_and_tells_bounds():
    found = simulated(("甲区", 10, 300.0), ("乙区", 20, 400.0), ("丙县", 30, 300.0), bounds={"甲区": Bound(most=40)})
    table = allocation.allocation_table(found)
    assert table.frame["part"].sum() == 100 and table.frame["share"].sum() == pytest.approx(100)
    assert "到上限 40 亩" in table.frame["note"].tolist() and "模拟，不是分配决定；合计 100.00 亩" in table.caption


def test_names_of_an_upload_stay_text_in_every_picture():
    of = covered([firm(1, SCRIPT, 6)], town(SCRIPT, 10))
    drawn = [
        land_coverage.coverage_bars(of), assessment.bars(sheet([firm(1, SCRIPT)]), 0),
        allocation.allocation_bars(simulated((SCRIPT, 10, 300.0))),
    ]  # fmt: skip
    assert all("&lt;script" in markup and "<script" not in markup for markup in drawn)


def test_nothing_shown_is_nan_or_english():
    rows = [firm(1, "东镇"), firm(2, "西镇", tax=np.nan)]
    markup = assessment.bars(sheet(rows), None) + str(sheet_table(sheet(rows), None).caption)
    found = simulated(("甲区", 10, 300.0), ("乙区", 20, None), resource=Resource.ENERGY)
    words = "".join([markup, *allocation.headline(found), allocation.allocation_bars(found)])
    assert "nan" not in words and "None" not in words


@pytest.mark.clause("FH-15")
def test_the_picture_of_the_assessment_says_full_points_and_what_they_spread_to():
    """Only 30 points are known, so all of a total is 亩均效益指标: its 30 count for up to 100."""
    of = sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")])
    drawn = assessment.bars(of, None)
    assert "拉开差距最大的是亩均效益指标（满分 30 分，缺项的分值分摊后最多 100 分）：最多的比最少的多 100.0 分" in drawn
    assert "亩均效益指标 30 → 100<" in drawn and "创新亮点 10<" in drawn
    row = place_table(of, of.names.index("东镇")).frame.loc["亩均效益指标"]
    assert (row["full"], row["spread"], row["points"], row["counted"]) == (30, 100, 30, 100)
    kept = assessment.bars(sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")], undefined="zero"), None)
    assert "亩均效益指标（满分 30 分）：最多的比最少的多 30.0 分" in kept and "→" not in kept


@pytest.mark.clause("FH-15")
def test_equal_places_are_not_said_to_be_parted():
    assert "各项都没有拉开镇街的差距" in assessment.bars(sheet([firm(1, "东镇"), firm(2, "西镇")]), None)


@pytest.mark.clause("FH-15")
def test_a_total_can_be_made_again_from_the_file():
    """30 of 30 × 100 ÷ 30."""
    frame = exported(sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")]), None, {}).iloc[0]
    assert frame["亩均效益指标得分（满分30）"] * frame["缺项分摊倍数"] == pytest.approx(frame["总分"])


def test_whose_points_they_are_is_said():
    of = sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")])
    theirs = ASSESSMENT.model_copy(update={"assumed": None})
    assert "本系统假定" in assessment.headline(of, None, ASSESSMENT)[1]
    assert "本系统假定" not in assessment.headline(of, None, theirs)[1]
    changed = sheet([firm(1, "东镇", tax=200.0), firm(2, "西镇")], undefined="zero")
    assert "在设置里改过的" in assessment.headline(changed, None, ASSESSMENT)[1]


@pytest.mark.clause("FH-07")
def test_a_town_of_a_short_name_in_the_parcels_is_the_same_town():
    """10 of 12 亩; 东镇 isn't a second town with nothing evaluated."""
    plot = {"宗地代码": "z1", "用途": "工业", "区县": "甲区", "镇街": "莼湖", "登记面积": 12.0}
    tables = Tables.of({"企业": [firm(1, "莼湖街道")], "宗地": [plot]})
    found = coverage(evaluate(tables, FENGHUA, 2022), tables, AreaLevel.TOWN)
    assert found.names == ["莼湖街道"] and found.places[0].share == pytest.approx(10 / 12)
