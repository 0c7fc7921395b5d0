"""纠偏: figures that an office corrected, put into 企业 before anything is derived (FH-17, spec 12)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa

from muyun.data import check_values
from muyun.data.column import RawColumn
from muyun.data.header import Field
from muyun.data.join import shown
from muyun.data.part import cast_column
from muyun.data.tables import Tables
from muyun.findings import Finding
from muyun.terms import KEYS, SCORE_DECIMALS, Measure, table_measures

_COLUMNS = {m.column: m for m in table_measures("企业").values() if m.name not in KEYS["企业"]}


def corrected(tables: Tables) -> tuple[Tables, tuple[Finding, ...]]:
    """`tables` with the rows of 纠偏 applied to 企业, in the units of measures.csv, and what was wrong.

    A cell must hold 原值 or already 新值, on 9 decimals. Several corrections of one cell form a chain;
    the order of the rows doesn't matter.
    """
    corrections = tables.corrections.dropna(subset=["year", "uscc", "column"])
    if corrections.empty or tables.enterprises.empty:
        return tables, ()
    findings: list[Finding] = []
    concerned = tables.enterprises["uscc"].isin(corrections["uscc"])
    rows = _rows_by_key(tables.enterprises.loc[concerned])
    steps: dict[tuple[int, str], list] = {}
    for label, row in corrections.iterrows():
        step, finding = _step(tables, label, row)
        if finding:
            findings.append(finding)
        for at in rows.get((row["year"], row["uscc"]), ()) if step else ():
            steps.setdefault((at, step[0].name), []).append(step)
    frame, applied = tables.enterprises.copy(), []
    for (at, name), chain in sorted(steps.items()):
        value, used, found = _chained(tables, frame.at[at, name], chain)
        findings += found
        applied += used
        frame.loc[at, name] = value
    return replace(tables, enterprises=frame, applied=tuple(dict.fromkeys(applied))), tuple(findings)


def _rows_by_key(enterprises: pd.DataFrame) -> dict[tuple[int, str], list[int]]:
    complete = enterprises[["year", "uscc"]].dropna()
    return complete.groupby(["year", "uscc"], sort=False).groups


def _step(tables: Tables, label: int, row: pd.Series) -> tuple[tuple | None, Finding | None]:
    """(measure, old, new, label), or what is wrong with the row."""
    measure = _COLUMNS.get(row["column"].strip())
    if measure is None:
        return None, check_values.correction_column(tables.cell("纠偏", label, "column"), row["column"])
    values = []
    for name in ("old", "new"):
        value, good = _value(row[name], measure)
        if not good:
            where = tables.cell("纠偏", label, name)
            return None, check_values.correction_value(where, measure.column, row[name])
        values.append(value)
    return (measure, *values, label), None


def _value(text: object, measure: Measure) -> tuple[object, bool]:
    """What a cell of `measure` would hold for a text, and whether the text can be read."""
    if pd.isna(text):
        return None, True
    cast = cast_column(RawColumn(1, texts=pa.array([text], pa.string())), Field(0, measure, "", Fraction(1)))
    value = cast.values[0].as_py() if isinstance(cast.values, pa.Array) else cast.values[0]
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    return (None if pd.isna(value) else value), not cast.problems


def _chained(tables: Tables, current: object, chain: list) -> tuple[object, list[int], list[Finding]]:
    """The value after all corrections of one cell, the labels of those that led to it, and what doesn't fit.

    Of equal corrections the one with the first 编号 stands for all.
    """
    numbers = tables.corrections["correction_id"].astype("str").fillna("")
    left, used = sorted(chain, key=lambda step: numbers.at[step[3]]), []
    while fitting := [step for step in left if _same(step[1], current) and not _same(step[2], current)]:
        other = next((step for step in fitting if not _same(step[2], fitting[0][2])), None)
        if other is not None:
            where, first = tables.cell("纠偏", other[3], "new"), tables.cell("纠偏", fitting[0][3], "new")
            return current, used, [check_values.correction_conflict(where, other[0].column, first)]
        current = fitting[0][2]
        used.append(fitting[0][3])
        left = [step for step in left if not any(step is done for done in fitting)]
    found = []
    for measure, old, new, label in left:
        if not _same(new, current) and not any(_same(new, step[1]) for step in chain):
            where = replace(tables.cell("纠偏", label, "old"))
            found.append(check_values.correction_old(where, measure.column, _text(current), _text(old)))
    return current, used, found


def _same(one: object, other: object) -> bool:
    if one is None or other is None or pd.isna(one) or pd.isna(other):
        return (one is None or pd.isna(one)) and (other is None or pd.isna(other))
    if isinstance(one, float):
        return round(one, SCORE_DECIMALS) == round(float(other), SCORE_DECIMALS)
    return bool(one == other)


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else shown(value)


def correction_chain(
    tables: Tables, year: int, code: str, measure: Measure, value: object
) -> list[tuple[int, object, object]]:
    """The rows of 纠偏 that made a cell of 企业 what it is now, first to last: (label in 纠偏, 原值, 新值).

    value  what the cell holds after `corrected`; only where `tables.applied` isn't known the chain is
           sought backwards from it. [] where no correction led to it
    """
    rows = tables.corrections
    if rows.empty:
        return []
    own = (rows["year"] == year) & (rows["uscc"] == code) & (rows["column"].str.strip() == measure.column)
    steps = {}
    for label, row in rows[own.to_numpy(dtype=bool, na_value=False)].iterrows():
        (old, _), (new, good) = _value(row["old"], measure), _value(row["new"], measure)
        if good:
            steps[label] = (label, old, new)
    if tables.applied is None:
        return _sought(list(steps.values()), value)
    return [steps[label] for label in tables.applied if label in steps]


def _sought(steps: list[tuple[int, object, object]], value: object) -> list[tuple[int, object, object]]:
    """The steps that end in a value, of data stored before it was kept which were applied."""
    chain: list[tuple[int, object, object]] = []
    while (last := next((s for s in steps if _same(s[2], value) and not _same(s[1], value)), None)) is not None:
        chain.insert(0, last)
        steps.remove(last)
        value = last[1]
    return chain
