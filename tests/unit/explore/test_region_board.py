"""Places by enterprises' sums and by official figures: worked by hand, ties, missing values, short names."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.regions.areas import Area, AreaLevel, parted_by_area
from muyun.explore.regions.board import Board, order_of
from muyun.explore.regions.figures import RegionFigures, official_figures, official_years
from muyun.explore.regions.place_names import matched, same_place
from muyun.explore.regions.ratios import REDUCTION
from muyun.explore.regions.sums import SCORE, enterprise_figures, members, pools
from muyun.explore.sectors.sums import sums
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.policy.published import published_ratios
from sample_data.lishui import write_lishui

POLICY = load_policy("jiaxing-2018")
POOL = "规下工业"
BENCHMARK_10 = {"pools": {POOL: {"benchmark": {
    "method": "constant", "values": {"亩均税收": 10}, "assumed": "案例",
}}}}  # fmt: skip
COUNTY, TOWN, PARK = AreaLevel


def row(number: int, tax: float | None, land: float, year: int = 2022, **cells: object) -> dict[str, object]:
    return {
        "年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "规模": "规下", "区县": "南湖区",
        "用地面积": land, "税收实际贡献": tax,
    } | cells  # fmt: skip


def evaluated(rows: list[dict[str, object]], year: int = 2022) -> Evaluation:
    return evaluate(Tables.of({"企业": rows}), amend(POLICY, BENCHMARK_10, None)[0], year)


def region(name: str, year: int = 2022, level: str = "县", parent: str | None = "嘉兴市", **cells: object):
    return {"年度": year, "区域名称": name, "级别": level, "上级": parent} | cells


def official(rows: list[dict[str, object]], level: AreaLevel = COUNTY, year: int = 2022) -> RegionFigures:
    return official_figures(Tables.of({"园区" if level is PARK else "区域": rows}), POLICY, level, year)


def of_name(board: Board, values: np.ndarray) -> dict[str, float]:
    return dict(zip([area.name for area in board.areas], values.tolist(), strict=True))


@pytest.mark.clause("XC-20")
@pytest.mark.parametrize(("level", "column"), [(COUNTY, "区县"), (TOWN, "镇街"), (PARK, "园区")])
def test_a_place_s_score_is_of_its_sums(level, column):
    """100/10 亩 and 150/30 亩 at benchmark 10: together 250/40 = 6.25, 62.5 分 and not 75."""
    here, there = {column: "甲"}, {column: "乙"}
    found = enterprise_figures(
        evaluated([row(1, 100, 10, **here), row(2, 150, 30, **here), row(3, 40, 10, **there)]), POOL, level
    )
    assert [area.name for area in found.areas] == ["乙", "甲"]
    assert found.values.tolist() == [[4.0, 40.0], [6.25, 62.5]]
    assert found.whole == pytest.approx([5.8, 58.0])
    assert (found.units.tolist(), found.land_mu.tolist()) == ([1, 2], [10.0, 40.0])


def test_towns_of_one_name_in_two_counties_are_two_and_who_has_none_is_counted():
    town = {"镇街": "城关镇"}
    evaluation = evaluated([
        row(1, 10, 10, **town), row(2, 20, 10, **town, 区县="秀洲区"), row(3, 5, 10), row(4, 30, 10, **town),
    ])  # fmt: skip
    found = enterprise_figures(evaluation, POOL, TOWN)
    assert found.areas == (Area("南湖区", "城关镇"), Area("秀洲区", "城关镇"))
    assert (found.values[:, 0].tolist(), found.outside) == ([2.0, 2.0], 1)
    assert members(evaluation, POOL, TOWN, found.areas[0]).tolist() == [True, False, False, True]
    assert found.of_county("秀洲区").areas == (Area("秀洲区", "城关镇"),)
    assert np.isnan(found.of_county("秀洲区").whole).all()


def test_a_pool_ranked_by_county_scores_each_county_in_its_own_group():
    """Xi'an: pool_by 区县, each county's benchmark is 1.5 × its own ratio of sums, so each is at 66.67 of it."""
    above = {"规模": "规上", "工业总产值": 300, "年平均职工人数": 10, "总用能": 10, "碳排放": 5, "研发经费": 1,
             "主营业务收入": 100}  # fmt: skip
    rows = [row(1, 100, 10, **above), row(2, 20, 10, **above | {"区县": "秀洲区"})]
    evaluation = evaluate(Tables.of({"企业": rows}), load_policy("xian-2022"), 2022)
    assert pools(evaluation) == ["规上工业"]
    found = enterprise_figures(evaluation, "规上工业", COUNTY)
    assert [area.name for area in found.areas] == ["南湖区", "秀洲区"]
    assert found.values[:, found.column("亩均税收")].tolist() == [10.0, 2.0]
    assert found.values[:, found.column(SCORE)] == pytest.approx([200 / 3, 200 / 3])
    assert np.isnan(found.whole).all()


def test_the_parts_are_those_that_sectors_are_summed_by():
    evaluation = evaluated([row(1, 100, 10, 镇街="甲镇"), row(2, 150, 30, 镇街="乙镇")])
    of = parted_by_area(evaluation, POOL, TOWN)
    assert sums(evaluation, POOL, of).units.tolist() == [1, 1, 2]


@pytest.mark.clause("JX-21", "JX-31")
def test_counties_rank_by_tax_per_mu_with_a_tie_and_a_missing():
    """30, 20, 20 and one without land: 1, 2, 2, —; last year 10, 20 and nothing of the third."""
    now = official([
        region("甲县", 税收实际贡献=300, 建设用地面积=10), region("乙县", 税收实际贡献=200, 建设用地面积=10),
        region("丙县", 税收实际贡献=40, 建设用地面积=2), region("丁县", 税收实际贡献=70),
    ])  # fmt: skip
    before = official([
        region("甲县", 2021, 税收实际贡献=100, 建设用地面积=10),
        region("乙县", 2021, 税收实际贡献=200, 建设用地面积=10),
    ], year=2021)  # fmt: skip
    board = Board(now, before)
    assert of_name(board, board.values("亩均税收")) == pytest.approx(
        {"甲县": 30, "乙县": 20, "丙县": 20, "丁县": np.nan}, nan_ok=True
    )
    assert of_name(board, board.ranks("亩均税收")) == pytest.approx(
        {"甲县": 1, "乙县": 2, "丙县": 2, "丁县": np.nan}, nan_ok=True
    )
    assert of_name(board, board.climbed("亩均税收")) == pytest.approx(
        {"甲县": 1, "乙县": -1, "丙县": np.nan, "丁县": np.nan}, nan_ok=True
    )
    assert now.whole[0] == pytest.approx(540 / 22)  # 丁县 has no land, so its tax is in no sum
    order = order_of(board, board.ranks("亩均税收"))
    assert [board.areas[place].name for place in order] == ["甲县", "丙县", "乙县", "丁县"]


@pytest.mark.clause("XC-30")
def test_improvement_is_ranked_by_growth_and_not_by_the_value():
    """甲 10 → 30 grows 200 %, 乙 40 → 44 grows 10 %; 丙 came from 0, so there is no growth."""

    def of_year(year: int, **tax: float) -> RegionFigures:
        return official([region(n, year, 税收实际贡献=wan, 建设用地面积=10) for n, wan in tax.items()], year=year)

    board = Board(of_year(2022, 甲=300, 乙=440, 丙=50), of_year(2021, 甲=100, 乙=400, 丙=0))
    assert of_name(board, board.changes("亩均税收")) == pytest.approx({"甲": 2.0, "乙": 0.1, "丙": np.nan}, nan_ok=True)
    assert of_name(board, board.improvement_ranks("亩均税收")) == pytest.approx(
        {"甲": 1, "乙": 2, "丙": np.nan}, nan_ok=True
    )


@pytest.mark.clause("JX-22", "JX-24")
def test_value_added_stands_against_energy_and_emission_and_the_whole():
    """600/300 and 100/100 tce: 2 and 1, together 700/400 = 1.75; 600/2 and 100/1 t: 300 and 100."""
    now = official([
        region("甲", 规上工业增加值=600, 总用能=300, 排放量=2), region("乙", 规上工业增加值=100, 总用能=100, 排放量=1),
    ])  # fmt: skip
    board = Board(now)
    assert of_name(board, board.values("单位能耗增加值")) == {"甲": 2.0, "乙": 1.0}
    assert of_name(board, board.values("单位排放增加值")) == {"甲": 300.0, "乙": 100.0}
    assert of_name(board, board.standing("单位能耗增加值")) == {"甲": 1.0, "乙": -1.0}
    assert now.whole[now.column("单位能耗增加值")] == 1.75


@pytest.mark.clause("JX-23")
def test_the_rate_at_which_carbon_per_gdp_falls():
    """甲 500/100 → 440/110: c 5 → 4, 1 − 4/5 = 20 %. 乙 200/100 → 210/100: −5 %. 丙 has no last year.
    Together 700/200 → 650/210: 1 − (650/210)/(700/200) = 11.5646 %."""
    now = [region("甲", 碳排放=440, 地区生产总值=110), region("乙", 碳排放=210, 地区生产总值=100),
           region("丙", 碳排放=90, 地区生产总值=90)]  # fmt: skip
    last = [region("甲", 2021, 碳排放=500, 地区生产总值=100), region("乙", 2021, 碳排放=200, 地区生产总值=100)]
    found = official([*now, *last])
    board = Board(found, official([*now, *last], year=2021))
    assert of_name(board, board.values(REDUCTION)) == pytest.approx({"甲": 0.2, "乙": -0.05, "丙": np.nan}, nan_ok=True)
    assert of_name(board, board.ranks(REDUCTION)) == pytest.approx({"甲": 1, "乙": 2, "丙": np.nan}, nan_ok=True)
    assert found.whole[found.column(REDUCTION)] == pytest.approx(0.115646, abs=5e-7)
    assert of_name(board, board.ranks("单位GDP碳排放")) == {"甲": 3.0, "乙": 2.0, "丙": 1.0}  # lower is better
    assert REDUCTION not in [measure.name for measure in board.before.measures]


@pytest.mark.clause("XC-03")
def test_the_published_table_of_lishui_is_ranked_with_its_dashes_and_never_summed(tmp_path):
    tables, _ = read_upload(write_lishui(tmp_path), published=published_ratios([POLICY]))
    found = official_figures(tables, POLICY, COUNTY, 2019)
    board = Board(found)
    assert official_years(tables, COUNTY) == [2019]
    tax, emission = (of_name(board, board.ranks(name)) for name in ("亩均税收", "单位排放增加值"))
    assert [tax[name] for name in ("莲都", "缙云", "龙泉", "开发区")] == [1, 2, 3, 10]
    assert [emission[name] for name in ("开发区", "莲都", "景宁", "庆元")] == [1, 2, 3, 7]
    assert np.isnan([emission[name] for name in ("缙云", "青田", "松阳")]).all()
    assert of_name(board, board.values("研发投入强度"))["景宁"] == pytest.approx(0.0487)
    assert found.published[:, found.column("亩均税收")].all() and np.isnan(found.whole).all()
    assert found.published[:, found.column("亩均增加值")].all()  # no formula of ours gives it for a region


def test_what_can_be_computed_wins_over_the_published_ratio(tmp_path):
    (tmp_path / "区域.csv").write_text(
        "年度,区域名称,级别,建设用地面积,税收实际贡献,亩均税收\n2022,甲县,县,10,300,99\n2022,乙县,县,,300,12\n", "utf-8"
    )
    tables, _ = read_upload([tmp_path], published=published_ratios([POLICY]))
    found = official_figures(tables, POLICY, COUNTY, 2022)
    column = found.column("亩均税收")
    assert dict(zip([a.name for a in found.areas], found.values[:, column], strict=True)) == {"甲县": 30, "乙县": 12}
    assert found.published[:, column].sum() == 1 and found.whole[column] == 30


@pytest.mark.clause("XC-20")
def test_parks_have_their_own_table():
    zone = {"园区名称": "高新区", "类型": "高新区", "区县": "甲县", "建设用地面积": 20}
    found = official([
        zone | {"年度": 2022, "增加值": 300, "主营业务收入": 400, "研发经费": 12}, zone | {"年度": 2021, "增加值": 100},
    ], PARK)  # fmt: skip
    assert found.areas == (Area("甲县", "高新区"),)
    assert [(m.name, v) for m, v in zip(found.measures, found.values[0], strict=True)] == [
        ("亩均增加值", 15.0), ("研发投入强度", 0.03)
    ]  # fmt: skip


@pytest.mark.parametrize("level", list(AreaLevel))
def test_no_rows_are_no_places(level):
    found = official([], level)
    assert (found.areas, found.measures, found.values.shape) == ((), (), (0, 0))


def test_short_names_are_matched_where_only_one_fits():
    assert same_place("莲都", "莲都区") and same_place("景宁", "景宁畲族自治县")
    assert not same_place("南湖区", "南湖镇") and not same_place("城", "城区")
    known = [Area("", "莲都"), Area("", "龙泉市"), Area("", "青田"), Area("", "青田县")]
    places = [Area("", "莲都区"), Area("", "龙泉"), Area("", "青田县"), Area("", "云和")]
    assert matched(places, known) == [0, 1, 3, None]
    assert matched([Area("", "吴兴")], [Area("", "吴兴区"), Area("", "吴兴县")]) == [None]
    assert matched([Area("", "吴兴区"), Area("", "吴兴县")], [Area("", "吴兴")]) == [None, None]


def test_a_town_is_matched_within_its_county_where_both_say_it():
    known = [Area("平湖市", "城关镇"), Area("海宁", "城关镇"), Area("", "东河镇")]
    places = [Area("海宁市", "城关镇"), Area("桐乡市", "城关镇"), Area("平湖市", "东河镇")]
    assert matched(places, known) == [1, None, 2]
