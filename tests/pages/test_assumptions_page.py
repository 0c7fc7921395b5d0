"""本系统假定 on the pages: counted in the top line, confirmed or refused on 政策, and official when all are."""

from __future__ import annotations

import pytest
import streamlit as st
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.policy.assumptions import assumptions
from muyun.policy.load import load_policy
from muyun.store import Answer, Matter, Store, Verdict, open_store
from muyun.ui import link
from muyun.ui.menu import ENTRIES

POLICY = "xiacheng-2019"
ALL = assumptions(load_policy(POLICY))
N = len(ALL)
ENERGY = 'energy_basis="当量值"'
PATCH = link.encoded({"defaults": {"classes": {"A": {"at_most": 0.15}}}})
NAMES = [e.name for e in ENTRIES]


def verdict(subject: str, answer: Answer = Answer.CONFIRMED) -> Verdict:
    return Verdict(Matter.ASSUMPTION, POLICY, None, subject, answer, "王处长", "区政办〔2026〕3 号", "会议同意")


@pytest.fixture
def kept(home) -> Store:
    """The store that the pages write to."""
    return open_store(home)


@pytest.fixture
def real(empty_home) -> Store:
    """Data that are not made up, under Xiacheng."""
    store = open_store(empty_home)
    rows = [
        {"年度": 2022, "统一社会信用代码": f"E{n:03d}", "企业名称": f"企业{n}", "区县": "甲区", "镇街": "东镇",
         "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": float(n)}
        for n in range(1, 21)
    ]  # fmt: skip
    store.choose(store.add_dataset(Tables.of({"企业": rows}), [], [], label="测试"), POLICY, 2022)
    st.cache_resource.clear()
    return store


def said(test: AppTest) -> str:
    assert not test.exception, test.exception
    links = [part.proto.label for part in test.get("page_link")]
    return "\n".join([texts(test), *links]).replace("\\", "")


def press(test: AppTest, label: str) -> AppTest:
    (found,) = [b for b in test.button if b.label == label]
    return found.click().run()


def fill(test: AppTest, **texts_by_label: str) -> None:
    for field in [*test.text_input, *test.text_area]:
        if field.label in texts_by_label:
            field.set_value(texts_by_label[field.label])


def tick(test: AppTest, *titles: str) -> None:
    for box in test.checkbox:
        if box.label.removeprefix("选 ") in titles:
            box.check()


def opened(app, **query: str) -> AppTest:
    return app("policy", policy=POLICY, view="本系统假定", **query)


@pytest.mark.parametrize("page", NAMES)
def test_every_page_says_how_many_wait_and_leads_there(home, app, page):
    test = app(page, policy=POLICY)
    assert f"试算结果：还有 {N} 项本系统假定待确认" in said(test)


@pytest.mark.parametrize("page", NAMES)
def test_every_page_calls_the_result_official_when_all_are_confirmed(real, app, page):
    real.decide(verdict(a.subject) for a in ALL)
    text = said(app(page))
    assert "正式结果：本系统假定已按区政办〔2026〕3 号确认" in text and "试算结果" not in text


def test_one_that_waits_keeps_it_a_trial_and_so_does_one_refused(real, app):
    real.decide(verdict(a.subject) for a in ALL[1:])
    assert "试算结果：还有 1 项本系统假定待确认" in said(app("ranking"))
    real.decide([verdict(ALL[0].subject, Answer.REFUSED)])
    text = said(app("ranking"))
    assert "其中 1 项被拒绝" in text and "正式结果：" not in text


def test_files_and_sources_say_what_the_result_is_worth(real, app):
    assert f"结果性质：试算结果：还有 {N} 项" in said(app("ranking"))
    real.decide(verdict(a.subject) for a in ALL)
    assert "结果性质：正式结果：本系统假定已按区政办〔2026〕3 号确认" in said(app("ranking"))


def test_a_scenario_is_no_result_even_where_all_are_confirmed(real, app):
    real.decide(verdict(a.subject) for a in ALL)
    text = said(app("ranking", patch=PATCH))
    assert "结果性质：模拟测算，非正式结果" in text and "结果性质：正式结果" not in text


