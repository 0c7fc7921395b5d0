"""模拟测算: the views 参考权重 and 敏感性 say what they find, put it into the scenario, and mark their files."""

from __future__ import annotations

import pytest

from muyun.policy.load import load_policy
from muyun.show.reference_weights import LABEL
from muyun.ui import cached, link
from muyun.ui.state import State
from muyun.ui.whatif_exports import whatif_export
from tests.pages.shown import texts

BAND = "模拟测算，非正式结果"


def _patch(test) -> dict[str, object]:
    value = test.query_params.get("patch", "")
    return link.decoded(value[0] if isinstance(value, list) else value)


def test_the_views_hang_beside_the_levers(home, app):
    test = app("whatif", policy="xiacheng-2019")
    assert "排名前" in texts(test)
    test.segmented_control(key="look").set_value("敏感性").run()
    assert "换档" in texts(test) and "排名前" not in texts(test)


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_reference_weights_are_labelled_and_say_how_many_rows_they_are_of(home, app):
    shown = texts(app("whatif", policy="xiacheng-2019", look="参考权重"))
    assert LABEL in shown and BAND in shown
    assert "按各项数据齐全的" in shown and "家换档" in shown
    assert {"熵权法", "相关性定权法", "等权法"} <= set(shown.replace("<", ">").split(">"))
    assert "本系统假定" not in shown.split(LABEL)[0]


def test_equal_weights_become_the_scenario_within_the_limits_and_undo_takes_them_back(home, app):
    """XC-11 keeps 30 and 20, so that the nearest legal weights are the policy's own; Jiaxing's ±20 % lets more move."""
    test = app("whatif", policy="xiacheng-2019", look="参考权重")
    assert test.button(key="whatif:reference:EQUAL:adopt").disabled
    test = app("whatif", policy="jiaxing-2018", look="参考权重")
    assert "本系统假定" in texts(test)
    test.button(key="whatif:reference:EQUAL:adopt").click().run()
    # 35, 25 and four times 10 within a fifth: 100/6 each is nearest at 28 and 24 (100 − 28 − 4·12), 12 each
    assert _patch(test)["pools"]["规上工业"]["weights"] == {
        "亩均税收": 28, "亩均增加值": 24, "单位能耗增加值": 12, "单位排放增加值": 12, "全员劳动生产率": 12,
        "研发投入强度": 12,
    }  # fmt: skip
    assert BAND in texts(test) and test.button(key="whatif:reference:EQUAL:adopt").disabled
    test.button(key="whatif:undo").click().run()
    assert _patch(test) == {}


def test_a_pool_with_one_indicator_has_a_sentence(home, app):
    test = app("whatif", policy="jiaxing-2018", look="参考权重", pool="规下工业")
    assert not test.exception and "只有一项指标" in texts(test)


def test_the_tornado_leads_with_its_answer_and_its_step_can_be_set(home, app):
    test = app("whatif", policy="jiaxing-2018", look="敏感性")
    shown = texts(test)
    assert "家换档，" in shown and ("最大的一项" in shown or "并列最大" in shown)
    test.segmented_control(key="step").set_value(5.0).run()
    assert not test.exception


@pytest.mark.clause("JX-07", "JX-08", "JX-09", "JX-11")
def test_the_jump_of_r_stands_only_where_the_policy_has_r(home, app):
    shown = texts(app("whatif", policy="jiaxing-2018", look="敏感性"))
    assert "R 在 K = 1、L = 1 处都一跳 4 分" in shown
    assert "一跳" not in texts(app("whatif", policy="jiaxing-2018", look="敏感性", pool="规下工业"))
    assert "一跳" not in texts(app("whatif", policy="fenghua-2022", look="敏感性"))


def test_what_counts_as_near_can_be_set(home, app):
    test = app("whatif", policy="jiaxing-2018", look="敏感性")
    test.number_input(key="near").set_value(20.0).run()
    assert "20 % 以内" in texts(test)


@pytest.mark.parametrize("look", ["参考权重", "敏感性"])
@pytest.mark.parametrize("policy", ["xian-2022", "huangyan-2022"])
def test_the_views_stand_under_other_policies_and_scenarios(home, app, look, policy):
    test = app("whatif", policy=policy, look=look)
    assert not test.exception and BAND in texts(test)


@pytest.mark.parametrize("look", ["参考权重", "敏感性"])
def test_a_scenario_is_where_the_views_start_from(home, app, look):
    patch = {"pools": {"规上工业": {"weights": {"亩均税收": 20, "亩均增加值": 20, "研发投入强度": 30}}}}
    test = app("whatif", policy="jiaxing-2018", patch=link.encoded(patch), look=look)
    assert not test.exception and BAND in texts(test)
    assert ("相对于现在的模拟方案" in texts(test)) == (look == "敏感性")


def test_without_data_the_views_say_what_to_do(empty_home, app):
    assert "还没有数据" in texts(app("whatif", look="敏感性"))


def test_files_of_the_views_are_marked_without_a_scenario_too(home):
    policy = load_policy("jiaxing-2018")
    state = State("whatif", cached.store().choice().dataset, policy, policy, 2022)
    export = whatif_export("2022年规上工业参考权重", state, [LABEL])
    assert export.stem == f"2022年规上工业参考权重（{BAND}）" and export.bands[0] == BAND
    assert export.notes[0] == LABEL and f"结果性质：{BAND}" in export.notes
    assert not any("正式结果" in line.replace(BAND, "") for line in export.notes)


@pytest.mark.parametrize("look", ["参考权重", "敏感性"])
def test_where_the_scenario_leaves_nobody_the_way_out_is_the_scenario(home, app, look):
    gate = {"scope": {"land_gate": [{"from_year": 2000, "at_least_mu": 999}]}}
    test = app("whatif", policy="jiaxing-2018", look=look, patch=link.encoded(gate))
    assert "按现在的方案" in texts(test) and "恢复正式规则" in texts(test) and "补充数据" not in texts(test)
