"""Uploads and policies that are wrong in one way each: what an office sends by mistake, or an attacker on purpose.

Beside each is what the user must be told: the finding's code and the words that name the place and the value.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from tests.system.command import HEADER, JIA, ROWS, YI, write_csv

Rows = list[list[object]]
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SHEET = "xl/worksheets/sheet1.xml"
VETO_HEADER = ["年度", "统一社会信用代码", "类别", "依据"]
MANUAL_HEADER = ["年度", "统一社会信用代码", "目标等级", "理由", "依据"]
LETTER = {name: chr(ord("A") + i) for i, name in enumerate(HEADER)}


@dataclass(frozen=True, slots=True)
class Bad:
    """An upload: `make` writes it into a folder and gives the path for the command.

    code   the finding's code
    words  what standard error must hold: the file, the sheet, the cell as Excel shows it, the value
    """

    make: Callable[[Path], Path]
    code: str
    words: tuple[str, ...]


def good_rows() -> Rows:
    """甲, 乙, 丙, 丁 under their header, free to be changed."""
    return [list(HEADER), *(list(row) for row in ROWS)]


def with_cell(column: str, value: object, row: int = 1) -> Rows:
    """The good rows with one other cell; `row` 0 is the header, 1 is 甲 (row 2 of the sheet)."""
    rows = good_rows()
    rows[row][HEADER.index(column)] = value
    return rows


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """An .xlsx with these sheets; "" is a cell that was never filled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(path)
    return path


def upload_folder(folder: Path, **tables: Rows) -> Path:
    """A folder with 企业.csv (good unless given) and a CSV for each other table."""
    for name, rows in ({"企业": good_rows()} | tables).items():
        write_csv(folder / f"{name}.csv", rows)
    return folder


def _book(rows: Rows) -> Callable[[Path], Path]:
    return lambda folder: workbook(folder / "上报.xlsx", {"企业": rows})


def _csv(rows: Rows) -> Callable[[Path], Path]:
    return lambda folder: write_csv(folder / "企业.csv", rows)


def _file(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    return make


def changed_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """The workbook with these parts replaced or added, as somebody with a zip program would."""
    with zipfile.ZipFile(path) as book:
        old = {info.filename: book.read(info) for info in book.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in (old | parts).items():
            book.writestr(name, content)
    return path


def _with_parts(parts: dict[str, bytes]) -> Callable[[Path], Path]:
    return lambda folder: changed_parts(_book(good_rows())(folder), parts)


def zip_bomb(folder: Path) -> Path:
    """A sheet of 300 MB of blanks: 300 kB as a file."""
    return changed_parts(_book(good_rows())(folder), {SHEET: XML + b" " * (300 * 2**20)})


def entity_bomb() -> bytes:
    """Billion laughs: nine levels of ten references each."""
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)
    )
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (XML + b"<!DOCTYPE worksheet [" + entities + b"]>"
            + b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (space, cell))


def encrypted_container() -> bytes:
    """What Excel makes of a workbook with a password: a compound file with the stream EncryptedPackage."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    entries = b"".join(_entry(name, kind) for name, kind in
                       (("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2), ("", 0)))
    return head + table + entries


def _entry(name: str, kind: int) -> bytes:
    free = 0xFFFFFFFF
    text = name.encode("utf-16-le")
    return (text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
            + struct.pack("<III", free, free, free) + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0))


def no_enterprises(folder: Path) -> Path:
    """Parks alone: enough for `check`, not for `evaluate`."""
    rows: Rows = [["年度", "园区名称", "类型", "区县", "建设用地面积"], [2021, "甲园", "经济开发区", "黄岩区", 100]]
    write_csv(folder / "园区.csv", rows)
    return folder


def two_headers() -> Rows:
    """用地面积 in 亩 and once more in 公顷."""
    rows = good_rows()
    for row, more in zip(rows, ["用地面积（公顷）", 1.3, 1.3, "", 0.7], strict=True):
        row.append(more)
    return rows


def without(column: str) -> Rows:
    """The good rows without one column."""
    place = HEADER.index(column)
    return [row[:place] + row[place + 1 :] for row in good_rows()]


def ragged(folder: Path) -> Path:
    """An unquoted thousands separator in 乙's 工业增加值 moves all that follows by one column."""
    path = _csv(good_rows())(folder)
    lines = path.read_text("utf-8-sig").splitlines()
    lines[2] = lines[2].replace(",3000,", ",3,000,")
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return path


