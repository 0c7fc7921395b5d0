"""Prepared pools of a few rows with coarse values, so that ties are common, and weight spaces to go with them."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import strategies as st

from muyun.evaluate.decide import PreparedPool
from muyun.evaluate.kernel import places_in_group
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.evaluate.points import Items
from muyun.evaluate.sectors import PreparedSectors
from muyun.explore.weight_space import WeightSpace
from muyun.policy.rules import Quota, SectorRules

QUARTERS = st.integers(0, 4).map(lambda n: n / 4)


@st.composite
def pools(draw, sectors: bool = False) -> PreparedPool:
    """2 to 8 rows and 2 or 3 indicators; vetoes of both kinds, manual changes, points, lost items now and then."""
    n, m = draw(st.integers(2, 8)), draw(st.integers(2, 3))
    cells = draw(st.lists(QUARTERS, min_size=n * m, max_size=n * m))
    ratios = np.array(cells).reshape(m, n)
    lost = _lost(draw, m, n)
    limits = [NOT_VETOED] * n if draw(st.booleans()) else draw(_some(n, [2, 3], NOT_VETOED))
    manual = [UNCHANGED] * n if draw(st.integers(0, 3)) else draw(_some(n, [0, 1, 2, 3], UNCHANGED))
    backfill = draw(st.lists(st.booleans(), min_size=n, max_size=n)) if draw(st.booleans()) else [True] * n
    bounds = np.array([0, n])
    return PreparedPool(
        name="组", indicators=tuple("甲乙丙"[:m]), weights=_weights(draw, m), classes=_classes(draw), groups=("组",),
        counties=(None,), rows=np.arange(n), bounds=bounds, places=places_in_group(bounds),
        ratios=ratios if lost is None else np.where(lost, 0.0, ratios), lost=lost,
        points=np.array(draw(_some(n, [-5.0, 5.0], 0.0))),
        vetoes=Vetoes(np.array(limits, dtype=np.int8), draw(st.booleans()), np.array(backfill)),
        manual=np.array(manual, dtype=np.int8), sectors=_sectors(draw, m, n) if sectors else None,
    )  # fmt: skip


def _some(n: int, values: list, else_: object) -> st.SearchStrategy:
    """Mostly `else_`."""
    return st.lists(st.sampled_from([*values, *[else_] * 5]), min_size=n, max_size=n)


def _weights(draw, m: int) -> np.ndarray:
    first = draw(st.sampled_from([30.0, 40.0, 50.0, 60.0]))
    return np.array([first, 100 - first]) if m == 2 else np.array([first, 20.0, 80 - first])


def _classes(draw) -> dict[str, Quota]:
    a, b, d = (draw(st.sampled_from([0.0, 0.2, 0.3, 0.4])) for _ in range(3))
    shares = {"A": {"at_most": a}, "B": {"at_most": b}, "C": {"rest": True}, "D": {"at_most": d}}
    return {name: Quota(**share, assumed="测试") for name, share in shares.items()}


def _lost(draw, m: int, n: int) -> np.ndarray | None:
    kind = draw(st.sampled_from(["none", "none", "none", "all", "some"]))
    if kind == "none":
        return None
    lost = np.zeros((m, n), dtype=bool)
    lost[0] = True if kind == "all" else draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return lost if lost.any() else None


def _sectors(draw, m: int, n: int) -> PreparedSectors:
    """Two sectors with rows between them, some in none."""
    numbers = np.array(draw(st.lists(st.sampled_from([-1, 0, 0, 1]), min_size=n, max_size=n)))
    order = np.argsort(numbers, kind="stable")[(numbers < 0).sum() :]
    sizes = np.bincount(numbers[numbers >= 0], minlength=2)
    where = st.sampled_from(["above", "all"])
    rules = SectorRules.model_construct(
        top_share=draw(st.sampled_from([0.2, 0.5])), bottom_share=draw(st.sampled_from([0.2, 0.5])),
        top_in=draw(where), bottom_in=draw(where), years=2,
    )  # fmt: skip

    def items(rows: int) -> Items:
        cells = draw(st.lists(QUARTERS, min_size=rows * m, max_size=rows * m))
        return Items(np.array(cells).reshape(rows, m), np.zeros((rows, m), dtype=np.int8))

    before = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    return PreparedSectors(rules, order, bounds, ("31", "32"), np.array([0, 0]), items(2), items(1), before)


def space_of(pool: PreparedPool, share: float) -> WeightSpace:
    """Each weight within a share of itself, as tight as the sum allows."""
    own = pool.weights
    lower, upper = own * (1 - share), np.minimum(own * (1 + share), 100.0)
    lower, upper = np.maximum(lower, 100 - (upper.sum() - upper)), np.minimum(upper, 100 - (lower.sum() - lower))
    return WeightSpace(pool.indicators, own, lower, upper)


def grid(space: WeightSpace, steps: int) -> np.ndarray:
    """Legal weights spread over the space, its ends among them, k × m."""
    axes = [np.linspace(low, high, steps) for low, high in zip(space.lower[:-1], space.upper[:-1], strict=True)]
    first = np.array(list(product(*axes)))
    weights = np.column_stack([first, 100 - first.sum(axis=1)])
    return weights[[space.holds(one) for one in weights]]
