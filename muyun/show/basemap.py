"""What does the map get of an office's basemap? Small quiet pictures and lines as bytes, and where they are from."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from muyun.data.basemap_image import Box
from muyun.data.basemap_lines import Drawing, Kind
from muyun.show.map_geometry import encoded, encoded_lines

WHOLE_PX, NEAR_PX = 2048, 2400
"""The longer side of the picture of everything, and of what is looked at when one is near."""

BYTES_AT_MOST = 1_500_000
"""Of one picture; a photo of 2048 × 2048 pixels takes about 600 kB."""

_QUALITIES = (72, 50, 30, 10)
_COLOUR_LEFT = 0.35
"""How much of a photo's colour is left: the parcels' colours are what is read."""

_GREY = np.array([0.299, 0.587, 0.114])
_AROUND_SHARE, _AROUND_LEAST = 0.15, 0.02
_KIND_NAMES = {Kind.GREEN: "green", Kind.BUILT: "built", Kind.WATER: "water", Kind.ROAD: "road", Kind.OTHER: "other"}


class Shade(StrEnum):
    """How strongly a basemap is drawn."""

    FAINT = "淡"
    MIDDLE = "中"
    STRONG = "浓"


OPACITY = {Shade.FAINT: 0.3, Shade.MIDDLE: 0.55, Shade.STRONG: 0.85}


def around(extent: Sequence[float]) -> Box:
    """The ground that a basemap is cut to: where the parcels lie, and some around them."""
    west, south, east, north = extent
    wide = max((east - west) * _AROUND_SHARE, _AROUND_LEAST)
    high = max((north - south) * _AROUND_SHARE, _AROUND_LEAST)
    return west - wide, south - high, east + wide, north + high


def picture_size(box: Box, origin: Sequence[float], longest: int, finest_m: float) -> tuple[int, int]:
    """Width and height in pixels of the picture of a box: square on the ground, no finer than `finest_m` a pixel.

    origin  longitude, latitude, and metres a degree of each, as of `muyun.show.parcel_map.Drawn`
    """
    wide, high = (box[2] - box[0]) * origin[2], (box[3] - box[1]) * origin[3]
    metres = max(max(wide, high) / longest, finest_m)
    return max(round(wide / metres), 1), max(round(high / metres), 1)


def picture_bytes(picture: np.ndarray) -> bytes:
    """A picture (rows × columns × 4) as quiet WebP of at most BYTES_AT_MOST, as far as that goes."""
    quiet = _quiet(picture)
    sizes = (_webp(quiet, quality) for quality in _QUALITIES)
    return next((packed for packed in sizes if len(packed) <= BYTES_AT_MOST), b"")


def _quiet(picture: np.ndarray) -> np.ndarray:
    """The picture with little of its colour left."""
    colours = picture[..., :3].astype(np.float32)
    grey = (colours @ _GREY.astype(np.float32))[..., None]
    return np.dstack([np.rint(grey + (colours - grey) * _COLOUR_LEFT).astype(np.uint8), picture[..., 3]])


def _webp(picture: np.ndarray, quality: int) -> bytes:
    height, width, bands = picture.shape
    with warnings.catch_warnings(), MemoryFile() as file:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # its place goes beside it
        with file.open(
            driver="WEBP", width=width, height=height, count=bands, dtype="uint8", QUALITY=quality
        ) as image:  # fmt: skip
            image.write(picture.transpose(2, 0, 1))
        return file.read()


def drawing_bytes(drawn: Drawing) -> tuple[bytes, bytes]:
    """The areas and the lines as `muyun.show.map_geometry` writes them."""
    return encoded(drawn.areas), encoded_lines(drawn.lines)


def kinds_told(kinds: np.ndarray) -> list[list[object]]:
    """The kinds in their order, each with how many shapes in a row are of it."""
    counted = ((kind, int((kinds == kind).sum())) for kind in Kind)
    return [[_KIND_NAMES[kind], count] for kind, count in counted if count]


def source_words(name: str, changed: date, off_m: Iterable[float]) -> str:
    """Which basemap it is and how old, for the map's edge."""
    simplified = "".join(f"，线条简化到 {off:.0f} 米以内" for off in off_m if off > 1)
    return f"底图：{name}（文件日期 {changed:%Y-%m-%d}{simplified}）"
