"""Files, sheets and headers: which table is where, however an office lays it out."""

from __future__ import annotations

import numpy as np
import pytest
import xlsxwriter
from office_files import HEADER, ONE, TWO, codes, enterprise, only

from muyun.data.read import read_upload, table_of
from muyun.findings import Level, has_errors

ROWS = [[*HEADER, "用地面积"], enterprise(ONE, "1,200.5"), enterprise(TWO, 7)]
VETO = [["年度", "统一社会信用代码", "类别", "依据"], [2022, ONE, "重大税收违法", "文号"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_every_encoding(write_csv, encoding):
    path = write_csv(ROWS, encoding=encoding)
    if encoding in ("utf-16-le", "utf-16-be"):  # Python writes no BOM here, as Windows programs do
        path.write_bytes({"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding] + path.read_bytes())
    tables, findings = read_upload([path])
    assert findings == ()
    assert tables.enterprises["name"].tolist() == ["甲公司", "乙公司"]
    assert tables.enterprises["land_mu"].tolist() == [1200.5, 7]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_csv_may_be_parted_by_tabs_or_semicolons(write_csv, delimiter):
    tables, findings = read_upload([write_csv(ROWS, delimiter=delimiter)])
    assert findings == () and tables.enterprises["land_mu"].tolist() == [1200.5, 7]


def test_one_csv_is_the_enterprises_whatever_its_name(write_csv):
    tables, findings = read_upload([write_csv(ROWS, name="导出结果.csv")])
    assert findings == () and len(tables.enterprises) == 2


def test_one_csv_that_names_a_table_is_that_table(write_csv):
    tables, findings = read_upload([write_csv(VETO, name="否决事项.csv")])
    assert findings == () and len(tables.vetoes) == 1 and tables.enterprises.empty


@pytest.mark.parametrize(
    "name, table",
    [
        ("企业", "企业"), ("企业-税务", "企业"), ("企业_用电_2022", "企业"), (" 企业 ", "企业"), ("企业－税务", "企业"),
        ("企业名单", None), ("Sheet1", None), ("税务-企业", None),
    ],
)  # fmt: skip
def test_a_name_belongs_to_the_table_that_it_begins_with(name, table):
    assert table_of(name) == table


def test_a_folder_is_read_and_what_fits_no_table_is_noted(tmp_path, write_csv, write_xlsx):
    write_csv(ROWS)
    write_csv(VETO, name="否决事项.csv")
    write_csv(ROWS, name="备份.csv")
    (tmp_path / "企业.txt").write_text("年度")
    (tmp_path / "说明.txt").write_text("给亩均办")  # explains the others: nobody expects it to be read
    (tmp_path / "~$企业.xlsx").write_bytes(b"\x05")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    tables, findings = read_upload([tmp_path])
    assert len(tables.enterprises) == 2 and len(tables.vetoes) == 1
    assert codes(findings) == ["FILE_LEFT_OUT", "FILE_LEFT_OUT"] and not has_errors(findings)


def test_a_workbook_named_for_a_table_may_call_its_one_sheet_anything(write_xlsx):
    tables, findings = read_upload([write_xlsx({"Sheet1": ROWS}, "企业-税务.xlsx")])
    assert findings == () and len(tables.enterprises) == 2


def test_a_file_given_twice_is_read_once(write_csv):
    path = write_csv(ROWS)
    tables, findings = read_upload([path, path, path.parent])
    assert findings == () and len(tables.enterprises) == 2


def test_tables_other_than_enterprises_are_stacked(write_csv):
    head = ["年度", "统一社会信用代码", "项目", "分值", "依据"]
    paths = [
        write_csv([head, [2022, ONE, "甲", 1, "文"]], name="加减分-科技.csv"),
        write_csv([head, [2022, TWO, "乙", "-2", "文"], [2022, ONE, "丙", 1, "文"]], name="加减分_安监.csv"),
    ]
    tables, findings = read_upload([write_csv(ROWS), *paths])
    assert findings == ()
    assert tables.points["points"].tolist() == [1, -2, 1]
    assert [(s.file, s.rows.tolist()) for s in tables.sources["加减分"]] == [
        ("加减分-科技.csv", [2, 0, 0]), ("加减分_安监.csv", [0, 2, 3]),
    ]  # fmt: skip


@pytest.mark.parametrize("above, row", [(0, 2), (1, 3), (4, 6)])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_are_counted_as_the_spreadsheet_shows_them(write_xlsx, write_csv, kind, above, row):
    """Titles and blank rows above the header, blank rows between the data."""
    titles = [["2022 年工业企业数据"], [], ["填报单位：统计局"], []][:above]
    rows = [*titles, [*HEADER, "用地面积"], enterprise(ONE, 5), [], [" ", None], enterprise(TWO, "约5")]
    path = write_xlsx({"企业": rows}) if kind == "xlsx" else write_csv(rows)
    tables, findings = read_upload([path])
    assert codes(findings) == ["NUMBER_UNREADABLE"]
    assert (findings[0].where.row, findings[0].where.letter) == (row + 3, "F")
    assert tables.sources["企业"][0].rows.tolist() == [row, row + 3]
    assert str(tables.cell("企业", 1, "land_mu")).endswith(f"F{row + 3}")


def test_leading_blank_rows_and_columns_shift_nothing(tmp_path):
    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(4, 2, [*HEADER, "用地面积"])
        sheet.write_row(5, 2, enterprise(ONE, 5))
        sheet.write_row(7, 2, enterprise(TWO, -5))
    tables, findings = read_upload([path])
    found = only(findings, "LAND_NEGATIVE")
    assert (found.where.row, found.where.letter) == (8, "H")
    assert tables.enterprises["uscc"].tolist() == [ONE, TWO]


def test_a_line_break_inside_quotes_is_one_row(write_csv):
    rows = [[*HEADER, "镇街", "用地面积"], enterprise(ONE, "东\n栅\n街道", 5), enterprise(TWO, "a", "约5")]
    tables, findings = read_upload([write_csv(rows)])
    assert only(findings, "NUMBER_UNREADABLE").where.row == 3
    assert tables.enterprises["town"][0] == "东 栅 街道"


def test_a_row_with_too_few_cells_is_blank_at_its_end(write_csv):
    rows = [[*HEADER, "用地面积", "税收实际贡献"], enterprise(ONE, 5, 6), enterprise(TWO, 7)]
    tables, findings = read_upload([write_csv(rows)])
    assert findings == () and tables.enterprises["tax_wan"].isna().tolist() == [False, True]


def test_a_row_with_too_many_cells_is_an_error_naming_the_row(write_csv):
    rows = [[*HEADER, "用地面积"], enterprise(ONE, 5), enterprise(TWO, 1, 200)]
    _, findings = read_upload([write_csv(rows)])
    found = only(findings, "CSV_RAGGED")
    assert found.where.row == 3 and found.where.letter == "G" and found.level is Level.ERROR


def test_empty_cells_beyond_the_header_are_no_error(write_csv):
    rows = [[*HEADER, "用地面积"], enterprise(ONE, 5, "", ""), enterprise(TWO, 5)]
    tables, findings = read_upload([write_csv(rows)])
    assert findings == () and len(tables.enterprises) == 2


@pytest.mark.parametrize("word", ["合计", "总 计", "小计：", "合计（2 家）"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_row_of_totals_at_the_end_is_left_out_with_a_note(read_xlsx, word, column):
    total = [None] * 5
    total[column] = word
    rows = [[*HEADER, "用地面积"], enterprise(ONE, 5), enterprise(TWO, 7), [*total, 12], [], ["填表人：张三"]]
    tables, findings = read_xlsx({"企业": rows})
    assert codes(findings) == ["TOTAL_ROW", "REMARK_ROW"] and not has_errors(findings)
    assert findings[0].where.row == 4 and len(tables.enterprises) == 2


def test_a_total_under_a_column_without_name_is_found(write_csv):
    rows = [["序号", *HEADER, "用地面积"], [1, *enterprise(ONE, 5)], ["合计", *[""] * 5, 5]]
    tables, findings = read_upload([write_csv(rows)])
    assert codes(findings) == ["COLUMN_UNKNOWN", "TOTAL_ROW"] and len(tables.enterprises) == 1


def test_an_enterprise_at_the_end_is_never_taken_for_a_total(read_xlsx):
    tables, findings = read_xlsx({"企业": [HEADER, [2022, ONE, "合计", "南湖区", "C1713"]]})
    assert findings == () and len(tables.enterprises) == 1


def test_hidden_and_foreign_sheets_are_left_out_with_a_note(tmp_path):
    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows, hidden in (("企业", ROWS, False), ("否决事项", VETO, True), ("草稿", ROWS, False)):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
            if hidden:
                sheet.hide()
    tables, findings = read_upload([path])
    assert sorted(codes(findings)) == ["SHEET_HIDDEN", "SHEET_LEFT_OUT"] and not has_errors(findings)
    assert tables.vetoes.empty and len(tables.enterprises) == 2


def test_texts_in_merged_cells_are_filled_into_each_row(tmp_path):
    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.merge_range("A1:F1", "2022 年数据")
        sheet.write_row(1, 0, [*HEADER, "用地面积"])
        sheet.write_row(2, 0, enterprise(ONE, 5))
        sheet.write_row(3, 0, enterprise(TWO, 6))
        sheet.merge_range("D3:D4", "南湖区")
    tables, findings = read_upload([path])
    assert codes(findings) == ["MERGED_TEXT"] and findings[0].where.letter == "D"
    assert tables.enterprises["county"].tolist() == ["南湖区", "南湖区"]


def test_a_number_in_merged_cells_is_an_error(tmp_path):
    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, [*HEADER, "用地面积"])
        sheet.write_row(1, 0, enterprise(ONE))
        sheet.write_row(2, 0, enterprise(TWO))
        sheet.merge_range("F2:F3", 30)
    _, findings = read_upload([path])
    found = only(findings, "MERGED_NUMBER")
    assert found.level is Level.ERROR and found.where.row == 2 and "F2:F3" in found.what


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_may_take_two_rows(tmp_path, merged):
    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        for column, name in enumerate(HEADER):
            if merged:
                sheet.merge_range(0, column, 1, column, name)
            else:
                sheet.write(0, column, name)
        sheet.merge_range(0, 5, 0, 6, "税收（万元）")
        sheet.write_row(1, 5, ["增值税", "消费税"])
        sheet.write_row(2, 0, enterprise(ONE, 3, 4))
    tables, findings = read_upload([path])
    assert findings == ()
    assert tables.enterprises.loc[0, ["tax_vat_wan", "tax_consumption_wan"]].tolist() == [3, 4]
    assert tables.sources["企业"][0].rows.tolist() == [3]


@pytest.mark.parametrize(
    "header, cell, name, value",
    [
        ("税收实际贡献(亿元)", 1.5, "tax_wan", 15_000), ("用地面积（平方米）", 2000, "land_mu", 3),
        ("用地面积/公顷", 2, "land_mu", 30), ("用电量\n（千瓦时）", "12,000", "electricity_wan_kwh", 1.2),
        ("年平均职工人数（万人）", 0.5, "staff", 5000), ("总用能（万吨标煤）", 0.1, "energy_tce", 1000),
    ],
)  # fmt: skip
def test_units_in_headers_are_converted(read_enterprises, header, cell, name, value):
    tables, findings = read_enterprises([header], enterprise(ONE, cell))
    assert findings == () and tables.enterprises[name][0] == pytest.approx(value, rel=1e-12)


def test_an_unknown_unit_is_an_error_at_its_header(read_enterprises):
    _, findings = read_enterprises(["用地面积（平方英尺）"], enterprise(ONE, 5))
    found = only(findings, "UNIT_UNKNOWN")
    assert (found.where.row, found.where.letter) == (1, "F") and "平方英尺" in found.what and "公顷" in found.fix


def test_another_unit_above_the_table_is_an_error(read_xlsx):
    _, findings = read_xlsx({"企业": [["单位：亿元"], [*HEADER, "税收实际贡献"], enterprise(ONE, 5)]})
    assert codes(findings) == ["UNIT_IN_TITLE"] and has_errors(findings)


@pytest.mark.parametrize("title, header", [("单位：万元", "税收实际贡献"), ("单位：亿元", "税收实际贡献（亿元）")])
def test_a_unit_above_the_table_that_agrees_is_fine(read_xlsx, title, header):
    _, findings = read_xlsx({"企业": [[title], [*HEADER, header], enterprise(ONE, 5)]})
    assert findings == ()


@pytest.mark.parametrize("second", ["用地面积", "用地面积（公顷）", "用地面积 "])
def test_two_headers_for_one_measure_are_an_error(read_enterprises, second):
    """Spec 12: the same measure in two columns is an error."""
    _, findings = read_enterprises(["用地面积", second], enterprise(ONE, 5, 6))
    found = only(findings, "COLUMN_DUPLICATE")
    assert found.where.letter == "G" and "F" in found.what


def test_an_unknown_column_is_a_note(read_enterprises):
    _, findings = read_enterprises(["联系电话"], enterprise(ONE, "0573"))
    assert codes(findings) == ["COLUMN_UNKNOWN"] and findings[0].level is Level.NOTE


def test_a_column_without_name_is_a_note_when_it_holds_something(read_enterprises):
    _, findings = read_enterprises([None, "镇街"], enterprise(ONE, "0573", "东栅"))
    assert codes(findings) == ["COLUMN_UNNAMED"] and findings[0].where.letter == "F"
    _, findings = read_enterprises([None, "镇街"], enterprise(ONE, None, "东栅"))
    assert findings == ()


@pytest.mark.parametrize("column", HEADER)
def test_a_missing_required_column_is_an_error(read_xlsx, column):
    at = HEADER.index(column)
    rows = [[cell for i, cell in enumerate(row) if i != at] for row in (HEADER, enterprise())]
    _, findings = read_xlsx({"企业": rows})
    found = only(findings, "COLUMN_MISSING")
    assert found.where.column == column and found.level is Level.ERROR


def test_each_file_of_a_stacked_table_needs_its_required_columns(write_csv):
    head = ["年度", "统一社会信用代码", "项目", "分值"]
    full = write_csv([[*head, "依据"], [2022, ONE, "甲", 1, "文"]], name="加减分-a.csv")
    short = write_csv([head, [2022, ONE, "甲", 1]], name="加减分-b.csv")
    _, findings = read_upload([write_csv(ROWS), full, short])
    found = only(findings, "COLUMN_MISSING")
    assert (found.where.file, found.where.column) == ("加减分-b.csv", "依据")


def test_a_sheet_without_header_is_an_error(read_xlsx):
    _, findings = read_xlsx({"企业": [["没有", "表头"], [1, 2]]})
    assert codes(findings) == ["HEADER_MISSING"]


def test_an_offices_own_header_is_shown_with_what_each_name_may_mean(read_xlsx):
    own = ["序号", "信用代码", "企业名称", "占地面积（亩）", "实缴税金"]
    found = only(read_xlsx({"企业": [["2025年企业情况表"], own, [1, ONE, "甲", 20, 300]]})[1], "HEADER_MISSING")
    assert "第 2 行：“序号”“信用代码”“企业名称”“占地面积（亩）”“实缴税金”" in found.what
    assert "“信用代码”改成“统一社会信用代码”" in found.fix and "“占地面积（亩）”改成“用地面积（亩）”" in found.fix
    assert "必填而没有的：年度、区县、行业代码" in found.fix and "空白模板" in found.fix


@pytest.mark.parametrize("ending", ["xls", "et", "xlsm"])
def test_other_workbooks_are_to_be_saved_as_xlsx(tmp_path, ending):
    path = tmp_path / f"企业.{ending}"
    path.write_bytes(b"x")
    for given in (path, tmp_path):
        found = read_upload([given])[1]
        assert any("另存为“Excel 工作簿（.xlsx）”" in finding.fix for finding in found)


def test_a_table_of_headers_alone_says_nothing(read_xlsx):
    tables, findings = read_xlsx({"企业": ROWS, "否决事项": VETO[:1]})
    assert findings == () and tables.vetoes.empty


def test_an_empty_sheet_of_a_table_is_a_warning(read_xlsx):
    _, findings = read_xlsx({"企业": ROWS, "否决事项": []})
    assert codes(findings) == ["SHEET_EMPTY"] and findings[0].level is Level.WARNING


@pytest.mark.parametrize("name", ["没有这个文件.xlsx", "没有这个文件夹", "没有.csv"])
def test_a_path_that_is_not_there_is_a_finding(tmp_path, name):
    _, findings = read_upload([tmp_path / name])
    assert codes(findings) == ["FILE_MISSING"]


def test_an_upload_without_any_known_table_is_an_error(tmp_path, write_xlsx):
    _, findings = read_upload([write_xlsx({"Sheet1": ROWS}, "数据.xlsx")])
    assert codes(findings) == ["NO_TABLE", "SHEET_LEFT_OUT"] and has_errors(findings)
    empty = tmp_path / "空"
    empty.mkdir()
    assert codes(read_upload([empty])[1]) == ["NO_TABLE"]
    assert codes(read_upload([])[1]) == ["NO_TABLE"]


def test_published_ratios_of_regions_are_kept(read_xlsx):
    """Spec 6.5; the dash of a published table stays missing."""
    head = ["年度", "区域名称", "级别", "亩均税收（万元/亩）", "研发投入强度(%)", "别的"]
    path = {"区域": [head, [2019, "莲都区", "县", 46.38, 2.36, 1], [2019, "缙云县", "县", "–", 1.28, 1]]}
    tables, findings = read_xlsx(path)
    assert codes(findings) == ["COLUMN_UNKNOWN"] * 3
    from pathlib import Path

    source = Path(tables.sources["区域"][0].file)
    assert source.name == "数据.xlsx"


def test_published_ratios_are_kept_when_an_indicator_has_their_name(write_xlsx):
    head = ["年度", "区域名称", "级别", "亩均税收（万元/亩）", "研发投入强度(%)"]
    path = write_xlsx({"区域": [head, [2019, "莲都区", "县", 46.38, 2.36], [2019, "缙云县", "县", "–", 1.28]]})
    tables, findings = read_upload([path], published={"亩均税收": "万元/亩", "研发投入强度": "1"})
    assert codes(findings) == ["BLANK_WORDS"]
    assert tables.regions["研发投入强度"].tolist() == pytest.approx([0.0236, 0.0128], rel=1e-12)
    assert tables.regions["亩均税收"].dtype == np.float64
    assert tables.regions["亩均税收"].isna().tolist() == [False, True]


def test_progress_names_each_file(write_csv):
    told = []
    read_upload([write_csv(ROWS), write_csv(VETO, name="否决事项.csv")], progress=told.append)
    assert len(told) == 2 and "企业.csv" in told[0] and "否决事项.csv" in told[1]


def test_sources_say_where_every_column_came_from(write_xlsx):
    tables, _ = read_upload([write_xlsx({"企业-税务": ROWS})])
    (source,) = tables.sources["企业"]
    assert (source.file, source.sheet) == ("数据.xlsx", "企业-税务")
    assert source.letters["land_mu"] == "F" and source.headers["land_mu"] == "用地面积"
    assert str(tables.cell("企业", 0, "land_mu")) == "数据.xlsx「企业-税务」F2"
