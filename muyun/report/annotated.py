"""What goes back to the office: its own sheets with the wrong cells coloured and commented, and all findings."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from muyun.data.archive import Refused
from muyun.data.read import REVIEW
from muyun.findings import Cell, Finding, Level, Line
from muyun.report.cells import ROWS_LIMIT, kept_text
from muyun.report.marks import COMMENTS_LIMIT, Located, Place, located, marks
from muyun.report.sent import Rows, SentSheet, sent_sheets
from muyun.report.sheet_again import TINTS, SheetWriter

LINKS_LIMIT = 65_000
"""Excel keeps 65,530 links in a sheet."""

_COLUMNS = (
    ("级别", 8), ("文件", 24), ("工作表", 18), ("单元格", 12), ("企业名称或代码", 28), ("列", 18),
    ("说明", 56), ("为什么", 36), ("怎么改", 48), ("代码", 26),
)  # fmt: skip

_NAMES = ("name", "uscc", "parcel_id")
"""What a row is called by, the best first."""

_INTRODUCTION = (
    "这是您报送的数据，每个数都在原来的行和列；有意见的格已着色，批注里写着是什么问题、为什么要紧、怎么改。"
    "代码和名称的列是文本格式，表头的说明和下拉选项与模板相同；"
    "公式已换成算出的值，原来的其他格式和图片没有保留。改好后可以直接再交这个工作簿，本表不会读入。"
)


def annotated_workbook(files: Mapping[str, bytes], findings: Sequence[Finding]) -> bytes:
    """An xlsx with 核对意见 first and then every sheet of the upload, values in place, wrong cells marked.

    files     the uploaded files by name, in the order in which they were read
    findings  what reading them told; those of a policy, a map or nowhere are listed only
    Read again it gives the same tables. Nothing in it is a formula. At most `COMMENTS_LIMIT` cells,
    the gravest first, have comments. What couldn't be shown is said on the first sheet.
    """
    sheets, notes = sent_sheets(files, findings)
    found = located(findings, sheets)
    by_sheet, uncommented = marks(found)
    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        review = book.add_worksheet(REVIEW)
        review.activate()
        titles, names, told = _write_sheets(book, sheets, by_sheet)
        if uncommented:
            notes.append(f"批注限 {COMMENTS_LIMIT:,} 处，另有 {uncommented:,} 格只着色，没有批注；意见都列在下面。")
        _Review(book, sheets, titles, names).write(found, [_INTRODUCTION, *notes, *told])
    return content.getvalue()


def _write_sheets(
    book: Workbook, sheets: Sequence[SentSheet], by_sheet: Mapping
) -> tuple[dict[int, str], dict[Place, str], list[str]]:
    """The titles of the sheets that could be written, whose row each marked one is, and sentences about the others.

    The name of a row has the sheet's number and the row, from 0.
    """
    writer = SheetWriter(book)
    titles: dict[int, str] = {}
    names: dict[Place, str] = {}
    notes = []
    taken = {REVIEW}
    for number, sent in enumerate(sheets):
        name = f"{sent.place.file}「{sent.place.sheet}」" if sent.place.sheet else sent.place.file
        try:
            rows = sent.rows()
        except Refused:
            notes.append(f"“{name}”读不出来，没有放进本工作簿；意见列在下面，请改好原件再交。")
            continue
        titles[number] = sent.title(taken)
        taken.add(titles[number].lower())
        marked = by_sheet.get(number, {})
        if not writer.write(titles[number], sent, _named(rows, sent, number, marked, names), marked):
            notes.append(f"“{name}”超过 Excel 的 {ROWS_LIMIT:,} 行，后面的行没有放进来；请在原件里改，不要再交这张表。")
    return titles, names, notes


def _named(
    rows: Rows, sent: SentSheet, number: int, marked: Collection[int], names: dict[Place, str]
) -> Iterator[Sequence[object]]:
    """The rows as they are; on the way, whose the marked ones are is put into `names`."""
    layout = sent.layout
    of = {field.measure.name: field.position for field in layout.fields} if layout else {}
    places = [of[name] for name in _NAMES if name in of]
    for row, cells in enumerate(rows):
        if row in marked and layout and row >= layout.header_row:
            written = (cells[at] for at in places if at < len(cells))
            names[number, row] = next((str(value) for value in written if value not in ("", None)), "")
        yield cells


class _Review:
    """The first sheet: what this workbook is, then every finding with a link to its cell."""

    def __init__(
        self, book: Workbook, sheets: Sequence[SentSheet], titles: Mapping[int, str], names: Mapping[Place, str]
    ) -> None:
        self._sheet, self._sheets, self._titles, self._names = book.worksheets()[0], sheets, titles, names
        text = {"text_wrap": True, "valign": "top"}
        self._text = book.add_format(text)
        self._link = book.add_format({**text, "font_color": "#0072B2", "underline": 1})
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F3F4"})
        self._levels = {
            level: book.add_format({**text, "bg_color": tint, "left": 5, "left_color": edge})
            for level, (tint, edge) in TINTS.items()
        }

    def write(self, found: Sequence[Located], notes: Sequence[str]) -> None:
        sheet = self._sheet
        for column, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{REVIEW}：{_counts(found)}", self._title)
        for row, note in enumerate(notes, 1):
            sheet.merge_range(row, 0, row, len(_COLUMNS) - 1, "", self._text)
            sheet.write_string(row, 0, kept_text(note), self._text)
            sheet.set_row(row, 32 if len(note) > 110 else 17)
        header = len(notes) + 1
        for column, (name, _) in enumerate(_COLUMNS):
            sheet.write_string(header, column, name, self._header)
        shown = found[: ROWS_LIMIT - header - 1]
        for row, one in enumerate(shown, header + 1):
            self._write_finding(row, one)
        sheet.autofilter(header, 0, header + max(1, len(shown)), len(_COLUMNS) - 1)
        sheet.freeze_panes(header + 1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write_finding(self, row: int, one: Located) -> None:
        finding = one.finding
        file, title, column = self._where(one)
        name = self._names.get((one.sheet, one.place[0]), "") if one.place else ""
        texts = (file, title, None, name, column, finding.what, finding.why, finding.fix, finding.code)
        self._sheet.write_string(row, 0, finding.level.value, self._levels[finding.level])
        for position, text in enumerate(texts, 1):
            if text:
                self._sheet.write_string(row, position, kept_text(text), self._text)
        address = self._address(one)
        target = one.sheet is not None and one.sheet in self._titles and self._sheets[one.sheet].visible
        if target and row < LINKS_LIMIT:
            place = xl_rowcol_to_cell(*one.place) if one.place else "A1"
            url = f"internal:{quote_sheetname(self._titles[one.sheet])}!{place}"
            self._sheet.write_url(row, 3, url, self._link, address or "打开")
        elif address:
            self._sheet.write_string(row, 3, kept_text(address), self._text)

    def _where(self, one: Located) -> tuple[str, str, str]:
        """File, sheet (as it is called here) and column of a finding, as far as they are known."""
        match one.finding.where:
            case Cell() as cell:
                title = self._titles.get(one.sheet) if one.sheet is not None else None
                return cell.file or "", title or cell.sheet or cell.table or "", cell.column or ""
            case Line() as line:
                return line.file, "", line.key or ""
        return "", "", ""

    def _address(self, one: Located) -> str:
        if one.place:
            return xl_rowcol_to_cell(*one.place)
        match one.finding.where:
            case Line(line=int() as number):
                return f"第 {number} 行"
            case Cell() as cell:
                return (cell.letter or "") + (str(cell.row) if cell.row else "")
        return ""


def _counts(found: Sequence[Located]) -> str:
    """错误 2 条，警告 1 条."""
    counts = {level: sum(one.finding.level is level for one in found) for level in Level}
    return "，".join(f"{level} {count:,} 条" for level, count in counts.items() if count) or "没有意见"
