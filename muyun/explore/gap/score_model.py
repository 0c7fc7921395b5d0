"""What would a unit's 综合得分 be with other measures, everything around it held? Many tries at once.

Held are the benchmarks, the means that missing items count, the sectors' averages of R. The true answer moves
them along (`changed_row`); this one is quick and near, and says where to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.adjustments import X, Y, Z, sector_points
from muyun.evaluate.items import PoolItems, own_items_of
from muyun.evaluate.labels import in_industries, industry_digits
from muyun.evaluate.points import fill_missing, item_scores
from muyun.evaluate.ratio import fractions_of, rounded
from muyun.policy.model import Policy
from muyun.policy.rules import SectorAdjustment
from muyun.terms import SCORE_DECIMALS


@dataclass(frozen=True, slots=True)
class ScoreModel:
    """A scored unit with what its score is made of.

    row      its measures by name; pool, group: its pool and the number of its 评价组
    weights  m, of the pool; bonus: 加减分 without R
    sector   rule of R with W and Q of its sector; None where it has no R whatever its measures
    """

    policy: Policy
    row: dict[str, float]
    pool: PoolItems
    group: int
    weights: np.ndarray
    bonus: float
    sector: tuple[SectorAdjustment, tuple[float, float]] | None

    def scores(self, measures: Sequence[str], values: np.ndarray) -> np.ndarray:
        """综合得分 of p tries: `values` p × k, of the measures in their units; the others stay. NaN: missing."""
        rows = {name: np.full(len(values), value) for name, value in self.row.items()}
        rows |= dict(zip(measures, values.T, strict=True))
        rules = self.pool.scoring.rules
        used = [self.policy.indicators[name] for name in rules.names]
        above = np.array([rows[rule.numerator] for rule in used]).T
        below = np.array([rows[rule.denominator] for rule in used]).T
        parts = fractions_of(rules.names, above, below)
        groups = np.full(len(values), self.group)
        own = own_items_of(parts, groups, self.pool.scoring)
        items = fill_missing(own, self.pool.means[groups], rules)
        return np.nansum(item_scores(items, self.weights), axis=1) + self.bonus + self._r(rows)

    def room(self, measure: str) -> float:
        """How far a measure can fall before less of it costs the unit its R: energy down to the gate (JX-07).

        NaN where nothing is lost by less of it, or where it is at the gate already.
        """
        if self.sector is None or measure != Y:
            return np.nan
        left = round(self.row[Y] - self.sector[0].gate_tce, SCORE_DECIMALS)
        return left if left > 0 else np.nan

    def _r(self, rows: dict[str, np.ndarray]) -> np.ndarray | float:
        if self.sector is None:
            return 0.0
        rule, averages = self.sector
        r = sector_points(rows[X], rows[Y], rows[Z], averages, rule)["R"]
        return np.where((rounded(rows[Y]) >= rule.gate_tce) & ~np.isnan(r), r, 0.0)


def score_model(evaluation: Evaluation, unit: str) -> ScoreModel:
    """The model of a scored unit. KeyError: it isn't in the evaluation, or its pool scores nobody."""
    policy, own = evaluation.policy, evaluation.participants.loc[unit]
    name = str(own["pool"])
    pool = evaluation.prepared.items[name]
    weights = np.array(list(policy.pools[name].weights.values()), dtype=float)
    parts = [policy.indicators[indicator] for indicator in pool.scoring.rules.names]
    used = {X, Y, Z} | {part for rule in parts for part in (rule.numerator, rule.denominator)}
    row = {measure: float(own[measure]) for measure in sorted(used)}
    bonus = float(evaluation.adjustments["bonus"].at[unit])
    group = pool.scoring.groups.index(str(own["group"]))
    return ScoreModel(policy, row, pool, group, weights, bonus, _sector(evaluation, unit, name))


def _sector(evaluation: Evaluation, unit: str, pool: str) -> tuple[SectorAdjustment, tuple[float, float]] | None:
    """The rule of R and the averages of the unit's sector; of several sectors the last counts, as in `adjustments`."""
    rule = evaluation.policy.sector_adjustment
    if rule is None or pool not in rule.pools:
        return None
    digits = industry_digits(evaluation.participants.loc[[unit]])
    own = [name for name, codes in rule.sectors.items() if in_industries(digits, codes)[0]]
    if not own:
        return None
    averages = evaluation.prepared.adjustments.averages.loc[own[-1]]
    return rule, (float(averages["W"]), float(averages["Q"]))
