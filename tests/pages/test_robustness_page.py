"""结果稳定性 as it opens: under every policy, by links, one enterprise, stopped, too large, a scenario, and empty."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import numpy as np
import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.policy.load import policy_ids
from muyun.ui import cached, link, robustness

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}
FEW = {"draws": "1000"}
"""As a link asks for; the pages' tests are about what is shown."""


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


def key(policy: str) -> cached.Key:
    """The official evaluation of the sample's last year."""
    return cached.key_of(cached.store().choice().dataset.data_id, cached.policy(policy), 2022)


def first(policy: str, pool: str) -> str:
    """The code of the enterprise that ranks first."""
    evaluation = cached.official(key(policy))
    best = evaluation.prepared.pools[pool].ranked_rows[evaluation.decisions[pool].ranks[0].argmin()]
    return str(evaluation.participants.index[best])


@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy_with_the_answer_first(home, app, policy):
    shown = clean(app("robustness", policy=policy, **FEW))
    assert "换 1,000 组合法权重" in shown and "占比的抽样误差最大 ±" in shown
    assert ("在文件限定的权重范围内" if policy == "xiacheng-2019" else "每项上下浮动 20 %（本系统假定）") in shown


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("robustness"))


def test_data_that_rank_nobody_say_so(empty_home, app):
    row = {"年度": 2022, "统一社会信用代码": "E001", "企业名称": "甲厂", "规模": "规上", "行业代码": "3311"}
    store = cached.store()
    store.choose(store.add_dataset(Tables.of({"企业": [row]}), (), (), label="案例"), "jiaxing-2018", 2022)
    assert "没有参评的企业" in clean(app("robustness"))


def test_the_settings_of_a_link_are_those_of_the_figures(home, app):
    page = app("robustness", policy="jiaxing-2018", draws="3000", spread="5", seed="7", firm="99", likely="70")
    shown = clean(page)
    assert "换 3,000 组合法权重" in shown and "每项权重上下浮动 5 %（本系统假定），均匀抽取" in shown
    assert "至少 99 % 的权重下仍在本档；临界：70 % 以上" in shown and "随机种子 7" in shown


def test_a_changed_setting_goes_into_the_link_and_the_default_out_of_it(home, app):
    page = app("robustness", policy="jiaxing-2018", **FEW)
    page.selectbox(key="robustness:spread").set_value("10").run()
    assert page.query_params["spread"] == "10" and "每项权重上下浮动 10 %" in clean(page)
    page.selectbox(key="robustness:spread").set_value("20").run()
    assert "spread" not in page.query_params


def test_a_bad_link_does_no_harm_and_is_answered_with_the_defaults(home, app):
    bad = {"pool": "<script>", "group": "' OR 1=1", "draws": "99999999999", "spread": "-5", "seed": "1e9",
           "firm": "nan", "class": "[*](x)", "firmness": "<b>", "q": "[*](x)<script>"}  # fmt: skip
    page = app("robustness", policy="jiaxing-2018", **bad)
    shown = clean(page)
    assert "<script>" not in shown and "这里没有，按默认的显示" in shown and "换 10,000 组合法权重" in shown
    assert "draws" not in page.query_params
    assert "换 10,000 组合法权重" in clean(app("robustness", policy="jiaxing-2018", seed="²"))


@pytest.mark.clause("XC-06")
def test_a_single_indicator_keeps_the_page_short(home, app):
    page = app("robustness", policy="xiacheng-2019", pool="规下工业")
    assert "只有“亩均税收”一项指标，权重总是 100：等级不受权重影响" in clean(page)
    assert not [box for box in page.selectbox if box.key == "robustness:draws"]


def test_a_scenario_says_so_and_its_ranks_are_not_called_official(home, app):
    page = app("robustness", policy="jiaxing-2018", patch=link.encoded(PATCH), **FEW)
    shown = clean(page)
    assert "模拟方案下，换 1,000 组合法权重" in shown and "模拟测算，非正式结果" in shown
    told = [part.proto.mixed.json or part.proto.json for part in page.get("bidi_component")]
    drawn = "".join(str(json.loads(text)) for text in told)
    assert "模拟等级" in drawn and "正式等级" not in drawn


