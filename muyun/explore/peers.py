"""Where does a unit's value of each indicator stand among its 评价组 and its sector?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.items import Scoring
from muyun.evaluate.labels import divisions
from muyun.evaluate.ratio import rounded


@dataclass(frozen=True, slots=True)
class Peers:
    """One indicator of a unit beside the 参评 units of its 评价组, in the indicator's unit.

    values, sector  known values of the group, and of those in the unit's division, ascending; its own among them
    value           the unit's own, NaN where missing
    median          of `values`, NaN where there are none
    full            what earns the most points: the benchmark times the cap, the best end at min–max; NaN without one
    others, better, worse  other units with a value, how many of them are better and worse on 9 decimals
    missing         参评 units of the group without a value
    """

    indicator: str
    lower_is_better: bool
    values: np.ndarray
    sector: np.ndarray
    value: float
    median: float
    full: float
    others: int
    better: int
    worse: int
    missing: int


def peers(evaluation: Evaluation, unit: str) -> tuple[Peers, ...]:
    """Every indicator of the unit's pool, in the policy's order; () for a unit without a 评价组.

    A unit that isn't 参评 is set beside those that are. KeyError: it isn't in the evaluation.
    """
    units = evaluation.participants
    place, group = int(units.index.get_loc(unit)), units["group"].cat.codes.to_numpy()
    if group[place] < 0:
        return ()
    of_group = np.flatnonzero(evaluation.prepared.cohort.evaluated & (group == group[place]))
    division = divisions(units).cat.codes.to_numpy()
    of_sector = of_group[(division[of_group] == division[place]) & (division[place] >= 0)]
    scoring = evaluation.prepared.items[str(units["pool"].iat[place])].scoring
    number = scoring.groups.index(str(units["group"].iat[place]))
    return tuple(_peers(evaluation, place, (of_group, of_sector), scoring, number, j) for j in range(_width(scoring)))


def _width(scoring: Scoring) -> int:
    return len(scoring.rules.names)


def _peers(
    evaluation: Evaluation, place: int, rows: tuple[np.ndarray, np.ndarray], scoring: Scoring, group: int, j: int
) -> Peers:
    parts = evaluation.prepared.cohort.fractions
    column = parts.values[:, parts.names.index(scoring.rules.names[j])]
    known, sector = (_known(column[of]) for of in rows)
    own, lower = float(column[place]), bool(scoring.rules.lower_is_better[j])
    others = _known(column[rows[0][rows[0] != place]])
    above, below = (int(n) for n in _above_and_below(others, own))
    return Peers(
        scoring.rules.names[j], lower, known, sector, own, float(np.median(known)) if len(known) else np.nan,
        _full(scoring, group, j), 0 if np.isnan(own) else len(others), below if lower else above,
        above if lower else below, len(rows[0]) - len(known),
    )  # fmt: skip


def _known(values: np.ndarray) -> np.ndarray:
    return np.sort(values[~np.isnan(values)])


def _above_and_below(others: np.ndarray, own: float) -> tuple[int, int]:
    """How many are higher and lower; none where the own is NaN."""
    values, mine = rounded(others), rounded(np.array(own))
    return (values > mine).sum(), (values < mine).sum()


def _full(scoring: Scoring, group: int, j: int) -> float:
    rules, lower = scoring.rules, bool(scoring.rules.lower_is_better[j])
    if scoring.formula == "min_max":
        return float((scoring.lowest if lower else scoring.highest)[group, j])
    base = float(scoring.benchmarks[group, j])
    return base / float(rules.full[j]) if lower else base * float(rules.full[j])
