"""What every page has: state in the URL, bands, and a sentence where a link can't be followed."""

from __future__ import annotations

import gc

import pytest
from shown import texts

from muyun.ui import link
from muyun.ui.menu import ENTRIES

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}
"""Legal under jiaxing-2018: five points from 亩均税收 to 研发投入强度."""

NAMES = [e.name for e in ENTRIES]


@pytest.mark.parametrize("page", NAMES)
def test_a_page_opens_with_data(home, app, page):
    test = app(page)
    assert not test.exception and not test.error
    assert "合成样例数据" in texts(test)
    assert {"data", "policy", "year"} <= set(test.query_params)


@pytest.mark.parametrize("page", NAMES)
def test_a_page_opens_without_data_and_says_what_to_do(empty_home, app, page):
    test = app(page)
    assert not test.exception and not test.error
    assert "合成样例数据，仅供演示" not in texts(test)


@pytest.mark.parametrize("page", NAMES)
def test_a_scenario_is_never_taken_for_the_result(home, app, page):
    test = app(page, policy="jiaxing-2018", patch=link.encoded(PATCH))
    assert not test.exception and not test.error
    assert "模拟测算，非正式结果" in texts(test)
    assert "试算结果" not in texts(test)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"data": "0123456789abcdef"}, "不在这台机器上"),
        ({"policy": "nowhere-2020"}, "不在这台机器上"),
        ({"year": "1999"}, "没有 1999 年度"),
        ({"patch": "eJx"}, "读不出来"),
        ({"patch": "@nothing"}, "读不出来"),
        ({"patch": link.encoded({"pools": {"规上工业": {"weights": {"亩均税收": 1}}}})}, "不符"),
        ({"patch": link.encoded({"pools": {"没有的组": {}}})}, "不符"),
        ({"patch": link.encoded({"<b>x</b>": 1})}, "不符"),
    ],
)
def test_a_link_that_cannot_be_followed_is_said_and_the_page_still_shows(home, app, query, said):
    test = app("ranking", **query)
    assert not test.exception and not test.error
    assert any(said in warning.value for warning in test.warning)


def test_another_policy_drops_the_patch_of_the_first(home, app):
    test = app("ranking", policy="jiaxing-2018", patch=link.encoded(PATCH))
    test.selectbox(key="muyun:policy").select("xian-2022").run()
    assert test.query_params["policy"] == "xian-2022" and "patch" not in test.query_params
    assert not test.exception and "模拟测算，非正式结果" not in texts(test)


def test_the_year_chosen_stands_in_the_link(home, app):
    test = app("ranking")
    test.selectbox(key="muyun:year").select(2021).run()
    assert test.query_params["year"] == "2021"
    assert "2021 年度" in texts(test)


def test_back_to_the_official_rules_takes_the_patch_away(home, app):
    test = app("ranking", policy="jiaxing-2018", patch=link.encoded(PATCH))
    test.button(key="muyun:official").click().run()
    assert "patch" not in test.query_params
    assert "试算结果" in texts(test)


def test_a_policy_whose_files_are_broken_is_not_said_to_be_elsewhere(home, app):
    folder = home / "policies" / "donghe-2026"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text("::: [broken", "utf-8")
    test = app("ranking", policy="donghe-2026")
    assert not test.exception and not test.error
    assert any("文件有错，读不出来" in warning.value for warning in test.warning)


def test_a_county_policy_with_a_mistake_is_said_on_the_page_of_policies(home, app):
    folder = home / "policies" / "our-2026"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text("id: our-2026\ntitel: 打错了\n", "utf-8")
    (folder / "text.md").write_text("全文", "utf-8")
    test = app("policy")
    assert not test.exception
    assert "titel" in texts(test)


def test_what_stays_in_memory_is_out_of_the_collectors_rounds(home, cold, app):
    """Streamlit collects after every run; the run after an evaluation leaves it next to nothing to look at."""
    gc.unfreeze()
    test = app("ranking")
    before = len(gc.get_objects())
    test.run()
    assert gc.get_freeze_count() > 0.9 * before
    test.selectbox(key="muyun:policy").select("xian-2022").run()
    assert gc.get_freeze_count() == 0, "a new evaluation: what the caches let go is collected once"
