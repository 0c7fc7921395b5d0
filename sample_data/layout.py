"""Where do the parcels lie? Packs the parcels of a town into blocks inside its invented outline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely import Polygon

from muyun.terms import MU_PER_M2
from sample_data.places import town_outlines

_LANE_M = 14.0
_ROAD_M = 26.0
_GRS80_A_M = 6_378_137.0
_GRS80_E2 = 0.006_694_380_022_90


def town_layout(towns: pd.Series, areas_mu: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """A polygon (longitude, latitude) of the given area for each parcel, inside its town, none overlapping.

    towns, areas_mu  n each, on the same index; neighbours in the order given lie near each other
    ValueError: the parcels of a town don't fit into it.
    """
    result = np.empty(len(towns), dtype=object)
    areas_m2 = areas_mu.to_numpy() / MU_PER_M2
    for town, places in pd.Series(range(len(towns))).groupby(towns.to_numpy()):
        rows = places.to_numpy()
        corners = _packed(areas_m2[rows], rng)
        result[rows] = shapely.polygons(_placed(corners, town, rng))
    return result


def _packed(areas_m2: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """n × 4 × 2 corners in metres: rectangles on shelves, lanes between them, centred on 0, 0."""
    aspect = rng.uniform(0.7, 1.5, len(areas_m2))
    width, height = np.sqrt(areas_m2 * aspect), np.sqrt(areas_m2 / aspect)
    shelf_m = 1.1 * np.sqrt(((width + _LANE_M) * (height + _ROAD_M)).sum())
    x = y = depth = 0.0
    corners = np.empty((len(areas_m2), 4, 2))
    for k, (w, h) in enumerate(zip(width, height, strict=True)):
        if x > 0 and x + w > shelf_m:
            x, y, depth = 0.0, y + depth + _ROAD_M, 0.0
        corners[k] = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        x, depth = x + w + _LANE_M, max(depth, h)
    low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    return corners - (low + high) / 2


def _placed(corners: np.ndarray, town: str, rng: np.random.Generator) -> np.ndarray:
    """Turns and shears the block (areas stay), then lays it where the town is widest."""
    turn, shear = rng.uniform(-0.5, 0.5), rng.uniform(-0.2, 0.2)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    metres = corners @ (turned @ np.array([[1.0, shear], [0.0, 1.0]])).T
    lon, lat, inner_radius_m = _widest(town_outlines()[town])
    if np.hypot(metres[..., 0], metres[..., 1]).max() > inner_radius_m:
        raise ValueError(f"the parcels of {town} don't fit into its outline: fewer parcels, please")
    east_m, north_m = _metres_per_degree(lat)
    return metres / (east_m, north_m) + (lon, lat)


def _widest(outline: Polygon) -> tuple[float, float, float]:
    """Centre (longitude, latitude) and radius in metres of about the largest circle inside."""
    east_m, north_m = _metres_per_degree(outline.centroid.y)
    circle = shapely.maximum_inscribed_circle(
        shapely.transform(outline, lambda xy: xy * (east_m, north_m)), 20.0
    )
    centre = shapely.get_coordinates(circle)[0] / (east_m, north_m)
    return float(centre[0]), float(centre[1]), circle.length * 0.99


def _metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude on GRS80 at `lat`."""
    sine = np.sin(np.radians(lat))
    bend = 1 - _GRS80_E2 * sine**2
    east = np.radians(_GRS80_A_M * np.cos(np.radians(lat)) / np.sqrt(bend))
    north = np.radians(_GRS80_A_M * (1 - _GRS80_E2) / bend**1.5)
    return float(east), float(north)
