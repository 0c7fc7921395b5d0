"""The words, tables and pictures of 参评范围."""

from __future__ import annotations

import pandas as pd
import pytest
from ranked_uploads import evaluated, firm, small

from muyun.data.tables import Tables
from muyun.explore.scope.coverage import Covered, Subject, coverage, gated
from muyun.explore.scope.sites import Rented, in_transition, sites, waiting_land
from muyun.explore.scope.statuses import scope
from muyun.explore.scope.turnover import Change, turnover
from muyun.policy.load import load_policy
from muyun.show import scope as words
from muyun.show import scope_land, scope_years
from muyun.show.scope_picture import scope_picture

ROWS = [
    firm(1), firm(2, 行业代码="D4411"), firm(3, 军工=True), firm(4, 用地面积=None), small(5, 3.0),
    firm(6, 过渡期起始年=2021), firm(7),
]  # fmt: skip
XIAN = evaluated(ROWS, "xian-2022")
FOUND = scope(XIAN)


@pytest.mark.clause("XA-05", "XA-09", "XA-12")
def test_the_headline_counts_the_statuses_and_says_the_years():
    first, second = words.headline(FOUND, XIAN.policy, 2023)
    assert first == "2022 年度上传 7 家企业，参评 2 家，5 家不排名：过渡期 1 家，不参评 3 家，数据缺失 1 家。"
    assert second == "数据年度 2022 年，在 2023 年评价：各项取上一年度全年数（XA-09）"


@pytest.mark.clause("XA-09")
def test_a_data_year_that_is_not_last_year_is_pointed_out():
    late = words.year_words(2022, XIAN.policy, 2026)
    assert late.endswith("今年是 2026 年，上一年度是 2025 年，现在看的不是上一年度的数据")
    assert "请留意" not in words.year_words(2025, XIAN.policy, 2026)


def test_another_policy_s_clause_is_never_shown_as_the_rule():
    jiaxing, xian = load_policy("jiaxing-2018"), load_policy("xian-2022")
    assert "XA-09" not in words.year_words(2022, jiaxing, 2023)
    assert words.scope_clauses(jiaxing, ("XA-06", "XA-07", "XC-31")) == []
    assert words.scope_clauses(xian, ("XA-06", "XC-31")) == ["XA-06"]
    assert words.scope_clauses(load_policy("xiacheng-2019"), ("XC-31",)) == ["XC-31"]
    assert {"XA-05", "XA-06", "XA-07", "XA-09", "XA-12", "XA-26"} <= set(words.clauses(xian))


def test_each_reason_has_its_clause_with_its_own_words_and_the_sum_is_said():
    table = words.reasons_table(FOUND, XIAN)
    source = dict(zip(table.frame["reason"], table.frame["source"], strict=True))
    assert source["军工（XA-05）"].startswith("XA-05：“带有公益性质的企业和军工企业不纳入评价范围”")
    assert source["公益性质行业（XA-05）"].startswith("XA-05：“电力、热力、燃气及水的生产和供应")
    assert "本系统假定：按 GB/T 4754-2017" in source["公益性质行业（XA-05）"]
    assert source["用地缺失"] == "数据里没有评价必需的数，排不了名。"
    assert table.caption.endswith("= 7 家，与上传的行数相等") and table.frame["rows"].sum() == 7
    assert table.frame["share"].sum() == pytest.approx(100)
    todo = dict(zip(table.frame["reason"], table.frame["todo"], strict=True))
    assert "补填用地面积" in todo["用地缺失"] and "期满自动参评" in todo["过渡期（XA-12）"]