def nul_bytes(folder: Path) -> Path:
    """A NUL in the middle of a name."""
    path = _csv(with_cell("企业名称", "甲厂"))(folder)
    path.write_bytes(path.read_bytes().replace("甲厂".encode(), "甲\0厂".encode()))
    return path


def wide() -> Rows:
    """A sheet that goes to XFD, Excel's last column."""
    return [[*HEADER, *(f"备用{i}" for i in range(len(HEADER), 16_384))], *(list(row) for row in ROWS)]


def number_as_code(folder: Path, number: str) -> Path:
    """A credit code of digits only that was typed into a cell of numbers, as Excel and other programs store it."""
    path = workbook(folder / "上报.xlsx", {"企业": with_cell("统一社会信用代码", 1)})
    with zipfile.ZipFile(path) as book:
        xml = book.read(SHEET)
    stored = xml.replace(b'<c r="B2" t="n"><v>1</v>', b'<c r="B2"><v>%s</v>' % number.encode())
    assert stored != xml
    return changed_parts(path, {SHEET: stored})


VRT = """<OGRVRTDataSource><OGRVRTLayer name="宗地"><SrcDataSource>{}</SrcDataSource><SrcLayer>x</SrcLayer>
<GeometryType>wkbPolygon</GeometryType><LayerSRS>EPSG:4490</LayerSRS><GeometryField encoding="WKT" field="WKT"/>
</OGRVRTLayer></OGRVRTDataSource>"""
"""A GDAL virtual file, which makes whoever opens it read another file or address."""


def pointing_map(name: str) -> Callable[[Path], Path]:
    """A map file that is none and points at another file of the machine."""

    def make(folder: Path) -> Path:
        upload_folder(folder)
        secret = folder.parent / "x.csv"
        shape = "POLYGON((120 30,120.1 30,120.1 30.1,120 30))"
        secret.write_text(f'宗地代码,区县,镇街,WKT\n机密,甲,乙,"{shape}"\n', "utf-8")
        (folder / name).write_text(VRT.format(secret), "utf-8")
        return folder

    return make


