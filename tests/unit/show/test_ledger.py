"""What the ledger and 地企关联 say, and that the downloaded table 整治 reads back as it was."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from muyun.data.read import read_upload
from muyun.data.tables import Tables, frame_of
from muyun.evaluate import evaluate
from muyun.land.case_edit import Signed, change_of, withdrawal_of
from muyun.land.cases import SAMPLE, cases_in_force, histories, values_of, verdict_of
from muyun.land.ledger import kpis, ledger, split
from muyun.land.links import linked
from muyun.land.modes import modes
from muyun.land.parcels import parcel_figures
from muyun.policy.load import load_policy
from muyun.report.result_book import result_csv
from muyun.show import links as link_words
from muyun.show.case_history import history_table, step_rows
from muyun.show.ledger import LATE, OPEN, Asked, case_table, headline, kept, notes, treated_words, upload_frame
from muyun.show.ledger_picture import ledger_picture
from muyun.show.links_picture import links_picture

TODAY = dt.date(2023, 6, 1)
CASES = frame_of("整治", [
    {"编号": "Z1", "类型": "低产田", "统一社会信用代码": "A", "宗地代码": "P1", "方式": "收购储备", "状态": "已完成",
     "实际完成": pd.Timestamp("2023-05-30"), "计划完成": pd.Timestamp("2023-05-01"), "腾出用地": 10.5},
    {"编号": "Z2<b>", "类型": "高耗低效", "统一社会信用代码": "B", "状态": "进行中", "腾出用能": 3,
     "计划完成": pd.Timestamp("2023-01-01")},
])  # fmt: skip


@pytest.fixture(scope="module")
def seen():
    firm = {"年度": 2022, "规模": "规下", "区县": "甲县", "镇街": "一镇", "行业代码": "1713", "用地面积": 5}
    tables = Tables.of({
        "企业": [firm | {"统一社会信用代码": code, "企业名称": f"{code}<i>"} for code in "AB"],
        "宗地": [{"宗地代码": "P1", "区县": "甲县", "镇街": "<u>", "登记面积": 5, "土地状态": "在用"},
                 {"宗地代码": "P2", "区县": "甲县", "镇街": "二镇", "登记面积": 3, "土地状态": "供而未用"}],
        "占用": [{"宗地代码": "P1", "统一社会信用代码": "A", "占用面积": 5}],
    })  # fmt: skip
    evaluation = evaluate(tables, load_policy("fenghua-2022"), 2022)
    return tables, evaluation, ledger(CASES, evaluation, tables, TODAY)


@pytest.mark.clause("JX-28")
def test_the_downloaded_table_reads_back_the_same(tmp_path):
    path = tmp_path / "整治.csv"
    path.write_bytes(result_csv(upload_frame(CASES)))
    tables, findings = read_upload([path])
    pd.testing.assert_frame_equal(tables.cases, CASES)
    assert [f.code for f in findings if f.code.startswith(("COLUMN", "UNIT", "DATE", "NUMBER"))] == []


def test_the_headline_says_the_three_figures_and_the_notes_what_they_leave_out(seen):
    first, second = headline(kpis(CASES, TODAY), [], "低产田都已立案")
    assert first == "整治台账 2 件：已完成 1 件（50 %），腾出用地 10.5 亩、用能没有填；逾期 1 件。"
    assert second == "低产田都已立案。"
    assert notes(kpis(CASES, TODAY), 1) == [
        "已完成的 1 件没填腾出用能，没有计入（没填不等于 0）。", "没有完成的已填腾出用能 3 吨标煤，没有计入。",
        "1 件的状态与实际完成日期不一致，按状态计。",
    ]  # fmt: skip


def test_without_parcels_nothing_is_said_of_none():
    """B is low and without a case; that there are no parcels in the data isn't that none of them is low."""
    people = pd.DataFrame({"land_mu": [5.0], "cases": [""]}, index=["B"])
    nothing = pd.DataFrame({"area_mu": pd.Series(dtype=float), "cases": pd.Series(dtype=str)})
    assert treated_words(people, nothing, True) == "低产田未立案：企业 1 家、5 亩，宗地 0 块、0 亩"
    said = treated_words(people, nothing, False)
    assert said == "低产田未立案：企业 1 家、5 亩，没有“宗地”表，看不出是哪些宗地"
    assert "没有“宗地”表" in treated_words(people[:0], nothing, False)


