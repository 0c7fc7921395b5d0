"""What must hold in the tables of an upload taken together (spec 10.8, 12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from muyun.data import check, check_files, check_parcels, check_values
from muyun.data.check import limited
from muyun.data.join import JOINED, duplicates, unlike_names
from muyun.data.parcel_shapes import shape_findings
from muyun.data.part import Part
from muyun.data.plausible import doubtful_shares, doubtful_units
from muyun.data.same_name import names_under_two_codes
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level
from muyun.terms import KEYS, TABLES, table_measures

SHARE_TOLERANCE = 1e-6
"""How far a meter's shares may be from 1 (three thirds written with seven digits)."""

_EVERY_YEAR = 0
"""Stands for the blank year of a meter, which means every year."""

_STAFF = frozenset({"staff"})
_ENERGY = frozenset(
    {"energy_tce", "electricity_wan_kwh", "coal_t", "gas_wan_m3", "heat_gj", "petrol_t", "diesel_t", "freed_energy_tce"}
)
_EMISSION = frozenset({"emission_t", "cod_t", "nh3n_t", "so2_t", "nox_t"})
_COUNTED = ("加减分", "否决事项")
"""Tables without a key: a thing may well happen twice, but hardly in the same words."""

_REFERRING = ("加减分", "否决事项", "手工调档", "纠偏")


