"""In which cells of the upload do an enterprise's numbers stand?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from muyun.data.derive import CARBON_PARTS, EMISSION_PARTS, ENERGY_PARTS, LAND_COLUMNS, TAX_PARTS
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.show.words import number
from muyun.terms import table_measures

HEADS = ("数据", "填报值", "所在位置")

_PARTS: dict[str, tuple[str, ...]] = {
    "land_mu": tuple(name for name in LAND_COLUMNS if name != "land_mu"), "tax_wan": TAX_PARTS,
    "energy_tce": ENERGY_PARTS, "emission_t": EMISSION_PARTS, "carbon_t": CARBON_PARTS,
}  # fmt: skip
"""What a measure is computed of where it isn't given itself."""

_BY_ENTERPRISE = (
    ("加减分", ("item", "points")), ("否决事项", ("kind",)), ("手工调档", ("to", "reason")), ("占用", ("area_mu",)),
)  # fmt: skip
"""Other tables that have rows of an enterprise, with the columns to tell."""


def input_cells(tables: Tables, evaluation: Evaluation, code: str) -> list[tuple[str, str, str]]:
    """(what, value with unit, file, sheet and cell) of everything an enterprise's result was made of.

    A measure that isn't given is followed to the parts it was computed of.
    """
    rows = tables.enterprises
    mine = rows[((rows["year"] == evaluation.year) & (rows["uscc"] == code)).to_numpy(dtype=bool, na_value=False)]
    found: list[tuple[str, str, str]] = []
    for label in mine.index:
        for name in _measures(evaluation, code):
            found += _measure_cells(tables, label, name)
    for table, columns in _BY_ENTERPRISE:
        found += _event_cells(tables, evaluation.year, code, table, columns)
    return found


def _measures(evaluation: Evaluation, code: str) -> list[str]:
    """The measures that the indicators of the enterprise's pool are made of; land and tax always."""
    policy, unit = evaluation.policy, evaluation.unit_of[code]
    pool = evaluation.participants["pool"].at[unit]
    names = policy.pools[str(pool)].weights if pool == pool else ()
    used = [part for name in names for part in (policy.indicators[name].numerator, policy.indicators[name].denominator)]
    return list(dict.fromkeys(["industry", "scale", "land_mu", "tax_wan", *used]))


def _measure_cells(tables: Tables, label: int, name: str) -> Iterator[tuple[str, str, str]]:
    measure, value = table_measures("企业")[name], tables.enterprises.at[label, name]
    if not pd.isna(value):
        yield measure.column, _words(value, measure.unit), str(tables.cell("企业", label, name))
        return
    parts = [part for part in _PARTS.get(name, ()) if not pd.isna(tables.enterprises.at[label, part])]
    how = "未填，由下列各项计算" if parts else "未填"
    yield measure.column, how, ""
    for part in parts:
        own = table_measures("企业")[part]
        value = tables.enterprises.at[label, part]
        yield f"　{own.column}", _words(value, own.unit), str(tables.cell("企业", label, part))


def _event_cells(
    tables: Tables, year: int, code: str, table: str, columns: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    frame = tables.frame(table)
    mine = (frame["uscc"] == code).to_numpy(dtype=bool, na_value=False)
    if "year" in frame:
        mine = mine & (frame["year"] == year).to_numpy(dtype=bool, na_value=False)
    measures = table_measures(table)
    for label in frame.index[mine]:
        told = [_words(frame.at[label, c], measures[c].unit) for c in columns if not pd.isna(frame.at[label, c])]
        yield table, "，".join(told) or "已登记", str(tables.cell(table, label, columns[-1]))


def _words(value: object, unit: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    return f"{number(float(value), 9)} {unit}".rstrip()
