"""The frame in a map file, read by what its first bytes say and by nothing that follows references.

A general reader such as GDAL takes whatever a file turns out to be: a virtual file called
.geojson would have it read other files of the machine, or the network. So GeoJSON goes through
json, GeoPackage through sqlite3 (`geopackage`), GeoParquet through pyarrow, and GDAL sees only
the parts of a Shapefile whose first bytes are a Shapefile's, in a folder of their own.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely

from muyun.data import check_geometry
from muyun.data.archive import Archive, Refused, opened_archive
from muyun.data.geopackage import SQLITE_MAGIC, geopackage_frame
from muyun.data.shifted_crs import named_shift
from muyun.data.wkt import is_harmless_wkt
from muyun.findings import Cell

PARCELS = "宗地"
"""The layer that is read where a file has several."""

JSON_LIMIT = 2**28
"""Bytes of a GeoJSON: about 200,000 parcels; in memory it takes ten times as much."""

ROWS_LIMIT = 5_000_000
"""Rows of a GeoParquet, which can claim any number in a few bytes."""

_SHAPE_MAGIC, _PARQUET_MAGIC = b"\x00\x00\x27\x0a", b"PAR1"
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj")
_BYTES = "ISO-8859-1"
"""Gives each byte as a character: a Shapefile cuts names within characters, which GDAL can't decode."""

