"""What is the cheapest set of changes that lifts an enterprise into the next class, under given costs?

What is exact: the class. Whatever is proposed has been written into the upload's cells and evaluated as a whole,
with its effect on benchmarks, means, R and ties. What is a bound: the cost. The mix is sought on the unit's score
with everything around it held (`least_cost`), raised until the whole evaluation agrees, and brought back towards
what doesn't; no single measure within the limits is cheaper, but a cheaper mix isn't ruled out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS
from muyun.explore.gap.changed_row import ChangedRow
from muyun.explore.gap.gaps import Barrier, gaps
from muyun.explore.gap.least_cost import least_cost
from muyun.explore.gap.own_measures import OwnMeasure, own_measures
from muyun.explore.gap.score_model import ScoreModel, score_model
from muyun.explore.gap.single_changes import (
    SingleChange,
    changed,
    confirmed,
    limits_of,
    single_change,
    told_down,
    told_up,
)

COSTS: Mapping[str, float] = {
    "tax_wan": 1.0, "value_added_wan": 0.5, "output_wan": 0.2, "turnover_wan": 0.2, "rd_wan": 1.0,
    "energy_tce": 0.3, "electricity_wan_kwh": 0.5, "emission_t": 5.0, "carbon_t": 0.02,
}  # fmt: skip
"""万元 for each unit by which a measure changes: 本系统假定, to be set by the user. What isn't here (land, staff)
can't be changed unless the user gives it a cost."""

AT_MOST = 0.5
"""Each measure changes by at most this share of its value (of its level at the benchmark where that is more than
twice the value): 本系统假定."""

MOST_ALLOWED, LEAST_LEFT = 3.0, 0.1
"""The widest limit that can be set; and where less is better, a tenth always stays."""

_RAISED = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""By which shares the points that are lacking are raised until the whole evaluation agrees."""
_STRETCHED = (1.0, 1.002, 1.02)
"""How much further the changes go before that: at a jump of R a little is enough, and more points asked for aren't."""
_LEAST_RAISED = 0.05
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """The user's settings. `costs`: measure → 万元 per unit of change, > 0; one that isn't in it can't change."""

    costs: Mapping[str, float] = field(default_factory=lambda: dict(COSTS))
    at_most: float = AT_MOST


@dataclass(frozen=True, slots=True)
class Step:
    """One measure's part of a mix: `change` in its unit, negative where less is better; `cost` in 万元;
    `points` of 综合得分 that it adds after the steps before it, everything around the unit held."""

    lever: OwnMeasure
    change: float
    cost: float
    points: float


@dataclass(frozen=True, slots=True)
class Mix:
    """Changes that together lift the unit, dearest first; `reached`: the class they give, 0–3."""

    steps: tuple[Step, ...]
    cost: float
    reached: int


@dataclass(frozen=True, slots=True)
class Climb:
    """The ways of a ranked unit into a better class.

    now      执行等级, 0–3; barrier: why none is possible whatever the score (then nothing else is said)
    levers   all measures of its items; singles: each that has a cost, alone, within wide limits
    mix      the cheapest found within the terms' limits; None where none is
    """

    now: int
    barrier: Barrier | None
    levers: tuple[OwnMeasure, ...]
    singles: tuple[SingleChange, ...]
    mix: Mix | None


def climb(row: ChangedRow, terms: Terms, progress: Callable[[float], None] = lambda share: None) -> Climb:
    """The single changes and the cheapest mix that lift a unit, each confirmed by the whole evaluation."""
    found = gaps(row.evaluation, row.unit)
    if found.barrier is not None:
        return Climb(found.now, found.barrier, (), (), None)
    model, all_levers = score_model(row.evaluation, row.unit), own_measures(row.evaluation, row.unit)
    target = float(row.evaluation.ranking["score"].at[row.unit]) + found.lift + 2 / BILLIONTHS
    chosen = [lever for lever in all_levers if terms.costs.get(lever.measure, 0.0) > 0]
    singles = []
    for n, lever in enumerate(chosen):
        singles.append(single_change(row, model, lever, found.now, target))
        progress((n + 1) / (len(chosen) + 1))
    search = _Search(row, model, [lever for lever in chosen if lever.why is None], terms, found.now, target)
    mix = _cheapest([*search.of_singles(singles), *search.mixes()])
    progress(1.0)
    return Climb(found.now, None, all_levers, tuple(singles), mix)


def _cheapest(mixes: list[Mix]) -> Mix | None:
    return min(mixes, key=lambda mix: (mix.cost, len(mix.steps)), default=None)


