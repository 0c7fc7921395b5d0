"""Weight sets are drawn uniformly: against volumes worked out exactly."""

from itertools import combinations
from math import comb, factorial, sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from muyun.explore.draws import draws, generator
from muyun.explore.weight_space import WeightSpace, weight_space
from muyun.policy.load import load_policy

COUNT = 40_000
ERRORS = 5


def space(lower, upper, official=None) -> WeightSpace:
    """A space given by its ends, which must be reachable; its official weights only matter where nothing moves."""
    lower, upper = np.array(lower, float), np.array(upper, float)
    if official is None:
        share = (100 - lower.sum()) / (upper.sum() - lower.sum())
        official = lower + share * (upper - lower)
    return WeightSpace(tuple("甲乙丙丁戊己庚辛壬癸子丑"[: len(lower)]), np.array(official, float), lower, upper)


def volume(widths: np.ndarray, total: float) -> float:
    """Of {0 ≤ x ≤ widths, Σx = total}, up to a constant: the simplex less the corners beyond each width."""
    m = len(widths)
    corners = (
        (-1) ** size * max(total - sum(cut), 0.0) ** (m - 1)
        for size in range(m + 1) for cut in combinations(widths.tolist(), size)
    )  # fmt: skip
    return sum(corners) / factorial(m - 1)


def share_up_to(of: WeightSpace, j: int, weight: float) -> float:
    """The exact share of the space in which weight j is at most `weight`."""
    widths, total = of.upper - of.lower, 100 - of.lower.sum()
    cut = widths.copy()
    cut[j] = weight - of.lower[j]
    return volume(cut, total) / volume(widths, total)


SPACES = {
    "下城：亩均税收 30–35，亩均增加值 20–30，其余 10–20": space([30, 20, 10, 10, 10, 10], [35, 30, 20, 20, 20, 20]),
    "三项，只有合计": space([0, 0, 0], [100, 100, 100]),
    "三项，每项不超过 50": space([0, 0, 0], [50, 50, 50]),
    "三项，一项不超过 20": space([0, 0, 0], [20, 100, 100]),
    "六项，各上下两成": space([24, 16, 16, 8, 8, 8], [36, 24, 24, 12, 12, 12]),
    "两窄三宽": space([9, 9, 0, 0, 0], [13, 12, 82, 82, 82]),
    "从上限量起": space([0, 0, 0, 0], [30, 30, 30, 40]),
    "十二项": space([6.0] * 12, [10.0] * 12),
}


@pytest.mark.parametrize("of", SPACES.values(), ids=SPACES)
def test_the_share_below_a_weight_is_that_of_the_volume(of):
    drawn = draws(of, COUNT, generator(1, "规上工业"))
    for j in range(len(of.lower)):
        for part in (0.1, 0.3, 0.5, 0.8):
            weight = of.lower[j] + part * (of.upper[j] - of.lower[j])
            exact = share_up_to(of, j, weight)
            error = sqrt(max(exact * (1 - exact), 1 / COUNT) / COUNT)
            assert abs((drawn[:, j] <= weight).mean() - exact) < ERRORS * error, (j, part)


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_the_mean_of_xiacheng_worked_out_by_hand():
    """亩均税收 is 30 + x, x ≤ 5, with density (10 − x)⁴: of 10 points to spare the other five share 10 − x.

    ∫₀⁵ x(10 − x)⁴ dx = 10 · 19,375 − 164,062.5 = 29,687.5; ∫₀⁵ (10 − x)⁴ dx = 19,375; so x̄ = 1.53226.
    """
    drawn = draws(weight_space(load_policy("xiacheng-2019"), "规上工业"), COUNT, generator(0, "规上工业"))
    tax = drawn[:, 0]
    assert abs(tax.mean() - 31.53226) < ERRORS * tax.std() / sqrt(COUNT)
    others = (100 - 31.53226 - 60) / 5
    assert drawn[:, 1:].mean(axis=0) == pytest.approx([20 + others, *[10 + others] * 4], abs=0.05)


def test_squares_and_products_of_a_simplex():
    """Of m = 4 parts of 100: mean x² = 2 · 100²/(m(m + 1)) = 1,000, mean xy = half of it."""
    drawn = draws(space([0] * 4, [100] * 4), COUNT, generator(2, "规上工业"))
    for j, k in [(0, 0), (3, 3), (0, 1), (1, 3)]:
        product = drawn[:, j] * drawn[:, k]
        exact = 100**2 * (2 if j == k else 1) / (2 * comb(5, 2))
        assert abs(product.mean() - exact) < ERRORS * product.std() / sqrt(COUNT)


def test_what_cannot_move_is_official_to_the_last_bit():
    third = 100 / 3
    of = space([third, 20, 20, 0], [third, 40, 40, 0], official=[third, 30, 100 - third - 30, 0])
    drawn = draws(of, 500, generator(0, "规上工业"))
    assert (drawn[:, 0] == third).all() and (drawn[:, 3] == 0).all()
    assert drawn[:, 1].std() > 1


@pytest.mark.parametrize(("policy", "pool"), [("xiacheng-2019", "规下工业"), ("xian-2022", "规上工业")])
def test_where_nothing_moves_every_draw_is_the_official_one(policy, pool):
    of = weight_space(load_policy(policy), pool, within=0)
    assert (draws(of, 100, generator(0, pool)) == of.official).all()


def test_a_seed_gives_the_same_draws_and_another_seed_or_pool_others():
    of = SPACES["六项，各上下两成"]
    first, again, other, pool = (
        draws(of, 1_000, generator(seed, name)) for seed, name in [(0, "甲"), (0, "甲"), (1, "甲"), (0, "乙")]
    )
    assert np.array_equal(first, again)
    for different in (other, pool):
        assert abs(np.corrcoef(first[:, 0], different[:, 0])[0, 1]) < ERRORS / sqrt(1_000)


@st.composite
def spaces(draw) -> WeightSpace:
    """Up to 12 weights; some can't move, some hardly, some by much."""
    m = draw(st.integers(1, 12))
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    official = rng.dirichlet(np.full(m, rng.choice([0.3, 1, 10]))) * 100
    official = np.append(official[:-1], 100 - official[:-1].sum())
    below, above = rng.random((2, m)) * rng.choice([0, 1e-8, 0.01, 1, 50], size=(2, m))
    lower, upper = np.maximum(official - below, 0), np.minimum(official + above, 100)
    tight = np.maximum(lower, 100 - (upper.sum() - upper)), np.minimum(upper, 100 - (lower.sum() - lower))
    assume((tight[0] <= official).all() and (official <= tight[1]).all())
    return space(*tight, official=official)


@settings(max_examples=150, deadline=None)
@given(of=spaces(), seed=st.integers(0, 1_000))
def test_every_draw_is_legal(of, seed):
    drawn = draws(of, 50, generator(seed, "规上工业"))
    assert drawn.shape == (50, len(of.lower))
    assert (drawn >= of.lower).all() and (drawn <= of.upper).all()
    assert np.abs(drawn.sum(axis=1) - 100).max() <= 1e-9
