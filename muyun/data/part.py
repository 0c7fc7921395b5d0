"""One sheet as part of a table: its rows without blanks and totals, its columns cast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data import check, check_files
from muyun.data.archive import Refused
from muyun.data.cast import Cast, Problem, as_date, as_flag, as_float, as_year
from muyun.data.cast_text import as_text, text_values
from muyun.data.column import RawColumn, blank_column
from muyun.data.header import Field, Layout, column_letter, layout_of
from muyun.data.sheet import Body, Sheet
from muyun.data.trailing import data_rows
from muyun.data.uscc import wrong_codes
from muyun.findings import Cell, Finding, Level


@dataclass(frozen=True, slots=True)
class Part:
    """What a sheet adds to the table `place.table`.

    values   measure name → array, typed as `tables.DTYPES`
    rows     sheet row of each array element
    letters, headers  measure name → column letter, header as written
    unread  measure name → sheet rows whose cell couldn't be read, told already
    """

    place: Cell
    values: Mapping[str, np.ndarray | pd.api.extensions.ExtensionArray]
    rows: np.ndarray
    letters: Mapping[str, str]
    headers: Mapping[str, str]
    unread: Mapping[str, np.ndarray]

    def cell(self, index: int, name: str, column: str) -> Cell:
        """The place of element `index` of measure `name`, called `column` in Chinese."""
        return replace(self.place, row=int(self.rows[index]), column=column, letter=self.letters.get(name))


def part_of(sheet: Sheet, published: Mapping[str, str]) -> tuple[Part | None, tuple[Finding, ...]]:
    """The sheet's part of its table and all findings about it; None: no header, or unreadable."""
    if not any(cell.strip() for row in sheet.head for cell in row):
        return None, (check_files.sheet_empty(sheet.place),)
    layout, findings = layout_of(sheet.head, sheet.place, published)
    if layout is None:
        return None, findings
    try:
        body = sheet.body(layout)
    except Refused as refused:
        return None, (*findings, refused.finding)
    part, found = part_of_body(sheet.place, layout, body)
    return part, (*findings, *body.findings, *found)


def part_of_body(place: Cell, layout: Layout, body: Body) -> tuple[Part, tuple[Finding, ...]]:
    """The part that the cells below a header make, and the findings about them."""
    length = max((column.length for column in body.columns), default=0)
    columns = {f.position: _column(body, f.position, length) for f in layout.fields}
    findings = _unnamed(place, layout, body)
    kept = _filled_rows(list(columns.values()), length)
    kept, found = data_rows(place, layout, body, kept)
    findings += found
    rows, values, unread, bad = body.first_row + kept, {}, {}, set()
    for field in layout.fields:
        raw, found = _unmerged(place, field, body, columns[field.position], kept)
        findings += found
        raw, problems = _computed(raw if len(kept) == length else raw.take(kept), rows, body, field.position)
        cast = cast_column(raw, field)
        cast = replace(cast, problems=(*problems, *cast.problems))
        name, where = field.measure.name, replace(place, column=field.measure.column, letter=_letter(field))
        findings += _findings(where, rows, cast, name)
        values[name] = text_values(cast.values) if isinstance(cast.values, pa.Array) else cast.values
        unread[name] = _unread(where, rows, cast.problems)
        bad |= {int(row) for problem in cast.problems for row in problem.rows}
    held = _holding_rows(values, bad, len(rows))
    if held is not None:
        values, rows = {name: array[held] for name, array in values.items()}, rows[held]
    letters = {field.measure.name: _letter(field) for field in layout.fields}
    headers = {field.measure.name: field.header for field in layout.fields}
    return Part(place, values, rows, letters, headers, unread), tuple(findings)


def _letter(field: Field) -> str:
    return column_letter(field.position)


def _computed(
    raw: RawColumn, rows: np.ndarray, body: Body, position: int
) -> tuple[RawColumn, tuple[Problem, ...]]:
    """The column without its formulas that have no value, and what is to be said of them."""
    formulas = body.uncomputed.get(position)
    at = np.flatnonzero(np.isin(rows, list(formulas))) if formulas else ()
    if not len(at) or raw.texts is None:
        return raw, ()
    mask = np.zeros(raw.length, bool)
    mask[at] = True
    texts = pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), raw.texts)
    shown = [formulas[int(row)] for row in rows[at[: check.LISTED]]]
    return replace(raw, texts=texts), (Problem(check.formula_uncomputed, at, shown),)


