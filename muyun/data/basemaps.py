"""Which maps of its own can an office lay under its parcels? The files and folders of `底图`, none of them read yet.

A file is a basemap called like it; the files of a folder there lie on one another in one (sheets of an aerial
photo, a file each for roads and waters), called like the folder.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muyun.data.geo import GEO_ENDINGS
from muyun.findings import printable

PICTURES = {".tif": "GTiff", ".tiff": "GTiff", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
"""Endings of images, with the only driver of GDAL that may read each."""

FILES_AT_MOST = 400
"""Of one folder: the sheets of a county."""

_BESIDE = frozenset(
    {".tfw", ".tifw", ".tiffw", ".tfwx", ".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".wld", ".prj", ".ovr", ".aux",
     ".xml", ".rrd", ".msk", ".txt", ".md", ".shx", ".dbf", ".cpg", ".sbn", ".sbx", ".qix", ".qml", ".qmd", ".ini",
     ".db", ".lock"}
)  # fmt: skip
"""Endings of what stands beside a map and is none itself."""


@dataclass(frozen=True, slots=True)
class Basemap:
    """One basemap: its name, the files it is made of in the order they lie on one another, and the newest one's day.

    stamp     path, time and size of each file: another stamp, another content
    left_out  how many files of the folder are too many
    """

    name: str
    files: tuple[Path, ...]
    changed: date
    stamp: tuple[tuple[str, int, int], ...]
    left_out: int = 0

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
    """The basemaps in the office's folder by name; none where there is no folder."""
    found = [(place, files) for place in _entries(folder) if (files := _files(place))]
    times = Counter(_name(place) for place, _ in found)
    return tuple(_basemap(_name(p) if times[_name(p)] == 1 else printable(p.name), files) for p, files in found)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in folder.iterdir() if not place.name.startswith((".", "~")))
    except OSError:
        return []


def _files(place: Path) -> list[tuple[Path, os.stat_result]]:
    """The maps of a folder, or the file itself, as they are now."""
    found = []
    for path in _entries(place) if place.is_dir() else [place]:
        with suppress(OSError):  # gone since it was listed
            if path.suffix.lower() not in _BESIDE and path.is_file():
                found.append((path, path.stat()))
    return found


def _name(place: Path) -> str:
    return printable(place.name if place.is_dir() else place.stem)


def _basemap(name: str, files: list[tuple[Path, os.stat_result]]) -> Basemap:
    used = files[:FILES_AT_MOST]
    stamp = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in used)
    changed = date.fromtimestamp(max(stat.st_mtime for _, stat in used))
    return Basemap(name, tuple(path for path, _ in used), changed, stamp, len(files) - len(used))
