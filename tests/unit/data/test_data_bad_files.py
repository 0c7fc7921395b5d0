"""Files that are broken, harmful or not what they are called: each a finding, never an exception."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from office_files import HEADER, ONE, TWO, codes, enterprise, only

from muyun.data import archive, read, xlsx
from muyun.data.read import read_upload
from muyun.findings import has_errors

ROWS = [[*HEADER, "用地面积"], enterprise(ONE, 5), enterprise(TWO, 7)]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def with_parts(path: Path, changes: dict[str, bytes], **written: object) -> Path:
    """A copy of a workbook with some parts replaced or added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def part(path: Path, name: str = SHEET) -> bytes:
    with zipfile.ZipFile(path) as opened:
        return opened.read(name)


def sheet_xml(rows: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + main + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    "content, code, words",
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "XLSX_NOT_A_WORKBOOK", "PDF"),
        (b"<html><table><tr><td>", "XLSX_NOT_A_WORKBOOK", "网页"),
        (b"\x00\x01\x02 whatever", "XLSX_NOT_A_WORKBOOK", "不是 xlsx"),
        (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500), "XLSX_ENCRYPTED", "密码"),
        (OLE + bytes(500) + "Workbook".encode("utf-16-le") + bytes(500), "XLSX_OLD", ".xls"),
        (b"", "FILE_EMPTY", "空"),
        (b"PK\x03\x04" + bytes(100), "XLSX_BROKEN", "损坏"),
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_is_no_workbook_says_what_it_is(tmp_path, content, code, words):
    path = tmp_path / "企业.xlsx"
    path.write_bytes(content)
    _, findings = read_upload([path])
    assert codes(findings) == [code] and has_errors(findings)
    assert words in findings[0].what and findings[0].where.file == "企业.xlsx"


def test_an_old_workbook_and_other_kinds_are_refused_by_name(tmp_path):
    for name in ("企业.xls", "企业.docx", "企业"):
        path = tmp_path / name
        path.write_bytes(b"x")
        assert codes(read_upload([path])[1])[-1] == "FILE_KIND_UNKNOWN"


@pytest.mark.parametrize(
    "content, code",
    [
        (b"PK\x03\x04" + bytes(50), "CSV_NOT_TEXT"), (OLE, "CSV_NOT_TEXT"), (b"%PDF-1.7", "CSV_NOT_TEXT"),
        (b"", "FILE_EMPTY"), (b"\xef\xbb\xbf", "FILE_EMPTY"), (b" \n\n", "FILE_EMPTY"),
        (b"\x81\xff\xff\xff", "CSV_ENCODING"), (b"\xff\xfea", "CSV_ENCODING"), (b",,,\n,,,\n", "SHEET_EMPTY"),
        ("随便,什么\n1,2\n".encode(), "HEADER_MISSING"),
    ],
    ids=str,
)  # fmt: skip
def test_a_csv_that_is_none_says_so(tmp_path, content, code):
    path = tmp_path / "企业.csv"
    path.write_bytes(content)
    _, findings = read_upload([path])
    assert code in codes(findings) and has_errors(findings)


def test_a_file_above_the_limit_is_not_opened(write_csv, monkeypatch):
    monkeypatch.setattr(read, "SIZE_LIMIT", 10)
    assert codes(read_upload([write_csv(ROWS)])[1]) == ["FILE_TOO_LARGE"]


def test_a_member_that_expands_a_thousandfold_is_a_bomb(write_xlsx):
    path = with_parts(write_xlsx({"企业": ROWS}), {"xl/media/image1.xml": bytes(64 * 2**20)})
    assert codes(read_upload([path])[1]) == ["ZIP_BOMB"]


def test_members_that_expand_too_far_together_are_a_bomb(write_xlsx, monkeypatch):
    monkeypatch.setattr(archive, "EXPANDED_LIMIT", 5_000)
    assert codes(read_upload([write_xlsx({"企业": ROWS})])[1]) == ["ZIP_BOMB"]


@pytest.mark.parametrize("declared", [10, 100])
def test_a_member_that_declares_less_than_it_holds_is_a_bomb(write_xlsx, declared):
    path = write_xlsx({"企业": ROWS})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as opened:
        directory = opened.start_dir
    entry = data.index(SHEET.encode(), directory) - 46
    struct.pack_into("<I", data, entry + 24, declared)
    path.write_bytes(data)
    _, findings = read_upload([path])
    assert codes(findings) == ["ZIP_BOMB"]


def test_a_damaged_member_is_a_broken_workbook(write_xlsx):
    path = write_xlsx({"企业": ROWS})
    data = bytearray(path.read_bytes())
    data[data.index(SHEET.encode()) + len(SHEET) + 40] ^= 0xFF
    path.write_bytes(data)
    _, findings = read_upload([path])
    assert set(codes(findings)) <= {"XLSX_BROKEN", "ZIP_BOMB"} and has_errors(findings)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\..\\x", "C:\\x"])
