"""区域: 资源分配, 考核表 and 覆盖面 as they open, under every policy, by links, by hand, and empty."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from shown import drawn, texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.policy.load import policy_ids
from muyun.report.result_book import result_workbook
from muyun.store import open_store
from muyun.ui import cached, link, region_assessment

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}
VIEWS = ("资源分配", "考核表", "覆盖面")


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in [*test.exception, *test.error]]
    return "\n".join([texts(test), *(str(element.value).replace("\\", "") for element in test.subheader)])


def opened(app, view: str, **query: str) -> AppTest:
    return app("regions", look=view, **query)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy(home, app, policy, view):
    shown = clean(opened(app, view, policy=policy))
    assert {"资源分配": "模拟：", "考核表": "年度考核，", "覆盖面": "工业用地评价覆盖面"}[view] in shown


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_home_says_what_to_do(empty_home, app, view):
    assert "还没有数据" in clean(opened(app, view))


@pytest.mark.clause("FH-07")
def test_coverage_names_the_line_the_source_and_the_clause(home, app):
    page = opened(app, "覆盖面", policy="fenghua-2022")
    assert "达到 70 %" in clean(page) and "FH-07" in clean(page)
    assert "工业用地来自“区域”表" in drawn(page)
    parks = opened(app, "覆盖面", policy="fenghua-2022", covered="园区")
    assert "个园区" in clean(parks) and "工业用地来自“宗地”表" in drawn(parks)
    assert "本系统假定" in clean(opened(app, "覆盖面", policy="jiaxing-2018"))


@pytest.mark.clause("FH-15")
def test_the_assessment_ranks_towns_and_opens_one_with_its_formulas(home, app):
    page = opened(app, "考核表", policy="fenghua-2022")
    assert "FH-15" in clean(page) and "个镇街里" in clean(page)
    name = drawn(page).split("regions&quot;, {&quot;assessed&quot;: &quot;")[1].split("&quot;")[0]
    one = opened(app, "考核表", policy="fenghua-2022", assessed=name)
    assert f"{name.partition('/')[2]}：总分 " in clean(one)
    assert "级，共 " in drawn(one) and "2022 年度合计" in drawn(one)


@pytest.mark.clause("FH-15")
def test_points_of_the_link_are_taken_where_they_come_to_100_else_told(home, app):
    page = opened(app, "考核表", policy="fenghua-2022", assess_p1="40", assess_p2="5")
    assert "亩均效益指标 40" in drawn(page)
    wrong = opened(app, "考核表", policy="fenghua-2022", assess_p1="40")
    assert "各项分值合计 110 分，不是 100 分" in clean(wrong) and "亩均效益指标 30" in drawn(wrong)


@pytest.mark.clause("FH-15")
def test_the_office_gives_points_and_takes_them_back(home, app):
    page = opened(app, "考核表", policy="fenghua-2022")
    page.button(key="highlights:give").click().run()
    assert "没有写由谁评分" in texts(page) and "没有写评分的事由" in texts(page)
    page.text_input(key="highlights:by").set_value("区亩均办")
    page.text_input(key="highlights:reason").set_value("=共享工厂")
    page.number_input(key="highlights:points:10").set_value(8.5)
    page.button(key="highlights:give").click().run()
    assert "已评 8.5 分" in clean(page) and '"holds": "现行"' in drawn(page) and "区亩均办" in drawn(page)
    page.text_input(key="highlights:reason").set_value("材料不实")
    page.button(key="highlights:clear").click().run()
    assert "已清除评分" in clean(page) and '"holds": "已被取代"' in drawn(page)


@pytest.mark.clause("FH-15")
def test_the_file_says_what_it_is_who_gave_points_and_holds_no_formula(home, app, monkeypatch):
    kept: list[tuple] = []
    monkeypatch.setattr(region_assessment, "offer", lambda frame, export, key: kept.append((frame(), export)))
    page = opened(app, "考核表", policy="fenghua-2022")
    page.text_input(key="highlights:by").set_value("=1+1")
    page.text_input(key="highlights:reason").set_value("@亮点")
    page.button(key="highlights:give").click().run()
    frame, export = kept[-1]
    book = openpyxl.load_workbook(io.BytesIO(
        result_workbook(frame, title=export.title, notes=export.notes, bands=export.bands)
    ))  # fmt: skip
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    words = "\n".join(str(cell.value) for cell in cells)
    assert "2022年度镇街亩均论英雄改革考核表" in words and "评价年度：2022" in words and "合成样例数据" in words
    assert "分值：亩均效益指标 30 分" in words and "本系统假定：文件定了考核哪几项" in words and "@亮点" in words
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.clause("XA-19", "JX-21", "JX-22", "JX-24")
def test_the_pool_is_labelled_a_simulation_and_quotes_the_clause(home, app):
    for give, policy, clause in (("用地", "xian-2022", "XA-19"), ("用地", "jiaxing-2018", "JX-21"),
                                 ("用能", "jiaxing-2018", "JX-22"), ("排放", "jiaxing-2018", "JX-24")):  # fmt: skip
        page = opened(app, "资源分配", policy=policy, give=give)
        assert f"{clause}：“" in clean(page) and "模拟：" in clean(page) and "模拟，不是分配决定" in drawn(page)


def test_energy_is_shared_out_by_what_the_policy_calls_its_energy_indicator(home, app):
    assert "用能按单位能耗总产值分给" in clean(opened(app, "资源分配", policy="xian-2022", give="用能"))


def test_the_pool_goes_by_either_source_each_level_and_its_bounds(home, app):
    page = opened(app, "资源分配", policy="jiaxing-2018", give_source="公布数", give_amount_1="500")
    assert "模拟：500 亩用地按亩均税收分给 7 个区县" in clean(page) and "“区域”表的公布数" in clean(page)
    for level in ("镇街", "园区"):
        clean(opened(app, "资源分配", policy="jiaxing-2018", give_source="公布数", give_level=level))
    capped = opened(app, "资源分配", policy="jiaxing-2018", give_most="15")
    assert "到上限 15 亩" in drawn(capped)
    never = opened(app, "资源分配", policy="jiaxing-2018", give_most="10")
    assert "上限合计 70.00，少于总量 100.00" in clean(never)
    own = opened(app, "资源分配", policy="jiaxing-2018", give_bounds="海宁市 ~12；不知道 3")
    assert "到上限 12 亩" in drawn(own) and "看不懂，没有用：不知道 3" in clean(own)


@pytest.mark.parametrize("view", VIEWS)
def test_a_bad_link_does_no_harm(home, app, view):
    rubbish = {key: "<script>' OR 1=1" for key in (
        "give", "give_level", "give_source", "give_by_1", "give_amount_1", "give_least", "give_bounds", "give_in",
        "assess", "assess_in", "assess_pool", "assess_by", "assess_p1", "assess_how", "assessed", "covered",
        "covered_in",
    )}  # fmt: skip
    page = opened(app, view, policy="fenghua-2022", **rubbish)
    clean(page)
    written = [*(element.proto.body for element in page.get("html")), *(element.value for element in page.warning)]
    assert not [text for text in written if re.search(r"(?<!\\)<script", text)]  # what is told is escaped
    numbers = {"give_amount_1": "-5", "give_most": "1e400", "assess_p1": "-1", "assess_p2": "1e9"}
    clean(opened(app, view, policy="fenghua-2022", **numbers))


@pytest.mark.parametrize("view", VIEWS)
def test_the_first_year_opens_without_last_year(home, app, view):
    shown = clean(opened(app, view, policy="fenghua-2022", year="2020"))
    assert view != "考核表" or "没有上一年度可比" in shown


@pytest.mark.parametrize("view", VIEWS)
def test_a_scenario_says_so(home, app, view):
    assert "模拟方案下，" in clean(opened(app, view, patch=link.encoded(PATCH)))


@pytest.mark.parametrize("view", VIEWS)
def test_enterprises_without_town_and_without_other_tables_say_what_to_supply(home, app, view, tmp_path):
    """Only 企业, nobody names a town or a park."""
    shutil.rmtree(home)
    store = open_store(Path(home))
    rows = [
        {"年度": 2022, "统一社会信用代码": f"E{n:017d}", "企业名称": f"企{n}", "区县": "甲区", "行业代码": "1711",
         "规模": "规上", "用地面积": 10.0, "税收实际贡献": 10.0 + n}
        for n in range(3)
    ]  # fmt: skip
    dataset = store.add_dataset(Tables.of({"企业": rows}), [], [], label="只有企业")
    store.choose(dataset, "fenghua-2022", 2022)
    store.close()
    cached.store.clear()
    page = opened(app, view, give_level="镇街")
    assert "企业表" in clean(page) and "列" in clean(page)
