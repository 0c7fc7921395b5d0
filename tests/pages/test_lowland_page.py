"""低产田, its map and its simulation as they open: with the sample, without parcels, and by links that lead nowhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from shown import sent, texts, the_map
from streamlit.testing.v1 import AppTest

from muyun.data.tables import empty_frame
from muyun.store import open_store
from muyun.ui import link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    shown = texts(test)
    assert not re.search(r"\bnan\b|None", shown)
    return shown


def changed(home, **frames):
    """Another version in use, with other frames than the sample's."""
    store = open_store(home)
    tables = replace(store.tables(store.datasets()[-1]), **frames)
    dataset = store.add_dataset(tables, [], [], label="改", synthetic=True)
    store.choose(dataset, "jiaxing-2018", max(dataset.years))
    store.close()


@pytest.mark.parametrize("policy", ["fenghua-2022", "xian-2022"])
def test_the_map_opens_where_tenants_are_merged_and_where_not_with_land_first(home, app, policy):
    page = app("lowland", policy=policy)
    assert re.search(r"2022 年度低产田 [\d,.]+ 亩，\d+ 宗，税收 -?[\d,]+ 万元，职工 [\d,]+ 人", clean(page))
    data = the_map(page)
    assert re.search(r"/media/\w+\.\w+$", data["geometry"]) and data["figures"] != data["geometry"]
    assert len(json.dumps(data)) < 20_000, "bytes go by address, not with every run"


@pytest.mark.clause("JX-27", "XC-25")
def test_the_line_is_the_policys_with_its_boundary_and_a_moved_one_is_a_what_if(home, app):
    jiaxing, xiacheng = (the_map(app("lowland", policy=p))["line"] for p in ("jiaxing-2018", "xiacheng-2019"))
    assert (jiaxing["value"], jiaxing["below"]) == (1, True) and "JX-27" in jiaxing["source"]
    assert (xiacheng["value"], xiacheng["below"]) == (1, False) and "XC-25" in xiacheng["source"]
    page = app("lowland", line="2.5")
    assert "低产田线移到低于 2.5 万元/亩" in clean(page) and "比按政策的线多" in clean(page)
    assert "模拟测算，非正式结果" in clean(page)
    assert the_map(page)["line"]["value"] == 2.5 and the_map(page)["geometry"] == the_map(app("lowland"))["geometry"]


def test_filters_narrow_headline_map_and_list_together(home, app):
    whole = app("lowland")
    page = app("lowland", county="南湖区", part="与 D 档", colour="等级")
    assert "2022 年度南湖区" in clean(page) and "和低产田是两回事" in clean(page)
    assert the_map(page)["shown"] and not the_map(whole)["shown"]
    assert the_map(page)["colour"]["kind"] == "class"
    for part in ("连片", "企业名单", "镇街"):
        page.segmented_control(key="part").set_value(part).run()
        clean(page)


def listed(test: AppTest) -> int:
    """How many enterprises the list of them says it has."""
    (found,) = [int(n.replace(",", "")) for data in sent(test) for n in re.findall(
        r"([\d,]+) 家，用地大的在前；按企业自己", json.dumps(data, ensure_ascii=False))]  # fmt: skip
    return found


def test_the_list_of_enterprises_follows_the_filters_and_the_moved_line(home, app):
    whole = listed(app("lowland", part="企业名单"))
    assert 0 < listed(app("lowland", part="企业名单", county="南湖区")) < whole
    assert listed(app("lowland", part="企业名单", line="5")) > whole


def test_a_chosen_parcel_shows_its_tenants_and_leads_to_them(home, app):
    store = open_store(home)
    occupied = store.tables(store.datasets()[-1]).occupancy["parcel_id"].iloc[0]
    store.close()
    page = app("lowland", parcel=occupied)
    clean(page)
    (markup,) = [data["markup"] for data in sent(page) if "宗地" in data.get("markup", "")]
    assert occupied in markup and "enterprise" in markup and "2020" in markup
    assert the_map(page)["chosen"]


def test_links_that_lead_nowhere_do_no_harm(home, app):
    page = app("lowland", look="<b>", county="火星", town="<script>", sector="' OR 1=1", line="nan", parcel="x",
               colour="[*](x)", part="?", gap="-5", least="1e9")  # fmt: skip
    assert "<script>" not in clean(page) and "2022 年度低产田" in clean(page)
    assert the_map(page)["line"]["value"] == 1 and the_map(page)["chosen"] == []
    assert the_map(app("lowland", line="1e308"))["line"]["value"] == 1


def test_without_parcels_the_enterprises_are_listed_and_the_way_to_a_map_is_said(home, app):
    changed(home, parcels=empty_frame("宗地"), occupancy=empty_frame("占用"))
    page = app("lowland")
    assert "低产田企业" in clean(page) and "上传宗地" in clean(page)
    assert not [data for data in sent(page) if "geometry" in data]
    assert "不能按宗地模拟" in clean(app("lowland", look="再开发模拟"))


def test_parcels_without_polygons_are_listed_and_those_with_one_are_drawn(home, app):
    store = open_store(home)
    parcels = store.tables(store.datasets()[-1]).parcels
    store.close()
    changed(home, parcels=parcels.assign(geometry=parcels["geometry"].where(parcels.index >= 10, None)))
    assert "10 宗没有图形" in clean(app("lowland"))
    changed(home, parcels=parcels.assign(geometry=None))
    page = app("lowland")
    assert "画不出地图" in clean(page) and "低产田 " in clean(page)
    assert not [data for data in sent(page) if "geometry" in data]


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("lowland"))


def test_the_simulation_is_a_range_and_says_what_it_is(home, app):
    page = app("lowland", look="再开发模拟", patch=link.encoded(PATCH))
    assert re.search(r"模拟：低产田 [\d,.]+ 亩达到同行业的水平，一年多缴税 [\d,]+–[\d,]+ 万元", clean(page))
    assert "模拟测算，非正式结果" in clean(page) and "不是预测" in clean(page)
    assert "亩 ×（" in clean(page), "依据 works one parcel out"
    assert "没有可以模拟的宗地" in clean(app("lowland", look="再开发模拟", line="0.000001"))
