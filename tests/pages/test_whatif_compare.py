"""模拟测算, 对比方案: two to four scenarios by the ids of the link, and what is said of those that can't be shown."""

from __future__ import annotations

import io
import json
from urllib.parse import parse_qs

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from muyun.store import open_store
from muyun.ui import link
from tests.pages.shown import texts
from tests.pages.test_whatif_library import POOL, RESEARCH, STRICT, keep

VIEW = "对比方案"
BAND = "模拟测算，非正式结果"
WIDGET = "muyun:whatif:beside"
NO_A = {"pools": {POOL: {"classes": {"A": {"at_most": 0.1}}}}}


@pytest.fixture
def ids(home) -> dict[str, str]:
    return keep(home, 研发=RESEARCH, 收紧=STRICT)


def compared(app, *chosen: str, **query: str) -> AppTest:
    test = app("whatif", policy="jiaxing-2018", look=VIEW, beside=",".join(chosen), **query)
    assert not test.exception
    return test


def names(test: AppTest) -> list[str]:
    """The heads of the comparison's class columns."""
    table = next(c.proto for c in test.get("bidi_component") if "table" in c.proto.component_name)
    data = json.loads(table.mixed.json if table.HasField("mixed") else table.json)
    return [c["label"] for c in data["columns"] if c["kind"] == "class"]


def test_a_link_shows_the_scenarios_that_it_names(ids, app):
    test = compared(app, "official", ids["研发"], ids["收紧"])
    assert names(test) == ["正式规则", "研发", "收紧"]
    shown = texts(test)
    assert "“收紧”比“研发”" in shown and "A 类用地" in shown and "等级不全相同" in shown
    assert BAND in shown


def test_without_a_choice_the_policy_and_the_latest_scenarios_are_shown_and_stand_in_the_link(ids, app):
    test = app("whatif", policy="jiaxing-2018", look=VIEW)
    assert names(test) == ["正式规则", "研发", "收紧"]
    assert test.query_params["beside"] in (given := f"official,{ids['研发']},{ids['收紧']}", [given])


def test_the_present_scenario_can_be_one_of_them(ids, app):
    test = compared(app, "official", "now", patch=link.encoded(NO_A))
    assert names(test) == ["正式规则", "现在的方案"]
    assert "“现在的方案”比正式规则" in texts(test)


def test_a_present_scenario_that_is_saved_stands_under_its_name(ids, app):
    assert names(compared(app, "official", "now", patch=link.encoded(STRICT))) == ["正式规则", "收紧"]


def test_a_removed_scenario_is_still_shown_by_its_link(home, ids, app):
    store = open_store(home)
    store.remove_scenario(ids["研发"])
    store.close()
    assert names(compared(app, "official", ids["研发"])) == ["正式规则", "研发"]


def test_ids_that_lead_nowhere_are_said(home, ids, app):
    store = open_store(home)
    other = store.save_scenario("别的", "xiacheng-2019", {"defaults": {"item": {"cap": 1.2}}}).id
    store.close()
    test = compared(app, "official", ids["研发"], "s0000000000", other)
    assert names(test) == ["正式规则", "研发"] and "2 个方案不在这台机器上，或不是这项政策的" in texts(test)


def test_one_alone_says_what_to_do(ids, app):
    assert "至少要有两个" in texts(compared(app, "official"))


def test_without_a_saved_scenario_it_says_how_to_get_one(home, app):
    assert "起名保存" in texts(app("whatif", policy="jiaxing-2018", look=VIEW))


def test_what_is_saved_later_is_shown_when_one_comes_back(home, app):
    test = app("whatif", policy="jiaxing-2018", look=VIEW)
    assert "至少要有两个" in texts(test)
    keep(home, 研发=RESEARCH)
    assert names(test.run()) == ["正式规则", "研发"]


def test_scenarios_of_another_policy_give_way_to_this_one_s(home, ids, app):
    test = app("whatif", policy="xiacheng-2019", look=VIEW, beside=f"{ids['研发']},{ids['收紧']}")
    assert "2 个方案不在这台机器上，或不是这项政策的" in texts(test) and "至少要有两个" in texts(test)
    store = open_store(home)
    store.save_scenario("封顶", "xiacheng-2019", {"defaults": {"item": {"cap": 1.2}}})
    store.close()
    assert names(test.run()) == ["正式规则", "封顶"]


def test_a_fifth_is_refused_and_said(home, app):
    patches = {n: {"pools": {POOL: {"classes": {"A": {"at_most": n / 100}}}}} for n in range(11, 16)}
    *four, fifth = keep(home, **{f"案{n}": patch for n, patch in patches.items()}).values()
    test = compared(app, *four)
    picked(test, *four, fifth)
    assert "最多并排 4 个" in texts(test)
    assert names(test) == ["案11", "案12", "案13", "案14"]


def picked(test: AppTest, *chosen: str) -> None:
    """Presses the pills until these are chosen."""
    next(group for group in test.get("button_group") if group.key == WIDGET).set_value(list(chosen)).run()


