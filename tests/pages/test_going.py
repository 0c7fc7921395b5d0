"""Ways from page to page: links that reproduce the screen in a new tab, and clicks that open pages of ours only."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from muyun.store import open_store
from muyun.ui import link
from muyun.ui.data_evaluation import EVALUATION

PATCH = link.encoded({"defaults": {"classes": {"A": {"at_most": 0.15}}}})


def links(test: AppTest, label: str) -> list[dict[str, list[str]]]:
    """The queries of the links that are called so."""
    assert not test.exception
    found = [part.proto for part in test.get("page_link") if label in part.proto.label.replace("\\", "")]
    return [parse_qs(proto.query_string) for proto in found]


def test_the_link_to_what_waits_shows_the_same_policy_in_a_new_tab(home, app):
    test = app("ranking", policy="xiacheng-2019", year="2021")
    (query,) = links(test, "待确认")
    assert query["view"] == ["本系统假定"] and query["policy"] == ["xiacheng-2019"] and query["year"] == ["2021"]
    assert query["data"] == [test.query_params["data"]]


def test_links_from_a_scenario_keep_the_scenario(home, app):
    test = app("overview", policy="xiacheng-2019", patch=PATCH)
    (query,) = links(test, "按这份政策评价")
    assert query["show"] == [EVALUATION] and query["patch"] == [PATCH] and query["policy"] == ["xiacheng-2019"]


def test_the_enterprise_beside_the_ranking_is_opened_as_it_is_shown(home, app):
    store = open_store(home)
    data = store.choice().dataset
    store.close()
    test = app("ranking", policy="xiacheng-2019", patch=PATCH)
    test.session_state["ranking:chosen"] = first_code(test)
    (query,) = links(test.run(), "打开这家企业的完整说明")
    assert query["patch"] == [PATCH] and query["data"] == [data.data_id] and query["code"]


def first_code(test: AppTest) -> str:
    (table,) = [c.proto for c in test.get("bidi_component") if "table" in c.proto.component_name]
    data = json.loads(table.mixed.json if table.HasField("mixed") else table.json)
    return data["rows"][0]["id"]


def clicked(told: str) -> AppTest:
    """A page that was told of such a click."""

    def script(told):
        import streamlit as st

        from muyun.ui import follow, menu

        menu.navigation()
        follow(told)
        st.write("还在这里")

    return AppTest.from_function(script, args=(told,)).run()


@pytest.mark.parametrize("told", ['["../../etc/passwd", {}]', '["nowhere", {}]', '[".", {"a": "b"}]', "x", ""])
def test_a_click_that_names_no_page_of_the_menu_goes_nowhere(told):
    test = clicked(told)
    assert not test.exception and [m.value for m in test.markdown] == ["还在这里"]


def test_a_click_that_names_a_page_opens_it():
    assert "还在这里" not in [m.value for m in clicked('["policy", {}]').markdown]
