"""What the browser gets is the parcels, within a tenth of a metre, in a tenth of the bytes of GeoJSON."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from muyun.show.map_geometry import STEP_DEGREES, drawable, encoded

METRES_PER_DEGREE = 111_700.0
"""The longest a degree gets on GRS80, of latitude at a pole."""


def numbers(data: bytes):
    """The numbers of a payload, byte by byte."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0
    assert shift == 0, "the payload ends inside a number"


def decoded(payload: bytes) -> list[list[np.ndarray]]:
    """The rings of each shape in degrees: the format read once more, in plain loops."""
    shapes, rings, corners = struct.unpack("<3I", payload[:12])
    told = numbers(payload[12:])
    per_shape = [next(told) for _ in range(shapes)]
    per_ring = [next(told) for _ in range(rings)]
    steps = [value // 2 if value % 2 == 0 else -(value + 1) // 2 for value in told]
    assert len(steps) == 2 * corners
    at = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) * STEP_DEGREES
    each = iter(np.split(at, np.cumsum(per_ring)[:-1]))
    return [[next(each) for _ in range(count)] for count in per_shape]


def far_off(shape: shapely.Geometry, rings: list[np.ndarray]) -> float:
    """Metres from the shape's own corners to those decoded, ring by ring."""
    own = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape)))
    assert len(own) == len(rings)
    pairs = [(shapely.get_coordinates(ring)[:-1], found) for ring, found in zip(own, rings, strict=True)]
    return max(np.hypot(*((one - other).T * METRES_PER_DEGREE)).max() for one, other in pairs)


def polygons() -> st.SearchStrategy[shapely.Polygon]:
    """Boxes anywhere on the globe, from centimetres to degrees, some with a hole."""
    lon, lat, side = st.floats(-179, 178), st.floats(-89, 88), st.floats(1e-5, 1)

    def made(west, south, width, hole):
        box = shapely.box(west, south, west + width, south + width)
        inner = shapely.box(west + width / 4, south + width / 4, west + width / 2, south + width / 2)
        return shapely.difference(box, inner) if hole else box

    return st.builds(made, lon, lat, side, st.booleans())


@given(st.lists(polygons(), min_size=1, max_size=8))
def test_every_corner_comes_back_within_a_tenth_of_a_metre(shapes):
    found = decoded(encoded(np.array(shapes, dtype=object)))
    assert len(found) == len(shapes)
    assert max(far_off(shape, rings) for shape, rings in zip(shapes, found, strict=True)) < 0.1


def test_parts_and_holes_are_rings_of_their_shape_and_lines_are_left_out():
    holed = shapely.difference(shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2))
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), holed])
    mixed = shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)]), shapely.MultiPolygon([holed])])
    found = decoded(encoded(np.array([two, mixed, holed], dtype=object)))
    assert [len(rings) for rings in found] == [3, 2, 2]
    assert [[len(ring) for ring in rings] for rings in found] == [[4, 4, 4], [4, 4], [4, 4]]


def test_what_has_no_area_is_not_drawn():
    shapes = np.array([None, shapely.Polygon(), shapely.box(0, 0, 1, 1), shapely.Point(1, 1)], dtype=object)
    assert drawable(shapes).tolist() == [False, False, True, False]
    assert decoded(encoded(shapes[:0])) == []


def test_a_parcel_takes_a_tenth_of_the_bytes_of_geojson():
    """A thousand irregular parcels of 12 corners, some 60 m across."""
    rng = np.random.default_rng(7)
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    radius = rng.uniform(2e-4, 4e-4, (1000, 12))
    centre = rng.uniform(0, 0.2, (1000, 1, 2)).round(4) + np.array([120.0, 30.0])
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1) + centre
    shapes = shapely.polygons(ring)
    plain = sum(len(text) for text in shapely.to_geojson(shapes))
    assert plain / len(encoded(shapes)) > 10
    assert len(encoded(shapes)) < 70_000


@pytest.mark.parametrize("value", [63, 64, 8191, 8192, 180_000_000])
def test_steps_on_the_edge_of_a_byte_come_back(value):
    shape = shapely.box(0, 0, value * STEP_DEGREES, STEP_DEGREES)
    (rings,) = decoded(encoded(np.array([shape], dtype=object)))
    assert np.rint(rings[0] / STEP_DEGREES)[:, 0].max() == value
