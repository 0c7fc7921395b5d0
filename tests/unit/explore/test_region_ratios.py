"""Official figures: the policy's own formulas, published rates, short names, other cities' counties."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.explore.regions.allocation_basis import Question, Resource, Sized, official_base, simulate
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.board import Board
from muyun.explore.regions.figures import RegionFigures, official_figures
from muyun.explore.regions.ratios import REDUCTION
from muyun.policy.load import load_policy
from muyun.policy.model import Policy
from muyun.policy.published import published_ratios
from muyun.show.allocation import headline as shared_headline
from muyun.show.regions import own_position, tilt_words

JIAXING, XIAN, XIACHENG = map(load_policy, ("jiaxing-2018", "xian-2022", "xiacheng-2019"))
COUNTY, TOWN, PARK = AreaLevel
FIGURES = {"建设用地面积": 10.0, "地区生产总值": 600.0, "规上工业增加值": 200.0, "总用能": 50.0, "研发经费": 12.0}


def region(name: str, year: int = 2022, level: str = "县", parent: str = "嘉兴市", **cells: object):
    return {"年度": year, "区域名称": name, "级别": level, "上级": parent} | cells


def official(policy: Policy, rows: list[dict], level: AreaLevel = COUNTY, year: int = 2022) -> RegionFigures:
    return official_figures(Tables.of({"园区" if level is PARK else "区域": rows}), policy, level, year)


def value(found: RegionFigures, name: str) -> float:
    return float(found.values[0, found.column(name)])


@pytest.mark.clause("XA-31", "XA-33", "JX-22")
def test_the_policy_s_own_formula_goes_before_ours():
    """600 ÷ 50 = 12 where the annex says 地区生产总值/总用能; 200 ÷ 50 = 4 where the text doesn't say (JX-22)."""
    rows = [region("甲县", **FIGURES)]
    assert value(official(XIAN, rows), "单位能耗增加值") == 12
    assert value(official(JIAXING, rows), "单位能耗增加值") == 4
    own = official(XIAN, rows)
    measure = own.measures[own.column("单位能耗增加值")]
    assert (measure.formula, measure.assumed) == ("地区生产总值 ÷ 总用能（XA-31）", "")
    ours = official(JIAXING, rows)
    assert "本系统假定" in ours.measures[ours.column("单位能耗增加值")].assumed
    assert value(ours, "亩均生产总值") == value(own, "亩均增加值") == 60  # the same ratio under the policy's name
    assert "亩均生产总值" not in [measure.name for measure in own.measures]


@pytest.mark.clause("XA-33")
def test_a_park_s_research_is_held_against_what_the_policy_says():
    """12 of 300 增加值 (XA-33), 12 of 400 主营业务收入 elsewhere."""
    zone = {"年度": 2022, "园区名称": "高新区", "类型": "高新区", "区县": "甲县", "增加值": 300, "主营业务收入": 400}
    rows = [zone | {"研发经费": 12, "建设用地面积": 20}]
    assert value(official(XIAN, rows, PARK), "研发投入强度") == 0.04
    assert value(official(JIAXING, rows, PARK), "研发投入强度") == 0.03