def test_every_count_opens_its_list():
    options = words.unranked_options(FOUND)
    assert {name: int(mask.sum()) for name, mask in options.items()} == {
        "全部不排名": 5, "过渡期（XA-12）": 1, "不参评：公益性质行业（XA-05）": 1, "不参评：军工（XA-05）": 1,
        "不参评：无对应评价组": 1, "数据缺失：用地缺失": 1,
    }  # fmt: skip
    table = words.people_table(FOUND, XIAN, options["不参评：公益性质行业（XA-05）"])
    (row,) = table.frame.to_dict("records")
    assert (row["code"], row["industry"], row["land_mu"]) == ("E002", "D4411", 10)
    assert row["reason"] == "公益性质行业（XA-05）"
    markup = scope_picture(FOUND)
    assert markup.count("<g data-go=") == 4 + 5  # four statuses, five reasons
    assert "上传 7 家企业" in markup and "不排名的 5 家，按原因" in markup


def test_when_everybody_takes_part_nothing_is_broken_down():
    everybody = scope(evaluated([firm(1)], "jiaxing-2018"))
    assert "按原因" not in scope_picture(everybody)
    assert words.headline(everybody, load_policy("jiaxing-2018"), 2023)[0].endswith("参评 1 家，没有不排名的。")


def test_a_name_from_the_upload_can_not_become_markup():
    rows = [firm(1, 标签="<b>", 企业名称="<script>", 行业代码="D4411"), firm(2)]
    assert "<script>" not in scope_picture(scope(evaluated(rows, "xian-2022")))


@pytest.mark.clause("XC-01", "XC-31")
def test_a_subject_without_rows_says_so():
    rows = [firm(1), small(2, 3.0)]
    evaluation = evaluated(rows, "xiacheng-2019")
    table = scope_years.coverage_table(coverage([evaluation], Tables.of({"企业": rows})))
    told = table.frame["2022"]
    assert told["工业企业"] == "2 / 2 家（100 %）" and told["服务业企业"] == told["产业平台"] == "无数据"
    assert scope_years.coverage_words(Covered(2022, Subject.LAND, 3, None)) == "3 宗"
    assert scope_years.gate_table(gated([evaluation])).frame["line"].tolist() == ["不论用地"]


def test_the_year_of_a_scenario_is_marked_beside_official_ones():
    rows = [firm(1, 年度=2021), firm(1), small(2, 3.0)]
    before, now = (evaluated(rows, "xiacheng-2019", year=year) for year in (2021, 2022))
    covered, gates = coverage([before, now], Tables.of({"企业": rows})), gated([now])
    marked = {c.label: c.what_if for c in scope_years.coverage_table(covered, 2022).columns[1:3]}
    assert marked == {"2021 年度：参评 / 全部": False, "2022 年度（模拟）：参评 / 全部": True}
    assert not any(c.what_if for c in scope_years.coverage_table(covered).columns)
    assert scope_years.gate_table(gates, 2022).frame["year"].tolist() == ["2022 年度（模拟）"]
    assert scope_years.gate_table(gates, 2021).frame["year"].tolist() == ["2022 年度"]
    changes = turnover(now, before)
    columns = scope_years.change_table(changes, Change.NEW, now, before, 2022).columns
    assert [c.label for c in columns if c.what_if] == ["2022 年度（模拟）状态"]


@pytest.mark.clause("FH-04")
def test_a_soft_line_says_that_it_excludes_nobody():
    line = {"from_year": 2022, "at_least_mu": 3, "kind": "工业", "scale": "规下", "soft": True, "assumed": "案例"}
    patch = {"scope": {"land_gate": [line]}}
    (gate,) = gated([evaluated([small(1, 3.0, 用地面积=2.0)], "fenghua-2022", patch)])
    assert scope_years.line_words(gate) == "3 亩（含）以上（软线，线下也参评）"
    assert (gate.under, gate.evaluated) == (1, 1)


