"""Where does low-yield land lie together, so that it could be redeveloped as one? Clusters of parcels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from muyun.evaluate.ratio import rounded

GAP_M, LEAST_MU = 30.0, 50.0
"""Parcels at most so far apart are together, and together at least so large: 本系统假定, no document says either."""

_AROUND_M = 4.0
"""The outline of a cluster is drawn so far outside its parcels."""


@dataclass(frozen=True, slots=True, eq=False)
class HotSpot:
    """A cluster: rows of its parcels among the figures, its land in 亩, and its outline in degrees."""

    rows: np.ndarray
    land_mu: float
    outline: shapely.Geometry


def hot_spots(
    geometry: np.ndarray, area_mu: np.ndarray, low: np.ndarray, gap_m: float = GAP_M, least_mu: float = LEAST_MU
) -> tuple[HotSpot, ...]:
    """The clusters of the parcels in `low` that come to `least_mu` together, the largest first.

    geometry  polygons in lon/lat CGCS2000, n; a missing or empty one is in no cluster
    area_mu   n, NaN where unknown: it adds nothing. Parcels whose polygons are at most `gap_m` apart are together.
    """
    rows = np.flatnonzero(low & ~shapely.is_missing(geometry) & ~shapely.is_empty(geometry))
    if not len(rows):
        return ()
    there, back = _plane(geometry[rows])
    shapes = shapely.transform(geometry[rows], there)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m)
    graph = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(rows), len(rows)))
    count, cluster = connected_components(graph, directed=False)
    land = np.bincount(cluster, np.nan_to_num(area_mu[rows]), count)
    found = [np.flatnonzero(cluster == number) for number in np.flatnonzero(rounded(land) >= round(least_mu, 9))]
    spots = [HotSpot(rows[own], float(land[cluster[own[0]]]), _outline(shapes[own], gap_m, back)) for own in found]
    return tuple(sorted(spots, key=lambda spot: (-round(spot.land_mu, 9), spot.rows[0])))


def _plane(geometry: np.ndarray) -> tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]:
    """Degrees to metres and back: a transverse Mercator around the data, true within 1e-4 for 90 km on either side."""
    west, south, east, north = shapely.total_bounds(geometry)
    plane = f"+proj=tmerc +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +ellps=GRS80 +units=m"
    there = Transformer.from_crs("EPSG:4490", plane, always_xy=True)
    return (
        lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])),
        lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")),
    )


def _outline(shapes: np.ndarray, gap_m: float, back: Callable[[np.ndarray], np.ndarray]) -> shapely.Geometry:
    """Grown by half the gap they touch, and shrink again to just around the parcels."""
    half = gap_m / 2 + _AROUND_M
    joined = shapely.union_all(shapely.buffer(shapes, half, quad_segs=2))
    return shapely.transform(shapely.simplify(shapely.buffer(joined, _AROUND_M - half + 0.5, quad_segs=2), 0.5), back)