def test_what_is_picked_stands_in_the_link(ids, app):
    test = compared(app, "official", ids["研发"], ids["收紧"])
    picked(test, ids["研发"], ids["收紧"])
    assert names(test) == ["研发", "收紧"]
    assert test.query_params["beside"] in (given := f"{ids['研发']},{ids['收紧']}", [given])


def test_a_scenario_that_no_longer_fits_is_said_and_left_out(home, ids, app):
    bad = keep(home, 坏={"pools": {POOL: {"weights": {"亩均税收": 99}}}})["坏"]
    test = compared(app, "official", ids["研发"], bad)
    assert names(test) == ["正式规则", "研发"]
    assert "按“坏”不能评价" in texts(test) and "POLICY_WEIGHT_SUM" in texts(test)


def test_everybody_can_be_listed_and_searched(ids, app):
    test = compared(app, "official", ids["收紧"], listed="全部企业", find="没有这家")
    table = next(c.proto for c in test.get("bidi_component") if "table" in c.proto.component_name)
    data = json.loads(table.mixed.json if table.HasField("mixed") else table.json)
    assert data["rows"] == [] and data["empty"] == "没有符合条件的企业。"


def test_what_each_changes_and_where_it_leaves_the_policy_is_told(home, app):
    store = open_store(home)
    weights = {"亩均税收": 25, "研发投入强度": 17.5}
    low = store.save_scenario("低税", "xiacheng-2019", {"pools": {POOL: {"weights": weights}}}).id
    store.close()
    test = app("whatif", policy="xiacheng-2019", look=VIEW, beside=f"official,{low}")
    shown = texts(test)
    assert "超出政策" in shown and "XC-11" in shown
    drawn = [json.loads(c.proto.mixed.json or "{}") if c.proto.HasField("mixed") else json.loads(c.proto.json)
             for c in test.get("bidi_component") if "picture" in c.proto.component_name]
    assert any("亩均税收权重 30 → <b>25 分</b>" in data["markup"] for data in drawn)


def test_the_shared_link_reproduces_the_comparison(ids, app):
    test = compared(app, "official", ids["研发"])
    (copy,) = [c.proto for c in test.get("bidi_component") if "copy" in c.proto.component_name]
    text = json.loads(copy.mixed.json if copy.HasField("mixed") else copy.json)["text"]
    query = {key: value[0] for key, value in parse_qs(text.partition("?")[2]).items()}
    assert query["look"] == VIEW and query["beside"] == f"official,{ids['研发']}" and query["policy"] == "jiaxing-2018"
    again = app("whatif", **query)
    assert names(again) == ["正式规则", "研发"]


def _writes_both(patch: dict[str, object]) -> None:
    """What the download buttons write for the policy and one scenario."""
    import streamlit as st

    from muyun.explore.whatif.beside import classes_beside, differing
    from muyun.report.result_book import result_csv, result_workbook
    from muyun.ui import menu, whatif_compare
    from muyun.ui.state import read_state
    from muyun.ui.whatif_chosen import Compared

    menu.navigation()
    state = read_state("whatif")
    scenarios = [Compared("official", "正式规则", {}), Compared("s1", "=研发", patch)]
    columns = [whatif_compare.column_of(state, scenario) for scenario in scenarios]
    lives = [column.live for column in columns]
    frame = whatif_compare.comparison_frame(columns, classes_beside(lives, differing(lives, "规上工业")))
    export = whatif_compare.comparison_export(state, columns, "规上工业")
    book = result_workbook(frame, title=export.title, notes=export.notes, bands=export.bands)
    st.session_state["files"] = (export.stem, book, result_csv(frame))


def test_the_files_say_that_they_hold_scenarios_and_what_each_changes(home):
    test = AppTest.from_function(_writes_both, kwargs={"patch": RESEARCH}, default_timeout=180)
    test.query_params["policy"] = "jiaxing-2018"
    test.run()
    assert not test.exception
    stem, book, csv_file = test.session_state["files"]
    assert stem == "2022年度规上工业方案对比（模拟测算，非正式结果）"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    top = [row[0] for row in rows[:12]]
    assert BAND in top and any("合成样例" in str(line) for line in top)
    assert "=研发：亩均税收权重 35 → 25 分；研发投入强度权重 10 → 20 分" in top and "正式规则：没有改动" in top
    head = next(row for row in rows if row[0] == "统一社会信用代码")
    assert [name for name in head if "模拟" in str(name)] == ["（模拟）=研发 执行等级", "（模拟）=研发 名次"]
    text = csv_file.decode("utf-8-sig").splitlines()
    assert text[0].startswith("统一社会信用代码,企业名称,评价组,正式规则 执行等级,正式规则 名次")
    assert len(text) - 1 == len(rows) - rows.index(head) - 1 > 10


def test_both_files_are_offered(ids, app):
    test = compared(app, "official", ids["研发"])
    keys = [b.proto.id for b in test.get("download_button")]
    assert any("beside:file:xlsx" in k for k in keys) and any("beside:file:csv" in k for k in keys)
