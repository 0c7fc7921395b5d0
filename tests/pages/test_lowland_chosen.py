"""低产田, several parcels chosen: a link that names them, one that can't be followed, filters, and their simulation."""

from __future__ import annotations

import json
import re

import pytest
from shown import sent, texts, the_map
from streamlit.testing.v1 import AppTest

from muyun.store import open_store
from muyun.ui import link
from muyun.ui.lowland_chosen import AT_MOST


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    shown = texts(test) + "".join(str(data.get("markup", "")) for data in sent(test))
    shown = shown.replace("&nbsp;", " ").replace("&NoBreak;", "")
    assert not re.search(r"\bnan\b|None", shown)
    return shown


def codes(*ids: str) -> str:
    return link.encoded({"parcels": sorted(ids)})


@pytest.fixture
def parcels(home):
    store = open_store(home)
    found = store.tables(store.datasets()[-1]).parcels
    store.close()
    return found.dropna(subset=["parcel_id", "area_declared_mu"]).reset_index(drop=True)


def test_a_link_shows_several_parcels_together_and_tells_the_codes_it_doesnt_know(home, app, parcels):
    own = parcels.iloc[[3, 40, 90]]
    page = app("lowland", parcels=codes(*own["parcel_id"], "没有这宗"))
    land = f"{own['area_declared_mu'].sum():,.1f}".removesuffix(".0")
    assert f"选中 3 宗 {land} 亩" in clean(page)
    assert "选中的宗地 没有这宗在这份数据里没有，未计入" in clean(page)
    assert re.search(r"连成一片|没有连成一片|互不相连", clean(page)) and "模拟测算，非正式结果" in clean(page)
    assert len(the_map(page)["chosen"]) == 3 and the_map(page)["undrawn"] == 1
    lists = [data for data in sent(page) if data.get("tick")]
    assert [len(data["view"]["ticked"]) for data in lists] == [3]
    page.button(key="lowland:set:clear").click().run()
    assert "选中 3 宗" not in clean(page) and the_map(page)["chosen"] == []
    assert "parcels" not in page.query_params


def test_what_a_filter_hides_stays_in_the_sums_and_is_told(home, app, parcels):
    county = parcels["county"].iloc[0]
    others = parcels[parcels["county"] != county]
    chosen = codes(parcels["parcel_id"].iloc[0], others["parcel_id"].iloc[0], others["parcel_id"].iloc[1])
    page = app("lowland", county=county, line="2.5", parcels=chosen)
    assert "其中 2 宗被筛选挡住" in clean(page) and "选中 3 宗" in clean(page)
    page.button(key="lowland:set:shown").click().run()
    assert page.query_params["parcel"] == parcels["parcel_id"].iloc[0] and "parcels" not in page.query_params


def test_exactly_the_chosen_parcels_are_simulated(home, app, parcels):
    own = parcels.iloc[[3, 40, 90]]
    page = app("lowland", parcels=codes(*own["parcel_id"]))
    page.button(key="lowland:set:redevelop").click().run()
    assert "模拟：选中的 3 宗" in clean(page) or "选中的 3 宗，没有同行企业可比" in clean(page)
    (listed,) = [data for data in sent(page) if any(c["key"] == "MEDIAN:tax" for c in data.get("columns", ()))]
    assert sorted(row["id"] for row in listed["rows"]) == sorted(own["parcel_id"])
    page.segmented_control(key="which").set_value("全部低产田").run()
    assert re.search(r"模拟：低产田 [\d,.]+ 亩", clean(page))


@pytest.mark.parametrize("text", ["eJw", link.encoded({"parcels": [1, 2]}),
                                  link.encoded({"parcels": [str(n) for n in range(AT_MOST + 1)]})])
def test_a_broken_link_chooses_nothing_and_is_told(home, app, text):
    page = app("lowland", parcels=text)
    assert "链接里选中的宗地不完整或已改动" in clean(page) and the_map(page)["chosen"] == []


def test_the_browsers_word_is_bounded_and_the_answer_stays_small(home, app, parcels):
    ids = parcels["parcel_id"].iloc[:250].tolist()
    page = app("lowland", parcels=codes(*ids))
    assert "选中 250 宗" in clean(page)
    assert len(json.dumps(the_map(page))) < 22_000 and len(codes(*ids)) < 3_000


def test_each_of_them_without_a_case_gets_one_of_its_own(home, app, parcels):
    own = sorted(parcels["parcel_id"].iloc[[3, 40, 90]])
    page = app("lowland", parcels=codes(*own))
    page.button(key="lowland:set:cases").click().run()
    assert "每宗一件，编号从" in clean(page)
    (by,) = [typed for typed in page.text_input if typed.label == "由谁填"]
    by.input("县亩均办")
    (submit,) = [button for button in page.button if button.label == "逐宗立案"]
    submit.click().run()
    assert re.search(r"已立案 [23] 件", clean(page)) and "都已立案" in clean(page)
