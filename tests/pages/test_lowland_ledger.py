"""台账 and 地企关联 of 低产田: on the sample, by rubbish links, empty, and what the office changes there."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.tables import Tables
from muyun.land.cases import OFFICE, SAMPLE
from muyun.store.records import Answer, Matter
from muyun.ui import cached

FIRM = {"年度": 2022, "规模": "规下", "区县": "甲县", "镇街": "一镇", "行业代码": "2614", "用地面积": 10, "总用能": 100}
A, B = "91330283MA2AG0T21X", "91330283MA2AG0T32M"
ROWS = {
    "企业": [
        FIRM | {"统一社会信用代码": A, "企业名称": "甲厂", "税收实际贡献": 5, "工业增加值": 50, "标签": "民生保障"},
        FIRM | {"统一社会信用代码": B, "企业名称": "乙厂", "税收实际贡献": 4, "工业增加值": 500},
    ],
    "宗地": [{"宗地代码": "P1", "区县": "甲县", "镇街": "一镇", "登记面积": 10, "土地状态": "在用"},
             {"宗地代码": "P2", "区县": "甲县", "镇街": "一镇", "登记面积": 4, "土地状态": "批而未供"}],
    "占用": [{"宗地代码": "P1", "统一社会信用代码": A, "占用面积": 10}],
    "整治": [{"编号": "Z1", "类型": "高耗低效", "统一社会信用代码": A, "方式": "整治提升", "状态": "进行中"}],
}  # fmt: skip


@pytest.fixture
def office(empty_home):
    """Two enterprises, one with a case, in use under fenghua-2022."""
    store = cached.store()
    store.choose(store.add_dataset(Tables.of(ROWS), (), (), label="案例"), "fenghua-2022", 2022)
    return store


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


def filled(page: AppTest, form: str, **fields: str) -> AppTest:
    """Fills what is named into a form and sends it."""
    for name, text in fields.items():
        kind = page.selectbox if name in ("state", "means", "kind") else page.text_input
        kind(key=f"{form}:{name}").set_value(text)
    return page.button(key=f"{form}:submit").click().run()


RUBBISH = {"look": "台账", "case": "’ OR 1=1", "casestate": "[*](x)", "means": "<script>", "caseq": "<b>无</b>",
           "subject": "../x", "taxline": "abc", "casesby": "无"}  # fmt: skip


@pytest.mark.clause("FH-03", "FH-11")
@pytest.mark.parametrize("part", ["案件", "低产田未立案", "高耗低效候选", "改动历史"])
def test_each_part_of_the_ledger_opens_on_the_sample_by_a_rubbish_link(home, app, part):
    text = clean(app("lowland", policy="fenghua-2022", caselook=part, **RUBBISH))
    assert "<script>" not in text and "整治台账" in text
    assert "目标 170 家（FH-03）" in text and "低产田未立案：企业" in text


@pytest.mark.clause("FH-14", "XC-23", "FH-05")
@pytest.mark.parametrize("part", ["合并评价", "评价方式", "<script>"])
def test_links_open_on_the_sample(home, app, part):
    text = clean(app("lowland", policy="fenghua-2022", look="地企关联", links=part, why="x"))
    assert "亩关联到企业（" in text and "地块评价" in text and "批而未供" in text


def test_without_cases_parcels_or_occupancy_each_view_says_what_to_do(empty_home, app):
    store = cached.store()
    tables = Tables.of({"企业": ROWS["企业"]})
    store.choose(store.add_dataset(tables, (), (), label="案例"), "fenghua-2022", 2022)
    assert "还没有案件。请在“数据核对”上传“整治”表" in clean(app("lowland", look="台账"))
    assert "请在“数据核对”补充上传“宗地”和“占用”表" in clean(app("lowland", look="地企关联"))


@pytest.mark.clause("FH-03", "FH-11", "JX-28")
def test_a_case_is_changed_counts_at_once_and_is_taken_back(office, app):
    page = app("lowland", look="台账", case="Z1")
    assert "已完成 0 件（0 %）" in clean(page) and "还没有人在这里改过" in texts(page)
    form = "ledger:change:Z1:0"
    page = filled(page, form, state="已完成", done="2022年5月1日", land="2.5", by="区经信局")
    text = clean(page)
    assert "已完成 1 件（100 %），腾出用地 2.5 亩" in text and "2022 年完成 1 家" in text
    done = page.success[0].value.replace("\\", "")
    assert done == "已保存：状态：进行中 → 已完成；实际完成：空 → 2022-05-01；腾出用地：空 → 2.5 亩"
    (stored,) = office.verdicts(Matter.CASE)
    assert (stored.policy_id, stored.subject, stored.by, stored.answer) == (OFFICE, "Z1", "区经信局", Answer.CONFIRMED)
    assert office.verdicts(Matter.CASE, SAMPLE) == []

    page = filled(page, "ledger:back:Z1:1", by="区经信局")
    assert [e.value for e in page.error if "撤回没有写说明" in e.value]
    page = filled(page, "ledger:back:Z1:1", by="区经信局", why="填错")
    assert "已完成 0 件（0 %）" in clean(page)
    assert "已完成 0 件（0 %）" in clean(app("lowland", look="台账", caselook="改动历史"))


def test_what_does_not_fit_is_told_and_nothing_is_stored(office, app):
    page = filled(app("lowland", look="台账", case="Z1"), "ledger:change:Z1:0", done="很快", land="十亩")
    told = "".join(e.value for e in page.error).replace("\\", "")
    assert all(code in told for code in ("CASE_UNSIGNED", "CASE_DAY", "CASE_NUMBER"))
    assert office.verdicts(Matter.CASE) == []


@pytest.mark.clause("JX-27", "XC-25")
def test_a_low_yield_enterprise_without_a_case_gets_one_on_the_page(office, app):
    page = app("lowland", look="台账", caselook="低产田未立案", subject=B)
    assert "低产田未立案：企业 1 家、10 亩" in clean(page)
    page = filled(page, f"ledger:open:{B}:1", id="N 1", by="区经信局", means="协商收回", due="2023-01-01")
    assert "整治台账 2 件" in clean(page) and "低产田都已立案" in texts(page)


@pytest.mark.clause("FH-12", "FH-13")
def test_the_office_says_who_may_stay_out(office, app):
    """甲厂: 0.5 < 10 and 0.5 < 1.5; 乙厂 has 5 万元/吨标煤, above the line."""
    page = app("lowland", look="台账", caselook="高耗低效候选", subject=A)
    assert "高耗低效候选 1 家，用能 100 吨标煤；其中 1 家可暂不列入，由主管部门确认（待确认 1 家）" in "".join(
        s.value for s in page.subheader
    ).replace("\\", "")
    page.text_input(key="ledger:exempt:by").set_value("区经信局")
    page.text_input(key="ledger:exempt:why").set_value("会议纪要")
    page = page.button(key="ledger:exempt:confirmed").click().run()
    clean(page)
    assert "已确认暂不列入 1 家" in "".join(s.value for s in page.subheader)
    (stored,) = office.verdicts(Matter.EXEMPTION, "fenghua-2022")
    assert (stored.subject, stored.year, stored.answer) == (A, 2022, Answer.CONFIRMED)