def test_a_member_that_points_outside_is_refused(write_xlsx, name):
    path = with_parts(write_xlsx({"企业": ROWS}), {name: b"x"})
    assert codes(read_upload([path])[1]) == ["ZIP_PATHS"]


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_a_declared_entity_is_refused_before_it_is_expanded(write_xlsx, name):
    path = write_xlsx({"企业": ROWS})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = part(path, name)
    at = content.index(b"?>") + 2
    with_parts(path, {name: content[:at] + bomb + content[at:]})
    _, findings = read_upload([path])
    assert codes(findings) == ["XML_DOCTYPE"]


@pytest.mark.parametrize(
    "name, content",
    [
        ("xl/workbook.xml", b"<workbook"), ("xl/workbook.xml", b""), (SHEET, b"<worksheet><sheetData><row"),
        ("xl/_rels/workbook.xml.rels", b"nonsense"), ("xl/sharedStrings.xml", b"<sst><si><t>x"),
        ("xl/workbook.xml", "<workbook/>".encode("utf-16")),
    ],
    ids=str,
)  # fmt: skip
def test_broken_xml_is_a_finding(write_xlsx, name, content):
    path = with_parts(write_xlsx({"企业": ROWS}), {name: content})
    _, findings = read_upload([path])
    assert (findings and has_errors(findings)) or codes(findings) == ["SHEET_EMPTY"]


@pytest.mark.parametrize(
    "change", [(b'r="A2"', b'r="A0"'), (b'r="2"', b'r="0"'), (b"UTF-8", b"UO-8"), (b'r="A2"', b'r=""')], ids=str
)
def test_odd_places_and_encodings_never_raise(write_xlsx, change):
    path = write_xlsx({"企业": ROWS})
    read_upload([with_parts(path, {SHEET: part(path).replace(*change)})])


def test_a_workbook_of_16384_columns_is_refused(write_xlsx):
    path = write_xlsx({"企业": [[*HEADER, *(f"列{i}" for i in range(16_384 - 5))], enterprise()]})
    found = only(read_upload([path])[1], "TOO_MANY_COLUMNS")
    assert "16,384" in found.what and found.where.table == "企业"


def test_a_csv_of_16384_columns_is_refused(write_csv):
    path = write_csv([[*HEADER, *(f"列{i}" for i in range(16_384 - 5))], enterprise()])
    assert codes(read_upload([path])[1]) == ["TOO_MANY_COLUMNS"]


def test_formats_without_values_far_to_the_right_are_no_columns(write_xlsx):
    path = write_xlsx({"企业": ROWS})
    content = part(path).replace(b"</row>", b'<c r="XFD1" s="0"/></row>', 1)
    tables, findings = read_upload([with_parts(path, {SHEET: content})])
    assert findings == () and len(tables.enterprises) == 2


def test_one_cell_in_the_last_corner_does_not_fill_the_memory(write_xlsx):
    path = write_xlsx({"企业": ROWS})
    far = b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'
    content = part(path).replace(b"</sheetData>", far)
    assert codes(read_upload([with_parts(path, {SHEET: content})])[1]) == ["SHEET_TOO_LARGE"]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="H999999999999"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="0" r = "ZZ1048576"><v>1</v></c>',
        b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><x:v>1</x:v></x:c>',
    ],
    ids=str,
)
def test_a_far_cell_in_a_near_row_does_not_fill_the_memory(write_xlsx, cell):
    path = write_xlsx({"企业": ROWS})
    content = part(path).replace(b"</row>", cell + b"</row>", 1)
    _, findings = read_upload([with_parts(path, {SHEET: content})])
    assert codes(findings)[0] in ("SHEET_TOO_LARGE", "TOO_MANY_COLUMNS")


def test_cells_without_a_place_cannot_widen_a_sheet_unseen(write_xlsx, monkeypatch):
    monkeypatch.setattr(xlsx, "CELLS_LIMIT", 5_000)
    path = write_xlsx({"企业": ROWS})
    row = b'<row r="1">' + b"<c><v>1</v></c>" * 5_000 + b"</row>"
    _, findings = read_upload([with_parts(path, {SHEET: sheet_xml(row)})])
    assert codes(findings) == ["TOO_MANY_COLUMNS"]


def test_a_quote_that_never_ends_is_a_finding(tmp_path):
    path = tmp_path / "企业.csv"
    path.write_bytes((",".join(HEADER) + '\n2022,"甲').encode() + b"x" * (17 << 20))
    _, findings = read_upload([path])
    assert has_errors(findings) and "CSV_BROKEN" in codes(findings)


def test_other_tables_are_still_read_beside_a_broken_one(write_csv, tmp_path):
    (tmp_path / "否决事项.xlsx").write_bytes(b"%PDF-1.7")
    tables, findings = read_upload([write_csv(ROWS), tmp_path / "否决事项.xlsx"])
    assert codes(findings) == ["XLSX_NOT_A_WORKBOOK"] and len(tables.enterprises) == 2
