"""How is a sheet of an upload written again, value by value in place, with its wrong cells marked?"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from itertools import islice

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from muyun.data.template import drop_down, note
from muyun.findings import Level
from muyun.report.cells import COLUMNS_LIMIT, ROWS_LIMIT, ExactNumber, kept_text
from muyun.report.marks import Mark
from muyun.report.sent import Rows, SentSheet

TINTS = {Level.ERROR: ("#F9D3BF", "#D55E00"), Level.WARNING: ("#FCE8BD", "#E69F00"), Level.NOTE: ("#D3E9F7", "#0072B2")}
"""Background and border of a cell by the gravest finding about it."""

_STYLES: dict[str, dict] = {
    "plain": {},
    "digits": {"num_format": "@"},  # retyped, a code stays text and keeps its zeros
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "header": {"bold": True, "bottom": 1},
}
_MERGED_LIMIT = 1_000_000
_WIDTH_ROWS, _NARROWEST, _WIDEST = 200, 8, 40
_FIRST_YEAR = 1900
_NOTE_BOX = {"author": "亩云", "x_scale": 2, "y_scale": 1.5}
_LINE_CHARACTERS, _LINE_PIXELS, _COMMENT_WIDTH = 24, 17, 320

Marks = Mapping[int, Mapping[int, Mark]]
"""Row → column → mark, both from 0."""


class SheetWriter:
    """Writes sheets into one workbook in constant memory; holds its formats."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._texts: frozenset[int] = frozenset()
        self._formats: dict[tuple[str, Level | None], Format | None] = {}
        for style, look in _STYLES.items():
            self._formats[style, None] = book.add_format(look) if look else None
            for level, (tint, border) in TINTS.items():
                marked = {**look, "bg_color": tint, "border": 1, "border_color": border}
                self._formats[style, level] = book.add_format(marked)

    def write(self, title: str, sent: SentSheet, rows: Rows, marks: Marks) -> bool:
        """Adds the sheet; False: it has more rows than Excel and was cut."""
        sheet = self._book.add_worksheet(title)
        header = sent.layout.header_row - 1 if sent.layout else None
        self._texts = _text_columns(sent)
        _merge(sheet, sent)
        self._as_template(sheet, sent)
        widths: dict[int, int] = {}
        last, cut = -1, False
        for row, cells in enumerate(rows):
            if row >= ROWS_LIMIT:
                cut = True
                break
            self._write_row(sheet, row, cells, marks.get(row, {}), "header" if row == header else "plain")
            if row < _WIDTH_ROWS:
                _widen(widths, cells)
            last = row
        for row in sorted(row for row in marks if last < row < ROWS_LIMIT):
            self._write_row(sheet, row, (), marks[row], "plain")
        self._widths(sheet, widths)
        _arrange(sheet, sent, marks)
        return not cut

    def _as_template(self, sheet: Worksheet, sent: SentSheet) -> None:
        """What the template gives its columns: texts stay texts when retyped, notes at the headers, drop-downs."""
        for column in self._texts:  # before the cells: constant memory writes each row as it comes
            sheet.set_column(column, column, None, self._formats["digits", None])
        for field in sent.layout.fields if sent.layout else ():
            sheet.write_comment(sent.layout.header_row - 1, field.position, note(field.measure), _NOTE_BOX)
            if rule := drop_down(field.measure):
                sheet.data_validation(sent.layout.header_row, field.position, ROWS_LIMIT - 1, field.position, rule)

    def _widths(self, sheet: Worksheet, widths: Mapping[int, int]) -> None:
        for column, width in widths.items():
            sheet.set_column(column, column, width, self._formats["digits", None] if column in self._texts else None)

    def _write_row(self, sheet: Worksheet, row: int, cells, marks: Mapping[int, Mark], style: str) -> None:
        if marks or style != "plain":
            self._write_marked(sheet, row, cells, marks, style)
            return
        write_string, write_number, digits = sheet.write_string, sheet.write_number, self._formats["digits", None]
        for column, value in enumerate(cells if len(cells) <= COLUMNS_LIMIT else cells[:COLUMNS_LIMIT]):
            kind = type(value)  # the innermost loop: a million cells take seconds
            if kind is float:
                write_number(row, column, ExactNumber(value))
            elif kind is str:
                if value:
                    write_string(row, column, kept_text(value), digits if value.isdecimal() else None)
            elif value is not None:
                self._write_cell(sheet, (row, column), value, None, style)

    def _write_marked(self, sheet: Worksheet, row: int, cells, marks: Mapping[int, Mark], style: str) -> None:
        for column, value in enumerate(islice(cells, COLUMNS_LIMIT)):
            if value != "" and value is not None:
                level = marks[column].level if column in marks else None
                self._write_cell(sheet, (row, column), value, level, style)
        for column, mark in marks.items():
            if column >= len(cells) or cells[column] in ("", None):
                blank = "digits" if column in self._texts else "plain"
                sheet.write_blank(row, column, None, self._formats[blank, mark.level])
            if mark.comment:
                sheet.write_comment(row, column, mark.comment, _comment_box(mark.comment))

    def _write_cell(self, sheet: Worksheet, at: tuple[int, int], value, level: Level | None, style: str) -> None:
        formats = self._formats
        match value:
            case str():
                text = value.isdecimal() or at[1] in self._texts
                style = "digits" if style == "plain" and text else style
                sheet.write_string(*at, kept_text(value), formats[style, level])
            case bool():
                sheet.write_boolean(*at, value, formats[style, level])
            case float() | int():
                sheet.write_number(*at, ExactNumber(value), formats[style, level])
            case dt.date() if value.year >= _FIRST_YEAR:
                whole = not isinstance(value, dt.datetime) or value.time() == dt.time()
                sheet.write_datetime(*at, value, formats["date" if whole else "moment", level])
            case _:
                sheet.write_string(*at, kept_text(str(value)), formats[style, level])


