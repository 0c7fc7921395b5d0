"""How much of the industrial land was evaluated, by town and park (FH-07, spec 7.2), worked out by hand."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import Polygon

from muyun.data.area import polygon_area_mu
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.land.coverage import CoverageOf, LandSource, coverage, coverage_findings, coverage_frame
from muyun.policy.load import load_policy

FENGHUA = load_policy("fenghua-2022")
Row = dict[str, object]


def firm(number: int, **cells: object) -> Row:
    """A 规上 industrial enterprise of 2022 in 甲区 东镇 on 10 亩, unless `cells` say otherwise."""
    own = {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1711", "规模": "规上", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
    }  # fmt: skip
    return own | cells


def parcel(number: int, area: float | None, **cells: object) -> Row:
    own = {"宗地代码": f"P{number}", "区县": "甲区", "镇街": "东镇", "登记面积": area, "用途": "工业"}
    return own | cells


def town(name: str, area: float | None, **cells: object) -> Row:
    return {"年度": 2022, "区域名称": name, "级别": "镇街", "上级": "甲区", "工业用地面积": area} | cells


def covered(rows: list[Row], level: AreaLevel = AreaLevel.TOWN, policy=FENGHUA, **tables: list[Row]) -> CoverageOf:
    given = Tables.of({"企业": rows, **tables})
    return coverage(evaluate(given, policy, 2022), given, level)


def only(of: CoverageOf):
    (found,) = of.places
    return found


@pytest.mark.clause("FH-07")
@pytest.mark.parametrize(("land", "reached"), [(7.0, True), (6.9999, False)])
def test_exactly_70_per_cent_passes(land, reached):
    """7 of 10 亩 is 70 %; 6.9999 of 10 isn't."""
    found = only(covered([firm(1, 用地面积=land)], 区域=[town("东镇", 10)]))
    assert found.share == pytest.approx(land / 10) and found.reached is reached


@pytest.mark.clause("FH-07")
def test_the_share_is_compared_on_9_decimals():
    """0.567 of 0.81 亩 is 70 %, in binary a hair less."""
    assert 0.567 / 0.81 < 0.7
    assert only(covered([firm(1, 用地面积=0.567)], 区域=[town("东镇", 0.81)])).reached is True


@pytest.mark.clause("FH-06", "FH-07")
def test_a_merged_parcel_counts_once():
    """Two 规下 tenants share a parcel of 8 亩 that can't be divided: 8 of 10 亩 are evaluated, not 16."""
    rows = [firm(n, 规模="规下", 用地面积=8.0) for n in (1, 2)]
    occupied = [{"宗地代码": "P1", "统一社会信用代码": f"E{n:03d}"} for n in (1, 2)]
    found = only(covered(rows, 宗地=[parcel(1, 8)], 占用=occupied, 区域=[town("东镇", 10)]))
    assert (found.evaluated_mu, found.units, found.share) == (8, 1, 0.8)


def test_a_merged_unit_is_in_the_town_of_its_smallest_parcel():
    """The tenants say 西镇, the parcel lies in 东镇."""
    rows = [firm(n, 规模="规下", 镇街="西镇") for n in (1, 2)]
    occupied = [{"宗地代码": "P1", "统一社会信用代码": f"E{n:03d}"} for n in (1, 2)]
    assert only(covered(rows, 宗地=[parcel(1, 8)], 占用=occupied)).place == Area("甲区", "东镇")


def test_only_evaluated_industry_is_in_the_numerator():
    """In Fenghua 规下 below 3 亩 is out; services have no pool there: 10 of 20 亩."""
    rows = [firm(1), firm(2, 规模="规下", 用地面积=2.99), firm(3, 类别="服务业")]
    assert only(covered(rows, 区域=[town("东镇", 20)])).share == 0.5


def test_services_of_a_policy_that_ranks_them_are_not_industrial_land():
    rows = [firm(1, 用地面积=4.0), firm(2, 类别="服务业", 行业代码="6510", 营业收入=3000.0, 用地面积=5.0)]
    found = only(covered(rows, policy=load_policy("xiacheng-2019"), 区域=[town("东镇", 10)]))
    assert (found.evaluated_mu, found.units) == (4, 1)


@pytest.mark.clause("FH-07")
def test_the_published_area_goes_before_the_parcels_and_says_so():
    found = only(covered([firm(1)], 宗地=[parcel(1, 40)], 区域=[town("东镇", 20)]))
    assert (found.industrial_mu, found.source, found.share) == (20, LandSource.REGION, 0.5)


