"""How large is a polygon? On the ellipsoid of CGCS2000 (spec 7.3), never as a map projection shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import CRS, Transformer

from muyun.terms import MU_PER_M2

_A, _F = 6378137.0, 1 / 298.257222101
_E2 = _F * (2 - _F)
_E = np.sqrt(_E2)
"""GRS80, the ellipsoid of CGCS2000."""

_ZONE_DEGREES = 3


def polygon_area_mu(geometry: Sequence[shapely.Geometry | None] | np.ndarray) -> np.ndarray:
    """亩 of each polygon, n, holes taken off; NaN for a missing or empty one.

    geometry  n (multi)polygons in lon/lat CGCS2000 (EPSG:4490), or None. Rings may run either way.

    The ellipsoid is mapped with equal areas onto a sphere, on which the area below each edge has a closed
    form; edges are great circles there. That is within 3e-7 of the geodesic area for edges up to a
    kilometre (3e-6 for 20 km), at a tenth of the time of following geodesics one polygon at a time.

    >>> polygon_area_mu([None]).tolist()
    [nan]
    """
    shapes = shapely.orient_polygons(np.asarray(geometry, dtype=object))
    rings, owner = _rings(shapes)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    lon, lat = np.radians(points).T
    lat = np.arcsin(np.clip(_authalic(np.sin(lat)) / _authalic(1.0), -1, 1))
    below = 2 * np.arctan(np.tan(np.diff(lon) / 2) * np.sin((lat[1:] + lat[:-1]) / 2) / np.cos(np.diff(lat) / 2))
    below[np.diff(ring) != 0] = 0
    excess = np.abs(np.bincount(owner[ring[1:]], below, len(shapes))).astype(float)  # of nothing: whole numbers
    excess[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = np.nan
    return excess * _A**2 * _authalic(1.0) / 2 * MU_PER_M2


def gauss_krueger_area_mu(geometry: Sequence[shapely.Geometry | None] | np.ndarray) -> np.ndarray:
    """亩 of each polygon, n, as its 3° Gauss–Krüger zone on CGCS2000 shows it; NaN for a missing or empty one.

    Zones by the middle of each polygon. What survey sheets state: larger than the true area by the square of
    the scale, nothing at the central meridian, 1e−4 some 50 km from it. To be shown beside, never to decide.

    >>> gauss_krueger_area_mu([None]).tolist()
    [nan]
    """
    shapes = np.asarray(geometry, dtype=object)
    area_m2 = np.full(len(shapes), np.nan)
    bounds = shapely.bounds(shapes)
    zones = np.round((bounds[:, 0] + bounds[:, 2]) / 2 / _ZONE_DEGREES)
    for zone in np.unique(zones[~np.isnan(zones)]):
        own = zones == zone
        plane = CRS.from_dict({"proj": "tmerc", "lon_0": zone * _ZONE_DEGREES, "x_0": 500_000, "ellps": "GRS80"})
        flat = Transformer.from_crs("EPSG:4490", plane, always_xy=True)
        area_m2[own] = shapely.area(shapely.transform(shapes[own], flat.transform, interleaved=False))
    return area_m2 * MU_PER_M2


def perimeter_m(geometry: Sequence[shapely.Geometry | None] | np.ndarray) -> np.ndarray:
    """Metres around each polygon, n, holes included; 0 for a missing or empty one. Good to 1e−4 for parcels."""
    shapes = np.asarray(geometry, dtype=object)
    rings, owner = _rings(shapes)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    east, north = metres_per_degree(points[:, 1]).T
    along = np.hypot(np.diff(points[:, 0]) * east[1:], np.diff(points[:, 1]) * north[1:])
    along[np.diff(ring) != 0] = 0
    return np.bincount(owner[ring[1:]], along, len(shapes)).astype(float)


def metres_per_degree(latitude: np.ndarray) -> np.ndarray:
    """Metres of a degree of longitude and of one of latitude, n × 2, at each latitude in degrees."""
    lat = np.radians(latitude)
    flat = 1 - _E2 * np.sin(lat) ** 2
    return np.column_stack([np.cos(lat) / np.sqrt(flat), (1 - _E2) / flat**1.5]) * np.radians(_A)


def _rings(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All rings of all polygons, and which of `shapes` each belongs to."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, owner[part]


def _authalic(sine: np.ndarray | float) -> np.ndarray | float:
    """Snyder's q: proportional to the ellipsoid's area between the equator and a latitude, given by its sine."""
    return (1 - _E2) * (sine / (1 - _E2 * sine * sine) + np.arctanh(_E * sine) / _E)
