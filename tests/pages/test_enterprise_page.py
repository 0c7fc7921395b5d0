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



@pytest.fixture
def classes(home):
    """Class and reasons of the sample's last year under jiaxing-2018, with pool and status."""
    choice = cached.store().choice()
    key = cached.key_of(choice.dataset.data_id, cached.policy("jiaxing-2018"), choice.year)
    return cached.official(key).classes.join(cached.official(key).participants[["pool", "status", "name"]])


@pytest.mark.clause("JX-14")
def test_the_health_report_says_where_it_stands_what_lifts_it_and_what_changed(classes, app):
    code = classes.index[((classes["applied"] == "B") & (classes["pool"] == "规上工业")).to_numpy(dtype=bool)][0]
    page = app("enterprise", code=code, policy="jiaxing-2018")
    shown = clean(page)
    assert "6 项里" in shown and "得分再低" in shown
    assert "2022 年度较 2021 年度" in shown and "2021 年度较 2020 年度" in shown
    headings = [element.value for element in page.subheader]
    parts = ("各项指标在同组里的位置", "离上一档还差多少", "一年比一年，什么变了", "加减分、否决、调档、标签和宗地")
    for part in parts:
        assert part in headings, part
    (button,) = [b for b in page.get("download_button") if "体检报告" in b.proto.label]
    assert button.proto.label == "下载体检报告（PDF）"


def test_who_is_not_ranked_has_peers_or_nothing_but_no_distance_to_a_class(classes, app):
    for status in ("不参评", "数据缺失"):
        codes = classes.index[(classes["status"] == status).to_numpy()]
        if len(codes):
            page = app("enterprise", code=codes[0], policy="jiaxing-2018")
            assert "得分再低" not in clean(page)
            assert "离上一档还差多少" not in [element.value for element in page.subheader]


def test_a_merged_unit_has_its_report_with_the_places_of_the_unit(home, app):
    choice = cached.store().choice()
    key = cached.key_of(choice.dataset.data_id, cached.policy("fenghua-2022"), choice.year)
    unit_of = cached.official(key).unit_of
    code = unit_of.index[(unit_of != unit_of.index).to_numpy()][0]
    shown = clean(app("enterprise", code=code, policy="fenghua-2022"))
    assert "合并为评价单元" in shown and "得分再低" in shown


def test_a_scenario_is_compared_with_last_year_s_official_result(classes, app):
    code = classes.index[((classes["applied"] == "C") & (classes["pool"] == "规上工业")).to_numpy(dtype=bool)][0]
    page = app("enterprise", code=code, policy="jiaxing-2018", patch=link.encoded(PATCH))
    assert "较 2021 年度" in clean(page) and "得分再低" in clean(page)
    assert "上年按正式规则，本年按模拟方案" in clean(page)


def test_the_first_year_of_the_data_has_no_change(classes, app):
    rows = cached.tables(cached.store().choice().dataset.data_id).enterprises
    code = rows["uscc"][(rows["year"] == rows["year"].min()).to_numpy()].iloc[0]
    page = app("enterprise", code=code, policy="jiaxing-2018", year=str(int(rows["year"].min())))
    clean(page)
    assert "一年比一年，什么变了" not in [element.value for element in page.subheader]
