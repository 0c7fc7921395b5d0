"""A file that comes from two policies says what each is worth, and never that it is an official result."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.policy.amend import amend
from muyun.policy.assumptions import assumptions
from muyun.policy.load import load_policy, policy_folder
from muyun.store import Answer, Matter, Store, Verdict, open_store
from muyun.ui import link
from muyun.ui.confirmed import worth
from muyun.ui.policy_pair import Pair, classes_file, rules_file
from muyun.ui.state import State

ONE, OTHER = load_policy("xiacheng-2019"), load_policy("jiaxing-2018")
PATCH = link.encoded({"defaults": {"classes": {"A": {"at_most": 0.15}}}})
NAMES = ("杭州市下城区 2019", "嘉兴市 2018")
WAITING = len(assumptions(OTHER))


@pytest.fixture
def real(empty_home) -> Store:
    """An office whose own policy is confirmed whole, with data that are not made up."""
    store = open_store(empty_home)
    row = {"年度": 2022, "统一社会信用代码": "E1", "企业名称": "甲", "区县": "甲区", "镇街": "东镇", "行业代码": "1711",
           "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 50.0}  # fmt: skip
    store.choose(store.add_dataset(Tables.of({"企业": [row]}), [], [], label="测试"), ONE.id, 2022)
    store.decide(
        Verdict(Matter.ASSUMPTION, ONE.id, None, a.subject, Answer.CONFIRMED, "王处长", "区政办〔2026〕3 号", "")
        for a in assumptions(ONE)
    )
    store.add_dataset(Tables.of({"企业": [row | {"税收实际贡献": 60.0}]}), [], [], label="另一版")
    st.cache_resource.clear()
    return store


@pytest.fixture
def state(real) -> State:
    return State("policy", real.choice().dataset, ONE, ONE, 2022)


def test_the_file_of_both_names_both_with_what_each_is_worth_and_is_not_official(state):
    assert str(worth(state).kind) == "正式结果"
    export = classes_file(state, Pair(ONE, OTHER, NAMES, (False, False)), ["“规上工业”：不能比"])
    assert export.stem == "等级变动 杭州市下城区 2019 与 嘉兴市 2018（对比测算，非正式结果）"
    assert export.notes[0] == "结果性质：对比测算，非正式结果" and "对比测算，非正式结果" in export.bands
    said = "\n".join(export.notes)
    assert f"{NAMES[0]}：{ONE.title}（按它评价是“正式结果：本系统假定已按区政办〔2026〕3 号确认”）" in said
    assert f"{NAMES[1]}：{OTHER.title}（按它评价是“试算结果：还有 {WAITING} 项本系统假定待确认”）" in said
    assert said.count("结果性质") == 1 and "评价年度：2022" in said and "不能比" in said


def test_a_scenario_beside_its_policy_says_so_of_its_own_side(state):
    changed, _ = amend(ONE, {"defaults": {"classes": {"A": {"at_most": 0.15}}}}, None)
    scenario = replace(state, policy=changed, patch={"defaults": {"classes": {"A": {"at_most": 0.15}}}})
    export = classes_file(scenario, Pair(ONE, changed, ("正式规则", "本方案（模拟）"), (False, True)), [])
    said = "\n".join(export.notes)
    assert f"正式规则：{ONE.title}（按它评价是“正式结果：" in said
    assert f"本方案（模拟）：{changed.title}（按它评价是“模拟测算，非正式结果”）" in said
    assert export.stem.endswith("（对比测算，非正式结果）") and "模拟测算，非正式结果" in export.bands


def test_the_file_of_rules_names_both_and_needs_no_mark_in_its_name(state):
    export = rules_file(state, Pair(ONE, OTHER, NAMES, (False, False)))
    assert export.stem == "政策对比 杭州市下城区 2019 与 嘉兴市 2018" and "不是评价结果" in export.notes[0]
    assert any(NAMES[1] in line and "试算结果" in line for line in export.notes)
    empty = rules_file(replace(state, dataset=None, year=None), Pair(ONE, OTHER, NAMES, (False, False)))
    assert "None" not in "".join(empty.notes)


def test_data_that_are_not_in_use_give_no_official_result(real, state):
    other = next(d for d in real.datasets() if d.label == "另一版")
    found = worth(replace(state, dataset=other))
    assert (str(found.kind), found.words, found.waiting) == ("试算结果", "试算结果：不是现用数据", 0)
    assert worth(replace(state, dataset=other, official=OTHER, policy=OTHER)).waiting == WAITING


def test_pages_say_that_a_version_is_not_the_one_in_use(real, app):
    other = next(d for d in real.datasets() if d.label == "另一版")
    bodies = [part.proto.body for part in app("ranking", data=other.data_id).get("html")]
    assert any("试算结果：不是现用数据" in body for body in bodies) and not any("正式结果：" in body for body in bodies)


def files(test: AppTest) -> list[str]:
    """The keys of what can be downloaded."""
    return [b.proto.id.rsplit("policy:", 1)[-1] for b in test.get("download_button")]


def test_the_page_offers_both_files(real, app):
    test = app("policy", view="对比", against="嘉兴市 2018")
    assert not test.exception
    assert files(test) == ["effect:xlsx", "effect:csv", "differences:xlsx", "differences:csv"]


ODD, SHOWN = "小**甲**`乙`", r"小\*\*甲\*\*\`乙\`"


@pytest.fixture
def odd(empty_home):
    """A county's policy whose small enterprises are a pool with such a name, in use."""
    folder = empty_home / "policies" / "odd-2026"
    shutil.copytree(policy_folder(ONE.id, None), folder)
    rules = (folder / "policy.yaml").read_text("utf-8")
    rules = rules.replace("规下工业", f"'{ODD}'").replace(f"id: {ONE.id}", "id: odd-2026")
    (folder / "policy.yaml").write_text(rules, "utf-8")
    store = open_store(empty_home)
    rows = [
        {"年度": 2022, "统一社会信用代码": f"E{n}", "企业名称": f"企业{n}", "区县": "甲区", "镇街": "东镇",
         "行业代码": "1711", "规模": scale, "类别": "工业", "用地面积": 10.0, "税收实际贡献": 50.0 * n}
        for n, scale in ((1, "规下"), (2, "规下"), (3, "规上"), (4, "规上"))
    ]  # fmt: skip
    store.choose(store.add_dataset(Tables.of({"企业": rows}), [], [], label="测试"), "odd-2026", 2022)
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("page", "query"),
    [("overview", {"group": "全部"}), ("ranking", {}), ("whatif", {}), ("policy", {"view": "对比", "patch": PATCH})],
)
def test_the_name_of_a_county_s_pool_stays_text_on_the_buttons(odd, app, page, query):
    test = app(page, **query)
    assert not test.exception
    options = [o.content for group in test.get("button_group") for o in group.proto.options]
    assert SHOWN in options and ODD not in options


def test_what_is_ticked_is_called_by_its_name_as_it_is_written(odd, app):
    test = app("policy", view="本系统假定", standing="全部")
    labels = [box.label for box in test.checkbox if "甲" in box.label]
    assert labels and not any(ODD in label for label in labels)