def test_without_a_published_area_the_industrial_parcels_are_summed():
    """15 + 5 registered industrial 亩; shops and a parcel of unknown use are none of them; last year's row neither."""
    plots = [parcel(1, 15), parcel(2, 5), parcel(3, 99, 用途="商服"), parcel(4, 99, 用途=None)]
    found = only(covered([firm(1)], 宗地=plots, 区域=[town("东镇", 50, 年度=2021)]))
    assert (found.industrial_mu, found.source, found.parcels, found.share) == (20, LandSource.PARCELS, 2, 0.5)


def test_a_parcel_without_a_registered_area_takes_its_polygon_s_and_one_without_both_is_counted():
    shape = Polygon([(121.0, 30.0), (121.001, 30.0), (121.001, 30.001), (121.0, 30.001)])
    found = only(covered([firm(1)], 宗地=[parcel(1, None, geometry=shape), parcel(2, 5), parcel(3, None)]))
    drawn = float(polygon_area_mu([shape])[0])
    assert found.industrial_mu == pytest.approx(drawn + 5) and (found.parcels, found.unmeasured) == (3, 1)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({}, "请在“区域”表填，或在“宗地”表"),
        ({"宗地": [parcel(1, None)]}, "工业宗地都没有面积"),
        ({"区域": [town("东镇", 0)]}, "填的是 0"),
    ],
)
def test_a_missing_denominator_says_what_to_supply(tables, words):
    found = only(covered([firm(1)], **tables))
    assert math.isnan(found.share) and found.reached is None and words in found.reason


@pytest.mark.clause("FH-07")
def test_more_than_the_whole_is_told_and_not_cut_off():
    of = covered([firm(1)], 区域=[town("东镇", 8)])
    (finding,) = coverage_findings([of])
    assert only(of).share == 1.25 and finding.code == "COVERAGE_OVER_WHOLE"
    assert "覆盖率 125.00 %" in finding.what and "口径不同" in finding.why
    assert list(coverage_findings([covered([firm(1)], 区域=[town("东镇", 10)])])) == []


def test_towns_without_enterprises_are_listed_with_nothing_evaluated():
    of = covered([firm(1)], 区域=[town("东镇", 10), town("西镇", 30)])
    assert [(c.place.name, c.evaluated_mu, c.share) for c in of.places] == [("东镇", 10, 1), ("西镇", 0, 0)]


def test_towns_of_one_name_in_two_counties_stay_apart():
    rows = [firm(1, 镇街="城关镇"), firm(2, 区县="乙县", 镇街="城关镇", 用地面积=5.0)]
    given = [town("城关镇", 10), town("城关镇", 20, 上级="乙县")]
    of = covered(rows, 区域=given)
    assert [c.share for c in of.places] == [0.25, 1.0]  # 乙县 before 甲区
    assert of.names == ["乙县城关镇", "甲区城关镇"]


def test_a_town_that_the_region_table_names_in_short_is_the_same():
    assert only(covered([firm(1)], 区域=[town("东镇", 20, 上级=None)])).share == 0.5


@pytest.mark.clause("FH-07")
def test_parks_count_too_and_take_their_parcels():
    """Table 区域 knows no parks: 12 亩 of industrial parcels in 高新区, 10 evaluated."""
    rows = [firm(1, 园区="高新区"), firm(2)]
    of = covered(rows, AreaLevel.PARK, 宗地=[parcel(1, 12, 园区="高新区"), parcel(2, 30)])
    found = only(of)
    assert (found.place.name, found.source, round(found.share, 6)) == ("高新区", LandSource.PARCELS, 0.833333)
    assert (of.unplaced, of.unplaced_mu) == (1, 10)


def test_a_policy_without_a_line_takes_70_per_cent_as_an_assumption():
    rule = covered([firm(1)], policy=load_policy("jiaxing-2018")).rule
    assert (rule.at_least, rule.clause) == (0.7, ()) and rule.assumed


def test_the_rows_of_coverage_csv():
    of = covered([firm(1)], 区域=[town("东镇", 20), town("西镇", None)])
    frame = coverage_frame([of])
    assert list(frame.columns) == ["维度", "名称", "工业用地面积", "已评价面积", "覆盖率", "达标"]
    assert frame.iloc[0].tolist() == ["镇街", "东镇", 20, 10, 0.5, "否"]
    assert coverage_frame([]).empty


def test_row_order_never_decides():
    rows = [firm(n, 镇街=f"{n % 3}镇", 用地面积=n * 0.1 + 5) for n in range(1, 12)]
    one, other = covered(rows).places, covered(rows[::-1]).places
    assert [(c.place, c.evaluated_mu) for c in one] == [(c.place, c.evaluated_mu) for c in other]
