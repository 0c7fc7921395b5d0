"""What does one page of a table show? Any frame, its columns said in words, formatted row by row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from muyun.show.words import MISSING, fixed, number, signed

Kind = Literal["text", "wrap", "number", "class", "delta", "stack", "history"]

PAGE_ROWS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the frame as people see it.

    kind  text, wrap (long text), number (right-aligned, `decimals`), class (A–D as a badge, words by letter in
          `words`), delta (a rank change: positive is better), stack (parts of a bar), history (earlier classes)
    cell  makes the cell of one row where it isn't the frame's value alone: position in the frame → what
          the table component draws (stack and history need one)
    legend  what the parts of a stack mean: words and colour, written above the column
    what_if  holds only in a scenario: its header and badges are marked in purple
    narrow  long texts are cut off at the column's width, of wrap after three lines; whole on hover
    """

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int = 2
    help: str = ""
    sortable: bool = True
    words: Mapping[str, str] = field(default_factory=dict)
    cell: Callable[[int], object] | None = None
    legend: Sequence[tuple[str, str]] = ()
    what_if: bool = False
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A rule drawn across the table before the row at `position`, in the frame's own order.

    jump  what the button that leads to it says; "" for none
    """

    position: int
    label: str
    jump: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A frame (index: row ids, unique) with its columns; `lines` and `tied` hold in the frame's own order.

    tied  row id → why it is bracketed
    empty  the sentence where there are no rows
    """

    frame: pd.DataFrame
    columns: Sequence[Column]
    caption: str = ""
    lines: Sequence[Line] = ()
    tied: Mapping[str, str] = field(default_factory=dict)
    empty: str = "没有可显示的行。"

    @property
    def exported(self) -> pd.DataFrame:
        """The frame with the columns that carry values, headed as on the screen, for downloads."""
        kept = [c for c in self.columns if c.key in self.frame.columns]
        names = {c.key: f"{c.label}（{c.unit}）" if c.unit else c.label for c in kept}
        return self.frame[[c.key for c in kept]].rename(columns=names)


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a table is looked at: page from 0, sort column, hidden columns, chosen row, ticked rows."""

    page: int = 0
    sort: str | None = None
    descending: bool = False
    hidden: tuple[str, ...] = ()
    chosen: str | None = None
    ticked: tuple[str, ...] = ()


def with_listed_ticks(view: View, table: Table) -> View:
    """Without the ticks of rows that the table no longer has: nobody sees them, so nothing may be done to them."""
    return replace(view, ticked=tuple(key for key in view.ticked if key in table.frame.index))


def page_data(table: Table, view: View, size: int = PAGE_ROWS) -> dict[str, object]:
    """What the table component draws: the rows of one page, formatted; JSON only."""
    order = _order(table, view)
    pages = max(1, math.ceil(len(order) / size))
    page = min(max(view.page, 0), pages - 1)
    shown = order[page * size : (page + 1) * size]
    own_order = _sorting(table, view) is None
    return {
        "columns": [_column(c) for c in table.columns],
        "rows": _rows(table, shown, own_order),
        "lines": _lines(table, page * size, len(shown)) if own_order else [],
        "jumps": _jumps(table, size) if own_order else [],
        "view": {"page": page, "sort": view.sort, "descending": view.descending, "hidden": list(view.hidden),
                 "chosen": view.chosen, "ticked": list(view.ticked)},
        "total": len(order), "size": size, "caption": table.caption, "empty": table.empty,
    }  # fmt: skip


def _sorting(table: Table, view: View) -> Column | None:
    sortable = (c for c in table.columns if c.key == view.sort and c.sortable and c.key in table.frame.columns)
    return next(sortable, None)


def _order(table: Table, view: View) -> np.ndarray:
    """Positions in the order shown; missing last either way, equal values in the frame's own order."""
    column = _sorting(table, view)
    if column is None:
        return np.arange(len(table.frame))
    values = table.frame[column.key].reset_index(drop=True)
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("str")
    ranks = values.rank(method="dense", ascending=not view.descending, na_option="bottom")
    return np.argsort(ranks.to_numpy(), kind="stable")


def _column(column: Column) -> dict[str, object]:
    return {"key": column.key, "label": column.label, "unit": column.unit, "kind": column.kind, "help": column.help,
            "sortable": column.sortable and column.kind not in ("stack", "history"), "what_if": column.what_if,
            "narrow": column.narrow, "legend": [list(entry) for entry in column.legend]}  # fmt: skip


def _rows(table: Table, shown: np.ndarray, own_order: bool) -> list[dict[str, object]]:
    """The rows at these positions; column by column, which is quicker than cell by cell."""
    columns = {column.key: _cells(table.frame, column, shown) for column in table.columns}
    return [
        {"id": str(row_id), "cells": {key: cells[row] for key, cells in columns.items()},
         "tied": table.tied.get(row_id, "") if own_order else ""}
        for row, row_id in enumerate(table.frame.index[shown])
    ]  # fmt: skip


def _cells(frame: pd.DataFrame, column: Column, shown: np.ndarray) -> list[object]:
    if column.cell is not None:
        return [column.cell(position) for position in shown.tolist()]
    return [_cell(column, value) for value in frame[column.key].iloc[shown].tolist()]


def _cell(column: Column, value: object) -> object:
    if pd.isna(value) or value == "":
        return {"letter": "", "way": "", "text": MISSING}
    match column.kind:
        case "number":
            exact = number(float(value), 9)
            return {"text": fixed(float(value), column.decimals), "title": exact}
        case "class":
            return {"letter": str(value), "text": column.words.get(str(value), str(value))}
        case "delta":
            return delta(float(value), column.decimals)
    return str(value)


def delta(value: float, decimals: int = 0) -> dict[str, str]:
    """A change as ▲3 (better) or ▼3 (worse), blue or vermilion."""
    if value == 0:
        return {"way": "", "text": "＝"}
    mark = "▲" if value > 0 else "▼"
    return {"way": "up" if value > 0 else "down", "text": mark + signed(abs(value), decimals).removeprefix("+")}


def _lines(table: Table, start: int, count: int) -> list[dict[str, object]]:
    last = start + count == len(table.frame)  # a line under the last row of all is drawn there
    inside = [line for line in table.lines if start <= line.position < start + count + last]
    return [{"before": line.position - start, "label": line.label} for line in inside]


def _jumps(table: Table, size: int) -> list[dict[str, object]]:
    """Buttons that lead to the page of a line."""
    return [{"label": line.jump, "page": line.position // size} for line in table.lines if line.jump]
