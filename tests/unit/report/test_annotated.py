"""The workbook that goes back to the office: values in place, wrong cells marked, readable again."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level, Line
from muyun.report.annotated import annotated_workbook
from muyun.report.cells import free_title
from muyun.report.marks import COMMENTS_LIMIT
from muyun.terms import TABLES


class Seventeen(float):
    """A number that XlsxWriter writes with all its digits, as Excel does."""

    def __format__(self, _spec: str) -> str:
        return float.__repr__(self)


HEADER = ("年度", "统一社会信用代码", "企业名称", "区县", "行业代码", "用地面积（平方米）", "税收实际贡献")
ONE, TWO = "91110000802100433B", "91330100716105852F"
GOOD = (2022, ONE, "甲公司", "南湖区", "0111", 20000, Seventeen(0.1 + 0.2))
BAD = (2022, TWO, "乙公司", "南湖区", "C1713", 30000, "1,2OO")
VERMILION, AMBER, BLUE = "FFF9D3BF", "FFFCE8BD", "FFD3E9F7"

Write = Callable[[xlsxwriter.Workbook], None]


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], more: Write | None = None) -> bytes:
    """An xlsx with rows in sheets; `more` does the rest."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        if more:
            more(book)
    return content.getvalue()


@pytest.fixture
def uploaded(tmp_path: Path) -> Callable[..., tuple[Tables, tuple[Finding, ...]]]:
    """Reads files, given by name, as an upload."""

    def read(files: Mapping[str, bytes]) -> tuple[Tables, tuple[Finding, ...]]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return read_upload([folder / name for name in files])

    return read


