"""宗地, 占用 and 企业 side by side, how each is evaluated, who has a case, who is 高耗低效: worked by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.land.inefficient import LEFT_OUT, LISTED, OPEN, Lines, candidates, exemption
from muyun.land.ledger import ledger, split
from muyun.land.links import land_by, linked
from muyun.land.modes import merged_tenants, modes
from muyun.land.parcels import parcel_figures
from muyun.land.treated import low_enterprises_treated, low_parcels_treated, without_case
from muyun.policy.load import load_policy
from muyun.store.records import Answer

FIRM = {"年度": 2022, "规模": "规下", "区县": "甲县", "镇街": "一镇", "行业代码": "1713"}
LINK = ("宗地代码", "统一社会信用代码", "占用面积", "方式")


def upload(enterprises, occupancy=(), parcels=None, cases=()):
    """Enterprises {code: columns}, links (parcel, code, 占用面积, 方式), parcels {id: columns}, rows of 整治."""
    return Tables.of({
        "企业": [FIRM | {"统一社会信用代码": code, "企业名称": f"{code}厂"} | row for code, row in enterprises.items()],
        "占用": [dict(zip(LINK, link, strict=False)) for link in occupancy],
        "宗地": [{"宗地代码": p, "区县": "甲县", "镇街": "二镇"} | row for p, row in (parcels or {}).items()],
        "整治": cases,
    })  # fmt: skip


def result(tables, policy="fenghua-2022"):
    return evaluate(tables, load_policy(policy), 2022)


def matched(tables):
    evaluation = result(tables)
    return linked(evaluation, tables, parcel_figures(evaluation, tables))


LAND = {"用地面积": 5}


@pytest.mark.clause("FH-14", "XC-23")
def test_what_is_unmatched_on_each_side_is_listed_and_land_adds_up_by_state():
    """P1 A, P2 only an enterprise that 企业 lacks, P3 nobody; 占用 names P9, and B has no parcel."""
    tables = upload(
        {"A": LAND, "B": LAND}, [("P1", "A", 10), ("P2", "gone", 4), ("P9", "B", 1), ("P9", "gone", None)],
        {"P1": {"登记面积": 10, "土地状态": "在用"}, "P2": {"登记面积": 4, "土地状态": "低效利用"},
         "P3": {"登记面积": 6, "土地状态": "批而未供"}, "P4": {}},
    )  # fmt: skip
    found = matched(tables)
    assert found.parcels["match"].tolist() == ["已关联企业", "占用者不在当年企业表", "没有占用者", "没有占用者"]
    assert found.loose[["parcel_id", "uscc", "fault"]].values.tolist() == [
        ["P2", "gone", "当年企业表里没有这家"], ["P9", "B", "宗地表里没有这个宗地"], ["P9", "gone", "宗地和企业都没有"],
    ]  # fmt: skip
    assert found.homeless.index.tolist() == ["B"]
    by = land_by(found.parcels, "match")
    assert by["area_mu"].to_dict() == {"已关联企业": 10, "占用者不在当年企业表": 4, "没有占用者": 6}
    assert by["unknown"].to_dict()["没有占用者"] == 1
    state = land_by(found.parcels, "state")
    assert state["area_mu"].to_dict() == {"": 0, "低效利用": 4, "在用": 10, "批而未供": 6}
    assert state["parcels"].sum() == 4


@pytest.mark.clause("FH-14")
@pytest.mark.parametrize(("second", "over"), [(5.5, False), (5.51, True)])
def test_occupied_areas_may_add_up_to_5_percent_more_than_the_registered_one(second, over):
    """10 亩: 5 + 5.5 = 10.5, exactly 5 % more, holds; 10.51 doesn't."""
    tables = upload({"A": LAND, "B": LAND}, [("P1", "A", 5), ("P1", "B", second, "租入")], {"P1": {"登记面积": 10}})
    found = matched(tables)
    assert found.crowded.index.tolist() == (["P1"] if over else [])
    assert found.shared.index.tolist() == ["P1"]
    assert found.rented[["uscc", "area_mu", "town"]].values.tolist() == [["B", second, "二镇"]]


