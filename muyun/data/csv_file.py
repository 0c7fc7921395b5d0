"""A CSV file: its encoding, its delimiter, and its cells as texts; pyarrow where rows are even.

Rows are counted as records, so that a line break inside quotes doesn't count, as spreadsheets do.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import pyarrow as pa
import pyarrow.csv as arrow_csv

from muyun.data import check_files
from muyun.data.archive import Refused, looks_like
from muyun.data.check import limited
from muyun.data.column import RawColumn, nonblank
from muyun.data.header import HEAD_ROWS, Layout, column_letter
from muyun.data.sheet import COLUMNS_LIMIT, Body, Sheet
from muyun.findings import Cell, Finding

_CHUNK = 1 << 24
_BATCH = 50_000
_FIELD_LIMIT = 1 << 24


def read_csv(place: Cell, data: bytes) -> Sheet:
    """The sheet in a CSV file of table `place.table`. Refused: it can't be understood as text."""
    looks = looks_like(data)
    if looks:
        raise Refused(check_files.csv_not_text(place.file, looks))
    utf8 = _as_utf8(place.file, data)
    if not utf8.strip():
        raise Refused(check_files.file_empty(place.file))
    csv.field_size_limit(_FIELD_LIMIT)
    delimiter = _delimiter(utf8)
    head = _head(place, utf8, delimiter)
    widest = max(map(len, head), default=0)
    if widest > COLUMNS_LIMIT:
        raise Refused(check_files.too_many_columns(place, widest, COLUMNS_LIMIT))
    return Sheet(place, head, partial(_body, place, utf8, delimiter))


def csv_rows(place: Cell, data: bytes) -> Iterator[list[str]]:
    """The records of a CSV file from the first on, each as its cells, as `read_csv` decodes them.

    Refused: as there; where quotes don't pair, only on the way.
    """
    read_csv(place, data)
    utf8 = _as_utf8(place.file, data)
    return _rows(place, utf8, _delimiter(utf8))


def _as_utf8(file: str, data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _recoded(file, data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if _is_utf8(data):
        return data
    return _recoded(file, data, "gb18030")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(file: str, data: bytes, encoding: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    parts = []
    for start in range(0, len(data), _CHUNK):
        final = start + _CHUNK >= len(data)
        try:
            parts.append(decoder.decode(data[start : start + _CHUNK], final).encode("utf-8"))
        except UnicodeError as error:
            offset = start + getattr(error, "start", 0)
            raise Refused(check_files.csv_encoding(file, offset)) from error
    return b"".join(parts)


def _delimiter(utf8: bytes) -> str:
    """Comma, tab or semicolon: whichever the first lines have most."""
    sample = utf8[: 1 << 16]
    return max(",\t;", key=lambda c: (sample.count(c.encode()), c == ","))


def _rows(place: Cell, utf8: bytes, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(utf8), "utf-8", newline=""), delimiter=delimiter)
    row = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(check_files.csv_broken(place.file, row + 1)) from error
        row += 1
        yield cells


def _head(place: Cell, utf8: bytes, delimiter: str) -> list[list[str]]:
    return list(islice(_rows(place, utf8, delimiter), HEAD_ROWS))


def _body(place: Cell, utf8: bytes, delimiter: str, layout: Layout) -> Body:
    width = _width(place, utf8, delimiter, layout)
    columns = _by_arrow(utf8, delimiter, layout, width)
    findings: tuple[Finding, ...] = ()
    if columns is None:
        columns, findings = _by_rows(place, utf8, delimiter, layout, width)
    return Body(layout.header_row + 1, columns, (), findings)


def _width(place: Cell, utf8: bytes, delimiter: str, layout: Layout) -> int:
    header = next(islice(_rows(place, utf8, delimiter), layout.header_row - 1, None))
    return max([len(header), *(field.position + 1 for field in layout.fields)])


def _by_arrow(utf8: bytes, delimiter: str, layout: Layout, width: int) -> list[RawColumn] | None:
    """The columns below the header, or None where rows are uneven or titles stand above."""
    if layout.header_row != 1:
        return None
    names = [str(i) for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(utf8),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows_after_names=1, block_size=1 << 23),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, ignore_empty_lines=False, newlines_in_values=b'"' in utf8
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = []
    for i in range(width):
        texts = table.column(i).combine_chunks()
        columns.append(RawColumn(table.num_rows, texts=nonblank(texts)))
    return columns


def _by_rows(
    place: Cell, utf8: bytes, delimiter: str, layout: Layout, width: int
) -> tuple[list[RawColumn], tuple[Finding, ...]]:
    """The columns below the header, rows padded; a row with more filled cells than `width` is a finding."""
    rows = islice(_rows(place, utf8, delimiter), layout.header_row, None)
    parts: list[list[pa.Array]] = [[] for _ in range(width)]
    findings: list[Finding] = []
    row = layout.header_row
    while batch := list(islice(rows, _BATCH)):
        for i, cells in enumerate(batch):
            row += 1
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                where = Cell(place.table, row, None, column_letter(width), place.file, place.sheet)
                findings.append(check_files.too_many_cells(where, len(cells), width))
            batch[i] = (cells + [""] * width)[:width]
        for part, cells in zip(parts, zip(*batch, strict=True), strict=True):
            part.append(pa.array([cell or None for cell in cells], pa.string()))
    return [_joined(part) for part in parts], limited(findings)


def _joined(parts: Sequence[pa.Array]) -> RawColumn:
    texts = pa.concat_arrays(parts) if parts else pa.array([], pa.string())
    return RawColumn(len(texts), texts=texts)
