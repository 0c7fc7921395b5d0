"""Weights that data suggest, worked out by hand; where pymcdm works, it says the same."""

import math

import numpy as np
import pytest
from pymcdm import weights as by

from muyun.data.tables import Tables
from muyun.evaluate.prepare import prepare
from muyun.explore.weight_space import WeightSpace, weight_space
from muyun.explore.whatif.reference_weights import (
    Method,
    distance,
    nearest_legal,
    reference,
    references,
    sample,
    sample_of,
)
from muyun.policy.load import load_policy

WITH_ZERO = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 2.0]])
THREE = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.0], [1.0, 0.5, 1.0]])


def of(columns: np.ndarray):
    return sample_of(tuple(f"指标{j}" for j in range(columns.shape[1])), columns, len(columns))


def test_entropy_takes_nought_times_its_logarithm_as_nought():
    """Shares 0, ½, ½: H = ln 2/ln 3 = 0.63093. Shares ¼, ¼, ½: H = (½·ln 4 + ½·ln 2)/ln 3 = 0.94639.
    What differs is 1 − H: 0.36907 and 0.05361, of 0.42268 together: 87.32 and 12.68."""
    first, second = 1 - math.log(2) / math.log(3), 1 - 1.5 * math.log(2) / math.log(3)
    found = reference(of(WITH_ZERO), Method.ENTROPY).weights
    assert found.tolist() == pytest.approx([100 * first / (first + second), 100 * second / (first + second)], abs=1e-9)
    assert found.tolist() == pytest.approx([87.32, 12.68], abs=0.005)


def test_entropy_is_the_librarys_where_that_works():
    columns = np.random.default_rng(3).uniform(0.01, 1.0, (40, 5))
    expected = pytest.approx(100 * by.entropy_weights(columns), abs=1e-9)
    assert reference(of(columns), Method.ENTROPY).weights.tolist() == expected


def test_the_library_alone_refuses_a_zero():
    with pytest.raises(ValueError):
        by.entropy_weights(WITH_ZERO)


def test_critic_of_a_small_matrix():
    """Deviations ½, ½, 1/√3; correlations −½ (1, 2), √3/2 (1, 3), 0 (2, 3).
    ½·(1.5 + 0.13397) = 0.81699; ½·(1.5 + 1) = 1.25; 0.57735·(0.13397 + 1) = 0.65470; together 2.72169."""
    found = reference(of(THREE), Method.CRITIC).weights
    assert found.tolist() == pytest.approx([30.018, 45.927, 24.055], abs=0.001)
    assert found.sum() == pytest.approx(100, abs=1e-9)


def test_critic_is_the_librarys_where_that_works():
    columns = np.random.default_rng(4).uniform(0, 1, (40, 5))
    expected = pytest.approx(100 * by.critic_weights(columns), abs=1e-9)
    assert reference(of(columns), Method.CRITIC).weights.tolist() == expected


def test_equal_weights_need_no_data():
    assert reference(of(np.zeros((0, 4))), Method.EQUAL).weights.tolist() == [25, 25, 25, 25]


def test_what_nobody_has_is_left_out_of_equal_weights_too():
    """The page says of it that the policy's weight stays; the three others share in equal parts."""
    known = np.array([True, False, True, True])
    weights = reference(sample_of(tuple("甲乙丙丁"), np.ones((2, 4)), 2, known), Method.EQUAL).weights
    assert weights.tolist() == pytest.approx([100 / 3, np.nan, 100 / 3, 100 / 3], nan_ok=True)
    nobody = sample_of(tuple("甲乙"), np.ones((2, 2)), 2, np.zeros(2, dtype=bool))
    assert reference(nobody, Method.EQUAL).weights.tolist() == [50, 50]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", [Method.ENTROPY, Method.CRITIC])
def test_a_constant_column_has_no_points_and_changes_nothing_for_the_others(method):
    constant = np.column_stack([THREE, np.full(3, 0.7)])
    assert reference(of(constant), method).weights.tolist() == [*reference(of(THREE), method).weights, 0]


@pytest.mark.parametrize("method", [Method.ENTROPY, Method.CRITIC])
def test_the_only_column_that_differs_has_all_points(method):
    assert reference(of(np.array([[0.2, 1.0], [0.2, 0.5]])), method).weights.tolist() == [0, 100]
    assert reference(of(np.array([[0.2], [0.4]])), method).weights.tolist() == [100]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("columns", [np.zeros((0, 2)), np.ones((1, 2)), np.ones((5, 2)), np.zeros((5, 2))])
def test_what_tells_nobody_apart_gives_a_sentence_and_no_weights(columns):
    for method in (Method.ENTROPY, Method.CRITIC):
        found = reference(of(columns), method)
        assert found.weights is None and found.why.endswith("。")


@pytest.mark.filterwarnings("error")
def test_columns_in_step_have_no_critic_weights():
    """Both correlations are 1: nothing sets one item apart, 0 ÷ 0. Entropy has no need of it."""
    columns = np.array([[0.1, 0.2], [0.2, 0.4], [0.35, 0.7]])
    assert reference(of(columns), Method.CRITIC).weights is None
    assert reference(of(columns), Method.ENTROPY).weights.tolist() == pytest.approx([50, 50])


