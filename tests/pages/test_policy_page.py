"""政策: one reads the document beside its rules, types changes, takes them to 模拟测算 or saves a county's policy."""

from __future__ import annotations

import json

import pytest
import streamlit as st
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.policy.amend import merge, parse_setting
from muyun.policy.load import load_policy, policy_ids
from muyun.store import open_store
from muyun.ui.link import decoded, encoded

TAX, RESEARCH = "规上工业 · 权重 · 亩均税收", "规上工业 · 权重 · 研发投入强度"


def book(test: AppTest) -> dict[str, str]:
    """The two panes as they go to the browser."""
    (pane,) = [c for c in test.get("bidi_component") if "rulebook" in c.proto.component_name]
    return json.loads(pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json)


def typed(test: AppTest, label: str, text: str) -> AppTest:
    (field,) = [i for i in test.text_input if i.label == label]
    return field.set_value(text).run()


def button(test: AppTest, label: str):
    (found,) = [b for b in test.button if b.label == label]
    return found


@pytest.mark.parametrize("policy", policy_ids())
def test_every_shipped_policy_is_read_with_its_document_and_rules(home, app, policy):
    test = app("policy", policy=policy)
    assert not test.exception and not test.error
    assert load_policy(policy).title in texts(test)
    panes = book(test)
    assert "权重" in panes["rules"] and "本系统假定" in panes["rules"]
    assert ("<mark" in panes["document"]) == (policy != "huangyan-2022")


def test_the_page_needs_no_data(empty_home, app):
    assert "个参数：" in texts(app("policy", policy="xiacheng-2019"))


def test_filter_and_search_stand_in_the_link(home, app):
    rules = book(app("policy", policy="xiacheng-2019", rules="仅本系统假定", find="并列"))["rules"]
    assert "并列处理" in rules and "XC-15" not in rules


def test_a_search_without_a_hit_says_so_and_is_escaped(home, app):
    rules = book(app("policy", policy="xiacheng-2019", find="<b>无此词"))["rules"]
    assert "没有与“&lt;b&gt;无此词”相符的规则" in rules


@pytest.mark.parametrize(
    "query", [{"view": "x"}, {"rules": "1"}, {"view": "", "find": "%00"}, {"view": "改动", "rules": "a"}]
)
def test_a_wrong_link_does_no_harm(home, app, query):
    test = app("policy", policy="xian-2022", **query)
    assert not test.exception and "203 个参数" in texts(test)


def test_what_is_wrong_is_said_as_soon_as_it_is_typed(home, app):
    test = app("policy", policy="xiacheng-2019", view="改动")
    assert "还没有改动" in texts(test)
    typed(test, TAX, "36")
    said = "\n".join(e.value for e in test.error)
    assert "高于上限 35 分" in said and "权重合计是 106" in said
    assert button(test, "去模拟测算").disabled
    typed(test, TAX, "三十")
    assert "“三十”不是数" in test.error[0].value
    typed(test, TAX, "32")
    typed(test, RESEARCH, "10.5")
    assert not test.error and not button(test, "去模拟测算").disabled
    assert "改动 2 项" in texts(test)


def test_changes_of_another_part_stay_when_one_looks_elsewhere(home, app):
    test = app("policy", policy="xiacheng-2019", view="改动")
    typed(test, TAX, "32")
    (part,) = [s for s in test.selectbox if s.label == "改哪一部分"]
    part.set_value("共用规则").run()
    typed(test, "等级比例 · A档上限", "20")
    assert "20 % 吗" in test.error[0].value.replace("\\", "")
    typed(test, "等级比例 · A档上限", "15%")
    assert "改动 2 项" in texts(test)


def test_the_changes_go_to_the_simulation_in_the_link(home, app):
    test = app("policy", policy="xiacheng-2019", view="改动")
    typed(test, TAX, "32")
    typed(test, RESEARCH, "10.5")
    button(test, "去模拟测算").click().run()
    assert not test.exception
    weights = {"亩均税收": 32, "研发投入强度": 10.5}
    assert decoded(test.query_params["patch"]) == {"pools": {"规上工业": {"weights": weights}}}
    assert "模拟测算，非正式结果" in texts(test)


