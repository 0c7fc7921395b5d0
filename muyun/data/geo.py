"""宗地 with geometry: GeoPackage, GeoParquet, GeoJSON, zipped Shapefile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from muyun.data import check_geometry
from muyun.data.check import limited_of
from muyun.data.column import column_from_objects
from muyun.data.geo_crs import declared_shift, on_cgcs2000
from muyun.data.geo_files import map_file
from muyun.data.geo_shapes import SHAPE, checked_shapes
from muyun.data.header import Layout, layout_of
from muyun.data.map_file import FEATURES_AT_MOST
from muyun.data.part import Part, part_of_body
from muyun.data.sheet import Body
from muyun.findings import Cell, Finding, printable
from muyun.terms import table_measures

GEO_ENDINGS = frozenset({".gpkg", ".parquet", ".geoparquet", ".geojson", ".json", ".zip"})

VERTICES_AT_MOST = 30_000_000
"""Of one map file: ten times a large city's parcels."""

_PLAIN = {str, float, bool, type(None)}
_EXACT = 2**53
"""Whole numbers above lose digits as floats; codes have up to 28."""

_SHORTEST_PREFIX = 3
"""A Shapefile cuts column names after 10 bytes: three Chinese characters survive."""


def read_parcels(path: Path, data: bytes) -> tuple[Part | None, tuple[Finding, ...]]:
    """The part of 宗地 that a map file holds, its geometry on CGCS2000, and what was wrong.

    Rows are features counted from 1. Refused: the file can't be read.
    """
    place = Cell("宗地", file=printable(path.name))
    opened = map_file(place, path.suffix.lower(), data)
    frame = opened.frame
    if not len(frame):
        return None, (check_geometry.no_features(place),)
    if found := _too_much(place, frame):
        return None, (found,)
    shift = declared_shift(printable(path.stem), frame.crs)
    if frame.crs is None and shift is None:
        return None, (check_geometry.no_crs(place),)
    shapes, findings = on_cgcs2000(place, frame, shift)
    findings += opened.told
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = _full_names(path, [str(name) for name in attributes.columns])
    layout, found = layout_of([names], place, (), least=1)
    if layout is None:
        return None, (*findings, check_geometry.no_columns(place, names))
    findings += _without_letters(found)
    columns = [column_from_objects(_cells(attributes.iloc[:, i])) for i in range(len(names))]
    part, found = part_of_body(place, Layout(0, layout.fields, ()), Body(1, columns))
    findings += _without_letters(found)
    findings += _dropped(place, part, shapes, {finding.where.row for finding in found})
    shapes, found = checked_shapes(place, shapes, _parcel_ids(part, len(frame)), opened.unread)
    values = {**part.values, "geometry": shapes[part.rows - 1]}
    headers = {**part.headers, "geometry": frame.geometry.name}
    letters = dict.fromkeys(values, "")
    return replace(part, values=values, letters=letters, headers=headers), (*findings, *found)


def _too_much(place: Cell, frame: gpd.GeoDataFrame) -> Finding | None:
    if len(frame) > FEATURES_AT_MOST:
        return check_geometry.too_much(place, "图形", FEATURES_AT_MOST)
    if int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()) > VERTICES_AT_MOST:
        return check_geometry.too_much(place, "顶点", VERTICES_AT_MOST)
    return None


def _dropped(place: Cell, part: Part, shapes: np.ndarray, told: set[int | None]) -> tuple[Finding, ...]:
    """Features with a shape but without any attribute of a parcel, which make no row of the table."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    there[part.rows - 1] = False
    rows = [row for row in np.flatnonzero(there) + 1 if row not in told]
    return limited_of(rows, lambda row: check_geometry.no_attributes(replace(place, row=int(row), column=SHAPE)))


def _parcel_ids(part: Part, count: int) -> np.ndarray:
    """The parcel code of each of a file's features, None where there is none."""
    codes = np.full(count, None, object)
    if "parcel_id" in part.values:
        given = pd.Series(part.values["parcel_id"], dtype=object)
        codes[part.rows - 1] = given.where(given.notna(), None).to_numpy()
    return codes


def _full_names(path: Path, names: list[str]) -> list[str]:
    """Column names, those that a Shapefile cut short completed where only one column begins so."""
    if path.suffix.lower() != ".zip":
        return names
    known = [m.column for m in table_measures("宗地").values()]
    full = []
    for name in names:
        fitting = [column for column in known if column.startswith(name)]
        full.append(fitting[0] if len(fitting) == 1 and len(name) >= _SHORTEST_PREFIX else name)
    return full


def _without_letters(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of a sheet as those of a map: features have numbers, columns only names."""
    for finding in findings:
        yield replace(finding, where=replace(finding.where, letter=None))


def _cells(column: pd.Series) -> list[object]:
    """A column's values as plain Python ones, missing as None."""
    values = column.astype(object).where(column.notna(), None).tolist()
    return values if {type(value) for value in values} <= _PLAIN else [_cell(value) for value in values]


def _cell(value: object) -> object:
    """A value of a map as a cell's: what no cell of a table can hold becomes text, so that none is lost unseen."""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    match value:
        case bool() | float() | str() | None | dt.time() | dt.timedelta():
            return value
        case int():
            return value if abs(value) <= _EXACT else str(value)
        case pd.Timestamp():
            return value.to_pydatetime()
        case dt.date():
            return value
        case bytes():
            return value.decode("utf-8", "replace")
    return str(value)
