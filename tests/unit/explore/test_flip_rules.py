"""Quota lines, vetoes and ties in the nearest weights that flip a class, on pools small enough for paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.kernel import B, C, D, places_in_group
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.explore.flip.flips import PROVEN, Flips, Norm, flips_of
from muyun.explore.flip.lines import own_in
from muyun.explore.weight_space import WeightSpace
from muyun.policy.rules import Quota

TWO = [50.0, 50.0]


def pool_of(
    rows: list[list[float]], points: list[float], shares: tuple[float, float, float], weights: list[float] = TWO
) -> PreparedPool:
    """Rows of item ratios in tie-break order, and A, B and D at most so much."""
    n = len(rows)
    kinds = {"A": {"at_most": shares[0]}, "B": {"at_most": shares[1]}, "C": {"rest": True}, "D": {"at_most": shares[2]}}
    return PreparedPool(
        name="组", indicators=tuple("甲乙丙丁"[: len(weights)]), weights=np.array(weights),
        classes={name: Quota(**kind, assumed="测试") for name, kind in kinds.items()}, groups=("组",), counties=(None,),
        rows=np.arange(n), bounds=np.array([0, n]), places=places_in_group(np.array([0, n])),
        ratios=np.array(rows).T, lost=None, points=np.array(points),
        vetoes=Vetoes(np.full(n, NOT_VETOED, dtype=np.int8), False, np.ones(n, dtype=bool)),
        manual=np.full(n, UNCHANGED, dtype=np.int8), sectors=None,
    )  # fmt: skip


def vetoed(pool: PreparedPool, row: int, *, backfill: bool = True) -> PreparedPool:
    limit, fills = pool.vetoes.limit.copy(), pool.vetoes.backfill.copy()
    limit[row], fills[row] = C, backfill
    return replace(pool, vetoes=Vetoes(limit, False, fills))


def found(pool: PreparedPool, row: int, share: float = 0.2) -> Flips:
    space = WeightSpace(pool.indicators, pool.weights, pool.weights * (1 - share), pool.weights * (1 + share))
    counts = decide_pool(pool, pool.weights[None], pool.classes).counts
    return flips_of(own_in(pool, row, counts), space)


def distances(flips: tuple) -> dict[Norm, float]:
    assert all(flip.exact for flip in flips)
    return {flip.norm: flip.distance for flip in flips}


def test_the_two_measures_differ_with_four_indicators():
    """The rival is 0.2 better in two items of 25 points and 0.2 worse in the others, with 2 points on top.

    A point from one of the first to one of the last brings 0.4: five points, 10 in sum. Spread over all four,
    2.5 points each bring the same. The tie is won by the layout.
    """
    pool = pool_of([[0.5] * 4, [0.7, 0.7, 0.3, 0.3]], [0, 2], (0.5, 0.5, 0), [25.0] * 4)
    assert distances(found(pool, 0).up) == pytest.approx({Norm.SUM: 10, Norm.LARGEST: 2.5}, abs=1e-6)
    assert distances(found(pool, 1).down) == pytest.approx({Norm.SUM: 10, Norm.LARGEST: 2.5}, abs=1e-6)


def test_points_go_where_they_bring_most():
    """Behind by 2: a point from the first item to the second brings 0.5, from the third 0.4. Four points, not five."""
    pool = pool_of([[0.5] * 3, [0.8, 0.3, 0.7]], [0, -11], (0.5, 0.5, 0), [50.0, 30.0, 20.0])
    flips = found(pool, 0)
    assert distances(flips.up) == pytest.approx({Norm.SUM: 8, Norm.LARGEST: 4}, abs=1e-6)
    assert flips.up[0].weights == pytest.approx([46, 34, 20], abs=1e-6)


CHOICE = pool_of([[1, 1], [0.7, 0.4], [0.4, 0.7], [0.5, 0.5], [0, 0]], [0, -4.4, -4.1, 0, 0], (0.2, 0.2, 0))
"""With 50 + x and 50 − x: 100; 50.6 + 0.3x; 50.9 − 0.3x; 50; 0. One A, one B. The fourth is C, with three ahead."""


def test_two_of_three_have_to_be_passed_where_they_pull_apart():
    """One is passed at x = −2, another at x = 3, never both: one of them and the first stay ahead, two are too many."""
    assert [flip.why for flip in found(CHOICE, 3).up] == [PROVEN] * 2


@pytest.mark.clause("XC-17")
def test_a_vetoed_rival_whose_place_is_freed_need_not_be_passed():
    """The second is vetoed: only the third has to be passed, at x = 3 (lost tie: a hair more)."""
    flips = found(vetoed(CHOICE, 1), 3)
    assert flips.now == C and distances(flips.up) == pytest.approx({Norm.SUM: 6, Norm.LARGEST: 3}, abs=1e-6)
    assert all(flip.reached == B and flip.weights[0] > 53 for flip in flips.up)
    other = found(vetoed(CHOICE, 2), 3)
    assert distances(other.up) == pytest.approx({Norm.SUM: 4, Norm.LARGEST: 2}, abs=1e-6)


@pytest.mark.clause("XC-17")
def test_a_vetoed_rival_that_keeps_its_place_has_to_be_passed():
    assert [flip.why for flip in found(vetoed(CHOICE, 1, backfill=False), 3).up] == [PROVEN] * 2


@pytest.mark.clause("XC-17")
def test_a_natural_d_has_to_pass_vetoed_rivals_too():
    """n 5, one D: the last (50 + 0) is D behind a vetoed one with 51 − 0.3x; past it at x = 10/3 it is C, not B."""
    rows = [[1, 1], [0.9, 0.9], [0.8, 0.8], [0.4, 0.7], [0.5, 0.5]]
    pool = vetoed(pool_of(rows, [0, 0, 0, -4, 0], (0.2, 0.4, 0.2)), 3)
    flips = found(pool, 4)
    assert flips.now == D and distances(flips.up) == pytest.approx({Norm.SUM: 20 / 3, Norm.LARGEST: 10 / 3}, abs=1e-6)
    assert all(flip.reached == C for flip in flips.up)


@pytest.mark.clause("XC-17")
def test_with_the_joint_count_a_vetoed_row_that_climbs_from_d_pushes_another_into_it():
    """XA-13 with one A, one B, two C and two D: the last is vetoed and D by quota, so one other is D, the fifth.

    With 50 + x and 50 − x: 22.5 − 0.45x; 20.5; 20; 19.5 + 0.39x. Past x = 1 / 0.39 the vetoed one is C by quota, and
    both places of D go to the others. That the line alone holds from the start says nothing: no bound.
    """
    rows = [[0.9, 0.9], [0.8, 0.8], [0, 0.45], [0.205, 0.205], [0.2, 0.2], [0.39, 0]]
    pool = vetoed(pool_of(rows, [0] * 6, (0.2, 0.2, 0.4)), 5)
    pool = replace(pool, vetoes=replace(pool.vetoes, joint=True))
    down = {flip.norm: flip for flip in found(pool, 3).down}
    assert {norm: flip.distance for norm, flip in down.items()} == pytest.approx(
        {Norm.SUM: 2 / 0.39, Norm.LARGEST: 1 / 0.39}, abs=1e-4
    )
    assert all(flip.reached == D and not flip.exact and flip.bound == 0 for flip in down.values())


def test_a_veto_says_why_no_weights_lift():
    flips = found(vetoed(CHOICE, 0), 0)
    assert flips.now == C and all("否决" in flip.why and flip.bound == np.inf for flip in flips.up)


def test_a_manual_change_says_why_nothing_moves():
    manual = CHOICE.manual.copy()
    manual[3] = B
    flips = found(replace(CHOICE, manual=manual), 3)
    assert flips.now == B
    assert all("手工调档" in flip.why and flip.exact and flip.weights is None for flip in (*flips.up, *flips.down))


def test_no_place_in_the_better_classes_says_so():
    pool = pool_of([[0.6, 0.6], [0.5, 0.5]], [0, 0], (0, 0, 0))
    assert ["名额" in flip.why for flip in found(pool, 1).up] == [True, True]


def test_the_ends_of_the_scale_have_no_flip_beyond():
    assert found(CHOICE, 0).up == ()
    last = pool_of([[1, 1], [0, 0]], [0, 0], (0.5, 0, 0.5))
    assert found(last, 1).now == D and found(last, 1).down == ()


@pytest.mark.parametrize(("own", "rival"), [(0, 1), (1, 0)], ids=["tie won", "tie lost"])
def test_a_tie_at_the_very_end_of_the_range_counts_only_for_who_wins_it(own, rival):
    """Own 50, the rival 51 − 0.2x: equal at x = 5, the end of ±10 %."""
    rows, points = [[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]
    rows[own], rows[rival], points[rival] = [0.5, 0.5], [0.4, 0.6], 1.0
    flips = found(pool_of(rows, points, (0.5, 0.5, 0)), own, share=0.1)
    if own == 0:
        assert distances(flips.up) == pytest.approx({Norm.SUM: 10, Norm.LARGEST: 5}, abs=1e-6)
    else:
        assert [flip.why for flip in flips.up] == [PROVEN] * 2


def test_weights_to_be_typed_have_few_decimals_and_do_it_too():
    """Past 53 by a hair: 53.001 and 46.999 do it, 53 and 47 is a lost tie."""
    flip = found(vetoed(CHOICE, 1), 3).up[0]
    assert flip.plain == pytest.approx([53.001, 46.999], abs=1e-9)