def _unread(where: Cell, rows: np.ndarray, problems: Sequence[Problem]) -> np.ndarray:
    """Sheet rows whose cell in a column is an error already."""
    grave = [p.rows for p in problems if p.make(where, p.texts[0]).level is Level.ERROR]
    return rows[np.concatenate(grave)] if grave else rows[:0]


def cast_column(raw: RawColumn, field: Field) -> Cast:
    """The values of a column in the type and unit of its measure."""
    match field.measure.type:
        case "float":
            return as_float(raw, field.factor)
        case "int":
            return as_year(raw)
        case "bool":
            return as_flag(raw)
        case "date":
            return as_date(raw)
        case "text":
            return as_text(raw, field.measure)
    raise ValueError(field.measure.type)


def _column(body: Body, position: int, length: int) -> RawColumn:
    return body.columns[position] if position < len(body.columns) else blank_column(length)


def _unnamed(place: Cell, layout: Layout, body: Body) -> list[Finding]:
    letters = [column_letter(i) for i in layout.unnamed if i < len(body.columns) and body.columns[i].filled().any()]
    return [check_files.column_unnamed(replace(place, row=layout.header_row, letter=at)) for at in letters]


def _filled_rows(columns: Sequence[RawColumn], length: int) -> np.ndarray:
    if any(column.full() for column in columns):
        return np.arange(length)
    mask = np.zeros(length, bool)
    for column in columns:
        mask |= column.filled()
    return np.flatnonzero(mask)


def _holding_rows(values: Mapping, bad: set[int], length: int) -> np.ndarray | None:
    """Rows with a value or a cell in trouble; None: all of them. Rows of spaces or dashes hold nothing."""
    held = np.zeros(length, bool)
    for array in values.values():
        held |= ~pd.isna(array)
        if held.all():
            return None
    held[list(bad)] = True
    return None if held.all() else held


def _unmerged(
    place: Cell, field: Field, body: Body, raw: RawColumn, kept: np.ndarray
) -> tuple[RawColumn, list[Finding]]:
    """A column with texts repeated in all rows of merged cells; a merged number is a finding."""
    tall = [m for m in body.merges if m.first_column == field.position and m.last_row > m.first_row]
    inside = set(kept) if tall else ()
    tall = [m for m in tall if m.first_row - body.first_row in inside]
    if not tall:
        return raw, []
    letter = column_letter(field.position)
    where = replace(place, column=field.measure.column, letter=letter)
    if field.measure.type == "float":
        filled = raw.filled()
        cells = [m for m in tall if filled[m.first_row - body.first_row]]
        found = [
            check.merged_number(replace(where, row=m.first_row), f"{letter}{m.first_row}:{letter}{m.last_row}")
            for m in cells
        ]
        return raw, list(check.limited(found))
    rows = np.arange(raw.length)
    for merge in tall:
        top = merge.first_row - body.first_row
        rows[top : merge.last_row - body.first_row + 1] = top
    return raw.take(rows), [check.merged_text(replace(where, row=tall[0].first_row), len(tall))]


def _findings(where: Cell, rows: np.ndarray, cast: Cast, name: str) -> list[Finding]:
    problems = cast.problems
    if name == "uscc":
        problems += _wrong_codes(cast.values)
    found: list[Finding] = []
    for problem in problems:
        found += _problem_findings(where, rows, problem)
    if cast.blank_rows is not None and cast.blank_words:
        first = replace(where, row=int(rows[cast.blank_rows[0]]))
        found.append(check.blank_words(first, cast.blank_words, len(cast.blank_rows)))
    return found


def _problem_findings(where: Cell, rows: np.ndarray, problem: Problem) -> list[Finding]:
    listed = problem.rows[: check.LISTED]
    found = [
        problem.make(replace(where, row=int(rows[index])), text)
        for index, text in zip(listed, problem.texts, strict=False)
    ]
    if len(problem.rows) > check.LISTED:
        found.append(check.more_of_the_same(found[0], len(problem.rows) - check.LISTED))
    return found


def _wrong_codes(codes: pa.Array) -> tuple[Problem, ...]:
    makers: tuple[Callable[[Cell, str], Finding], ...] = (check.uscc_format, check.uscc_checksum)
    problems = zip(makers, wrong_codes(codes), strict=True)
    return tuple(
        Problem(make, rows, codes.take(pa.array(rows[: check.LISTED])).to_pylist())
        for make, rows in problems
        if len(rows)
    )