@pytest.mark.clause("FH-05", "FH-06")
def test_the_way_of_evaluating_says_why_and_a_merged_parcel_shows_the_tenant_that_it_hides():
    """A 8 ÷ 5 = 1.6, B 4 ÷ 5 = 0.8; together 12 ÷ 10 = 1.2 (spec 7.1)."""
    tables = upload(
        {"A": LAND | {"税收实际贡献": 8}, "B": LAND | {"税收实际贡献": 4}, "L": LAND | {"规模": "规上"}, "S": LAND,
         "D1": LAND, "D2": LAND, "N": LAND},
        [("P1", "A", None), ("P1", "B", None), ("P2", "L", None), ("P3", "S", None), ("P4", "D1", 5), ("P4", "D2", 5)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 5}, "P3": {"登记面积": 5}, "P4": {"登记面积": 10}},
    )  # fmt: skip
    found = modes(result(tables), tables)
    assert found["mode"].to_dict() == {c: "地块评价" if c in "AB" else "企业评价" for c in found.index}
    assert found["why"].to_dict() == {
        "A": "与他人同在一宗地，面积分不清，合并评价", "B": "与他人同在一宗地，面积分不清，合并评价",
        "L": "规上企业，用企业评价", "S": "独占宗地，权属清晰", "N": "没有占用宗地的记录，按企业填报的用地",
        "D1": "与他人同在一宗地，各家占用面积已分清", "D2": "与他人同在一宗地，各家占用面积已分清",
    }  # fmt: skip
    poor = upload({"A": LAND | {"税收实际贡献": 1}, "B": LAND}, [("P1", "A", None), ("P1", "B", None)],
                  {"P1": {"登记面积": 10}})  # fmt: skip
    assert merged_tenants(result(poor))["hidden"].tolist() == [False, False], "a low unit hides nobody: 1 ÷ 10 = 0.1"
    tenants = merged_tenants(result(tables))
    assert tenants["tax_per_mu"].tolist() == pytest.approx([1.6, 0.8])
    assert tenants["unit_per_mu"].tolist() == pytest.approx([1.2, 1.2])
    assert tenants["hidden"].tolist() == [False, True] and tenants["unit"].tolist() == ["P1", "P1"]
    apart = result(tables, "jiaxing-2018")
    assert modes(apart, tables)["why"]["A"] == "与他人同在一宗地，面积没有分清，没有合并"
    assert merged_tenants(apart).empty


@pytest.mark.clause("JX-27", "JX-28", "XC-25")
def test_low_yield_enterprises_and_parcels_have_their_cases_or_none():
    """A (0.5) by code, so both its parcels; B (0.5) by its parcel P3; C (0.5) none: 1 家 5 亩, P4."""
    low = {"用地面积": 10, "税收实际贡献": 5}
    tables = upload(
        {"A": low, "B": low | {"用地面积": 8, "税收实际贡献": 4}, "C": low | {"用地面积": 5, "税收实际贡献": 2.5}},
        [("P1", "A", 6), ("P2", "A", 4), ("P3", "B", None), ("P4", "C", None)],
        {"P1": {"登记面积": 6}, "P2": {"登记面积": 4}, "P3": {"登记面积": 8}, "P4": {"登记面积": 5}},
        [{"编号": "Z1", "类型": "低产田", "统一社会信用代码": "A", "状态": "进行中"},
         {"编号": "Z2", "类型": "低产田", "宗地代码": "P3", "状态": "未启动"}],
    )  # fmt: skip
    evaluation = result(tables, "jiaxing-2018")
    people = low_enterprises_treated(evaluation, tables, tables.cases)
    assert people["cases"].to_dict() == {"A": "Z1（进行中）", "B": "Z2（未启动）", "C": ""}
    plots = low_parcels_treated(evaluation, tables, tables.cases, parcel_figures(evaluation, tables))
    assert plots["cases"].to_dict() == {"P3": "Z2（未启动）", "P1": "Z1（进行中）", "P4": "", "P2": "Z1（进行中）"}
    assert without_case(plots)["area_mu"].tolist() == [5] and plots["codes"]["P4"] == "C"

    rows = ledger(tables.cases, evaluation, tables, dt.date(2023, 6, 1)).set_index("case_id")
    assert rows.loc["Z1", ["name", "town", "land_mu"]].tolist() == ["A厂", "一镇", 10]
    assert rows.loc["Z2", ["name", "town", "land_mu"]].tolist() == ["", "二镇", 8]