@pytest.mark.parametrize(("asked", "found"), [
    (Asked(), ["Z2<b>", "Z1"]), (Asked(state=LATE), ["Z2<b>"]), (Asked(state="已完成"), ["Z1"]),
    (Asked(state=OPEN), ["Z2<b>"]), (Asked(kind="低产田"), ["Z1"]), (Asked(means="收购储备"), ["Z1"]),
    (Asked(place="<u>"), ["Z1"]), (Asked(q="z2"), ["Z2<b>"]), (Asked(q="Ａ<i>"), ["Z1"]), (Asked(q="无"), []),
])  # fmt: skip
def test_the_list_is_narrowed(seen, asked, found):
    table = case_table(kept(seen[2], asked), 2, frozenset({"Z1"}))
    assert table.frame.index.tolist() == found
    assert [table.columns[7].cell(i)["way"] for i in range(len(found))] == ["down" if c != "Z1" else "" for c in found]


def test_a_change_is_told_from_what_to_what_and_what_became_of_it():
    before = values_of(CASES, "Z2<b>")
    made = change_of("Z2<b>", before, before | {"means": "淘汰退出", "freed_energy_tce": 4.5}, Signed("甲"), TODAY)
    verdicts = [verdict_of(made, SAMPLE)]
    steps = histories(verdicts)["Z2<b>"]
    assert step_rows(steps, cases_in_force(CASES, verdicts)) == [
        ("", "甲", "方式：空 → 淘汰退出；腾出用能：3 吨标煤 → 4.5 吨标煤", "", "", "有效"),
    ]
    assert step_rows(steps, CASES)[0][-1] == "已被后来的改动或上传取代"
    verdicts.append(verdict_of(withdrawal_of("Z2<b>", steps, Signed("乙", "", "错")), SAMPLE))
    table = history_table(histories(verdicts), cases_in_force(CASES, verdicts))
    assert table.frame["now"].tolist() == ["", "已撤回"] and table.frame["what"].iloc[0] == "撤回上一次改动"


def test_pictures_escape_what_users_wrote_and_say_the_numbers(seen):
    tables, evaluation, rows = seen
    drawn = ledger_picture(split(rows, "place", TODAY), "place", "镇街")
    assert "<u>" not in drawn and "&lt;u&gt;" in drawn and "▼1" in drawn
    by_means = ledger_picture(split(rows, "means", TODAY), "means", "方式")
    assert by_means.count("data-go") == by_means.count("点开只看这些") == 1, "nothing asks for cases without 方式"
    found = linked(evaluation, tables, parcel_figures(evaluation, tables))
    bars = links_picture(found)
    assert "已关联企业 5 亩（62.5 %）" in bars and "供而未用 3 亩" in bars


@pytest.mark.clause("FH-14", "XC-23", "FH-05")
def test_the_links_are_said_in_one_sentence(seen):
    """P1 5 亩 with A, P2 3 亩 without: 5 ÷ 8 = 62.5 %. B has no parcel."""
    tables, evaluation, _ = seen
    found = linked(evaluation, tables, parcel_figures(evaluation, tables))
    first, second = link_words.headline(found, modes(evaluation, tables))
    assert first == "2 宗地 8 亩：1 宗 5 亩关联到企业（62.5 %），1 宗 3 亩没有。"
    assert second == "1 家企业没有宗地；企业评价 2 家，地块评价 0 家。"
    assert link_words.state_words(found) == "供而未用 1 宗 3 亩"
    state = link_words.state_table(found).frame
    assert state.loc["供而未用", ["parcels", "没有占用者"]].tolist() == [1, 3]
