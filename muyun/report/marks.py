"""Which cell of which sheet does each finding name, and what is said there?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from muyun.data.xlsx_parts import column_position
from muyun.findings import Cell, Finding, Level
from muyun.report.cells import COLUMNS_LIMIT, ROWS_LIMIT
from muyun.report.sent import SentSheet

COMMENTS_LIMIT = 2000
"""Excel becomes slow with more comments in a workbook."""

_COMMENT_CHARACTERS = 1500

GRAVITY = {level: rank for rank, level in enumerate(Level)}
"""The gravest level has 0."""

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass(slots=True)
class Mark:
    """What is to be said in a cell. `comment` is empty where there are too many comments already."""

    findings: list[Finding] = field(default_factory=list)
    comment: str = ""

    @property
    def level(self) -> Level:
        """The gravest of the findings' levels."""
        return min((f.level for f in self.findings), key=GRAVITY.__getitem__)


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, the number of its sheet among the sent ones, and its cell; None: nowhere to point at."""

    finding: Finding
    sheet: int | None
    place: Place | None


def located(findings: Iterable[Finding], sheets: Sequence[SentSheet]) -> list[Located]:
    """Where each finding points, the gravest first, else in the order given."""
    numbers = {(sheet.place.file, sheet.place.sheet): i for i, sheet in enumerate(sheets)}
    found = []
    for finding in sorted(findings, key=lambda f: GRAVITY[f.level]):
        where = finding.where
        number = numbers.get((where.file, where.sheet)) if isinstance(where, Cell) else None
        place = _place(where, sheets[number]) if number is not None else None
        found.append(Located(finding, number, place))
    return found


def _place(where: Cell, sheet: SentSheet) -> Place | None:
    """The cell: a row without column is its first cell, a column without row its header."""
    fields = sheet.layout.fields if sheet.layout else ()
    column = column_position(where.letter) if where.letter else None
    if column is None and where.column:
        column = next((f.position for f in fields if f.measure.column == where.column), None)
    row = where.row - 1 if where.row else None
    if row is None and column is not None and sheet.layout:
        row = sheet.layout.header_row - 1
    if row is None or not row < ROWS_LIMIT or not (column or 0) < COLUMNS_LIMIT:
        return None
    return row, column or 0


def marks(found: Iterable[Located]) -> tuple[dict[int, dict[int, dict[int, Mark]]], int]:
    """The marks by sheet, row and column, and how many have no comment because there are too many.

    found  as `located` gives them: the gravest get the comments
    """
    sheets: dict[int, dict[int, dict[int, Mark]]] = {}
    ordered: list[Mark] = []
    for one in found:
        if one.sheet is None or one.place is None:
            continue
        cells = sheets.setdefault(one.sheet, {}).setdefault(one.place[0], {})
        if one.place[1] not in cells:
            cells[one.place[1]] = Mark()
            ordered.append(cells[one.place[1]])
        cells[one.place[1]].findings.append(one.finding)
    for mark in ordered[:COMMENTS_LIMIT]:
        mark.comment = comment_of(mark.findings)
    return sheets, max(0, len(ordered) - COMMENTS_LIMIT)


def comment_of(findings: Sequence[Finding]) -> str:
    """What, why and how to mend, a paragraph a finding.

    >>> comment_of([Finding("X", Level.ERROR, None, "“1,2OO”不是数。", "无法计算。", "请改。")])
    '【错误】“1,2OO”不是数。\\n为什么：无法计算。\\n怎么改：请改。'
    """
    text = "\n\n".join(_paragraph(f) for f in findings)
    return text if len(text) <= _COMMENT_CHARACTERS else text[:_COMMENT_CHARACTERS] + "…（其余见“核对意见”表）"


def _paragraph(finding: Finding) -> str:
    lines: Mapping[str, str] = {"为什么：": finding.why, "怎么改：": finding.fix}
    return "\n".join([f"【{finding.level}】{finding.what}", *(name + text for name, text in lines.items() if text)])
