"""The features of a GeoPackage (OGC 12-128), read as the plain SQLite database that it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from muyun.data import check_geometry
from muyun.data.archive import Refused
from muyun.data.map_file import COLUMNS_AT_MOST, EXPANDED_AT_MOST, FEATURES_AT_MOST, MapFile
from muyun.data.wkt import is_harmless_wkt
from muyun.findings import Cell, Finding

SQLITE_MAGIC = b"SQLite format 3\0"

_HEADER_BYTES = 8
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_EMPTY = 0b1_0000
_EXTENDED = 0b10_0000
_CELL_BYTES = 2**28
_CURVED, _CURVED_WORDS = range(8, 18), "含有圆弧等曲线或曲面，请先转成折线边的面"
"""WKB's numbers of curves, surfaces and triangles, and what to say of them."""

_LEGACY = b"\x01\x01"
"""Read and write versions of a database without write-ahead log, which has no place in memory."""

_LAYER_NAMES = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name"


@dataclass(frozen=True, slots=True)
class _Layer:
    table: str
    geometry: str
    crs: int


def geopackage_features(place: Cell, data: bytes, wanted: str) -> MapFile:
    """The features of the only layer, or of the one called `wanted`; crs None where it is undefined.

    Refused: another kind of file, no such layer, or it is computed, or too large. sqlite3.Error: damaged.
    """
    if not data.startswith(SQLITE_MAGIC):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoPackage"))
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data[:18] + _LEGACY + data[20:])
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _CELL_BYTES)
        database.execute("PRAGMA trusted_schema = OFF")
        layer = _layer(place, database, wanted)
        names, kinds = _columns(place, database, layer)
        chosen = ", ".join(map(_quoted, [layer.geometry, *names]))
        query = f"SELECT {chosen} FROM {_quoted(layer.table)} ORDER BY rowid LIMIT ?"
        rows = database.execute(query, (FEATURES_AT_MOST + 1,)).fetchall()
        crs = _crs(place, database, layer.crs)
    cells = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
    attributes = {
        name: pd.Series([_value(cell, kind) for cell in column], dtype=object)
        for name, kind, column in zip(names, kinds, cells[1:], strict=True)
    }
    shapes, unread = _shapes(cells[0])
    frame = gpd.GeoDataFrame(pd.DataFrame(attributes), geometry=shapes, crs=crs)
    return MapFile(frame, unread, _maybe_older(place, data))


def _maybe_older(place: Cell, data: bytes) -> tuple[Finding, ...]:
    """Told of a database with a write-ahead log, in which the latest changes may stand: it isn't part of the file."""
    return (check_geometry.maybe_older(place),) if data[18:20] == b"\2\2" else ()


def layer_names(data: bytes) -> list[str]:
    """The layers of features of a GeoPackage; none where it is no database."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data[:18] + _LEGACY + data[20:])
            return [str(name) for (name,) in database.execute(_LAYER_NAMES)]
    except sqlite3.Error:
        return []


def _layer(place: Cell, database: sqlite3.Connection, wanted: str) -> _Layer:
    query = (
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g"
        " ON c.table_name = g.table_name WHERE c.data_type = 'features' ORDER BY c.table_name"
    )
    layers = [_Layer(*row) for row in database.execute(query)]
    if not layers:
        raise Refused(check_geometry.unreadable(place, "没有图层"))
    found = layers if len(layers) == 1 else [layer for layer in layers if layer.table == wanted]
    if not found:
        raise Refused(check_geometry.layers(place, len(layers)))
    kind = database.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (found[0].table,)).fetchone()
    if kind is None or kind[0] != "table" or str(kind[1]).upper().startswith("CREATE VIRTUAL"):
        raise Refused(check_geometry.unreadable(place, "图层是视图，不是表"))
    return found[0]


def _columns(place: Cell, database: sqlite3.Connection, layer: _Layer) -> tuple[list[str], list[str]]:
    """Names and declared types of the attributes, without the geometry and the row's own number."""
    query = "SELECT name, type, pk, dflt_value FROM pragma_table_info(?)"
    described = database.execute(query, (layer.table,)).fetchall()
    if layer.geometry not in [name for name, *_ in described]:
        raise Refused(check_geometry.unreadable(place, "没有图形"))
    if len(described) > COLUMNS_AT_MOST:
        raise Refused(check_geometry.unreadable(place, f"属性超过 {COLUMNS_AT_MOST} 列"))
    if FEATURES_AT_MOST * sum(len(default or "") for *_, default in described) > EXPANDED_AT_MOST:
        raise Refused(check_geometry.unreadable(place, "列的默认值太长"))  # it stands in each row that has none
    own = [(n, k.upper()) for n, k, key, _ in described if n != layer.geometry and not (key and k.upper() == "INTEGER")]
    return [name for name, _ in own], [kind for _, kind in own]


def _value(cell: object, kind: str) -> object:
    if isinstance(cell, bytes):
        return None
    return bool(cell) if kind == "BOOLEAN" and cell in (0, 1) else cell


def _shapes(blobs: tuple[object, ...]) -> tuple[np.ndarray, dict[int, str]]:
    """The shapes, None where there is none, and by place why one can't be read."""
    wkb = np.array([_wkb(blob) for blob in blobs], object)
    curved = np.array([blob is not None and _kind(blob) in _CURVED for blob in wkb], bool)
    shapes = shapely.from_wkb(np.where(curved, None, wkb), on_invalid="ignore")
    lost = np.flatnonzero(shapely.is_missing(shapes) & np.not_equal(wkb, None))
    return shapes, {int(at): _CURVED_WORDS if curved[at] else "编码不合 GeoPackage，或环没有闭合" for at in lost}


def _wkb(blob: object) -> bytes | None:
    """The WKB behind a geometry's GeoPackage header, b"" where it has another; None for none."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < _HEADER_BYTES:
        return b""
    flags = blob[3]
    envelope = flags >> 1 & 0b111
    if flags & _EXTENDED or envelope >= len(_ENVELOPE_BYTES):
        return b""
    return None if flags & _EMPTY else blob[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :]


def _kind(wkb: bytes) -> int:
    """WKB's number of a shape's kind, whether or not it has heights and measures."""
    return int.from_bytes(wkb[1:5], "little" if wkb[:1] == b"\x01" else "big") % 1000


def _crs(place: Cell, database: sqlite3.Connection, number: int) -> pyproj.CRS | None:
    """The coordinate system `number` of the file; None: undefined."""
    query = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    row = database.execute(query, (number,)).fetchone()
    if row is None or number in (0, -1):
        return None
    organization, code, definition = row
    if str(organization).upper() == "EPSG":
        try:
            return pyproj.CRS.from_epsg(int(code))
        except CRSError:
            pass  # a number that pyproj doesn't know: its definition is left
    if "undefined" in str(definition).lower():  # as GDAL writes it
        return None
    if not is_harmless_wkt(str(definition)):
        raise Refused(check_geometry.unreadable(place, "坐标系的写法不合 GeoPackage"))
    return pyproj.CRS.from_wkt(definition)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
