"""Against what is each indicator measured? The benchmark of each group (spec 2.2, 10.6, 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate.cohort import Cohort
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.quotas import CEIL_SLACK
from muyun.evaluate.ratio import ratios_of_sums, rows_in_sums
from muyun.findings import Finding, Level
from muyun.policy.model import Policy
from muyun.policy.rules import BestShare, Constant, MeanOfYears, Percentile, PoolRatio

CohortOf = Callable[[int], Cohort | None]
"""The cohort of a year under the same policy; None when the upload has no such year."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a ratio of sums was made of: both sums, over how many rows that have both measures."""

    numerator: float
    denominator: float
    rows: int


SumsOf = dict[tuple[str, str, int], Sums]
"""By group, indicator and year."""


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """`values`: groups × the policy's indicators, in their units; NaN where not used or not computable.

    `lowest`, `highest`: the ends of min–max (spec 2.5), same shape.
    `sums`: the sums of each year that entered, for benchmarks that are made of ratios of sums.
    """

    values: pd.DataFrame
    lowest: pd.DataFrame
    highest: pd.DataFrame
    sums: SumsOf
    findings: tuple[Finding, ...]

    def base_years(self, group: str, name: str) -> tuple[int, ...]:
        """The years whose sums entered the benchmark of an indicator in a group, as they were added."""
        return tuple(year for g, n, year in self.sums if (g, n) == (group, name))


def benchmarks(current: Cohort, policy: Policy, cohort_of: CohortOf) -> Benchmarks:
    """The benchmark of every weighted indicator in every group of the year's cohort.

    cohort_of  gives the base years' cohorts. Taken over 参评 rows only (spec 10.1).
    """
    groups = group_names(current, policy)
    empty = pd.DataFrame(np.nan, list(groups), list(policy.indicators), dtype=float)
    values, lowest, highest = empty, empty.copy(), empty.copy()
    sums: SumsOf = {}
    findings: list[Finding] = []
    for pool in policy.pools:
        own = [g for g, p in groups.items() if p == pool]
        names = list(policy.pools[pool].weights)
        if not own:
            continue
        if policy.formula(pool) == "min_max":
            lowest.loc[own, names] = _over_rows(current, own, names, np.min)
            highest.loc[own, names] = _over_rows(current, own, names, np.max)
            continue
        found, entered, notes = _pool_benchmarks(current, policy, pool, own, cohort_of)
        values.loc[own, names] = found
        sums |= entered
        findings += notes
    values = values.where(values > 0)  # ≤ 0 can't be divided by: the item is redistributed (spec 10.3)
    findings += _not_computable(values.fillna(lowest), groups, policy, current)
    return Benchmarks(values, lowest, highest, sums, tuple(findings))


def group_names(current: Cohort, policy: Policy) -> dict[str, str]:
    """Groups of the cohort → pool, in the order of the policy's pools, counties by name."""
    return {
        group: next(pool for pool in policy.pools if group == pool or group.startswith(f"{pool}/"))
        for group in current.units["group"].cat.categories
    }


def _pool_benchmarks(
    current: Cohort, policy: Policy, pool: str, groups: list[str], cohort_of: CohortOf
) -> tuple[np.ndarray, SumsOf, list[Finding]]:
    """Groups × weighted indicators, the sums that entered, and findings."""
    rule = policy.pool_benchmark(pool)
    names = list(policy.pools[pool].weights)
    match rule:
        case Constant():
            return np.array([[rule.values[n] for n in names]] * len(groups)), {}, []
        case PoolRatio():
            ratios, sums = _ratios(current, groups, names)
            return rule.factor * ratios, sums, []
        case Percentile():
            return rule.factor * _over_rows(current, groups, names, lambda v: np.quantile(v, rule.q)), {}, []
        case BestShare():
            return rule.factor * _best(current, policy, groups, names, rule.share), {}, []
        case MeanOfYears():
            return _mean_of_years(current, rule, pool, groups, names, cohort_of)


def _ratios(of: Cohort, groups: list[str], names: list[str]) -> tuple[np.ndarray, SumsOf]:
    """Ratio of sums of each group's 参评 rows, groups × names, and those sums."""
    numbers, rows = _group_numbers(of, groups), of.fractions.select(slice(None), tuple(names))
    ratios, counts = ratios_of_sums(rows, numbers, len(groups)), rows_in_sums(rows, numbers, len(groups))
    above, below = ratios.numerators, ratios.denominators
    sums = {
        (group, name, of.year): Sums(float(above[g, j]), float(below[g, j]), int(counts[g, j]))
        for g, group in enumerate(groups)
        for j, name in enumerate(names)
    }
    return ratios.values, sums


def _group_numbers(of: Cohort, groups: list[str]) -> np.ndarray:
    """Position in `groups` of each 参评 row; −1 for every other row."""
    return np.where(of.evaluated, numbers_in(groups, of.units["group"]), -1)