def test_a_link_opens_one_enterprise_in_the_list_of_its_class(home, app):
    code = first("jiaxing-2018", "规上工业")
    page = app("robustness", policy="jiaxing-2018", code=code, **FEW)
    shown = clean(page)
    assert "最好第 1 名" in shown and page.segmented_control(key="robustness:class").value == "A"
    page.button(key="robustness:close").click().run()
    assert "最好第 1 名" not in clean(page) and "code" not in page.query_params


def test_a_code_brings_its_own_pool_and_an_unknown_one_is_said(home, app):
    code = first("huangyan-2022", "规下工业")
    shown = app("robustness", policy="huangyan-2022", code=code, **FEW)
    assert "最好第 " in clean(shown) and shown.segmented_control(key="robustness:pool").value == "规下工业"
    other = clean(app("robustness", policy="huangyan-2022", pool="规上工业", code=code, **FEW))
    assert f"“{code}”不在规上工业参评的企业里" in other
    assert "这份数据里没有“没有这家”" in clean(app("robustness", code="没有这家", **FEW))


def links(page: AppTest) -> dict[str, str]:
    """The links on the page: what they say, and their query."""
    return {link.proto.label.replace("\\", ""): unquote(link.proto.query_string) for link in page.get("page_link")}


def test_the_weights_that_flip_a_class_open_as_a_scenario_in_which_it_is_flipped(home, app):
    """The last in D of 下城's 规上工业: what would lift it, opened and evaluated."""
    official = cached.official(key("xiacheng-2019"))
    pool, decision = official.prepared.pools["规上工业"], official.decisions["规上工业"]
    highest = np.flatnonzero((decision.applied[0] == 3) & (decision.natural[0] == 3))
    unit = official.participants.index[pool.ranked_rows[highest[decision.ranks[0][highest].argmin()]]]
    page = app("robustness", policy="xiacheng-2019", code=unit, **FEW)
    assert "就从 D 档升到 C 档（合计变动 " in clean(page)
    query = next(query for label, query in links(page).items() if label.startswith("升到 C 档（合计变动"))
    patch = link.decoded(re.search("patch=([^&]+)", query)[1])
    there = cached.scenario(key("xiacheng-2019"), json.dumps(patch, ensure_ascii=False))
    assert there.classes.at[unit, "applied"] == "C" and sum(patch["pools"]["规上工业"]["weights"].values()) > 0


def test_an_enterprise_leads_here_and_back(home, app):
    code = first("jiaxing-2018", "规上工业")
    there = links(app("enterprise", policy="jiaxing-2018", code=code))
    assert f"code={code}" in there["换权重后有多稳"]
    assert f"code={code}" in links(app("robustness", policy="jiaxing-2018", code=code, **FEW))["打开这家企业的完整说明"]
    unranked = cached.official(key("jiaxing-2018")).ranking["rank"].isna()
    page = app("enterprise", policy="jiaxing-2018", code=str(unranked.index[unranked][0]))
    assert "换权重后有多稳" not in links(page)


def test_a_long_computation_is_asked_for_first(home, cold, app, monkeypatch):
    monkeypatch.setattr(robustness, "AT_ONCE_SECONDS", 0)
    page = app("robustness", policy="jiaxing-2018", **FEW)
    assert "家换 1,000 组权重，大约要算 10 秒" in clean(page) and "合法权重" not in texts(page)
    page.button(key="robustness:start").click().run()
    assert "换 1,000 组合法权重" in clean(page)


def test_figures_that_were_stopped_say_so_and_can_be_made_after_all(home, app):
    page = app("robustness", policy="jiaxing-2018", draws="1000", seed="1")
    assert "换 1,000 组合法权重" in clean(page)
    page.session_state["robustness:stopped"] = (key("jiaxing-2018"), "{}", "规上工业", 1000, 2, None)
    page.query_params["seed"] = "2"
    page.run()
    assert "已停止计算，没有结果" in clean(page)
    page.button(key="robustness:again").click().run()
    assert "换 1,000 组合法权重" in clean(page)


def test_a_second_look_computes_nothing(home, app, monkeypatch):
    clean(app("robustness", policy="jiaxing-2018", **FEW))
    monkeypatch.setattr(robustness, "robustness", None)
    assert "换 1,000 组合法权重" in clean(app("robustness", policy="jiaxing-2018", **FEW))
