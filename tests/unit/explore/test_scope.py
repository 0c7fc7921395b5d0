"""Who takes part and why not, year by year, on uploads small enough to count by hand."""

from __future__ import annotations

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.scope.coverage import Subject, coverage, gated
from muyun.explore.scope.sites import in_transition, rented, sites, waiting_land
from muyun.explore.scope.statuses import held_in, is_last_year, rules_by_reason, scope
from muyun.explore.scope.turnover import Change, turnover
from muyun.policy.load import load_policy


def firm(code: str, year: int = 2019, **cells: object) -> dict[str, object]:
    own = {"年度": year, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "行业代码": "3311", "规模": "规上",
           "用地面积": 10.0, "税收实际贡献": 100.0, "工业总产值": 900.0}  # fmt: skip
    return own | cells


def evaluated(rows: list[dict[str, object]], policy: str, year: int = 2019, **tables: object) -> Evaluation:
    return evaluate(Tables.of({"企业": rows, **tables}), load_policy(policy), year)


def counts(evaluation: Evaluation) -> dict[tuple[str, str], int]:
    return {(str(p.status), p.reason): p.rows for p in scope(evaluation).parts}


@pytest.mark.clause("XC-01", "XC-02", "XC-14")
def test_every_row_has_one_status_and_one_reason():
    """2019: 3.00 亩 is in, 2.99 is out (XC-01); F51 services are out (XC-02); start 2017 is in 过渡期 until 2019."""
    rows = [
        firm("A"), firm("B", 用地面积=3.0), firm("C", 用地面积=2.99), firm("D", 过渡期起始年=2017),
        firm("E", 过渡期起始年=2016), firm("F", 类别="服务业", 行业代码="5112"), firm("G", 用地面积=None),
        firm("H", 类别="服务业", 规模="规下", 行业代码="7210"),
    ]  # fmt: skip
    evaluation = evaluated(rows, "xiacheng-2019")
    assert counts(evaluation) == {
        ("参评", ""): 3, ("过渡期", "XC-14:过渡期"): 1, ("不参评", "XC-01:用地不足3亩"): 1,
        ("不参评", "XC-02:不含行业"): 1, ("不参评", "本系统:无对应评价组"): 1, ("数据缺失", "本系统:用地缺失"): 1,
    }  # fmt: skip
    found = scope(evaluation)
    assert sum(p.rows for p in found.parts) == found.rows == 8
    assert [found.parts[i].reason for i in found.part_of][:3] == ["", "", "XC-01:用地不足3亩"]  # by credit code
    (all_in,) = [p for p in found.parts if not p.reason]
    assert (all_in.land_mu, all_in.no_land) == (23.0, 0)
    assert set(rules_by_reason(evaluation.policy, 2019)) == {"XC-14:过渡期", "XC-01:用地不足3亩", "XC-02:不含行业"}


@pytest.mark.clause("XA-05", "XA-12")
def test_xian_leaves_out_the_public_good_and_the_military():
    rows = [firm("A"), firm("B", 行业代码="D4411"), firm("C", 军工=True), firm("D", 过渡期起始年=2019)]
    assert counts(evaluated(rows, "xian-2022")) == {
        ("参评", ""): 1, ("过渡期", "XA-12:过渡期"): 1, ("不参评", "XA-05:公益性质行业"): 1,
        ("不参评", "XA-05:军工"): 1,
    }  # fmt: skip


@pytest.mark.clause("FH-04", "FH-06")
def test_tenants_of_a_shared_parcel_count_each_with_their_unit():
    """Two tenants share 4 亩 and are one unit over the line of 3 亩; a third of 2.99 亩 alone is under it."""
    small = {"规模": "规下"}
    rows = [firm("A", 用地面积=2.0, **small), firm("B", 用地面积=2.0, **small), firm("C", 用地面积=2.99, **small)]
    parcel = [{"宗地代码": "P1", "区县": "甲区", "镇街": "东镇", "登记面积": 4.0}]
    held = [{"宗地代码": "P1", "统一社会信用代码": code} for code in "AB"]
    evaluation = evaluated(rows, "fenghua-2022", 宗地=parcel, 占用=held)
    assert counts(evaluation) == {("参评", ""): 2, ("不参评", "FH-04:用地不足3亩"): 1}
    (gate,) = gated([evaluation])
    assert (gate.rows, gate.under, gate.evaluated) == (3, 1, 2)


@pytest.mark.clause("XC-01")
def test_the_land_line_falls_year_by_year():
    """5 亩 in 2018, 3 in 2019, none in 2020: of 4.99, 5.00, 2.99 and 3.00 亩 one, three, all take part."""
    lands = {"A": 4.99, "B": 5.0, "C": 2.99, "D": 3.0}
    rows = [firm(c, year, 用地面积=mu) for year in (2018, 2019, 2020) for c, mu in lands.items()]
    found = gated([evaluated(rows, "xiacheng-2019", year) for year in (2018, 2019, 2020)])
    assert [(g.year, g.gate.at_least_mu, g.rows, g.under, g.evaluated) for g in found] == [
        (2018, 5, 4, 3, 1), (2019, 3, 4, 1, 3), (2020, 0, 4, 0, 4),
    ]  # fmt: skip


