"""Polygon areas on the ellipsoid (spec 7.3)."""

import numpy as np
import pytest
import shapely

from muyun.data.area import polygon_area_mu

# The cell of 0.01° × 0.01° at 30° N: area of an ellipsoidal trapezium on GRS80 by the closed formula,
# b²/2 · Δλ · [sinφ/(1−e²sin²φ) + artanh(e·sinφ)/e] between the latitudes.
A, F = 6378137.0, 1 / 298.257222101
E2 = F * (2 - F)
E = np.sqrt(E2)
B = A * (1 - F)


def trapezium_m2(south: float, north: float, width: float) -> float:
    def authalic(latitude: float) -> float:
        s = np.sin(np.radians(latitude))
        return s / (1 - E2 * s * s) + np.arctanh(E * s) / E

    return B**2 / 2 * np.radians(width) * (authalic(north) - authalic(south))


def test_area_is_that_of_the_ellipsoid():
    box = shapely.box(120.7, 30.0, 120.71, 30.01)
    expected = trapezium_m2(30.0, 30.01, 0.01) * 3 / 2000
    assert polygon_area_mu(np.array([box]))[0] == pytest.approx(expected, rel=1e-6)


def test_direction_of_a_ring_does_not_matter_and_holes_are_taken_off():
    box = shapely.box(120, 30, 120.01, 30.01)
    hole = shapely.box(120.002, 30.002, 120.004, 30.004)
    with_hole = shapely.Polygon(box.exterior.coords[::-1], [hole.exterior.coords])
    whole, cut, ring = polygon_area_mu(np.array([box, hole, with_hole]))
    assert ring == pytest.approx(whole - cut)


def test_missing_and_empty_polygons_have_no_area():
    assert np.isnan(polygon_area_mu(np.array([None, shapely.Polygon()], dtype=object))).all()