def test_a_scenario_in_the_link_is_marked_and_can_be_taken_up_and_withdrawn(home, app):
    patch = encoded(merge(parse_setting("defaults.classes.A.at_most=0.15")))
    test = app("policy", policy="xiacheng-2019", patch=patch, rules="仅改动")
    assert "模拟方案改了 1 项：等级比例 A档上限 20 % → 15 %。" in texts(test)
    assert "<del>20 %</del>" in book(test)["rules"]
    test = app("policy", policy="xiacheng-2019", patch=patch, view="改动")
    assert "改动 1 项" in texts(test)
    button(test, "全部撤回").click().run()
    assert "patch" not in test.query_params and "还没有改动" in texts(test)


def test_a_county_s_policy_is_saved_and_shown(home, app):
    test = app("policy", policy="xiacheng-2019", view="改动")
    typed(test, TAX, "32")
    typed(test, RESEARCH, "10.5")
    button(test, "存为本地政策").click().run()
    assert any("没有填编号" in e.value for e in test.error)
    fields = {"编号": "gongshu-2026", "名称": "拱墅区实施意见", "地区": "杭州市拱墅区"}
    for field in test.text_input:
        if field.label in fields:
            field.set_value(fields[field.label])
    test.text_area[0].set_value("区府办〔2026〕3 号")
    button(test, "存为本地政策").click().run()
    assert not test.exception and not test.error
    assert "已存为本地政策“拱墅区实施意见”" in test.success[0].value
    assert test.query_params["policy"] == "gongshu-2026" and "2 项本地规定" in texts(test)
    county = load_policy("gongshu-2026", home)
    assert county.pools["规上工业"].weights["亩均税收"] == 32
    assert county.pools["规上工业"].weights_source.notes["亩均税收"] == "本地规定：区府办〔2026〕3 号"


def compared(test: AppTest, other: str) -> AppTest:
    """The tab 对比 with another policy chosen."""
    (choice,) = [s for s in test.selectbox if s.label == "与哪份政策对比"]
    policy = load_policy(other)
    return choice.set_value(f"{policy.region} {policy.year}").run()


def drawn(test: AppTest) -> str:
    """What the pictures say."""
    markup = [pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json
              for pane in test.get("bidi_component")]  # fmt: skip
    return " ".join(json.loads(data).get("markup", "") for data in markup)


def test_two_policies_are_compared_in_sentences_with_their_effect(home, app):
    test = app("policy", policy="fenghua-2022", view="对比")
    (choice,) = [s for s in test.selectbox if s.label == "与哪份政策对比"]
    assert choice.options == ["台州市黄岩区 2022", "嘉兴市 2018", "杭州市下城区 2019", "西安市 2022"]
    test = compared(test, "jiaxing-2018")
    assert not test.exception and not test.error
    heads = "；".join(s.value for s in test.subheader).replace("\\", "")
    assert "宁波市奉化区 2022 → 嘉兴市 2018：" in texts(test) and "对 2022 年度等级的影响" in heads
    assert "个参数：" not in texts(test), "the headline answers for the comparison, not for the document"
    assert "行业内排位，只影响执行等级" in drawn(test)
    assert "两边都定级的" in texts(test)


@pytest.mark.parametrize(("one", "other"), [("jiaxing-2018", "xian-2022"), ("xiacheng-2019", "huangyan-2022"),
                                            ("xian-2022", "xiacheng-2019")])  # fmt: skip
def test_pools_of_one_policy_alone_are_said_not_to_compare(home, app, one, other):
    test = compared(app("policy", policy=one, view="对比"), other)
    assert not test.exception and not test.error
    assert "里有（定级 " in texts(test) and "不能对比。" in texts(test)
    assert "None" not in drawn(test) and "nan" not in drawn(test)


PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 32, "研发投入强度": 13}}}}


def test_a_scenario_is_first_compared_with_its_own_policy(home, app):
    test = app("policy", policy="jiaxing-2018", view="对比", patch=encoded(PATCH))
    (choice,) = [s for s in test.selectbox if s.label == "与哪份政策对比"]
    assert choice.value == "正式规则（不带本方案的改动）"
    assert "亩均税收权重 35 → <b>32 分</b>" in drawn(test)
    assert "正式规则 ↓ 本方案（模拟）" in drawn(test)
    test = compared(test, "fenghua-2022")
    assert not test.exception and "嘉兴市 2018（模拟）" in drawn(test)


def test_a_link_names_the_other_policy_and_a_wrong_one_does_no_harm(home, app):
    test = app("policy", policy="xiacheng-2019", view="对比", against="嘉兴市 2018", effect="规下工业")
    assert "杭州市下城区 2019 → 嘉兴市 2018：" in texts(test)
    wrong = app("policy", policy="xiacheng-2019", view="对比", against="<b>", effect="没有的组")
    assert not wrong.exception and not wrong.error and "两边都定级的" in texts(wrong)


