"""区域, 记分牌: both sources, three levels, every policy, as a scenario, by bad links, and with tables missing."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from shown import drawn, texts
from streamlit.testing.v1 import AppTest

from muyun.home import OUTLINES
from muyun.policy.load import policy_ids
from muyun.store import open_store
from muyun.ui import cached, link, regions

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in [*test.exception, *test.error]]
    return "\n".join([texts(test), *(str(element.value).replace("\\", "") for element in test.subheader)])


def kept(home: Path, **left_out: object) -> None:
    """Stores the sample again as another version in use, with some tables changed."""
    store = open_store(home)
    dataset = store.choice().dataset
    tables = store.tables(dataset)
    changed = tables.with_frames(**{name: change(getattr(tables, name)) for name, change in left_out.items()})
    store.choose(store.add_dataset(changed, (), [], label="改过", synthetic=True), "jiaxing-2018", 2022)
    store.close()
    cached.store.clear()


@pytest.mark.parametrize("policy", policy_ids())
@pytest.mark.parametrize("level", ["区县", "镇街", "园区"])
@pytest.mark.parametrize("source", ["企业合计", "公布数"])
def test_each_level_and_source_opens_under_every_policy(home, app, policy, level, source):
    page = app("regions", policy=policy, area_level=level, area_source=source)
    assert f" 个{level}；" in clean(page) and "第一，" in texts(page)
    for shown in ("提升", "数值"):
        page.segmented_control(key="area_shown").set_value(shown).run()
        clean(page)
    for part in page.segmented_control(key="area_part").options:
        page.segmented_control(key="area_part").set_value(part).run()
        clean(page)


@pytest.mark.clause("JX-21", "JX-22", "JX-23", "JX-24")
@pytest.mark.parametrize(("measure", "clause"), [
    ("亩均税收", "JX-21"), ("单位能耗增加值", "JX-22"), ("单位GDP碳排放降低率", "JX-23"), ("单位排放增加值", "JX-24"),
])  # fmt: skip
def test_the_ordered_ranking_says_its_clause(home, app, measure, clause):
    shown = clean(app("regions", policy="jiaxing-2018", area_source="公布数", area_measure=measure))
    assert f"{measure}：" in shown and f'muyun-note">{clause}：“' in shown
    assert ("给予倾斜：" in shown and "给予削减：" in shown) == (clause == "JX-22")
    other = clean(app("regions", policy="xian-2022", area_source="公布数", area_measure=measure))
    assert f'muyun-note">{clause}：' not in other


@pytest.mark.clause("JX-31")
def test_the_table_has_every_indicator_with_its_rank(home, app):
    held = drawn(app("regions", policy="jiaxing-2018", area_source="公布数"))
    for measure in ("单位能耗增加值", "单位排放增加值", "单位GDP碳排放降低率", "研发投入强度"):
        assert f'"label": "{measure}"' in held and f'"label": "{measure}名次"' in held
    assert '"label": "亩均税收（公布数）"' in held and '"label": "亩均税收（企业合计）"' in held


@pytest.mark.clause("XC-30", "XC-20")
def test_towns_are_ranked_by_their_improvement(home, app):
    shown = clean(app("regions", policy="xiacheng-2019", area_level="镇街", area_shown="提升"))
    assert "提升：" in shown and "XC-30：“" in shown and "XC-20" in shown


@pytest.mark.clause("XC-03")
def test_the_own_district_s_place_or_what_it_takes_to_tell_it(home, app):
    lacking = clean(app("regions", policy="xiacheng-2019", area_source="公布数"))
    assert "“区域”表里没有杭州市下城区自己的行" in lacking

    def with_own(frame: pd.DataFrame) -> pd.DataFrame:
        counties = frame[frame["level"] == "县"]
        own = counties[counties["name"] == "海宁市"].assign(name="下城区", tax_wan=1e7)
        return pd.concat([counties, own], ignore_index=True).assign(parent="杭州市").astype(frame.dtypes)

    kept(home, regions=with_own)
    shown = clean(app("regions", policy="xiacheng-2019", area_source="公布数"))
    assert "下城区的亩均税收在全市 8 个县（市、区）里列第 1。" in shown
    alone = {"level": "县", "parent": "杭州市", "name": "下城区"}
    kept(home, regions=lambda frame: frame[frame["name"] == "下城区"].assign(**alone).reset_index(drop=True))
    assert "“区域”表里只有下城区自己" in clean(app("regions", policy="xiacheng-2019", area_source="公布数"))


def test_a_place_opens_and_leads_to_its_enterprises(home, app):
    page = app("regions", policy="jiaxing-2018", area="海宁市")
    assert "海宁市：亩均税收 " in clean(page) and "规上工业参评 " in texts(page)
    assert "在排名里看这里的企业" in [one.proto.label for one in page.get("page_link")]
    asked = {"area_level": "镇街", "area_source": "公布数", "area": "海宁市/海宁北港镇（示意）"}
    town = app("regions", policy="jiaxing-2018", **asked)
    assert "海宁北港镇（示意）：" in clean(town)
    query = {"pool": "规上工业", "county": "海宁市", "town": "海宁北港镇（示意）", "status": "参评"}
    assert "在这份数据里没有" not in clean(app("ranking", policy="jiaxing-2018", **query))


def test_the_sample_s_map_is_marked_as_invented(home, app):
    assert "合成轮廓（示意）" in drawn(app("regions"))
    assert "合成轮廓" not in drawn(app("regions", area_level="园区"))


def test_an_invented_map_is_not_drawn_under_an_office_s_own_data(home, app):
    store = open_store(home)
    tables = store.tables(store.choice().dataset)
    store.choose(store.add_dataset(tables, (), [], label="本单位", synthetic=False), "jiaxing-2018", 2022)
    store.close()
    cached.store.clear()
    page = app("regions")
    assert "合成轮廓" not in drawn(page) and "没有区县的轮廓，所以不画地图" in clean(page)


def test_without_outlines_the_ranking_stands_alone_and_says_how_to_add_a_map(home, app):
    (home / OUTLINES).unlink()
    page = app("regions")
    assert "<path" not in drawn(page) and "“区划.geojson”" in clean(page)


def test_outlines_that_cannot_be_used_are_told_and_names_they_lack_are_listed(home, app):
    (home / OUTLINES).write_text("不是地图", "utf-8")
    page = app("regions")
    assert not page.exception and "区划轮廓不能用" in texts(page) and "第一，" in texts(page)
    ring = [[[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.0]]]
    features = [{"type": "Feature", "properties": {"名称": name, "级别": "县"},
                 "geometry": {"type": "Polygon", "coordinates": ring}} for name in ("海宁", "别处县")]  # fmt: skip
    (home / OUTLINES).write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    page = app("regions")
    assert "地图里没有南湖区、嘉善县、平湖市、桐乡市、海盐县等 6 个" in clean(page)
    assert "别处县：没有数。" in drawn(page)


def test_no_region_table_says_what_to_upload_and_the_enterprises_stay(home, app):
    kept(home, regions=lambda frame: frame.iloc[:0], parks=lambda frame: frame.iloc[:0])
    for level, table in (("区县", "区域"), ("镇街", "区域"), ("园区", "园区")):
        shown = clean(app("regions", area_level=level, area_source="公布数"))
        assert f"没有可以比较的{level}" in shown and f"“{table}”表没有 2022 年度的" in shown
    assert "第一，" in clean(app("regions"))


def test_enterprises_without_towns_say_so(home, app):
    kept(home, enterprises=lambda frame: frame.assign(town=None).astype({"town": frame["town"].dtype}))
    assert "没有参评企业填了镇街" in clean(app("regions", area_level="镇街"))


def test_a_missing_last_year_leaves_out_the_rate_and_says_which_years_it_takes(home, app):
    kept(home, regions=lambda frame: frame[frame["year"] == 2022].reset_index(drop=True))
    shown = clean(app("regions", policy="jiaxing-2018", area_source="公布数", area_part="两年对比"))
    assert "算不出单位GDP碳排放降低率" in shown and "2021、2022 两个年度" in shown
    assert "没有另一年的数可比" in shown


def test_the_first_year_has_nothing_to_compare_with(home, app):
    assert "没有另一年的数可比" in clean(app("regions", year="2020", area_shown="提升"))


def test_one_county_alone_is_ranked_within(home, app):
    shown = clean(app("regions", policy="jiaxing-2018", area_level="镇街", area_source="公布数", area_county="海宁市"))
    assert "10 个镇街" in shown
    assert "秀洲" not in drawn(app("regions", area_level="镇街", area_source="公布数", area_county="海宁市"))


def test_a_scenario_says_so_and_leaves_the_official_figures(home, app):
    assert "模拟方案下，亩均税收：" in clean(app("regions", patch=link.encoded(PATCH)))
    assert "模拟方案下" not in clean(app("regions", patch=link.encoded(PATCH), area_source="公布数"))


def test_a_bad_link_does_no_harm(home, app):
    bad = {"level": "x", "source": "' OR 1", "pool": "[*](x)", "measure": "<script>", "shown": "-",
           "against": "99999", "county": "<i>", "few": "x", "part": "?"}  # fmt: skip
    asked = {f"area_{name}": text for name, text in bad.items()}
    page = app("regions", look="<b>", area="<script>", **asked)
    assert "<script>" not in clean(page) + drawn(page)


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("regions"))


def test_how_it_is_computed_is_said_under_依据(home, app):
    assert regions.HOW[0] in clean(app("regions"))
