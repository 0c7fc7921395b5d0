"""What does a map of lines show under the parcels? Roads, waters and what is built, by kind, as simple as is seen.

Read by the readers of parcels, a layer a file (of a GeoPackage all); the kind is in the layer's name or in the
feature's own words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.errors import ShapelyError

from muyun.data import check_basemap
from muyun.data.archive import Refused
from muyun.data.basemap_image import Box, km_apart
from muyun.data.geo_crs import OLD_DATUM_NAMES, declared_shift, on_cgcs2000
from muyun.data.geo_files import map_file
from muyun.data.geopackage import geopackage_features, layer_names
from muyun.findings import Cell, Finding, Level, printable

BYTES_AT_MOST = 128 * 2**20
"""Of a file: in memory it takes ten times as much."""

CORNERS_AT_MOST = 250_000
"""Of all files together, after simplifying: what a browser paints in a few frames, about 1 MB."""

_STEPS_M = (1.0, 3.0, 10.0, 30.0)
"""How far a line may be off, tried in turn until the corners are few enough."""

_DEGREE_M = 111_000.0


class Kind(StrEnum):
    """What a line or an area is, hence its colour."""

    GREEN = "绿地"
    BUILT = "建成区"
    WATER = "水系"
    ROAD = "道路"
    OTHER = "其他"


_WORDS = {
    Kind.WATER: r"水(?!田|浇)|河|江|湖|溪|海|渠|塘|water|river|lake|canal|stream",
    Kind.ROAD: r"路|街|巷|高速|桥|大道|隧道|车道|轨道|铁|road|street|highway|rail|bridge",
    Kind.GREEN: r"绿|林|山|园地|耕|田|草|公园|forest|wood|park|green|farm|grass",
    Kind.BUILT: r"建|房|楼|居民|城区|村庄|城镇|build|urban|resident|settlement",
}
_KINDS = {kind: re.compile(words, re.IGNORECASE) for kind, words in _WORDS.items()}
_SAYING = ("类别", "类型", "种类", "地类名称", "地类", "DLMC", "fclass", "kind", "type", "class")
"""Attributes that say what a feature is; DLMC is 地类名称 in the land survey's databases."""

_DONE = {
    "GEO_SHIFT_UNDONE": "写明是网络地图的坐标，已换算到 CGCS2000",
    "GEO_AXES_SWAPPED": "的两个坐标轴写反了，已对调",
    "GEO_ZONE_PREFIX": "的东坐标与坐标系的带号不一致，已按坐标系改",
    "GEO_OLD_DATUM_CONVERTED": "是旧的坐标系，已按文件自带的转换参数换算到 CGCS2000",
}
_WRONG = {
    "GEO_ZONE_OTHER": "东坐标的带号不是写明的坐标系的",
    "GEO_DEGREES_AS_METRES": "写明的坐标系以米为单位，坐标却是经纬度",
}
_TOLD_AS_FAR = "GEO_ABROAD"
_AREA, _LINES = shapely.GeometryType.POLYGON, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Areas (polygons) and lines in degrees of CGCS2000, with the kind of each, ordered by kind.

    off_m  how far they may be off after simplifying
    """

    areas: np.ndarray
    area_kinds: np.ndarray
    lines: np.ndarray
    line_kinds: np.ndarray
    off_m: float


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A layer, where it stands, the stem of its file's name and its own name."""

    place: Cell
    stem: str
    name: str
    frame: gpd.GeoDataFrame


def drawing(files: Sequence[Path], around: Box) -> tuple[Drawing | None, tuple[Finding, ...]]:
    """The lines and areas of the files that lie where the parcels are; None where there are none. And why not."""
    shapes, kinds, findings = [np.array([], dtype=object)], [np.array([], dtype=object)], []
    for path in files:
        for layer in _layers(path, findings):
            try:
                own, of, told = _parts(layer, around)
            except Refused as refused:
                findings.append(_as_basemap(layer.place, refused.finding))
                continue
            shapes.append(own)
            kinds.append(of)
            findings += [_as_basemap(layer.place, finding) for finding in told if finding.code != _TOLD_AS_FAR]
    every, of = np.concatenate(shapes), np.concatenate(kinds)
    if not len(every):
        return None, tuple(findings)
    simple, off_m = _simplified(every)
    if simple is None:
        what = f"简化到 {off_m:.0f} 米，顶点还超过 {CORNERS_AT_MOST:,} 个"
        return None, (*findings, check_basemap.too_much(Cell(file=printable(files[0].name)), what))
    return _drawing(simple, of, off_m), tuple(findings)


def kind_of(*texts: str) -> Kind:
    """What the words of a feature say that it is, else its layer's: the last word in each that says it.

    >>> kind_of("", "roads"), kind_of("河流水面", "地类图斑"), kind_of("镇海区道路"), kind_of("图层1")
    (<Kind.ROAD: '道路'>, <Kind.WATER: '水系'>, <Kind.ROAD: '道路'>, <Kind.OTHER: '其他'>)
    """
    for text in texts:
        ends = {kind: max((found.end() for found in words.finditer(text)), default=0) for kind, words in _KINDS.items()}
        kind = max(ends, key=ends.get)
        if ends[kind]:
            return kind
    return Kind.OTHER


