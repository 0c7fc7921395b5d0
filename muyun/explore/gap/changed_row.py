"""What would the whole evaluation say if one unit had other measures? Benchmarks, means and averages move along.

Only what the row touches is computed anew, by the functions that `prepare` and `decide` are made of: its
fractions and status, the benchmarks, its pool's items, R, the places among ties, the decision. A property test
holds the class equal to that of the changed upload evaluated as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.adjustments import Adjustments, X, Y, Z, adjustments, with_changed_unit
from muyun.evaluate.benchmarks import base_years, benchmarks
from muyun.evaluate.cohort import Cohort, cohort, with_measures
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.events import events
from muyun.evaluate.items import pool_items
from muyun.evaluate.prepare import prepare_again, prepared_pool, without_items
from muyun.explore.gap.changed_upload import changed_upload
from muyun.policy.rules import Constant, MeanOfYears

NO_CLASS = -1
"""In place of a class, where the unit wouldn't be ranked any more."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A ranked unit whose measures may be others.

    place    its position among the units; pool: its pool
    start    the year's cohort before rows without any item are taken out; years: the other base years' cohorts
    settled  no row of the year is in the pool's benchmarks, so that they stay as they are
    """

    evaluation: Evaluation
    tables: Tables
    unit: str
    place: int
    pool: str
    start: Cohort
    years: Mapping[int, Cohort]
    settled: bool

    def class_with(self, measures: Mapping[str, float]) -> int:
        """执行等级 (0–3 for A–D) with these measures, in their units; `NO_CLASS` where it isn't ranked then."""
        pool = self.pool_with(measures)
        if pool is None:
            return NO_CLASS
        return _applied(pool, self.place)

    def pool_with(self, measures: Mapping[str, float]) -> PreparedPool | None:
        """The unit's pool as `prepare` would lay it out; None where nobody of it is scored then."""
        policy, before = self.evaluation.policy, self.evaluation.prepared
        current = with_measures(self.start, policy, self.place, measures)
        bench = before.benchmarks if self.settled else benchmarks(current, policy, self.years.get)
        current, items = without_items(current, {self.pool: pool_items(current, policy, self.pool, bench)})
        if not len(items[self.pool].rows):
            return None
        happened = before.events
        if not np.array_equal(current.evaluated, before.cohort.evaluated):
            happened = events(self.tables, policy, current)
        stages = replace(
            before, cohort=current, benchmarks=bench, items=items, adjustments=self._adjusted(current, measures),
            events=happened, pools={}, findings=(),
        )  # fmt: skip
        return prepared_pool(stages, self.pool)

    def confirmed(self, measures: Mapping[str, float]) -> int:
        """As `class_with`, from the cells: the changed upload, prepared and decided as a whole."""
        upload = changed_upload(self.tables, self.evaluation, self.unit, measures)
        prepared = prepare_again(upload, self.evaluation.prepared)
        place = int(prepared.cohort.units.index.get_loc(self.unit))
        pool = prepared.pools.get(str(prepared.cohort.units["pool"].iat[place]))
        return NO_CLASS if pool is None else _applied(pool, place)

    def _adjusted(self, current: Cohort, measures: Mapping[str, float]) -> Adjustments:
        """加减分 and R: what the row's X, Y and Z change, all of it where somebody else is scored."""
        policy, before = self.evaluation.policy, self.evaluation.prepared
        if not np.array_equal(current.scored, before.cohort.scored):
            return adjustments(self.tables, policy, current)
        rule = policy.sector_adjustment
        if rule is None or {X, Y, Z}.isdisjoint(measures):
            return before.adjustments
        if not np.array_equal(current.evaluated, before.cohort.evaluated):
            return adjustments(self.tables, policy, current)
        return with_changed_unit(before.adjustments, rule, current, self.place)


def changed_row(evaluation: Evaluation, tables: Tables, unit: str) -> ChangedRow | None:
    """The unit as one whose measures may be others; None when it isn't ranked. KeyError: it isn't in the evaluation.

    tables  what the evaluation was made of
    """
    place = int(evaluation.participants.index.get_loc(unit))
    if np.isnan(evaluation.ranking["rank"].iat[place]):
        return None
    pool = str(evaluation.participants["pool"].iat[place])
    settled = _settled(evaluation, pool)
    start = cohort(tables, evaluation.policy, evaluation.year)
    years = {} if settled else _base_years(evaluation, tables)
    return ChangedRow(evaluation, tables, unit, place, pool, start, years, settled)


def _settled(evaluation: Evaluation, pool: str) -> bool:
    """Whether no figure of the evaluated year is in the pool's benchmarks: published ones, or earlier years' only."""
    policy, bench = evaluation.policy, evaluation.prepared.benchmarks
    if policy.formula(pool) == "min_max":
        return False
    rule = policy.pool_benchmark(pool)
    if isinstance(rule, MeanOfYears):
        groups = {group for group in bench.values.index if group == pool or group.startswith(f"{pool}/")}
        return not any(group in groups and year == evaluation.year for group, _, year in bench.sums)
    return isinstance(rule, Constant)


def _base_years(evaluation: Evaluation, tables: Tables) -> dict[int, Cohort]:
    """The cohorts of the years before that entered some benchmark, or had been asked whether they could."""
    wanted = {year for pool in evaluation.policy.pools for year in _asked(evaluation, pool)}
    there = set(tables.enterprises["year"].dropna().unique())
    return {year: cohort(tables, evaluation.policy, year) for year in sorted(wanted & there)}


def _asked(evaluation: Evaluation, pool: str) -> list[int]:
    rule = evaluation.policy.pool_benchmark(pool)
    return base_years(rule, evaluation.year) if isinstance(rule, MeanOfYears) else []


def _applied(pool: PreparedPool, place: int) -> int:
    """执行等级 of the unit at a position among the units; `NO_CLASS` for one that isn't ranked."""
    found = np.flatnonzero(pool.ranked_rows == place)
    if not len(found):
        return NO_CLASS
    decision = decide_pool(pool, pool.weights[None, :], pool.classes)
    return int(decision.applied[0, found[0]])
