"""What was a measure of an enterprise made of? Its cell, or parts, coefficients and corrections (spec 1.2, 1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from muyun.data.coefficients import POLLUTION, coefficient_for
from muyun.data.derive import (
    CARBON_PARTS,
    EMISSION_PARTS,
    ENERGY_PARTS,
    GIVEN,
    LAND_PARTS,
    OCCUPANCY,
    PARTS,
    TAX_PARTS,
    deducted_new_land,
)
from muyun.show.explain.cells import enterprise_cell, table_cell
from muyun.show.explain.node import NO_BASIS, Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.explain.words import sum_formula
from muyun.show.trace import exact
from muyun.terms import table_measures

_SUMMED = {"tax_wan": TAX_PARTS, "carbon_t": CARBON_PARTS}
_CONVERTED = {"energy_tce": ENERGY_PARTS, "emission_t": EMISSION_PARTS}
_RULES = {
    "land_mu": "已登记 + 租入 + 其他 − 出租 − 扣除期内的新增用地；直接填了用地面积的以填报数为准。",
    "tax_wan": "直接填报的以填报数为准，否则是已填各分项之和。",
    "carbon_t": "直接填报的以填报数为准，否则是已填各分项之和。",
    "energy_tce": "直接填报的以填报数为准，否则是各能源品种实物量 × 折标系数之和；只填用电量的算缺报。",
    "emission_t": "直接填报的以填报数为准，否则是各污染物数量 × 当量系数之和。",
}
_LAND_MU = "用地各栏都空白的，取“占用”表各宗地占用面积之和。"


def enterprise_measure(of: Subject, code: str, name: str, kind: Kind = Kind.MEASURE) -> Node:
    """A measure of one enterprise of the year with all that it was derived from; `name` as in measures.csv."""
    row = of.evaluation.prepared.cohort.enterprises.loc[code]
    how = row.get(f"{name}_origin", GIVEN)
    if how == GIVEN:
        cell = enterprise_cell(of, code, name, kind)
        return cell if cell.operation is Op.CORRECTED else replace(cell, rule=_RULES.get(name, ""))
    column = table_measures("企业")[name]
    children = tuple(_derived(of, code, name, how))
    cells = (of.cell(code, name),)
    value = float(row[name])
    if np.isnan(value):
        note = _lacking(of, code, name)
        return Node(
            kind, column.column, value, column.unit, Op.BLANK, name, rule=_RULES[name], cells=cells, note=note,
            children=tuple(replace(child, kind=Kind.ASIDE) for child in children),
        )  # fmt: skip
    operation = Op.SIGNED_SUM if name == "land_mu" and how == PARTS else Op.SUM
    return Node(
        kind, column.column, value, column.unit, operation, name, sum_formula(children, value),
        _LAND_MU if how == OCCUPANCY else _RULES[name],
        of.basis("energy_basis") if name == "energy_tce" else NO_BASIS, children=children,
    )  # fmt: skip


def _derived(of: Subject, code: str, name: str, how: str) -> Iterator[Node]:
    if how == OCCUPANCY:
        yield from _occupied(of, code)
    elif name == "land_mu":
        yield from _land(of, code)
    elif name in _SUMMED:
        yield from _filled(of, code, _SUMMED[name])
    else:
        yield from (_converted(of, code, name, part) for part in _filled(of, code, _CONVERTED[name]))


def _filled(of: Subject, code: str, names: tuple[str, ...], kind: Kind = Kind.PLUS) -> Iterator[Node]:
    """The parts that are filled in."""
    cells = (enterprise_cell(of, code, name, kind) for name in names)
    return (cell for cell in cells if not cell.missing)


def _lacking(of: Subject, code: str, name: str) -> str:
    filled = list(_filled(of, code, _CONVERTED.get(name, ())))
    if name == "energy_tce" and filled:
        return "未填；只有用电量，没有其他能源，不折算"
    return "未填，分项也没有填"


def _converted(of: Subject, code: str, name: str, part: Node) -> Node:
    """A part in the unit of the whole: quantity × coefficient, with the coefficient's source and first year."""
    basis = of.policy.energy_basis.value if name == "energy_tce" else POLLUTION
    row = coefficient_for(of.tables.coefficients, part.key, basis, of.year)
    whole, value = table_measures("企业")[name], part.value * row.factor
    note = f"出处：{row.source}。{row.valid_from} 年起用" + ("" if row.verified else "，未经核实")
    factor = Node(
        Kind.FACTOR, "折算系数", row.factor, f"{whole.unit}/{part.unit}", Op.RULE, part.key, rule=f"口径：{row.basis}",
        basis=of.basis("energy_basis") if name == "energy_tce" else NO_BASIS, note=note,
    )  # fmt: skip
    formula = f"{exact(part.value)} × {exact(row.factor)} = {exact(value)}"
    quantity = replace(part, kind=Kind.MEASURE)
    return Node(
        Kind.PLUS, f"{part.title}折算", value, whole.unit, Op.PRODUCT, part.key, formula, children=(quantity, factor)
    )


def _land(of: Subject, code: str) -> Iterator[Node]:
    yield from _filled(of, code, LAND_PARTS)
    yield from _filled(of, code, ("land_rented_out_mu",), Kind.MINUS)
    frame = of.evaluation.prepared.cohort.enterprises.loc[[code]]
    months = of.policy.land.deduct_new_months
    deducted, _ = deducted_new_land(frame, months, of.year)
    for new in _filled(of, code, ("land_new_mu",)):
        date = enterprise_cell(of, code, "land_new_approved", Kind.DATE)
        counts = bool(np.isnan(deducted.iat[0]))
        yield replace(
            new, kind=Kind.ASIDE if counts else Kind.MINUS, rule=_new_land_words(frame, months, of.year, counts),
            basis=of.basis("land", "deduct_new_months"), children=(*new.children, date),
        )  # fmt: skip


def _new_land_words(frame: pd.DataFrame, months: int, year: int, counts: bool) -> str:
    approved = frame["land_new_approved"].iat[0]
    if pd.isna(approved):
        return "没有批准日期，不扣除，计入用地。"
    until = approved + pd.DateOffset(months=months)
    span = f"{approved:%Y-%m-%d} 批准，{months} 个月到 {until:%Y-%m-%d}"
    return f"{span}，{year}-12-31 不在其间，不扣除。" if counts else f"{span}，{year}-12-31 在其间，扣除。"


def _occupied(of: Subject, code: str) -> Iterator[Node]:
    rows = of.tables.occupancy
    own = (rows["uscc"] == code).to_numpy(dtype=bool, na_value=False) & rows["area_mu"].notna().to_numpy()
    for label in rows.index[own]:
        parcel = rows.at[label, "parcel_id"]
        yield table_cell(of, "占用", label, "area_mu", Kind.PLUS, title=f"占用宗地 {parcel}", key=str(parcel))
