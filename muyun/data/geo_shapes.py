"""Is each shape of a map file a polygon, where can it lie, and what becomes of one that crosses itself?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from muyun.data import check_geometry
from muyun.data.area import polygon_area_mu
from muyun.data.check import limited
from muyun.data.check_geometry import parcel_words
from muyun.findings import Cell, Finding

SHAPE = "图形"
"""What a place in a map calls its geometry."""

_BOUNDS = np.array([-180.0, -90.0, 180.0, 90.0])
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NAMES = {
    shapely.GeometryType.POINT: "点", shapely.GeometryType.MULTIPOINT: "点",
    shapely.GeometryType.LINESTRING: "线", shapely.GeometryType.MULTILINESTRING: "线",
    shapely.GeometryType.LINEARRING: "线",
}  # fmt: skip
_FAULTS = {
    "Self-intersection": "自相交", "Ring Self-intersection": "环自相交", "Interior is disconnected": "内部不连通",
    "Hole lies outside shell": "洞在外环之外", "Holes are nested": "洞中有洞", "Nested shells": "外环重叠",
    "Too few points in geometry component": "点数不够", "Duplicate Rings": "环重复", "Invalid Coordinate": "坐标无效",
}  # fmt: skip
"""What GEOS says of an invalid polygon."""

_CROSSINGS_OF_ONE, _CROSSINGS_OF_ALL = 50_000, 2_000_000
"""Pairs of edges whose boxes meet, in one shape and in all that are repaired. A ring that a user drew has a few
an edge; a tangle has them by the square of its edges, and repairs for minutes."""

_MEETINGS_OF_ONE, _MEETINGS_OF_ALL = 20_000_000, 100_000_000
"""The same pairs, in one shape and in all of more than `_LARGE` corners: above, even finding out whether a shape is
valid takes minutes to hours. Edges that lie on one another are the worst, thousands of copies of a piece."""

_SMALL, _LARGE, _EDGES_AT_ONCE = 64, 500, 4_000_000


def checked_shapes(
    place: Cell, shapes: np.ndarray, parcel_ids: Sequence[str | None], unread: Mapping[int, str]
) -> tuple[np.ndarray, list[Finding]]:
    """The shapes as valid polygons, anything else as None, and a finding for each trouble.

    shapes  n in degrees; parcel_ids  n, None where the file gives none; unread  place among them → why it has no
    shape although the file gives one. Invalid rings are repaired (polygons
    of what `make_valid` leaves); a tangle that would take too long is no polygon.
    """
    kinds = shapely.get_type_id(shapes)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~empty & ~np.isin(kinds, _POLYGONS)
    outside = ~empty & ~other & ~_on_earth(shapes)
    sound = ~empty & ~other & ~outside
    tangled = np.flatnonzero(sound)[_tangled(shapes[sound])]
    sound[tangled] = False
    invalid = np.flatnonzero(sound)[~shapely.is_valid(shapes[sound])]

    def told(rows: np.ndarray, make: Callable[..., Finding], *more: Sequence[object]) -> tuple[Finding, ...]:
        where = [replace(place, row=int(row) + 1, column=SHAPE) for row in rows]
        return limited([make(*one) for one in zip(where, _words(parcel_ids, rows), *more, strict=True)])

    kept = shapes.copy()
    kept[empty | other | outside] = None
    kept[tangled] = None
    lost = np.array(sorted(unread), int)
    empty[lost] = False
    kept[invalid] = _repaired(shapes[invalid])
    gone = np.array([shape is None for shape in kept[invalid]], bool)
    reasons = np.array([_fault(why) for why in shapely.is_valid_reason(shapes[invalid])], object)
    areas = np.column_stack([polygon_area_mu(shapes[invalid]), polygon_area_mu(kept[invalid])])[~gone].T
    names = [_NAMES.get(kinds[row], "集合") for row in np.flatnonzero(other)]
    return kept, [
        *told(lost, check_geometry.shape_unread, [unread[row] for row in lost]),
        *told(np.flatnonzero(empty), check_geometry.empty),
        *told(np.flatnonzero(other), check_geometry.not_polygon, names),
        *told(np.flatnonzero(outside), check_geometry.outside),
        *told(invalid[~gone], check_geometry.repaired, reasons[~gone], *areas),
        *told(invalid[gone], check_geometry.unrepairable, reasons[gone]),
        *told(tangled, check_geometry.unrepairable, ["相交或重合的边太多"] * len(tangled)),
    ]


def _words(parcel_ids: Sequence[str | None], rows: np.ndarray) -> list[str]:
    return [parcel_words(parcel_ids[row]) for row in rows]


def _on_earth(shapes: np.ndarray) -> np.ndarray:
    """Which shapes have only coordinates that are longitudes and latitudes; one not a number is none."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    off = ~((points >= _BOUNDS[:2]) & (points <= _BOUNDS[2:])).all(axis=1)
    return np.bincount(owner[off], minlength=len(shapes)) == 0


def _tangled(shapes: np.ndarray) -> np.ndarray:
    """Which shapes are so intricate that finding out whether they are valid would take too long."""
    costs = np.zeros(len(shapes), int)
    for at in np.flatnonzero(shapely.get_num_coordinates(shapes) > _LARGE):
        costs[at] = _crossings(shapes[at], _MEETINGS_OF_ONE)
    return ~_affordable(costs, _MEETINGS_OF_ONE, _MEETINGS_OF_ALL)


def _affordable(costs: np.ndarray, each: int, together: int) -> np.ndarray:
    """Which of some works to do: none that costs more than `each`, the cheap ones first, whatever their order."""
    order = np.argsort(costs, kind="stable")
    sums = np.empty(len(costs), int)
    sums[order] = np.cumsum(costs[order])
    return (costs <= each) & (sums <= together)


def _repaired(shapes: np.ndarray) -> np.ndarray:
    """The valid polygons that invalid shapes stand for; None where nothing is left, or it would take too long."""
    costs = np.array([_crossings(shape, _CROSSINGS_OF_ONE) for shape in shapes], int)
    within = _affordable(costs, _CROSSINGS_OF_ONE, _CROSSINGS_OF_ALL)
    result = np.full(len(shapes), None, object)
    result[within] = shapely.make_valid(shapes[within], method="structure", keep_collapsed=False)
    polygonal = np.isin(shapely.get_type_id(result), _POLYGONS) & ~shapely.is_empty(result)
    result[~polygonal] = None
    return result


def _crossings(shape: shapely.Geometry, limit: int) -> int:
    """About how many pairs of edges may cross; above the limit, only that it is above."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    same = np.diff(ring) == 0
    if len(points) <= _SMALL:
        return len(points) ** 2 // 4
    ends = np.stack([points[:-1][same], points[1:][same]])
    boxes = shapely.box(*ends.min(axis=0).T, *ends.max(axis=0).T)
    tree, found, step = shapely.STRtree(boxes), 0, max(1, _EDGES_AT_ONCE // len(boxes))
    for start in range(0, len(boxes), step):
        found += tree.query(boxes[start : start + step]).shape[1]
        if found > limit + 3 * len(boxes):  # each edge meets itself and its two neighbours
            break
    return max(found - 3 * len(boxes), len(boxes))


def _fault(reason: str) -> str:
    """GEOS's reason in Chinese, with the place: 自相交，120.5 30.5."""
    kind, _, place = reason.partition("[")
    point = place.removesuffix("]")
    return _FAULTS.get(kind.strip(), "不合规则") + (f"，{point}" if point else "")
