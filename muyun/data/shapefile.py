"""The features of a zipped Shapefile: the one to read, whole, and in which encoding its texts are."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
from pyproj.exceptions import CRSError

from muyun.data import check_geometry
from muyun.data.archive import Archive, Refused, opened_archive
from muyun.data.map_file import FEATURES_AT_MOST, MapFile
from muyun.data.wkt import is_harmless_wkt
from muyun.findings import Cell

_SHAPE_MAGIC = b"\x00\x00\x27\x0a"
_READ = (".shp", ".shx", ".dbf")
_SHX_HEAD, _ENTRY, _RECORD_HEAD = 100, 8, 8
_BYTES = "ISO-8859-1"
"""Gives each byte as a character: a Shapefile cuts names within characters, which GDAL can't decode."""

_UTF8_FLAG = 0x800
_GUESSED = ("utf-8", "gb18030")
"""What is tried where the .cpg says nothing that fits: Chinese in GB18030 is hardly ever also UTF-8."""


def shapefile_features(place: Cell, data: bytes, wanted: str) -> MapFile:
    """The features of the only Shapefile in a zip file, or of the one called `wanted`.

    Refused: no or several such, a part is missing or claims more than is there, its texts or its system unknown.
    """
    parts = _parts(place, data, wanted)
    if not parts[".shp"].startswith(_SHAPE_MAGIC):
        raise Refused(check_geometry.unreadable(place, "压缩包里的 .shp 不是 Shapefile"))
    lacking = [suffix for suffix in (".shx", ".dbf") if not parts.get(suffix)]
    if lacking:
        raise Refused(check_geometry.unreadable(place, f"压缩包里没有 {'、'.join(lacking)}，或它是空的"))
    _refuse_unlike(place, parts)
    crs = _crs(place, parts.get(".prj", b"").decode("utf-8", "replace"))
    with tempfile.TemporaryDirectory() as folder:
        for suffix in _READ:
            (Path(folder) / f"parcels{suffix}").write_bytes(parts[suffix])
        frame = pyogrio.read_dataframe(
            Path(folder) / "parcels.shp", encoding=_BYTES, arrow_to_pandas_kwargs={"integer_object_nulls": True},
            use_arrow=True,
        )  # fmt: skip
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Refused(check_geometry.unreadable(place, "没有图形"))
    return MapFile(_decoded(place, frame, parts.get(".cpg", b"")).set_crs(crs, allow_override=True))


def _refuse_unlike(place: Cell, parts: dict[str, bytes]) -> None:
    """Refuses an index that points beyond the shapes, or to one again and again, and attributes of other features."""
    index, table = parts[".shx"][_SHX_HEAD:], parts[".dbf"]
    if len(index) // _ENTRY > FEATURES_AT_MOST:
        raise Refused(check_geometry.too_much(place, "图形", FEATURES_AT_MOST))
    begin, length = 2 * np.frombuffer(index[: len(index) // _ENTRY * _ENTRY], ">i4").astype(np.int64).reshape(-1, 2).T
    if (begin + length + _RECORD_HEAD).max(initial=0) > len(parts[".shp"]):
        raise Refused(check_geometry.unreadable(place, ".shp 不全"))
    if (length + _RECORD_HEAD).sum() > len(parts[".shp"]):
        raise Refused(check_geometry.unreadable(place, ".shx 与 .shp 对不上"))
    rows, head, width = (int.from_bytes(table[at], "little") for at in (slice(4, 8), slice(8, 10), slice(10, 12)))
    if rows != len(begin) or head + rows * width > len(table):
        raise Refused(check_geometry.unreadable(place, f"有 {len(begin):,} 个图形，.dbf 里的属性不是这么多行"))


def _crs(place: Cell, wkt: str) -> pyproj.CRS | None:
    """The system that a .prj names; None where there is none."""
    if not wkt.strip("\0\ufeff \r\n\t"):
        return None
    try:
        if is_harmless_wkt(wkt.strip("\0\ufeff")):
            return pyproj.CRS.from_wkt(wkt.strip("\0\ufeff"))
    except CRSError:
        pass  # told below
    raise Refused(check_geometry.unreadable(place, ".prj 里的坐标系不合格式"))


def _parts(place: Cell, data: bytes, wanted: str) -> dict[str, bytes]:
    """Suffix → content of the Shapefile's parts in a zip file."""
    archive = _archive(place, data)
    found: dict[str, dict[str, str]] = {}
    for name, info in archive.members.items():
        path = PurePosixPath((name if info.flag_bits & _UTF8_FLAG else _true_name(name)).replace("\\", "/"))
        if not path.name.startswith("."):
            found.setdefault(str(path.with_suffix("")).lower(), {})[path.suffix.lower()] = name
    shapes = {stem: parts for stem, parts in found.items() if ".shp" in parts}
    if not shapes:
        raise Refused(check_geometry.unreadable(place, "压缩包里没有 .shp"))
    chosen = list(shapes) if len(shapes) == 1 else [s for s in shapes if PurePosixPath(s).name == wanted]
    if len(chosen) != 1:
        raise Refused(check_geometry.layers(place, len(shapes)))
    parts = shapes[chosen[0]]
    return {suffix: _member(place, archive, parts[suffix]) for suffix in (*_READ, ".prj", ".cpg") if suffix in parts}


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


def _true_name(name: str) -> str:
    """A member's name as a Mac or a Chinese Windows meant it, which both leave unsaid."""
    for encoding in _GUESSED:
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name


def _decoded(place: Cell, frame: gpd.GeoDataFrame, cpg: bytes) -> gpd.GeoDataFrame:
    """Names and texts that were read as bare bytes, decoded; half a character at a cut end is dropped."""
    columns = [name for name in frame.columns if name != frame.geometry.name]
    texts = [name for name in columns if frame[name].dtype in ("str", "object")]
    values = {value for name in texts for value in frame[name].dropna().unique() if isinstance(value, str)}
    encoding = _encoding([text.encode(_BYTES) for text in {*columns, *values}], cpg)
    if encoding is None:
        raise Refused(check_geometry.unreadable(place, "属性表的文字既不是 UTF-8，也不是 GBK"))

    def text(value: object) -> object:
        return _cut_text(value.encode(_BYTES), encoding) if isinstance(value, str) else value

    decoded = frame.assign(**{name: pd.Series(map(text, frame[name]), frame.index, object) for name in texts})
    return decoded.rename(columns={name: text(name) for name in columns})


def _encoding(texts: Iterable[bytes], cpg: bytes) -> str | None:
    """The encoding in which all texts can be read: what the .cpg says, else UTF-8 or GB18030; None: none of them."""
    texts = list(texts)
    return next((encoding for encoding in (*_stated(cpg), *_GUESSED) if _fits(texts, encoding)), None)


def _stated(cpg: bytes) -> list[str]:
    """The encoding that a .cpg states if it can hold Chinese: the others are what programs write unasked."""
    try:
        name = codecs.lookup(cpg.decode("ascii").strip().upper().replace("ANSI ", "CP")).name
        "镇".encode(name)
    except (LookupError, UnicodeError):
        return []
    return [name]


def _fits(texts: Iterable[bytes], encoding: str) -> bool:
    try:
        for text in texts:
            _cut_text(text, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _cut_text(text: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)().decode(text, final=False)
