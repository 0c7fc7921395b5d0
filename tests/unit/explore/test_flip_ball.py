"""How far a score difference can fall within so much change of the weights, by hand and against linear programmes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from muyun.explore.flip.ball import Ball, Norm, widest
from muyun.explore.weight_space import WeightSpace

SPACE = WeightSpace(("甲", "乙", "丙"), np.array([50.0, 30, 20]), np.array([40.0, 24, 16]), np.array([60.0, 36, 21]))
"""The last may rise by 1 only."""


def test_points_go_from_the_dearest_to_the_cheapest_with_room():
    """Slopes 1, 0, −1. Two points may go: one to the last brings 2, one to the middle 1. One each: 2."""
    slopes = np.array([[1.0, 0, -1]])
    assert Ball(SPACE, Norm.SUM, 4).least(slopes) == pytest.approx([-3])
    assert Ball(SPACE, Norm.LARGEST, 1).least(slopes) == pytest.approx([-2])
    assert Ball(SPACE, Norm.SUM, 4).most(slopes) == pytest.approx([4])  # two points from the last to the first


def test_the_same_slope_everywhere_moves_nothing():
    assert Ball(SPACE, Norm.SUM, 9).least(np.full((1, 3), 0.7)) == pytest.approx([0], abs=1e-12)
    assert Ball(SPACE, Norm.LARGEST, 9).least(np.full((1, 3), 0.7)) == pytest.approx([0], abs=1e-12)


def test_the_widest_ball_holds_the_space():
    """Ten points at most up or down in one; 1 + 6 + 10 up at most, so all 20 down can't be: 17 each way."""
    assert widest(SPACE, Norm.LARGEST) == 10
    assert widest(SPACE, Norm.SUM) == 34


SLOPES = st.lists(st.integers(-8, 8), min_size=3, max_size=3)


@given(SLOPES, st.sampled_from([0.0, 0.5, 2, 7, 40]), st.sampled_from(list(Norm)))
def test_the_least_is_what_a_linear_programme_finds(slopes, radius, norm):
    up, down = SPACE.upper - SPACE.official, SPACE.official - SPACE.lower
    if norm is Norm.LARGEST:
        up, down = np.minimum(up, radius), np.minimum(down, radius)
    one, both = np.eye(3), np.concatenate([up, down])
    limit = np.ones((1, 6)) if norm is Norm.SUM else np.zeros((1, 6))
    found = linprog(np.hstack([one, -one]).T @ slopes, limit, [radius], [[1, 1, 1, -1, -1, -1]], [0],
                    np.column_stack([np.zeros(6), both]))  # fmt: skip
    assert Ball(SPACE, norm, radius).least(np.array([slopes], dtype=float)) == pytest.approx([found.fun], abs=1e-7)