def _merge(sheet: Worksheet, sent: SentSheet) -> None:
    """Merged cells are merged again; those that overlap or are larger than any table aren't."""
    left = _MERGED_LIMIT
    for merge in sent.merges:
        cells = (merge.last_row - merge.first_row + 1) * (merge.last_column - merge.first_column + 1)
        if not 1 < cells <= left:
            continue
        left -= cells
        try:  # without a format no cell is written, which constant memory wouldn't allow
            sheet.merge_range(merge.first_row - 1, merge.first_column, merge.last_row - 1, merge.last_column, "")
        except OverlappingRange:
            continue


def _widen(widths: dict[int, int], cells) -> None:
    for column, value in enumerate(cells):
        if value != "" and value is not None:
            text = str(value)[:_WIDEST].partition("\n")[0]
            wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
            widths[column] = max(widths.get(column, _NARROWEST), min(len(text) + wide + 1, _WIDEST))


def _text_columns(sent: SentSheet) -> frozenset[int]:
    """Columns of names and codes."""
    return frozenset(f.position for f in sent.layout.fields if f.measure.type == "text") if sent.layout else frozenset()


def _arrange(sheet: Worksheet, sent: SentSheet, marks: Marks) -> None:
    if sent.layout:
        sheet.freeze_panes(sent.layout.header_row, 0)
    levels = {mark.level for cells in marks.values() for mark in cells.values()}
    worst = next((level for level in Level if level in levels), None)
    if worst:
        sheet.set_tab_color(TINTS[worst][1])
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_LIMIT}"})
    if not sent.visible:
        sheet.hide()


def _comment_box(comment: str) -> dict:
    """Size of a comment in which all of it can be read."""
    lines = sum(1 + len(line) // _LINE_CHARACTERS for line in comment.split("\n"))
    return {"author": "亩云", "width": _COMMENT_WIDTH, "height": (lines + 1) * _LINE_PIXELS, "font_size": 9}
