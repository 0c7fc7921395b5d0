"""`muyun check`, `policies`, `template` and `sample`."""

from __future__ import annotations

import re

import openpyxl
import pytest

from muyun.terms import measures
from tests.system.command import HEADER, POLICIES, ROWS, muyun, read_csv, write_csv


def squeezed(text):
    """Text less its white space, which tables in a terminal add."""
    return re.sub(r"\s", "", text)


def test_check_of_good_data_ends_well_and_writes_nothing(upload, tmp_path):
    run = muyun("check", upload, cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert list(tmp_path.iterdir()) == []
    assert [path.name for path in upload.iterdir()] == ["企业.csv"]


def test_check_prints_every_error_and_fails(tmp_path):
    rows = [list(row) for row in ROWS]
    rows[0][HEADER.index("用地面积")] = "约50"
    rows[1][HEADER.index("年平均职工人数")] = -3
    source = write_csv(tmp_path / "企业.csv", [HEADER, *rows])
    run = muyun("check", source)
    assert run.returncode == 2
    printed = squeezed(run.stdout + run.stderr)
    assert "约50" in printed
    assert "年平均职工人数" in printed


def test_check_takes_an_upload_without_enterprises(tmp_path):
    source = write_csv(tmp_path / "园区.csv", [["年度", "园区名称", "类型", "区县", "建设用地面积"],
                                             [2021, "甲园", "经济开发区", "黄岩区", 100]])
    assert muyun("check", source).returncode == 0


def test_policies_lists_every_policy():
    run = muyun("policies")
    assert run.returncode == 0, run.stderr
    assert [id for id in POLICIES if id not in run.stdout] == []


def test_a_policy_is_shown_with_its_clauses_and_assumptions():
    run = muyun("policies", "xian-2022")
    assert run.returncode == 0, run.stderr
    for word in ("XA-08", "XA-10", "XA-11", "本系统假定"):
        assert word in squeezed(run.stdout)


def test_an_unknown_policy_is_named():
    run = muyun("policies", "nowhere-1900")
    assert run.returncode == 2
    assert "nowhere-1900" in run.stderr


def header_row(sheet):
    """Number of the row that holds the column names, and the names by column."""
    for row in sheet.iter_rows(max_row=10):
        names = [str(cell.value or "") for cell in row]
        if sum(bool(name) for name in names) > 1:
            return row[0].row, names
    raise AssertionError(f"{sheet.title} has no header")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "填报表.xlsx"
    run = muyun("template", path)
    assert run.returncode == 0, run.stderr
    return path


def test_the_template_has_every_table_and_column(template):
    book = openpyxl.load_workbook(template)
    for measure in measures():
        if measure.type == "geometry":
            continue  # a workbook holds no polygons
        _, names = header_row(book[measure.table])
        assert any(re.fullmatch(rf"{re.escape(measure.column)}\W*.*", name) for name in names), measure


def test_the_template_offers_the_choices_of_a_column(template):
    sheet = openpyxl.load_workbook(template)["企业"]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any("规上" in formula and "规下" in formula for formula in lists)


def test_a_filled_template_reads_back_without_a_finding_and_is_evaluated(template, tmp_path):
    book = openpyxl.load_workbook(template)
    sheet = book["企业"]
    start, names = header_row(sheet)
    filled = [name for name in HEADER if name != "用电量"]
    places = {name: next(i for i, shown in enumerate(names, 1) if re.fullmatch(rf"{name}(\W.*)?", shown))
              for name in filled}
    for offset, row in enumerate(ROWS[:2], 1):
        for name in filled:
            sheet.cell(start + offset, places[name], row[HEADER.index(name)])
    book.save(tmp_path / "填好.xlsx")
    check = muyun("check", tmp_path / "填好.xlsx")
    assert check.returncode == 0
    assert not re.search("错误|警告|提示", check.stdout + check.stderr)
    run = muyun("evaluate", tmp_path / "填好.xlsx", "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert len(read_csv(tmp_path / "out" / "result.csv")) == 2


def test_the_sample_is_the_same_each_time(sample, tmp_path):
    assert muyun("sample", tmp_path / "again").returncode == 0
    first, again = (sorted(p.relative_to(d) for p in d.rglob("*.csv")) for d in (sample, tmp_path / "again"))
    assert first
    assert first == again
    for name in first:
        assert (sample / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_help_is_chinese_and_names_the_commands():
    run = muyun("--help")
    assert run.returncode == 0
    for name in ("evaluate", "compare", "check", "policies", "template", "sample"):
        assert name in run.stdout


@pytest.mark.parametrize("call", [
    ["nonsense"], ["evaluate", "数据", "--out", "结果"], ["policies", "--nonsense"],
    ["evaluate", "数据", "--policy", "xian-2022", "--out", "结果", "--year", "去年"],
], ids=["command", "missing option", "unknown option", "not a year"])
def test_a_wrong_call_is_told_apart_from_a_fault(call, tmp_path):
    run = muyun(*call, cwd=tmp_path)
    assert run.returncode == 2, run.stderr
    assert list(tmp_path.iterdir()) == []