@pytest.mark.clause("XC-31")
def test_subjects_are_counted_from_data_and_labels():
    rows = [
        firm("A", 标签="高新技术企业、民生保障"), firm("B", 规模="规下", 用地面积=1.0),
        firm("C", 标签="非高新技术企业"), firm("D", 类别="服务业", 行业代码="7210"),
    ]  # fmt: skip
    park = {"类型": "产业平台", "区县": "甲区", "建设用地面积": 1.0}
    parks = [park | {"年度": y, "园区名称": f"园{i}"} for i, y in enumerate((2019, 2019, 2018))]
    states = ("在用", "批而未供", "低效利用")
    parcels = [{"宗地代码": s, "区县": "甲区", "镇街": "东镇", "土地状态": s} for s in states]
    tables = {"园区": parks, "宗地": parcels}
    evaluation = evaluated(rows, "xiacheng-2019", **tables)
    found = {c.subject: (c.rows, c.evaluated) for c in coverage([evaluation], Tables.of({"企业": rows, **tables}))}
    assert found == {
        Subject.INDUSTRY: (3, 2), Subject.ABOVE: (2, 2), Subject.BELOW: (1, 0), Subject.SERVICE: (1, 1),
        Subject.HIGH_TECH: (1, 1), Subject.PARKS: (2, None), Subject.LAND: (2, None),
    }  # fmt: skip


def test_who_came_and_went_is_matched_on_the_code_and_reconciles():
    """2018: A, B, C 规上, D, G 规下. 2019: A, B dropped to 规下, D rose, E new 规上, F new 规下; C and G are gone."""
    rows = [firm(c, 2018) for c in "ABC"] + [firm(c, 2018, 规模="规下") for c in "DG"]
    rows += [firm("A", 企业名称="改了名"), firm("B", 规模="规下"), firm("D"), firm("E"), firm("F", 规模="规下")]
    found = turnover(*(evaluated(rows, "jiaxing-2018", year) for year in (2019, 2018)))
    assert {str(k): list(codes) for k, codes in found.codes.items()} == {
        "新增": ["E", "F"], "退出": ["C", "G"], "升规": ["D"], "退规": ["B"],
    }  # fmt: skip
    assert found.before - found.count(Change.GONE) + found.count(Change.NEW) == found.now == 5
    assert (found.above_before, found.above_gone, found.above_new, found.above_now) == (3, 1, 1, 3)


@pytest.mark.clause("XA-06")
def test_parcels_in_another_county_are_listed_under_the_declared_one():
    """A: 甲区 2 parcels, 乙区 1 whose area is the parcel's own; B only in 乙区; C at home; D's county share unknown."""
    rows = [firm(c) for c in "ABCD"]
    parcels = [{"宗地代码": f"P{i}", "区县": county, "镇街": "镇", "登记面积": 7.0}
               for i, county in enumerate(("甲区", "甲区", "乙区", "乙区", "甲区", "乙区"))]  # fmt: skip
    held = [("P0", "A", 3.0), ("P1", "A", 2.0), ("P2", "A", None), ("P3", "B", 4.0), ("P4", "C", 5.0),
            ("P5", "D", None), ("P5", "B", None)]  # fmt: skip
    tables = {"宗地": parcels, "占用": [{"宗地代码": p, "统一社会信用代码": c, "占用面积": mu} for p, c, mu in held]}
    found = sites(evaluated(rows, "xian-2022", **tables), Tables.of({"企业": rows, **tables}))
    assert [tuple(row) for row in found[["uscc", "declared", "county", "parcels", "unknown"]].to_numpy()] == [
        ("A", "甲区", "乙区", 1, 0), ("A", "甲区", "甲区", 2, 0), ("B", "甲区", "乙区", 2, 1),
        ("D", "甲区", "乙区", 1, 1),
    ]  # fmt: skip
    assert found["area_mu"].fillna(-1).tolist() == [7.0, 5.0, 4.0, -1.0]


def sited(rows: list[dict[str, object]], held: list[tuple[str, str, float | None]]) -> list[tuple[object, ...]]:
    """uscc, county, parcels, area_mu, unknown of `sites`: P甲 and P甲2 in 甲区, P乙 in 乙区, of 9 亩 each."""
    parcels = [{"宗地代码": f"P{c}", "区县": f"{c[0]}区", "镇街": "镇", "登记面积": 9.0} for c in ("甲", "甲2", "乙")]
    tables = {"宗地": parcels, "占用": [{"宗地代码": p, "统一社会信用代码": c, "占用面积": mu} for p, c, mu in held]}
    found = sites(evaluated(rows, "xian-2022", **tables), Tables.of({"企业": rows, **tables}))
    return [tuple(row) for row in found[["uscc", "county", "parcels", "area_mu", "unknown"]].to_numpy()]


