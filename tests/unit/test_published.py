"""Ratios that only the leaders' plan names are read from 区域 and 园区, in their units, and its boards work by them."""

from __future__ import annotations

import pytest

from muyun.data.read import read_upload
from muyun.data.understood import understood
from muyun.explore.leaders.board import board_list
from muyun.explore.leaders.parks import candidates, park_board
from muyun.explore.leaders.regions import counties, external
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.board import Board
from muyun.explore.regions.figures import official_figures
from muyun.policy.board_files import PLANS, plan_boards
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.load import load_policy
from muyun.policy.published import published_ratios

POLICY = load_policy("huangyan-2022")
HEAD = "年度,园区名称,类型,级别,区县,建设用地面积,列入年度"


def read(folder, table: str, *lines: str):
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return read_upload([folder], published=published_ratios([POLICY]))


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.clause("ZJ-03", "ZJ-06")
def test_the_ratios_of_the_plan_are_known_with_their_units_under_any_policy():
    found = published_ratios([])
    assert found["亩均产出"] == "万元/亩" and found["单位从业人员产出"] == "万元/人"
    assert found["单位能耗"] == "吨标煤/万元" and found["研发投入强度"] == "1" and found["重点工作"] == "分"


@pytest.mark.clause("ZJ-03")
def test_towns_with_published_ratios_only_are_ranked_by_them(tmp_path):
    """亩均产出 in 元/平方米: 甲 150 is 150/10000 ÷ (3/2000) = 10 万元/亩, 乙 75 is 5. 单位能耗 0.1 and 0.2, lower is
    better. Both items: 甲 16.67 and 16.66, 乙 half of each; the other four nobody has, so 100/33.33 of it."""
    tables, findings = read(
        tmp_path, "园区", f"{HEAD},亩均产出（元/平方米）,单位能耗（吨标煤/万元）",
        "2022,甲,特色小镇,,南湖区,100,2015,150,0.1", "2022,乙,特色小镇,,南湖区,100,2015,75,0.2",
    )  # fmt: skip
    assert codes(findings) == []
    assert tables.parks["亩均产出"].tolist() == pytest.approx([10, 5])
    (used,) = understood(tables).columns.query("读作 == '亩均产出'")[["表头单位", "使用单位"]].to_numpy().tolist()
    assert used == ["元/平方米", "万元/亩"]
    of = candidates(park_board(tables, POLICY, plan_boards(PLANS[0])["特色小镇"], 2022), "")
    assert board_list(of, 10).members == ("甲", "乙")
    assert sorted(of.scores.tolist()) == pytest.approx([50, 100])
    assert of.published.sum() == 4


@pytest.mark.clause("ZJ-01")
def test_counties_are_ranked_by_published_ratios(tmp_path):
    tables, findings = read(
        tmp_path, "区域", "年度,区域名称,级别,亩均税收（万元/亩）,重点工作,改革创新(分)",
        "2022,甲县,县,30,80,90", "2022,乙县,县,20,80,90",
    )  # fmt: skip
    assert codes(findings) == []
    of = counties(tables, POLICY, county_evaluation(), 2022, external(tables, "领跑县", 2022))
    assert board_list(of, 10).members == ("甲县", "乙县") and of.published.sum() == 6


OF_OTHER_KINDS = ["亩均产出（吨/亩）", "亩均产出（万元）", "研发投入强度（万元）", "单位能耗（万元/吨标煤）"]


@pytest.mark.parametrize("header", OF_OTHER_KINDS)
def test_a_unit_of_another_kind_is_an_error_not_a_number(tmp_path, header):
    _, findings = read(tmp_path, "园区", f"{HEAD},{header}", "2022,甲,特色小镇,,南湖区,100,2015,150")
    assert set(codes(findings)) - {"SHARE_DOUBTFUL"} == {"UNIT_UNKNOWN"}  # 150 as a share is doubtful besides
    assert "不写单位时按" in findings[0].fix and "按1读" not in findings[0].fix


def test_a_unit_in_the_title_is_seen_for_published_ratios_too(tmp_path):
    row = "2022,甲,特色小镇,,南湖区,100,2015,150"
    _, findings = read(tmp_path, "园区", "单位：元/平方米,,,,,,,", f"{HEAD},亩均产出", row)
    assert codes(findings) == ["UNIT_IN_TITLE"]


def test_the_scoreboard_ranks_such_a_ratio_in_its_own_direction(tmp_path):
    tables, _ = read(
        tmp_path, "园区", f"{HEAD},单位能耗", "2022,甲,特色小镇,,南湖区,100,2015,0.1",
        "2022,乙,特色小镇,,南湖区,100,2015,0.2",
    )  # fmt: skip
    figures = official_figures(tables, POLICY, AreaLevel.PARK, 2022)
    measure = figures.measures[figures.column("单位能耗")]
    assert measure.unit == "吨标煤/万元" and measure.lower_is_better
    ranks = dict(zip([area.name for area in figures.areas], Board(figures).ranks("单位能耗"), strict=True))
    assert ranks == {"甲": 1, "乙": 2}


def test_a_policy_s_own_unit_that_disagrees_leaves_the_unit_open(tmp_path):
    rule = POLICY.indicators["亩均税收"]
    other = POLICY.model_copy(update={"indicators": {"亩均税收": rule.model_copy(update={"unit": "元/亩"})}})
    assert published_ratios([POLICY, other])["亩均税收"] == ""
