"""Which cell of the upload holds a measure, and which corrections (纠偏) were applied to it? (FH-17)"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from muyun.data.correct import correction_chain
from muyun.show.explain.node import Basis, Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.trace import exact
from muyun.terms import Measure, table_measures

_FH_17 = "纠偏：部门核准的更正数在合并之后、推算之前代替原值。"


def enterprise_cell(of: Subject, code: str, name: str, kind: Kind = Kind.MEASURE) -> Node:
    """A measure of table 企业 as it was filled in, its corrections below it; a blank one says so."""
    measure = table_measures("企业")[name]
    value = of.evaluation.prepared.cohort.enterprises.at[code, name]
    cells = (of.cell(code, name),)
    if pd.isna(value):
        return Node(kind, measure.column, np.nan, measure.unit, Op.BLANK, name, cells=cells, note="未填")
    shown = plain_value(value)
    chain = tuple(_corrections(of, code, measure, value))
    if not chain:
        return Node(kind, measure.column, shown, measure.unit, Op.CELL, name, cells=cells)
    steps = " → ".join([chain[0].note, *(_shown(step.value) for step in chain)])
    return Node(
        kind, measure.column, shown, measure.unit, Op.CORRECTED, name, steps, _FH_17, cells=cells, children=chain
    )


def table_cell(of: Subject, table: str, label: int, name: str, kind: Kind, **more: object) -> Node:
    """The cell of another table as a leaf; `more` are fields of the node."""
    measure = table_measures(table)[name]
    value = plain_value(of.tables.frame(table).at[label, name])
    cells = (of.tables.cell(table, label, name),)
    blank = isinstance(value, float) and np.isnan(value)
    operation = Op.BLANK if blank else Op.CELL
    given = {"title": measure.column, "value": value, "unit": measure.unit, "operation": operation, "cells": cells}
    return Node(kind=kind, **(given | more))


def plain_value(value: object) -> float | str | bool:
    """A cell's value as a node holds it: dates as text, a missing one as NaN."""
    if pd.isna(value):
        return np.nan
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return value if isinstance(value, str) else float(value)


def _corrections(of: Subject, code: str, measure: Measure, value: object) -> Iterator[Node]:
    """The rows of 纠偏 that led to the value, in their order; the note of each is the value before it."""
    for label, old, new in correction_chain(of.tables, of.year, code, measure, value):
        row = of.tables.corrections.loc[label]
        why = "，".join(str(row[name]) for name in ("department", "reason", "basis") if not pd.isna(row[name]))
        yield Node(
            Kind.CORRECTION, f"纠偏 {row['correction_id']}", plain_value(new), measure.unit, Op.CELL, measure.name,
            f"{_shown(plain_value(old))} → {_shown(plain_value(new))}", why, Basis(),
            (of.tables.cell("纠偏", label, "new"),), _shown(plain_value(old)),
        )  # fmt: skip


def _shown(value: float | str | bool) -> str:
    return exact(value) if isinstance(value, float) else str(value)
