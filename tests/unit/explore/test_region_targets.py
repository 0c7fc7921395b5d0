"""A goal held against each place: its own enterprises, its own rows of 区域, and nobody else's."""

from __future__ import annotations

import pytest

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.goals import asked_of_places, official_places, order_of, place_progress, places_of
from muyun.explore.targets.figures import Sight, Source
from muyun.explore.targets.progress import Progress, Status
from muyun.policy.load import load_policy
from muyun.policy.model import Policy
from muyun.policy.published import published_ratios
from muyun.show.region_targets import left_out, place_bullets, place_table, places_sentence

XIAN, JIAXING, XIACHENG, FENGHUA = map(load_policy, ("xian-2022", "jiaxing-2018", "xiacheng-2019", "fenghua-2022"))


def row(number: int, year: int, county: str, **cells: object) -> dict[str, object]:
    return {
        "年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "规模": "规上", "区县": county,
        "用地面积": 10, "税收实际贡献": 100, "工业总产值": 100, "年平均职工人数": 10, "主营业务收入": 1000, "碳排放": 5,
    } | cells  # fmt: skip


def sight(policy: Policy, rows: list[dict[str, object]], year: int, regions: list[dict[str, object]] = ()) -> Sight:
    tables = Tables.of({"企业": rows, "区域": regions})
    years = {r["年度"]: evaluate(tables, policy, r["年度"]) for r in rows}
    return Sight(year, policy.region, years.get, tables)


def of_places(policy: Policy, name: str, seen: Sight, level: AreaLevel = AreaLevel.COUNTY) -> dict[str, Progress]:
    asked = next(one for one in asked_of_places(policy) if one.name == name)
    areas = places_of(seen.evaluation(seen.year), asked.target, level)
    found = place_progress(policy, asked, seen, level, areas)
    return dict(zip([area.name for area in areas], found, strict=True))


@pytest.mark.clause("XA-01")
def test_each_county_is_held_against_the_pace_by_its_own_enterprises():
    """甲 1 → 1.1 万元/吨标煤: 10 %, over 1.16^(2/5) − 1 = 6.12 %; 乙 2 → 2.1: 5 %, under it; together it would be
    3.2 ÷ 3 − 1 = 6.67 %."""
    rows = [row(n, year, county, 工业增加值=value, 总用能=100)
            for n, county, values in ((1, "甲县", (100, 110)), (2, "乙县", (200, 210)))
            for year, value in zip((2020, 2022), values, strict=True)]  # fmt: skip
    found = of_places(XIAN, "单位能耗增加值", sight(XIAN, rows, 2022))
    assert {name: goal.status for name, goal in found.items()} == {"甲县": Status.ON_PACE, "乙县": Status.BEHIND}
    assert (found["甲县"].now, found["乙县"].now) == (pytest.approx(0.1), pytest.approx(0.05))
    assert found["甲县"].expected == pytest.approx(0.0612, abs=5e-5)


@pytest.mark.clause("FH-01")
def test_growth_is_of_the_place_and_a_place_without_last_year_is_not_judged():
    rows = [row(1, 2021, "甲县", 镇街="东镇"), row(1, 2022, "甲县", 镇街="东镇", 税收实际贡献=150),
            row(2, 2022, "乙县", 镇街="东镇", 税收实际贡献=150)]  # fmt: skip
    seen = sight(FENGHUA, rows, 2022)
    asked = next(one for one in asked_of_places(FENGHUA) if one.name == "亩均税收")
    areas = places_of(seen.evaluation(2022), asked.target, AreaLevel.TOWN)
    assert areas == [Area("乙县", "东镇"), Area("甲县", "东镇")]
    none, grown = place_progress(FENGHUA, asked, seen, AreaLevel.TOWN, areas)
    assert (none.status, grown.status) == (Status.UNKNOWN, Status.REACHED)
    assert grown.now == pytest.approx(0.5)
    html = place_bullets(FENGHUA, asked, AreaLevel.TOWN, areas, [none, grown])
    assert "甲县东镇" in html and "乙县东镇" not in html
    assert left_out([none, grown]) == "没有数的 1 个不画，都在下表里。"


@pytest.mark.clause("XC-04")
def test_published_ratios_stand_in_for_a_county_only_from_its_own_row():
    regions = [{"年度": year, "区域名称": name, "级别": "县"} for name in ("甲县", "乙县") for year in (2019, 2020)]
    seen = sight(XIACHENG, [row(1, 2020, "甲县"), row(2, 2020, "乙县")], 2020, regions)
    frame = seen.tables.regions.assign(研发投入强度=[0.02, 0.03, 0.05, None])
    seen = Sight(2020, seen.region, seen.evaluation, seen.tables.with_frames(regions=frame))
    found = of_places(XIACHENG, "研发投入强度", seen)
    assert (found["甲县"].status, found["乙县"].status) == (Status.REACHED, Status.UNKNOWN)
    assert [figure.source for figure in found["甲县"].figures] == [Source.PUBLISHED, Source.PUBLISHED]
    assert (found["甲县"].now, found["甲县"].goal) == (0.03, 0.02)


