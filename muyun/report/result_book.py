"""A result table as a file to hand over: an xlsx that says what it is, or a CSV like result.csv."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from muyun.report.cells import ROWS_LIMIT, ExactNumber, kept_text
from muyun.report.csvfile import write_csv
from muyun.terms import Class, ResultKind, measures

SCENARIO = ResultKind.SCENARIO.value
"""The band that keeps a scenario from being taken for the result."""

_SCENARIO_COLOUR, _BAND_COLOUR = "#7A3EB1", "#5F6368"
CLASS_TINTS = {Class.A: "#CCE3F0", Class.B: "#DDF0FB", Class.C: "#FAECCC", Class.D: "#F7DFCC"}
"""A tenth to a fifth of #0072B2, #56B4E9, #E69F00 and #D55E00; black letters stay readable on them."""

_CLASS_COLUMNS = ("等级", "分档")
_CLASS = re.compile(r"([A-D])([档类].*)?")
_DIGITS, _MOST_DECIMALS = 4, 6
_WIDTH_ROWS, _NARROWEST, _WIDEST = 200, 9, 48
_FROZEN = "企业名称"
_YEARS = frozenset(m.column for m in measures() if m.unit == "年")

Cells = list
"""One value a row: None where the cell is empty."""


def result_workbook(frame: pd.DataFrame, *, title: str, notes: Sequence[str], bands: Sequence[str] = ()) -> bytes:
    """`frame` as an xlsx: title, bands, notes, then the table with filter, below a header that stays.

    notes  lines under the title: data version, policy, year
    bands  lines on a coloured ground: 合成样例数据; 模拟测算，非正式结果 is purple
    Numbers keep full precision and show about 4 significant digits, years without separator;
    missing, NaN, infinite and "" are empty cells; no text becomes a formula; classes A–D are tinted.
    ValueError: more rows than a sheet of Excel has.
    """
    top = 1 + len(bands) + len(notes)
    if len(frame) + top + 1 > ROWS_LIMIT:
        raise ValueError(f"{len(frame):,} rows don't fit into a sheet")
    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "comments": "；".join([*bands, *notes])})
        sheet = book.add_worksheet("结果")
        _write_top(book, sheet, len(frame.columns), (title, bands, notes))
        header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F3F4", "text_wrap": True, "valign": "top"})
        for position, name in enumerate(frame.columns):
            sheet.write_string(top, position, kept_text(str(name)), header)
        _write_table(book, sheet, frame, top + 1)
        _arrange(sheet, frame, top)
        sheet.set_footer("&C" + "　".join([*bands, title]).replace("&", "&&")[:200] + "&R&P / &N")
    return content.getvalue()


