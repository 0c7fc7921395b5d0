"""领跑者 as it opens: every board under every policy, by links, as a scenario, its steps, its exports, and empty."""

from __future__ import annotations

import json
from datetime import date

import pytest
from shown import sent, texts
from streamlit.testing.v1 import AppTest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.explore.leaders.states import Recommended, Taken, Which, next_step, state_of, withdrawal
from muyun.policy.board_files import boards_of
from muyun.policy.load import load_policy, policy_ids
from muyun.store.records import Answer, Matter
from muyun.ui import cached, link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 10, "研发投入强度": 35}}}}
PANES = ("名单", "谁进谁出", "办到哪一步", "打印稿")


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in (*test.exception, *test.error)]
    return "\n".join([texts(test), *(str(element.value).replace("\\", "") for element in test.subheader)])


def markup(test: AppTest) -> str:
    return "\n".join(data.get("markup", "") for data in sent(test))


@pytest.fixture
def real(empty_home):
    """An office's own data: twenty enterprises, no synthetic mark, so that steps can be taken."""
    case = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
    store = cached.store()
    store.choose(store.add_dataset(Tables.of(case.tables), (), (), label="案例"), "xiacheng-2019", case.year)
    return case


@pytest.mark.clause("ZJ-02", "ZJ-04", "ZJ-05", "ZJ-06", "ZJ-07", "ZJ-08", "ZJ-10", "JX-26", "XC-26", "XA-18")
@pytest.mark.parametrize("policy", policy_ids())
def test_every_board_opens_with_its_podium_or_says_why_not(home, app, policy):
    for offered in boards_of(load_policy(policy)):
        page = app("leaders", policy=policy, board=offered.name)
        shown = clean(page)
        assert f"2022 年度{offered.name}" in shown
        assert ('aria-label="前 ' in markup(page)) or "排不出名单" in shown, offered.name
        if "排不出名单" in shown:
            assert "muyun-empty" in shown


@pytest.mark.parametrize("pane", PANES)
def test_every_pane_of_enterprises_and_parks_opens(home, app, pane):
    for board in ("培育试点", "特色小镇", "示范街道", "县（市、区）"):
        clean(app("leaders", policy="xiacheng-2019", board=board, pane=pane))


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("leaders"))


def test_without_parks_the_page_says_which_table_to_send(real, app):
    tables = {"特色小镇": "“园区”表", "高新区": "“园区”表", "县（市、区）": "“区域”表", "示范产业平台": "园区"}
    for board, table in tables.items():
        shown = clean(app("leaders", policy="xiacheng-2019", board=board))
        assert "排不出名单" in shown and table in shown, board


@pytest.mark.clause("ZJ-08")
def test_a_policy_without_services_says_so(home, app):
    assert "没有服务业评价组" in clean(app("leaders", policy="jiaxing-2018", board="服务业"))


def test_a_link_with_rubbish_falls_back_with_a_note(home, app):
    page = app("leaders", policy="jiaxing-2018", board="特色小镇", places="0", weights="1,2,x", pane="没有", level="无")
    shown = clean(page)
    assert "链接里的名单家数不是 1 到 200 的整数" in shown and "链接里的权重不是 6 个" in shown
    clean(app("leaders", policy="jiaxing-2018", board="没有这榜", places="9" * 400, within="没有", industry="没有"))


@pytest.mark.clause("ZJ-03")
def test_weights_and_length_of_the_link_make_another_list_and_are_marked(home, app):
    page = app("leaders", policy="jiaxing-2018", board="特色小镇", weights="0,0,0,0,0,100", places="2", pane="谁进谁出")
    assert "按改过的权重，2022 年度特色小镇领跑 2 个" in clean(page) and "#7A3EB1" in markup(page)
    assert "紫色：" in clean(page)


def test_weights_that_don_t_sum_to_100_are_not_taken(home, app):
    page = app("leaders", policy="jiaxing-2018", board="小微工业园")
    page.number_input(key="leaders:weight:小微工业园:亩均税收:25").set_value(40.0)
    submit = next(b for b in page.button if b.label == "按这组权重排")
    submit.click().run()
    assert [e.value for e in page.error] == ["权重合计是 115，须为 100；没有改。"]
    page.number_input(key="leaders:weight:小微工业园:亩均产出:25").set_value(10.0)
    next(b for b in page.button if b.label == "按这组权重排").click().run()
    assert page.query_params["weights"] == "40,10,25,25" and not page.error


def test_another_board_begins_with_its_own_length(home, app):
    page = app("leaders", policy="xiacheng-2019", board="亩产英雄榜")
    page.number_input(key="leaders:places:亩产英雄榜").set_value(3).run()
    assert "领跑 3 家" in clean(page) and page.query_params["places"] == "3"
    page.button_group(key="board").set_value("培育试点").run()
    assert "领跑 20 家" in clean(page) and "places" not in page.query_params


