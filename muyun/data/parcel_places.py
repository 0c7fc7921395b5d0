"""Do parcels lie in the counties that they name, or as far off as a web map (GCJ-02, BD-09) would draw them?

Takes the outlines of counties as polygons in CGCS2000 degrees; says nothing of counties without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
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

_COMPARED = 20_000
_STEPS = np.linspace(0, 2, 41)
_DIRECTIONS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")


@dataclass(frozen=True, slots=True)
class _Placed:
    """The parcels that can be compared: rows in the table, middles in degrees, each one's county, and all outlines."""

    rows: np.ndarray
    middles: np.ndarray
    county: np.ndarray
    outlines: Mapping[str, BaseGeometry]

    def outside(self, middles: np.ndarray) -> np.ndarray:
        """Which of them lie outside their county when their middles are there."""
        off = np.zeros(len(self.rows), bool)
        for name, outline in self.outlines.items():
            if (own := self.county == name).any():
                off[own] = ~shapely.contains_xy(outline, *middles[own].T)
        return off


def place_findings(tables: Tables, outlines: Mapping[str, BaseGeometry]) -> Iterator[Finding]:
    """Findings about parcels outside their county; a suspected shift is told first, instead of each parcel.

    outlines  county → its (multi)polygon in CGCS2000 degrees
    """
    placed = _placed(tables, outlines)
    if not len(placed.rows):
        return
    if found := _suspected(placed):
        yield found(replace(shape_at(tables, int(placed.rows[0])), row=None))
        return
    yield from _outside(tables, placed)


def _placed(tables: Tables, outlines: Mapping[str, BaseGeometry]) -> _Placed:
    shapes, county = tables.parcels["geometry"].to_numpy(), tables.parcels["county"].to_numpy(object)
    known = np.array([name in outlines for name in county], bool) & ~shapely.is_missing(shapes)
    rows = np.flatnonzero(known)
    points = shapely.point_on_surface(shapes[rows])
    middles = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    shapely.prepare(list(outlines.values()))
    return _Placed(rows, middles, county[rows], outlines)


def _outside(tables: Tables, placed: _Placed) -> Iterator[Finding]:
    """Each parcel that lies further outside its county than outlines are exact, and where it lies instead."""
    at = np.flatnonzero(placed.outside(placed.middles))
    own = np.array([placed.outlines[name] for name in placed.county[at]], object)
    metres = _metres_to(placed.middles[at], own)
    far = np.flatnonzero(metres > OUTSIDE_M)

    def told(place: int) -> Finding:
        row, point = placed.rows[at[place]], placed.middles[at[place]]
        there = next((name for name, o in placed.outlines.items() if shapely.contains_xy(o, *point)), "")
        county = str(placed.county[at[place]])
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
    their counties. How far off they lie is measured, not taken from the formula: all are moved along its
    direction, and the middle of the steps that leave the fewest outside is the distance.
    """
    spread = np.unique(np.linspace(0, len(placed.rows) - 1, min(len(placed.rows), _COMPARED)).astype(int))
    some = replace(placed, rows=placed.rows[spread], middles=placed.middles[spread], county=placed.county[spread])
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
    told = system.value, float(np.hypot(*metres)), towards, (len(some.rows), now, left[system])
    return lambda where: check_parcels.shift_suspected(where, *told)