@pytest.mark.clause("FH-11", "JX-28")
def test_a_case_of_an_enterprise_that_was_closed_down_keeps_its_name_and_town():
    """淘汰退出 in 2021: no row in 2022, but the town's rate counts it. Its land of 2022 isn't known; a row of a later
    year is none yet."""
    gone = {"年度": 2021, "用地面积": 7, "企业名称": "旧厂", "镇街": "二镇"}
    tables = upload({"A": LAND, "G": gone, "N": {"年度": 2023, "企业名称": "新厂"}}, [], {}, [
        {"编号": "Z1", "类型": "高耗低效", "统一社会信用代码": "G", "方式": "淘汰退出", "状态": "已完成"},
        {"编号": "Z2", "类型": "高耗低效", "统一社会信用代码": "A", "状态": "未启动"},
        {"编号": "Z3", "类型": "高耗低效", "统一社会信用代码": "N", "状态": "未启动"},
    ])  # fmt: skip
    today = dt.date(2023, 6, 1)
    rows = ledger(tables.cases, result(tables), tables, today).set_index("case_id")
    assert rows.loc["Z1", ["name", "county", "town"]].tolist() == ["旧厂", "甲县", "二镇"]
    assert pd.isna(rows.loc["Z1", "land_mu"])
    assert rows.loc["Z3", ["name", "town"]].tolist() == ["N", ""]
    by = split(rows.reset_index(), "place", today)
    assert {town: (k.finished, k.cases) for town, k in by.items()} == {"二镇": (1, 1), "一镇": (0, 1), "": (0, 1)}


@pytest.mark.clause("FH-13")
@pytest.mark.parametrize(("written", "labels"), [
    ("高新技术企业；民生保障", "民生保障"), ("民生保障;产业链重点环节企业", "产业链重点环节、民生保障"),
    ("本地重点培育 民生保障", "本地重点培育、民生保障"), ("专精特新 “小巨人” 企业", "专精特新小巨人"),
    ("专精特新,非民生保障", ""),
])  # fmt: skip
def test_the_labels_of_those_who_may_stay_out_are_found_however_they_are_put_apart(written, labels):
    low = {"用地面积": 1, "税收实际贡献": 1, "工业增加值": 1, "总用能": 100, "标签": written}
    found = candidates(result(upload({"A": low})), Lines(5, 1), Lines(5, 1), {})
    assert found.rows["labels"].tolist() == [labels]


@pytest.mark.clause("FH-12", "FH-13")
def test_the_seven_industries_have_stricter_lines_and_labels_may_leave_one_out():
    """Lines 5 and 1, for 化工 10 and 2. K 化工 8 and 1.5: below both. E the same in electronics: not. X 4 and 0.5: yes.
    At the line (10 exactly) nobody is below it; without energy nobody is judged."""
    def firm(industry, tax, value, energy=100, **more):
        return {"行业代码": industry, "用地面积": 1, "税收实际贡献": tax, "工业增加值": value, "总用能": energy} | more

    tables = upload({
        "K": firm("C2614", 8, 150, 标签="“专精特新小巨人”、高新技术企业"), "E": firm("3911", 8, 150),
        "X": firm("3911", 4, 50, 90, 标签="民生保障企业"), "T": firm("2614", 10, 50), "V": firm("2614", 8, 200),
        "U": firm("2614", 1, 1, None), "Z": firm("2614", 1, 1, 0),
    })  # fmt: skip
    evaluation, lines = result(tables), (Lines(5, 1), Lines(10, 2))
    found = candidates(evaluation, *lines, {"化工": ("26",)})
    assert found.rows.index.tolist() == ["K", "X"] and (found.judged, found.unjudged) == (5, 2)
    assert found.rows["sector"].tolist() == ["化工", ""]
    assert found.rows["labels"].tolist() == ["专精特新小巨人", "民生保障"] and set(found.rows["exempt"]) == {OPEN}
    words = [exemption("fenghua-2022", 2022, code, answer, "区经信局", "会议") for code, answer in
             (("K", Answer.CONFIRMED), ("X", Answer.REFUSED), ("E", Answer.CONFIRMED))]  # fmt: skip
    assert candidates(evaluation, *lines, {"化工": ("26",)}, words).rows["exempt"].tolist() == [LEFT_OUT, LISTED]
    words.append(exemption("fenghua-2022", 2022, "K", Answer.WITHDRAWN, "区经信局", "复核"))
    assert candidates(evaluation, *lines, {"化工": ("26",)}, words).rows["exempt"].tolist() == [OPEN, LISTED]
    assert candidates(evaluation, *lines, {}).rows.index.tolist() == ["X"]