def _layers(path: Path, findings: list[Finding]) -> Iterator[_Layer]:
    """The layers of a file; what can't be read goes to `findings`."""
    place, suffix, stem = Cell(file=printable(path.name)), path.suffix.lower(), printable(path.stem)
    try:
        if path.stat().st_size > BYTES_AT_MOST:
            raise Refused(check_basemap.too_much(place, f"超过 {BYTES_AT_MOST // 2**20} MB"))
        data = path.read_bytes()
        names = layer_names(data) if suffix == ".gpkg" else []
        if len(names) < 2:
            yield _Layer(place, stem, stem, map_file(place, suffix, data).frame)
        for name in names if len(names) > 1 else ():
            yield _Layer(replace(place, sheet=name), stem, name, geopackage_features(place, data, name).frame)
    except Refused as refused:
        findings.append(_as_basemap(place, refused.finding))
    except (OSError, sqlite3.Error, ShapelyError, ValueError):
        findings.append(check_basemap.unreadable(place, "内容已损坏，或打不开"))


def _parts(layer: _Layer, around: Box) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """The single polygons and lines of a layer near the parcels, the kind of each, and what was mended.

    Refused: it says no coordinate system, has none that can be drawn, or none near.
    """
    place, frame = layer.place, layer.frame
    shift = declared_shift(layer.stem, frame.crs)
    if frame.crs is None and shift is None:
        raise Refused(check_basemap.no_crs(place))
    shapes, findings = on_cgcs2000(place, frame, shift)
    if wrong := next((finding for finding in findings if finding.level is Level.ERROR), None):
        raise Refused(wrong)
    shapes, kinds = _single(shapes, _kinds(layer.name, frame))
    bounds = shapely.bounds(shapes)
    drawn = np.isin(shapely.get_type_id(shapes), (_AREA, *_LINES)) & np.isfinite(bounds).all(axis=1)
    if not drawn.any():
        raise Refused(check_basemap.unreadable(place, "里面没有线和面"))
    near = drawn & (bounds[:, :2] < around[2:]).all(axis=1) & (bounds[:, 2:] > around[:2]).all(axis=1)
    if not near.any():
        box = (*bounds[drawn, :2].min(axis=0).tolist(), *bounds[drawn, 2:].max(axis=0).tolist())
        raise Refused(check_basemap.far(place, km_apart(box, around)))
    return shapes[near], kinds[near], findings


def _single(shapes: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The parts of collections each for itself, with its kind."""
    while (shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT).any():
        shapes, owner = shapely.get_parts(shapes, return_index=True)
        kinds = kinds[owner]
    return shapes, kinds


def _kinds(layer: str, frame: gpd.GeoDataFrame) -> np.ndarray:
    said = next((frame[name] for name in _SAYING if name in frame.columns), None)
    if said is None:
        return np.full(len(frame), kind_of(layer), dtype=object)
    known = {text: kind_of(text, layer) for text in {str(value) for value in said}}
    return np.array([known[str(value)] for value in said], dtype=object)


def _simplified(shapes: np.ndarray) -> tuple[np.ndarray | None, float]:
    """The shapes with few enough corners, and how far they may be off by that; None where they are too many."""
    for step in _STEPS_M:
        simple = shapely.simplify(shapes, step / _DEGREE_M, preserve_topology=False)
        if int(shapely.get_num_coordinates(simple).sum()) <= CORNERS_AT_MOST:
            return simple, step
    return None, _STEPS_M[-1]


def _drawing(shapes: np.ndarray, kinds: np.ndarray, off_m: float) -> Drawing:
    order = np.argsort([list(Kind).index(kind) for kind in kinds], kind="stable")
    shapes, kinds = _single(shapes[order], kinds[order])  # simplifying may cut a polygon
    areal = (shapely.get_type_id(shapes) == _AREA) & (shapely.area(shapes) > 0)
    linear = np.isin(shapely.get_type_id(shapes), _LINES) & (shapely.length(shapes) > 0)
    return Drawing(shapes[areal], kinds[areal], shapes[linear], kinds[linear], off_m)


def _as_basemap(place: Cell, finding: Finding) -> Finding:
    """What the readers of parcels say, in the words for basemaps."""
    if finding.code.startswith("BASEMAP_"):
        return finding
    if finding.code in _DONE:
        return check_basemap.mended(place, _DONE[finding.code])
    match finding.code:
        case "GEO_LAYERS":
            return check_basemap.layers(place)
        case "GEO_OLD_DATUM":
            return check_basemap.old_datum(place, next(old for old in OLD_DATUM_NAMES if old in finding.what))
    return check_basemap.unreadable(place, _WRONG.get(finding.code, finding.what.rstrip("。")))
