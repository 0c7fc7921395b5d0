"""What else is on record about an enterprise? 加减分, 否决事项, 手工调档, labels and parcels, each with its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.show.words import MISSING, number, signed

HEADS = ("登记", "内容", "依据", "所在位置")
KINDS = ("加减分", "否决事项", "手工调档", "标签", "宗地")


@dataclass(frozen=True, slots=True)
class Registered:
    """One row: kind, what it says, the document it rests on ("" where none is asked for), its cell."""

    kind: str
    text: str
    basis: str
    cell: str


def registered(tables: Tables, evaluation: Evaluation, code: str) -> list[Registered]:
    """Everything on record for the evaluated year about the enterprise and those it is merged with.

    Parcels have no year: they are as the upload has them.
    """
    unit_of = evaluation.unit_of
    codes = list(unit_of.index[(unit_of == unit_of[code]).to_numpy()])
    found: list[Registered] = []
    for own in [code, *(c for c in codes if c != code)]:
        found += _of_enterprise(tables, evaluation, own, _prefix(evaluation, own, code))
    return _by_kind(found)


def registered_alone(tables: Tables, evaluation: Evaluation, code: str) -> list[Registered]:
    """What `registered` tells, without the other tenants of a merged unit, whose affairs are not this one's."""
    return _by_kind(_of_enterprise(tables, evaluation, code, ""))


def _by_kind(found: Iterable[Registered]) -> list[Registered]:
    return sorted(found, key=lambda entry: KINDS.index(entry.kind))


def without(found: Iterable[Registered]) -> str:
    """「没有加减分、否决事项记录。」 for the kinds that have no row; "" when all have."""
    none = [kind for kind in KINDS if kind not in {entry.kind for entry in found}]
    return f"没有登记：{'、'.join(none)}。" if none else ""


def _prefix(evaluation: Evaluation, own: str, code: str) -> str:
    """Who it is of, where that is another tenant of the merged unit."""
    return "" if own == code else f"{shown_names(evaluation.prepared.cohort.enterprises).at[own]}："


def _of_enterprise(tables: Tables, evaluation: Evaluation, code: str, prefix: str) -> Iterator[Registered]:
    year, there = evaluation.year, evaluation.prepared.cohort.enterprises.index
    for label, row in _rows(tables, "加减分", year, code):
        text = f"{prefix}{_text(row['item'])} {signed(float(row['points']))} 分"
        yield _entry(tables, "加减分", label, "points", text, _text(row["basis"]))
    for label, row in _rows(tables, "否决事项", year, code):
        note = f"：{row['note']}" if not pd.isna(row["note"]) else ""
        yield _entry(tables, "否决事项", label, "kind", f"{prefix}{_text(row['kind'])}{note}", _text(row["basis"]))
    for label, row in _rows(tables, "手工调档", year, code):
        text = f"{prefix}调为 {_text(row['to'])}：{_text(row['reason'])}"
        yield _entry(tables, "手工调档", label, "to", text, _text(row["basis"]))
    for label, row in _rows(tables, "企业", year, code):
        if not pd.isna(row["labels"]):
            yield Registered("标签", f"{prefix}{row['labels']}", "", str(tables.cell("企业", label, "labels")))
    for label, row in _rows(tables, "占用", year, code):
        yield _entry(tables, "宗地", label, "area_mu", prefix + _parcel_words(tables, row, there), "", "占用")


def _rows(tables: Tables, table: str, year: int, code: str) -> Iterator[tuple[int, pd.Series]]:
    frame = tables.frame(table)
    mine = (frame["uscc"] == code).to_numpy(dtype=bool, na_value=False)
    if "year" in frame:
        mine = mine & (frame["year"] == year).to_numpy(dtype=bool, na_value=False)
    for place in np.flatnonzero(mine).tolist():
        yield frame.index[place], frame.iloc[place]


def _entry(
    tables: Tables, kind: str, label: int, column: str, text: str, basis: str, table: str = ""
) -> Registered:  # fmt: skip
    return Registered(kind, text, basis, str(tables.cell(table or kind, label, column)))


def _parcel_words(tables: Tables, row: pd.Series, there: pd.Index) -> str:
    """「P1（东镇，工业）：占用面积 10 亩（自有），登记面积 20 亩，另有 1 家企业」.

    there  the year's enterprises: 占用 has no year, and who has no row in it is no tenant (`links_of_year`)
    """
    parcels, occupancy = tables.parcels, tables.occupancy
    on_it = occupancy["uscc"][(occupancy["parcel_id"] == row["parcel_id"]).to_numpy(dtype=bool, na_value=False)]
    others = int(on_it[on_it.isin(there) & (on_it != row["uscc"])].nunique())
    found = parcels[(parcels["parcel_id"] == row["parcel_id"]).to_numpy(dtype=bool, na_value=False)]
    parcel = found.iloc[0] if len(found) else None
    where = [str(parcel[key]) for key in ("town", "use") if not pd.isna(parcel[key])] if parcel is not None else []
    place = f"（{'，'.join(where)}）" if where else ""
    own = f"占用面积{_mu(row['area_mu'])}" + ("" if pd.isna(row["tenure"]) else f"（{row['tenure']}）")
    declared = f"登记面积{_mu(parcel['area_declared_mu'])}" if parcel is not None else "“宗地”表里没有这宗地"
    alone = f"另有 {others:,} 家企业" if others else "没有别的企业"
    return f"{_text(row['parcel_id'])}{place}：{own}，{declared}，{alone}"


def _mu(area: float) -> str:
    return "未填" if pd.isna(area) else f" {number(float(area), 4)} 亩"


def _text(value: object) -> str:
    return MISSING if pd.isna(value) else str(value)
