"""What was a measure of a 评价单元 made of? Its enterprise's, or its tenants' and its parcels' (FH-06, spec 12)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muyun.data.shared import links_of_year, shared_units
from muyun.data.unit_land import LandPart, Part, unit_land_parts
from muyun.evaluate.cohort import LAND, mergeable
from muyun.show.explain.cells import table_cell
from muyun.show.explain.measures import enterprise_measure
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.explain.words import sum_formula
from muyun.terms import table_measures

_LAND = "合并单元的用地 = 共用宗地面积之和 − 规上企业在其上的占用面积 + 各家在其他宗地的占用面积。"
_SUM = "合并单元的数 = 各家之和；全部缺报的算缺报。"
_PARCEL = "宗地面积取登记面积，没有登记面积的取图形面积。"


def unit_measure(of: Subject, name: str, kind: Kind = Kind.MEASURE) -> Node:
    """A measure of the subject's unit; `name` as in measures.csv."""
    if not of.merged:
        return enterprise_measure(of, of.unit, name, kind)
    measure = table_measures("企业")[name]
    value = float(of.evaluation.participants[name].iat[of.place])
    children = tuple(_parcels(of) if name == LAND else _tenants(of, name))
    unknown = np.isnan(value)
    return Node(
        kind, measure.column, value, measure.unit,
        Op.BLANK if unknown else Op.SIGNED_SUM if name == LAND else Op.SUM, name,
        "" if unknown else sum_formula(children, value), _LAND if name == LAND else _SUM, of.basis("parcels", "merge"),
        cells=tuple(cell for child in children for cell in child.cells) if unknown else (),
        note="有共用宗地面积不明" if unknown and name == LAND else "各家都未填" if unknown else "", children=children,
    )  # fmt: skip


def _tenants(of: Subject, name: str) -> Iterator[Node]:
    for code in of.tenants:
        own = enterprise_measure(of, code, name, Kind.PLUS)
        yield Node(
            own.kind, f"{of.name(code)}的{own.title}", own.value, own.unit, own.operation, code, own.formula, own.rule,
            own.basis, own.cells, own.note, own.children,
        )  # fmt: skip


def _parcels(of: Subject) -> Iterator[Node]:
    cohort = of.evaluation.prepared.cohort
    links = links_of_year(of.tables.occupancy, cohort.enterprises)
    units = shared_units(links, mergeable(cohort.enterprises, of.policy).to_numpy(dtype=bool))
    number = int(units.codes.get_loc(of.unit))
    for part in unit_land_parts(units, links, cohort.enterprises, of.tables.parcels, number):
        yield _parcel(of, part) if part.what is LandPart.PARCEL else _occupant(of, part)


def _parcel(of: Subject, part: Part) -> Node:
    return _parcel_area(of, part.parcel_id, part.area_mu, Kind.PLUS, f"{part.what} {part.parcel_id}", _PARCEL)


def _parcel_area(of: Subject, parcel_id: str, area_mu: float, kind: Kind, title: str, rule: str) -> Node:
    """The area of a parcel as a leaf at its cell: registered, else the polygon's."""
    rows = of.tables.parcels
    labels = rows.index[(rows["parcel_id"] == parcel_id).to_numpy(dtype=bool, na_value=False)]
    if not len(labels):
        return Node(kind, title, area_mu, "亩", Op.BLANK, parcel_id, note="“宗地”表没有这宗地")
    declared = rows.at[labels[-1], "area_declared_mu"]
    name = "area_declared_mu" if not np.isnan(declared) else "geometry"
    operation = Op.BLANK if np.isnan(area_mu) else Op.CELL
    cells = (of.tables.cell("宗地", labels[-1], name),)
    note = "没有登记面积，按图形算" if operation is Op.CELL else "没有登记面积和图形"
    note = "" if name == "area_declared_mu" else note
    return Node(kind, title, area_mu, "亩", operation, parcel_id, rule=rule, cells=cells, note=note)


def _occupant(of: Subject, part: Part) -> Node:
    """What a tenant occupies on a parcel: the cells of 占用, or the area that stands for a blank one."""
    kind = Kind.MINUS if part.what is LandPart.LARGE else Kind.PLUS
    title = f"{of.name(part.uscc)}占用宗地 {part.parcel_id}"
    rows = of.tables.occupancy
    own = ((rows["uscc"] == part.uscc) & (rows["parcel_id"] == part.parcel_id)).to_numpy(dtype=bool, na_value=False)
    cells = [table_cell(of, "占用", label, "area_mu", Kind.PLUS, key=part.uscc) for label in rows.index[own]]
    if cells and not any(cell.missing for cell in cells):
        if len(cells) == 1:
            return Node(kind, title, part.area_mu, "亩", Op.CELL, part.uscc, rule=part.what, cells=cells[0].cells)
        formula = sum_formula(cells, part.area_mu)
        return Node(kind, title, part.area_mu, "亩", Op.SUM, part.uscc, formula, part.what, children=tuple(cells))
    if np.isnan(part.area_mu):
        return Node(
            Kind.ASIDE, title, np.nan, "亩", Op.BLANK, part.uscc, rule=part.what, cells=cells[0].cells,
            note="占用面积未填，也推不出来，没有计入",
        )  # fmt: skip
    if part.what is LandPart.LARGE:
        land = enterprise_measure(of, part.uscc, LAND)
        rule = "占用面积未填，这家规上企业只有这一宗地，按它的用地面积扣除。"
        return Node(kind, title, part.area_mu, "亩", Op.SAME, part.uscc, rule=rule, children=(land,))
    rule = "占用面积未填，这宗地只有它一家，按宗地面积计。"
    return _parcel_area(of, part.parcel_id, part.area_mu, kind, title, rule)