@pytest.mark.clause("XA-06")
def test_nothing_is_elsewhere_of_a_blank_county_but_several_are_several():
    rows = [firm("A", 区县=None), firm("B", 区县=None), firm("C")]
    held = [("P甲", "A", 3.0), ("P甲2", "A", 2.0), ("P甲", "B", 3.0), ("P乙", "B", 4.0), ("P甲", "C", 1.0)]
    assert sited(rows, held) == [("B", "乙区", 1, 4.0, 0), ("B", "甲区", 1, 3.0, 0)]


@pytest.mark.clause("XA-06")
def test_who_has_no_row_in_the_year_is_no_tenant():
    """Spec 12: GONE left in 2018, so that A is the only tenant of its 9 亩; C and B share theirs, unknown."""
    rows = [firm("A"), firm("B"), firm("C"), firm("GONE", 2018)]
    held = [("P乙", "A", None), ("P乙", "GONE", None), ("P甲", "B", None), ("P甲", "C", None)]
    assert sited(rows, held) == [("A", "乙区", 1, 9.0, 0)]
    assert sited(rows, [("P乙", "GONE", 5.0)]) == []


@pytest.mark.clause("XA-06")
def test_a_tenant_that_is_listed_twice_is_still_the_only_one():
    """Two rows of one parcel add up; with a blank among them the whole parcel's 9 亩 is its own, once."""
    assert sited([firm("A")], [("P乙", "A", 2.0), ("P乙", "A", 3.0)]) == [("A", "乙区", 1, 5.0, 0)]
    assert sited([firm("A")], [("P乙", "A", None), ("P乙", "A", None)]) == [("A", "乙区", 1, 9.0, 0)]
    assert sited([firm("A")], [("P乙", "A", 2.0), ("P乙", "A", None)]) == [("A", "乙区", 1, 9.0, 0)]


def test_without_parcels_elsewhere_nobody_is_listed():
    assert sites(evaluated([firm("A")], "xian-2022"), Tables.of({"企业": [firm("A")]})).empty


@pytest.mark.clause("XA-07")
def test_rented_land_is_counted_at_the_actual_user():
    rows = [
        firm("A", 用地面积=None, 已登记用地=10.0, 租入用地=5.0),
        firm("B", 用地面积=None, 已登记用地=10.0, 出租用地=4.0), firm("C", 租入用地=2.0), firm("D"),
    ]  # fmt: skip
    evaluation = evaluated(rows, "xian-2022")
    found = rented(evaluation)
    assert (found.renting, found.rented_mu, found.letting, found.let_mu, found.direct) == (2, 7.0, 1, 4.0, 1)
    assert evaluation.participants["land_mu"].tolist() == [15.0, 6.0, 10.0, 10.0]


@pytest.mark.clause("XA-07")
def test_land_that_nobody_gave_is_not_given_directly():
    """A lets 4 亩 and has neither 用地面积 nor parts; only C gave its 用地面积."""
    rows = [firm("A", 用地面积=None, 出租用地=4.0), firm("C", 租入用地=2.0)]
    found = rented(evaluated(rows, "xian-2022"))
    assert (found.renting, found.letting, found.direct) == (1, 1, 1)


@pytest.mark.clause("XA-12", "XC-14")
@pytest.mark.parametrize("policy", ["xian-2022", "xiacheng-2019"])
def test_a_start_in_2019_lasts_three_evaluations(policy):
    rows = [firm("A", 过渡期起始年=2019), firm("B", 过渡期起始年=2017), firm("C", 过渡期起始年=2016)]
    found = in_transition(evaluated(rows, policy))
    assert found[["start", "last", "left"]].to_numpy().tolist() == [[2019, 2021, 2], [2017, 2019, 0]]


@pytest.mark.clause("XA-26")
def test_new_land_is_left_out_for_36_months_of_year_ends():
    """Spec 1.2: approved 2020-06-01 → out for 2022 and no longer; 2019-06-01 counts in 2022; 2019-12-31 is out."""
    days = {"A": "2020-06-01", "B": "2019-06-01", "C": "2019-12-31", "D": None}
    parts = {"用地面积": None, "已登记用地": 20.0, "新增用地": 5.0}
    rows = [firm(c, 2022, 新增用地批准日期=day, **parts) for c, day in days.items()]
    given = firm("E", 2022, 新增用地=5.0, 新增用地批准日期="2022-01-01")
    found = waiting_land(evaluated([*rows, given], "xian-2022", 2022))
    assert found["last"].to_dict() == {"A": 2022, "C": 2022} and found["new_mu"].tolist() == [5.0, 5.0]


@pytest.mark.clause("XA-09")
def test_an_evaluation_is_held_in_the_year_after_its_data():
    assert held_in(2025) == 2026
    assert [is_last_year(year, 2026) for year in (2024, 2025, 2026)] == [False, True, False]
