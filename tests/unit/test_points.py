"""Item ratios of arrays: the degenerate values by name."""

import numpy as np
import pytest

from muyun.evaluate.points import (
    Fill,
    ItemRules,
    Items,
    clipped_ratios,
    fill_missing,
    item_scores,
    min_max_ratios,
    own_items,
    pool_means,
)
from muyun.evaluate.ratio import Fractions


def rules(missing="zero", lower=False, cap=1.0, full=1.0, floor=0.0, zero_is_full=False):
    return ItemRules(
        ("甲",), np.array([lower]), np.array([floor]), np.array([cap]), np.array([full]), (missing,),
        np.array([zero_is_full]),
    )  # fmt: skip


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_ratio_is_clipped_between_floor_and_cap():
    """Spec 2.1, 2.3: 24 over 30 is 0.8; twice the benchmark earns the cap; a negative value the floor."""
    got = clipped_ratios(column(24, 60, -5, np.nan), column(30, 30, 30, 30), rules())
    assert got[:3, 0].tolist() == [0.8, 1.0, 0.0]
    assert np.isnan(got[3, 0])


def test_lower_is_better_turns_the_ratio_and_zero_earns_the_cap():
    """Spec 12; a negative zero is a zero."""
    got = clipped_ratios(column(0.5, 2, 0, -0.0, -1), column(1, 1, 1, 1, 1), rules(lower=True, cap=1.5))
    assert got[:, 0].tolist() == [1.5, 0.5, 1.5, 1.5, 0.0]


@pytest.mark.parametrize("benchmark", [0.0, -3.0, np.nan])
def test_a_benchmark_that_is_not_positive_gives_no_ratio(benchmark):
    assert np.isnan(clipped_ratios(column(5), column(benchmark), rules())).all()


def test_min_max_gives_twenty_to_a_hundred():
    """Spec 2.5: x 15 in 5…25 → 0.6; beyond the ends counts as the end; max = min gives 1."""
    got = min_max_ratios(column(15, 5, 25, 40, 7), column(5, 5, 5, 5, 7), column(25, 25, 25, 25, 7), rules())
    assert got[:, 0].tolist() == pytest.approx([0.6, 0.2, 1.0, 1.0, 1.0])
    lower = min_max_ratios(column(5, 25), column(5, 5), column(25, 25), rules(lower=True))
    assert lower[:, 0].tolist() == pytest.approx([1.0, 0.2])


def fractions(numerators, denominators):
    x, y = column(*numerators), column(*denominators)
    values = np.full_like(x, np.nan)
    np.divide(x, y, out=values, where=y > 0)
    return Fractions(("甲",), x, y, values)


def test_nothing_emitted_is_full_only_with_something_made():
    """Spec 12: zero denominator, `full`: numerator > 0 earns the cap, else the floor; blank stays missing."""
    parts = fractions([5, 0, np.nan, 5], [0, 0, 0, np.nan])
    rule = rules(cap=1.2, full=1.2, floor=0.1, zero_is_full=True)
    items = own_items(parts, np.full((4, 1), np.nan), np.ones((4, 1), bool), rule)
    assert items.ratios[:2, 0].tolist() == [1.2, 0.1]
    assert np.isnan(items.ratios[2:, 0]).all()
    assert items.fills[:, 0].tolist() == [Fill.FULL, Fill.FULL, Fill.OWN, Fill.OWN]


def test_a_benchmark_that_cannot_be_computed_comes_before_full_marks():
    parts = fractions([5], [0])
    items = own_items(parts, column(np.nan), np.zeros((1, 1), bool), rules(zero_is_full=True))
    assert items.fills[0, 0] == Fill.NO_BENCHMARK and items.lost[0, 0]


def test_pool_mean_is_over_rows_that_count_and_have_the_item():
    items = Items(column(0.2, 0.8, np.nan, 1.0), np.zeros((4, 1), np.int8))
    means = pool_means(items, np.array([0, 0, 0, -1]), 2)
    assert means[0, 0] == 0.5 and np.isnan(means[1, 0])


@pytest.mark.parametrize(
    ("missing", "mean", "ratio", "fill"),
    [
        ("zero", 0.5, 0.0, Fill.ZERO),
        ("pool_mean", 0.5, 0.5, Fill.POOL_MEAN),
        ("pool_mean", np.nan, 0.0, Fill.LOST),
        ("redistribute", 0.5, 0.0, Fill.LOST),
    ],
)
def test_missing_items_count_as_the_policy_says(missing, mean, ratio, fill):
    """Spec 2.4, 12: with no value in the pool, pool_mean becomes redistribute."""
    items = Items(column(np.nan, 0.9), np.zeros((2, 1), np.int8))
    filled = fill_missing(items, column(mean, mean), rules(missing))
    assert filled.ratios[:, 0].tolist() == [ratio, 0.9]
    assert filled.fills[:, 0].tolist() == [fill, Fill.OWN]


def test_item_scores_show_lost_items_as_missing():
    items = Items(np.array([[0.5, 0.0]]), np.array([[Fill.OWN, Fill.LOST]], np.int8))
    scores = item_scores(items, np.array([60.0, 40.0]))
    assert scores[0, 0] == pytest.approx(50) and np.isnan(scores[0, 1])