def test_without_data_the_sentences_stand_and_the_effect_says_what_is_missing(empty_home, app):
    test = app("policy", policy="fenghua-2022", view="对比")
    assert not test.exception and "看不出对等级的影响" in texts(test)
    assert "参评范围" in drawn(test)


def test_data_that_the_other_policy_cannot_evaluate_are_said_with_what_is_wrong(empty_home, app):
    """Fenghua merges tenants of a shared parcel: two manual changes in one unit contradict each other there."""
    firms = [
        {"年度": 2022, "统一社会信用代码": f"E{n}", "企业名称": f"企业{n}", "区县": "甲区", "镇街": "东镇",
         "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 50.0 * n} for n in (1, 2)
    ]  # fmt: skip
    change = {"年度": 2022, "目标等级": "D", "理由": "示例", "依据": "示例"}
    changes = [change | {"统一社会信用代码": f"E{n}"} for n in (1, 2)]
    parcel = {"宗地代码": "P1", "区县": "甲区", "镇街": "东镇", "用途": "工业", "登记面积": 20.0}
    shared = [{"宗地代码": "P1", "统一社会信用代码": f"E{n}", "方式": "租入"} for n in (1, 2)]
    tables = Tables.of({"企业": firms, "手工调档": changes, "宗地": [parcel], "占用": shared})
    store = open_store(empty_home)
    store.choose(store.add_dataset(tables, [], [], label="测试"), "jiaxing-2018", 2022)
    store.close()
    st.cache_resource.clear()
    test = compared(app("policy", policy="jiaxing-2018", view="对比"), "fenghua-2022")
    assert not test.exception
    said = "".join(e.value for e in test.error).replace("\\", "")
    assert "按“宁波市奉化区 2022”不能评价这份数据" in said and "手工调档" in said


def test_a_document_without_rules_is_read_beside_the_policy_in_use(home, app):
    name = "供阅读：2019年浙江省“亩均效益”领跑者行动工作方案（浙江省，2019 年）"
    test = app("policy", policy="xiacheng-2019", view="条款", document=name)
    assert not test.exception and "本文件 12 条" in texts(test) and "供阅读" in texts(test)
    assert "领跑特色小镇" in book(test)["document"] and "ZJ-12" in book(test)["rules"]
    assert test.query_params["policy"] == "xiacheng-2019"


def test_clauses_are_filtered_by_the_link_and_listed_for_download(home, app):
    test = app("policy", policy="xian-2022", view="条款", state="需人工", way="列表")
    assert not test.exception
    assert {b.proto.label for b in test.get("download_button")} == {"下载 Excel", "下载 CSV"}
    only = book(app("policy", policy="xian-2022", view="条款", clause="XA-11"))["rules"]
    assert 'data-clauses="XA-11"' in only and 'data-clauses="XA-10"' not in only


def test_a_policy_without_clauses_says_so_and_what_to_read(home, app):
    test = app("policy", policy="huangyan-2022", view="条款")
    assert not test.exception and "没有登记的条款" in texts(test) and "全文和规则" in texts(test)


@pytest.mark.parametrize("query", [{"document": "x"}, {"state": "<b>"}, {"way": "?"}, {"clause": "没有这个词"},
                                   {"capability": "<b>"}, {"capability": ""}])
def test_a_wrong_link_to_clauses_does_no_harm(home, app, query):
    test = app("policy", policy="xian-2022", view="条款", **query)
    assert not test.exception and "本文件 44 条" in texts(test)


def test_the_side_of_the_clauses_stands_in_the_link(home, app):
    rules = book(app("policy", policy="jiaxing-2018", view="条款", capability="标准地"))["rules"]
    assert 'data-clauses="JX-25"' in rules and 'data-clauses="JX-01"' not in rules


def test_a_filter_that_the_next_document_does_not_have_does_no_harm(home, app):
    test = app("policy", policy="jiaxing-2018", view="条款")
    (capability,) = [s for s in test.selectbox if s.label == "方面"]
    capability.set_value("标准地").run()
    assert 'data-clauses="JX-25"' in book(test)["rules"] and 'data-clauses="JX-01"' not in book(test)["rules"]
    test.selectbox(key="muyun:policy").select("fenghua-2022").run()
    assert not test.exception and 'data-clauses="FH-01"' in book(test)["rules"]
