"""How large is a polygon? Geodesic area on the ellipsoid of CGCS2000 (spec 7.3)."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import Geod

from muyun.terms import MU_PER_M2

ELLIPSOID = Geod(ellps="GRS80")


def polygon_area_mu(geometry: np.ndarray) -> np.ndarray:
    """亩 of each polygon, n, holes taken off.

    geometry  n shapely (multi)polygons in lon/lat CGCS2000 (EPSG:4490), or None
    An empty polygon has 0, a missing one NaN. Rings may run either way.
    """
    return np.array([np.nan if g is None else _area_m2(g) for g in geometry], dtype=float) * MU_PER_M2


def _area_m2(polygon: shapely.Geometry) -> float:
    return abs(ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(polygon))[0])
