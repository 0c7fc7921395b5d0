"""How large is a polygon? Geodesic area on the ellipsoid of CGCS2000 (spec 7.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import Geod

from muyun.terms import MU_PER_M2

ELLIPSOID = Geod(ellps="GRS80")


def polygon_area_mu(geometry: Sequence[shapely.Geometry | None] | np.ndarray) -> np.ndarray:
    """亩 of each polygon, n, holes taken off; NaN for a missing or empty one.

    geometry  n (multi)polygons in lon/lat CGCS2000 (EPSG:4490), or None. Rings may run either way.

    >>> polygon_area_mu([None]).tolist()
    [nan]
    """
    shapes = shapely.orient_polygons(np.asarray(geometry, dtype=object))
    unknown = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    area_m2 = np.full(len(shapes), np.nan)
    area_m2[~unknown] = [abs(ELLIPSOID.geometry_area_perimeter(shape)[0]) for shape in shapes[~unknown]]
    return area_m2 * MU_PER_M2
