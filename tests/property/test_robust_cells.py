"""Many weight sets decided in compiled loops: not one rank or class differs from `decide_pool`."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_blocks import random_weights
from uploads import FIVE, latest, uploads

from muyun.evaluate import evaluate, kernel
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.evaluate.points import spread_factor
from muyun.evaluate.prepare import prepare
from muyun.explore.draws import draws, generator
from muyun.explore.robust import scores
from muyun.explore.robust.cells import decided, decider
from muyun.explore.robust.order import placed, room
from muyun.explore.robust.passes import counted
from muyun.explore.robust.shares import rank_counts, robustness
from muyun.explore.weight_space import weight_space
from muyun.policy.load import load_policy
from muyun.policy.rules import Quota

DRAWS = 40
SPLITS = [("at_most", 0.2, 0.5, 0.05), ("at_most", 0.3, 0.3, 0.3), ("at_least", 0.1, 0.1, 0.4), ("at_most", 0, 1, 0)]


def classes_of(kind: str, a: float, b: float, d: float) -> dict[str, Quota]:
    """Quotas of A, B and D, C being the rest."""
    shares = {"A": a, "B": b, "D": d}
    quotas = {name: Quota(**{kind: share}, assumed="测试") for name, share in shares.items()}
    return quotas | {"C": Quota(rest=True, assumed="测试")}


def some(rng: np.random.Generator, n: int, share: float, values: list[int], none: int) -> np.ndarray:
    """Values for a share of n rows, `none` for the others."""
    return np.where(rng.random(n) < share, rng.choice(values, n), none).astype(np.int8)


@st.composite
def pools(draw) -> PreparedPool:
    """Random pools: steps of ratios so coarse that most rows tie, or so fine that none do; every kind of veto."""
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    sizes = np.array(draw(st.lists(st.sampled_from([0, 1, 2, 5, 17, 60, 300]), min_size=1, max_size=4)))
    n, m = int(sizes.sum()), draw(st.integers(1, 8))
    steps, stretch = draw(st.sampled_from([1, 3, 10, 10**6])), draw(st.sampled_from([1.0, 1e-9, 1e3, 1e9]))
    ratios = rng.integers(0, steps + 1, (m, n)) / steps
    ratios[:, rng.random(n) < draw(st.sampled_from([0, 0.02]))] *= stretch
    lost = rng.random((m, n)) < draw(st.sampled_from([0, 0.3]))
    lost[0] &= lost.sum(axis=0) < m  # a row without any item isn't 参评
    ratios[lost] = 0
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    limit = some(rng, n, draw(st.sampled_from([0, 0.1, 0.7])), [kernel.C, kernel.D], NOT_VETOED)
    quotas = classes_of(*draw(st.sampled_from(SPLITS)))
    return PreparedPool(
        name="组", indicators=tuple("甲乙丙丁戊己庚辛"[:m]), weights=np.full(m, 100 / m), classes=quotas,
        groups=tuple(f"组/{i}" for i in range(len(sizes))), counties=(None,) * len(sizes), rows=np.arange(n),
        bounds=bounds, places=kernel.places_in_group(bounds), ratios=ratios, lost=lost if lost.any() else None,
        points=rng.integers(-3, 4, n) * draw(st.sampled_from([0.0, 0.5])),
        vetoes=Vetoes(limit, draw(st.booleans()), rng.random(n) < draw(st.sampled_from([1, 0.5]))),
        manual=some(rng, n, draw(st.sampled_from([0, 0.1])), [0, 1, 2, 3], UNCHANGED), sectors=None,
    )  # fmt: skip


def in_pool_order(pool: PreparedPool, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cells of the pool's 参评 rows as they lie in the pool, and which weight sets a tie decides."""
    of = decider(pool)
    cells, tied = decided(of, weights)
    return cells[:, np.argsort(of.rows)], tied