def result_csv(frame: pd.DataFrame) -> bytes:
    """`frame` as the CSV that `report.csvfile` writes: UTF-8 with BOM, full precision, no formula.

    Flags are 是 and 否, dates 2020-06-01; missing is an empty cell.
    """
    frame = frame.assign(**{str(n): _flags(v) for n, v in frame.items() if v.dtype.kind == "b"})
    frame = frame.assign(**{str(n): v.dt.strftime("%Y-%m-%d") for n, v in frame.items() if v.dtype.kind == "M"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.csv"
        write_csv(frame, path)
        return path.read_bytes()


def _write_top(book: Workbook, sheet: Worksheet, width: int, texts: tuple[str, Sequence[str], Sequence[str]]) -> None:
    title, bands, notes = texts
    sheet.write_string(0, 0, kept_text(title), book.add_format({"bold": True, "font_size": 16}))
    sheet.set_row(0, 26)
    for row, band in enumerate(bands, 1):
        colour = _SCENARIO_COLOUR if SCENARIO in band else _BAND_COLOUR
        look = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": colour})
        sheet.write_string(row, 0, kept_text(band), look)
        for column in range(1, max(width, 1)):
            sheet.write_blank(row, column, None, look)
    grey = book.add_format({"font_color": "#5F6368"})
    for row, note in enumerate(notes, 1 + len(bands)):
        sheet.write_string(row, 0, kept_text(note), grey)


def _write_table(book: Workbook, sheet: Worksheet, frame: pd.DataFrame, first_row: int) -> None:
    columns = [_written(book, sheet, values) for _, values in frame.items()]
    for row, values in enumerate(zip(*(cells for cells, _ in columns), strict=True), first_row):
        for position, value in enumerate(values):
            if value is not None:
                columns[position][1](row, position, value)


def _written(book: Workbook, sheet: Worksheet, values: pd.Series) -> tuple[Cells, Callable]:
    """The cells of a column, and how one of them is written."""
    kind = values.dtype.kind
    if kind == "b":
        return _flags(values).tolist(), sheet.write_string
    if kind == "M":
        look = book.add_format({"num_format": "yyyy-mm-dd"})
        cells = [None if pd.isna(v) else v.to_pydatetime() for v in values]
        return cells, lambda row, column, value: sheet.write_datetime(row, column, value, look)
    if kind in "fiu":
        numbers = values.to_numpy(float, na_value=np.nan) + 0.0  # no negative zero
        look = book.add_format({"num_format": number_format(str(values.name), numbers)})
        cells = [ExactNumber(v) if np.isfinite(v) else None for v in numbers.tolist()]
        return cells, lambda row, column, value: sheet.write_number(row, column, value, look)
    cells = [None if pd.isna(v) or v == "" else kept_text(str(v)) for v in values]
    if str(values.name).endswith(_CLASS_COLUMNS):
        return cells, _class_writer(sheet, _class_looks(book))
    return cells, sheet.write_string


def _flags(values: pd.Series) -> pd.Series:
    """是, 否 or None for each flag."""
    words = [None if pd.isna(v) else "是" if v else "否" for v in values]
    return pd.Series(words, values.index, dtype=object)


def _class_looks(book: Workbook) -> dict[str, Format]:
    return {str(letter): book.add_format({"bg_color": tint, "bold": True}) for letter, tint in CLASS_TINTS.items()}


def _class_writer(sheet: Worksheet, looks: Mapping[str, Format]) -> Callable:
    def write(row: int, column: int, text: str) -> None:
        letter = _CLASS.fullmatch(text)
        sheet.write_string(row, column, text, looks[letter[1]] if letter else None)

    return write


def number_format(name: str, numbers: np.ndarray) -> str:
    """Excel's format of a column: thousands separators, decimals so that half of it shows 4 digits or more.

    >>> number_format("年度", np.array([2019.0])), number_format("亩均税收", np.array([3.25, 4.7, np.nan]))
    ('0', '#,##0.000')
    """
    if name in _YEARS:
        return "0"
    known = np.abs(numbers[np.isfinite(numbers) & (numbers != 0)])
    if not len(known) or (known == np.floor(known)).all():
        return "#,##0"
    before_point = int(np.floor(np.log10(np.median(known)))) + 1
    decimals = min(max(_DIGITS - before_point, 0), _MOST_DECIMALS)
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _arrange(sheet: Worksheet, frame: pd.DataFrame, header: int) -> None:
    """Widths, filter, what stays in view, and how it prints."""
    for position, name in enumerate(frame.columns):
        sheet.set_column(position, position, _width(str(name), frame.iloc[:_WIDTH_ROWS, position]))
    last = max(len(frame.columns) - 1, 0)
    sheet.autofilter(header, 0, header + max(len(frame), 1), last)
    names = list(map(str, frame.columns))
    sheet.freeze_panes(header + 1, names.index(_FROZEN) + 1 if _FROZEN in names[:4] else 0)
    sheet.repeat_rows(header)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _width(name: str, values: pd.Series) -> float:
    """Characters wide: the header in two lines at most, texts up to a limit."""
    texts = [] if values.dtype.kind in "fiuM" else [str(v) for v in values if not pd.isna(v)]
    longest = max(map(_cells_wide, texts), default=0)
    return min(max(longest + 2, _cells_wide(name) / 2 + 3, _NARROWEST), _WIDEST)


def _cells_wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:_WIDEST])
