"""The parts of a table from several files as one frame: joined by key, or stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from muyun.data import check, check_parcels
from muyun.data.area import polygon_area_mu
from muyun.data.cast_text import text_values
from muyun.data.geo_shapes import SHAPE
from muyun.data.part import Part
from muyun.data.tables import DTYPES, Source
from muyun.findings import Cell, Finding, Level
from muyun.terms import KEYS, SCORE_DECIMALS, table_measures

JOINED = ("企业", "宗地")
"""Tables of which several offices may each send some columns (cli.md); the others are stacked."""

_EXAMPLES = 3

_SAME_DEGREES = 1e-7
"""Corners nearer than a centimetre are one: two files of one shape may come through two projections."""


@dataclass(frozen=True, slots=True)
class Combined:
    """A table of all its parts, where its rows came from, and what was wrong."""

    frame: pd.DataFrame
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def combined(table: str, parts: Sequence[Part]) -> Combined:
    """One frame of `table`: 企业 and 宗地 joined on their key, other tables stacked."""
    if table in JOINED and len(parts) > 1 and all(set(KEYS[table]) <= set(p.values) for p in parts):
        return _joined(table, parts)
    return _stacked(table, parts)


def _stacked(table: str, parts: Sequence[Part]) -> Combined:
    edges = np.cumsum([0, *(len(part.rows) for part in parts)])
    columns = {}
    for name, dtype in _dtypes(table, parts).items():
        pieces = [_piece(part, name, dtype) for part in parts]
        columns[name] = pieces[0] if len(pieces) == 1 else pd.concat(pieces, ignore_index=True)
    sources = []
    for part, start, stop in zip(parts, edges[:-1], edges[1:], strict=True):
        rows = np.zeros(edges[-1], np.int64)
        rows[start:stop] = part.rows
        sources.append(_source(part, rows))
    return Combined(pd.DataFrame(columns, copy=False), tuple(sources), ())


def _joined(table: str, parts: Sequence[Part]) -> Combined:
    keys = KEYS[table]
    findings: list[Finding] = []
    indexes = []
    for part in parts:
        index, found = _unique_rows(table, part, keys)
        indexes.append(index)
        findings += found
    frames = [pd.DataFrame({k: p.values[k] for k in keys}).iloc[i] for p, i in zip(parts, indexes, strict=True)]
    union = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)
    # places[p][r]: element of part p that has the key of row r, or −1
    places = [_places(union, frame, index) for frame, index in zip(frames, indexes, strict=True)]
    columns = {}
    for name, dtype in _dtypes(table, parts).items():
        columns[name], found = _merged_column(table, name, dtype, parts, places)
        findings += found
    if table == "企业":
        findings += _only_in_some(pd.DataFrame(columns), parts, places)
    if table == "宗地":
        findings += _parcels_only_in_some(pd.DataFrame(columns), parts, places)
    sources = tuple(
        _source(part, np.where(place >= 0, part.rows[place] if len(part.rows) else 0, 0))
        for part, place in zip(parts, places, strict=True)
    )
    return Combined(pd.DataFrame(columns), sources, tuple(findings))


def duplicates(frame: pd.DataFrame, keys: Sequence[str]) -> list[tuple[int, int, str]]:
    """(row, earlier row, key in words) for each row whose complete key occurred before."""
    present = frame[list(keys)].notna().all(axis=1).to_numpy()
    codes = frame[list(keys)].loc[present]
    repeated = codes.duplicated(keep="first").to_numpy()
    if not repeated.any():
        return []
    rows = np.flatnonzero(present)
    group = codes.groupby(list(keys), sort=False, dropna=False).ngroup().to_numpy()
    first = pd.Series(rows).groupby(group).transform("first").to_numpy()
    return [(int(rows[i]), int(first[i]), " ".join(str(v) for v in codes.iloc[i])) for i in np.flatnonzero(repeated)]


def unlike_names(names: pd.Series | None, first: int, row: int) -> tuple[str, str] | None:
    """The names of two rows where both have one and they differ; `names` by place, None without such a column."""
    if names is None:
        return None
    one, other = names[first], names[row]
    return None if pd.isna(one) or pd.isna(other) or one == other else (str(one), str(other))


def _unique_rows(table: str, part: Part, keys: Sequence[str]) -> tuple[np.ndarray, tuple[Finding, ...]]:
    """Elements of a part with a complete key, the first of each; later ones are findings."""
    frame = pd.DataFrame({key: part.values[key] for key in keys})
    column = table_measures(table)[keys[-1]].column
    repeated = duplicates(frame, keys)
    found = [
        check.key_duplicate(
            part.cell(row, keys[-1], column), part.cell(first, keys[-1], column), key,
            unlike_names(part.values.get("name"), first, row),
        )
        for row, first, key in repeated
    ]
    keep = frame.notna().all(axis=1).to_numpy(copy=True)
    keep[[row for row, _, _ in repeated]] = False
    if "geometry" in part.values:
        found = [check_parcels.in_pieces(finding) for finding in found]
    return np.flatnonzero(keep), check.limited(found)


def _places(union: pd.DataFrame, frame: pd.DataFrame, index: np.ndarray) -> np.ndarray:
    numbered = frame.reset_index(drop=True).assign(_place=index)
    merged = union.merge(numbered, how="left", on=list(union.columns), validate="one_to_one")
    return merged["_place"].fillna(-1).to_numpy(np.int64)


def _merged_column(
    table: str, name: str, dtype: str, parts: Sequence[Part], places: Sequence[np.ndarray]
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """A column filled from each part that has it; unequal values for one cell are findings."""
    result = pd.Series([None] * len(places[0]), dtype=dtype)
    origin = np.full(len(places[0]), -1)
    found: list[Finding] = []
    for number, (part, place) in enumerate(zip(parts, places, strict=True)):
        if name not in part.values:
            continue
        values = pd.Series(part.values[name], dtype=dtype).reindex(place).reset_index(drop=True)
        present = values.notna().to_numpy()
        for row in np.flatnonzero(present & (origin >= 0) & _differs(result, values)):
            first = parts[origin[row]], places[origin[row]][row], result.iloc[row]
            found.append(_conflict(table, name, first, (part, place[row], values.iloc[row])))
        fill = present & (origin < 0)
        result = result.where(~fill, values)
        origin[fill] = number
    return result, check.limited(found)


def _differs(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Where two columns hold different things; numbers are compared on 9 decimals (spec 12)."""
    if one.dtype == "float64":
        return one.round(SCORE_DECIMALS).to_numpy() != other.round(SCORE_DECIMALS).to_numpy()
    if one.dtype == "object":
        shapes = [shapely.normalize(side.to_numpy(dtype=object, na_value=None)) for side in (one, other)]
        return ~shapely.equals_exact(*shapes, tolerance=_SAME_DEGREES)
    return (one != other).fillna(False).to_numpy(bool)