@pytest.mark.clause("JX-23")
def test_a_published_reduction_or_ratio_is_read_ranked_and_never_summed(tmp_path: Path):
    """甲 gives the rate, 乙 the ratio of both years: 0.5 → 0.4, 20 %; 丙 nothing of last year."""
    (tmp_path / "区域.csv").write_text(
        "年度,区域名称,级别,建设用地面积,单位GDP碳排放(吨/万元),单位GDP碳排放降低率(%)\n"
        "2022,甲县,县,10,,3.5\n2022,乙县,县,10,0.4,\n2022,丙县,县,10,0.6,\n2021,乙县,县,10,0.5,\n", "utf-8",
    )  # fmt: skip
    tables, findings = read_upload([tmp_path])
    found = official_figures(tables, JIAXING, COUNTY, 2022)
    board = Board(found)
    rates = dict(zip([a.name for a in found.areas], board.values(REDUCTION).tolist(), strict=True))
    assert rates == pytest.approx({"甲县": 0.035, "乙县": 0.2, "丙县": np.nan}, nan_ok=True)
    assert dict(zip([a.name for a in found.areas], board.ranks(REDUCTION).tolist(), strict=True)) == pytest.approx(
        {"乙县": 1, "甲县": 2, "丙县": np.nan}, nan_ok=True
    )
    assert found.published[:, found.column(REDUCTION)].sum() == 2
    assert np.isnan(found.whole[found.column(REDUCTION)])
    assert not [finding for finding in findings if "单位GDP碳排放" in finding.what]


@pytest.mark.clause("JX-23")
def test_a_county_of_a_short_name_last_year_is_the_same_county():
    """海宁 5 → 海宁市 4: 1 − 4 ÷ 5."""
    rows = [region("海宁市", 碳排放=4, 地区生产总值=1), region("海宁", 2021, 碳排放=5, 地区生产总值=1)]
    found = official(JIAXING, rows)
    assert value(found, REDUCTION) == pytest.approx(0.2)
    assert found.whole[found.column(REDUCTION)] == pytest.approx(0.2)


def test_what_a_county_has_now_is_not_another_s_of_its_name():
    """A town called as a county, and a 鼓楼区 of another city, are before the own one in the table."""
    rows = [
        region("鼓楼区", level="镇街", 建设用地面积=1, 税收实际贡献=1),
        region("鼓楼区", parent="杭州市", 建设用地面积=2, 税收实际贡献=1),
        region("鼓楼区", 建设用地面积=30, 税收实际贡献=60), region("嘉善县", 建设用地面积=5, 税收实际贡献=60),
        region("嘉兴市", level="市", parent="浙江省", 建设用地面积=35),
    ]  # fmt: skip
    tables = Tables.of({"区域": rows})
    figures = official_figures(tables, JIAXING, COUNTY, 2022)
    has = official_base(tables, JIAXING, figures, Resource.LAND)
    assert dict(zip([a.name for a in figures.areas], has.tolist(), strict=True)) == {"嘉善县": 5, "鼓楼区": 30}


@pytest.mark.clause("JX-22")
def test_without_a_whole_the_two_sides_are_not_told(tmp_path: Path):
    (tmp_path / "区域.csv").write_text("年度,区域名称,级别,单位能耗增加值\n2022,甲县,县,3\n2022,乙县,县,1\n", "utf-8")
    tables, _ = read_upload([tmp_path], published=published_ratios([JIAXING]))
    board = Board(official_figures(tables, JIAXING, COUNTY, 2022))
    assert "没有合计作界线" in tilt_words(board, "单位能耗增加值")


@pytest.mark.clause("XC-03")
def test_a_position_needs_another_district_with_the_figure():
    rows = [region("下城区", parent="杭州市", 建设用地面积=10, 税收实际贡献=60), region("拱墅区", parent="杭州市")]
    said = own_position(Board(official(XIACHENG, rows)), "亩均税收", XIACHENG.region)
    assert said.startswith("只有下城区有亩均税收，看不出它在全市的位置。")


def test_a_share_for_one_place_differs_from_nothing():
    """The only county gets all, by its indicator and by its land."""
    tables = Tables.of({"区域": [region("甲县", 建设用地面积=10, 税收实际贡献=60)]})
    figures = official_figures(tables, JIAXING, COUNTY, 2022)
    asked = Question(Resource.LAND, 100.0, "亩均税收", Sized.NO, {})
    found = simulate(asked, figures, official_base(tables, JIAXING, figures, Resource.LAND))
    assert found.parts.tolist() == [100.0]
    assert "与按现有用地分的一样" in shared_headline(found)[1]
