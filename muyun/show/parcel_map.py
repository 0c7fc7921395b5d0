"""What does the map of parcels get? Geometry and figures as bytes, once; line, colour, filter and choice as words."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import shapely

from muyun.data.outlines import COUNTY, Outline
from muyun.evaluate.ratio import rounded
from muyun.explore.whatif.headline import short_word
from muyun.land.hot_spots import HotSpot
from muyun.land.parcels import Yield
from muyun.policy.rules import Lowland
from muyun.show.map_geometry import drawable, encoded
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, number
from muyun.terms import Class

NOBODY_COLOUR, UNKNOWN_COLOUR = "#C9CDD1", "#9AA0A6"
LOW_COLOUR = "#8C510A"
_YIELD_COLOURS = ("#E3C98F", "#C7EAE5", "#80CDC1", "#35978F", "#01665E")
_EDGES = (2.0, 5.0, 10.0, 20.0)
"""万元/亩 where the colour changes above the line."""

_STATES = {"在用": "#80CBB5", "批而未供": "#CC79A7", "供而未用": "#D4B94A", "低效利用": "#795548"}
_TRACK_TIMES, TRACK_BINS = 5, 50
_STEPS_PER_LINE = 20
LINE_AT_MOST = 100.0
"""万元/亩 that a line may be moved to: beyond that it isn't low yield that is looked for."""

_FAR_M = 3_000.0
_FEW_SHARE = 0.005


class Colouring(StrEnum):
    """What the colour of a parcel says."""

    TAX = "亩均税收"
    CLASS = "等级"
    STATE = "土地状态"


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The parcels on the map: `rows` of the figures that have a polygon, their payload, and where they lie.

    bounds  degrees, n × 4; origin: longitude, latitude, and metres a degree of each there
    """

    rows: np.ndarray
    payload: bytes
    bounds: np.ndarray
    origin: tuple[float, float, float, float]


def drawn(geometry: np.ndarray) -> Drawn:
    """What can be drawn of n parcels (lon/lat CGCS2000, None without)."""
    rows = np.flatnonzero(drawable(geometry))
    shapes = geometry[rows]
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    lon, lat = (float(np.median(bounds[:, [k, k + 2]])) if len(rows) else 0.0 for k in (0, 1))
    return Drawn(rows, encoded(shapes), bounds, (lon, lat, *_metres_a_degree(lat)))


def _metres_a_degree(lat: float) -> tuple[float, float]:
    """Of longitude and of latitude, by the series of the WGS 84 and GRS80 ellipsoids: right within a centimetre."""
    at = np.radians(lat)
    east = 111_412.84 * np.cos(at) - 93.5 * np.cos(3 * at) + 0.118 * np.cos(5 * at)
    north = 111_132.92 - 559.82 * np.cos(2 * at) + 1.175 * np.cos(4 * at) - 0.0023 * np.cos(6 * at)
    return float(east), float(north)


def town_names(figures: pd.DataFrame) -> list[str]:
    """The towns of the figures, "" first."""
    return ["", *sorted(figures["town"].dropna().unique())]


def attributes(figures: pd.DataFrame, rows: np.ndarray) -> bytes:
    """What the map knows of each drawn parcel, a column after the other: 亩均税收 as it is compared (8 bytes), land
    (4), town (2), class (A–D 0–3, 4 none, 5 nobody there), state, kind (0 known, 1 nobody there, 2 unknown)."""
    own = figures.iloc[rows]
    kind = np.where(own["low"] == Yield.NO_TENANT, 1, np.where(own["low"] == Yield.UNKNOWN, 2, 0))
    letters = pd.Index([str(letter) for letter in Class]).get_indexer(own["applied"])
    letters = np.where(kind == 1, len(Class) + 1, np.where(letters < 0, len(Class), letters))
    states = pd.Index(list(_STATES)).get_indexer(own["state"])
    columns = (
        rounded(own["tax_per_mu"].to_numpy(dtype=float)).astype("<f8"),
        own["area_mu"].to_numpy(dtype="<f4"),
        pd.Index(town_names(figures)).get_indexer(own["town"].fillna("")).astype("<u2"),
        letters.astype("u1"), np.where(states < 0, len(_STATES), states).astype("u1"), kind.astype("u1"),
    )  # fmt: skip
    return b"".join(column.tobytes() for column in columns)


def colouring(by: Colouring, rule: Lowland, words: Mapping[Class, str]) -> dict[str, object]:
    """The groups that a parcel may be in, with colour and words; `rule` with the line as it is looked at."""
    none, unknown = _group("没有企业", NOBODY_COLOUR), _group("无法判断", UNKNOWN_COLOUR)
    match by:
        case Colouring.CLASS:
            classes = [_class_group(letter, words) for letter in Class]
            groups = [*classes, _group("未定级", UNKNOWN_COLOUR), none]
            return {"kind": "class", "breaks": [], "groups": groups}
        case Colouring.STATE:
            groups = [_group(state, colour) for state, colour in _STATES.items()]
            return {"kind": "state", "breaks": [], "groups": [*groups, _group("未填或其他", UNKNOWN_COLOUR)]}
    edge = "低于" if rule.below else "不高于"
    low = _group(f"低产田（{edge} {number(rule.line)}）", LOW_COLOUR) | {"low": True}
    steps = [_group(label, colour) for label, colour in zip(_yield_words(rule.line), _YIELD_COLOURS, strict=True)]
    return {"kind": "tax", "breaks": list(_EDGES), "groups": [low, *steps, none, unknown]}


def _yield_words(line: float) -> list[str]:
    """Line to 2, 2 to 5, … and 20 or more; a step that lies under the line is said like the next."""
    said, floors = [], [line, *(max(edge, line) for edge in _EDGES)]
    for floor, edge in zip(floors, [*_EDGES, None], strict=True):
        said.append(f"{number(floor)} 以上" if edge is None else f"{number(floor)}–{number(edge)}")
    return said


def _group(label: str, colour: str) -> dict[str, object]:
    return {"label": label, "colour": colour, "letter": "", "ink": "#14181d", "low": False}


def _class_group(letter: Class, words: Mapping[Class, str]) -> dict[str, object]:
    ink = "#14181d" if letter in LIGHT_CLASSES else "#ffffff"
    word = short_word(words, letter)
    return _group(word.removeprefix(letter).strip() or word, CLASS_COLOURS[letter]) | {"letter": letter, "ink": ink}


def track(rule: Lowland) -> tuple[float, list[float]]:
    """Where the track of the slider ends (万元/亩), and the marks on it; `rule` is the policy's."""
    top = rule.line * _TRACK_TIMES
    return top, [rule.line * times for times in range(_TRACK_TIMES + 1)]


