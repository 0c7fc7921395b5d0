"""How firm is a class? Every enterprise's rank and class under thousands of legal weight sets (SMAA)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation, kernel
from muyun.explore.draws import draws as drawn
from muyun.explore.draws import generator
from muyun.explore.weight_space import WeightSpace, weight_space
from muyun.terms import Class

DRAWS, SEED = 10_000, 0

FIRM_FROM = 0.95
"""Share of the draws in its official class from which an enterprise is 稳固 (本系统假定)."""

LIKELY_FROM = 0.5
"""Share of the draws in its official class from which it is 临界, below it 偶然 (本系统假定)."""

_BLOCK_CELLS = 1_000_000


class Firmness(StrEnum):
    """Whether a class is deserved or an accident of the weights."""

    FIRM = "稳固"
    LIKELY = "临界"
    ACCIDENTAL = "偶然"


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """How firm a pool's classes are.

    space   what the weight sets were drawn from, uniformly
    units   n positions of the 参评 units in the evaluation's unit index (`PreparedPool.ranked_rows`)
    shares  n × 4, share of the draws in which the unit's 执行等级 is A, B, C, D
    best, median, worst  n ranks within the unit's 评价组; the lower median, so that it is a rank that occurred
    tied    draws in which a tie decides at a quota line of some 评价组
    """

    pool: str
    space: WeightSpace
    draws: int
    seed: int
    units: np.ndarray
    shares: np.ndarray
    best: np.ndarray
    median: np.ndarray
    worst: np.ndarray
    tied: int


def robustness(
    evaluation: Evaluation,
    pool: str,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    within: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Robustness:
    """Each 参评 unit's classes and ranks under `draws` weight sets, each decided by the rules of `decide_pool`.

    within    as `weight_space` takes it
    progress  told 0…1 while the draws go by; what it raises ends the work, with nothing left running
    All else is as evaluated: benchmarks, items, and last year's facts (JX-19) don't depend on the weights.
    KeyError: nobody is scored in `pool`. ValueError: `draws` below 1, `seed` below 0, `within` below 0.
    """
    from muyun.explore.robust.cells import decider  # brings numba, which takes half a second to load
    from muyun.explore.robust.passes import counted

    prepared = evaluation.prepared.pools[pool]
    space, weights = _weights(evaluation, pool, draws, seed, within)
    found = counted(decider(prepared), weights, progress or (lambda share: None))
    return Robustness(
        pool, space, draws, seed, prepared.ranked_rows, found.classes / draws, found.best, found.median, found.worst,
        found.tied,
    )  # fmt: skip


def rank_counts(
    evaluation: Evaluation,
    pool: str,
    unit: str,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    within: float | None = None,
) -> pd.Series:
    """In how many of the draws of `robustness` a unit has each rank that occurs, by rank.

    KeyError: the unit isn't 参评 in the pool.
    """
    prepared = evaluation.prepared.pools[pool]
    place = np.flatnonzero(prepared.ranked_rows == evaluation.participants.index.get_loc(unit))
    if not len(place):
        raise KeyError(unit)
    group = int(np.searchsorted(prepared.bounds, place[0], side="right")) - 1
    rows = slice(int(prepared.bounds[group]), int(prepared.bounds[group + 1]))
    lost = None if prepared.lost is None else prepared.lost[:, rows]
    own, ratios, points = int(place[0]) - rows.start, prepared.ratios[:, rows], prepared.points[rows]
    _, weights = _weights(evaluation, pool, draws, seed, within)
    counts = np.zeros(len(points) + 1, dtype=np.int64)
    for part in blocks(weights, len(points)):
        scores = kernel.as_integers(kernel.weighted_scores(ratios, lost, points, part))
        ranks = 1 + (scores > scores[:, own : own + 1]).sum(axis=1)
        counts += np.bincount(ranks, minlength=len(counts))
    occurred = np.flatnonzero(counts)
    return pd.Series(counts[occurred], pd.Index(occurred, name="名次"), name="抽样次数")


def _weights(
    evaluation: Evaluation, pool: str, draws: int, seed: int, within: float | None
) -> tuple[WeightSpace, np.ndarray]:
    if draws < 1 or seed < 0:
        raise ValueError((draws, seed))
    space = weight_space(evaluation.policy, pool, within)
    return space, drawn(space, draws, generator(seed, pool))


def blocks(weights: np.ndarray, rows: int) -> Iterable[np.ndarray]:
    """The weight sets in parts that make about a million cells with so many rows."""
    size = max(_BLOCK_CELLS // max(rows, 1), 1)
    return (weights[start : start + size] for start in range(0, len(weights), size))


def standard_error(shares: np.ndarray, draws: int) -> np.ndarray:
    """Of shares (0–1) that come from so many draws: sqrt(p(1 − p)/draws), of the shares' shape."""
    return np.sqrt(shares * (1 - shares) / draws)


def kept(evaluation: Evaluation, of: Robustness) -> np.ndarray:
    """Share of the draws in which each unit has the 执行等级 that the evaluation gives it, n."""
    official = evaluation.classes["applied"].cat.codes.to_numpy()[of.units]
    return of.shares[np.arange(len(official)), official]


def firmness(kept: np.ndarray, firm: float = FIRM_FROM, likely: float = LIKELY_FROM) -> pd.Categorical:
    """Firm, likely or accidental, by the share of draws in the official class (n; `kept`). 本系统假定.

    firm, likely  the shares from which it is 稳固, 临界
    """
    number = np.where(kept >= firm, 0, np.where(kept >= likely, 1, 2))
    return pd.Categorical.from_codes(number, [str(name) for name in Firmness], ordered=True)


def members(evaluation: Evaluation, of: Robustness) -> pd.DataFrame:
    """How many units of each 执行等级 (rows A–D) are firm, likely and accidental (columns)."""
    letters = evaluation.classes["applied"].cat.codes.to_numpy()[of.units]
    number = firmness(kept(evaluation, of)).codes
    table = np.bincount(letters * len(Firmness) + number, minlength=len(Class) * len(Firmness))
    return pd.DataFrame(table.reshape(len(Class), -1), [str(c) for c in Class], [str(f) for f in Firmness])
