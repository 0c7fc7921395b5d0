"""Which of the office's own basemaps lies under the parcels, and how strongly? The choice, and what the map gets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from muyun.data import check_basemap
from muyun.data.basemap_image import Box, Sheet, intersection, metres_a_pixel, picture, sheets
from muyun.data.basemap_lines import drawing
from muyun.data.basemaps import Basemap, basemaps
from muyun.findings import Cell, Finding, printable
from muyun.home import BASEMAPS, home
from muyun.show import basemap as drawn
from muyun.show.basemap import OPACITY, Shade
from muyun.ui import lowland_look
from muyun.ui.choosing import one_of
from muyun.ui.lowland_look import Ground
from muyun.ui.telling import tell

NOTHING = "无底图"
_GROUND, _SHADE = "ground", "shade"
_SEEN = "muyun:lowland:seen"
_WEBP = "image/webp"
_HINT = (
    "想在宗地下面垫本单位的影像图或道路、水系？把文件放进数据文件夹的“底图”里，刷新后地图上面就能选；"
    "格式见使用说明第 7 节。"
)
_ROUND = 4
"""Decimals of a degree that what is looked at is known by: about 10 m."""


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A basemap as it is read for some parcels: its sheets with a picture of them all, and its lines.

    box  of the picture; finest_m  how fine the finest sheet is
    """

    sheets: tuple[Sheet, ...]
    box: Box | None
    whole: bytes
    size: tuple[int, int]
    finest_m: float
    lines: tuple[bytes, bytes]
    told: Mapping[str, object]
    findings: tuple[Finding, ...]


def laid(there: Ground) -> dict[str, object]:
    """Draws the choice above the map, with what is wrong with the chosen one; what the map is told of it."""
    known = {basemap.name: basemap for basemap in basemaps(home() / BASEMAPS)}
    if not known:
        return {}
    which, how = st.columns([3, 1], gap="small", vertical_alignment="center")
    with which:
        chosen = known.get(one_of("底图", [NOTHING, *(name for name in known if name != NOTHING)], _GROUND))
    if chosen is None:
        return {}
    read = _read(chosen.stamp, chosen, drawn.around(there.extent), there.drawn.origin)
    tell(read.findings)
    if not read.whole and not any(read.lines):
        return {}
    with how:
        shade = Shade(one_of("底图浓淡", [str(shade) for shade in Shade], _SHADE, str(Shade.MIDDLE)))
    return {"basemap": {**read.told, **_addresses(chosen, read, there), "opacity": OPACITY[shade]}}


def hint() -> None:
    """Says that a basemap can be laid, where the office has laid none."""
    if not basemaps(home() / BASEMAPS):
        st.caption(_HINT)


def seen(told: object) -> None:
    """Keeps what the map says that it looks at, whatever the browser sends: a box in degrees, and its width."""
    if not isinstance(told, Mapping):
        return
    box, wide = told.get("box"), told.get("wide")
    numbers = [*box, wide] if isinstance(box, Sequence) and len(box) == 4 else []
    if numbers and all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
        st.session_state[_SEEN] = (tuple(round(float(n), _ROUND) for n in box), max(int(wide), 1))


def _addresses(chosen: Basemap, read: _Read, there: Ground) -> dict[str, object]:
    """Where the browser fetches pictures and lines."""
    areas, lines = (lowland_look.address(packed, f"basemap {n}") for n, packed in enumerate(read.lines))
    found: dict[str, object] = {"areas": areas, "lines": lines, "pictures": []}
    if read.box is not None and read.whole:
        found["pictures"] = [_picture_told(read.whole, "basemap", read.box, read.size)]
        box, wide = st.session_state.get(_SEEN, (read.box, 0))
        near = intersection(read.box, box)
        if near is not None and wide:
            longest = min(round(wide / 100 + 1) * 100, drawn.NEAR_PX)
            size = drawn.picture_size(near, there.drawn.origin, longest, read.finest_m)
            found["pictures"].append(_picture_told(_near(chosen.stamp, read, near, size), "basemap near", near, size))
    return found


def _picture_told(packed: bytes, place: str, box: Box, size: tuple[int, int]) -> dict[str, object]:
    return {"address": lowland_look.address(packed, place, _WEBP), "box": list(box), "wide": size[0]}


@st.cache_resource(show_spinner="正在准备底图……", max_entries=4)
def _read(stamp: object, _chosen: Basemap, around: Box, origin: tuple[float, ...]) -> _Read:
    others = [check_basemap.other_kind(Cell(file=printable(path.name))) for path in _chosen.others]
    if _chosen.left_out:
        others.append(check_basemap.files_left_out(Cell(file=_chosen.name), len(_chosen.files), _chosen.left_out))
    parts, told = sheets(_chosen.pictures, around)
    lines, more = drawing(_chosen.drawings, around) if _chosen.drawings else (None, ())
    box = _shared(parts, around)
    finest_m = min((metres_a_pixel(sheet) for sheet in parts), default=1.0)
    size = drawn.picture_size(box, origin, drawn.WHOLE_PX, finest_m) if box else (1, 1)
    ground, damaged = picture(parts, box, *size) if box else (None, ())
    whole = drawn.picture_bytes(ground) if ground is not None else b""
    packed = tuple(map(lowland_look.packed, drawn.drawing_bytes(lines))) if lines else (b"", b"")
    words = {
        "finest": finest_m,
        "source": drawn.source_words(_chosen.name, _chosen.changed, [lines.off_m] if lines else []),
        "areaKinds": drawn.kinds_told(lines.area_kinds) if lines else [],
        "lineKinds": drawn.kinds_told(lines.line_kinds) if lines else [],
    }  # fmt: skip
    return _Read(parts, box, whole, size, finest_m, packed, words, (*others, *told, *damaged, *more))


def _shared(parts: Sequence[Sheet], around: Box) -> Box | None:
    """The box of all sheets as far as it lies around the parcels."""
    if not parts:
        return None
    west, south = (min(sheet.box[k] for sheet in parts) for k in (0, 1))
    east, north = (max(sheet.box[k] for sheet in parts) for k in (2, 3))
    return intersection((west, south, east, north), around)


@st.cache_resource(show_spinner=False, max_entries=24)
def _near(stamp: object, _from: _Read, box: Box, size: tuple[int, int]) -> bytes:
    return drawn.picture_bytes(picture(_from.sheets, box, *size)[0])
