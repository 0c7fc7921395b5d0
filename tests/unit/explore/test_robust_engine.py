"""How firm classes are: worked out by hand, and told while it is worked out."""

import threading

import numpy as np
import pytest

from muyun.evaluate import kernel
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.explore.robust import counts, passes
from muyun.explore.robust.cells import decided, decider
from muyun.explore.robust.shares import firmness, standard_error
from muyun.policy.rules import Quota

CLASSES = {"A": Quota(at_most=0.2, assumed="测试"), "B": Quota(at_most=0.5, assumed="测试"),
           "C": Quota(rest=True, assumed="测试"), "D": Quota(at_most=0.05, assumed="测试")}  # fmt: skip


def pool(ratios: np.ndarray, limit: np.ndarray | None = None) -> PreparedPool:
    """One group of n rows with m × n ratios."""
    n = ratios.shape[1]
    bounds = np.array([0, n])
    limit = np.full(n, NOT_VETOED, np.int8) if limit is None else limit
    return PreparedPool(
        name="组", indicators=tuple("甲乙丙丁戊己"[: len(ratios)]), weights=np.full(len(ratios), 100 / len(ratios)),
        classes=CLASSES, groups=("组",), counties=(None,), rows=np.arange(n), bounds=bounds,
        places=kernel.places_in_group(bounds), ratios=ratios, lost=None, points=np.zeros(n),
        vetoes=Vetoes(limit, False, np.ones(n, bool)), manual=np.full(n, UNCHANGED, np.int8), sectors=None,
    )  # fmt: skip


def counted(of: PreparedPool, weights: np.ndarray, told=lambda share: None) -> passes.Counted:
    return passes.counted(decider(of), weights, told)


def test_shares_and_ranks_worked_out_by_hand():
    """Ten rows: 1 leads while 甲 weighs more than 乙, 2 otherwise; two of ten are A, so both always are.

    Row 3 is third with 甲 at 60 and 70 and behind row 4 at 40: ranks 3, 3, 4; both are B.
    """
    ratios = np.zeros((2, 10))
    ratios[:, :4] = [[1.0, 0.9, 0.5, 0.4], [0.8, 0.9, 0.4, 0.5]]
    ratios[0, 4:] = np.linspace(0.1, 0.05, 6)
    found = counted(pool(ratios), np.array([[60.0, 40], [70, 30], [40, 60]]))
    assert found.classes[:4].tolist() == [[3, 0, 0, 0], [3, 0, 0, 0], [0, 3, 0, 0], [0, 3, 0, 0]]
    assert found.best[:4].tolist() == [1, 1, 3, 3]
    assert found.median[:4].tolist() == [1, 2, 3, 4]
    assert found.worst[:4].tolist() == [2, 2, 4, 4]
    assert found.tied == 0


def test_the_median_of_an_even_number_is_the_better_of_the_two_in_the_middle():
    ratios = np.array([[1.0, 0.5], [0.5, 1.0]])
    found = counted(pool(ratios), np.array([[60.0, 40], [40, 60]]))
    assert found.median.tolist() == [1, 1]


def test_a_draw_with_a_tie_at_a_line_counts_once():
    """Five rows: A is one, B two. Equal weights tie rows 1 and 2 at the A line; 60 and 40 don't."""
    ratios = np.array([[1.0, 0.5, 0.3, 0.2, 0.1], [0.5, 1.0, 0.3, 0.2, 0.1]])
    found = counted(pool(ratios), np.array([[50.0, 50], [60, 40], [50, 50]]))
    assert found.tied == 2
    assert found.best[:2].tolist() == [1, 1] and found.classes[0].tolist() == [3, 0, 0, 0]


def large(n: int, seed: int) -> PreparedPool:
    rng = np.random.default_rng(seed)
    limit = np.where(rng.random(n) < 0.01, rng.choice([kernel.C, kernel.D], n), NOT_VETOED).astype(np.int8)
    return pool(rng.random((3, n)).round(4), limit)


def some_weights(count: int) -> np.ndarray:
    return np.random.default_rng(9).dirichlet(np.full(3, 20), count) * 100


def test_a_large_pool_is_as_decide_pool_has_it():
    """More rows than fit a cell of 16 bits."""
    of, weights = large(20_000, 1), some_weights(3)
    laid = decider(of)
    cells = decided(laid, weights)[0][:, np.argsort(laid.rows)]
    block = decide_pool(of, weights, CLASSES)
    assert np.array_equal(cells >> 2, block.ranks) and np.array_equal(cells & 3, block.applied)


@pytest.mark.parametrize("stretch", [1.0, 1e6])
def test_medians_are_exact_when_ranks_are_counted_coarsely_first(monkeypatch, stretch):
    """As in a province: too many ranks to count one by one, so the draws go by again. And where one row is far off."""
    monkeypatch.setattr(counts, "COUNTED", 10)
    of, weights = large(900, 2), some_weights(1_500)
    of.ratios[:, 0] *= stretch
    told: list[float] = []
    found = counted(of, weights, told.append)
    ranks = np.sort(decide_pool(of, weights, CLASSES).ranks, axis=0)
    assert np.array_equal(found.median, ranks[749])
    assert np.array_equal(found.best, ranks[0]) and np.array_equal(found.worst, ranks[-1])
    assert told == sorted(told) and told[0] == 0 and told[-1] == 1


def test_medians_outside_the_window_of_the_first_draws_are_found(monkeypatch):
    """The first draws all favour 甲, the others 乙: nothing that they show holds."""
    monkeypatch.setattr(passes, "FIRST", 50)
    of = large(300, 3)
    weights = np.vstack([np.tile([80.0, 10, 10], (60, 1)), np.tile([10.0, 80, 10], (80, 1)), some_weights(20)])
    ranks = np.sort(decide_pool(of, weights, CLASSES).ranks, axis=0)
    assert np.array_equal(counted(of, weights).median, ranks[79])


def test_progress_is_told_often_and_what_it_raises_ends_the_work():
    of, weights = large(5_000, 4), some_weights(3_000)
    told: list[float] = []
    counted(of, weights, told.append)
    assert len(told) > 10 and max(np.diff(told)) < 0.2 and told == sorted(told)

    class Cancelled(BaseException):
        pass

    def cancel(share: float) -> None:
        if share > 0.3:
            raise Cancelled

    running = threading.active_count()
    with pytest.raises(Cancelled):
        counted(of, weights, cancel)
    assert threading.active_count() == running


def test_nobody_ranked_gives_nothing():
    found = counted(pool(np.zeros((2, 0))), np.array([[50.0, 50]]))
    assert found.classes.shape == (0, 4) and len(found.median) == 0


def test_the_error_of_a_share():
    """sqrt(0.5 · 0.5/10,000) is half a point; what always or never happens has none."""
    assert standard_error(np.array([0.5, 0, 1, 0.1]), 10_000) == pytest.approx([0.005, 0, 0, 0.003])


def test_firm_likely_and_accidental():
    """本系统假定: from 95 % firm, from half likely."""
    kept = np.array([1, 0.95, 0.9499, 0.5, 0.4999, 0])
    assert list(firmness(kept)) == ["稳固", "稳固", "临界", "临界", "偶然", "偶然"]
