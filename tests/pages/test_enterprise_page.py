"""企业 as it opens: by code, by search, for those without a class, for nobody, and empty."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.ui import cached, link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


@pytest.fixture
def units(home):
    """The participants of the sample's last year, by credit code."""
    choice = cached.store().choice()
    key = cached.key_of(choice.dataset.data_id, cached.policy(choice.policy_id), choice.year)
    return cached.official(key).participants


def test_without_anybody_it_asks(home, app):
    assert "请输入企业名称或统一社会信用代码" in clean(app("enterprise"))


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("enterprise"))


def test_a_code_in_the_link_answers_in_a_sentence(units, app):
    code = units.index[units["status"] == "参评"][0]
    shown = clean(app("enterprise", code=code))
    assert units.at[code, "name"] in shown and "综合得分" in shown and "按得分排名分档" in shown


def test_who_is_not_ranked_is_told_why(units, app):
    shown = clean(app("enterprise", code=units.index[units["status"] == "不参评"][0]))
    assert "原因：" in shown and "综合得分 " not in shown


def test_a_search_that_fits_one_shows_it_and_full_width_is_read(units, app):
    code = units.index[0]
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert units.at[code, "name"] in clean(app("enterprise", q=wide))


def test_a_search_that_fits_many_asks_to_pick(units, app):
    assert f"的有 {len(units):,} 家，请点一家" in clean(app("enterprise", q="示例"))


@pytest.mark.parametrize("query", [{"code": "不存在"}, {"q": "<b>没有这家"}, {"code": "<script>"}], ids=str)
def test_nobody_found_is_said_kindly(home, app, query):
    shown = clean(app("enterprise", **query))
    assert "没有" in shown and "<script>" not in shown


def test_a_search_takes_the_place_of_the_code_in_the_link(units, app):
    page = app("enterprise", code=units.index[0])
    page.text_input(key="enterprise:q").set_value("示例").run()
    assert "请点一家" in clean(page)
    assert "code" not in page.query_params and page.query_params["q"] == "示例"


def test_an_enterprise_of_another_year_is_found_there(units, app):
    rows = cached.tables(cached.store().choice().dataset.data_id).enterprises
    earlier = rows[(rows["year"] == rows["year"].min()) & ~rows["uscc"].isin(units.index)]
    assert len(earlier), "the sample has enterprises that left"
    page = app("enterprise", code=earlier["uscc"].iloc[0])
    year = int(earlier["year"].iloc[0])
    assert f"{year}" in clean(page)
    page.button(key=f"enterprise:year:{year}").click().run()
    assert earlier["name"].iloc[0] in clean(page)


def test_a_scenario_stands_beside_the_official_result(units, app):
    code = units.index[(units["status"] == "参评") & (units["pool"] == "规上工业")][0]
    shown = clean(app("enterprise", code=code, patch=link.encoded(PATCH)))
    assert "按模拟方案为" in shown and "正式结果：" in shown


def test_a_row_without_effect_is_said_at_its_enterprise(units, app):
    rows = cached.tables(cached.store().choice().dataset.data_id).vetoes
    code = next(c for c, year in zip(rows["uscc"], rows["year"], strict=True) if year == 2022 and c in units.index)
    page = app("enterprise", code=code, policy="jiaxing-2018")
    assert "不在本政策的否决范围内，没有影响等级" in texts(page) and not page.exception
