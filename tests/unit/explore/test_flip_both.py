"""What one way of measuring a change has proven or found holds for the other too."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.explore.flip.ball import Norm
from muyun.explore.flip.both import agreed
from muyun.explore.flip.search import Nearest, Search
from muyun.explore.weight_space import WeightSpace

OFFICIAL = np.array([50.0, 30.0, 20.0])
SPACE = WeightSpace(("甲", "乙", "丙"), OFFICIAL, OFFICIAL * 0.8, OFFICIAL * 1.2)
SEARCHES = {norm: Search(SPACE, norm, lambda weights: np.ones(len(weights), dtype=bool)) for norm in Norm}


def of(total: Nearest, largest: Nearest) -> dict[Norm, Nearest]:
    return agreed({Norm.SUM: total, Norm.LARGEST: largest}, SEARCHES)


@pytest.mark.parametrize("proven", list(Norm))
def test_what_is_proven_impossible_by_one_norm_is_so_by_both(proven):
    found = {norm: Nearest(None, np.inf if norm is proven else 9.4) for norm in Norm}
    assert [nearest.bound for nearest in agreed(found, SEARCHES).values()] == [np.inf] * 2


def test_a_sum_is_at_least_twice_its_largest_part_so_that_weights_may_turn_out_to_be_the_nearest():
    """5 points from the first to the second: 10 in sum. If no part below 5 does it, no sum below 10 does."""
    weights = OFFICIAL + np.array([-5, 5, 0])
    found = of(Nearest(weights, 4.0), Nearest(weights, 5.0))
    assert (found[Norm.SUM].bound, found[Norm.LARGEST].bound) == (10, 5)


def test_the_largest_part_is_at_least_half_of_a_sum_over_three():
    """Of three changes that sum to 0 two make up half of the sum at most: none below 9 means no part below 4.5."""
    found = of(Nearest(None, 9.0), Nearest(None, 2.0))
    assert (found[Norm.SUM].bound, found[Norm.LARGEST].bound) == (9, 4.5)


def test_no_bound_is_above_what_was_found():
    weights = OFFICIAL + np.array([-5, 5, 0])
    found = of(Nearest(weights, 10.0), Nearest(weights, 5.000001))
    assert (found[Norm.SUM].bound, found[Norm.LARGEST].bound) == (10, 5)
