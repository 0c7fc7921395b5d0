"""排名 as it opens: with the sample, filtered by a link, with bad links, as a scenario, and empty."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.evaluate.output import result_frame
from muyun.report.result_book import result_csv
from muyun.ui import cached, link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    """The page's texts, after looking that nothing broke."""
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_it_opens_on_the_first_group_with_its_headline(home, app):
    page = app("ranking")
    assert "规上工业参评 " in clean(page)
    assert page.query_params["pool"] == "规上工业"


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("ranking"))


def test_a_link_sets_the_filters_and_each_can_be_taken_off(home, app):
    page = app("ranking", **{"class": "A", "county": "南湖区"})
    assert "全部评价组参评" in clean(page)  # a link without pool means all
    assert "区县：南湖区 ✕" in buttons(page) and "等级：A 类 ✕" in buttons(page)
    page.button(key="ranking:chip:county").click().run()
    clean(page)
    assert "county" not in page.query_params and page.query_params["class"] == "A"


def test_clearing_all_filters_keeps_the_group(home, app):
    page = app("ranking", pool="规下工业", moved="any", low="1")
    page.button(key="ranking:clear").click().run()
    assert "规下工业参评" in clean(page)
    assert {"moved", "low"}.isdisjoint(page.query_params) and page.query_params["pool"] == "规下工业"


def test_a_choice_goes_into_the_link(home, app):
    page = app("ranking")
    page.text_input(key="ranking:q").set_value("示例").run()
    page.selectbox(key="ranking:class_").set_value("B").run()
    clean(page)
    assert page.query_params["q"] == "示例" and page.query_params["class"] == "B"


@pytest.mark.parametrize(
    "query",
    [{"pool": "无此组"}, {"class": "Z"}, {"moved": "<b>"}, {"low": "true"}, {"sector": "xx"}, {"county": "' OR 1=1"},
     {"q": "[*](x)<script>"}],
    ids=lambda query: next(iter(query)),
)  # fmt: skip
def test_a_bad_link_is_told_and_does_no_harm(home, app, query):
    page = app("ranking", **query)
    shown = clean(page)
    assert "<script>" not in shown and "“<b>" not in shown
    if "q" not in query:
        assert "在这份数据里没有" in shown


def test_a_scenario_is_named_in_the_file_of_the_whole_result(home, app):
    page = app("ranking", patch=link.encoded(PATCH))
    assert "模拟测算，非正式结果" in clean(page)
    names = [button.proto.label for button in page.get("download_button")]
    assert "下载完整结果" in names


def test_the_way_back_by_the_menu_keeps_the_filters(home, app):
    page = app("ranking", **{"class": "B", "pool": "规上工业"})
    page.switch_page("pages/policy.py").run()
    page.query_params.clear()
    page.switch_page("pages/ranking.py").run()
    clean(page)
    assert page.query_params["class"] == "B"


def test_the_result_offered_is_the_command_lines(home, app):
    """What the button makes has a row per enterprise (that the bytes are the same: tests/unit/show/test_ranking.py)."""
    clean(app("ranking"))
    choice = cached.store().choice()
    key = cached.key_of(choice.dataset.data_id, cached.policy(choice.policy_id), choice.year)
    evaluation = cached.official(key)
    content = result_csv(result_frame(evaluation)).decode("utf-8-sig")
    assert content.count("\n") == len(evaluation.unit_of) + 1
