"""Findings in words: counted, grouped, titled; nothing of an upload becomes markup."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import muyun
from muyun.data import check, check_files
from muyun.findings import Cell, Finding, Level
from muyun.show.finding_titles import EVALUATION_TITLES, TITLES
from muyun.show.findings import (
    cells_table,
    counts,
    filtered,
    findings_words,
    groups,
    tables_and_files,
    upload_headline,
)

TAX = Cell("企业", 17, "税收实际贡献", "F", "企业-税务.xlsx", "企业")
PACKAGE = Path(muyun.__file__).parent
NOT_OF_READING = {
    "COEFFICIENTS_INVALID", "COEFFICIENTS_UNREADABLE", "COEFFICIENT_EARLIEST", "COEFFICIENT_UNVERIFIED",
    "ENERGY_BASIS_GIVEN", "ENERGY_ELECTRICITY_ONLY", "LAND_NOT_POSITIVE", "LARGE_TENANT_AREA_UNKNOWN",
    "NEW_LAND_NO_DATE", "OTHER_PARCEL_AREA_UNKNOWN", "PARCEL_AREA_UNKNOWN", "SCALE_NO_REVENUE",
    "SECTOR_LISTS_INVALID", "SECTOR_LISTS_UNREADABLE", "OUTLINES_INVALID", "OUTLINES_UNREADABLE",
}  # fmt: skip
"""Told while evaluating (docs/findings.md, 折算和推算), never while reading an upload."""

OF_CONFIRMING = {"PROPOSAL_NOTHING_SAID", "PROPOSAL_NO_DOCUMENT", "PROPOSAL_NO_REASON", "PROPOSAL_UNSIGNED"}
"""Told beside the form of 调档 (docs/findings.md, 调档的确认), never of an evaluation."""

OF_REGIONS = {
    "COVERAGE_OVER_WHOLE", "HIGHLIGHT_NOTHING_GIVEN", "HIGHLIGHT_NO_REASON", "HIGHLIGHT_POINTS", "HIGHLIGHT_UNSIGNED",
}  # fmt: skip
"""Told on 区域 (docs/findings.md, 区域的考核和覆盖面), never of an evaluation."""

OF_LEADERS = {
    "LEADERS_ALL_DONE", "LEADERS_DATE_BEFORE", "LEADERS_NOBODY", "LEADERS_NOTHING_DONE", "LEADERS_NO_DOCUMENT",
    "LEADERS_NO_REASON", "LEADERS_UNDATED", "LEADERS_UNSIGNED",
}  # fmt: skip
"""Told beside the form of 领跑者 (docs/findings.md, 领跑者名单)."""

OF_BASEMAPS = "BASEMAP_"
"""How those begin that are told above the map of 低产田 (docs/findings.md, 底图)."""

OF_CASES = "CASE_"
"""How those begin that are told beside the form of a case (docs/findings.md, 整治台账)."""


def in_rows(*rows: int) -> list[Finding]:
    return [check.number_unreadable(replace(TAX, row=row), "约三百") for row in rows]


def codes_of(*folders: str) -> set[str]:
    """Every code that a constructor below these folders of the package gives to a Finding."""
    calls = (
        node
        for folder in folders
        for path in (PACKAGE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "replace")
    )
    given = (keyword.value for call in calls for keyword in call.keywords if keyword.arg == "code")
    return {value.value for value in given if isinstance(value, ast.Constant)}


def test_every_code_of_reading_has_a_title():
    told = codes_of("data", "ui")
    others = NOT_OF_READING | {code for code in told if code.startswith(OF_BASEMAPS)}
    assert told - others == set(TITLES)


def test_every_code_of_an_evaluation_has_a_title():
    told = codes_of("evaluate", "explore", "land")
    others = OF_CONFIRMING | OF_REGIONS | OF_LEADERS | {code for code in told if code.startswith(OF_CASES)}
    assert told >= others
    assert (told - others) | NOT_OF_READING == set(EVALUATION_TITLES)


@pytest.mark.parametrize(("code", "words"), [*TITLES.items(), *EVALUATION_TITLES.items()])
def test_a_title_is_a_short_chinese_phrase(code, words):
    said = words.format_map({"column": "用地面积"})
    assert 3 < len(said) <= 32 and "{" not in said and not said.endswith("。")


def test_findings_of_one_column_are_one_group_with_their_number():
    [group] = groups(in_rows(2, 3, 17))
    assert (group.count, group.title, group.level) == (3, "“税收实际贡献”不是数（企业）", Level.ERROR)


def test_the_gravest_come_first_then_the_most_frequent():
    land = replace(TAX, column="用地面积", letter="E")
    many = [check.number_unreadable(replace(land, row=row), "x") for row in (2, 3)]
    note = check_files.column_unknown(replace(TAX, column="备注", row=1))
    found = groups([note, *in_rows(2), *many])
    assert [(g.level, g.column, g.count) for g in found] == [
        (Level.ERROR, "用地面积", 2), (Level.ERROR, "税收实际贡献", 1), (Level.NOTE, "备注", 1),
    ]  # fmt: skip


def test_a_missing_column_comes_before_many_wrong_cells():
    missing = check_files.column_missing(Cell("企业", None, "行业代码", None, "企业.xlsx", "企业"))
    assert [g.code for g in groups([*in_rows(2, 3), missing])] == ["COLUMN_MISSING", "NUMBER_UNREADABLE"]


def test_what_is_only_counted_counts():
    """1,000 are listed, then one finding says 47 more."""
    listed = in_rows(*range(2, 1002))
    more = check.more_of_the_same(listed[0], 47)
    [group] = groups([*listed, more])
    assert group.count == 1047 and len(group.findings) == 1000
    assert counts([*listed, more])[Level.ERROR] == 1047
    assert "另有 47 处" in cells_table(group).caption


def test_the_cells_of_a_group_are_told_as_the_spreadsheet_shows_them():
    [group] = groups(in_rows(17))
    row = cells_table(group).frame.iloc[0]
    assert (row["file"], row["sheet"], row["cell"]) == ("企业-税务.xlsx", "企业", "F17")
    assert "约三百" in row["what"]
    assert group.place == "企业-税务.xlsx「企业」F17"


def test_what_is_the_same_for_all_is_said_once_and_what_differs_stands_in_its_row():
    one, other = in_rows(2, 3)
    [same] = groups([one, other])
    assert "暂无数据请留空" in same.fix
    assert "fix" not in [c.key for c in cells_table(same).columns]
    [mixed] = groups([one, replace(other, fix="另改。")])
    assert mixed.fix == "" and "fix" in [c.key for c in cells_table(mixed).columns]


def test_a_finding_without_place_is_a_group_too():
    [group] = groups([check_files.no_table(["a.xlsx"])])
    assert group.title == "没有找到任何一张已知的表" and group.place == ""
    assert len(cells_table(group).frame) == 1


def test_filters_narrow_by_level_table_and_file():
    note = check_files.file_left_out("杂.csv")
    found = [*in_rows(2), note]
    assert filtered(found, level="提示") == [note]
    assert filtered(found, table="企业") == in_rows(2)
    assert filtered(found, file="杂.csv") == [note]
    assert filtered(found, level="提示", table="企业") == []
    assert tables_and_files(found) == (["企业"], ["企业-税务.xlsx", "杂.csv"])


@pytest.mark.parametrize(
    ("rows", "findings", "said"),
    [
        ({"企业": 3012}, in_rows(2, 3), "读到企业 3,012 行；有 2 处错误，改正后才能启用。"),
        ({"企业": 4}, [], "读到企业 4 行；读数没有错误和警告，可以启用。"),
        ({"企业": 4, "宗地": 5000}, [check_files.file_left_out("x")],
         "读到企业 4 行、宗地 5,000 行；读数没有错误，1 条提示，可以启用。"),
        ({"园区": 4}, [], "读到园区 4 行；没有“企业”表，不能启用。"),
        ({"企业": 0, "宗地": 0}, [check_files.no_rows(["企业", "宗地"])],
         "读到的表都只有表头；“企业”表是空的，请填好再交。"),
        ({}, [check_files.no_table([])], "没有读到任何一张表；有 1 处错误，改正后才能启用。"),
    ],
)  # fmt: skip
def test_the_headline_says_what_was_read_and_whether_it_can_be_used(rows, findings, said):
    assert upload_headline(rows, findings) == said


def test_levels_without_findings_are_left_out_of_the_words():
    assert findings_words({Level.ERROR: 0, Level.WARNING: 1200, Level.NOTE: 0}) == "读数没有错误，1,200 条警告"
