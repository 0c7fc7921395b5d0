"""What does an aerial photo show of a piece of ground? Its sheets, however large, in degrees and as small as asked.

rasterio reads what offices have: GeoTIFF with its own coordinate system and smaller copies (overviews), of which
only what is asked is decoded, or a PNG or JPEG with a world file and a .prj. The map's plane is degrees stretched
evenly, so a picture in degrees lies right everywhere, not only at its corners; each pixel is within one of its true
place (GDAL warps within an eighth, reading a smaller copy costs up to half of one).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import rasterio
from pyproj.exceptions import CRSError, ProjError
from rasterio import Affine
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.transform import from_bounds
from rasterio.warp import reproject
from rasterio.windows import Window

from muyun.data import check_basemap
from muyun.data.archive import Refused
from muyun.data.area import metres_per_degree
from muyun.data.basemaps import PICTURES
from muyun.data.geo_crs import PARCEL_CRS, declared_shift, old_datum_name
from muyun.data.wkt import is_harmless_wkt
from muyun.findings import Cell, Finding, printable

PIXELS_AT_MOST = 200_000_000
"""Of an image without smaller copies: decoding more takes longer than one waits for a map."""

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees of CGCS2000."""

_WGS84 = "EPSG:4326"
_EDGE_POINTS = 33
"""Along each side of a box: between them a projected side is as good as straight."""

_WKT_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """An image on the ground: its coordinate system, where pixels lie in it, its size in pixels, and its box."""

    path: Path
    crs: str
    transform: Affine
    size: tuple[int, int]
    box: Box


def sheets(files: Sequence[Path], around: Box) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The images that lie where the parcels are, and why others aren't used."""
    found: list[Sheet] = []
    findings: list[Finding] = []
    for path in files:
        place = Cell(file=printable(path.name))
        try:
            sheet, told = _sheet(place, path)
            if not _meet(sheet.box, around):
                raise Refused(check_basemap.far(place, km_apart(sheet.box, around)))
        except Refused as refused:
            findings.append(refused.finding)
            continue
        except (RasterioError, CRSError, ProjError, OSError):
            findings.append(check_basemap.unreadable(place, "内容已损坏，或不是它的扩展名所说的影像"))
            continue
        found.append(sheet)
        findings += told
    return tuple(found), tuple(findings)


def picture(
    parts: Sequence[Sheet], box: Box, width: int, height: int
) -> tuple[np.ndarray, tuple[Finding, ...]]:  # fmt: skip
    """The ground in a box: height × width × 4 (red, green, blue, how opaque), nothing where no sheet lies.

    And which sheets are damaged inside, or gone.
    """
    drawn, findings = np.zeros((height, width, 4), dtype=np.uint8), []
    for sheet in parts:
        shared = intersection(sheet.box, box)
        if shared is None:
            continue
        rows, columns = _pixels(shared, box, width, height)
        west, north = from_bounds(*box, width, height) @ (columns.start, rows.start)
        east, south = from_bounds(*box, width, height) @ (columns.stop, rows.stop)
        try:
            piece = _warped(sheet, (west, south, east, north), columns.stop - columns.start, rows.stop - rows.start)
        except (RasterioError, OSError):
            findings.append(check_basemap.unreadable(Cell(file=printable(sheet.path.name)), "影像的内容已损坏"))
            continue
        np.copyto(drawn[rows, columns], piece, where=piece[..., 3:] > 0)
    return drawn, tuple(findings)


def intersection(one: Box, other: Box) -> Box | None:
    """What two boxes share, or None."""
    west, south = max(one[0], other[0]), max(one[1], other[1])
    east, north = min(one[2], other[2]), min(one[3], other[3])
    return (west, south, east, north) if west < east and south < north else None


def km_apart(one: Box, other: Box) -> float:
    """About how far the nearest sides of two boxes are apart."""
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    along = max(one[1] - other[3], other[1] - one[3], 0.0)
    east, north = metres_per_degree(np.array([(other[1] + other[3]) / 2]))[0]
    return math.hypot(across * east, along * north) / 1000


