"""What are the nearest weights with given rivals on the right side, or with any that are enough? (HiGHS)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from muyun.explore.flip.ball import Ball, Norm
from muyun.explore.flip.open import Open

FEW = 32
"""Rivals up to which the mixed-integer programme is quick; it takes even ties that pull apart for what they are."""

NODE_LIMIT = 1_000
TIME_LIMIT = 2.0
"""Nodes and, should they ever take so long, seconds after which it gives up."""

SOLVER = 1e-5
"""Points by which the mixed-integer solver's bound may be off (its tolerances are a millionth of a ball)."""

_SHARP = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Of the search over the open rivals: which are to be right, by line; None where no set was found.

    bound  inf where it is proven that no set is enough; optimal: whether the search came to its end
    """

    right: tuple[np.ndarray, ...] | None
    bound: float
    optimal: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Changes of weights as `spread` @ variables, and their size as cost @ variables, in shares of the radius."""

    spread: np.ndarray
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    ties: np.ndarray


def nearest_with(open_: Open, right: tuple[np.ndarray, ...], slack: float) -> np.ndarray | None:
    """The least change (m) with these rivals right by `slack` points; None where there is none."""
    slopes, levels = _of(open_, right)
    model, radius = _model(open_.ball), open_.ball.radius
    upper = np.concatenate([(levels - slack) / radius, np.zeros(len(model.ties))])
    found = _linear(model.cost, np.vstack([slopes @ model.spread, model.ties]), upper, model, [])
    return None if found is None else radius * (model.spread @ found[: model.spread.shape[1]])


def with_least_excess(open_: Open, right: tuple[np.ndarray, ...]) -> np.ndarray | None:
    """The change (m) in the ball at which the worst of these rivals is as right as can be."""
    slopes, levels = _of(open_, right)
    model, radius = _model(open_.ball), open_.ball.radius
    excess = np.concatenate([-np.ones(len(levels)), np.zeros(len(model.ties) + 1)])
    rows = np.vstack([slopes @ model.spread, model.ties, model.cost])
    upper = np.concatenate([levels / radius, np.zeros(len(model.ties)), [1.0]])
    cost = np.append(np.zeros(len(model.cost)), 1.0)
    found = _linear(cost, np.column_stack([rows, excess]), upper, model, [(None, None)])
    return None if found is None else radius * (model.spread @ found[:-1])


def _of(open_: Open, chosen: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and levels of the chosen rivals of all lines."""
    kept = [line.only(of, line.most) for line, of in zip(open_.lines, chosen, strict=True)]
    return np.concatenate([line.slopes for line in kept]), np.concatenate([line.levels for line in kept])


def _linear(
    cost: np.ndarray, rows: np.ndarray, upper: np.ndarray, model: _Model, more: list[tuple[float | None, float | None]]
) -> np.ndarray | None:
    """The optimal variables of a linear programme in which the changes sum to 0; `more`: ranges of other variables."""
    level = np.append(model.spread.sum(axis=0), np.zeros(len(more)))[None]
    ranges = [*zip(model.lower, model.upper, strict=True), *more]
    found = linprog(cost, rows, upper, level, [0.0], ranges, "highs-ds", options=_SHARP)
    return found.x if found.status == 0 else None


def solved(open_: Open) -> Answer:
    """The optimum over all sets of open rivals, or the bound where time or nodes run out first.

    Comparisons that aren't linear are left out, which can only make the bound smaller.
    """
    if not any(line.linear.any() for line in open_.lines):
        return Answer(None, 0.0, False)
    model, radius = _model(open_.ball), open_.ball.radius
    sure = [line.linear for line in open_.lines]
    count = sum(int(of.sum()) for of in sure)
    slopes, levels = _of(open_, sure)
    worst = np.maximum(open_.ball.most(slopes) - levels, 1e-12)  # by how much a rival can be on the wrong side
    of_line = np.repeat(np.arange(len(sure)), [of.sum() for of in sure])
    wide, k = model.spread.shape[1], len(sure)
    constraints = [
        LinearConstraint(
            np.hstack([slopes @ model.spread * (radius / worst)[:, None], -np.eye(count)]), -np.inf, levels / worst
        ),
        LinearConstraint(
            np.hstack([np.zeros((k, wide)), (of_line == np.arange(k)[:, None]).astype(float)]),
            -np.inf, [line.most for line in open_.lines],
        ),
        LinearConstraint(np.hstack([model.spread.sum(axis=0), np.zeros(count)])[None], 0, 0),
        LinearConstraint(np.hstack([model.cost, np.zeros(count)])[None], 0, 1),
    ]  # fmt: skip
    if len(model.ties):
        constraints.append(LinearConstraint(np.hstack([model.ties, np.zeros((len(model.ties), count))]), -np.inf, 0))
    found = milp(
        np.concatenate([model.cost, np.zeros(count)]), integrality=np.repeat([0, 1], [wide, count]),
        bounds=Bounds(np.append(model.lower, np.zeros(count)), np.append(model.upper, np.ones(count))),
        constraints=constraints,
        options={"time_limit": TIME_LIMIT, "node_limit": NODE_LIMIT, "mip_rel_gap": 0.0},
    )  # fmt: skip
    return _answer(open_, found, of_line, wide)


def _answer(open_: Open, found: object, of_line: np.ndarray, wide: int) -> Answer:
    infeasible, optimal = found.status == 2, found.status == 0
    dual = found.mip_dual_bound if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound) else 0.0
    bound = np.inf if infeasible else open_.ball.radius * max(dual, 0.0)
    if found.x is None:
        return Answer(None, bound, optimal)
    chosen, right = found.x[wide:] < 0.5, []
    for number, line in enumerate(open_.lines):
        mask = line.linear.copy()
        mask[line.linear] = chosen[of_line == number]
        right.append(mask)
    return Answer(tuple(right), bound, optimal)


def _model(ball: Ball) -> _Model:
    space, one = ball.space, np.eye(len(ball.space.official))
    up, down = ((end / ball.radius) for end in (space.upper - space.official, space.official - space.lower))
    m = len(one)
    if ball.norm is Norm.SUM:
        return _Model(
            np.hstack([one, -one]), np.ones(2 * m), np.zeros(2 * m), np.concatenate([up, down]), np.empty((0, 2 * m))
        )
    largest = np.hstack([np.vstack([one, -one]), np.full((2 * m, 1), -1.0)])
    return _Model(
        np.hstack([one, np.zeros((m, 1))]), np.append(np.zeros(m), 1.0),
        np.append(-np.minimum(down, 1), 0.0), np.append(np.minimum(up, 1), 1.0), largest,
    )  # fmt: skip
