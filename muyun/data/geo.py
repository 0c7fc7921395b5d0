"""宗地 with geometry: GeoPackage, GeoParquet, GeoJSON, zipped Shapefile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import ProjError

from muyun.data import check, check_values
from muyun.data.archive import Refused
from muyun.data.column import column_from_objects
from muyun.data.geo_files import map_frame
from muyun.data.header import Layout, layout_of
from muyun.data.part import Part, part_of_body
from muyun.data.sheet import Body
from muyun.findings import Cell, Finding, printable
from muyun.terms import table_measures

GEO_ENDINGS = frozenset({".gpkg", ".parquet", ".geoparquet", ".geojson", ".json", ".zip"})

PARCEL_CRS = "EPSG:4490"
"""CGCS2000 longitude and latitude, in which every parcel is kept."""

_WGS84 = "EPSG:4326"
_BOUNDS = np.array([-180.0, -90.0, 180.0, 90.0])
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NAMES = {
    shapely.GeometryType.POINT: "点", shapely.GeometryType.MULTIPOINT: "点",
    shapely.GeometryType.LINESTRING: "线", shapely.GeometryType.MULTILINESTRING: "线",
    shapely.GeometryType.LINEARRING: "线",
}  # fmt: skip
_FAULTS = {
    "Self-intersection": "自相交", "Ring Self-intersection": "环自相交", "Interior is disconnected": "内部不连通",
    "Hole lies outside shell": "洞在外环之外", "Holes are nested": "洞中有洞", "Nested shells": "外环重叠",
    "Too few points in geometry component": "点数不够", "Duplicate Rings": "环重复", "Invalid Coordinate": "坐标无效",
}  # fmt: skip
"""What GEOS says of an invalid polygon."""

_SHORTEST_PREFIX = 3
"""A Shapefile cuts column names after 10 bytes: three Chinese characters survive."""


def read_parcels(path: Path, data: bytes) -> tuple[Part | None, tuple[Finding, ...]]:
    """The part of 宗地 that a map file holds, its geometry on CGCS2000, and what was wrong.

    Rows are features counted from 1. Refused: the file can't be read.
    """
    place = Cell("宗地", file=printable(path.name))
    frame = map_frame(place, path.suffix.lower(), data)
    if not len(frame):
        return None, (check_values.geometry_no_features(place),)
    if frame.crs is None:
        return None, (check_values.geometry_no_crs(place),)
    shapes, findings = _checked_shapes(place, _on_cgcs2000(place, frame))
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = _full_names(path, [str(name) for name in attributes.columns])
    layout, found = layout_of([names], place, (), least=1)
    if layout is None:
        return None, (*findings, check_values.geometry_no_columns(place, names))
    findings += _without_letters(found)
    columns = [column_from_objects(_cells(attributes.iloc[:, i])) for i in range(len(names))]
    part, found = part_of_body(place, Layout(0, layout.fields, ()), Body(1, columns))
    geometry = shapes[part.rows - 1]
    values = {**part.values, "geometry": geometry}
    headers = {**part.headers, "geometry": frame.geometry.name}
    letters = dict.fromkeys(values, "")
    told = (*findings, *_without_letters(found))
    return replace(part, values=values, letters=letters, headers=headers), told


def _on_cgcs2000(place: Cell, frame: gpd.GeoDataFrame) -> np.ndarray:
    try:
        moved = frame.geometry.force_2d()
        if frame.crs not in (PARCEL_CRS, _WGS84):  # WGS 84 agrees with CGCS2000 within centimetres
            moved = moved.to_crs(PARCEL_CRS)
    except (ProjError, ValueError, RuntimeError) as error:
        raise Refused(check_values.geometry_unreadable(place, "不能从文件的坐标系换算到 CGCS2000")) from error
    return moved.to_numpy()


def _checked_shapes(place: Cell, shapes: np.ndarray) -> tuple[np.ndarray, list[Finding]]:
    """The polygons, anything else as None, and a finding for each trouble."""
    kinds = shapely.get_type_id(shapes)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~empty & ~np.isin(kinds, _POLYGONS)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        inside = (bounds[:, :2] >= _BOUNDS[:2]).all(axis=1) & (bounds[:, 2:] <= _BOUNDS[2:]).all(axis=1)
    outside = ~empty & ~other & ~inside
    invalid = np.flatnonzero(~empty & ~other & ~outside & ~shapely.is_valid(shapes))
    reasons = shapely.is_valid_reason(shapes[invalid])

    def at(row: int) -> Cell:
        return replace(place, row=int(row) + 1, column="geometry")

    kinds_of_other = [_NAMES.get(kinds[row], "集合") for row in np.flatnonzero(other)]
    groups = [
        [check_values.geometry_empty(at(row)) for row in np.flatnonzero(empty)],
        [
            check_values.geometry_not_polygon(at(r), k)
            for r, k in zip(np.flatnonzero(other), kinds_of_other, strict=True)
        ],
        [check_values.geometry_outside(at(row)) for row in np.flatnonzero(outside)],
        [check_values.geometry_invalid(at(r), _fault(why)) for r, why in zip(invalid, reasons, strict=True)],
    ]
    kept = shapes.copy()
    kept[empty | other | outside] = None
    return kept, [finding for group in groups for finding in check.limited(group)]


def _fault(reason: str) -> str:
    """GEOS's reason in Chinese, with the place: 自相交，120.5 30.5."""
    kind, _, place = reason.partition("[")
    point = place.removesuffix("]")
    return _FAULTS.get(kind.strip(), "不合规则") + (f"，{point}" if point else "")


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
    return [value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in values]
