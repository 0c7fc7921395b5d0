"""Which low-yield parcels lie together."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from small_land import squares

from muyun.land.hot_spots import hot_spots

ROW = squares((0, 0), (120, 0), (240, 0), (400, 0), (1000, 0))
"""100 m squares with 20, 20, 60 and 500 m between them; 15 亩 each."""
AREA = np.full(5, 15.0)


def rows_of(spots):
    return [spot.rows.tolist() for spot in spots]


def test_parcels_within_the_gap_are_together_and_the_smaller_clusters_are_left_out():
    every = np.ones(5, dtype=bool)
    assert rows_of(hot_spots(ROW, AREA, every, 25, 30)) == [[0, 1, 2]]
    assert rows_of(hot_spots(ROW, AREA, every, 65, 30)) == [[0, 1, 2, 3]]
    assert rows_of(hot_spots(ROW, AREA, every, 15, 15)) == [[0], [1], [2], [3], [4]]
    assert hot_spots(ROW, AREA, every, 25, 30)[0].land_mu == 45


def test_45_mu_reaches_45_and_parcels_over_the_line_or_without_a_polygon_join_nothing():
    low = np.array([True, False, True, True, True])
    assert rows_of(hot_spots(ROW, AREA, np.ones(5, dtype=bool), 25, 45)) == [[0, 1, 2]]
    assert rows_of(hot_spots(ROW, AREA, low, 25, 30)) == []
    missing = ROW.copy()
    missing[1], missing[2] = None, shapely.Polygon()
    assert rows_of(hot_spots(missing, AREA, np.ones(5, dtype=bool), 25, 30)) == []
    assert hot_spots(ROW, AREA, np.zeros(5, dtype=bool)) == ()


def test_an_unknown_area_joins_and_adds_nothing_and_larger_clusters_come_first():
    area = np.array([15, np.nan, 15, 15, 70.0])
    assert rows_of(hot_spots(ROW, area, np.ones(5, dtype=bool), 25, 30)) == [[4], [0, 1, 2]]


def test_the_outline_goes_around_all_its_parcels_and_not_far_beyond():
    (spot,) = hot_spots(ROW, AREA, np.ones(5, dtype=bool), 25, 30)
    assert shapely.covers(spot.outline, ROW[:3]).all() and not shapely.intersects(spot.outline, ROW[3])
    metres = shapely.transform(spot.outline, lambda xy: (xy - (120.5, 30.5)) * (95_997.7, 110_856.9))
    assert shapely.bounds(metres) == pytest.approx([-4.5, -4.5, 344.5, 104.5], abs=1.0)
