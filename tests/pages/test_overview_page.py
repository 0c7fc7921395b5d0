"""总览 as it opens: with the sample, empty, with one pool, and with data that lack land, tax or counties."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.store import open_store
from muyun.ui import link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def stored(home: Path, rows: list[dict[str, object]]) -> None:
    """Stores the rows of 企业 as the version in use, evaluated like Jiaxing."""
    store = open_store(home)
    dataset = store.add_dataset(Tables.of({"企业": rows}), [], [], label="测试")
    store.choose(dataset, "jiaxing-2018", 2022)
    store.close()
    st.cache_resource.clear()


def firm(number: int, **cells: object) -> dict[str, object]:
    own = {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企业{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
    }  # fmt: skip
    return own | cells


def clean(test: AppTest) -> str:
    """The page's texts, after looking that nothing broke."""
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


def test_the_answer_comes_first(home, app):
    text = clean(app("overview"))
    assert "2022 年度参评 " in text and "D 类" in text and "低产田" in text


def test_a_pool_in_the_link_is_shown(home, app):
    assert "规上工业 2022 年度参评" in clean(app("overview", group="规上工业"))


@pytest.mark.parametrize("group", ["没有的组", "", "<script>"])
def test_a_pool_that_is_not_there_does_no_harm(home, app, group):
    assert '<div class="muyun-headline">2022 年度参评' in clean(app("overview", group=group))


def test_choosing_a_pool_changes_the_answer(home, app):
    test = app("overview")
    test.button_group(key="group").set_value("规下工业").run()
    assert "规下工业 2022 年度参评" in clean(test)


def test_a_scenario_says_that_it_is_one(home, app):
    text = clean(app("overview", policy="jiaxing-2018", patch=link.encoded(PATCH)))
    assert "模拟方案下，2022 年度参评" in text and "模拟测算，非正式结果" in text


def test_the_first_year_has_nothing_to_compare_with(home, app):
    assert "2020 年度参评" in clean(app("overview", year="2020"))


@pytest.mark.parametrize("policy", ["fenghua-2022", "huangyan-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022"])
def test_every_policy_is_shown_in_its_own_words(home, app, policy):
    assert "2022 年度参评" in clean(app("overview", policy=policy))


@pytest.mark.parametrize(("policy", "said"), [
    ("jiaxing-2018", "政策目标 11 项"), ("xiacheng-2019", "政策目标 3 项"), ("fenghua-2022", "政策目标 3 项"),
    ("xian-2022", "政策目标 9 项"), ("huangyan-2022", "这份政策没有写可以用数据对照的目标"),
])  # fmt: skip
def test_the_goals_of_the_policy_are_counted(home, app, policy, said):
    """Jiaxing 3 + 4 + 4, Xiacheng 1 + 2, Fenghua 3, Xi'an 3 + 3 + 3; Huangyan published a formula, no goals."""
    test = app("overview", policy=policy)
    found = clean(test) + "".join(str(s.value) for s in test.subheader)
    assert said in found
    assert "None" not in found and "nan" not in found


def test_a_goal_says_its_pace_and_formula(home, app):
    """Xi'an's 16 % over five years, whatever the data are."""
    text = clean(app("overview", policy="xian-2022"))
    assert "年均需：(1 + 16 %)^(1/5) − 1 = 3.01 %（2020–2025 年）" in text
    assert "年均需：(1 + 18 %)^(1/5) − 1 = 3.37 %（2020–2025 年）" in text


def test_in_a_scenario_goals_stay_those_of_the_official_rules(home, app):
    test = app("overview", policy="jiaxing-2018", patch=link.encoded(PATCH))
    assert "各年都按正式规则计算，不受模拟方案影响" in clean(test)
    assert any("政策目标 11 项" in s.value for s in test.subheader)


def test_a_scenario_may_set_other_goals(home, app):
    goal = {"method": "completed", "kind": "低产田", "count": 1, "from_year": 2022, "by": 2022}
    test = app("overview", policy="fenghua-2022", patch=link.encoded({"targets": [goal]}))
    clean(test)
    assert any("政策目标 1 项：已达成 1 项" in s.value for s in test.subheader)


def test_without_data_it_offers_the_sample_and_the_upload(empty_home, app):
    test = app("overview")
    assert "还没有数据" in clean(test)
    assert [b.label for b in test.button] == ["载入合成样例数据"]
    assert "去“数据核对”上传" in [link.proto.label for link in test.get("page_link")]


def test_one_pool_needs_no_switch_and_one_town_no_table(empty_home, app):
    stored(empty_home, [firm(k, 税收实际贡献=float(k)) for k in range(1, 21)])
    test = app("overview")
    text = clean(test)
    assert "2022 年度参评 20 家，D 类 1 家占地 5 %" in text
    assert "不分地区列表" in text
    assert not test.get("button_group")


def test_a_single_county_is_shown_by_town(empty_home, app):
    stored(empty_home, [firm(k, 镇街=f"镇{k % 3}") for k in range(1, 21)])
    text = clean(app("overview"))
    assert "不分地区列表" not in text


def test_nothing_but_names_is_still_a_page(empty_home, app):
    """No land, no tax, no county: everybody is 数据缺失."""
    stored(empty_home, [firm(k, 区县=None, 镇街=None, 用地面积=None, 税收实际贡献=None) for k in range(1, 5)])
    text = clean(app("overview"))
    assert "2022 年度没有参评企业：数据缺失 4 家。" in text and "请在“数据核对”补充" in text


def test_tax_alone_missing_is_not_zero(empty_home, app):
    stored(empty_home, [firm(k, 规模="规上", 工业增加值=float(k), 税收实际贡献=None) for k in range(1, 21)])
    assert "缺用地或税收数据，低产田无法判断" in clean(app("overview"))


def test_what_the_evaluation_found_is_a_link_to_the_list(home, app):
    links = [link.proto for link in app("overview").get("page_link")]
    assert any(re.fullmatch(r"按这份政策评价有 \d+ 条意见（.*条提示）", link.label) for link in links)
