"""What must hold of the weights wherever one of them is dragged."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from muyun.explore.whatif.bounds import Limit, Range
from muyun.explore.whatif.rescale import moved

STEP = Decimal("0.5")


@st.composite
def settled(draw, locks=True):
    """Weights in steps of 0.5 within their bounds, the bounds, an indicator, a value and the locked ones."""
    count = draw(st.integers(2, 8))
    cuts = sorted(draw(st.lists(st.integers(0, 200), min_size=count - 1, max_size=count - 1)))
    steps = [b - a for a, b in zip([0, *cuts], [*cuts, 200], strict=True)]
    names = [f"指标{i}" for i in range(count)]
    ranges = {}
    for name, own in zip(names, steps, strict=True):
        lower = draw(st.integers(0, own)) if draw(st.booleans()) else 0
        upper = draw(st.integers(own, 200)) if draw(st.booleans()) else 200
        ends = Limit(lower / 2, "甲"), Limit(upper / 2, "甲")
        ranges[name] = Range(own / 2, *ends, *ends)
    weights = {name: own / 2 for name, own in zip(names, steps, strict=True)}
    indicator = draw(st.sampled_from(names))
    locked = draw(st.sets(st.sampled_from([n for n in names if n != indicator]))) if locks else set()
    return weights, ranges, indicator, draw(st.integers(-10, 210)) / 2, locked


def decimal(value):
    return Decimal(repr(value))


@settings(max_examples=300)
@given(settled())
def test_the_weights_add_up_to_exactly_100_in_steps_within_their_bounds(drawn):
    weights, ranges, indicator, value, locked = drawn
    after = moved(weights, indicator, value, ranges, locked).weights
    assert list(after) == list(weights)
    assert sum(map(decimal, after.values())) == 100
    assert all(decimal(weight) % STEP == 0 for weight in after.values())
    assert all(ranges[n].hard_lower.value <= w <= ranges[n].hard_upper.value for n, w in after.items())
    assert all(after[name] == weights[name] for name in locked)


@settings(max_examples=300)
@given(settled())
def test_the_moved_weight_gets_what_was_asked_wherever_that_is_feasible(drawn):
    weights, ranges, indicator, value, locked = drawn
    others = [n for n in weights if n != indicator and n not in locked]
    assume(others)
    after = moved(weights, indicator, value, ranges, locked)
    left = 100 - value - sum(weights[n] for n in locked)
    own = ranges[indicator]
    feasible = (
        own.hard_lower.value <= value <= own.hard_upper.value
        and sum(ranges[n].hard_lower.value for n in others) <= left <= sum(ranges[n].hard_upper.value for n in others)
    )  # fmt: skip
    assert (after.weights[indicator] == value) == feasible
    assert bool(after.clipped) == (not feasible)


@settings(max_examples=300)
@given(settled())
def test_going_back_restores_the_weights(drawn):
    """Exactly with the weights at the beginning as the shape. Without it within the steps that rounding
    may take on both ways: at most one there, scaled by the way back, and one back."""
    weights, ranges, indicator, value, locked = drawn
    free = {n: Range(r.official, *(Limit(0.0), Limit(100.0)) * 2) for n, r in ranges.items()}
    there = moved(weights, indicator, value, free, locked, shape=weights)
    assume(not there.clipped and not there.refused)
    back = moved(there.weights, indicator, weights[indicator], free, locked, shape=weights)
    assert back.weights == weights
    others = [n for n in weights if n != indicator and n not in locked]
    rest = sum(there.weights[n] for n in others)
    assume(rest > 0)
    scale = sum(weights[n] for n in others) / rest
    plain = moved(there.weights, indicator, weights[indicator], free, locked).weights
    assert all(abs(plain[n] - weights[n]) <= 0.5 * (scale + 1) for n in others)


@settings(max_examples=300)
@given(settled(), st.randoms(use_true_random=False))
def test_the_order_of_indicators_decides_no_more_than_one_step(drawn, random):
    """Equal remainders go to the earlier one; nothing else depends on the order."""
    weights, ranges, indicator, value, locked = drawn
    names = list(weights)
    random.shuffle(names)
    one = moved(weights, indicator, value, ranges, locked).weights
    other = moved({n: weights[n] for n in names}, indicator, value, ranges, locked).weights
    assert one[indicator] == other[indicator]
    assert all(abs(one[n] - other[n]) <= 0.5 for n in weights)


@settings(max_examples=300)
@given(settled())
def test_the_others_keep_their_proportion_but_for_a_step_and_their_bounds(drawn):
    """Of two others strictly within their bounds, neither is off the common proportion by more than a step."""
    weights, ranges, indicator, value, locked = drawn
    after = moved(weights, indicator, value, ranges, locked)
    others = [n for n in weights if n != indicator and n not in locked and weights[n] > 0]
    ends = {n: (ranges[n].hard_lower.value + 0.5, ranges[n].hard_upper.value - 0.5) for n in others}
    inside = [n for n in others if ends[n][0] <= after.weights[n] <= ends[n][1]]
    assume(not after.refused)
    for one in inside:
        for other in inside:
            lowest = (after.weights[one] - 0.5) / weights[one]
            assert lowest <= (after.weights[other] + 0.5) / weights[other] + 1e-9
