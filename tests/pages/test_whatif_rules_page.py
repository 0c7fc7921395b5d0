"""模拟测算, 更多参数: each control makes the patch that one would write by hand, and the engine's answer is shown."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from muyun.evaluate import evaluate
from muyun.explore.whatif.live import live, live_base
from muyun.policy.amend import amend, plain_data
from muyun.policy.load import load_policy
from muyun.store import open_store
from muyun.ui import link
from tests.pages.shown import texts

BIG, SMALL = "规上工业", "规下工业"
LEVER = "whatif:lever:"
GATE = plain_data(load_policy("fenghua-2022"))["scope"]["land_gate"][0]
VETO = plain_data(load_policy("xian-2022"))["vetoes"][0]


def patch_in(test: AppTest) -> dict[str, object]:
    value = test.query_params.get("patch", "")
    return link.decoded(value[0] if isinstance(value, list) else value)


def headline(home, policy_id: str, pool: str, patch: dict) -> str:
    """What the engine says of the hand-written patch."""
    store = open_store(home)
    try:
        dataset = store.datasets()[0]
        tables = store.tables(dataset)
    finally:
        store.close()
    policy, year = load_policy(policy_id), max(dataset.years)
    base = live_base(evaluate(tables, policy, year))
    return live(base, tables, amend(policy, patch, None)[0]).pools[pool].headline


def shown_headline(test: AppTest) -> str:
    return texts(test).replace("&nbsp;", " ")


SELECTS = [
    ("jiaxing-2018", BIG, "缺报", "pools.规上工业.items.研发投入强度.missing", "exclude",
     {"pools": {BIG: {"items": {"研发投入强度": {"missing": "exclude"}}}}}),
    ("xian-2022", BIG, "缺报", "pools.规上工业.items.单位碳排放总产值.zero_denominator", "missing",
     {"pools": {BIG: {"items": {"单位碳排放总产值": {"zero_denominator": "missing"}}}}}),
    ("jiaxing-2018", BIG, "基准值和封顶", "pools.规上工业.benchmark.method", "best_share",
     {"pools": {BIG: {"benchmark": {"method": "best_share", "share": 0.1, "factor": 1}}}}),
    ("xian-2022", BIG, "并列和排名范围", "pools.规上工业.pool_by", "none", {"pools": {BIG: {"pool_by": "none"}}}),
    ("jiaxing-2018", BIG, "行业加减分和排位", "sector_adjustment.average_over", "gated",
     {"sector_adjustment": {"average_over": "gated"}}),
    ("xiacheng-2019", BIG, "基准值和封顶", "pools.规上工业.benchmark.hold_years", 1,
     {"pools": {BIG: {"benchmark": {"hold_years": 1}}}}),
    ("xian-2022", BIG, "一票否决", "vetoes[0].to", "D", {"vetoes": [{**VETO, "to": "D"}]}),
]  # fmt: skip


@pytest.mark.clause("XA-13", "XA-11", "JX-07", "XC-09")
@pytest.mark.parametrize(("policy", "pool", "subject", "key", "value", "patch"), SELECTS)
def test_a_choice(home, app, policy, pool, subject, key, value, patch):
    test = app("whatif", policy=policy, pool=pool, lever=subject)
    test.selectbox(key=LEVER + key).select(value).run()
    assert not test.exception
    assert patch_in(test) == patch
    assert headline(home, policy, pool, patch) in shown_headline(test)
    assert f"已改：{subject} 1 项" in texts(test)


NUMBERS = [
    ("fenghua-2022", SMALL, "参评范围", "scope.land_gate[0].at_least_mu", 6.0,
     {"scope": {"land_gate": [{**GATE, "at_least_mu": 6}]}}, "FH-04"),
    ("jiaxing-2018", BIG, "行业加减分和排位", "sector_adjustment.a", 8.0, {"sector_adjustment": {"a": 8}}, "JX-11"),
    ("jiaxing-2018", BIG, "行业加减分和排位", "sector_rules.top_share", 20.0, {"sector_rules": {"top_share": 0.2}},
     "JX-17"),
    ("xian-2022", BIG, "参评范围", "land.deduct_new_months", 0, {"land": {"deduct_new_months": 0}}, "XA-26"),
    ("huangyan-2022", SMALL, "基准值和封顶", "pools.规下工业.benchmark.values.亩均税收", 30.0,
     {"pools": {SMALL: {"benchmark": {"values": {"亩均税收": 30}}}}}, "黄岩区规下工业企业亩均效益综合评价计分公式"),
]  # fmt: skip


@pytest.mark.clause("FH-04", "JX-11", "JX-17", "XA-26")
@pytest.mark.parametrize(("policy", "pool", "subject", "key", "value", "patch", "clause"), NUMBERS)
def test_a_number_beyond_the_text_is_marked_with_its_clause(
    home, app, policy, pool, subject, key, value, patch, clause
):
    test = app("whatif", policy=policy, pool=pool, lever=subject)
    test.number_input(key=LEVER + key).set_value(value).run()
    assert not test.exception
    assert patch_in(test) == patch
    assert headline(home, policy, pool, patch) in shown_headline(test)
    assert "与政策不同 1 处" in texts(test) and clause in texts(test)
    assert "与政策不同" in test.number_input(key=LEVER + key).label


SWITCHES = [
    ("xian-2022", BIG, "参评范围", "scope.transition", {"scope": {"transition": None}}),
    ("xiacheng-2019", "规上服务业", "参评范围", "scope.exclude[0]", {"scope": {"exclude": []}}),
    ("fenghua-2022", SMALL, "参评范围", "parcels", {"parcels": None}),
    ("jiaxing-2018", BIG, "行业加减分和排位", "sector_adjustment", {"sector_adjustment": None}),
    ("jiaxing-2018", BIG, "行业加减分和排位", "sector_rules", {"sector_rules": None}),
    ("xian-2022", BIG, "一票否决", "vetoes[0].backfill", {"vetoes": [{**VETO, "backfill": False}]}),
]  # fmt: skip


@pytest.mark.clause("XA-12", "XC-02", "FH-06", "JX-05", "JX-19", "XA-13")
@pytest.mark.parametrize(("policy", "pool", "subject", "key", "patch"), SWITCHES)
def test_a_rule_off_and_on_again(home, app, policy, pool, subject, key, patch):
    test = app("whatif", policy=policy, pool=pool, lever=subject)
    assert test.toggle(key=LEVER + key).value is True
    test.toggle(key=LEVER + key).set_value(False).run()
    assert not test.exception
    assert patch_in(test) == patch
    assert headline(home, policy, pool, patch) in shown_headline(test)
    test.toggle(key=LEVER + key).set_value(True).run()
    assert patch_in(test) == {}


@pytest.mark.clause("XA-13")
def test_kinds_of_vetoes_are_taken_out_one_by_one(home, app):
    test = app("whatif", policy="xian-2022", lever="一票否决")
    key = f"{LEVER}vetoes[0].kinds"
    test.button_group(key=key).set_value(VETO["kinds"][1:]).run()
    assert patch_in(test) == {"vetoes": [{**VETO, "kinds": VETO["kinds"][1:]}]}
    test.button_group(key=key).set_value([]).run()
    assert patch_in(test) == {"vetoes": []}
    assert headline(home, "xian-2022", BIG, {"vetoes": []}) in shown_headline(test)
    assert "与政策不同 1 处" in texts(test) and "XA-13" in texts(test)


def test_ties_are_broken_in_another_order_and_never_by_nothing(home, app):
    test = app("whatif", policy="jiaxing-2018", lever="并列和排名范围")
    first, second, third = (f"{LEVER}pools.规上工业.tie_break:{place}" for place in range(3))
    assert "（不用）" not in test.selectbox(key=first).options
    test.selectbox(key=first).select("亩均增加值").run()
    assert patch_in(test) == {"pools": {BIG: {"tie_break": ["亩均增加值", "亩均税收"]}}}
    test.selectbox(key=second).select("（不用）").run()
    assert patch_in(test) == {"pools": {BIG: {"tie_break": ["亩均增加值"]}}}
    test.selectbox(key=third).select("研发投入强度").run()
    assert patch_in(test) == {"pools": {BIG: {"tie_break": ["亩均增加值", "研发投入强度"]}}}


@pytest.mark.clause("XC-14")
def test_three_years_of_transition_are_where_the_control_ends(home, app):
    test = app("whatif", policy="xiacheng-2019", lever="参评范围")
    control = test.selectbox(key=f"{LEVER}scope.transition.years")
    assert control.options == ["1 个评价年度", "2 个评价年度", "3 个评价年度（政策）"]
    assert "XC-14" in control.help.replace("\\", "") and "不超过3年" in control.help
    control.select(2).run()
    assert patch_in(test) == {"scope": {"transition": {"years": 2}}}
    assert "超出政策" not in texts(test) and "与政策不同" not in texts(test)


def test_a_link_shows_in_the_controls_and_undo_and_reset_take_it_back(home, app):
    patch = {"scope": {"land_gate": [{**GATE, "at_least_mu": 5}]}}
    test = app("whatif", policy="fenghua-2022", pool=SMALL, lever="参评范围", patch=link.encoded(patch))
    key = f"{LEVER}scope.land_gate[0].at_least_mu"
    assert test.number_input(key=key).value == 5
    test.number_input(key=key).set_value(6.0).run()
    test.button(key="whatif:undo").click().run()
    assert patch_in(test) == patch and test.number_input(key=key).value == 5
    test.button(key="whatif:reset").click().run()
    assert patch_in(test) == {} and test.number_input(key=key).value == 3


def test_what_the_policy_cannot_take_is_told_and_left(home, app):
    """d_share by county needs the counties ranked apart."""
    shares = {"defaults": {"classes": {"C_D": {"exact": 0.1, "d_share": {"甲区": 1.0}}}}}
    test = app("whatif", policy="xian-2022", lever="并列和排名范围", patch=link.encoded(shares))
    test.selectbox(key=f"{LEVER}pools.规上工业.pool_by").select("none").run()
    assert patch_in(test) == shares
    assert "没有改成" in texts(test) and "不分区县" in texts(test)


def test_a_number_that_makes_no_sense_is_told_in_chinese_and_left(home, app):
    test = app("whatif", policy="jiaxing-2018", lever="行业加减分和排位")
    key = f"{LEVER}sector_adjustment.a"
    test.number_input(key=key).set_value(-3.0).run()
    assert patch_in(test) == {} and test.number_input(key=key).value == 2
    assert "“系数 a”可以是 0 到 10" in texts(test)
    test.number_input(key=key).set_value(3.0).run()
    assert "可以是" not in texts(test)
    test.number_input(key=key).set_value(None).run()
    assert patch_in(test) == {"sector_adjustment": {"a": 3}} and test.number_input(key=key).value == 3


def test_nothing_is_drawn_until_a_subject_is_chosen(home, app):
    test = app("whatif", policy="jiaxing-2018")
    assert not [box for box in test.selectbox if box.key and box.key.startswith(LEVER)]
    assert not app("whatif", policy="jiaxing-2018", lever="没有这一项").exception


def test_a_gate_that_leaves_nobody_is_said_not_a_fault(home, app):
    gate = {"scope": {"land_gate": [{**GATE, "at_least_mu": 1000}]}}
    test = app("whatif", policy="fenghua-2022", pool=SMALL, lever="参评范围", patch=link.encoded(gate))
    assert not test.exception
    assert "程序内部错误" not in texts(test)
    assert "规下工业没有参评企业" in texts(test)


HARD = {"pools": {BIG: {"weights": {"亩均税收": 40, "亩均增加值": 10}}}}


@pytest.mark.clause("XC-10")
def test_a_hard_limit_holds_in_a_link_and_in_a_stored_scenario(home, app):
    """每个单项指标权重不超过35%"""
    store = open_store(home)
    saved = store.save_scenario("越过上限", "xiacheng-2019", HARD)
    store.close()
    for patch in (link.encoded(HARD), link.SAVED + saved.id):
        shown = texts(app("whatif", policy="xiacheng-2019", patch=patch))
        assert "高于上限 35 分" in shown and "权重和比例与政策一致" in shown


@pytest.mark.clause("XC-10")
def test_a_hard_limit_holds_in_a_file(home, app):
    test = app("whatif", policy="xiacheng-2019")
    content = "pools: {规上工业: {weights: {亩均税收: 40, 亩均增加值: 10}}}".encode()
    test.file_uploader(key="muyun:whatif:upload").upload("方案.yaml", content, "application/yaml").run()
    assert "POLICY_HARD_BOUND" in texts(test) and patch_in(test) == {}


def _weights_after_the_scope() -> None:
    """The scenario of the link, and the same with other weights."""
    from dataclasses import replace

    import streamlit as st

    from muyun.policy.amend import amend, merge
    from muyun.ui import shell, whatif
    from muyun.ui.state import read_state

    shell.menu.navigation()
    state = read_state("whatif")
    patch = merge(state.patch, {"pools": {"规上工业": {"weights": {"亩均税收": 30, "亩均增加值": 30}}}})
    moved = replace(state, patch=patch, policy=amend(state.official, patch, None)[0])
    before, after = (whatif.result(of).standing.prepared for of in (state, moved))
    weights = [prepared.pools["规上工业"].weights.tolist() for prepared in (before, after)]
    st.session_state["same"] = before.cohort is after.cohort and weights[0] != weights[1]


def test_weights_moved_after_the_scope_start_from_what_was_prepared_for_it(home):
    test = AppTest.from_function(_weights_after_the_scope, default_timeout=180)
    test.query_params["policy"] = "jiaxing-2018"
    test.query_params["patch"] = link.encoded({"land": {"deduct_new_months": 0}})
    test.run()
    assert not test.exception
    assert test.session_state["same"] is True
