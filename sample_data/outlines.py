"""What could the prefecture look like? Makes outlines.geojson: invented, adjoining, roughly laid out.

Run `python -m sample_data.outlines` to write the file again. Why no published outlines: PROVENANCE.md.
"""

from __future__ import annotations

import json

import numpy as np
import shapely
from shapely import MultiPoint, Polygon

from sample_data.places import COUNTIES, MARK, OUTLINES_FILE

CRS_NAME = "urn:ogc:def:crs:EPSG::4490"
"""CGCS2000, longitude and latitude."""

_CENTRE = (120.80, 30.66)
_HALF_SIZE = (0.42, 0.30)
_CELL_DEGREES = 0.021
_GRID_DEGREES = 1e-5
_SEED = 20180621


def outlines() -> dict[str, dict[str, Polygon]]:
    """Invented outlines by level (县, 镇街) and name.

    A fine mesh of small cells is dealt out to the nearest county seat, then inside each county to
    the nearest town: so neighbours share their borders exactly and borders aren't straight lines.
    """
    rng = np.random.default_rng(_SEED)
    hull = _hull()
    cells = _mesh(hull, rng)
    centres = shapely.get_coordinates(shapely.centroid(cells))
    seats = np.array([(c.seat_lon, c.seat_lat) for c in COUNTIES])
    county_of = _nearest(centres, seats)
    result: dict[str, dict[str, Polygon]] = {"县": {}, "镇街": {}}
    for place, county in enumerate(COUNTIES):
        own_cells, own_centres = cells[county_of == place], centres[county_of == place]
        town_of = _nearest(own_centres, _town_centres(own_centres, seats[place], county.town_count))
        result["县"][county.name] = _union(own_cells)
        for number, town in enumerate(county.towns):
            result["镇街"][town] = _union(own_cells[town_of == number])
    return result


def feature_collection() -> dict[str, object]:
    """The outlines as GeoJSON with the CRS stated (EPSG:4490)."""
    features = [
        {
            "type": "Feature",
            "properties": {"名称": name, "级别": level, "说明": f"合成轮廓{MARK}，不是行政区划界线"},
            "geometry": json.loads(shapely.to_geojson(polygon)),
        }
        for level, polygons in outlines().items()
        for name, polygon in polygons.items()
    ]
    crs = {"type": "name", "properties": {"name": CRS_NAME}}
    return {"type": "FeatureCollection", "name": f"合成轮廓{MARK}", "crs": crs, "features": features}


def _hull() -> Polygon:
    """A rounded box with a gently waving border."""
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    wave = 1 + 0.035 * np.sin(3 * angle + 0.7) + 0.02 * np.sin(7 * angle + 2.1) + 0.008 * np.sin(17 * angle)
    cosine, sine = np.cos(angle), np.sin(angle)
    radius = wave / (np.abs(cosine) ** 2.6 + np.abs(sine) ** 2.6) ** (1 / 2.6)
    lon = _CENTRE[0] + _HALF_SIZE[0] * radius * cosine
    lat = _CENTRE[1] + _HALF_SIZE[1] * radius * sine
    return Polygon(np.column_stack([lon, lat]))


def _mesh(hull: Polygon, rng: np.random.Generator) -> np.ndarray:
    west, south, east, north = hull.buffer(2 * _CELL_DEGREES).bounds
    lon, lat = np.meshgrid(
        np.arange(west, east, _CELL_DEGREES * 1.16), np.arange(south, north, _CELL_DEGREES)
    )
    points = np.column_stack([lon.ravel(), lat.ravel()])
    points += rng.uniform(-0.42, 0.42, points.shape) * _CELL_DEGREES
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points)))
    clipped = shapely.intersection(shapely.set_precision(cells, _GRID_DEGREES), hull, grid_size=_GRID_DEGREES)
    return clipped[shapely.area(clipped) > 0]


def _town_centres(points: np.ndarray, seat: np.ndarray, count: int) -> np.ndarray:
    """The seat and `count` − 1 further points, spread out by a few rounds of k-means."""
    centres = seat[None, :]
    while len(centres) < count:
        distance = ((points[:, None] - centres) ** 2).sum(axis=2).min(axis=1)
        centres = np.vstack([centres, points[distance.argmax()]])
    for _ in range(12):
        nearest = _nearest(points, centres)
        moved = [points[nearest == k].mean(axis=0) for k in range(1, count)]
        centres = np.vstack([centres[:1], *moved])
    return centres


def _nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)


def _union(cells: np.ndarray) -> Polygon:
    merged = shapely.union_all(cells, grid_size=_GRID_DEGREES)
    if merged.geom_type != "Polygon":
        raise ValueError(f"an outline falls apart into {merged.geom_type}: choose another seed")
    return shapely.normalize(merged)


if __name__ == "__main__":
    OUTLINES_FILE.write_text(json.dumps(feature_collection(), ensure_ascii=False) + "\n", "utf-8")
