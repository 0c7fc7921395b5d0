"""What must hold in the tables of an upload taken together (spec 10.8, 12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from muyun.data import check, check_files, check_values
from muyun.data.check import limited
from muyun.data.join import duplicates
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level
from muyun.terms import KEYS, TABLES, Measure, table_measures

SHARE_TOLERANCE = 1e-6
"""How far a meter's shares may be from 1 (three thirds written with seven digits)."""

_STAFF = frozenset({"staff"})
_ENERGY = frozenset(
    {"energy_tce", "electricity_wan_kwh", "coal_t", "gas_wan_m3", "heat_gj", "petrol_t", "diesel_t", "freed_energy_tce"}
)
_EMISSION = frozenset({"emission_t", "cod_t", "nh3n_t", "so2_t", "nox_t"})
_REFERRING = ("加减分", "否决事项", "手工调档", "纠偏")


def checked(tables: Tables, given: dict[str, set[str]], before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings about the tables that were given.

    given   table → measure names that some file of it has
    before  findings made so far: a cell that one of them calls wrong isn't called empty too
    """
    wrong = {_place(f.where) for f in before if f.level is Level.ERROR and isinstance(f.where, Cell)}
    found: list[Finding] = []
    for table, names in given.items():
        found += _required(tables, table, names, wrong)
        found += _repeated(tables, table)
        found += _negative(tables, table)
    found += _shares(tables)
    found += _manual_changes(tables)
    if "企业" in given:
        found += _unknown_enterprises(tables)
    return tuple(found)


def _place(cell: Cell) -> tuple:
    return cell.file, cell.sheet, cell.row, cell.letter


def _required(tables: Tables, table: str, names: set[str], wrong: set) -> Iterator[Finding]:
    for measure in table_measures(table).values():
        if not measure.required:
            continue
        if measure.name not in names:
            yield check_files.column_missing(_table_place(tables, table, measure))
            continue
        missing = tables.frame(table)[measure.name].isna().to_numpy()
        if missing.any():
            yield from _empty_cells(tables, table, measure, np.flatnonzero(missing), wrong)


def _empty_cells(
    tables: Tables, table: str, measure: Measure, rows: np.ndarray, wrong: set
) -> tuple[Finding, ...]:
    """Empty required cells. A row that only stands in files without the column is no error (CODE_ONLY_IN_SOME)."""
    found = []
    for row in rows:
        where = tables.cell(table, int(row), measure.name)
        if where.row is not None and _place(where) not in wrong:
            found.append(check.cell_required(where))
    return limited(found)


def _table_place(tables: Tables, table: str, measure: Measure) -> Cell:
    sources = tables.sources.get(table, ())
    file, sheet = (sources[0].file, sources[0].sheet) if len(sources) == 1 else (None, None)
    return Cell(table, None, measure.column, None, file, sheet)


def _repeated(tables: Tables, table: str) -> tuple[Finding, ...]:
    keys = KEYS.get(table)
    if keys is None:
        return ()
    return _repeats(tables, table, keys, check.key_duplicate)


def _manual_changes(tables: Tables) -> tuple[Finding, ...]:
    return _repeats(tables, "手工调档", ("year", "uscc"), check.manual_duplicate)


def _repeats(tables: Tables, table: str, keys: tuple, make: Callable[[Cell, Cell, str], Finding]) -> tuple:
    repeated = duplicates(table, tables.frame(table), keys)
    return limited([
        make(tables.cell(table, row, keys[-1]), tables.cell(table, first, keys[-1]), key)
        for row, first, key in repeated
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
    inside = meters.drop(outside).dropna(subset=["meter_id"])
    totals = inside.groupby(["meter_id", "year"], dropna=False)["share"].agg(["sum", "count"])
    firsts = inside.reset_index().groupby(["meter_id", "year"], dropna=False)["index"].first()
    off = totals.index[(totals["sum"] - 1).abs() > SHARE_TOLERANCE]
    yield from limited([
        check_values.share_sum(tables.cell("电表", int(firsts[key]), "share"), key[0], totals.at[key, "sum"])
        for key in off
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