def line_data(official: Lowland, line: float, source: str) -> dict[str, object]:
    """The slider: the line as it is looked at, the policy's with its source, and the steps between."""
    top, marks = track(official)
    return {"value": line, "official": official.line, "below": official.below, "step": official.line / _STEPS_PER_LINE,
            "top": top, "most": LINE_AT_MOST, "marks": marks, "source": source}  # fmt: skip


def places(outlines: Sequence[Outline]) -> list[list[object]]:
    """Name, whether it is a county, and a place inside for the name, of each outline in its order."""
    points = shapely.get_coordinates(shapely.point_on_surface([outline.shape for outline in outlines]))
    pairs = zip(outlines, points.tolist(), strict=True)
    return [[outline.name, outline.level == COUNTY, lon, lat] for outline, (lon, lat) in pairs]


def mask_text(mask: np.ndarray) -> str:
    """Which parcels are shown, a bit each; "" for all."""
    return "" if mask.all() else base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode("ascii")


def extent(bounds: np.ndarray) -> list[float]:
    """West, south, east and north of the parcels, the few that lie far off left out; `bounds` may be empty."""
    if not len(bounds):
        return [0.0, 0.0, 0.0, 0.0]
    low, high = (np.quantile(bounds, share, axis=0) for share in (_FEW_SHARE, 1 - _FEW_SHARE))
    reach = np.maximum(high - low, 0.05)
    near = ((bounds >= low - 3 * reach) & (bounds <= high + 3 * reach)).all(axis=1)
    kept = bounds[near] if near.any() else bounds
    return [*kept[:, :2].min(axis=0).tolist(), *kept[:, 2:].max(axis=0).tolist()]


def around(bounds: np.ndarray, origin: tuple[float, float, float, float]) -> list[float]:
    """The extent of one parcel or cluster with the land around it, so that one sees where it lies."""
    west, south, east, north = extent(np.atleast_2d(bounds))
    wide = max((_FAR_M / 3 / origin[2] - (east - west)) / 2, 0)
    high = max((_FAR_M / 3 / origin[3] - (north - south)) / 2, 0)
    return [west - wide, south - high, east + wide, north + high]


def spots_data(spots: Sequence[HotSpot]) -> dict[str, object]:
    """The clusters' outlines and what is written at each."""
    shapes = np.array([spot.outline for spot in spots], dtype=object)
    payload = base64.b64encode(encoded(shapes)).decode("ascii") if len(spots) else ""
    return {"shapes": payload, "names": [f"{len(spot.rows)} 宗 {number(spot.land_mu, 0)} 亩" for spot in spots]}


def words_of(words: Mapping[Class, str]) -> dict[str, object]:
    """What the codes of `attributes` mean, for what is said on hover."""
    classes = [short_word(words, letter) for letter in Class]
    return {"classes": [*classes, "未定级", ""], "states": [*_STATES, ""]}