def cells_agree(pool: PreparedPool, weights: np.ndarray) -> None:
    cells, tied = in_pool_order(pool, weights)
    block = decide_pool(pool, weights, pool.classes)
    assert np.array_equal(cells >> 2, block.ranks)
    assert np.array_equal(cells & 3, block.applied)
    alone = [decide_pool(pool, one, pool.classes) for one in weights[:, None, :]]
    assert tied.tolist() == [bool(decision.tied) for decision in alone]
    for k in range(0, len(weights), 7):
        assert np.array_equal(cells[k] & 3, alone[k].applied[0])


@settings(max_examples=150, deadline=None)
@given(pool=pools(), seed=st.integers(0, 10**6))
def test_every_cell_is_that_of_decide_pool(pool, seed):
    rng = np.random.default_rng(seed)
    coarse = random_weights(rng, DRAWS // 2, len(pool.indicators))
    cells_agree(pool, np.vstack([coarse, rng.dirichlet(np.ones(len(pool.indicators)), DRAWS // 2) * 100]))


def clustered(rng: np.random.Generator, n: int) -> np.ndarray:
    """All but one row within two thousandths of a point: a thousand share a bucket, and none ties."""
    return np.append(0.5 + rng.permutation(n - 1) * 1e-9, 1.0)


def tied(rng: np.random.Generator, n: int) -> np.ndarray:
    """A third without any score, a third at the cap, the rest between."""
    return np.choose(np.arange(n) % 3, [np.zeros(n), np.ones(n), rng.random(n)])


def one_far_off(rng: np.random.Generator, n: int) -> np.ndarray:
    """One row so much better that all others lie in the last bucket."""
    return np.append(1e4, rng.integers(0, n, n - 1) / n)


def in_order_already(rng: np.random.Generator, n: int) -> np.ndarray:
    """Worst first, evenly: every bucket's row is where no other is."""
    return np.arange(n) / n


HARD = [clustered, tied, one_far_off, in_order_already, lambda rng, n: np.full(n, 0.25)]


@pytest.mark.parametrize("scores", HARD)
@pytest.mark.parametrize("size", [3, 63, 64, 66, 600, 16_500])
def test_rows_that_crowd_or_tie_are_ranked_as_decide_pool_does(scores, size):
    """The buckets that order the rows tell few of these apart; 16,500 rows take wider cells."""
    rng = np.random.default_rng(size)
    bounds = np.array([0, size, size + 1, size + 1])
    n = int(bounds[-1])
    ratios = np.vstack([np.append(scores(rng, size), 0.5), rng.integers(0, 2, n) / 4])
    limit = some(rng, n, 0.05, [kernel.C, kernel.D], NOT_VETOED)
    pool = PreparedPool(
        name="组", indicators=("甲", "乙"), weights=np.array([60.0, 40.0]), classes=classes_of(*SPLITS[0]),
        groups=("一", "二", "三"), counties=(None,) * 3, rows=np.arange(n), bounds=bounds,
        places=kernel.places_in_group(bounds), ratios=ratios, lost=None, points=np.zeros(n),
        vetoes=Vetoes(limit, False, np.ones(n, bool)), manual=np.full(n, UNCHANGED, np.int8), sectors=None,
    )  # fmt: skip
    cells_agree(pool, np.array([[100.0, 0.0], [99.0, 1.0], [50.0, 50.0], [0.0, 100.0], [100.0, 0.0]]))


def test_rows_that_crowd_are_sorted_by_digits_instead():
    """Moving each to its place among the others would take n²/4 moves."""
    keys = -np.rint(clustered(np.random.default_rng(0), 5_000) * 1e11) + scores.MAGIC
    cells, order, as_it_is = np.empty(5_000, np.uint16), np.empty(5_000, np.uint16), np.arange(5_000, dtype=np.uint32)
    assert placed(keys, as_it_is, as_it_is, order, cells, room(5_000, cells)) == 5_000
    assert np.array_equal(order, np.argsort(keys, kind="stable"))
    assert np.array_equal(cells[order] >> 2, np.arange(1, 5_001))


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=8, deadline=None)
@given(tables=uploads(), seed=st.integers(0, 10**6))
def test_every_cell_of_the_policies_is_that_of_decide_pool(policy_id, tables, seed):
    """Splits by county, joint vetoes, sector rules with last year's facts."""
    policy = load_policy(policy_id)
    for name, pool in prepare(tables, policy, latest(tables)).pools.items():
        legal = draws(weight_space(policy, name), DRAWS // 2, generator(seed, name))
        steps = random_weights(np.random.default_rng(seed), DRAWS // 2, len(pool.indicators))
        cells_agree(pool, np.vstack([legal, steps]))


@settings(max_examples=60, deadline=None)
@given(pool=pools(), seed=st.integers(0, 10**6), count=st.sampled_from([1, 2, 7, 600, 1301]))
def test_what_is_counted_is_what_decide_pool_gives(pool, seed, count):
    """Shares, best, lower median and worst rank, and draws with a tie at a line; more draws than the first ones too."""
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(pool.indicators)), count) * 100
    found = counted(decider(pool), weights, lambda share: None)
    block = decide_pool(pool, weights, pool.classes)
    assert np.array_equal(found.classes, np.stack([(block.applied == c).sum(axis=0) for c in range(4)], axis=1))
    ranks = np.sort(block.ranks, axis=0)
    assert np.array_equal(found.best, ranks[0])
    assert np.array_equal(found.median, ranks[(count - 1) // 2])
    assert np.array_equal(found.worst, ranks[-1])
    assert found.tied == sum(bool(decide_pool(pool, one, pool.classes).tied) for one in weights[:, None, :])


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=5, deadline=None)
@given(tables=uploads())
def test_without_width_the_result_is_the_official_one(policy_id, tables):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    for name, pool in evaluation.prepared.pools.items():
        found = robustness(evaluation, name, draws=20, within=0)
        decision = evaluation.decisions[name]
        assert np.array_equal(found.shares, np.eye(4)[decision.applied[0]])
        for ranks in (found.best, found.median, found.worst):
            assert np.array_equal(ranks, decision.ranks[0])
        lines = {group for group, _, _ in decision.tied}
        assert found.tied == (20 if lines & set(pool.groups) else 0)


@pytest.mark.parametrize("policy_id", ["xiacheng-2019", "jiaxing-2018"])
@settings(max_examples=5, deadline=None)
@given(tables=uploads(), seed=st.integers(0, 100))
def test_the_ranks_of_one_unit_are_those_of_all(policy_id, tables, seed):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    for name in evaluation.prepared.pools:
        found = robustness(evaluation, name, draws=101, seed=seed)
        for place, unit in list(enumerate(evaluation.participants.index[found.units]))[:3]:
            counts = rank_counts(evaluation, name, unit, draws=101, seed=seed)
            assert counts.sum() == 101
            assert counts.index[0] == found.best[place] and counts.index[-1] == found.worst[place]
            assert counts.index[np.searchsorted(counts.cumsum(), 51)] == found.median[place]


def test_a_row_whose_lost_items_carry_all_the_weight_scores_its_points():
    """Spec 12: nothing is left to spread the weight over."""
    pool = PreparedPool(
        name="组", indicators=("甲", "乙"), weights=np.array([100.0, 0.0]), classes=classes_of(*SPLITS[0]),
        groups=("组",), counties=(None,), rows=np.arange(3), bounds=np.array([0, 3]),
        places=kernel.places_in_group(np.array([0, 3])), ratios=np.array([[0.5, 0.0, 0.2], [0.0, 1.0, 1.0]]),
        lost=np.array([[False, True, False], [True, False, False]]), points=np.array([0.0, 7.0, 0.0]),
        vetoes=Vetoes(np.full(3, NOT_VETOED, np.int8), False, np.ones(3, bool)),
        manual=np.full(3, UNCHANGED, np.int8), sectors=None,
    )  # fmt: skip
    assert spread_factor(np.array([100.0])) == 0
    cells, _ = in_pool_order(pool, np.array([[100.0, 0.0]]))
    assert (cells[0] >> 2).tolist() == [1, 3, 2]  # 50, 7 and 20 points
    cells_agree(replace(pool, manual=np.array([2, UNCHANGED, UNCHANGED], np.int8)), np.array([[100.0, 0.0]]))
