"""Where do counties and towns lie? An office's own outlines, laid beside its data; none ship.

A GeoJSON of polygons with 名称 and 级别 (县 or 镇街), for towns 上级 (their county) where a name repeats, in
longitude and latitude on CGCS2000 or WGS 84. Outlines whose 说明 says 示意 are invented, and are said to be.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from muyun.data.archive import Refused
from muyun.data.geo_files import map_file
from muyun.data.parcel_places import place_key
from muyun.findings import Cell, Finding, InputError, Level

BYTES_AT_MOST = 32 * 2**20
VERTICES_AT_MOST = 500_000
FEATURES_AT_MOST = 3_000
COUNTY, TOWN = "县", "镇街"
"""What 级别 may be, as in table 区域."""

_LONGEST_NAME = 40
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LON_LAT = ("EPSG:4490", "EPSG:4326")
_INVENTED = "示意"


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """One place: its name, level (县 or 镇街), parent ("" for none given) and valid polygons in degrees."""

    name: str
    level: str
    parent: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """All outlines of a file; `invented`: they are the sample's, or another's that only shows the idea.

    digest  of the file's content
    """

    places: tuple[Outline, ...]
    invented: bool
    digest: str

    def of_level(self, level: str) -> list[Outline]:
        """The outlines of one level, in the file's order."""
        return [outline for outline in self.places if outline.level == level]


def read_outlines(path: Path) -> Outlines:
    """The outlines of a file. InputError: it is too large, can't be read, or everything that is wrong in it."""
    try:
        if path.stat().st_size > BYTES_AT_MOST:
            raise InputError([_unreadable(path, f"文件超过 {BYTES_AT_MOST // 2**20} MB")])
        data = path.read_bytes()
        frame = map_file(Cell(file=path.name), ".geojson", data).frame
    except OSError:
        raise InputError([_unreadable(path, "文件打不开")]) from None
    except Refused as refused:
        raise InputError([_unreadable(path, refused.finding.what.rstrip("。"))]) from None
    if why := _unusable(frame):
        raise InputError([_unreadable(path, why)])
    texts = {name: _texts(frame, name) for name in ("名称", "级别", "上级", "说明")}
    findings = [*_feature_findings(path, frame, texts), *_name_findings(path, texts)]
    if findings:
        raise InputError(findings)
    shapes = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()), method="structure", keep_collapsed=False)
    named = zip(texts["名称"], texts["级别"], texts["上级"], shapes, strict=True)
    invented = any(_INVENTED in text for text in texts["说明"])
    return Outlines(tuple(Outline(*one) for one in named), invented, hashlib.sha256(data).hexdigest())


def place_shapes(outlines: Outlines) -> dict[str, BaseGeometry]:
    """County, or `place_key` of a town whose county is given, → its outline, to hold parcels against.

    None of invented ones, nor of a name that two counties, or two towns of a county, have.
    """
    if outlines.invented:
        return {}
    named = [(county.name, county) for county in outlines.of_level(COUNTY)]
    named += [(place_key(town.parent, town.name), town) for town in outlines.of_level(TOWN) if town.parent]
    times = Counter(name for name, _ in named)
    return {name: place.shape for name, place in named if times[name] == 1}


def _unusable(frame: gpd.GeoDataFrame) -> str:
    """Why none of it can be used; "" where it can."""
    if not len(frame):
        return "里面没有图形"
    if len(frame) > FEATURES_AT_MOST:
        return f"图形超过 {FEATURES_AT_MOST:,} 个"
    if int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()) > VERTICES_AT_MOST:
        return f"顶点超过 {VERTICES_AT_MOST:,} 个，请先简化"
    if frame.crs is None or frame.crs not in _LON_LAT:
        return "坐标系不是 CGCS2000 或 WGS 84 的经纬度"
    return ""


def _texts(frame: gpd.GeoDataFrame, name: str) -> list[str]:
    column = frame[name] if name in frame.columns else [None] * len(frame)
    return [value.strip() if isinstance(value, str) else "" for value in column]


def _feature_findings(path: Path, frame: gpd.GeoDataFrame, texts: dict[str, list[str]]) -> Iterator[Finding]:
    shapes = frame.geometry.to_numpy()
    kinds, empty = shapely.get_type_id(shapes), shapely.is_missing(shapes) | shapely.is_empty(shapes)
    bounds = np.nan_to_num(shapely.bounds(shapes), nan=np.inf)
    inside = (np.abs(bounds) <= [180.0, 90.0, 180.0, 90.0]).all(axis=1)
    for place, (name, level) in enumerate(zip(texts["名称"], texts["级别"], strict=True)):
        if not 0 < len(name) <= _LONGEST_NAME:
            yield _bad_feature(path, place + 1, "名称", f"“名称”要填，不超过 {_LONGEST_NAME} 个字")
        if level not in (COUNTY, TOWN):
            yield _bad_feature(path, place + 1, "级别", f"“级别”是“{level[:20]}”，只能填“{COUNTY}”或“{TOWN}”")
        if empty[place] or kinds[place] not in _POLYGONS:
            yield _bad_feature(path, place + 1, "geometry", "图形是空的，或不是面")
        elif not inside[place]:
            yield _bad_feature(path, place + 1, "geometry", "坐标不在经纬度范围内")


def _name_findings(path: Path, texts: dict[str, list[str]]) -> Iterator[Finding]:
    keys = list(zip(texts["级别"], texts["上级"], texts["名称"], strict=True))
    for (level, _, name), count in Counter(keys).items():
        if name and count > 1:
            yield _bad_feature(path, None, "名称", f"{level}“{name[:_LONGEST_NAME]}”有 {count:,} 个，分不清是哪一个")


def _unreadable(path: Path, why: str) -> Finding:
    return Finding(
        code="OUTLINES_UNREADABLE", level=Level.ERROR, where=Cell(file=path.name),
        what=f"区划轮廓不能用：{why}。", why="没有轮廓就画不出地图，排名和表不受影响。",
        fix="请用 GIS 软件导出为 CGCS2000 经纬度的 GeoJSON；不用地图时，请移走这个文件。",
    )  # fmt: skip


def _bad_feature(path: Path, number: int | None, column: str, why: str) -> Finding:
    return Finding(
        code="OUTLINES_INVALID", level=Level.ERROR, where=Cell(row=number, column=column, file=path.name),
        what=f"区划轮廓{f'第 {number:,} 个图形' if number else '里'}：{why}。", why="地图会画错地方，所以整份都不用。",
        fix="请改正后重新放到数据文件夹；有重名的镇街，请填“上级”写明在哪个区县。",
    )  # fmt: skip