def width(lever: OwnMeasure, at_most: float) -> float:
    """How far a measure may change within a limit, in its unit; 0 where it can't."""
    if lever.why is not None:
        return 0.0
    if lever.sign < 0:
        return told_down(lever.now * min(at_most, 1 - LEAST_LEFT))
    level = 0.0 if np.isnan(lever.level) else max(lever.level, 0.0)
    return told_down(at_most * max(lever.now, level / 2))


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for a mix of a unit: its levers with costs, and what has to be reached."""

    row: ChangedRow
    model: ScoreModel
    levers: list[OwnMeasure]
    terms: Terms
    now: int
    target: float

    @property
    def upper(self) -> np.ndarray:
        return np.array([width(lever, self.terms.at_most) for lever in self.levers])

    @property
    def cost(self) -> np.ndarray:
        return np.array([self.terms.costs[lever.measure] for lever in self.levers])

    def scores(self, points: np.ndarray) -> np.ndarray:
        """综合得分 of p sets of changes (p × k), everything around the unit held."""
        now, signs = np.array([lever.now for lever in self.levers]), np.array([lever.sign for lever in self.levers])
        return self.model.scores([lever.measure for lever in self.levers], now + signs * points)

    def lifts(self, point: np.ndarray) -> bool:
        """Whether the whole evaluation gives a better class then."""
        return 0 <= self.row.class_with(changed(list(zip(self.levers, point.tolist(), strict=True)))) < self.now

    def of_singles(self, singles: list[SingleChange]) -> Iterator[Mix]:
        """The single changes within the limits, as mixes of one."""
        for single in singles:
            if single.reached >= 0 and abs(single.change) <= width(single.lever, self.terms.at_most):
                yield self._mix({single.lever.measure: abs(single.change)}, single.reached)

    def mixes(self) -> Iterator[Mix]:
        """The mix found within the limits, and that with no less energy than keeps R: at most one of each."""
        if not self.levers:
            return
        limits = [limits_of(self.model, lever, u) for lever, u in zip(self.levers, self.upper.tolist(), strict=True)]
        for upper in dict.fromkeys((tuple(of[0] for of in limits), tuple(of[-1] for of in limits))):
            yield from self._mix_within(np.array(upper))

    def _mix_within(self, upper: np.ndarray) -> Iterator[Mix]:
        point = self._least(upper)
        if point is None:
            return
        for rounded_point in (np.array([told_up(c, u) for c, u in zip(point, upper, strict=True)]), point):
            steps = {
                lever.measure: (lever, float(change))
                for lever, change in zip(self.levers, rounded_point, strict=True)
                if change > 0
            }
            limits = {lever.measure: limit for lever, limit in zip(self.levers, upper.tolist(), strict=True)}
            changes, reached = confirmed(self.row, steps, limits, self.now)
            if reached >= 0:
                yield self._mix(changes, reached)
                return

    def _least(self, upper: np.ndarray) -> np.ndarray | None:
        """The cheapest point found whose changes lift the unit by the whole evaluation."""
        lacking = max(self.target - float(self.scores(np.zeros((1, len(self.levers))))[0]), _LEAST_RAISED)
        below, above = np.zeros(len(self.levers)), None
        for share in _RAISED:
            point = least_cost(self.scores, upper, self.cost, self.target + share * lacking)
            if point is None:
                break
            stretched = [np.minimum(point * times, upper) for times in _STRETCHED]
            above = next((found for found in stretched if self.lifts(found)), None)
            if above is not None:
                break
            below = stretched[-1]
        if above is None and self.lifts(upper):
            above = upper
        return None if above is None else self._without_idle(self._back(below, above))

    def _back(self, below: np.ndarray, above: np.ndarray) -> np.ndarray:
        """From changes that lift towards ones that don't, as far as they still lift."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self.lifts(below + middle * (above - below)) else (middle, high)
        return below + high * (above - below)

    def _without_idle(self, point: np.ndarray) -> np.ndarray:
        """Without the measures that aren't needed, the dearest tried first."""
        for k in np.argsort(-point * self.cost, kind="stable"):
            tried = point.copy()
            tried[k] = 0.0
            if point[k] > 0 and self.lifts(tried):
                point = tried
        return point

    def _mix(self, changes: Mapping[str, float], reached: int) -> Mix:
        """The changes (≥ 0, by measure) with their costs and points, dearest first."""
        by_name = {lever.measure: lever for lever in self.levers}
        prices = {name: change * self.terms.costs[name] for name, change in changes.items()}
        order = sorted(changes, key=lambda name: (-prices[name], name))
        points = self._points([(by_name[name], changes[name]) for name in order])
        steps = tuple(
            Step(by_name[name], by_name[name].sign * changes[name], prices[name], gained)
            for name, gained in zip(order, points, strict=True)
        )
        return Mix(steps, sum(prices.values()), reached)

    def _points(self, steps: list[tuple[OwnMeasure, float]]) -> list[float]:
        """What each step adds to the score after those before it."""
        names = [lever.measure for lever, _ in steps]
        values = np.tile([lever.now for lever, _ in steps], (len(steps) + 1, 1))
        for n, (lever, change) in enumerate(steps):
            values[n + 1 :, n] += lever.sign * change
        return np.diff(self.model.scores(names, values)).tolist()
