"""区域 · 综合评价 as it opens: each evaluation of every policy, tried weights, links with rubbish, one score opened."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from shown import drawn, texts
from streamlit.testing.v1 import AppTest

from muyun.policy.load import load_policy, policy_ids
from muyun.store import open_store

LOOK = "综合评价"
ZONES = "省级以上开发区"


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return "\n".join([texts(test), *(str(element.value).replace("\\", "") for element in test.subheader)])


@pytest.fixture
def regions(app):
    def opened(policy: str = "xian-2022", **query: str) -> AppTest:
        return app("regions", policy=policy, look=LOOK, **query)

    return opened


EVERY = [(policy, name) for policy in policy_ids() for name in load_policy(policy).evaluations]


@pytest.mark.parametrize(("policy", "name"), EVERY)
def test_every_evaluation_opens_with_its_headline(home, regions, policy, name):
    page = regions(policy, evaluation=name)
    said = clean(page).replace("&nbsp;", " ")
    assert f"2022 年度{name}：" in said and "第一，" in said
    assert f"{name}得分构成" in drawn(page)


@pytest.mark.parametrize("policy", [policy for policy in policy_ids() if not load_policy(policy).evaluations])
def test_a_policy_without_evaluations_says_so(home, regions, policy):
    assert "这份政策没有写园区、区域的综合评价" in clean(regions(policy))


def test_the_policys_weights_are_official_and_tried_ones_are_not(home, regions):
    assert "非正式" not in clean(regions()) + drawn(regions())
    page = regions(weights=f"{ZONES};亩均税收:25;研发投入强度:5")
    assert "（改了权重，非正式）" in clean(page)
    assert "亩均税收 25 分" in drawn(page) and "按政策的权重才算数" in clean(page)


@pytest.mark.parametrize("rubbish", ["亩均税收:nan", "亩产:5", "x", "亩均税收:1e9", ";;", "亩均税收:-5", "<script>:1"])
def test_a_link_with_rubbish_falls_back_to_the_policys_weights(home, regions, rubbish):
    page = regions(weights=f"{ZONES};{rubbish}")
    assert "链接里的权重读不出来" in clean(page)
    assert "非正式" not in drawn(page)


def test_weights_tried_for_one_evaluation_are_not_those_of_another(home, regions):
    page = regions(evaluation="区县和开发区", weights=f"{ZONES};亩均税收:25;研发投入强度:5")
    assert "非正式" not in clean(page) + drawn(page) and "读不出来" not in clean(page)


def test_weights_off_100_are_told_and_not_used(home, regions):
    page = regions(weights=f"{ZONES};亩均税收:25")
    said = clean(page)
    assert "权重合计 105 分，不是 100 分，没有采用" in said and "（改了权重，非正式）" not in said
    key = f"regions:weights:{ZONES}:spread"
    page.button(key=key).click().run()
    assert "（改了权重，非正式）" in clean(page)


def test_typing_a_weight_puts_it_into_the_link(home, regions):
    page = regions()
    page.number_input(key=f"regions:weights:{ZONES}:亩均税收").set_value(30).run()
    assert page.query_params["weights"] == f"{ZONES};亩均税收:30.0"
    page.number_input(key=f"regions:weights:{ZONES}:亩均固定资产投资").set_value(10).run()
    assert "（改了权重，非正式）" in clean(page)
    page.button(key=f"regions:weights:{ZONES}:official").click().run()
    assert "weights" not in page.query_params and "非正式" not in clean(page)


def test_an_evaluation_that_the_policy_has_not_falls_back(home, regions):
    assert "这份政策没有链接里的那项评价" in clean(regions(evaluation="没有的"))


def test_a_score_opens_down_to_its_cells(home, regions):
    store = open_store(home)
    tables = store.tables(store.choice().dataset)
    store.close()
    parks = tables.parks
    row = parks[(parks["year"] == 2022) & (parks["kind"] == "高新区") & (parks["level"] == "国家级")].iloc[0]
    page = regions(subject=row["name"])
    assert f"{row['name']}在国家级" in clean(page)
    trace = drawn(page)
    assert "税收实际贡献" in trace and "园区" in trace and "XA-15" in trace and "XA-28" in trace
    cell = tables.cell("园区", row.name, "tax_wan")
    assert f"{cell.letter}{cell.row}" in trace or f"第 {cell.row} 行" in trace


@pytest.mark.clause("XA-41", "XA-23")
def test_parks_in_front_lead_to_their_enterprises(home, regions):
    said = clean(regions())
    assert "各组前 3 名算排序靠前" in said and "连续 3 年靠前：" in said
    links = [link.proto for link in regions().get("page_link")]
    to_list = [link for link in links if "ranking" in link.page and "企业" in link.label]
    assert to_list and all("park=" in link.query_string for link in to_list)


@pytest.mark.clause("XA-41")
def test_an_enterprise_is_told_that_its_park_is_in_front(home, app):
    store = open_store(home)
    tables = store.tables(store.choice().dataset)
    store.close()
    named = tables.enterprises[(tables.enterprises["year"] == 2022).to_numpy()]
    zone = named[named["park"].str.contains("南湖高新区", na=False)].iloc[0]
    page = app("enterprise", policy="xian-2022", code=zone["uscc"])
    assert "排序靠前：申报产业发展专项资金的，同等条件优先（XA-41）" in clean(page)
    (link,) = [part.proto for part in page.get("page_link") if "看园区评价" in part.proto.label]
    assert parse_qs(link.query_string)["look"] == [LOOK]
    other = named[named["park"].isna()].iloc[0]
    assert "同等条件优先" not in clean(app("enterprise", policy="xian-2022", code=other["uscc"]))


def test_an_empty_home_says_what_to_do(empty_home, regions):
    assert "还没有数据" in clean(regions())
