"""The template: every table and column, and a filled one reads back without a finding."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from office_files import ONE

from muyun.data.read import read_upload
from muyun.data.template import header_of, write_template
from muyun.data.words import CHOICES
from muyun.policy.load import load_policy, policy_ids
from muyun.terms import KEYS, TABLES, measures, table_measures


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path)
    return path


def shown(table: str) -> list:
    return [m for m in table_measures(table).values() if m.type != "geometry"]


def test_every_table_and_column_is_there_with_its_unit_and_a_note(template):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["说明", *TABLES]
    for table in TABLES:
        header = book[table][1]
        assert [cell.value for cell in header] == [header_of(m) for m in shown(table)]
        assert all(cell.comment and cell.comment.text for cell in header)
        assert book[table].freeze_panes is not None


def test_a_header_names_the_unit():
    assert header_of(table_measures("企业")["land_mu"]) == "用地面积（亩）"
    assert header_of(table_measures("企业")["year"]) == "年度"


def test_of_an_empty_template_only_its_emptiness_is_told(template):
    tables, findings = read_upload([template])
    assert [f.code for f in findings] == ["NO_ROWS"] and "请填好再交" in findings[0].fix
    assert tables.enterprises.empty


def test_what_an_evaluation_stands_on_has_a_colour_of_its_own(template):
    """Required red, what the shipped policies' indicators divide blue, with 规模, which tells the pool."""
    indicators = [i for policy in map(load_policy, policy_ids()) for i in policy.indicators.values()]
    used = {name for indicator in indicators for name in (indicator.numerator, indicator.denominator)}
    header = openpyxl.load_workbook(template)["企业"][1]
    colour = {
        m.name: cell.font.color.rgb if cell.font.color else None
        for m, cell in zip(shown("企业"), header, strict=True)
    }  # fmt: skip
    assert {name for name, rgb in colour.items() if rgb == "FF0072B2"} == used | {"scale"}
    assert {name for name, rgb in colour.items() if rgb == "FFC00000"} == {m.name for m in shown("企业") if m.required}


def test_the_instructions_say_what_one_enterprise_needs_and_give_an_example(template):
    told = dict(openpyxl.load_workbook(template)["说明"].iter_rows(values_only=True))
    for name in ("用地面积", "税收实际贡献", "工业增加值", "总用能", "研发经费"):
        assert name in told["一家企业至少填"] and name in told["举例"]


def test_closed_lists_have_drop_downs(template):
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        listed = {str(rule.sqref).split(":")[0] for rule in book[table].data_validations.dataValidation}
        wanted = {
            book[table].cell(2, i).coordinate
            for i, m in enumerate(shown(table), 1)
            if m.type == "bool" or (table, m.name) in CHOICES
        }
        assert listed == wanted


def value_for(measure, row: int) -> object:
    if (measure.table, measure.name) in CHOICES:
        return str(CHOICES[measure.table, measure.name][0])
    if measure.name == "uscc":
        return ONE
    if measure.name == "industry":
        return "C1713"
    if measure.name == "column":
        return "用地面积"
    if measure.name in ("old", "new"):
        return "12.5"
    kinds = {
        "int": 2022 - row,
        "float": 12.5 if measure.name != "share" else 1,
        "bool": "否",
        "date": dt.date(2020, 6, 1),
    }
    return kinds.get(measure.type, f"甲{row}" if measure.name in KEYS.get(measure.table, ()) else "甲")


def test_a_filled_template_reads_back_without_a_finding(template):
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        for row in range(2):
            values = [value_for(m, row) for m in shown(table)]
            for column, value in enumerate(values, 1):
                book[table].cell(row + 2, column, value)
    book.save(template)
    tables, findings = read_upload([template])
    assert [str(f) for f in findings] == []
    for table in TABLES:
        frame = tables.frame(table)
        assert len(frame) == 2
        assert frame[[m.name for m in shown(table)]].notna().all(axis=None), table


def test_notes_are_chinese_throughout(template):
    book = openpyxl.load_workbook(template)
    allowed = {"R&D", "GB/T", "CO2e", "C1713", "A", "B", "C", "D"}
    for m in measures():
        if m.type == "geometry":
            continue
        cells = {cell.value: cell.comment.text for cell in book[m.table][1]}
        words = set(
            "".join(c if (c.isascii() and c.isalnum()) or c in "&/" else " " for c in cells[header_of(m)]).split()
        )
        english = {w for w in words if any(c.isalpha() for c in w)} - allowed
        assert not english, (m.table, m.column, english)


def test_a_template_that_cannot_be_written_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match=r".+"):
        write_template(tmp_path / "没有" / "模板.xlsx")