_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?(\d{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84", re.IGNORECASE)
_SHIFTED = (
    'GEOGCS["{name}",DATUM["{name}",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
"""A system of degrees that equals no other, so that nobody takes its places for true ones."""

_UTF8_FLAG = 0x800
_EXACT = 2**53


def map_frame(place: Cell, suffix: str, data: bytes) -> gpd.GeoDataFrame:
    """The features of a map file with its kind's `suffix` (.zip: Shapefile), crs None where it names none.

    Refused: it is another kind of file, damaged, or names no layer to read.
    """
    read: dict[str, Callable[[Cell, bytes], gpd.GeoDataFrame]] = {
        ".gpkg": _geopackage, ".zip": _shapefile, ".parquet": _parquet, ".geoparquet": _parquet,
    }  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # English remarks of the libraries, on standard error
            frame = read.get(suffix, _geojson)(place, data)
            texts = [name for name in frame.columns if name != frame.geometry.name]
            return frame.astype(dict.fromkeys(texts, object))  # here, because texts may turn out to be none
    except Refused:
        raise
    except Exception as error:  # foreign readers on a file that may be anything: all they raise is its fault
        raise Refused(check_geometry.unreadable(place, "内容已损坏，或不合格式")) from error


def _geopackage(place: Cell, data: bytes) -> gpd.GeoDataFrame:
    if not data.startswith(SQLITE_MAGIC):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoPackage"))
    return geopackage_frame(place, data, PARCELS)


def _geojson(place: Cell, data: bytes) -> gpd.GeoDataFrame:
    if len(data) > JSON_LIMIT:
        raise Refused(check_geometry.unreadable(place, f"GeoJSON 超过 {JSON_LIMIT // 2**20} MB"))
    text = data.removeprefix(codecs.BOM_UTF8)
    if not text.lstrip()[:1] == b"{":
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoJSON"))
    content = json.loads(text.decode("utf-8"), parse_constant=str)
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoJSON"))
    features = content["features"] if content["type"] == "FeatureCollection" else [content]
    shapes = [shapely.geometry.shape(f["geometry"]) if f.get("geometry") else None for f in features]
    rows = [{name: _plain_value(v) for name, v in (f.get("properties") or {}).items()} for f in features]
    attributes = pd.DataFrame(rows, index=range(len(shapes)), dtype=object).drop(columns="geometry", errors="ignore")
    return gpd.GeoDataFrame(attributes, geometry=shapes, crs=_named_crs(place, content))


def _plain_value(value: object) -> object:
    """A value of JSON as a cell's: lists as text, and whole numbers that a float would round."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) > _EXACT:
        return str(value)
    return value


def _named_crs(place: Cell, content: dict) -> pyproj.CRS | None:
    """The coordinate system that a GeoJSON names; WGS 84 where it is silent (RFC 7946), None where it says null."""
    if "crs" not in content:
        return pyproj.CRS.from_epsg(4326)
    if content["crs"] is None:
        return None
    name = str(content["crs"].get("properties", {}).get("name", ""))
    if _CRS84.fullmatch(name):
        return pyproj.CRS.from_epsg(4326)
    if match := _CRS_NAME.fullmatch(name):
        return pyproj.CRS.from_epsg(int(match[1]))
    if (system := named_shift(name)) is not None:
        return pyproj.CRS.from_wkt(_SHIFTED.format(name=system.value))
    raise Refused(check_geometry.unreadable(place, "坐标系不是以 EPSG 代码、GCJ-02 或 BD-09 写明的"))


def _parquet(place: Cell, data: bytes) -> gpd.GeoDataFrame:
    if not data.startswith(_PARQUET_MAGIC):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoParquet"))
    file = pq.ParquetFile(io.BytesIO(data))
    if file.metadata.num_rows > ROWS_LIMIT:
        raise Refused(check_geometry.unreadable(place, f"超过 {ROWS_LIMIT:,} 行"))
    described = json.loads((file.metadata.metadata or {}).get(b"geo", b"null"))
    if described is None:
        raise Refused(check_geometry.unreadable(place, "没有图形"))
    if any(not isinstance(c.get("crs", {}), (dict, type(None))) for c in described["columns"].values()):
        raise Refused(check_geometry.unreadable(place, "坐标系的写法不合 GeoParquet"))
    return gpd.read_parquet(io.BytesIO(data))


def _shapefile(place: Cell, data: bytes) -> gpd.GeoDataFrame:
    parts = _shapefile_parts(place, data)
    if not parts[".shp"].startswith(_SHAPE_MAGIC):
        raise Refused(check_geometry.unreadable(place, "压缩包里的 .shp 不是 Shapefile"))
    lacking = [suffix for suffix in (".shx", ".dbf") if not parts.get(suffix)]
    if lacking:
        raise Refused(check_geometry.unreadable(place, f"压缩包里没有 {'、'.join(lacking)}，或它是空的"))
    crs = parts.get(".prj", b"").decode("utf-8", "replace")
    if crs.strip() and not is_harmless_wkt(crs):
        raise Refused(check_geometry.unreadable(place, ".prj 里的坐标系不合格式"))
    with tempfile.TemporaryDirectory() as folder:
        for suffix in _SHAPE_PARTS:
            if parts.get(suffix):
                (Path(folder) / f"parcels{suffix}").write_bytes(parts[suffix])
        frame = pyogrio.read_dataframe(Path(folder) / "parcels.shp", encoding=_BYTES)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Refused(check_geometry.unreadable(place, "没有图形"))
    return _decoded(frame, _encoding(parts))


def _shapefile_parts(place: Cell, data: bytes) -> dict[str, bytes]:
    """Suffix → content of the Shapefile's parts in a zip file."""
    archive = _archive(place, data)
    found: dict[str, dict[str, str]] = {}
    for name, info in archive.members.items():
        path = PurePosixPath(name if info.flag_bits & _UTF8_FLAG else _as_gb18030(name))
        if not path.name.startswith("."):
            found.setdefault(str(path.with_suffix("")).lower(), {})[path.suffix.lower()] = name
    shapes = {stem: parts for stem, parts in found.items() if ".shp" in parts}
    if not shapes:
        raise Refused(check_geometry.unreadable(place, "压缩包里没有 .shp"))
    wanted = list(shapes) if len(shapes) == 1 else [s for s in shapes if PurePosixPath(s).name == PARCELS]
    if len(wanted) != 1:
        raise Refused(check_geometry.layers(place, len(shapes)))
    parts = shapes[wanted[0]]
    return {suffix: _member(place, archive, parts[suffix]) for suffix in (*_SHAPE_PARTS, ".cpg") if suffix in parts}


def _archive(place: Cell, data: bytes) -> Archive:
    try:
        return opened_archive(place.file or "", data)
    except Refused as refused:
        raise _as_map(place, refused) from refused


def _member(place: Cell, archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name)
    except Refused as refused:
        raise _as_map(place, refused) from refused


def _as_map(place: Cell, refused: Refused) -> Refused:
    """What is said of an archive, not in the words for workbooks."""
    if refused.finding.code.startswith("ZIP_"):
        return refused
    return Refused(check_geometry.unreadable(place, "不是 zip 压缩包，或已损坏、设了密码"))


def _as_gb18030(name: str) -> str:
    """A member's name as a Chinese Windows meant it."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _encoding(parts: dict[str, bytes]) -> str:
    """The encoding of a Shapefile's attributes, as its .cpg or its bytes say."""
    try:
        return codecs.lookup(parts[".cpg"].decode("ascii").strip().replace("ANSI ", "cp")).name
    except (KeyError, LookupError, UnicodeDecodeError):
        attributes = parts[".dbf"]
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
