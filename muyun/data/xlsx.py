"""The sheets of an xlsx workbook: fastexcel where it is exact, calamine where anything is unusual.

fastexcel gives a column one type and rounds numbers that it turns into texts; it says nothing
of error cells and drops leading blank columns. So its columns are taken only where the sheet's
XML and the types that come back rule all of that out; `_by_calamine` reads every other sheet.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineWorkbook

from muyun.data import check_files
from muyun.data.archive import Archive, Refused
from muyun.data.cast_text import CODES
from muyun.data.column import RawColumn, column_from_arrow, column_from_objects
from muyun.data.header import Layout, column_letter
from muyun.data.sheet import CELLS_LIMIT, COLUMNS_LIMIT, Body, Sheet
from muyun.data.xlsx_cells import error_cells, has_number_in, uncomputed_cells
from muyun.data.xlsx_parts import Merge, SheetPart, head_cells, merges, sheet_extent, xml_content
from muyun.findings import Cell
from muyun.terms import Measure

_T = TypeVar("_T")

for _reader in ("fastexcel", "calamine"):  # they warn of columns without a value and of odd sheets
    logging.getLogger(_reader).addHandler(logging.NullHandler())

_COLUMN_A = re.compile(rb'<c r="A\d+"[^>]*(?<!/)>(?:<f[^>]*(?<!/)>[^<]*</f>|<f[^>]*/>)?(?:<v>[^<]|<is>)')
_HEAD_BYTES = 1 << 16
_COLUMNS_TO_ZZ, _COLUMNS_TO_BZ, _FEW_DIGITS = rb"[A-Z]{1,2}", rb"[AB]?[A-Z]", 5
_ROW_AT = re.compile(rb'<row\b[^>]*?\br="(\d{1,9})"')
_UNSEEN = (b't="e"', b't="b"', b"t='")
"""Cells that fastexcel would lose: an error becomes nothing, TRUE among numbers a 1; quoted oddly, who knows."""

_ALL_DIGITS = r"^\d{16,}$"


@dataclass(frozen=True, slots=True)
class _Content:
    """A sheet's XML and the archive it is in."""

    archive: Archive
    part: SheetPart
    xml: bytes


def read_sheet(archive: Archive, part: SheetPart, place: Cell) -> Sheet:
    """The sheet of `place.table` in one part of a workbook.

    Refused: its parts are damaged, harmful, or too large.
    """
    xml = xml_content(archive, part.part)
    strings = xml_content(archive, name) if (name := _strings_part(archive)) else b""
    content = _Content(archive, part, xml)
    _refuse_too_large(content, place)
    head = head_cells(xml, strings)
    if head is None:
        raise Refused(check_files.broken_workbook(archive.file, "工作表的内容不完整"))
    return Sheet(place, _filled(head, merges(xml)), partial(_body, content))


def values_as_written(archive: Archive, part: SheetPart) -> list[list[object]]:
    """All cells of a sheet that `read_sheet` took, row 1 and column A first; "" is blank.

    Errors (#DIV/0!) and formulas that were never computed (=A1) are texts. Refused: broken.
    """
    content = _Content(archive, part, xml_content(archive, part.part))
    rows = _guarded(content, lambda: _calamine_rows(content))
    for found in (error_cells(content.xml), uncomputed_cells(content.xml)):
        for position, cells in found.items():
            for row, text in cells.items():
                rows += [[] for _ in range(row - len(rows))]
                rows[row - 1] += [""] * (position + 1 - len(rows[row - 1]))
                rows[row - 1][position] = text
    return rows


def _strings_part(archive: Archive) -> str | None:
    return next((name for name in archive.members if name.endswith("/sharedStrings.xml")), None)


def _refuse_too_large(content: _Content, place: Cell) -> None:
    """Both readers hold the used range as a full rectangle: one cell at XFD1048576 would fill the memory."""
    digits = len(str(_last_row(content.xml)))
    letters, columns = (_COLUMNS_TO_ZZ, 702) if digits <= _FEW_DIGITS else (_COLUMNS_TO_BZ, 78)
    if 10**digits * columns <= CELLS_LIMIT and not _odd_cells(content.xml, letters, digits):
        return
    extent = sheet_extent(content.xml)
    if extent is None:
        raise Refused(check_files.broken_workbook(content.archive.file, "工作表的内容不完整"))
    rows, columns = extent
    if columns > COLUMNS_LIMIT:
        raise Refused(check_files.too_many_columns(place, columns, COLUMNS_LIMIT))
    if rows * columns > CELLS_LIMIT:
        raise Refused(check_files.sheet_too_large(place, rows * columns, CELLS_LIMIT))


def _odd_cells(xml: bytes, letters: bytes, digits: int) -> bool:
    """Whether a cell lies outside the given columns and numbers of digits, or is written in an unusual way."""
    usual = rb'<c(?! r="%b[1-9]\d{0,%d}")[\s/>]' % (letters, digits - 1)
    return b":c" in xml or re.search(usual, xml) is not None


