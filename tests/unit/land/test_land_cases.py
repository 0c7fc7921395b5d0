"""Cases as they hold: uploads with the office's changes over them, taken back, and what may be typed (JX-28, FH-11)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from muyun.data.tables import empty_frame, frame_of
from muyun.findings import Finding
from muyun.land.case_edit import Signed, change_of, next_id, opening_of, openings_of, withdrawal_of
from muyun.land.cases import OFFICE, cases_in_force, histories, holds, standing, values_of, verdict_of
from muyun.land.ledger import contradictions, kpis, late_mask, split
from muyun.store.records import Answer, Matter, Verdict

TODAY = dt.date(2023, 6, 1)
WHO = Signed("区经信局", "奉经信〔2023〕1号", "")
OPEN = {"编号": "Z1", "类型": "低产田", "统一社会信用代码": "A", "状态": "未启动",
        "计划完成": pd.Timestamp("2023-05-31")}  # fmt: skip


def uploaded(*rows):
    return frame_of("整治", rows)


def said(*steps):
    return [verdict_of(step, OFFICE) for step in steps]


def changed(cases, verdicts, today=TODAY, signed=WHO, case_id="Z1", **typed):
    """The change from what holds under `verdicts`."""
    before = values_of(cases_in_force(cases, verdicts), case_id)
    return change_of(case_id, before, before | typed, signed, today)


def codes(found):
    return [f.code for f in found] if isinstance(found, list) else []


@pytest.mark.clause("JX-28")
def test_a_change_is_laid_over_the_upload_and_the_last_one_can_be_taken_back():
    cases = uploaded(OPEN, OPEN | {"编号": "Z2"})
    first = changed(cases, [], state="进行中", means="协议置换")
    verdicts = said(first)
    second = changed(cases, verdicts, state="已完成", done="2023-05-20", freed_land_mu=4.5)
    verdicts += said(second)
    now = cases_in_force(cases, verdicts)
    assert now["state"].tolist() == ["已完成", "未启动"] and now["freed_land_mu"].tolist()[0] == 4.5
    assert now["done"].iloc[0] == pd.Timestamp("2023-05-20") and list(now.dtypes) == list(cases.dtypes)
    assert cases["state"].tolist() == ["未启动", "未启动"], "what was uploaded stays"
    assert (second.was, second.new["state"]) == ({"state": "进行中", "done": None, "freed_land_mu": None}, "已完成")

    back = withdrawal_of("Z1", histories(verdicts)["Z1"], Signed("区经信局", "", "填错了"))
    verdicts += said(back)
    steps = histories(verdicts)["Z1"]
    assert cases_in_force(cases, verdicts)["state"].iloc[0] == "进行中"
    assert [getattr(s, "withdrawn", None) for s in steps] == [False, True, None]
    assert (steps[2].by, steps[2].why) == ("区经信局", "填错了")
    assert len(standing(steps)) == 1


def test_a_later_upload_holds_where_it_brings_another_value():
    """As a row of 纠偏 does, a change holds for the old value; 进行中 → 已完成 over an upload of each state."""
    cases = uploaded(OPEN)
    verdicts = said(changed(cases, [], state="进行中", means="协议置换"))
    verdicts += said(changed(cases, verdicts, state="已完成", done="2023-05-20"))
    for state, holds_now in (("未启动", "已完成"), ("进行中", "已完成"), ("已完成", "已完成")):
        again = cases_in_force(uploaded(OPEN | {"状态": state}), verdicts)
        assert again["state"].tolist() == [holds_now]
    other = cases_in_force(uploaded(OPEN | {"方式": "收购储备"}), verdicts)
    assert other["means"].tolist() == ["收购储备"]
    assert not holds(histories(verdicts)["Z1"][0], other)
    assert cases_in_force(uploaded(), verdicts).empty, "a change of a case that the upload no longer has makes none"


def test_a_case_opened_on_the_page_stands_behind_the_uploaded_ones_until_an_upload_brings_it():
    typed = {"kind": "低产田", "state": "未启动", "parcel_id": "P9"}
    made = opening_of(" N1 ", typed, WHO, ["Z1"], TODAY)
    now = cases_in_force(uploaded(OPEN), said(made))
    assert now["case_id"].tolist() == ["Z1", "N1"] and now["parcel_id"].tolist()[1] == "P9"
    assert cases_in_force(empty_frame("整治"), said(made))["case_id"].tolist() == ["N1"]
    sent_again = uploaded(OPEN | {"编号": "N1", "状态": "进行中"})
    assert cases_in_force(sent_again, said(made))["state"].tolist() == ["进行中"]
    back = withdrawal_of("N1", histories(said(made))["N1"], Signed("甲", "", "重复立案"))
    assert cases_in_force(uploaded(OPEN), said(made, back))["case_id"].tolist() == ["Z1"]


def test_what_is_no_change_of_ours_changes_nothing():
    cases = uploaded(OPEN)
    broken = [
        Verdict(Matter.CASE, OFFICE, None, "Z1", Answer.CONFIRMED, "x", "", text)
        for text in ("", "[]", '{"why":"","set":{"no_such":1},"was":{}}', '{"why":1}', "[" * 100_000)
    ]
    other = Verdict(Matter.PROPOSAL, OFFICE, None, "Z1", Answer.CONFIRMED, "x", "", verdict_of(
        changed(cases, [], state="进行中"), OFFICE).reason)  # fmt: skip
    assert cases_in_force(cases, [*broken, other]) is cases


@pytest.mark.parametrize(("typed", "code"), [
    ({}, "CASE_UNCHANGED"),
    ({"state": "已完成"}, "CASE_DONE_NO_DAY"),
    ({"done": "2023-05-01"}, "CASE_DAY_NOT_DONE"),
    ({"state": "已完成", "done": "2023-06-02"}, "CASE_DONE_LATER"),
    ({"due": "1900-01-01"}, "CASE_DAY"), ({"due": "soon"}, "CASE_DAY"),
    ({"freed_land_mu": -0.1}, "CASE_NUMBER"), ({"freed_energy_tce": float("inf")}, "CASE_NUMBER"),
    ({"state": "已结"}, "CASE_WORD"), ({"means": "x"}, "CASE_WORD"),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_not_stored(typed, code):
    assert code in codes(changed(uploaded(OPEN), [], **typed))


def test_who_signs_is_asked_for_and_going_back_or_taking_back_needs_a_reason():
    cases = uploaded(OPEN | {"状态": "进行中"})
    assert codes(changed(cases, [], signed=Signed(" "), state="已完成", done="2023-06-01")) == ["CASE_UNSIGNED"]
    assert codes(changed(cases, [], signed=Signed("甲" * 201), means="收购储备")) == ["CASE_TEXT_LONG"]
    assert codes(changed(cases, [], state="未启动")) == ["CASE_STATE_BACK"]
    assert not codes(changed(cases, [], signed=Signed("甲", "", "填错"), state="未启动"))
    assert codes(withdrawal_of("Z1", (), Signed("甲"))) == ["CASE_NO_REASON", "CASE_NOTHING_CHANGED"]
    assert all(isinstance(f, Finding) and f.fix for f in withdrawal_of("Z1", (), Signed("")))


@pytest.mark.parametrize(("case_id", "typed", "code"), [
    ("Z1", {"uscc": "A"}, "CASE_ID_TAKEN"), (" ", {"uscc": "A"}, "CASE_ID"), ("长" * 41, {"uscc": "A"}, "CASE_ID"),
    ("=N1", {"uscc": "A"}, "CASE_ID"),
    ("N1", {}, "CASE_ABOUT_NOBODY"), ("N1", {"uscc": "A" * 201}, "CASE_TEXT_LONG"),
])  # fmt: skip
def test_a_case_is_not_opened_under_a_used_id_or_about_nobody(case_id, typed, code):
    found = opening_of(case_id, {"kind": "低产田", "state": "未启动"} | typed, WHO, ["Z1"], TODAY)
    assert codes(found) == [code]


def test_several_subjects_get_a_case_each_with_ids_of_their_own_or_none_at_all():
    abouts, typed = [{"parcel_id": "P1"}, {"parcel_id": "P2"}], {"kind": "低产田", "state": "未启动"}
    made = openings_of(abouts, typed, WHO, [f"{TODAY.year}-新001"], TODAY)
    assert [(step.case_id, step.new["parcel_id"]) for step in made] == [
        (f"{TODAY.year}-新002", "P1"), (f"{TODAY.year}-新003", "P2")]  # fmt: skip
    found = openings_of(abouts, typed | {"state": "已完成"}, WHO, [], TODAY)
    assert [finding.code for finding in found] == ["CASE_DONE_NO_DAY"], "told once, nothing opened"


def test_the_next_id_is_one_that_nobody_has():
    assert next_id(2023, []) == "2023-新001"
    assert next_id(2023, ["2023-新001", "2023-新002", "Z1"]) == "2023-新003"


@pytest.mark.clause("FH-11", "JX-28")
def test_the_three_figures_are_of_finished_cases_and_late_is_after_the_due_day():
    """4 cases, 1 finished: 25 %. 10 亩; what open ones promise (3 亩) is in no sum. On the due day nothing is late."""
    done = {"状态": "已完成", "实际完成": pd.Timestamp("2023-05-30"), "计划完成": pd.Timestamp("2023-05-01")}
    cases = uploaded(
        OPEN | done | {"腾出用地": 10, "方式": "收购储备"}, OPEN | {"编号": "Z2", "腾出用地": 3},
        OPEN | {"编号": "Z3", "计划完成": pd.Timestamp("2023-06-01"), "状态": "进行中"},
        OPEN | {"编号": "Z4", "计划完成": None},
    )  # fmt: skip
    found = kpis(cases, TODAY)
    assert (found.cases, found.finished, found.running, found.waiting) == (4, 1, 1, 2)
    assert (found.rate, found.freed_land_mu) == (0.25, 10) and pd.isna(found.freed_energy_tce)
    assert (found.no_land, found.no_energy, found.promised_land_mu) == (0, 1, 3)
    assert late_mask(cases, TODAY).tolist() == [False, True, False, False] and found.late == 1
    assert kpis(cases, dt.date(2023, 6, 2)).late == 2 and found.undated == 1
    by = split(cases, "means", TODAY)
    assert list(by) == ["收购储备", ""] and by["收购储备"].rate == 1 and by[""].cases == 3
    assert contradictions(cases) == 0
    assert contradictions(uploaded(OPEN | {"实际完成": pd.Timestamp("2023-05-30")})) == 1
    empty = kpis(uploaded(), TODAY)
    assert (empty.cases, empty.freed_land_mu) == (0, 0) and pd.isna(empty.rate)
