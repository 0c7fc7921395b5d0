"""`muyun land`: parcels, coverage and low-yield land as files, worked by hand."""

from __future__ import annotations

import csv

import pytest

from tests.system.command import BING, DING, HEADER, JIA, ROWS, YI, muyun, read_csv, write_csv

PARCELS = ["宗地代码", "区县", "镇街", "用途", "土地状态", "登记面积", "图形面积", "企业数", "评价单元",
           "税收实际贡献", "亩均税收", "低产田", "执行等级"]  # fmt: skip
COVERAGE = ["维度", "名称", "工业用地面积", "已评价面积", "覆盖率", "达标"]
LOWLAND = ["统一社会信用代码", "企业名称", "区县", "镇街", "用地面积", "税收实际贡献", "亩均税收", "执行等级"]


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """甲 and 乙 (20 亩, 500 and 250 万元) share P1 with known areas, 丁 pays 5 万元 on P2's 10 亩; P3 lies idle."""
    folder = tmp_path_factory.mktemp("land")
    towns = {JIA: "一镇", YI: "一镇", BING: "一镇", DING: "二镇"}
    rows = [[*row, towns[row[1]]] for row in ROWS]
    rows[3][HEADER.index("税收实际贡献")] = 5
    write_csv(folder / "in" / "企业.csv", [[*HEADER, "镇街"], *rows])
    write_csv(folder / "in" / "宗地.csv", [
        ["宗地代码", "区县", "镇街", "登记面积", "用途", "土地状态"],
        ["P1", "黄岩区", "一镇", 50, "工业", "在用"], ["P2", "黄岩区", "二镇", 12.5, "工业", "在用"],
        ["P3", "黄岩区", "二镇", 7.5, "工业", "批而未供"],
    ])  # fmt: skip
    write_csv(folder / "in" / "占用.csv", [
        ["宗地代码", "统一社会信用代码", "占用面积"], ["P1", JIA, 20], ["P1", YI, 20], ["P2", DING, 10],
    ])  # fmt: skip
    run = muyun("land", folder / "in", "--policy", "huangyan-2022", "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    return run, folder / "out"


@pytest.mark.parametrize(("name", "columns"), [("parcels", PARCELS), ("coverage", COVERAGE), ("lowland", LOWLAND)])
def test_the_columns_are_those_of_the_contract(landed, name, columns):
    with (landed[1] / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == columns


def test_parcels_carry_what_their_tenants_pay(landed):
    """P1: (500 + 250) ÷ 50 = 15; P2: 5 ÷ 12.5 = 0.4, under 1 万元/亩; P3 has nobody."""
    first, second, third = read_csv(landed[1] / "parcels.csv")
    assert [first[c] for c in ("宗地代码", "企业数", "评价单元", "税收实际贡献", "亩均税收", "低产田", "执行等级")] == [
        "P1", "2", "", "750", "15", "否", "",
    ]  # fmt: skip
    assert [second[c] for c in ("企业数", "评价单元", "亩均税收", "低产田")] == ["1", DING, "0.4", "是"]
    assert second["执行等级"], "a sole tenant's class is the parcel's"
    assert [third[c] for c in ("企业数", "税收实际贡献", "亩均税收", "低产田", "土地状态")] == [
        "0", "", "", "无企业", "批而未供",
    ]  # fmt: skip


def test_coverage_is_what_was_evaluated_of_the_industrial_land(landed):
    """一镇: 甲 20 + 乙 20 of 50 亩 = 80 %, 丙 has no land; 二镇: 丁 10 of 12.5 + 7.5 = 50 %."""
    rows = {row["名称"]: row for row in read_csv(landed[1] / "coverage.csv")}
    assert [rows["一镇"][c] for c in COVERAGE[2:]] == ["50", "40", "0.8", "是"]
    assert [rows["二镇"][c] for c in COVERAGE[2:]] == ["20", "10", "0.5", "否"]
    assert {row["维度"] for row in rows.values()} == {"镇街"}


def test_low_yield_enterprises_are_judged_by_their_own_land(landed):
    """丁: 5 ÷ 10 = 0.5 on its own land, 0.4 on the parcel's."""
    (row,) = read_csv(landed[1] / "lowland.csv")
    assert [row[c] for c in LOWLAND[:2]] == [DING, "丁"]
    assert [row[c] for c in LOWLAND[4:7]] == ["10", "5", "0.5"]


def test_the_screen_says_how_much_land_is_low(landed):
    said = landed[0].stdout
    assert "宗地 3 块，亩均税收低于 1 万元/亩的 1 块、12.50 亩；企业 1 家，用地 10.00 亩" in said
    assert "镇街覆盖率达到 70% 的 1 个，未达到 1 个" in said


def test_without_parcels_the_enterprises_are_still_listed(upload, tmp_path):
    run = muyun("land", upload, "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert read_csv(tmp_path / "out" / "parcels.csv") == []
    assert "宗地 0 块" in run.stdout


def test_a_wrong_call_leaves_findings_alone(upload, tmp_path):
    run = muyun("land", upload, "--policy", "huangyan-2022", "--year", "1999", "--out", tmp_path / "out")
    assert run.returncode == 2
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["findings.csv"]