def metres_a_pixel(sheet: Sheet) -> float:
    """How fine an image is."""
    _, south, _, north = sheet.box
    _, north_metres = metres_per_degree(np.array([(south + north) / 2]))[0]
    return (north - south) * north_metres / sheet.size[1]


def _meet(one: Box, other: Box) -> bool:
    return intersection(one, other) is not None


def _pixels(shared: Box, box: Box, width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of the whole picture that cover a part of its box."""
    inverse = ~from_bounds(*box, width, height)
    (left, top), (right, bottom) = inverse @ (shared[0], shared[3]), inverse @ (shared[2], shared[1])
    columns = slice(max(math.floor(left), 0), min(max(math.ceil(right), math.floor(left) + 1), width))
    rows = slice(max(math.floor(top), 0), min(max(math.ceil(bottom), math.floor(top) + 1), height))
    return rows, columns


def _opened(path: Path) -> rasterio.DatasetReader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # it becomes a finding
        return rasterio.open(path, driver=PICTURES[path.suffix.lower()])


def _sheet(place: Cell, path: Path) -> tuple[Sheet, list[Finding]]:
    """The image as it lies on the ground. Refused: it can't be laid right."""
    with _opened(path) as image:
        if image.transform.is_identity or image.transform.is_degenerate:
            raise Refused(check_basemap.no_place(place))
        crs = _crs(place, path, image)
        if (shift := declared_shift(printable(path.stem), crs)) is not None:
            raise Refused(check_basemap.shifted(place, shift.value))
        kinds = sorted({image.dtypes[band - 1] for band in _bands(image)})
        if kinds != ["uint8"]:
            raise Refused(check_basemap.pixels(place, _pixel_words(kinds)))
        if image.width * image.height > PIXELS_AT_MOST and not image.overviews(1):
            raise Refused(check_basemap.no_overviews(place, image.width * image.height / 1e6))
        size = (image.width, image.height)
        sheet = Sheet(path, crs.to_wkt(), image.transform, size, _box_of(place, image.transform, size, crs))
    old = "" if crs.is_bound else old_datum_name(crs)
    return sheet, [check_basemap.old_datum(place, old)] if old else []


def _pixel_words(kinds: Sequence[str]) -> str:
    bits = {"uint16": "16 位的", "int16": "16 位的", "float32": "小数（如高程）", "float64": "小数（如高程）"}
    return bits.get(kinds[0], "别的数")


def _crs(place: Cell, path: Path, image: rasterio.DatasetReader) -> pyproj.CRS:
    """The coordinate system that the file states, or its .prj beside it. Refused: neither, or one of no place."""
    text = image.crs.to_wkt() if image.crs else _prj(path)
    if not is_harmless_wkt(text):
        raise Refused(check_basemap.no_crs(place))
    crs = pyproj.CRS.from_wkt(text)
    if not (crs.is_geographic or crs.is_projected):
        raise Refused(check_basemap.no_crs(place))
    return crs


def _prj(path: Path) -> str:
    beside = next((p for end in (".prj", ".PRJ") if (p := path.with_suffix(end)).is_file()), None)
    return beside.read_bytes()[:_WKT_BYTES].decode("utf-8", "replace") if beside else ""


def _box_of(place: Cell, transform: Affine, size: tuple[int, int], crs: pyproj.CRS) -> Box:
    """The box of an image in degrees. Refused: its corners lie nowhere."""
    points = np.column_stack(transform @ _edge(0, 0, *size))
    lon, lat = pyproj.Transformer.from_crs(crs, _degrees_of(crs), always_xy=True).transform(*points.T)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise Refused(check_basemap.unreadable(place, "四角换算不到经纬度，坐标系多半写错了"))
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _degrees_of(crs: pyproj.CRS) -> str:
    """The degrees that an image is taken to. With parameters to WGS 84 of its own it is taken there, which is CGCS2000
    within centimetres: PROJ leaves them out on the way to CGCS2000."""
    return _WGS84 if crs.is_bound else PARCEL_CRS


def _edge(left: float, top: float, right: float, bottom: float) -> tuple[np.ndarray, np.ndarray]:
    """Points along the sides of a rectangle, x and y."""
    along = np.linspace(0, 1, _EDGE_POINTS)
    x, y = left + (right - left) * along, top + (bottom - top) * along
    ends = np.ones(_EDGE_POINTS)
    return np.concatenate([x, x, left * ends, right * ends]), np.concatenate([top * ends, bottom * ends, y, y])


def _warped(sheet: Sheet, box: Box, width: int, height: int) -> np.ndarray:
    """One sheet in a box, height × width × 4; empty where it doesn't reach."""
    drawn = np.zeros((4, height, width), dtype=np.uint8)
    with _opened(sheet.path) as image:
        window = _window(sheet, box)
        if window is None:
            return drawn.transpose(1, 2, 0)
        times = max(1.0, min(window.width / width, window.height / height))
        shape = max(1, round(window.height / times)), max(1, round(window.width / times))
        colours = _colours(image, window, shape)
        at = sheet.transform @ Affine.translation(window.col_off, window.row_off)
        at @= Affine.scale(window.width / shape[1], window.height / shape[0])
    degrees = _degrees_of(pyproj.CRS.from_wkt(sheet.crs))
    reproject(
        colours, drawn, src_transform=at, src_crs=sheet.crs, dst_crs=degrees,
        dst_transform=from_bounds(*box, width, height), resampling=Resampling.bilinear,
    )  # fmt: skip
    return drawn.transpose(1, 2, 0)


def _window(sheet: Sheet, box: Box) -> Window | None:
    """The pixels of a sheet that a box in degrees needs, with a margin for what is mixed at its edge."""
    west, south, east, north = box
    crs = pyproj.CRS.from_wkt(sheet.crs)
    way = pyproj.Transformer.from_crs(_degrees_of(crs), crs, always_xy=True)
    columns, rows = ~sheet.transform @ way.transform(*_edge(west, south, east, north))
    if not (np.isfinite(columns).all() and np.isfinite(rows).all()):
        return None
    margin_x, margin_y = np.ptp(columns) / 50 + 2, np.ptp(rows) / 50 + 2
    left, right = (int(np.clip(at, 0, sheet.size[0])) for at in (columns.min() - margin_x, columns.max() + margin_x))
    top, bottom = (int(np.clip(at, 0, sheet.size[1])) for at in (rows.min() - margin_y, rows.max() + margin_y))
    return Window(left, top, right - left, bottom - top) if left < right and top < bottom else None


def _bands(image: rasterio.DatasetReader) -> list[int]:
    """The numbers of the bands that are red, green and blue; one of grey or of a palette."""
    wanted = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    if all(colour in image.colorinterp for colour in wanted):
        return [image.colorinterp.index(colour) + 1 for colour in wanted]
    return [1, 2, 3] if image.count >= 3 else [1]


def _colours(image: rasterio.DatasetReader, window: Window, shape: tuple[int, int]) -> np.ndarray:
    """4 × rows × columns of a window, from smaller copies where the image has some."""
    bands, palette = _bands(image), image.colorinterp[0] is ColorInterp.palette
    mixed = Resampling.nearest if palette else Resampling.average  # the numbers of a palette can't be mixed
    seen = image.read(bands, window=window, out_shape=(len(bands), *shape), resampling=mixed)
    opaque = image.dataset_mask(window=window, out_shape=shape)
    if palette:
        table = np.zeros((256, 4), dtype=np.uint8)
        for number, colour in image.colormap(1).items():
            table[number] = colour
        seen = table[seen[0]].transpose(2, 0, 1)[:3]
    return np.concatenate([np.broadcast_to(seen, (3, *shape)), opaque[None]]).astype(np.uint8)