def zipped_map(members: dict[str, bytes]) -> Callable[[Path], Path]:
    """A zip with these members, which is called a Shapefile."""

    def make(folder: Path) -> Path:
        upload_folder(folder)
        with zipfile.ZipFile(folder / "宗地.zip", "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return folder

    return make


def _veto_for(code: str) -> Callable[[Path], Path]:
    return lambda folder: upload_folder(folder, 否决事项=[VETO_HEADER, [2021, code, "重大税收违法", "黄税〔2021〕1号"]])


def _manual_to(word: str) -> Callable[[Path], Path]:
    rows: Rows = [MANUAL_HEADER, [2021, JIA, word, "复核", "黄亩办〔2022〕3号"]]
    return lambda folder: upload_folder(folder, 手工调档=rows)


TAX = LETTER["税收实际贡献"]

REFUSED: dict[str, Bad] = {
    "a PDF renamed .xlsx": Bad(_file("上报.xlsx", b"%PDF-1.7\n" + bytes(2000)), "XLSX_NOT_A_WORKBOOK",
                               ("上报.xlsx", "PDF")),
    "an encrypted workbook": Bad(_file("上报.xlsx", encrypted_container()), "XLSX_ENCRYPTED",
                                 ("上报.xlsx", "打开密码")),
    "a zip bomb": Bad(zip_bomb, "ZIP_BOMB", ("上报.xlsx",)),
    "an XML entity bomb": Bad(_with_parts({SHEET: entity_bomb()}), "XML_DOCTYPE", ("上报.xlsx",)),
    "a zip with ../ names": Bad(_with_parts({"../../boot.txt": b"x"}), "ZIP_PATHS", ("上报.xlsx", "../")),
    "a zip with \\ names": Bad(_with_parts({"..\\boot.txt": b"x"}), "ZIP_PATHS", ("上报.xlsx",)),
    "an empty workbook file": Bad(_file("上报.xlsx", b""), "FILE_EMPTY", ("上报.xlsx",)),
    "an empty CSV file": Bad(_file("企业.csv", b""), "FILE_EMPTY", ("企业.csv",)),
    "a CSV of blanks": Bad(_file("企业.csv", b"\n \n\n"), "FILE_EMPTY", ("企业.csv",)),
    "an empty sheet": Bad(lambda folder: workbook(folder / "上报.xlsx", {"企业": []}), "SHEET_EMPTY",
                          ("上报.xlsx", "企业")),
    "a header without rows": Bad(_book(good_rows()[:1]), "NO_ENTERPRISES", ("企业",)),
    "no 企业": Bad(no_enterprises, "NO_ENTERPRISES", ("企业",)),
    "two headers of one measure": Bad(_book(two_headers()), "COLUMN_DUPLICATE",
                                      ("上报.xlsx", "P1", "用地面积（公顷）", "G列")),
    "an unknown unit": Bad(_book(with_cell("税收实际贡献", "税收实际贡献（万美元）", 0)), "UNIT_UNKNOWN",
                           ("上报.xlsx", f"{TAX}1", "万美元")),
    "a missing required column": Bad(_book(without("行业代码")), "COLUMN_MISSING", ("上报.xlsx", "行业代码")),
    "a year in Chinese digits": Bad(_book(with_cell("年度", "二〇二一")), "YEAR_UNREADABLE",
                                    ("上报.xlsx", "A2", "二〇二一")),
    "ragged rows": Bad(ragged, "CSV_RAGGED", ("企业.csv", "3")),
    "NUL bytes": Bad(nul_bytes, "TEXT_CONTROL", ("企业.csv", "C2")),
    "NUL bytes only": Bad(_file("企业.csv", bytes(4096)), "HEADER_MISSING", ("企业.csv",)),
    "16,384 columns": Bad(_book(wide()), "TOO_MANY_COLUMNS", ("上报.xlsx", "16,384")),
    "16,384 columns of CSV": Bad(_csv(wide()), "TOO_MANY_COLUMNS", ("企业.csv", "16,384")),
    "a duplicate key": Bad(_book([*good_rows(), list(ROWS[0])]), "KEY_DUPLICATE", ("上报.xlsx", "6", "2", JIA)),
    "a duplicate key with other figures": Bad(_book([*good_rows(), [*ROWS[0][:6], 21, *ROWS[0][7:]]]),
                                              "KEY_DUPLICATE", ("上报.xlsx", "6", JIA)),
    **{
        f"a credit code stored as {number}": Bad(lambda folder, n=number: number_as_code(folder, n), "DIGITS_LOST",
                                                 ("上报.xlsx", "B2", "15位"))
        for number in ("9.1330000000000013E+17", "913300000000000123", "9.133000000000001e+17", "9.13E17",
                       "913300000000000123.0")
    },
    "a credit code as 9.133E+17": Bad(_csv(with_cell("统一社会信用代码", "9.133E+17")), "DIGITS_LOST",
                                      ("企业.csv", "B2", "9.133E+17")),
    "a megabyte in a name": Bad(_csv(with_cell("企业名称", "甲" * 1_000_000)), "TEXT_TOO_LONG",
                                ("企业.csv", "C2", "1,000,000")),
    "a map that points at another file": Bad(pointing_map("宗地.geojson"), "GEO_UNREADABLE", ("宗地.geojson",)),
    "a GeoPackage that points at another file": Bad(pointing_map("宗地.gpkg"), "GEO_UNREADABLE", ("宗地.gpkg",)),
    "a Shapefile of garbage": Bad(zipped_map({"a.shp": b"garbage" * 50, "a.dbf": b"", "a.shx": b""}),
                                  "GEO_UNREADABLE", ("宗地.zip",)),
    "a zipped map with ../ names": Bad(zipped_map({"../宗地.shp": b"x"}), "ZIP_PATHS",
                                        ("宗地.zip", "../")),
    "a manual change to class E": Bad(_manual_to("E"), "CLASS_UNKNOWN", ("手工调档.csv", "C2", "“E”")),
    **{
        f"{text} in a number cell of a {kind}": Bad(make(with_cell("税收实际贡献", text, 2)), "NUMBER_UNREADABLE",
                                                     (file, f"{TAX}3", text))
        for text in ("1.2万", "#DIV/0!", "约50", "1e400", "nan", "inf", "0x10", "1_000", "=1/0")
        for kind, make, file in (("CSV", _csv, "企业.csv"), ("workbook", _book, "上报.xlsx"))
        if not (kind == "workbook" and text.startswith("="))  # openpyxl would store a formula without a value
    },
}  # fmt: skip
"""Uploads that are refused: exit code 2."""

TOLERATED: dict[str, Bad] = {
    "2021年": Bad(_book(with_cell("年度", "2021年")), "", ()),
    "a wrong checksum": Bad(_book(with_cell("统一社会信用代码", JIA[:-1] + ("0" if JIA[-1] != "0" else "1"))),
                            "USCC_CHECKSUM", ("上报.xlsx", "B2", JIA[:-1])),
    "right-to-left marks": Bad(_book(with_cell("企业名称", "甲\u202e厂")), "TEXT_DIRECTION", ("上报.xlsx", "C2")),
    "HTML in a name": Bad(_csv(with_cell("企业名称", "<script>alert(1)</script><b>甲</b>")), "", ()),
    "markup of the terminal in a name": Bad(_csv(with_cell("企业名称", "[bold red]甲[/]")), "", ()),
    "a veto for nobody": Bad(_veto_for("91330000000000999X"), "ENTERPRISE_UNKNOWN",
                             ("否决事项.csv", "2", "91330000000000999X")),
    "a veto of a known enterprise": Bad(_veto_for(YI), "", ()),
}  # fmt: skip
"""Uploads that are evaluated, with a finding where there is something to say: exit code 0."""


def anchor_bomb() -> str:
    """Nine levels of ten aliases each, in a mapping."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    return "\n".join(lines) + "\n"


PATCHES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "an anchor bomb": (anchor_bomb(), "YAML_ANCHOR", ("patch.yaml", "第1行")),
    "an unknown key": ("pools:\n  规上工业:\n    wieghts: {亩均税收: 40}\n", "POLICY_UNKNOWN_KEY",
                       ("patch.yaml", "第3行", "wieghts")),
    "a weight sum of 102": ("pools:\n  规上工业:\n    weights: {亩均税收: 32}\n", "POLICY_WEIGHT_SUM",
                            ("第3行", "102")),
    "a tag that would run code": ("a: !!python/object/apply:os.system [ls]\n", "YAML_TAG", ("第1行",)),
    "no mapping": ("- 1\n- 2\n", "YAML_NOT_A_MAPPING", ("patch.yaml",)),
    "no YAML": ("a: [1\nb: }", "YAML_SYNTAX", ("patch.yaml",)),
    "an unknown pool": ("pools: {规上农业: {weights: {亩均税收: 100}}}\n", "POLICY_UNKNOWN_KEY",
                        ("规上农业", "规上工业")),
}  # fmt: skip
"""Patches that are refused: text, finding code, words."""