def opened(data: bytes) -> openpyxl.Workbook:
    """The workbook as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def review_rows(book: openpyxl.Workbook) -> list[dict[str, object]]:
    """The findings on the first sheet, by column."""
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "级别")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def introduction(book: openpyxl.Workbook) -> str:
    """What stands above the findings."""
    firsts = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
    return "\n".join(firsts[: firsts.index("级别")])


def assert_same_tables(one: Tables, other: Tables) -> None:
    """Every frame equal to the last bit."""
    for table in TABLES:
        pd.testing.assert_frame_equal(one.frame(table), other.frame(table), check_exact=True, obj=table)


def returned(uploaded, files: Mapping[str, bytes]) -> tuple[Tables, tuple[Finding, ...], bytes]:
    """An upload, its findings, and what goes back."""
    tables, findings = uploaded(files)
    return tables, findings, annotated_workbook(files, findings)


def test_every_value_stands_where_it_stood(uploaded):
    rows = [("某县企业数据",), (), HEADER, GOOD, (), BAD]
    _, _, data = returned(uploaded, {"数据.xlsx": workbook({"企业": rows})})
    sheet = opened(data)["企业"]
    assert sheet["A1"].value == "某县企业数据"
    assert [c.value for c in sheet[4]] == list(GOOD)
    assert [c.value for c in sheet[5]] == [None] * 7
    assert [c.value for c in sheet[6]] == list(BAD)
    assert sheet["G4"].value == 0.1 + 0.2  # 0.30000000000000004, which 16 digits would make 0.3
    assert sheet["E4"].data_type == "s"


def test_a_wrong_cell_is_vermilion_and_says_why_and_how(uploaded):
    _, findings, data = returned(uploaded, {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})})
    (finding,) = [f for f in findings if f.code == "NUMBER_UNREADABLE"]
    cell = opened(data)["企业"]["G3"]
    assert cell.fill.fgColor.rgb == VERMILION
    for text in (finding.what, finding.why, finding.fix):
        assert text in cell.comment.text
    assert opened(data)["企业"]["G2"].comment is None
    assert opened(data)["企业"]["G2"].fill.fgColor.rgb == "00000000"


def test_the_first_sheet_lists_the_gravest_first_with_links(uploaded):
    files = {"数据.xlsx": workbook({"企业": [(*HEADER, "备注列"), (*GOOD, "x"), BAD]})}
    _, _, data = returned(uploaded, files)
    book = opened(data)
    assert book.sheetnames == ["核对意见", "企业"]
    rows = review_rows(book)
    assert [row["级别"] for row in rows] == ["错误", "提示"]
    assert [row["单元格"] for row in rows] == ["G3", "H1"]
    assert [row["代码"] for row in rows] == ["NUMBER_UNREADABLE", "COLUMN_UNKNOWN"]
    assert (rows[0]["文件"], rows[0]["工作表"], rows[0]["列"]) == ("数据.xlsx", "企业", "税收实际贡献")
    links = [cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["企业!G3", "企业!H1"]
    assert "公式已换成算出的值" in introduction(book)
    assert "本表不会读入" in introduction(book)
    assert book.worksheets[0].freeze_panes is not None
    assert book.worksheets[0].auto_filter.ref is not None


def test_the_gravest_finding_gives_the_colour_and_all_are_in_one_comment():
    files = {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})}
    at = Cell("企业", 2, "区县", "D", "数据.xlsx", "企业")
    findings = [
        Finding("N", Level.NOTE, at, "先看到。"), Finding("W", Level.WARNING, at, "可疑。", "会影响。", "请核。"),
    ]  # fmt: skip
    cell = opened(annotated_workbook(files, findings))["企业"]["D2"]
    assert cell.fill.fgColor.rgb == AMBER
    assert cell.comment.text == "【警告】可疑。\n为什么：会影响。\n怎么改：请核。\n\n【提示】先看到。"


@pytest.mark.parametrize(
    ("where", "address"),
    [
        (Cell("企业", 3, None, None, "数据.xlsx", "企业"), "A3"),  # a row without column: its first cell
        (Cell("企业", None, "区县", "D", "数据.xlsx", "企业"), "D2"),  # a column without row: its header
        (Cell("企业", None, "用地面积", None, "数据.xlsx", "企业"), "F2"),  # by name only
        (Cell("企业", 9, "区县", "D", "数据.xlsx", "企业"), "D9"),  # below the last row
        (Cell("企业", 3, "区县", "H", "数据.xlsx", "企业"), "H3"),  # right of the last column
    ],
)
def test_a_finding_without_row_or_column_has_a_cell_too(where, address):
    files = {"数据.xlsx": workbook({"企业": [("标题",), HEADER, GOOD]})}
    book = opened(annotated_workbook(files, [Finding("X", Level.NOTE, where, "看。")]))
    assert book["企业"][address].fill.fgColor.rgb == BLUE
    assert book["企业"][address].comment.text == "【提示】看。"
    assert review_rows(book)[0]["单元格"] == address


def test_an_empty_required_cell_is_marked(uploaded):
    _, _, data = returned(uploaded, {"数据.xlsx": workbook({"企业": [HEADER, (2022, ONE, None, *GOOD[3:])]})})
    cell = opened(data)["企业"]["C2"]
    assert cell.value is None
    assert cell.fill.fgColor.rgb == VERMILION
    assert "没有填" in cell.comment.text


def test_it_reads_back_as_the_same_tables_with_the_same_errors(uploaded):
    def more(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("企业")
        sheet.merge_range(4, 3, 5, 3, "海盐县")
        sheet.write_formula(4, 5, "=10000*2", None, 20000)
        sheet.write_datetime(4, 7, dt.datetime(2020, 6, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(4, 8, True)
        hidden = book.add_worksheet("企业-旧")
        hidden.write_row(0, 0, HEADER)
        hidden.hide()

    rows = [
        ("某县",), (*HEADER, "新增用地批准日期", "军工"), GOOD, BAD,
        (2021, ONE, "=甲", None, "C1713", None, 1e-7, None, None),
        (2021, TWO, "@乙 ", None, "0111", 1, 1234567.891), ("合计", None, None, None, None, 50000),
    ]  # fmt: skip
    veto = [("年度", "统一社会信用代码", "类别", "依据"), (2022, ONE, "重大环境事件", "<r>〔2022〕1号</r>")]
    files = {"数据.xlsx": workbook({"说明": [("怎么填",)], "企业": rows, "否决事项": veto}, more)}
    tables, findings, data = returned(uploaded, files)
    again, findings_again = uploaded({"核对意见.xlsx": data})
    assert_same_tables(tables, again)
    assert tables.enterprises["county"].tolist() == ["南湖区", "南湖区", "海盐县", "海盐县"]
    assert len(tables.enterprises) == 4
    assert [(f.code, f.where.row, f.where.letter) for f in findings] == [
        (f.code, f.where.row, f.where.letter) for f in findings_again
    ]
    assert {"NUMBER_UNREADABLE", "MERGED_TEXT", "SHEET_HIDDEN", "TOTAL_ROW"} <= {f.code for f in findings}
    assert opened(data)["企业-旧"].sheet_state == "hidden"


def test_a_second_round_has_one_review_sheet(uploaded):
    files = {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})}
    tables, _, data = returned(uploaded, files)
    _, findings, twice = returned(uploaded, {"退回.xlsx": data})
    assert opened(twice).sheetnames == ["核对意见", "企业"]
    assert "SHEET_LEFT_OUT" not in {f.code for f in findings}
    assert_same_tables(tables, uploaded({"再退回.xlsx": twice})[0])


def test_repaired_it_reads_without_an_error(uploaded):
    _, _, data = returned(uploaded, {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})})
    book = opened(data)
    book["企业"]["G3"].value = 1200
    mended = io.BytesIO()
    book.save(mended)
    tables, findings = uploaded({"改好.xlsx": mended.getvalue()})
    assert findings == ()
    assert tables.enterprises["tax_wan"].tolist() == pytest.approx([0.3, 1200])  # openpyxl keeps 16 digits


def test_files_of_several_offices_come_back_in_one_workbook(uploaded):
    tax = "年度,统一社会信用代码,企业名称,区县,行业代码,税收实际贡献\n" + f"2022,{ONE},甲公司,南湖区,0111,007\n"
    files = {
        "企业-税务.csv": tax.encode("gb18030"),
        "企业-资规.xlsx": workbook({"Sheet1": [HEADER[:2] + HEADER[5:6], (2022, ONE, 20000)]}),
        "一季度.xlsx": workbook({"区域": [("年度", "区域名称", "级别"), (2022, "南湖区", "县")]}),
        "二季度.xlsx": workbook({"区域": [("年度", "区域名称", "级别"), (2021, "南湖区", "县")]}),
    }
    tables, findings, data = returned(uploaded, files)
    book = opened(data)
    assert book.sheetnames == ["核对意见", "企业-税务", "企业-资规", "区域-一季度", "区域-二季度"]
    assert book["企业-税务"]["F2"].value == "007"
    again, findings_again = uploaded({"退回.xlsx": data})
    assert_same_tables(tables, again)
    assert tables.enterprises["land_mu"].tolist() == [30.0]  # 20,000 m² × 3/2000
    assert not findings and not findings_again


def test_one_csv_of_any_name_comes_back_as_enterprises(uploaded):
    text = ",".join(HEADER) + f"\n2022,{ONE},甲公司,南湖区,0111,20000,=1+1\n"
    tables, _, data = returned(uploaded, {"导出.csv": text.encode()})
    book = opened(data)
    assert book.sheetnames == ["核对意见", "企业-导出"]
    assert book["企业-导出"]["G2"].value == "=1+1"
    assert book["企业-导出"]["G2"].data_type == "s"
    assert book["企业-导出"]["G2"].fill.fgColor.rgb == VERMILION
    assert_same_tables(tables, uploaded({"退回.xlsx": data})[0])


def test_no_cell_becomes_a_formula(uploaded):
    evil = ("=1+1", "+1", "-1", "@A1", "\t=1", "{=1}", "http://a.b", "<r><t>x</t></r>")
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, GOOD, (2022, TWO, *evil)])
    _, _, data = returned(uploaded, {"=企业.csv": text.getvalue().encode()})
    for sheet in opened(data).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    sheet = opened(data)["企业-=企业"]
    assert [cell.value.rstrip(" ") for cell in sheet[3]][2:] == list(evil)


def test_files_that_cannot_be_shown_are_named(uploaded):
    files = {"宗地.geojson": b"{}", "企业.xlsx": b"PK\x03\x04broken", "区域.csv": "年度,区域名称\n2022,\"a".encode()}
    _, _, data = returned(uploaded, files)
    book = opened(data)
    text = introduction(book)
    assert "“宗地.geojson”是图形文件" in text
    assert "“企业.xlsx”读不出来" in text
    assert {"GEO_UNREADABLE", "XLSX_BROKEN"} <= {row["代码"] for row in review_rows(book)}


def test_findings_of_a_policy_or_of_nowhere_are_listed(uploaded):
    findings = [
        Finding("P", Level.WARNING, Line("县/policy.yaml", 12, "pools"), "政策。"),
        Finding("Q", Level.NOTE, None, "无处。"),
    ]  # fmt: skip
    rows = review_rows(opened(annotated_workbook({"数据.xlsx": workbook({"企业": [HEADER]})}, findings)))
    assert [(row["文件"], row["单元格"], row["说明"]) for row in rows] == [
        ("县/policy.yaml", "第 12 行", "政策。"), (None, None, "无处。"),
    ]  # fmt: skip


def test_comments_end_at_the_limit_with_the_gravest_and_the_sheet_says_so():
    count = COMMENTS_LIMIT + 3
    files = {"企业.csv": "\n".join([",".join(HEADER), *(["2022,x,y"] * count)]).encode()}
    notes = [Finding("N", Level.NOTE, Cell("企业", i + 2, "年度", "A", "企业.csv"), "看。") for i in range(count - 1)]
    last = Finding("E", Level.ERROR, Cell("企业", count + 1, "年度", "A", "企业.csv"), "错。")
    book = opened(annotated_workbook(files, [*notes, last]))
    cells = [book["企业"].cell(row, 1) for row in range(2, count + 2)]
    assert sum(cell.comment is not None for cell in cells) == COMMENTS_LIMIT
    assert cells[-1].comment.text == "【错误】错。"
    assert all(cell.fill.fgColor.rgb in (BLUE, VERMILION) for cell in cells)
    assert "另有 3 格只着色，没有批注" in introduction(book)


def test_a_csv_longer_than_a_sheet_is_cut_and_the_first_sheet_says_so(monkeypatch):
    monkeypatch.setattr("muyun.report.sent.ROWS_LIMIT", 3)
    monkeypatch.setattr("muyun.report.sheet_again.ROWS_LIMIT", 3)
    files = {"企业.csv": "\n".join([",".join(HEADER), *(["2022,x,y"] * 3)]).encode()}
    book = opened(annotated_workbook(files, []))
    assert book["企业"].max_row == 3
    assert "后面的行没有放进来" in introduction(book)


def test_a_csv_broken_half_way_is_not_returned_as_if_whole(uploaded):
    broken = (",".join(HEADER) + "\n" + "2022,x,y\n" * 40 + '2022,"' + "a" * (1 << 24) + "aa").encode()
    _, findings, data = returned(uploaded, {"企业.csv": broken})
    assert "CSV_BROKEN" in {f.code for f in findings}
    assert opened(data).sheetnames == ["核对意见"]


@pytest.mark.parametrize(
    ("wanted", "taken", "title"),
    [
        ("企业[1]", (), "企业·1·"),
        ("企业", ("企业",), "企业-2"),
        ("DATA", ("data",), "DATA-2"),
        ("企" * 40, (), "企" * 31),
        ("企" * 40, ("企" * 31,), "企" * 29 + "-2"),
        ("'a'", (), "·a·"),
        ("", (), "表"),
    ],
)
def test_titles_are_such_as_excel_allows(wanted, taken, title):
    assert free_title(wanted, taken) == title


def test_a_code_retyped_in_the_returned_sheet_keeps_its_digits(uploaded):
    """An all-digit code typed over another one: its column, filled and empty rows alike, is text."""
    files = {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})}
    book = opened(returned(uploaded, files)[2])
    sheet = book["企业"]
    for letter in "BCDE":
        assert sheet.column_dimensions[letter].number_format == "@" and sheet[f"{letter}3"].number_format == "@"
    assert sheet["F3"].number_format == "General"


def test_headers_keep_their_notes_and_lists_their_drop_downs(uploaded):
    files = {"数据.xlsx": workbook({"企业": [("2022年企业表",), (*HEADER, "规模"), (*GOOD, "规上"), (*BAD, "规下")]})}
    sheet = opened(returned(uploaded, files)[2])["企业"]
    assert sheet["B2"].comment.text.startswith("必填。") and "亩" in sheet["F2"].comment.text
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["H3"] == '"规上,规下"'


def test_each_finding_names_the_enterprise(uploaded):
    files = {"数据.xlsx": workbook({"企业": [HEADER, GOOD, BAD]})}
    told = review_rows(opened(returned(uploaded, files)[2]))
    assert [(row["企业名称或代码"], row["单元格"]) for row in told] == [("乙公司", "G3")]