def test_the_change_on_last_year_is_said_as_two_sums():
    rows = [firm(1, 年度=2021), firm(2, 年度=2021), firm(3), firm(2, 规模="规下")]
    now, before = (evaluated(rows, year=year) for year in (2022, 2021))
    found = turnover(now, before)
    said = "比 2021 年新增 1 家、退出 1 家，升规 0 家、退规 1 家（按统一社会信用代码对应）"
    assert scope_years.turnover_headline(found) == said
    grid = scope_years.turnover_grid(found)
    assert "<td>2</td><td>1</td><td>—</td><td>—</td><td>1</td><td>2</td>" in grid
    gone = scope_years.change_table(found, Change.GONE, now, before).frame.iloc[0]
    assert (gone["code"], gone["was"], gone["status_before"]) == ("E001", "规上", "参评") and pd.isna(gone["status"])


@pytest.mark.clause("XA-06")
def test_parcels_elsewhere_are_said_by_county():
    rows = [firm(1), firm(2)]
    parcels = [{"宗地代码": c, "区县": c, "镇街": "镇"} for c in ("南湖区", "乙区")]
    areas = {"南湖区": 6.0, "乙区": 4.5}
    held = [{"宗地代码": c, "统一社会信用代码": "E001", "占用面积": mu} for c, mu in areas.items()]
    tables = {"宗地": parcels, "占用": held}
    found = sites(evaluated(rows, "xian-2022", **tables), Tables.of({"企业": rows, **tables}))
    table = scope_land.sites_table(found)
    (row,) = table.frame.to_dict("records")
    assert (row["declared"], row["elsewhere_mu"]) == ("南湖区", 4.5)
    assert row["places"] == "乙区 1 宗 4.5 亩；南湖区 1 宗 6 亩"
    assert "1 家的宗地不都在那里" in scope_land.sites_words(1, has_occupancy=True)
    assert "没有“占用”和“宗地”表" in scope_land.sites_words(0, has_occupancy=False)


@pytest.mark.clause("XA-06")
def test_land_of_an_unknown_county_is_not_land_elsewhere():
    found = pd.DataFrame({
        "uscc": ["A", "A", "B", "B"], "name": ["甲", "甲", "乙", "乙"], "declared": [None, None, "南湖区", "南湖区"],
        "county": ["南湖区", "乙区", "乙区", None], "parcels": 1, "area_mu": [6.0, 4.5, 3.0, 2.0], "unknown": 0,
    })  # fmt: skip
    frame = scope_land.sites_table(found).frame
    assert frame["elsewhere_mu"].fillna(-1).tolist() == [-1, 3.0]
    assert frame["places"].tolist() == ["南湖区 1 宗 6 亩；乙区 1 宗 4.5 亩", "乙区 1 宗 3 亩；区县不明 1 宗 2 亩"]


@pytest.mark.clause("XA-07")
def test_rented_land_is_said_with_how_it_counts():
    assert scope_land.rented_words(Rented(2, 7.0, 1, 4.0, 1)) == (
        "租入土地的 2 家、7 亩，计入租用企业；出租土地的 1 家、4 亩，从出租企业扣除；"
        "其中 1 家直接填了用地面积，以所填为准。"
    )  # fmt: skip
    assert scope_land.rented_words(Rented(0, 0.0, 0, 0.0, 0)) == "没有企业填报租入或出租用地。"


@pytest.mark.clause("XA-12", "XA-26")
def test_the_years_of_a_transition_and_of_new_land_are_said():
    table = scope_land.transition_table(in_transition(XIAN))
    assert table.frame[["years", "left"]].to_numpy().tolist() == [["2021、2022、2023", 1.0]]
    parts = {"用地面积": None, "已登记用地": 20.0, "新增用地": 5.0, "新增用地批准日期": "2021-03-01"}
    land = scope_land.new_land_table(waiting_land(evaluated([firm(1, **parts)], "xian-2022")))
    assert land.frame[["new_mu", "approved", "last"]].to_numpy().tolist() == [[5.0, "2021-03-01", "2023 年度"]]
    assert scope_land.transition_table(in_transition(evaluated([firm(1)], "jiaxing-2018"))).frame.empty
