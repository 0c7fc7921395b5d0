"""A sheet of a workbook, or a CSV file, before it is known what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from muyun.data.column import RawColumn
from muyun.data.header import Layout
from muyun.data.xlsx_parts import Merge
from muyun.findings import Cell, Finding

COLUMNS_LIMIT = 702
"""Columns A to ZZ; the widest table of measures.csv has 54."""

CELLS_LIMIT = 80_000_000
"""Cells of a sheet's used range: a million rows of 企业 with all its columns, and some room."""


@dataclass(frozen=True, slots=True)
class Body:
    """The cells below a header. Index 0 of each column is sheet row `first_row`.

    uncomputed  column (from 0) → sheet row → text of the formulas without a value; they stand as texts
    """

    first_row: int
    columns: Sequence[RawColumn]
    merges: tuple[Merge, ...] = ()
    findings: tuple[Finding, ...] = ()
    uncomputed: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`place` names table, file and sheet; `head` holds the first rows as texts; `body` reads the rest.

    `body` raises archive.Refused when the sheet turns out to be unreadable.
    """

    place: Cell
    head: Sequence[Sequence[str]]
    body: Callable[[Layout], Body]