def _over_rows(
    of: Cohort, groups: list[str], names: list[str], statistic: Callable[[np.ndarray], float]
) -> np.ndarray:
    """A statistic of each group's known values, groups × names; NaN where there are none."""
    numbers = _group_numbers(of, groups)
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], np.arange(len(groups) + 1))
    columns = [of.fractions.names.index(name) for name in names]
    out = np.full((len(groups), len(names)), np.nan)
    for g in range(len(groups)):
        values = of.fractions.values[order[ends[g] : ends[g + 1]]][:, columns]
        for j in range(len(names)):
            known = values[:, j][~np.isnan(values[:, j])]
            if len(known):
                out[g, j] = statistic(known)
    return out


def _best(of: Cohort, policy: Policy, groups: list[str], names: list[str], share: float) -> np.ndarray:
    """Mean of the best ceil(share · n) values, best by each indicator's direction (spec 12)."""

    def mean_of_best(sign: int) -> Callable[[np.ndarray], float]:
        return lambda v: sign * np.mean(np.sort(sign * v)[-int(np.ceil(share * len(v) - CEIL_SLACK)) :])

    columns = [
        _over_rows(of, groups, [name], mean_of_best(1 if policy.indicators[name].better == "higher" else -1))
        for name in names
    ]
    return np.hstack(columns)


def base_years(rule: MeanOfYears, year: int) -> list[int]:
    """The `years` years before first_year + hold_years · ⌊(year − first_year)/hold_years⌋ (spec 10.6)."""
    turn = rule.first_year + rule.hold_years * ((year - rule.first_year) // rule.hold_years)
    return list(range(turn - rule.years, turn))


def _mean_of_years(
    current: Cohort, rule: MeanOfYears, pool: str, groups: list[str], names: list[str], cohort_of: CohortOf
) -> tuple[np.ndarray, SumsOf, list[Finding]]:
    """Mean over the base years that have a ratio, indicator by indicator; else the year itself (spec 12)."""
    wanted = base_years(rule, current.year)
    found = {y: c for y in wanted if (c := cohort_of(y)) is not None}
    by_year = {y: _ratios(c, groups, names) for y, c in found.items()}
    own = _ratios(current, groups, names)
    values, years, sums = np.full(own[0].shape, np.nan), {}, {}
    for g, group in enumerate(groups):
        for j, name in enumerate(names):
            usable = tuple(y for y in by_year if not np.isnan(by_year[y][0][g, j])) or (current.year,)
            entered = [own if y == current.year else by_year[y] for y in usable]
            terms = [ratios[g, j] for ratios, _ in entered]
            values[g, j] = rule.factor * (sum(terms) / len(terms))
            years[group, name] = usable
            for year, (_, of_year) in zip(usable, entered, strict=True):
                sums[group, name, year] = of_year[group, name, year]
    return values, sums, _year_findings(pool, wanted, list(found), current.year, years)


def _year_findings(
    pool: str, wanted: list[int], found: list[int], year: int, used: dict[tuple[str, str], tuple[int, ...]]
) -> list[Finding]:
    if not found:
        return [_no_base_year(pool, wanted, year)]
    findings = [] if found == wanted else [_base_years_left_out(pool, wanted, found)]
    without = sorted({name for (_, name), years in used.items() if years == (year,)})
    return findings + ([_indicator_without_base_year(pool, without, year)] if without else [])


def _not_computable(
    known: pd.DataFrame, groups: dict[str, str], policy: Policy, current: Cohort
) -> list[Finding]:
    there = set(current.units["group"][current.evaluated].cat.remove_unused_categories().cat.categories)
    findings = []
    for group, pool in groups.items():
        names = [n for n in policy.pools[pool].weights if np.isnan(known.at[group, n])]
        if names and group in there:
            findings.append(_no_benchmark(group, names))
    return findings


def _no_base_year(pool: str, wanted: list[int], year: int) -> Finding:
    return Finding(
        code="BENCHMARK_OWN_YEAR", level=Level.NOTE, where=None,
        what=f"{pool}的基准值应取 {wanted[0]}–{wanted[-1]} 年，数据中没有这些年份，改用 {year} 年本年数。",
        why="基准值不同，得分不同；用本年数时各企业得分与往年不可比。",
        fix="请补充这些年份的企业数据。",
    )  # fmt: skip


def _base_years_left_out(pool: str, wanted: list[int], found: list[int]) -> Finding:
    return Finding(
        code="BENCHMARK_YEARS", level=Level.NOTE, where=None,
        what=f"{pool}的基准值应取 {wanted[0]}–{wanted[-1]} 年，实际使用 {'、'.join(map(str, found))} 年。",
        fix="如有其余年份的企业数据，请补充。",
    )  # fmt: skip


def _indicator_without_base_year(pool: str, names: list[str], year: int) -> Finding:
    return Finding(
        code="BENCHMARK_INDICATOR_OWN_YEAR", level=Level.NOTE, where=None,
        what=f"{pool}的{'、'.join(names)}在各基准年都没有数，基准值改用 {year} 年本年数。",
        fix="如有基准年的数据，请补充。",
    )  # fmt: skip


def _no_benchmark(group: str, names: list[str]) -> Finding:
    return Finding(
        code="NO_BENCHMARK", level=Level.WARNING, where=None,
        what=f"{group}的{'、'.join(names)}没有可用的基准值（全组无数据或不大于 0），权重按比例分给其余指标。",
        why="少了这项指标，名次由其余指标决定。",
        fix="请补充相应数据。",
    )  # fmt: skip
