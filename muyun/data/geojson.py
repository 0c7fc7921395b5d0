"""The features of a GeoJSON (RFC 7946), and the coordinate system that an old one may name."""

from __future__ import annotations

import codecs
import json
import re

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from muyun.data import check_geometry
from muyun.data.archive import Refused
from muyun.data.check import shown
from muyun.data.map_file import COLUMNS_AT_MOST, MapFile
from muyun.data.shifted_crs import named_shift
from muyun.findings import Cell

JSON_LIMIT = 2**28
"""Bytes of a GeoJSON: about 200,000 parcels; in memory it takes ten times as much."""

_CRS_NAME = re.compile(
    r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/|EPSG:)(\d{4,6})", re.IGNORECASE
)
_CRS84 = re.compile(
    r"(?:urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/|OGC:)CRS84", re.IGNORECASE
)
_SHIFTED = (
    'GEOGCS["{name}",DATUM["{name}",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
"""A system of degrees that equals no other, so that nobody takes its places for true ones."""

_KINDS = ("FeatureCollection", "Feature")
_NO_SHAPE = (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What shapely raises for coordinates that are none."""


def geojson_features(place: Cell, data: bytes) -> MapFile:
    """The features of a GeoJSON. Refused: too large, no GeoJSON, or its coordinate system isn't known."""
    if len(data) > JSON_LIMIT:
        raise Refused(check_geometry.unreadable(place, f"GeoJSON 超过 {JSON_LIMIT // 2**20} MB"))
    features, content = _features(place, data.removeprefix(codecs.BOM_UTF8))
    shapes, unread = [], {}
    for number, feature in enumerate(features):
        shape, why = _shape(feature.get("geometry"))
        shapes.append(shape)
        unread |= {number: why} if why else {}
    rows = [feature.get("properties") or {} for feature in features]
    if len({name for row in rows for name in row}) > COLUMNS_AT_MOST:
        raise Refused(check_geometry.unreadable(place, f"属性超过 {COLUMNS_AT_MOST} 列"))
    rows = [{name: _text_of_nested(value) for name, value in row.items() if name != "geometry"} for row in rows]
    attributes = pd.DataFrame(rows, index=range(len(rows)), dtype=object)
    return MapFile(gpd.GeoDataFrame(attributes, geometry=shapes, crs=_named_crs(place, content)), unread)


def _features(place: Cell, text: bytes) -> tuple[list[dict], dict]:
    """The features, and the whole content."""
    if not text.lstrip()[:1] == b"{":
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoJSON"))
    try:
        content = json.loads(text.decode("utf-8"), parse_constant=str)
    except UnicodeDecodeError as error:
        raise Refused(check_geometry.unreadable(place, "GeoJSON 的文字要用 UTF-8 编码")) from error
    if not isinstance(content, dict) or content.get("type") not in _KINDS:
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoJSON"))
    features = content.get("features") if content["type"] == _KINDS[0] else [content]
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoJSON"))
    return features, content


def _shape(geometry: object) -> tuple[shapely.Geometry | None, str]:
    """The shape, or None and why it can't be read ("" where there is none to read)."""
    if not geometry:
        return None, ""
    try:
        return shapely.geometry.shape(geometry), ""
    except _NO_SHAPE:
        return None, "坐标不全、不是数，或点数不够"


def _text_of_nested(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _named_crs(place: Cell, content: dict) -> pyproj.CRS | None:
    """The coordinate system that a GeoJSON names; WGS 84 where it is silent (RFC 7946), None where it says null."""
    stated = content.get("crs", {"properties": {"name": "OGC:CRS84"}})
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if _CRS84.fullmatch(name):
        return pyproj.CRS.from_epsg(4326)
    if match := _CRS_NAME.fullmatch(name):
        try:
            return pyproj.CRS.from_epsg(int(match[1]))
        except CRSError as error:
            raise Refused(check_geometry.unreadable(place, f"没有 EPSG 代码 {match[1]} 这个坐标系")) from error
    if (system := named_shift(name)) is not None:
        return pyproj.CRS.from_wkt(_SHIFTED.format(name=system.value))
    said = f"，写的是“{shown(name)}”" if name else ""
    raise Refused(check_geometry.unreadable(place, f"坐标系不是以 EPSG 代码、GCJ-02 或 BD-09 写明的{said}"))