def test_made_up_data_give_no_official_result(kept, app):
    kept.decide(verdict(a.subject) for a in ALL)
    text = said(app("ranking", policy=POLICY))
    assert "试算结果：合成样例数据" in text and "正式结果：" not in text


def test_confirmed_ones_are_kept_with_by_whom_and_by_which_document(kept, app):
    test = opened(app, standing="全部")
    assert f"{N} 项本系统假定：待确认 {N} 项，现在是试算结果。" in said(test)
    tick(test, "文件和口径 用能折算", "共用规则 单项得分")
    fill(test, 谁定的="李局长", 文号="区府办〔2026〕9 号")
    test = press(test, "确认")
    assert "已确认 5 项（李局长）" in said(test) and f"已确认 5 项，待确认 {N - 5} 项" in said(test)
    stored = kept.verdicts(Matter.ASSUMPTION, POLICY)
    assert len(stored) == 5 and {(v.by, v.document, v.answer) for v in stored} == {
        ("李局长", "区府办〔2026〕9 号", Answer.CONFIRMED)
    }
    assert ENERGY in {v.subject for v in stored}
    assert not any(box.value for box in test.checkbox), "nothing stays ticked for the next answer"
    assert "已确认：李局长，区府办〔2026〕9 号" in said(opened(app, standing="已确认"))


def test_an_answer_without_a_name_a_document_or_a_reason_is_not_kept(kept, app):
    test = press(opened(app), "确认")
    wrong = "\n".join(e.value for e in test.error)
    assert "还没有选" in wrong and "请填“谁定的”" in wrong and "请填“文号”" in wrong
    tick(test, "文件和口径 用能折算")
    fill(test, 谁定的="李局长")
    assert "请填“理由”" in "\n".join(e.value for e in press(test, "拒绝").error)
    assert "不用撤回" in "\n".join(e.value for e in press(test, "撤回以前的意见").error)
    assert kept.verdicts() == []


def test_a_refused_one_leads_to_where_it_is_changed(kept, app):
    test = opened(app)
    tick(test, "共用规则 并列处理")
    fill(test, 谁定的="李局长", 理由="应按研发投入")
    test = press(test, "拒绝")
    assert "请在“改动”里改成应有的值" in said(test)
    test = opened(app, standing="已拒绝")
    assert "已拒绝：李局长，应按研发投入" in said(test)
    test = press(test, "去“改动”里改")
    assert not test.exception and "还没有改动" in texts(test)
    assert [s.value for s in test.selectbox if s.label == "改哪一部分"] == ["共用规则"]


def test_a_withdrawn_answer_waits_again_and_both_stay(kept, app):
    kept.decide([verdict(ENERGY)])
    test = opened(app, standing="已确认")
    tick(test, "文件和口径 用能折算")
    fill(test, 谁定的="李局长")
    test = press(test, "撤回以前的意见")
    assert f"待确认 {N} 项" in said(test)
    assert [v.answer for v in kept.verdicts()] == [Answer.CONFIRMED, Answer.WITHDRAWN]
    assert "撤回 用能折算 当量值" in said(opened(app)) and "确认 用能折算 当量值" in said(opened(app))


def test_all_shown_are_ticked_at_once(home, app):
    test = press(opened(app), "全选")
    assert all(box.value for box in test.checkbox) and f"已选 {len(test.checkbox)} 条，{N} 项" in said(test)
    assert "已选 0 条，0 项" in said(press(test, "全不选"))


def test_what_an_office_writes_stays_text(kept, app):
    kept.decide([Verdict(Matter.ASSUMPTION, POLICY, None, ENERGY, Answer.REFUSED, "<b>甲</b>", "", "**乙** [丙](x)")])
    test = opened(app, standing="已拒绝")
    assert not test.exception
    html = "\n".join(part.proto.body for part in test.get("html"))
    assert "&lt;b&gt;甲&lt;/b&gt;" in html and "<b>甲</b>" not in html
    assert any(r"\*\*乙\*\*" in m.value for m in test.markdown)


@pytest.mark.parametrize("standing", ["x", "", "<script>"])
def test_a_wrong_link_does_no_harm(home, app, standing):
    assert f"{N} 项本系统假定" in said(opened(app, standing=standing))