def test_a_scenario_says_who_comes_and_who_goes(home, app):
    patch = link.encoded(PATCH)
    page = app("leaders", policy="jiaxing-2018", patch=patch, board="制造业", places="3", pane="谁进谁出")
    shown = clean(page)
    assert "模拟方案下，" in shown and "进入名单" in shown and "离开名单" in shown
    assert "原来的名次" in json.dumps(sent(page), ensure_ascii=False)
    assert "不能推荐" in clean(app("leaders", policy="jiaxing-2018", patch=patch, board="制造业", pane="办到哪一步"))


@pytest.mark.clause("ZJ-11")
def test_a_list_is_recommended_and_taken_back_on_the_page(real, app):
    page = app("leaders", board="亩产英雄榜", pane="办到哪一步")
    assert "名单状态：还没有推荐" in clean(page)
    press(page, "记为“推荐”")
    assert any("没有写日期" in e.value for e in page.error)
    page.text_input(key="leaders:on:0").set_value("2023年5月1日")
    page.text_input(key="leaders:by:0").set_value("亩均办<b>")
    press(page, "记为“推荐”")
    assert "已记为“推荐”" in " ".join(s.value for s in page.success)
    assert "名单状态：推荐（2023-05-01，亩均办&lt;b&gt;）" in clean(page)
    (verdict,) = cached.store().verdicts(Matter.LEADERS, "xiacheng-2019")
    assert verdict.answer is Answer.CONFIRMED and len(json.loads(verdict.reason)["members"]) == 10
    fewer = app("leaders", board="亩产英雄榜", pane="办到哪一步", places="4")
    assert "现在算出的与推荐时的不同" in clean(fewer)
    assert paper(app("leaders", board="亩产英雄榜", pane="打印稿", places="4")).count("<tr>") == 1 + 10
    page.text_input(key="leaders:back-by:1").set_value("亩均办")
    page.text_area(key="leaders:back-why:1").set_value("漏报")
    press(page, "撤回“推荐”")
    assert "名单状态：还没有推荐" in clean(page) and "漏报" in markup(page)


def paper(page: AppTest) -> str:
    """What is printed; "" for nothing."""
    clean(page)
    return next((data["markup"] for data in sent(page) if "名单状态：" in data.get("markup", "")), "")


def test_the_sample_s_list_carries_nothing_of_the_office_s_own(home, app):
    """The office recommended this very list from its own data; then somebody looks at the synthetic sample."""
    which = Which("xiacheng-2019", 2022, "亩产英雄榜", "规上工业")
    now = Recommended([("1", "乾坤厂")], "")
    verdict, _ = next_step(which, state_of(which, ()), Taken(date(2023, 5, 1), "亩均办", ""), now)
    cached.store().decide([verdict])
    try:
        page = app("leaders", policy="xiacheng-2019", board="亩产英雄榜", within="规上工业", pane="打印稿")
        assert "名单状态：还没有推荐" in paper(page) and "乾坤厂" not in paper(page)
    finally:
        cached.store().decide([withdrawal(which, state_of(which, [verdict]), "亩均办", "试")[0]])


@pytest.mark.clause("ZJ-04", "XA-23")
def test_parks_lead_for_years_in_a_row_whatever_years_the_enterprises_have(real, app):
    """园区 has 2020…the year, 企业 fewer years: 甲 led in each, so its years count from 园区."""
    tables = dict(real.tables)
    park = {"园区名称": "甲区", "类型": "经济开发区", "级别": "省级", "区县": "甲县", "税收实际贡献": 100}
    park["建设用地面积"] = 10
    tables["园区"] = [park | {"年度": real.year - n} for n in range(4)]
    store = cached.store()
    store.choose(store.add_dataset(Tables.of(tables), (), (), label="园区"), "xiacheng-2019", real.year)
    assert "连续 4 年" in markup(app("leaders", board="经济开发区"))


def test_nobody_on_a_list_makes_no_paper(real, app):
    tables = dict(real.tables)
    tables["园区"] = [{"年度": real.year, "园区名称": "甲镇", "类型": "特色小镇", "区县": "甲县", "建设用地面积": 10}]
    store = cached.store()
    store.choose(store.add_dataset(Tables.of(tables), (), (), label="园区"), "xiacheng-2019", real.year)
    page = app("leaders", board="特色小镇", pane="打印稿")
    assert "没有可印的" in clean(page) and not paper(page)


def press(page: AppTest, label: str) -> None:
    next(b for b in page.button if b.label == label).click().run()


def test_synthetic_data_recommend_nobody(home, app):
    page = app("leaders", policy="xiacheng-2019", board="亩产英雄榜", pane="办到哪一步")
    assert "合成样例数据的名单，不能推荐" in clean(page)
    assert next(b for b in page.button if b.label == "记为“推荐”").disabled


@pytest.mark.clause("XA-18")
def test_what_goes_to_others_has_names_and_no_figure(home, app):
    page = app("leaders", policy="xian-2022", pane="打印稿")
    shown = clean(page)
    assert "不许对外公开数据和分值" in shown
    outward = paper(page)
    assert "同分的先后" not in outward and "排名不分先后" in outward
    assert "<th" in outward and "名称" in outward and "得分" not in outward and "名次" not in outward
    inside = app("leaders", policy="xian-2022", pane="打印稿", version="内部版")
    assert "得分" in paper(inside)
