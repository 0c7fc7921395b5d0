"""模拟测算: the URL's patch is the scenario; undo, save, open and files do what they say."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from muyun.ui import link
from tests.pages.shown import texts

BAND = "模拟测算，非正式结果"
UNCHANGED = "权重和比例与政策一致，等级无变化。"
WEIGHTS = {"亩均税收": 20, "亩均增加值": 20, "研发投入强度": 30}
PATCH = {"pools": {"规上工业": {"weights": WEIGHTS}}}
UPLOAD = "muyun:whatif:upload"


@pytest.fixture
def scenario(home, app) -> AppTest:
    """The page opened by a link with a patch."""
    return app("whatif", policy="jiaxing-2018", patch=link.encoded(PATCH))


def _patch(test: AppTest) -> dict[str, object]:
    value = test.query_params.get("patch", "")
    return link.decoded(value[0] if isinstance(value, list) else value)


def test_without_a_patch_it_says_that_nothing_changes(home, app):
    shown = texts(app("whatif"))
    assert UNCHANGED in shown
    assert BAND not in shown


def test_a_link_with_a_patch_shows_the_band_and_what_it_does(scenario):
    shown = texts(scenario)
    assert BAND in shown
    assert "升档" in shown and "A 类用地" in shown
    assert UNCHANGED not in shown
    assert "未保存" in shown


def test_a_cut_off_link_is_said_and_the_official_rules_stay(home, app):
    test = app("whatif", patch=link.encoded(PATCH)[:-8])
    assert "读不出来" in texts(test)
    assert UNCHANGED in texts(test) and BAND not in texts(test)


def test_a_link_off_a_hundred_is_said(home, app):
    patch = {"pools": {"规上工业": {"weights": {"亩均税收": 40}}}}
    test = app("whatif", policy="jiaxing-2018", patch=link.encoded(patch))
    assert "合计" in texts(test) and BAND not in texts(test)


def test_without_data_it_says_what_to_do(empty_home, app):
    assert "还没有数据" in texts(app("whatif"))


def test_wrong_pool_and_measure_in_the_link_do_no_harm(home, app):
    test = app("whatif", pool="没有这个组", measure="x")
    assert not test.exception
    assert UNCHANGED in texts(test)


def test_reset_takes_the_scenario_away_and_undo_brings_it_back(scenario):
    scenario.button(key="whatif:reset").click().run()
    assert BAND not in texts(scenario) and _patch(scenario) == {}
    scenario.button(key="whatif:undo").click().run()
    assert BAND in texts(scenario) and _patch(scenario) == PATCH


def test_a_saved_scenario_can_be_opened_again(scenario):
    scenario.text_input(key="muyun:whatif:name").set_value("研发优先").run()
    scenario.button(key="whatif:save").click().run()
    assert "已保存" in texts(scenario)
    scenario.button(key="whatif:reset").click().run()
    opened = next(b for b in scenario.button if b.label == "研发优先")
    opened.click().run()
    assert _patch(scenario) == PATCH and "已保存" in texts(scenario)


def test_a_removed_scenario_is_listed_no_more(scenario):
    scenario.text_input(key="muyun:whatif:name").set_value("研发优先").run()
    scenario.button(key="whatif:save").click().run()
    next(b for b in scenario.button if b.label == "移除").click().run()
    assert "研发优先" not in [b.label for b in scenario.button]


def test_saving_without_a_name_asks_for_one(scenario):
    scenario.button(key="whatif:save").click().run()
    assert "请先给方案起个名字" in texts(scenario)
    assert "未保存" in texts(scenario)


def test_an_uploaded_patch_is_the_scenario(home, app):
    test = app("whatif", policy="jiaxing-2018")
    content = "pools: {规上工业: {weights: {亩均税收: 30, 研发投入强度: 15}}}".encode()
    test.file_uploader(key=UPLOAD).upload("方案.yaml", content, "application/yaml").run()
    assert BAND in texts(test)
    assert _patch(test) == {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def test_an_uploaded_patch_with_a_mistake_says_line_and_key_and_changes_nothing(scenario):
    content = "pools:\n  规上工业:\n    weights: {亩均税收: 60}\n".encode()
    scenario.file_uploader(key=UPLOAD).upload("错.yaml", content, "application/yaml").run()
    shown = texts(scenario)
    assert "“错.yaml”没有载入" in shown and "POLICY_WEIGHT_SUM" in shown and "第 3 行" in shown
    assert _patch(scenario) == PATCH


def test_a_misspelt_indicator_in_a_file_is_named(home, app):
    test = app("whatif", policy="jiaxing-2018")
    content = "pools: {规上工业: {weights: {亩均纳税: 35}}}".encode()
    test.file_uploader(key=UPLOAD).upload("错.yaml", content, "application/yaml").run()
    assert "亩均纳税" in texts(test) and BAND not in texts(test)


def test_beyond_a_soft_limit_the_clause_and_its_words_are_shown(home, app):
    weights = {"亩均税收": 25, "研发投入强度": 17.5}
    test = app("whatif", policy="xiacheng-2019", patch=link.encoded({"pools": {"规上工业": {"weights": weights}}}))
    shown = texts(test)
    assert "超出政策 1 处" in shown and "XC-11" in shown and "一般分别不低于30%和20%" in shown


def test_a_factor_set_in_the_folded_part_is_in_the_patch(home, app):
    test = app("whatif", policy="xiacheng-2019", lever="基准值和封顶")
    test.number_input(key="whatif:lever:pools.规上工业.benchmark.factor").set_value(1.2).run()
    assert _patch(test) == {"pools": {"规上工业": {"benchmark": {"factor": 1.2}}}}
    assert BAND in texts(test)


def test_the_cap_can_be_taken_off_and_put_back(home, app):
    test = app("whatif", policy="xiacheng-2019", lever="基准值和封顶")
    key = "whatif:lever:pools.规上工业.item.cap:none"
    test.toggle(key=key).set_value(True).run()
    assert _patch(test) == {"pools": {"规上工业": {"item": {"cap": "none"}}}}
    test.toggle(key=key).set_value(False).run()
    assert _patch(test) == {}


def test_pools_with_the_same_indicators_are_moved_apart(home, app):
    test = app("whatif", policy="xiacheng-2019", pool="规上服务业", lever="基准值和封顶")
    test.number_input(key="whatif:lever:pools.规上服务业.benchmark.factor").set_value(2.0).run()
    assert _patch(test) == {"pools": {"规上服务业": {"benchmark": {"factor": 2}}}}


@pytest.mark.parametrize(("form", "drawn"), [("矩阵", "grid even"), ("流向", "<path d="), ("x", "grid even")])
def test_the_link_says_whether_classes_stand_in_a_table_or_flow(home, app, form, drawn):
    test = app("whatif", policy="jiaxing-2018", patch=link.encoded(PATCH), form=form)
    pictures = [c.proto for c in test.get("bidi_component") if "picture" in c.proto.component_name]
    shown = [json.loads(p.mixed.json if p.HasField("mixed") else p.json)["markup"] for p in pictures]
    assert any(drawn in markup for markup in shown)


def _dragging() -> None:
    """A page that does what the component's events do: session values in, callbacks called."""
    import streamlit as st

    from muyun.ui import shell, whatif
    from muyun.ui.state import read_state

    shell.menu.navigation()
    state = read_state("whatif")
    event, told = st.session_state.get("event", (None, {}))
    st.session_state["event"] = (None, {})
    if event == "weights":
        st.session_state[whatif.WEIGHTS] = {"moved": told}
        whatif.weight_moved(state)
    elif event == "quotas":
        st.session_state[whatif.QUOTAS] = {"moved": told}
        whatif.quota_moved(state)
    elif event == "undo":
        whatif.undo()
        st.rerun()
    now = whatif.current(state)
    st.session_state["patch of the link"] = dict(state.patch)
    st.session_state["patch shown"] = dict(now.patch)
    st.session_state["answer"] = whatif.answer(whatif.WEIGHTS)


