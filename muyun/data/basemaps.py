"""Which maps of its own can an office lay under its parcels? The files and folders of `底图`, none of them read yet.

A file is a basemap called like it; the files of a folder there lie on one another in one (sheets of an aerial
photo, a file each for roads and waters), called like the folder.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muyun.data.geo import GEO_ENDINGS
from muyun.findings import printable

PICTURES = {".tif": "GTiff", ".tiff": "GTiff", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
"""Endings of images, with the only driver of GDAL that may read each."""

BASEMAPS_AT_MOST, FILES_AT_MOST = 40, 400

_BESIDE = frozenset(
    {".tfw", ".tifw", ".tiffw", ".tfwx", ".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".wld", ".prj", ".ovr", ".aux",
     ".xml", ".rrd", ".msk", ".txt", ".md", ".shx", ".dbf", ".cpg", ".sbn", ".sbx", ".qix", ".qml", ".qmd", ".ini",
     ".db", ".lock"}
)  # fmt: skip
"""Endings of what stands beside a map and is none itself."""


@dataclass(frozen=True, slots=True)
class Basemap:
    """One basemap: its name, the files it is made of in the order they lie on one another, and the newest one's day.

    stamp  path, time and size of each file: another stamp, another content
    """

    name: str
    files: tuple[Path, ...]
    changed: date
    stamp: tuple[tuple[str, int, int], ...]

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The files that are images."""
        return tuple(path for path in self.files if path.suffix.lower() in PICTURES)

    @property
    def drawings(self) -> tuple[Path, ...]:
        """The files of lines and areas."""
        return tuple(path for path in self.files if path.suffix.lower() in GEO_ENDINGS)

    @property
    def others(self) -> tuple[Path, ...]:
        """The files that can't be read."""
        return tuple(path for path in self.files if path.suffix.lower() not in PICTURES.keys() | GEO_ENDINGS)


def basemaps(folder: Path) -> tuple[Basemap, ...]:
    """The basemaps in the office's folder by name, at most BASEMAPS_AT_MOST; none where there is no folder."""
    found = [(place, files) for place in _entries(folder) if (files := _files(place))][:BASEMAPS_AT_MOST]
    times = Counter(_name(place) for place, _ in found)
    return tuple(_basemap(_name(p) if times[_name(p)] == 1 else printable(p.name), files) for p, files in found)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in folder.iterdir() if not place.name.startswith((".", "~")))
    except OSError:
        return []


def _files(place: Path) -> tuple[Path, ...]:
    inside = _entries(place) if place.is_dir() else [place]
    return tuple(path for path in inside if path.suffix.lower() not in _BESIDE and path.is_file())[:FILES_AT_MOST]


def _name(place: Path) -> str:
    return printable(place.name if place.is_dir() else place.stem)


def _basemap(name: str, files: tuple[Path, ...]) -> Basemap:
    seen = [(path, path.stat()) for path in files]
    stamp = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in seen)
    return Basemap(name, files, date.fromtimestamp(max(stat.st_mtime for _, stat in seen)), stamp)
