"""Ranks and orders of small blocks, worked out by hand."""

from itertools import pairwise

import numpy as np
import pytest

from muyun.evaluate import kernel

ONE_GROUP = np.array([0, 5])
TWO_GROUPS = np.array([0, 3, 5])


def ranked(scores, bounds):
    """Rows in rank order and their ranks in that order."""
    places = kernel.places_in_group(bounds)
    order, tied = kernel.ranked_order(scores, bounds, places)
    return order, kernel.competition_ranks(tied, places)


def test_scores_add_ratios_by_weight_and_points():
    ratios = np.array([[0.5, 1.0], [0.25, 0.0]])
    scores = kernel.weighted_scores(ratios, None, np.array([1.0, -2.0]), np.array([[60.0, 40.0], [100.0, 0.0]]))
    assert scores.tolist() == [[41.0, 58.0], [51.0, 98.0]]


def test_lost_weight_spreads_over_the_other_items():
    """Spec 10.3: 60 and 25 left of 100 → × 100/85; a row that lost all the weight scores its points only."""
    ratios = np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    lost = np.array([[False, False, True], [True, False, True], [False, False, False]])
    weights = np.array([[60.0, 15.0, 25.0], [50.0, 50.0, 0.0]])
    scores = kernel.weighted_scores(ratios, lost, np.zeros(3), weights)
    assert scores[0].tolist() == pytest.approx([(30 + 25) * 100 / 85, 30 + 15 + 25, 25 * 100 / 25])
    assert scores[1].tolist() == pytest.approx([25 * 100 / 50, 25 + 50, 0])


def test_scores_of_more_rows_than_a_chunk_are_those_of_the_rows_alone():
    rng = np.random.default_rng(0)
    n = kernel.CHUNK + 7
    ratios, points = rng.random((6, n)), rng.random(n)
    weights = np.array([[30.0, 20.0, 12.5, 12.5, 12.5, 12.5]])
    whole = kernel.weighted_scores(ratios, None, points, weights)
    ends = [0, 1, kernel.CHUNK - 1, kernel.CHUNK, n - 1]
    alone = kernel.weighted_scores(np.ascontiguousarray(ratios[:, ends]), None, points[ends], weights)
    assert np.array_equal(whole[:, ends], alone)


def test_ties_are_ordered_by_their_place_and_share_a_rank():
    """Spec 5.1: ranks 1, 1, 3; the tie-break order is the order of the rows."""
    scores = np.array([[70.0, 90.0, 70.0, 90.0, 80.0]])
    order, ranks = ranked(scores, ONE_GROUP)
    assert order.tolist() == [[1, 3, 4, 0, 2]]
    assert kernel.scattered(ranks, order).tolist() == [[4, 1, 4, 1, 3]]


@pytest.mark.parametrize("spread", [3, 10**7, 10**11, 10**13])
def test_sorting_by_digits_gives_what_comparing_gives(spread):
    """Long groups are sorted otherwise than short ones: the same order, ties by place, negative scores too."""
    rng = np.random.default_rng(1)
    sizes = [kernel.BY_DIGITS_FROM - 1, kernel.BY_DIGITS_FROM, 3 * kernel.BY_DIGITS_FROM + 5]
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    scores = rng.integers(-spread, spread, (2, bounds[-1])) / kernel.BILLIONTHS
    order, _ = ranked(scores, bounds)
    for row, found in zip(kernel.as_integers(scores), order, strict=True):
        apart = [start + np.argsort(-row[start:end], kind="stable") for start, end in pairwise(bounds.tolist())]
        assert found.tolist() == np.concatenate(apart).tolist()


def test_groups_are_ranked_apart():
    scores = np.array([[1.0, 3.0, 2.0, 9.0, 9.0], [5.0, 5.0, 5.0, 1.0, 2.0]])
    order, ranks = ranked(scores, TWO_GROUPS)
    assert order.tolist() == [[1, 2, 0, 3, 4], [0, 1, 2, 4, 3]]
    assert kernel.scattered(ranks, order).tolist() == [[3, 1, 2, 1, 1], [1, 1, 1, 2, 1]]


def test_equal_scores_across_a_group_s_border_are_no_tie():
    scores = np.array([[3.0, 2.0, 1.0, 1.0, 0.0]])
    _, ranks = ranked(scores, TWO_GROUPS)
    assert ranks.tolist() == [[1, 2, 3, 1, 2]]


def test_scores_compare_on_nine_decimals():
    """Spec 12: 1e−10 apart is a tie, 1e−9 is not."""
    scores = np.array([[50.0, 50.0000000001, 50.000000001]])
    bounds = np.array([0, 3])
    order, ranks = ranked(scores, bounds)
    assert order.tolist() == [[2, 0, 1]]
    assert ranks.tolist() == [[1, 2, 2]]


def test_scores_too_large_to_pack_rank_all_the_same():
    scores = np.array([[1e15, -3e18, 2e18, 2e18, 0.0]])
    order, ranks = ranked(scores, ONE_GROUP)
    assert order.tolist() == [[2, 3, 0, 4, 1]]
    assert ranks.tolist() == [[1, 1, 3, 4, 5]]


def test_negative_scores_rank_below_zero():
    order, _ = ranked(np.array([[-8.0, 0.0, -0.0, 3.0, -1e-12]]), ONE_GROUP)
    assert order.tolist() == [[3, 1, 2, 4, 0]]


def test_nobody_is_ranked_without_a_trace():
    bounds = np.array([0, 0, 0])
    order, ranks = ranked(np.zeros((2, 0)), bounds)
    assert order.shape == ranks.shape == (2, 0)


def test_class_places_follow_the_counts_of_each_group():
    places = kernel.class_places([(1, 1, 0, 1), (0, 1, 1, 0)])
    assert places.tolist() == [kernel.A, kernel.B, kernel.D, kernel.B, kernel.C]


def test_running_count_begins_anew_in_each_group():
    mask = np.array([[True, False, True, True, True]])
    assert kernel.running_count(mask, TWO_GROUPS).tolist() == [[1, 1, 2, 1, 2]]
