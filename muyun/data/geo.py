"""宗地 with geometry: GeoPackage, GeoParquet, GeoJSON, zipped Shapefile; and the area of polygons."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError

from muyun.data import check, check_values
from muyun.data.archive import Refused, opened_archive
from muyun.data.column import column_from_objects
from muyun.data.header import Layout, layout_of
from muyun.data.part import Part, part_of_body
from muyun.data.sheet import Body
from muyun.findings import Cell, Finding
from muyun.terms import table_measures

GEO_ENDINGS = frozenset({".gpkg", ".parquet", ".geoparquet", ".geojson", ".json", ".zip"})

PARCEL_CRS = "EPSG:4490"
"""CGCS2000 longitude and latitude, in which every parcel is kept."""

_WGS84 = "EPSG:4326"
_BYTES = "ISO-8859-1"
"""Gives each byte as a character: a Shapefile cuts names within characters, which GDAL can't decode."""

_BOUNDS = np.array([-180.0, -90.0, 180.0, 90.0])
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NAMES = {
    shapely.GeometryType.POINT: "点", shapely.GeometryType.MULTIPOINT: "点",
    shapely.GeometryType.LINESTRING: "线", shapely.GeometryType.MULTILINESTRING: "线",
    shapely.GeometryType.LINEARRING: "线",
}  # fmt: skip
_SHORTEST_PREFIX = 3
"""A Shapefile cuts column names after 10 bytes: three Chinese characters survive."""


def read_parcels(path: Path, data: bytes) -> tuple[Part | None, tuple[Finding, ...]]:
    """The part of 宗地 that a map file holds, its geometry on CGCS2000, and what was wrong.

    Rows are features counted from 1. Refused: the file can't be read.
    """
    place = Cell("宗地", file=path.name)
    frame = _frame(place, path, data)
    if frame.crs is None:
        return None, (check_values.geometry_no_crs(place),)
    shapes, findings = _checked_shapes(place, _on_cgcs2000(place, frame))
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = _full_names(path, [str(name) for name in attributes.columns])
    layout, found = layout_of([names], place, (), least=1)
    findings += _without_letters(found)
    if layout is None:
        return None, tuple(findings)
    columns = [column_from_objects(_cells(attributes.iloc[:, i])) for i in range(len(names))]
    part, found = part_of_body(place, Layout(0, layout.fields, ()), Body(1, columns))
    geometry = shapes[part.rows - 1]
    values = {**part.values, "geometry": geometry}
    headers = {**part.headers, "geometry": frame.geometry.name}
    letters = dict.fromkeys(values, "")
    return Part(place, values, part.rows, letters, headers), (*findings, *_without_letters(found))


def _frame(place: Cell, path: Path, data: bytes) -> gpd.GeoDataFrame:
    try:
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            return gpd.read_parquet(io.BytesIO(data))
        if path.suffix.lower() == ".zip":
            encoding = _shapefile_encoding(place, path, data)
            return _decoded(gpd.read_file(f"zip://{path.resolve()}", encoding=_BYTES), encoding)
        frame = gpd.read_file(path, layer=_layer(place, path))
    except (DataSourceError, DataLayerError, ProjError, pa.ArrowException, ValueError, OSError, KeyError) as error:
        raise Refused(check_values.geometry_unreadable(place, str(error))) from error
    except (RuntimeError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Refused(check_values.geometry_unreadable(place, str(error))) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Refused(check_values.geometry_unreadable(place, "没有图形"))
    return frame


def _layer(place: Cell, path: Path) -> str | None:
    layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if len(layers) <= 1:
        return None
    if "宗地" not in layers:
        raise Refused(check_values.geometry_layers(place, len(layers)))
    return "宗地"


def _shapefile_encoding(place: Cell, path: Path, data: bytes) -> str:
    """The encoding of a Shapefile's attributes, as its .cpg or its bytes say. Every member is checked."""
    archive = opened_archive(path.name, data)
    contents = {name.lower(): archive.read(name) for name in archive.members}
    if not any(name.endswith(".shp") for name in contents):
        raise Refused(check_values.geometry_unreadable(place, "压缩包里没有 .shp"))
    for name, content in contents.items():
        if name.endswith(".cpg"):
            try:
                return codecs.lookup(content.decode("ascii").strip().replace("ANSI ", "cp")).name
            except (LookupError, UnicodeDecodeError):
                break
    attributes = next((content for name, content in contents.items() if name.endswith(".dbf")), b"")
    try:
        attributes[int.from_bytes(attributes[8:10], "little") :].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _decoded(frame: gpd.GeoDataFrame, encoding: str) -> gpd.GeoDataFrame:
    """Names and texts that were read as bare bytes, decoded; half a character at a cut end is dropped."""

    def text(value: object) -> object:
        return value.encode(_BYTES).decode(encoding, "ignore") if isinstance(value, str) else value

    texts = [name for name in frame.columns if name != frame.geometry.name and frame[name].dtype in ("str", "object")]
    decoded = frame.assign(**{name: frame[name].map(text, na_action="ignore") for name in texts})
    return decoded.rename(columns={name: text(name) for name in frame.columns if name != frame.geometry.name})


def _on_cgcs2000(place: Cell, frame: gpd.GeoDataFrame) -> np.ndarray:
    try:
        moved = frame.geometry.force_2d()
        if frame.crs not in (PARCEL_CRS, _WGS84):  # WGS 84 agrees with CGCS2000 within centimetres
            moved = moved.to_crs(PARCEL_CRS)
    except (ProjError, ValueError, RuntimeError) as error:
        raise Refused(check_values.geometry_unreadable(place, str(error))) from error
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
        [check_values.geometry_invalid(at(r), why) for r, why in zip(invalid, reasons, strict=True)],
    ]
    kept = shapes.copy()
    kept[empty | other | outside] = None
    return kept, [finding for group in groups for finding in check.limited(group)]


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
