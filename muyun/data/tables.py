"""What an upload is once it has been read: a frame a table, and where each cell came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
import pandas as pd

from muyun.data.coefficients import Coefficient, shipped_coefficients
from muyun.findings import Cell
from muyun.terms import TABLES, table_measures

DTYPES: dict[str, str] = {
    "int": "Int64", "float": "float64", "text": "str", "bool": "boolean",
    "date": "datetime64[us]", "geometry": "object",
}  # fmt: skip
"""pandas dtype of each measure type; every frame of `Tables` has exactly these."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet or file that a table was made of.

    letters  measure name → column letter in that sheet
    headers  measure name → header as written there
    rows     row of the sheet for each row of the frame, counted from 1; 0: not in this source
    """

    file: str
    sheet: str | None
    letters: Mapping[str, str]
    headers: Mapping[str, str]
    rows: np.ndarray


def empty_frame(table: str) -> pd.DataFrame:
    """A frame of `table` without rows, all columns of measures.csv with their dtypes."""
    columns = {m.name: pd.Series([], dtype=DTYPES[m.type]) for m in table_measures(table).values()}
    return pd.DataFrame(columns)


def frame_of(table: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A frame of `table` from rows keyed by Chinese column; absent and None are missing.

    For tests and programs that have their data in hand; files go through `read`.
    KeyError: a column that the table doesn't have.
    """
    rows = list(rows)
    by_column = {m.column: m for m in table_measures(table).values()}
    for column in {c for row in rows for c in row}:
        by_column[column]
    return pd.DataFrame(
        {m.name: pd.array([row.get(c) for row in rows], dtype=DTYPES[m.type]) for c, m in by_column.items()}
    )


def _empty(table: str):
    return field(default_factory=lambda: empty_frame(table))


@dataclass(frozen=True, slots=True)
class Tables:
    """An upload: a frame a table, columns named and typed as in measures.csv, in its units.

    Row labels are 0…n−1 in the order read. A table that was not given is an empty frame.
    `sources` says by table (Chinese name) where the rows came from; `applied` which rows of 纠偏 made
    企业 what it is, in the order applied (None: not known); `coefficients` convert energy and
    pollutants, those that ship where the office has none of its own.
    """

    enterprises: pd.DataFrame = _empty("企业")
    points: pd.DataFrame = _empty("加减分")
    vetoes: pd.DataFrame = _empty("否决事项")
    manual_changes: pd.DataFrame = _empty("手工调档")
    parcels: pd.DataFrame = _empty("宗地")
    occupancy: pd.DataFrame = _empty("占用")
    meters: pd.DataFrame = _empty("电表")
    parks: pd.DataFrame = _empty("园区")
    regions: pd.DataFrame = _empty("区域")
    cases: pd.DataFrame = _empty("整治")
    projects: pd.DataFrame = _empty("项目")
    corrections: pd.DataFrame = _empty("纠偏")
    lists: pd.DataFrame = _empty("名单")
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    applied: tuple[int, ...] | None = None
    coefficients: tuple[Coefficient, ...] = field(default_factory=shipped_coefficients)

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Mapping[str, object]]]) -> Tables:
        """Tables from rows by Chinese table and column name, as `frame_of`."""
        return cls(**{TABLES[table]: frame_of(table, table_rows) for table, table_rows in rows.items()})

    def frame(self, table: str) -> pd.DataFrame:
        """The frame of a table by its Chinese name."""
        return getattr(self, TABLES[table])

    def with_frames(self, **frames: pd.DataFrame) -> Tables:
        """A copy with some frames replaced, by field name."""
        return replace(self, **frames)

    def cell(self, table: str, row: int, name: str | None = None) -> Cell:
        """Where row `row` (label in the frame), column `name` stands in the upload.

        A cell that no source has (a table made in code) gives the table and column only.
        """
        column = table_measures(table)[name].column if name in table_measures(table) else name
        for source in self.sources.get(table, ()):
            if source.rows[row] and (name is None or name in source.letters):
                letter = source.letters.get(name) if name else None
                return Cell(table, int(source.rows[row]), column, letter, source.file, source.sheet)
        return Cell(table, None, column)


assert [f.name for f in fields(Tables)][: len(TABLES)] == list(TABLES.values())