def test_goals_against_the_province_or_industry_are_no_place_s_own():
    assert not [one for one in asked_of_places(JIAXING) if "JX-01" in one.target.clause]
    assert {one.sector for one in asked_of_places(JIAXING)} == {"印染", "造纸", "化工", "化纤"}


def test_the_picture_has_one_axis_and_leads_to_the_place():
    """甲 10 亩 100 万元 = 10, 乙 = 5 under a goal of 20 万元/亩: half and a quarter of the goal's width."""
    rows = [row(1, 2020, "甲县", 行业代码="2211"), row(2, 2020, "乙县", 行业代码="2211", 税收实际贡献=50)]
    seen = sight(JIAXING, rows, 2020)
    asked = next(one for one in asked_of_places(JIAXING) if (one.sector, one.name) == ("造纸", "亩均税收"))
    areas = places_of(seen.evaluation(2020), asked.target, AreaLevel.COUNTY)
    goals = place_progress(JIAXING, asked, seen, AreaLevel.COUNTY, areas)
    assert [areas[place].name for place in order_of(goals)] == ["甲县", "乙县"]
    assert places_sentence(asked, AreaLevel.COUNTY, areas, goals) == (
        "造纸亩均税收：2 个区县落后 2 个，差得最多的是乙县。"
    )
    html = place_bullets(JIAXING, asked, AreaLevel.COUNTY, areas, goals)
    assert 'width="213.0"' in html and 'width="106.5"' in html  # of 460 over 20 × 1.08
    assert "&quot;area&quot;: &quot;甲县&quot;" in html
    assert left_out(goals) == ""
    table = place_table(AreaLevel.COUNTY, areas, goals)
    assert table.frame["now"].tolist() == [10.0, 5.0] and table.frame["status"].tolist() == ["落后", "落后"]


@pytest.mark.clause("FH-01")
def test_a_town_without_a_county_is_not_the_town_of_that_name_elsewhere():
    """The blank county's 东镇 grows 50 %, 甲县's not at all; together it would be 25 %."""
    rows = [row(n, year, county, 镇街="东镇", 税收实际贡献=tax)
            for n, county, taxes in ((1, "甲县", (100, 100)), (2, None, (100, 150)))
            for year, tax in zip((2021, 2022), taxes, strict=True)]  # fmt: skip
    seen = sight(FENGHUA, rows, 2022)
    asked = next(one for one in asked_of_places(FENGHUA) if one.name == "亩均税收")
    areas = places_of(seen.evaluation(2022), asked.target, AreaLevel.TOWN)
    assert areas == [Area("", "东镇"), Area("甲县", "东镇")]
    found = place_progress(FENGHUA, asked, seen, AreaLevel.TOWN, areas)
    assert [goal.now for goal in found] == pytest.approx([0.5, 0.0])


@pytest.mark.clause("XA-03")
def test_published_figures_alone_are_held_against_a_goal(tmp_path):
    """研发投入强度 2.5 % is over 1.8 %, 1.2 % isn't; without enterprises the counties are those of table 区域."""
    (tmp_path / "区域.csv").write_text(
        "年度,区域名称,级别,研发投入强度(%)\n2022,甲县,县,2.5\n2022,乙县,县,1.2\n", "utf-8"
    )
    tables, _ = read_upload([tmp_path], published=published_ratios([XIAN]))
    seen = Sight(2022, XIAN.region, lambda year: None, tables)
    asked = next(one for one in asked_of_places(XIAN) if one.name == "研发投入强度")
    areas = official_places(tables, XIAN, AreaLevel.COUNTY, 2022)
    found = place_progress(XIAN, asked, seen, AreaLevel.COUNTY, areas)
    assert {a.name: goal.status for a, goal in zip(areas, found, strict=True)} == {
        "甲县": Status.REACHED, "乙县": Status.UNKNOWN,
    }  # fmt: skip
    assert found[areas.index(Area("", "乙县"))].now == pytest.approx(0.012)
    assert official_places(tables, XIAN, AreaLevel.TOWN, 2022) == []


def test_when_no_place_can_be_judged_the_sentence_and_the_reason_say_so():
    rows = [row(1, 2022, "甲县"), row(2, 2022, "乙县")]
    seen = sight(FENGHUA, rows, 2022)
    asked = next(one for one in asked_of_places(FENGHUA) if one.name == "亩均税收")
    areas = places_of(seen.evaluation(2022), asked.target, AreaLevel.COUNTY)
    found = place_progress(FENGHUA, asked, seen, AreaLevel.COUNTY, areas)
    assert places_sentence(asked, AreaLevel.COUNTY, areas, found) == "规上工业亩均税收：2 个区县都无法判断。"
    assert "没有 2021 年度的企业" in left_out(found)
