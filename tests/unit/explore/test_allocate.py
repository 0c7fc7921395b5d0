"""A pool shared out in proportion to an indicator, with bounds, to 0.01 (spec 6.4; JX-21…24, XA-19)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muyun.explore.regions.allocate import Bound, Claim, Infeasible, allocate, bounds_of

THREE = [Claim("甲", 30), Claim("乙", 20), Claim("丙", 10)]


@pytest.mark.clause("XA-19", "JX-21", "JX-22", "JX-23", "JX-24")
def test_the_worked_example_of_100_mu():
    """100 × 30 ÷ 60 = 50, 100 × 20 ÷ 60 = 33.33, 100 × 10 ÷ 60 = 16.67."""
    assert allocate(100, THREE) == {"甲": 50, "乙": 33.33, "丙": 16.67}


def test_a_place_at_its_most_stays_there_and_the_others_share_the_rest():
    """甲 would get 50, stops at 40; 60 over 20 and 10: 40 and 20."""
    bounded = [Claim("甲", 30, Bound(most=40)), *THREE[1:]]
    assert allocate(100, bounded) == {"甲": 40, "乙": 40, "丙": 20}


def test_a_place_below_its_least_is_lifted_and_the_others_share_the_rest():
    """丙 would get 16.67, is lifted to 25; 75 over 30 and 20: 45 and 30."""
    bounded = [*THREE[:2], Claim("丙", 10, Bound(least=25))]
    assert allocate(100, bounded) == {"甲": 45, "乙": 30, "丙": 25}


def test_a_bound_that_others_push_a_place_to_holds_too():
    """甲 at 40 leaves 60: 乙 would get 40 and stops at 38, so 丙 gets 22, more than 100 × 10 ÷ 60."""
    bounded = [Claim("甲", 30, Bound(most=40)), Claim("乙", 20, Bound(most=38)), Claim("丙", 10)]
    assert allocate(100, bounded) == {"甲": 40, "乙": 38, "丙": 22}


def test_a_least_that_is_only_passed_because_another_stops_does_not_bind():
    """丙 starts at its least of 18 (its share is 16.67); 甲 stops at 40, and 60 over 20 and 10 gives 丙 20."""
    bounded = [Claim("甲", 30, Bound(most=40)), Claim("乙", 20), Claim("丙", 10, Bound(least=18))]
    assert allocate(100, bounded) == {"甲": 40, "乙": 40, "丙": 20}


def test_missing_and_negative_get_nothing_and_zero_gets_zero():
    claims = [*THREE, Claim("丁", float("nan")), Claim("戊", -1), Claim("己", 0)]
    assert allocate(100, claims) == {"甲": 50, "乙": 33.33, "丙": 16.67, "己": 0}


def test_three_equal_ones_add_up_to_the_pool():
    """33.33 each leaves 0.01: to the first by name, since weights are equal."""
    assert allocate(100, [Claim(name, 1) for name in "cba"]) == {"a": 33.34, "b": 33.33, "c": 33.33}


def test_of_equal_remainders_the_heavier_goes_first():
    """2 hundredths over 1 and 3: 0.5 and 1.5, one left over; the one of 3 takes it, whatever its name."""
    assert allocate(0.02, [Claim("丙", 1), Claim("乙", 3)]) == {"丙": 0, "乙": 0.02}
    assert allocate(0.02, [Claim("丙", 3), Claim("乙", 1)]) == {"丙": 0.02, "乙": 0}


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ([Claim("甲", 0)], "没有一个区域的指标大于 0"),
        ([Claim("甲", 1, Bound(least=60)), Claim("乙", 1, Bound(least=50))], "下限合计 110.00，多于总量 100.00"),
        ([Claim("甲", 1, Bound(most=40)), Claim("乙", 1, Bound(most=50))], "上限合计 90.00，少于总量 100.00"),
        ([Claim("甲", 1, Bound(most=40)), Claim("乙", 0)], "上限合计 40.00，少于总量 100.00"),
        ([Claim("甲", 1, Bound(30, 20))], "“甲”的上限 20.00 小于下限 30.00"),
    ],
)
def test_what_cannot_be_shared_out_is_told(claims, words):
    with pytest.raises(Infeasible, match=words):
        allocate(100, claims)


def test_bounds_of_single_places_are_read_and_the_rest_is_told():
    found, unread = bounds_of("甲 5~20；乙 ~30; 丙 8～；丁 1~2；甲；乙 x~1", ["甲", "乙", "丙"], Bound(1))
    assert found == {"甲": Bound(5, 20), "乙": Bound(None, 30), "丙": Bound(8, None)}
    assert unread == ["丁 1~2", "甲", "乙 x~1"]
    assert bounds_of("", ["甲"], Bound(1, 2)) == ({"甲": Bound(1, 2)}, [])


weights = st.one_of(st.integers(0, 50).map(float), st.floats(0, 1e6))
names = st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=3), min_size=1, max_size=12, unique=True)


@st.composite
def feasible(draw) -> tuple[float, list[Claim]]:
    """A pool and claims: each least below an even part of the pool, each most above one, so that many bind."""
    own, pool = draw(names), draw(st.integers(1, 10**7)) / 100
    claims = []
    for name in own:
        least = draw(st.none() | st.floats(0, pool / len(own) * 0.999))
        most = draw(st.none() | st.floats(pool / len(own) + 0.02, pool * 2 + 1))
        claims.append(Claim(name, draw(weights), Bound(least, most)))
    claims[0] = Claim(claims[0].name, draw(st.floats(1, 100)), claims[0].bound)
    return pool, claims


@given(case=feasible(), order=st.randoms(use_true_random=False))
def test_parts_add_up_keep_their_bounds_and_ignore_the_order(case, order):
    pool, claims = case
    try:
        parts = allocate(pool, claims)
    except Infeasible as why:  # a least may round up beyond a pool of a few hundredths; zeros can't take the rest
        assert "下限合计" in str(why) or 0 in [round(claim.weight, 9) for claim in claims]
        return
    assert round(sum(round(part * 100) for part in parts.values())) == round(pool * 100)
    for claim in claims:
        assert parts[claim.name] >= (claim.bound.least or 0) - 1e-9
        assert claim.bound.most is None or parts[claim.name] <= claim.bound.most + 1e-9
    shuffled = list(claims)
    order.shuffle(shuffled)
    assert allocate(pool, shuffled) == parts


@given(own=names, pool=st.integers(1, 10**7), data=st.data())
def test_without_bounds_more_never_gets_less_and_no_part_is_a_hundredth_off(own, pool, data):
    claims = [Claim(name, data.draw(weights)) for name in own]
    total = sum(round(claim.weight, 9) for claim in claims)
    if not total:
        return
    parts = allocate(pool / 100, claims)
    for one in claims:
        assert abs(parts[one.name] - pool / 100 * one.weight / total) < 0.01 + 1e-6
        for other in claims:
            if round(one.weight, 9) > round(other.weight, 9):
                assert parts[one.name] >= parts[other.name]


@given(capped=st.floats(5, 45), pool=st.integers(100, 10**5))
def test_those_who_are_free_share_in_proportion(capped, pool):
    """甲 stopped at its most: 乙 and 丙 stay 2 : 1 to a hundredth."""
    parts = allocate(pool, [Claim("甲", 30, Bound(most=pool * capped / 100)), *THREE[1:]])
    assert abs(parts["乙"] - 2 * parts["丙"]) <= 0.02 + 1e-6