def _last_row(xml: bytes) -> int:
    """The number of the last row; others may be higher in a file that was tampered with."""
    match = _ROW_AT.match(xml, max(xml.rfind(b"<row "), 0))
    return int(match[1]) if match else 1


def _filled(head: list[list[str]], found: Sequence[Merge]) -> list[list[str]]:
    """`head` with headers that are merged over several rows repeated in each of them."""
    for merge in found:
        top, column = merge.first_row - 1, merge.first_column
        if merge.last_row == merge.first_row or top >= len(head) or column >= len(head[top]):
            continue
        for row in range(merge.first_row, min(merge.last_row, len(head))):
            head[row] += [""] * (column + 1 - len(head[row]))
            head[row][column] = head[row][column] or head[top][column]
    return head


def _body(content: _Content, layout: Layout) -> Body:
    below = tuple(m for m in merges(content.xml) if m.last_row > layout.header_row)
    columns, uncomputed = None, {}
    if not below and _COLUMN_A.search(content.xml, 0, _HEAD_BYTES):  # else blank columns may lead, unseen
        columns = _guarded(content, lambda: _by_fastexcel(content, layout))
    if columns is None:
        uncomputed = uncomputed_cells(content.xml)
        columns = _guarded(content, lambda: _by_calamine(content, layout, uncomputed))
    return Body(layout.header_row + 1, columns, below, uncomputed=uncomputed)


def _guarded(content: _Content, read: Callable[[], _T]) -> _T:
    """What `read` gives; a workbook that breaks the reader is refused, a panic of it included."""
    try:
        return read()
    except Exception as error:  # two foreign readers on a file that may be anything: all they raise is its fault
        raise Refused(check_files.broken_workbook(content.archive.file)) from error
    except BaseException as error:  # pyo3's PanicException derives from BaseException and has no public name
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(check_files.broken_workbook(content.archive.file)) from error


def _by_fastexcel(content: _Content, layout: Layout) -> list[RawColumn] | None:
    """The columns below the header, or None where fastexcel may not be exact."""
    with ThreadPoolExecutor(max_workers=1) as pool:  # it releases the GIL: signs are looked for meanwhile
        reading = pool.submit(_fastexcel_batch, content, layout.header_row)
        passed_over = any(sign in content.xml for sign in _UNSEEN) or uncomputed_cells(content.xml)
        batch = reading.result()
    if passed_over:
        return None
    for field in layout.fields:
        if field.position < batch.num_columns:
            column = batch.column(field.position)
            if not _has_one_kind(column, field.measure):
                return None
            if _has_digits(column, field.measure) and has_number_in(content.xml, column_letter(field.position)):
                return None
    return [column_from_arrow(column) for column in batch.columns]


def _fastexcel_batch(content: _Content, header_row: int) -> pa.RecordBatch:
    reader = fastexcel.read_excel(content.archive.for_other_readers())
    sheet = reader.load_sheet(content.part.name, header_row=None, skip_rows=header_row, schema_sample_rows=None)
    return sheet.to_arrow()


def _has_one_kind(column: pa.Array, measure: Measure) -> bool:
    """Whether a column's type shows that no cell was rounded or turned into another kind."""
    kind = column.type
    if column.null_count == len(column):
        return True
    match measure.type:
        case "float" | "int":
            floating = pa.types.is_floating(kind)
            return pa.types.is_integer(kind) or (floating and not pc.any(pc.is_nan(column)).as_py())  # text "nan"
        case "date":
            return pa.types.is_timestamp(kind) or pa.types.is_date(kind)
        case "bool":
            return pa.types.is_boolean(kind) or pa.types.is_string(kind)
    return pa.types.is_string(kind) or pa.types.is_floating(kind)


def _has_digits(column: pa.Array, measure: Measure) -> bool:
    """Whether a column of codes holds one that may have been a number with lost digits."""
    if measure.name not in CODES or not pa.types.is_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, _ALL_DIGITS)).as_py())


def _by_calamine(content: _Content, layout: Layout, uncomputed: Mapping[int, Mapping[int, str]]) -> list[RawColumn]:
    below = _calamine_rows(content)[layout.header_row :]
    columns = [list(cells) for cells in zip(*below, strict=True)] if below else []
    for position, cells in (*error_cells(content.xml).items(), *uncomputed.items()):
        columns += [[""] * len(below) for _ in range(position + 1 - len(columns))]
        for row, text in cells.items():
            index = row - layout.header_row - 1
            if 0 <= index < len(columns[position]):
                columns[position][index] = text
    return [column_from_objects(cells) for cells in columns]


def _calamine_rows(content: _Content) -> list[list[object]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content.archive.for_other_readers())) as book:
        return book.get_sheet_by_name(content.part.name).to_python(skip_empty_area=False)
