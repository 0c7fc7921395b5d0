"""The list, picture and table of 调档 on the worked cases."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.overridden import Override
from muyun.explore.proposals import Said, said_of
from muyun.policy.load import load_policy
from muyun.show.overridden import (
    Asked,
    OverrideList,
    chained_years,
    headline,
    joint_words,
    kept,
    kind_words,
    override_list,
    pools_there,
    without_effect,
)
from muyun.show.override_picture import moves_of, override_picture
from muyun.show.override_table import history_rows, outdated_rows, override_table
from muyun.show.ranked import ranked
from muyun.show.tables import View, with_listed_ticks
from muyun.store.records import Answer, Matter, Verdict

NOTHING = Said({})


def listed(file: str, name: str) -> OverrideList:
    of = next(found for found in read_case_file(CASES / file) if found.name == name)
    tables, policy = Tables.of(of.tables), load_policy(of.policy)
    years = set(tables.enterprises["year"])
    evaluation = evaluate(tables, policy, of.year)
    back = [of.year - n for n in chained_years(evaluation)]
    earlier = [(y, evaluate(tables, policy, y) if y in years else None) for y in back]
    return override_list(ranked(evaluation), tables, earlier)


@pytest.fixture(scope="module")
def jiaxing() -> OverrideList:
    return listed("sectors.yaml", "连续两年后 5% 执行 D 类")


@pytest.fixture(scope="module")
def xiacheng() -> OverrideList:
    return listed("vetoes.yaml", "否决的不得列入 A、B 档，空出的位次递补")


def everything(found: OverrideList) -> np.ndarray:
    return np.arange(len(found.rows))


def rows(found: OverrideList, said: Said = NOTHING):
    return override_table(found, everything(found), said).frame.set_index("name")


def refusal(found: OverrideList, name: str, clause: str) -> Said:
    mine = next(p for p in found.standing if p.clause == clause and found.names_of([p]) == [name])
    when = datetime(2026, 11, 27, 4, tzinfo=UTC)
    said = (Answer.REFUSED, "市亩均办", "", "已整改", when)
    verdict = Verdict(Matter.PROPOSAL, "jiaxing-2018", 2022, mine.subject, *said)
    return said_of([verdict], "jiaxing-2018", 2022)


def test_the_headline_counts_enterprises_by_kind_and_what_is_open(jiaxing, xiacheng):
    first, second = headline(jiaxing, NOTHING)
    counted = "行业前列 1 家，行业末位 2 家，连续末位 1 家"
    assert first == f"2022 年度 3 家企业的等级被调整或提请调整：{counted}；4 项待确认。"
    moved = "高的 1 家，低的 1 家，相同的 1 家（待确认的先按政策提出的执行等级计）"
    assert second == f"确认后执行等级比排名分档{moved}；有的企业在几类里，各类相加 4 家"
    assert headline(xiacheng, NOTHING)[0].endswith("否决事项 2 家，递补 2 家。")


def test_nobody_is_said_with_the_rules_that_could_have(xiacheng):
    tables = Tables.of({"企业": xiacheng_rows()})
    nobody = override_list(ranked(evaluate(tables, load_policy("xiacheng-2019"), 2020)), tables)
    assert headline(nobody, NOTHING) == (
        "2020 年度没有企业的等级被调整。", "本政策有一票否决，手工调档表里也没有生效的行。"
    )  # fmt: skip


def xiacheng_rows() -> list[dict[str, object]]:
    of = next(c for c in read_case_file(CASES / "vetoes.yaml") if c.name.startswith("否决的不得列入"))
    return of.tables["企业"]


@pytest.mark.clause("JX-17", "JX-19")
def test_a_refused_class_falls_back_and_says_by_whom_and_why(jiaxing):
    before, after = rows(jiaxing), rows(jiaxing, refusal(jiaxing, "甲20", "JX-19"))
    assert (before.at["甲20", "adjusted"], before.at["甲20", "class"], before.at["甲20", "final"]) == ("B", "D", "D")
    assert (after.at["甲20", "class"], after.at["甲20", "final"]) == ("D", "B")
    assert after.at["甲20", "answers"] == (
        "JX-18 行业末位 待确认；JX-19 连续末位 不采纳（市亩均办，已整改，2026年11月27日）"
    )
    assert before.at["甲20", "waiting"] == after.at["甲20", "waiting"] == "待确认"
    assert before.at["乙01", "answers"] == "JX-17 行业前列 待确认"


@pytest.mark.clause("JX-17", "JX-18", "JX-19")
def test_a_chain_says_both_years_in_the_sector(jiaxing):
    told = rows(jiaxing)["told"]
    assert told["甲20"].startswith("2022 年 33 行业 20 家中倒数第 1，")
    assert "；2021 年 33 行业 20 家中倒数第 1，" in told["甲20"] and "（5 % × 20 取整，1 家）" in told["甲20"]
    assert told["乙20"].endswith("不在其中") and "2021 年 34 行业 20 家中倒数第 20" in told["乙20"]
    assert told["乙01"].startswith("34 行业 20 家中第 1，") and "高于全组" in told["乙01"]


@pytest.mark.clause("JX-19")
def test_a_year_that_the_data_lack_breaks_the_chain_and_is_said():
    found = listed("sectors.yaml", "缺一年就不算连续")
    assert rows(found)["told"]["甲20"].endswith("没有 2021 年的数据，链条中断")


@pytest.mark.clause("XC-17")
def test_backfill_says_whose_place_it_is(xiacheng):
    told = rows(xiacheng)["told"]
    assert told["企05"] == "原为 B，递补“企02”让出的 A 档的名额"
    assert told["企15"] == "原为 C，递补“企05”让出的 B 档的名额"
    assert told["企02"] == "让出的 A 档的名额由“企05”递补；依据文件：案例"
    assert rows(xiacheng)["answers"].unique().tolist() == ["不需确认"]


@pytest.mark.clause("XA-13")
def test_vetoes_are_decided_case_by_case_and_the_overflow_is_said():
    found = listed("vetoes.yaml", "否决的比 C、D 合计多，允许超出并提示")
    assert joint_words(found.evaluation) == [
        "规上工业/南湖区：C、D 合计 2 个名额，否决占 3 个，超出 1 家，仍归 C 或 D"
    ]
    assert "逐案确定" in rows(found)["told"]["企05"]


@pytest.mark.clause("XA-13")
def test_who_was_decided_to_be_c_by_hand_is_not_asked_about_again():
    of = next(c for c in read_case_file(CASES / "vetoes.yaml") if c.name == "否决归 C 后由手工调档定为 D")

    def told(**of_hand: str) -> str:
        by_hand = [dict(row, **of_hand) for row in of.tables["手工调档"]]
        tables = Tables.of({**of.tables, "手工调档": by_hand})
        found = override_list(ranked(evaluate(tables, load_policy(of.policy), of.year)), tables)
        return rows(found).at["企02", "told"]

    assert "C 或 D 逐案确定：现为 C" in told(目标等级="C") and "表填 D" not in told(目标等级="C")
    assert "C 或 D 逐案确定：现为 D" in told()
    assert "表填 D" in told(目标等级="B")  # the veto holds, C or D is still open


def test_the_repeated_bottom_is_not_said_like_years_later(jiaxing):
    assert kind_words(jiaxing.evaluation, Override.CHAINED) == "连续末位（连续 2 年居后 5 %）"


def test_the_document_of_an_event_without_effect_is_not_given_as_a_ground():
    """Jiaxing has no vetoes: 甲20 is listed for its sector, the event has nothing to do with it."""
    of = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
    event = {"年度": 2022, "统一社会信用代码": of.codes["甲20"], "类别": "环保不达标", "依据": "某文号"}
    tables = Tables.of({**of.tables, "否决事项": [event]})
    found = override_list(ranked(evaluate(tables, load_policy("jiaxing-2018"), 2022)), tables)
    assert "甲20" in rows(found).index and "某文号" not in rows(found).at["甲20", "told"]


@pytest.mark.clause("XA-43")
def test_a_review_names_its_clause_and_what_to_look_at():
    of = next(c for c in read_case_file(CASES / "vetoes.yaml") if c.name == "西安否决直接归 C，占用 C、D 合计")
    best, *others = of.tables["企业"]
    tables = Tables.of({"企业": [dict(best, 标签="不符合产业政策"), *others]})
    found = override_list(ranked(evaluate(tables, load_policy("xian-2022"), 2022)), tables)
    (row,) = rows(found).to_dict("records")
    assert (row["reasons"], row["answers"], row["final"]) == ("提请复核（XA-43）", "XA-43 复核 待确认", "A")
    assert row["told"].startswith("A类应符合产业发展方向")


@pytest.mark.clause("XA-13")
def test_a_veto_that_the_policy_doesn_t_know_is_told_as_without_effect():
    found = listed("vetoes.yaml", "西安不列的类别不起作用")
    assert not len(found.rows)
    assert without_effect(found.evaluation) == ["“企02”的否决事项类别不在本政策的否决范围内，没有影响等级。"]


def test_the_filters_keep_what_they_say(jiaxing):
    names = np.array([jiaxing.ranked.frame["name"].iloc[row] for row in jiaxing.rows])

    def of(said: Said = NOTHING, **asked: str) -> list[str]:
        return sorted(names[kept(jiaxing, Asked(**asked), said)])

    assert of() == ["乙01", "乙20", "甲20"]
    assert of(kind="连续末位") == ["甲20"] and of(q="乙") == ["乙01", "乙20"] and of(county="无") == []
    assert of(pool="规上工业") == of() and pools_there(jiaxing) == ["规上工业"]
    refused = refusal(jiaxing, "乙01", "JX-17")
    assert of(refused, state="不采纳") == ["乙01"] and of(refused, state="待确认") == ["乙20", "甲20"]


def test_the_picture_says_the_moves_and_leads_to_the_kind(jiaxing, xiacheng):
    assert moves_of(jiaxing, Override.CHAINED) == {("B", "D"): 1}
    assert moves_of(jiaxing, Override.BOTTOM) == {("B", "B"): 2}  # 甲20's D is the chain's, not the duty's
    assert moves_of(xiacheng, Override.BACKFILL) == {("B", "A"): 1, ("C", "B"): 1}
    markup = override_picture(jiaxing, NOTHING)
    assert markup.count("<g data-go=") == 3 and "连续末位" in markup and "待确认 2" in markup


def test_the_table_counts_and_exports_every_column(jiaxing):
    table = override_table(jiaxing, everything(jiaxing)[:1], NOTHING)
    assert table.caption == "符合条件 1 家，共 3 家"
    assert {"确认后执行等级", "确认情况", "待确认", "依据", "统一社会信用代码"} <= set(table.exported.columns)


def test_a_tick_on_a_row_that_is_listed_no_longer_is_taken_off(jiaxing):
    listed, gone = (jiaxing.ranked.frame.index[row] for row in jiaxing.rows[:2])
    table = override_table(jiaxing, everything(jiaxing)[:1], NOTHING)
    assert with_listed_ticks(View(page=1, ticked=(gone, listed)), table) == View(page=1, ticked=(listed,))


def test_words_of_the_office_are_listed_with_what_they_answer(jiaxing):
    said = refusal(jiaxing, "甲20", "JX-19")
    place = next(p.place for p in jiaxing.standing if p.clause == "JX-19")
    ((clause, _, answer, by, document, reason),) = history_rows(jiaxing, place, said)
    assert (clause, answer, by, document, reason) == ("JX-19 连续末位", "不采纳", "市亩均办", "", "已整改")
    (gone,) = next(iter(said.by_subject.values()))
    assert outdated_rows({}, [gone])[0][:3] == ("JX-19 连续末位", jiaxing.standing[-1].unit, "不在现在的数据中")