@pytest.fixture
def levers(home) -> AppTest:
    test = AppTest.from_function(_dragging, default_timeout=180)
    test.query_params["policy"] = "jiaxing-2018"
    return test.run()


def _tell(test: AppTest, event: str, **told: object) -> AppTest:
    test.session_state["event"] = (event, told)
    test.run()
    assert not test.exception
    return test


def _drag(test: AppTest, value: float, *, gesture: int, done: bool = False, indicator: str = "研发投入强度", locked=()):
    return _tell(test, "weights", pool="规上工业", indicator=indicator, value=value, locked=list(locked), done=done,
                 gesture=gesture, sequence=gesture)  # fmt: skip


def test_a_drag_is_shown_at_once_and_in_the_link_when_it_ends(levers):
    _drag(levers, 19, gesture=1)
    # 35, 25, 10, 10, 10 share 81 instead of 90: times 0.9
    moved = {"pools": {"规上工业": {"weights": {
        "亩均税收": 31.5, "亩均增加值": 22.5, "单位能耗增加值": 9, "单位排放增加值": 9, "全员劳动生产率": 9,
        "研发投入强度": 19,
    }}}}  # fmt: skip
    assert levers.session_state["patch shown"] == moved
    assert levers.session_state["patch of the link"] == {}
    _drag(levers, 19, gesture=1, done=True)
    assert levers.session_state["patch of the link"] == moved == _patch(levers)


