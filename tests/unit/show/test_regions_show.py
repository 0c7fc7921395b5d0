"""What 记分牌 says and draws: the sentence by hand, ties, missing values, fifths, the map's lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from muyun.data.outlines import Outline, Outlines
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.board import Board
from muyun.explore.regions.figures import official_figures
from muyun.explore.regions.ratios import REDUCTION
from muyun.explore.regions.sums import SCORE, enterprise_figures
from muyun.policy.load import load_policy
from muyun.show.choropleth import change_steps, fifths
from muyun.show.outline_paths import drawn
from muyun.show.region_map import drawn_map, picture, region_map
from muyun.show.region_pairs import two_sources, two_years
from muyun.show.region_table import RANK, region_table
from muyun.show.regions import (
    Shown,
    area_sentence,
    change_words,
    headline,
    lacking,
    own_position,
    tilt_words,
    yardsticks_words,
)
from muyun.show.words import CHANGE_RAMP, RAMP, is_dark

POLICY = load_policy("jiaxing-2018")
TAX = "亩均税收"
CARBON = "单位GDP碳排放"


def rows(year: int, **tax: float | None) -> list[dict[str, object]]:
    """Counties of 10 亩, 税收实际贡献 by name."""
    return [{"年度": year, "区域名称": name, "级别": "县", "上级": "嘉兴市", "税收实际贡献": wan, "建设用地面积": 10}
            for name, wan in tax.items()]  # fmt: skip


def board(now: list[dict[str, object]], before: list[dict[str, object]] = ()) -> Board:
    tables = Tables.of({"区域": [*now, *before]})
    figures = [official_figures(tables, POLICY, AreaLevel.COUNTY, year) for year in (2022, 2021)]
    return Board(figures[0], figures[1] if before else None)


THREE = board(rows(2022, 甲县=234, 乙县=120, 丙县=117, 丁县=None), rows(2021, 甲县=100, 乙县=150, 丙县=117))


def test_the_sentence_says_first_last_their_ratio_and_who_climbed():
    """23.4 is 2 × 11.7; a year before 乙 15, 丙 11.7, 甲 10: only 甲 climbs."""
    assert headline(THREE, TAX, Shown.VALUE) == (
        "亩均税收：甲县第一，23.4 万元/亩，是末位丙县（11.7）的 2 倍；1 个区县名次上升。"
    )
    assert headline(THREE, TAX, Shown.CHANGE) == (
        "亩均税收提升：甲县第一，+134 %，乙县末位，−20 %；1 个区县提升，1 个下降。"
    )


def test_ties_share_the_first_place_in_words():
    tied = board(rows(2022, 甲县=200, 乙县=200, 丙县=50))
    said = "亩均税收：乙县、甲县并列第一，20 万元/亩，是末位丙县（5）的 4 倍。"
    assert headline(tied, TAX, Shown.VALUE) == said
    even = board(rows(2022, 甲县=200, 乙县=200, 丙县=200))
    assert headline(even, TAX, Shown.VALUE) == "亩均税收：丙县、乙县等 3 个并列，20 万元/亩，都一样。"
    assert headline(board(rows(2022, 甲县=200)), TAX, Shown.VALUE) == "亩均税收：甲县，20 万元/亩，没有别的可比。"


def test_lower_is_better_where_it_is_carbon():
    def of(year: int, **carbon: float) -> list[dict[str, object]]:
        return [{"年度": year, "区域名称": n, "级别": "县", "碳排放": t, "地区生产总值": 10} for n, t in carbon.items()]

    found = board(of(2022, 甲县=10, 乙县=30), of(2021, 甲县=20, 乙县=20))
    said = "单位GDP碳排放：甲县第一，1 吨/万元，末位乙县（3）是它的 3 倍；1 个区县名次下降。"  # level a year before
    assert headline(found, CARBON, Shown.VALUE) == said
    assert headline(found, REDUCTION, Shown.VALUE) == "单位GDP碳排放降低率：甲县第一，50 %，乙县末位，−50 %。"
    assert change_words(found.measure(REDUCTION), -0.015) == "−1.5 个百分点"
    table = region_table(found, POLICY, CARBON, Shown.VALUE, 5)
    assert {c.key: c.kind for c in table.columns}["change"] == "number"  # ▲ would say that more carbon is better
    assert "，1 个提升" in two_years(found, CARBON)


def test_nothing_to_compare_with_is_said():
    assert headline(board(rows(2022, 甲县=1, 乙县=2)), TAX, Shown.CHANGE) == "亩均税收提升：区县没有另一年的数可比。"
    assert two_years(board(rows(2022, 甲县=1)), TAX) == "" == two_sources(board(rows(2022, 甲县=1)), TAX)


def test_one_place_in_a_sentence():
    said = {THREE.areas[p].name: area_sentence(THREE, TAX, p) for p in range(4)}
    assert said["甲县"] == "甲县：亩均税收 23.4 万元/亩，第 1（共 3），比 2021 年度 +134 %，名次 ▲2。"
    assert said["丁县"] == "丁县：没有亩均税收，不排名。"


@pytest.mark.clause("JX-22")
def test_who_is_above_and_below_the_counties_together():
    """甲 600/300 = 2, 乙 100/100 = 1, together 700/400 = 1.75."""
    of = {"甲县": (600, 300), "乙县": (100, 100)}
    found = board([
        {"年度": 2022, "区域名称": name, "级别": "县", "规上工业增加值": value, "总用能": energy}
        for name, (value, energy) in of.items()
    ])  # fmt: skip
    assert tilt_words(found, "单位能耗增加值").startswith(
        "高于合计（1.75 万元/吨标煤）的给予倾斜：甲县；低于的给予削减：乙县。"
    )
    assert "算不出亩均税收、单位GDP碳排放降低率、单位排放增加值" in lacking(found)


@pytest.mark.clause("XC-03")
def test_the_own_region_among_the_districts_of_its_city():
    found = board(rows(2022, 上城区=300, 下城区=200, 拱墅区=None))
    assert own_position(found, TAX, "杭州市下城区") == "下城区的亩均税收在全市 2 个县（市、区）里列第 2。"
    assert own_position(found, TAX, "杭州市拱墅区") == "拱墅区没有亩均税收，看不出它在全市的位置。"
    assert "没有台州市黄岩区自己的行" in own_position(found, TAX, "台州市黄岩区")
    assert "只有下城区自己" in own_position(board(rows(2022, 下城区=200)), TAX, "杭州市下城区")


def test_the_table_ranks_every_indicator_with_dashes_kept():
    table = region_table(THREE, POLICY, TAX, Shown.VALUE, 5)
    named = table.frame.set_index("name")
    assert named.loc[["甲县", "乙县", "丙县"], "rank"].tolist() == [1, 2, 3] and np.isnan(named.loc["丁县", "rank"])
    assert named.loc["甲县", "climbed"] == 2 and named.loc["乙县", "standing"] == "低于"  # 15.7 together
    assert list(table.frame["name"]) == ["甲县", "乙县", "丙县", "丁县"]
    assert [c.label for c in table.columns if c.key.startswith(RANK)] == []
    assert table.exported.columns[1] == "名次"


@pytest.mark.parametrize("ramp", [RAMP, CHANGE_RAMP])
def test_letters_on_the_map_can_be_read(ramp):
    from test_colours import DARK_INK, LEAST, WHITE, contrast

    for colour in ramp:
        assert contrast(colour, WHITE if is_dark(colour) else DARK_INK) >= LEAST, colour


def test_fifths_never_part_equal_values_and_are_turned_where_lower_is_better():
    values = np.array([1.0, 1, 1, 1, 5, np.nan])
    assert len(set(fifths(values, False)[:4])) == 1 and fifths(values, False)[4:] == [4, None]
    assert fifths(np.array([1.0, 2, 3, 4, 5]), True) == [4, 3, 2, 1, 0]
    assert fifths(np.full(3, np.nan), False) == [None, None, None]
    assert change_steps(np.array([0.3, 0.1, 0.0, -0.1, -0.4, np.nan]), False) == [4, 3, 2, 1, 0, None]
    assert change_steps(np.array([0.1, 0.2, -0.005]), False) == [4, 4, 1]  # the only fall, and a small one
    assert change_steps(np.array([0.1, -0.2]), True) == [1, 4]


def square(west: float, name: str, level: str = "县", parent: str = "") -> Outline:
    return Outline(name, level, parent, shapely.box(west, 30.0, west + 0.1, 30.1))


def test_lengths_are_true_at_the_middle_latitude_and_borders_stay_shared():
    """0.2° × 0.1° at 30.05°: 0.2 cos 30.05° : 0.1 = 1.7311 : 1, so 560 wide is 323.5 high."""
    found = drawn([square(120.0, "甲").shape, square(120.1, "乙").shape], 560, 500)
    assert found.height == pytest.approx(560 / (2 * np.cos(np.radians(30.05))), abs=0.1)
    assert "280.0 0.0" in found.paths[0] and "280.0 0.0" in found.paths[1]
    x, y, radius = found.labels[0]
    assert (x, y, radius) == (pytest.approx(140, abs=25), pytest.approx(161.8, abs=25), pytest.approx(140, abs=2))


def test_outlines_that_overlap_or_are_many_pieces_are_drawn():
    islands = shapely.MultiPolygon([shapely.box(120, 30, 120.1, 30.1), shapely.box(120.2, 30, 120.20001, 30.00001)])
    found = drawn([islands, shapely.box(120.05, 30.0, 120.3, 30.1)], 560, 500)
    assert found.paths[0].count("M") == 1  # the speck is left out
    with pytest.raises(ValueError, match="no outlines"):
        drawn([], 560, 500)


def test_the_map_has_hatched_places_and_names_those_that_it_lacks():
    outlines = Outlines((square(120.0, "甲县"), square(120.1, "别处县")), invented=True, digest="")
    where = region_map(THREE.areas, AreaLevel.COUNTY, outlines, "")
    assert where.unmatched == ("丁县", "丙县", "乙县")
    html = picture(THREE, TAX, Shown.VALUE, 5, None, (where, drawn_map(where)))
    assert html.count("<path") == 2 and html.count("url(#no-value)") == 2 and "合成轮廓（示意）" in html
    assert ">甲县<" in html and "别处县：没有数。" in html
    assert region_map(THREE.areas, AreaLevel.PARK, outlines, "") is None
    assert region_map([Area("", "戊县")], AreaLevel.COUNTY, outlines, "") is None


def test_the_opened_place_is_drawn_above_its_neighbours():
    outlines = Outlines((square(120.0, "甲县"), square(120.1, "乙县")), invented=False, digest="")
    where = region_map(THREE.areas, AreaLevel.COUNTY, outlines, "")
    opened = [area.name for area in THREE.areas].index("甲县")
    html = picture(THREE, TAX, Shown.VALUE, 5, opened, (where, drawn_map(where)))
    first, last = html.split("<path")[1:]
    assert "甲县：" not in first and "甲县：" in last.split("</path>")[0] and "stroke-width:4" in last


def test_names_of_uploads_are_escaped():
    bad = "<script>甲</script>"
    found = board(rows(2022, **{bad: 100, "乙县": 50}), rows(2021, **{bad: 90, "乙县": 50}))
    outlines = Outlines((square(120.0, bad), square(120.1, "乙县")), invented=False, digest="")
    where = region_map(found.areas, AreaLevel.COUNTY, outlines, "")
    html = picture(found, TAX, Shown.VALUE, 5, 0, (where, drawn_map(where))) + two_years(found, TAX)
    assert "<script" not in html and "&lt;script&gt;" in html


def test_ranks_as_last_year_s_are_not_said_to_be_unmoved_by_a_scenario():
    still = board(rows(2022, 甲县=30, 乙县=20), rows(2021, 甲县=300, 乙县=200))
    assert headline(still, TAX, Shown.VALUE).endswith("；名次都与 2021 年度一样。")


@pytest.mark.clause("XA-11")
def test_scores_by_each_county_s_own_yardstick_are_not_compared():
    """Xi'an: every county is at 66.67 of its own 1.5 × ratio of sums."""
    firm = {"年度": 2022, "规模": "规上", "用地面积": 10, "税收实际贡献": 10, "工业总产值": 300, "年平均职工人数": 10,
            "总用能": 10, "碳排放": 5, "研发经费": 1, "主营业务收入": 100}  # fmt: skip
    firms = [firm | {"统一社会信用代码": name, "企业名称": name, "区县": name} for name in ("甲县", "乙县")]
    evaluation = evaluate(Tables.of({"企业": firms}), load_policy("xian-2022"), 2022)
    found = Board(enterprise_figures(evaluation, "规上工业", AreaLevel.COUNTY))
    assert "不能比高低" in yardsticks_words(found, SCORE) and yardsticks_words(found, TAX) == ""