def enterprise(code: str, **cells: object) -> dict[str, object]:
    return {"年度": 2022, "统一社会信用代码": code, "企业名称": code, "行业代码": "3311", "规模": "规上",
            "用地面积": 10.0, "税收实际贡献": 100, "工业增加值": 500, "总用能": 100, "排放量": 2,
            "年平均职工人数": 50, "研发经费": 10, "主营业务收入": 1000} | cells  # fmt: skip


def sampled(rows):
    return sample(prepare(Tables.of({"企业": rows}), load_policy("jiaxing-2018"), 2022), "规上工业")


def test_rows_with_a_missing_item_are_left_out_and_losses_and_zeros_are_not():
    """Missing energy is filled with the mean, missing R&D with 0: neither is the enterprise's own. The benchmark of
    亩均税收 is 1.5 × 550 ÷ 50 = 16.5: E1 and E3 at 10 have 0.606, E2 with its loss 0."""
    rows = [enterprise("E1"), enterprise("E2", 税收实际贡献=-50), enterprise("E3", 研发经费=0),
            enterprise("E4", 总用能=None), enterprise("E5", 研发经费=None, 税收实际贡献=300)]  # fmt: skip
    found = sampled(rows)
    assert sorted(found.ratios[:, 0]) == pytest.approx([0, 10 / 16.5, 10 / 16.5])
    assert (found.rows, found.evaluated) == (3, 5)
    assert (found.ratios >= 0).all()
    for reckoned in references(found):
        assert reckoned.weights.sum() == pytest.approx(100, abs=1e-9)


def test_an_item_that_nobody_has_gets_no_weight_and_keeps_the_policys_in_a_scenario():
    """Without emissions the item is nobody's. Jiaxing gives it 10: the others share 90."""
    rows = [enterprise(f"E{n}", 排放量=None, 税收实际贡献=100 + 40 * n, 研发经费=n) for n in range(4)]
    found = sampled(rows)
    weights = reference(found, Method.ENTROPY).weights
    place = found.names.index("单位排放增加值")
    assert found.rows == 4 and np.isnan(weights[place]) and np.nansum(weights) == pytest.approx(100)
    legal = nearest_legal(weight_space(load_policy("jiaxing-2018"), "规上工业", 0.5), weights)
    assert legal[place] == 10 and legal.sum() == 100


def test_a_pool_without_rows_has_no_sample():
    prepared = prepare(Tables.of({"企业": [enterprise("E1")]}), load_policy("jiaxing-2018"), 2022)
    assert sample(prepared, "规下工业") is None


def space(lower, upper, official):
    arrays = (np.array(ends, dtype=float) for ends in (official, lower, upper))
    return WeightSpace(tuple("甲乙丙"[: len(lower)]), *arrays)


def test_the_nearest_legal_weights_by_hand():
    """80, 15, 5 within 30–50, 20–40, 10–40. The first stops at 50; 15 − λ and 5 − λ make 50 at λ = −15: 30 and 20."""
    found = nearest_legal(space([30, 20, 10], [50, 40, 40], [40, 30, 30]), np.array([80.0, 15, 5]))
    assert found.tolist() == [50, 30, 20]


def test_legal_weights_in_steps_stay_as_they_are():
    wanted = np.array([42.5, 27.5, 30])
    assert nearest_legal(space([30, 20, 10], [50, 40, 40], [40, 30, 30]), wanted).tolist() == wanted.tolist()


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_equal_weights_of_xiacheng_are_brought_within_its_limits():
    """100/6 each; 亩均税收 at least 30, 亩均增加值 at least 20: the other four share 50, that is 12.5 each."""
    legal = nearest_legal(weight_space(load_policy("xiacheng-2019"), "规上工业"), np.full(6, 100 / 6))
    assert legal.tolist() == [30, 20, 12.5, 12.5, 12.5, 12.5]


def test_the_projection_is_legal_in_steps_and_no_grid_point_is_nearer():
    rng, of_policy = np.random.default_rng(5), weight_space(load_policy("xiacheng-2019"), "规上工业")
    for _ in range(30):
        wanted = rng.dirichlet(np.ones(6)) * 100
        legal = nearest_legal(of_policy, wanted)
        assert of_policy.holds(legal) and legal.sum() == 100 and (legal * 2 % 1 == 0).all()
        for i, j in np.ndindex(6, 6):
            other = legal.copy()
            other[i], other[j] = other[i] + 0.5, other[j] - 0.5
            nearer = ((other - wanted) ** 2).sum() < ((legal - wanted) ** 2).sum() - 1e-9
            assert i == j or not of_policy.holds(other) or not nearer


def test_the_distance_counts_what_comes_and_what_goes():
    assert distance(np.array([30.0, 70, np.nan]), np.array([40.0, 60, 5])) == 20