def checked(tables: Tables, given: Mapping[str, Sequence[Part]], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings about the tables that were given.

    given   table → the parts that it is made of
    before  findings made so far: a cell that one of them calls wrong isn't called empty too
    """
    wrong = {_place(f.where) for f in before if f.level is Level.ERROR and isinstance(f.where, Cell)}
    found: list[Finding] = []
    for table, parts in given.items():
        found += _missing_columns(table, parts)
        found += _missing_cells(tables, table, wrong | _unread(parts))
        found += _repeated(tables, table)
        found += _told_twice(tables, table)
        found += _negative(tables, table)
    found += _shares(tables)
    found += _manual_changes(tables)
    found += doubtful_shares(tables)
    if "宗地" in given:
        found += shape_findings(tables)
    if "企业" in given:
        found += _unknown_enterprises(tables)
        found += doubtful_units(tables)
        found += names_under_two_codes(tables)
    return tuple(found)


def _place(cell: Cell) -> tuple:
    return cell.file, cell.sheet, cell.row, cell.letter


def _unread(parts: Sequence[Part]) -> set[tuple]:
    """Places of the cells that couldn't be read, those that were only counted too."""
    return {
        (part.place.file, part.place.sheet, int(row), part.letters[name])
        for part in parts for name, rows in part.unread.items() for row in rows
    }  # fmt: skip


def _missing_columns(table: str, parts: Sequence[Part]) -> Iterator[Finding]:
    """Required columns that are not there: in each file its key, in joined files together the others."""
    required = {m.name: m.column for m in table_measures(table).values() if m.required}
    together = len(parts) > 1 and table in JOINED
    everywhere = set().union(*(part.values for part in parts)) if together else set()
    for part in parts:
        own = [name for name in required if not together or name in KEYS[table]]
        for name in (n for n in own if n not in part.values):
            yield check_files.column_missing(replace(part.place, column=required[name]))
    if together:
        for name in (n for n in required if n not in everywhere and n not in KEYS[table]):
            yield check_files.column_missing(Cell(table, None, required[name]))


def _missing_cells(tables: Tables, table: str, wrong: set) -> Iterator[Finding]:
    """Empty required cells. A row that stands only in files without the column is CODE_ONLY_IN_SOME, no error."""
    for name, measure in table_measures(table).items():
        rows = np.flatnonzero(tables.frame(table)[name].isna()) if measure.required else ()
        places = [tables.cell(table, int(row), name) for row in rows]
        yield from limited([check.cell_required(at) for at in places if at.row is not None and _place(at) not in wrong])


def _repeated(tables: Tables, table: str) -> tuple[Finding, ...]:
    keys = KEYS.get(table)
    if keys is None:
        return ()
    frame = tables.frame(table)
    found = [
        check.key_duplicate(
            tables.cell(table, row, keys[-1]), tables.cell(table, first, keys[-1]), key,
            unlike_names(frame.get("name"), first, row),
        )
        for row, first, key in duplicates(frame, keys)
    ]  # fmt: skip
    if "geometry" in frame and frame["geometry"].notna().any():
        found = [check_parcels.in_pieces(finding) for finding in found]
    return limited(found)


def _told_twice(tables: Tables, table: str) -> tuple[Finding, ...]:
    """Rows that say the same as an earlier one, in the tables where each row counts."""
    if table not in _COUNTED:
        return ()
    frame = tables.frame(table)
    same = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup()
    earliest = np.unique(same.to_numpy(), return_index=True)[1]
    return limited([
        check_values.row_twice(tables.cell(table, int(row)), tables.cell(table, int(earliest[same.iat[row]])))
        for row in np.flatnonzero(same.duplicated())
    ])  # fmt: skip


def _manual_changes(tables: Tables) -> tuple[Finding, ...]:
    return limited([
        check.manual_duplicate(tables.cell("手工调档", row, "uscc"), tables.cell("手工调档", first, "uscc"), key)
        for row, first, key in duplicates(tables.manual_changes, ("year", "uscc"))
    ])  # fmt: skip


def _negative(tables: Tables, table: str) -> Iterator[Finding]:
    """Land, staff, energy and emission below zero; tax and value added may be negative (spec 10.8)."""
    frame = tables.frame(table)
    for name, measure in table_measures(table).items():
        make = _negative_finding(name)
        if measure.type != "float" or make is None:
            continue
        values = frame[name].to_numpy()
        rows = np.flatnonzero(values < 0)
        yield from limited([make(tables.cell(table, int(row), name), values[row]) for row in rows])


def _negative_finding(name: str) -> Callable[[Cell, float], Finding] | None:
    if name.endswith("_mu"):
        return check_values.negative_land
    if name in _STAFF:
        return check_values.negative_staff
    if name in _ENERGY:
        return check_values.negative_energy
    if name in _EMISSION or name.startswith("carbon_"):
        return check_values.negative_emission
    return None


def _shares(tables: Tables) -> Iterator[Finding]:
    """Shares outside 0–1, and meters whose shares don't add up to 1 in a year."""
    meters = tables.meters.dropna(subset=["share"])
    outside = meters.index[(meters["share"] < 0) | (meters["share"] > 1)]
    yield from limited(
        [check_values.share_range(tables.cell("电表", row, "share"), meters.at[row, "share"]) for row in outside]
    )
    inside = meters.drop(outside).dropna(subset=["meter_id"]).reset_index(names="label")
    totals = inside.groupby(["meter_id", inside["year"].fillna(_EVERY_YEAR)])["share"].sum().unstack()
    always = totals.pop(_EVERY_YEAR) if _EVERY_YEAR in totals else pd.Series(np.nan, totals.index)
    totals = totals.add(always.fillna(0), axis=0)  # rows without year count in each year of their meter
    totals[_EVERY_YEAR] = always.where(totals.isna().all(axis=1))
    off = totals.stack()
    off = off[(off - 1).abs() > SHARE_TOLERANCE].groupby(level=0, sort=False).first()
    firsts = inside.groupby("meter_id")["label"].first()
    yield from limited([
        check_values.share_sum(tables.cell("电表", int(firsts[meter]), "share"), meter, total)
        for meter, total in off.items()
    ])  # fmt: skip


def _unknown_enterprises(tables: Tables) -> Iterator[Finding]:
    """Vetoes, bonuses, manual changes and corrections for nobody in 企业 of that year."""
    known = tables.enterprises[["year", "uscc"]].dropna().drop_duplicates()
    known = pd.MultiIndex.from_frame(known)
    for table in _REFERRING:
        frame = getattr(tables, TABLES[table])[["year", "uscc"]].dropna()
        lost = frame.loc[~pd.MultiIndex.from_frame(frame).isin(known)]
        yield from limited([
            check_values.enterprise_unknown(tables.cell(table, int(row), "uscc"), int(year), code)
            for row, year, code in lost.itertuples()
        ])  # fmt: skip