def test_a_drag_there_and_back_leaves_nothing(levers):
    for value in (13, 21, 40, 10):
        _drag(levers, value, gesture=1)
    _drag(levers, 10, gesture=1, done=True)
    assert levers.session_state["patch shown"] == {}


def test_key_after_key_comes_to_what_one_drag_does_and_back_to_nothing(levers):
    """Rounded to 0.5 at each key and shared out anew from there, equal weights would part for good."""
    there = [10.5, 11, 11.5, 12, 12.5, 13]
    for gesture, value in enumerate(there, start=1):
        _drag(levers, value, gesture=gesture, done=True)
    # 35, 25, 10, 10, 10 share 87 instead of 90: 33.83, 24.17, 9.67 each, in steps of 0.5
    assert levers.session_state["patch shown"]["pools"]["规上工业"]["weights"] == {
        "亩均税收": 34, "亩均增加值": 24.5, "单位能耗增加值": 9.5, "单位排放增加值": 9.5, "全员劳动生产率": 9.5,
        "研发投入强度": 13,
    }  # fmt: skip
    for gesture, value in enumerate([*there[-2::-1], 10], start=len(there) + 1):
        _drag(levers, value, gesture=gesture, done=True)
    assert levers.session_state["patch shown"] == {}


def test_undo_takes_back_one_drag_as_a_whole(levers):
    for value in (11, 12, 13):
        _drag(levers, value, gesture=1, done=value == 13)
    first = _patch(levers)
    for value in (14, 15):
        _drag(levers, value, gesture=2, done=value == 15)
    _tell(levers, "undo")
    assert levers.session_state["patch of the link"] == first != {}
    _tell(levers, "undo")
    assert levers.session_state["patch of the link"] == {}


def test_a_locked_weight_stays(levers):
    _drag(levers, 20, gesture=1, done=True, locked=["亩均税收"])
    weights = levers.session_state["patch shown"]["pools"]["规上工业"]["weights"]
    assert "亩均税收" not in weights and weights["研发投入强度"] == 20


def test_the_answer_carries_the_number_of_what_it_answers(levers):
    _drag(levers, 12, gesture=7)
    assert levers.session_state["answer"]["sequence"] == 7


def test_a_divider_of_the_quotas_moves_two_shares(levers):
    # A 20, B 50, C the rest 25, D 5: the first divider to 25 % makes A 25 and B 45
    _tell(levers, "quotas", pool="规上工业", divider=0, position=0.25, done=True, gesture=1, sequence=1)
    assert _patch(levers) == {"pools": {"规上工业": {"classes": {"A": {"at_most": 0.25}, "B": {"at_most": 0.45}}}}}


def test_a_typed_share_of_the_last_class_moves_the_divider_before_it(levers):
    _tell(levers, "quotas", pool="规上工业", segment=3, share=0.1, done=True, gesture=1, sequence=1)
    assert _patch(levers) == {"pools": {"规上工业": {"classes": {"D": {"at_most": 0.1}}}}}


@pytest.mark.parametrize("told", [
    {}, {"pool": "没有"}, {"pool": "规上工业", "indicator": "没有", "value": 3}, {"pool": ["x"]},
    {"pool": "规上工业", "indicator": "研发投入强度", "value": "x"},
    {"pool": "规上工业", "indicator": ["x"], "value": 3}, {"pool": "规上工业", "locked": [["x"], 3]},
    {"pool": "规上工业", "indicator": "研发投入强度", "value": float("nan")},
])  # fmt: skip
def test_anything_else_that_a_browser_may_tell_changes_nothing(levers, told):
    _tell(levers, "weights", **told)
    _tell(levers, "quotas", **told, divider=9, segment="x")
    assert levers.session_state["patch shown"] == {}


def test_downloads_are_labelled_in_chinese(home, app):
    test = app("whatif")
    names = [button.proto.label for button in test.get("download_button")]
    assert {"下载方案文件", "下载测算结果", "下载变动名单"} <= set(names)


def test_what_stood_in_the_way_is_told_of_this_scenario_only(levers):
    _drag(levers, 150, gesture=1, done=True)
    assert "停在 100 分" in levers.session_state["answer"]["told"], "told when the drag has ended"
    _tell(levers, "undo")
    assert levers.session_state["answer"]["told"] == "", "not of the scenario before"
    _drag(levers, 150, gesture=2, done=True)
    levers.query_params["policy"] = "huangyan-2022"
    _tell(levers, "nothing")
    assert levers.session_state["answer"]["told"] == "", "not of another policy"
