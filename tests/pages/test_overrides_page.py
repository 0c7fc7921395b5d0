"""调档 as it opens: under every policy, filtered by a link, answered by the office, as a scenario, and empty."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.policy.load import policy_ids
from muyun.store.records import Answer, Matter, Verdict
from muyun.ui import cached, link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


@pytest.fixture
def proposing(empty_home):
    """The worked case of two years at the bottom in use: JX-17 for 乙01, JX-18 for 甲20 and 乙20, JX-19 for 甲20."""
    case = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
    store = cached.store()
    store.choose(store.add_dataset(Tables.of(case.tables), (), (), label="案例"), "jiaxing-2018", case.year)
    return case


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


def answer_all(page: AppTest, button: str, **fields: str) -> AppTest:
    """Says the same of everything that is listed."""
    page.segmented_control(key="overrides:whom").set_value("列出的全部待确认").run()
    for name, text in fields.items():
        area = page.text_area if name == "reason" else page.text_input
        area(key=f"overrides:{name}").set_value(text)
    return page.button(key=f"overrides:{button}").click().run()


@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy(home, app, policy):
    assert "2022 年度" in clean(app("overrides", policy=policy))


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("overrides"))


def test_the_headline_counts_by_kind(home, app):
    assert "家企业的等级被调整或提请调整：" in clean(app("overrides", policy="jiaxing-2018"))


def test_a_link_filters_and_a_bad_one_does_no_harm(home, app):
    page = app("overrides", kind="手工调档", county="无此县", who="[*](x)<script>", answer="’ OR 1=1")
    assert "<script>" not in clean(page)
    assert page.selectbox(key="kind").value == "手工调档" and page.selectbox(key="county").value == "全部"


@pytest.mark.clause("JX-17", "JX-18", "JX-19")
def test_the_office_confirms_all_that_wait(proposing, app):
    page = app("overrides", policy="jiaxing-2018")
    assert "；4 项待确认。" in clean(page)
    page = answer_all(page, "confirmed", by="市亩均办", document="嘉亩办〔2026〕3号")
    assert "没有待确认的" in clean(page) and [s.value for s in page.success] == ["已确认 4 项。"]
    stored = cached.store().verdicts(Matter.PROPOSAL, "jiaxing-2018")
    assert len(stored) == 4 and {(v.answer, v.by, v.document, v.year) for v in stored} == {
        (Answer.CONFIRMED, "市亩均办", "嘉亩办〔2026〕3号", 2022)
    }


def test_a_refusal_without_a_reason_stores_nothing(proposing, app):
    page = answer_all(app("overrides", policy="jiaxing-2018"), "refused", by="市亩均办")
    assert [e.value for e in page.error if "没有写理由" in e.value]
    assert cached.store().verdicts(Matter.PROPOSAL) == []


def test_a_scenario_can_not_be_confirmed(proposing, app):
    page = app("overrides", policy="jiaxing-2018", patch=link.encoded(PATCH))
    assert "模拟方案的结果，不能确认" in clean(page)
    page.segmented_control(key="overrides:whom").set_value("列出的全部待确认").run()
    assert all(page.button(key=f"overrides:{answer}").disabled for answer in Answer)


def test_made_up_data_can_not_be_confirmed(proposing, app):
    made_up = cached.store().add_dataset(Tables.of(proposing.tables), (), (), label="样例", synthetic=True)
    cached.store().choose(made_up, "jiaxing-2018", proposing.year)
    page = app("overrides", policy="jiaxing-2018")
    page.segmented_control(key="overrides:whom").set_value("列出的全部待确认").run()
    assert "合成样例数据的结果，不对应任何真实企业，不能确认" in clean(page) and "4 项（" in clean(page)
    assert all(page.button(key=f"overrides:{answer}").disabled for answer in Answer)


def test_data_that_are_not_in_use_are_pointed_out(proposing, app):
    here = "现在看的是第 2 版数据，不是现用版本"
    assert here not in clean(app("overrides", policy="jiaxing-2018"))
    rows = [row for row in proposing.tables["企业"] if row["年度"] == proposing.year]
    other = cached.store().add_dataset(Tables.of({"企业": rows}), (), (), label="只有一年")
    page = app("overrides", policy="jiaxing-2018", data=other.data_id)
    assert here in clean(page)
    page.segmented_control(key="overrides:whom").set_value("列出的全部待确认").run()
    assert not page.button(key="overrides:confirmed").disabled


def test_after_an_answer_the_reason_is_empty_and_the_same_hand_goes_on(proposing, app):
    page = answer_all(app("overrides", policy="jiaxing-2018"), "refused", by="市亩均办", reason="已整改到位")
    assert [s.value for s in page.success] == ["已记为不采纳 4 项。"]
    assert page.text_area(key="overrides:reason").value == ""
    assert page.text_input(key="overrides:by").value == "市亩均办"


@pytest.mark.clause("JX-17")
def test_a_link_opens_an_enterprise_whose_new_answer_replaces_the_last(proposing, app):
    code = proposing.codes["乙01"]
    page = app("overrides", policy="jiaxing-2018", code=code)
    assert "34 行业 20 家中第 1，" in clean(page) and "高于全组" in clean(page)
    assert "倒数第" not in clean(page) and "已有意见" not in clean(page)
    page.text_input(key="overrides:by").set_value("市亩均办")
    page.text_area(key="overrides:reason").set_value("已关停")
    page.button(key="overrides:refused").click().run()
    assert "其中 1 项已有意见，将被改为这次的意见" in clean(page)
    (stored,) = cached.store().verdicts(Matter.PROPOSAL, "jiaxing-2018")
    assert stored.subject == f"JX-17:行业前列:{code}"


def test_a_link_to_an_enterprise_that_is_not_listed_opens_nothing(proposing, app):
    page = app("overrides", policy="jiaxing-2018", code="<script>")
    assert "点一行，这里写明" in clean(page) and "<script>" not in clean(page)
    assert page.button(key="overrides:confirmed").disabled


def test_what_no_longer_holds_is_listed_apart(home, app):
    subject = "JX-17:行业前列:无此单元"
    old = Verdict(Matter.PROPOSAL, "jiaxing-2018", 2022, subject, Answer.REFUSED, "市亩均办", "", "已关停")
    cached.store().decide([old])
    page = app("overrides", policy="jiaxing-2018")
    clean(page)
    assert [e.label for e in page.expander] == ["数据变化后不再成立的意见 1 条"]
    scenario = app("overrides", policy="jiaxing-2018", patch=link.encoded(PATCH))
    clean(scenario)
    assert [e.label for e in scenario.expander] == []  # the data are the same, the rules aren't