def _conflict(table: str, name: str, first: tuple, second: tuple) -> Finding:
    """`first` and `second` are (part, element, value)."""
    measure = table_measures(table).get(name)
    column = SHAPE if name == "geometry" else measure.column if measure else name
    (there, there_at, there_value), (here, here_at, here_value) = first, second
    return check.cell_conflict(
        here.cell(here_at, name, column), there.cell(there_at, name, column), shown(here_value), shown(there_value)
    )


def shown(value: object) -> str:
    """A cell's value in a message."""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, shapely.Geometry):
        return f"{polygon_area_mu([value])[0]:,.2f} 亩的面"
    if isinstance(value, (bool, np.bool_)):
        return "是" if value else "否"
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


def _only_in_some(union: pd.DataFrame, parts: Sequence[Part], places: Sequence[np.ndarray]) -> list[Finding]:
    """One finding for each part and year in which other parts have enterprises that it lacks; `union` is the whole.

    A 警告 where they are then without a required value, which no file gives.
    """
    found = []
    measures = table_measures("企业")
    for part, place in zip(parts, places, strict=True):
        has = place >= 0
        needed = [m for m in measures.values() if m.required and m.name in part.values]
        for year in sorted(union.loc[has, "year"].unique()):
            lacking = union.loc[~has & (union["year"] == year).to_numpy(bool)]
            if len(lacking):
                column, letter = measures["uscc"].column, part.letters["uscc"]
                where = Cell("企业", None, column, letter, part.place.file, part.place.sheet)
                without = [(m.column, int(n)) for m in needed if (n := lacking[m.name].isna().sum())]
                examples = sorted(lacking["uscc"])[:_EXAMPLES]
                found.append(check.code_only_in(where, int(year), len(lacking), examples, without))
    return found


def _parcels_only_in_some(union: pd.DataFrame, parts: Sequence[Part], places: Sequence[np.ndarray]) -> list[Finding]:
    """One finding for each part that lacks parcels of other parts: what they have nowhere of what it gives."""
    found = []
    for part, place in zip(parts, places, strict=True):
        lacking = union.loc[place < 0]
        given = [m for m in table_measures("宗地").values() if m.name in part.values and m.name != "parcel_id"]
        without = [(m, int(n)) for m in given if (n := lacking[m.name].isna().sum())]
        if len(lacking):
            words = [(SHAPE if m.name == "geometry" else m.column, n) for m, n in without]
            level = Level.WARNING if any(m.required for m, _ in without) else Level.NOTE
            where, examples = replace(part.place, column="宗地代码"), sorted(lacking["parcel_id"])[:_EXAMPLES]
            found.append(check_parcels.only_in(where, level, len(lacking), examples, words))
    return found


def _dtypes(table: str, parts: Sequence[Part]) -> dict[str, str]:
    """dtype of every column of the table; published indicators follow as float64."""
    own = {m.name: DTYPES[m.type] for m in table_measures(table).values()}
    extra = {name: "float64" for part in parts for name in part.values if name not in own}
    return own | extra


def _piece(part: Part, name: str, dtype: str) -> pd.Series:
    if name in part.values:
        return pd.Series(part.values[name], dtype=dtype, copy=False)
    return pd.Series(missing_values(len(part.rows), dtype), copy=False)


def missing_values(length: int, dtype: str) -> np.ndarray | pd.api.extensions.ExtensionArray:
    """`length` missing values of a dtype."""
    if dtype == "float64":
        return np.full(length, np.nan)
    if dtype == "str":
        return text_values(pa.nulls(length, pa.string()))
    return pd.array([None] * length, dtype=dtype) if dtype != "object" else np.full(length, None, object)


def _source(part: Part, rows: np.ndarray) -> Source:
    name = part.place.file or ""
    return Source(name, part.place.sheet, dict(part.letters), dict(part.headers), rows)
