"""What would `decide` say if one unit had another score, or another value of one indicator?

Everything else is held: the others' values, the benchmarks and means, the sectors' averages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.items import Scoring
from muyun.evaluate.kernel import BILLIONTHS, as_integers
from muyun.evaluate.points import clipped_ratios, min_max_ratios, spread_factor
from muyun.evaluate.ratio import rounded


@dataclass(frozen=True, slots=True)
class StandIn:
    """A 参评 unit that alone may change, and what the kernel needs of the pool around it.

    row, group  position in the pool's layout, number of its 评价组; begin, end: that group's rows
    scores      N, 综合得分 in billionths, as they are
    ties        rows of the group × tie-break indicators, rounded, −inf where missing; tied_by: their names
    """

    pool: PreparedPool
    scoring: Scoring
    row: int
    group: int
    begin: int
    end: int
    scores: np.ndarray
    ties: np.ndarray
    tied_by: tuple[str, ...]

    @property
    def score(self) -> int:
        """Its 综合得分 in billionths."""
        return int(self.scores[self.row])

    @property
    def others(self) -> np.ndarray:
        """Scores of the rest of its 评价组, in billionths."""
        return np.delete(self.scores[self.begin : self.end], self.row - self.begin)

    def class_at(self, score: int, wins_ties: bool) -> int:
        """执行等级 (0–3 for A–D) with another score in billionths; among equal scores first, or as it is now."""
        points = self.pool.points.copy()
        points[self.row] += (score - self.score) / BILLIONTHS
        return _decided(replace(self.pool, points=points), self.row, self.begin if wins_ties else self.row)

    def class_with(self, j: int, value: float) -> int:
        """执行等级 if its value of the pool's indicator `j` were `value`, ties told apart by that value too."""
        ratios, lost = self.pool.ratios.copy(), self.pool.lost
        ratios[j, self.row] = self.ratio(j, value)
        if lost is not None:
            lost = lost.copy()
            lost[j, self.row] = False
        return _decided(replace(self.pool, ratios=ratios, lost=lost), self.row, self._place(j, value))

    def ratio(self, j: int, value: float) -> float:
        """Score per point of weight that a value of indicator `j` earns (spec 2.1, 2.3, 2.5)."""
        values, of = np.full((1, len(self.pool.indicators)), np.nan), self.scoring
        values[0, j] = value
        if of.formula == "min_max":
            found = min_max_ratios(values, of.lowest[[self.group]], of.highest[[self.group]], of.rules)
        else:
            found = clipped_ratios(values, of.benchmarks[[self.group]], of.rules)
        return float(found[0, j])

    def score_with(self, j: int, ratio: float) -> int:
        """综合得分 in billionths with another ratio of indicator `j`."""
        others, factor = self._around(j)
        return round((factor * (others + self.pool.weights[j] * ratio) + self.pool.points[self.row]) * BILLIONTHS)

    def ratio_for(self, j: int, score: int) -> float:
        """The ratio of indicator `j` that would bring the score to `score` billionths, out of reach or not."""
        others, factor = self._around(j)
        return ((score / BILLIONTHS - self.pool.points[self.row]) / factor - others) / self.pool.weights[j]

    def _around(self, j: int) -> tuple[float, float]:
        """Weighted ratios of the other items, and the factor of the lost ones (spec 10.3)."""
        weights, pool = self.pool.weights, self.pool
        rest = np.arange(len(weights)) != j
        lost = np.zeros(len(weights), dtype=bool) if pool.lost is None else pool.lost[:, self.row]
        factor = spread_factor(np.array([float(weights[rest & lost].sum())]))[0]
        return float(weights[rest] @ pool.ratios[rest, self.row]), float(factor)

    def _place(self, j: int, value: float) -> int:
        """Where the unit stands in the layout with that value: higher tie-break values first, then the code."""
        own = self.ties[self.row - self.begin].copy()
        name = self.pool.indicators[j]
        if name in self.tied_by:
            own[self.tied_by.index(name)] = rounded(np.array(value))
        rows = self.pool.rows[self.begin : self.end]
        ahead, even = np.zeros(len(rows), dtype=bool), np.ones(len(rows), dtype=bool)
        for column, mine in zip(self.ties.T, own, strict=True):
            ahead |= even & (column > mine)
            even &= column == mine
        ahead |= even & (rows < self.pool.rows[self.row])
        ahead[self.row - self.begin] = False
        return self.begin + int(ahead.sum())


def stand_in(evaluation: Evaluation, unit: str) -> StandIn | None:
    """The unit as one that may change; None when it isn't ranked. KeyError: it isn't in the evaluation."""
    place = int(evaluation.participants.index.get_loc(unit))
    if np.isnan(evaluation.ranking["rank"].iat[place]):
        return None
    pool = evaluation.prepared.pools[str(evaluation.participants["pool"].iat[place])]
    row = int(np.flatnonzero(pool.ranked_rows == place)[0])
    group = int(np.searchsorted(pool.bounds, row, side="right")) - 1
    begin, end = int(pool.bounds[group]), int(pool.bounds[group + 1])
    tied_by = tuple(evaluation.policy.tie_break(pool.name))
    values = evaluation.indicators[list(tied_by)].to_numpy()[pool.rows[begin:end]]
    ties = np.where(np.isnan(values), -np.inf, rounded(values))
    scores = as_integers(evaluation.decisions[pool.name].scores[0].copy()).astype(np.int64)
    scoring = evaluation.prepared.items[pool.name].scoring
    return StandIn(pool, scoring, row, group, begin, end, scores, ties, tied_by)


def _decided(pool: PreparedPool, row: int, to: int) -> int:
    """执行等级 of the row at `row` once it stands at `to` in the layout."""
    pool = pool if row == to else _moved(pool, row, to)
    return int(decide_pool(pool, pool.weights[None, :], pool.classes).applied[0, to])


def _moved(pool: PreparedPool, row: int, to: int) -> PreparedPool:
    """The pool with one row at another place of its group; the others keep their order."""
    order = np.insert(np.delete(np.arange(len(pool.rows)), row), to, row)
    ranked = order[: pool.bounds[-1]]
    sectors = pool.sectors
    if sectors is not None:
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        sectors = replace(sectors, rows=back[sectors.rows], bottom_before=sectors.bottom_before[ranked])
    return replace(
        pool, rows=pool.rows[order], ratios=np.ascontiguousarray(pool.ratios[:, order]),
        lost=None if pool.lost is None else np.ascontiguousarray(pool.lost[:, order]), points=pool.points[order],
        vetoes=replace(pool.vetoes, limit=pool.vetoes.limit[ranked], backfill=pool.vetoes.backfill[ranked]),
        manual=pool.manual[ranked], sectors=sectors,
    )  # fmt: skip
