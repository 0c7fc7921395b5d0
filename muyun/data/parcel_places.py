"""Do parcels lie in the counties that they name, or as far off as a web map (GCJ-02, BD-09) would draw them?

Takes the outlines of counties and towns as polygons in CGCS2000 degrees; says nothing of places without one.
Towns are asked about a shift only, of which they show more, being smaller: a parcel in a zone may well name the
town beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from muyun.data import check_parcels
from muyun.data.area import metres_per_degree
from muyun.data.check import limited_of
from muyun.data.parcel_shapes import parcel_of, shape_at
from muyun.data.shifted_crs import ShiftedCRS, unshifted
from muyun.data.tables import Tables
from muyun.findings import Finding

OUTSIDE_M = 200.0
"""How far outside its county a parcel's middle may lie before it is told (本系统假定): outlines are simplified."""

FEWEST_OUTSIDE, OUTSIDE_SHARE = 5, 0.01
"""A shift is suspected if at least so many parcels, and at least this share, lie outside (本系统假定) …"""

LEFT_SHARE = 0.25
"""… and moving all of them back leaves at most this share of those outside (本系统假定)."""

_WITHIN = "/"
_COMPARED = 20_000
_STEPS = np.linspace(0, 2, 41)
_DIRECTIONS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")


@dataclass(frozen=True, slots=True)
class _Placed:
    """The parcels that can be compared: rows in the table, middles in degrees, and where each should lie.

    own    number of each one's place in `names` and `outlines`, which are all places of `level` (区县 or 镇街)
    """

    rows: np.ndarray
    middles: np.ndarray
    own: np.ndarray
    names: tuple[str, ...]
    outlines: np.ndarray
    level: str

    def outside(self, middles: np.ndarray) -> np.ndarray:
        """Which of them lie outside their place when their middles are there."""
        off = np.zeros(len(self.rows), bool)
        for number in np.unique(self.own):
            there = self.own == number
            off[there] = ~shapely.contains_xy(self.outlines[number], *middles[there].T)
        return off


def place_findings(tables: Tables, outlines: Mapping[str, BaseGeometry]) -> Iterator[Finding]:
    """Findings about parcels outside their county; a suspected shift is told first, instead of each parcel.

    outlines  county, or county/town (`place_key`), → its (multi)polygon in CGCS2000 degrees
    """
    county, town = tables.parcels["county"], tables.parcels["town"]
    counties = _placed(tables, county, {name: o for name, o in outlines.items() if _WITHIN not in name}, "区县")
    towns = {name: o for name, o in outlines.items() if _WITHIN in name}
    for placed in (counties, _placed(tables, county.str.cat(town, sep=_WITHIN), towns, "镇街")):
        if len(placed.rows) and (found := _suspected(placed)):
            yield found(replace(shape_at(tables, int(placed.rows[0])), row=None))
            return
    if len(counties.rows):
        yield from _outside(tables, counties)


def place_key(county: str, town: str) -> str:
    """What a town's outline is found by: towns of one name lie in several counties."""
    return f"{county}{_WITHIN}{town}"


def _placed(tables: Tables, places: pd.Series, outlines: Mapping[str, BaseGeometry], level: str) -> _Placed:
    shapes, names = tables.parcels["geometry"].to_numpy(), tuple(outlines)
    own = pd.Index(names, dtype=object).get_indexer(places.astype(object))
    rows = np.flatnonzero((own >= 0) & ~shapely.is_missing(shapes))
    points = shapely.point_on_surface(shapes[rows])
    middles = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    shapely.prepare(list(outlines.values()))
    return _Placed(rows, middles, own[rows], names, np.array(list(outlines.values()), object), level)


def _outside(tables: Tables, placed: _Placed) -> Iterator[Finding]:
    """Each parcel that lies further outside its county than outlines are exact, and where it lies instead."""
    at = np.flatnonzero(placed.outside(placed.middles))
    metres = _metres_to(placed.middles[at], placed.outlines[placed.own[at]])
    far = np.flatnonzero(metres > OUTSIDE_M)

    def told(place: int) -> Finding:
        row, point = placed.rows[at[place]], placed.middles[at[place]]
        inside = np.flatnonzero(shapely.contains_xy(placed.outlines, *point))
        there = placed.names[inside[0]] if len(inside) else ""
        county = placed.names[placed.own[at[place]]]
        where = shape_at(tables, row)
        return check_parcels.county_off(where, parcel_of(tables, row), county, float(metres[place]), there)

    yield from limited_of(far, told)


def _metres_to(points: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """Metres from each point to its outline."""
    nearest = shapely.shortest_line(shapely.points(points), outlines)
    ends = shapely.get_coordinates(nearest).reshape(-1, 2, 2)
    return np.hypot(*((ends[:, 1] - ends[:, 0]) * metres_per_degree(points[:, 1])).T)


def _suspected(placed: _Placed) -> Callable | None:
    """The finding of a shift, to be given its place; None where nothing points to one.

    Moved back by the inverse of GCJ-02 or BD-09, whichever leaves fewer outside, nearly all parcels must lie in
    their places. How far off they lie is measured, not taken from the formula: all are moved along its
    direction, and the middle of the steps that leave the fewest outside is the distance.
    """
    spread = np.unique(np.linspace(0, len(placed.rows) - 1, min(len(placed.rows), _COMPARED)).astype(int))
    some = replace(placed, rows=placed.rows[spread], middles=placed.middles[spread], own=placed.own[spread])
    now = int(some.outside(some.middles).sum())
    if now < max(FEWEST_OUTSIDE, OUTSIDE_SHARE * len(some.rows)):
        return None
    left = {system: int(some.outside(unshifted(system, some.middles)).sum()) for system in ShiftedCRS}
    system = min(left, key=left.get)
    if left[system] > LEFT_SHARE * now:
        return None
    away = some.middles - unshifted(system, some.middles)
    counts = np.array([some.outside(some.middles - step * away).sum() for step in _STEPS])
    metres = (away * metres_per_degree(some.middles[:, 1])).mean(axis=0) * _STEPS[counts == counts.min()].mean()
    towards = _DIRECTIONS[int(np.round(np.arctan2(metres[1], metres[0]) / (np.pi / 4))) % 8]
    told = system.value, float(np.hypot(*metres)), towards, placed.level, (len(some.rows), now, left[system])
    return lambda where: check_parcels.shift_suspected(where, *told)
