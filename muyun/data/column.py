"""The cells of one column as a file holds them, before anybody says what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class RawColumn:
    """`length` cells, each blank or in exactly one of the arrays; None: no cell is of that kind.

    numbers  float64, NaN elsewhere
    texts    pyarrow string, null elsewhere; error cells (#DIV/0!) are texts
    dates    datetime64[us], NaT elsewhere
    flags    float64, 1 or 0, NaN elsewhere
    """

    length: int
    numbers: np.ndarray | None = None
    texts: pa.Array | None = None
    dates: np.ndarray | None = None
    flags: np.ndarray | None = None

    def filled(self) -> np.ndarray:
        """Which cells hold something."""
        mask = np.zeros(self.length, bool)
        if self.numbers is not None:
            mask |= ~np.isnan(self.numbers)
        if self.texts is not None:
            mask |= self.texts.is_valid().to_numpy(zero_copy_only=False)
        if self.dates is not None:
            mask |= ~np.isnat(self.dates)
        if self.flags is not None:
            mask |= ~np.isnan(self.flags)
        return mask

    def full(self) -> bool:
        """Whether every cell is filled; True only where that is known at a glance."""
        if self.numbers is not None:
            return not np.isnan(self.numbers).any()
        return self.texts is not None and self.texts.null_count == 0

    def take(self, rows: np.ndarray) -> RawColumn:
        """The cells at `rows`, in that order."""
        return RawColumn(
            len(rows),
            None if self.numbers is None else self.numbers[rows],
            None if self.texts is None else self.texts.take(pa.array(rows)),
            None if self.dates is None else self.dates[rows],
            None if self.flags is None else self.flags[rows],
        )

    def text_at(self, row: int) -> str:
        """What cell `row` shows, for messages; empty for a blank one."""
        if self.texts is not None and self.texts[row].is_valid:
            return self.texts[row].as_py()
        if self.numbers is not None and not np.isnan(self.numbers[row]):
            return number_text(self.numbers[row])
        if self.dates is not None and not np.isnat(self.dates[row]):
            return str(self.dates[row].astype("datetime64[s]")).removesuffix("T00:00:00")
        if self.flags is not None and not np.isnan(self.flags[row]):
            return "TRUE" if self.flags[row] else "FALSE"
        return ""


def number_text(number: float) -> str:
    """A number as text: without .0, else the shortest form that reads back to the same number."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(float(number))


def blank_column(length: int) -> RawColumn:
    """A column in which every cell is blank."""
    return RawColumn(length)


def column_from_arrow(array: pa.Array | pa.ChunkedArray) -> RawColumn:
    """A column of one arrow type; a type that no cell of a table can have becomes text."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    kind = array.type
    if pa.types.is_null(kind):
        return RawColumn(len(array))
    if pa.types.is_boolean(kind):
        flags = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return RawColumn(len(array), flags=flags)
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return RawColumn(len(array), numbers=array.cast(pa.float64()).to_numpy(zero_copy_only=False))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        dates = array.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        return RawColumn(len(array), dates=dates.astype("datetime64[us]"))
    return RawColumn(len(array), texts=nonblank(array.cast(pa.string())))


def nonblank(texts: pa.Array) -> pa.Array:
    """`texts` with empty strings made null."""
    empty = pc.equal(pc.binary_length(texts), 0)
    if not pc.any(empty).as_py():
        return texts
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts)


def column_from_objects(cells: Sequence[object]) -> RawColumn:
    """A column of Python values as calamine or a driver gives them; '' and None are blank."""
    kinds = {type(cell) for cell in cells}
    texts = numbers = dates = flags = None
    if str in kinds:
        found = [cell if isinstance(cell, str) and cell else None for cell in cells]
        texts = pa.array(found, pa.string()) if any(found) else None
    if bool in kinds:
        flags = np.array([float(cell) if isinstance(cell, bool) else np.nan for cell in cells])
    if kinds & {float, int}:
        numbers = np.array([float(cell) if type(cell) in (float, int) else np.nan for cell in cells])
    if kinds & {dt.date, dt.datetime}:
        dates = np.array([_moment(cell) for cell in cells], "datetime64[us]")
    if kinds & {dt.time, dt.timedelta}:
        times = [str(cell) if isinstance(cell, (dt.time, dt.timedelta)) else None for cell in cells]
        other = pa.array(times, pa.string())
        texts = other if texts is None else pc.coalesce(texts, other)
    return RawColumn(len(cells), numbers, texts, dates, flags)


def _moment(cell: object) -> np.datetime64:
    return np.datetime64(cell, "us") if isinstance(cell, dt.date) else np.datetime64("NaT", "us")
