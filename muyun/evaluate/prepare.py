"""All that weights and quotas don't touch: the dear half of `evaluate`, done once for many what-ifs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate.adjustments import Adjustments, adjustments
from muyun.evaluate.benchmarks import Benchmarks, benchmarks
from muyun.evaluate.cohort import Cohort, cohort, missing_reason
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.events import Events, events, vetoes_of
from muyun.evaluate.groups import Membership, aggregated_items, membership
from muyun.evaluate.items import PoolItems, pool_items
from muyun.evaluate.kernel import places_in_group
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.points import Items
from muyun.evaluate.ratio import ratios_of_sums, rounded
from muyun.evaluate.sectors import PreparedSectors, places_of, places_within
from muyun.findings import Cell, Finding, Level
from muyun.policy.model import Policy
from muyun.terms import Status


@dataclass(frozen=True, slots=True)
class BottomPlace:
    """Where a unit stood among the last of its sector in an earlier year: `from_bottom` of `size`, within `places`."""

    year: int
    sector: str
    from_bottom: int
    size: int
    places: int
    score: float


Chains = Mapping[str, tuple[BottomPlace, ...]]
"""Unit → its place in each of the years before that a repeated bottom counts (JX-19), latest first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A year under a policy, up to the decision. `pools` holds what the kernel needs.

    bottom_before  the units that were at the bottom of their sector in each of the years before
    """

    policy: Policy
    cohort: Cohort
    benchmarks: Benchmarks
    items: Mapping[str, PoolItems]
    adjustments: Adjustments
    events: Events
    pools: Mapping[str, PreparedPool]
    bottom_before: Chains
    findings: tuple[Finding, ...]

    @property
    def year(self) -> int:
        """The evaluated year."""
        return self.cohort.year


def prepare(
    tables: Tables, policy: Policy, year: int, official: Policy | None = None, before: Chains | None = None
) -> Prepared:
    """Statuses, land, indicators, benchmarks, items, bonus points and tie-break order of `year`.

    official  the policy that last year's result is taken from (JX-19); `policy` itself when left out,
              the unpatched one in a scenario (spec 12)
    before    `bottom_before` of the same year and `official` under the same sector rules, where it is known
    """
    chains = _bottom_before(tables, policy, official or policy, year) if before is None else before
    return _prepared(tables, policy, year, chains)


def prepare_again(tables: Tables, before: Prepared) -> Prepared:
    """The same year of an upload in which only rows of that year are others, under the same policy.

    What earlier years say (JX-19) is taken as it was.
    """
    return _prepared(tables, before.policy, before.year, before.bottom_before)


def _prepared(tables: Tables, policy: Policy, year: int, bottom_before: Chains) -> Prepared:
    years = set(tables.enterprises["year"].dropna().unique())
    known: dict[int, Cohort] = {}

    def cohort_of(wanted: int) -> Cohort | None:
        if wanted in years and wanted not in known:
            known[wanted] = cohort(tables, policy, wanted)
        return known.get(wanted)

    current = cohort(tables, policy, year)
    known[year] = current
    bench = benchmarks(current, policy, cohort_of)
    items = {pool: pool_items(current, policy, pool, bench) for pool in policy.pools}
    current, items = without_items(current, items)
    adjusted = adjustments(tables, policy, current)
    happened = events(tables, policy, current)
    base = [f for y, c in sorted(known.items()) if y != year for f in c.findings if _at_a_cell(f)]
    findings = [*current.findings, *base, *bench.findings, *adjusted.findings, *happened.findings]
    found = tuple(dict.fromkeys(findings))
    stages = Prepared(policy, current, bench, items, adjusted, happened, {}, bottom_before, found)
    pools = {name: prepared_pool(stages, name) for name, of_pool in items.items() if len(of_pool.rows)}
    return replace(stages, pools=pools)


def _at_a_cell(finding: Finding) -> bool:
    """Worth telling of a base year too: what can be mended in a cell of that year and moves the benchmark."""
    return finding.level is Level.WARNING and isinstance(finding.where, Cell)


def without_items(
    current: Cohort, items: Mapping[str, PoolItems]
) -> tuple[Cohort, dict[str, PoolItems]]:
    """Rows that have no item at all become 数据缺失; they stay in the benchmarks (spec 10.3)."""
    units, kept = current.units, {}
    for pool, of_pool in items.items():
        empty = of_pool.items.lost.all(axis=1)
        if empty.any():
            codes = units.index[of_pool.rows[empty]]
            reason = missing_reason("全部")
            if reason not in units["reason"].cat.categories:  # another pool may have brought it
                units = units.assign(reason=units["reason"].cat.add_categories([reason]))
            units.loc[codes, ["status", "reason"]] = [str(Status.MISSING), reason]
        left = Items(of_pool.items.ratios[~empty], of_pool.items.fills[~empty])
        kept[pool] = replace(of_pool, rows=of_pool.rows[~empty], items=left)
    return replace(current, units=units), kept


def prepared_pool(stages: Prepared, name: str) -> PreparedPool:
    """A pool laid out for the kernel, from the stages before it."""
    policy, of_pool = stages.policy, stages.items[name]
    order, bounds = _kernel_order(stages, name)
    rows = of_pool.rows[order]
    ranked = rows[: bounds[-1]]
    lost = of_pool.items.lost[order].T
    groups, split = of_pool.scoring.groups, policy.pool_by(name) == "区县"
    joint = any(veto.to for veto in vetoes_of(policy, name))
    ruled = policy.sector_rules is not None and name in policy.sector_rules.pools
    return PreparedPool(
        name=name,
        indicators=of_pool.scoring.rules.names,
        weights=np.array(list(policy.pools[name].weights.values()), dtype=float),
        classes=policy.classes(name),
        groups=groups,
        counties=tuple(group.removeprefix(f"{name}/") if split else None for group in groups),
        rows=rows,
        bounds=bounds,
        places=places_in_group(bounds),
        ratios=np.ascontiguousarray(of_pool.items.ratios[order].T),
        lost=np.ascontiguousarray(lost) if lost.any() else None,
        points=stages.adjustments.frame["points"].to_numpy()[rows],
        vetoes=stages.events.vetoes(ranked, joint),
        manual=stages.events.manual[ranked],
        sectors=_sectors(stages, name, ranked) if ruled else None,
    )


def _kernel_order(stages: Prepared, pool: str) -> tuple[np.ndarray, np.ndarray]:
    """The pool's rows, 参评 first: by group, then higher tie-break values, missing last, smaller code."""
    current, of_pool = stages.cohort, stages.items[pool]
    rows, groups = of_pool.rows, of_pool.scoring.groups
    transition = ~current.evaluated[rows]
    group = numbers_in(groups, current.units["group"])[rows]
    columns = [current.fractions.names.index(name) for name in stages.policy.tie_break(pool)]
    ties = [-rounded(current.fractions.values[rows, j]) for j in reversed(columns)]  # lexsort puts NaN last
    order = np.lexsort((rows, *ties, group, transition))
    counts = np.bincount(group[~transition], minlength=len(groups))
    return order, np.concatenate([[0], np.cumsum(counts)])


def _sectors(stages: Prepared, pool: str, ranked: np.ndarray) -> PreparedSectors:
    current, of_pool = stages.cohort, stages.items[pool]
    sectors = membership(current, of_pool.scoring.groups, "行业")
    wholes = membership(current, of_pool.scoring.groups, "全市")

    def items(of: Membership) -> Items:
        return aggregated_items(ratios_of_sums(current.fractions, of.numbers, len(of.names)), of, of_pool)

    numbers = sectors.numbers[ranked]
    sizes = np.bincount(numbers[numbers >= 0], minlength=len(sectors.names))
    without = int((numbers < 0).sum())  # sorted to the front: rows without an industry are in no sector
    return PreparedSectors(
        rules=stages.policy.sector_rules,
        rows=np.argsort(numbers, kind="stable")[without:],
        bounds=np.concatenate([[0], np.cumsum(sizes)]),
        names=sectors.names,
        groups=np.searchsorted(wholes.groups, sectors.groups),
        sector_items=items(sectors),
        group_items=items(wholes),
        bottom_before=current.units.index[ranked].isin(list(stages.bottom_before)),
    )


def _bottom_before(tables: Tables, policy: Policy, official: Policy, year: int) -> Chains:
    """Units at the bottom of their sector in each of the years before `year` that the policy's rule counts (JX-19).

    Each of those years as the official policy has it: a scenario doesn't change what was, only how many years
    count (spec 12). A year that the upload doesn't have breaks the chain (spec 6.2).
    """
    rules = policy.sector_rules
    if rules is None:
        return {}
    before = range(year - 1, year - rules.years, -1)
    present = set(tables.enterprises["year"].dropna().unique())
    if not present.issuperset(before):
        return {}
    by_year = [_bottom(tables, official, y) for y in before]
    always = set.intersection(*(set(found) for found in by_year))
    return {unit: tuple(found[unit] for found in by_year) for unit in always}


def _bottom(tables: Tables, official: Policy, year: int) -> dict[str, BottomPlace]:
    """Units at the bottom of their sector in `year`, and where they stood."""
    prepared = _prepared(tables, official, year, bottom_before={})
    found: dict[str, BottomPlace] = {}
    for pool in prepared.pools.values():
        if pool.sectors is not None:
            decision = decide_pool(pool, pool.weights[None, :], pool.classes)
            falling = -decision.scores[0]
            for place in np.flatnonzero(decision.sectors.bottom[0]):
                unit = prepared.cohort.units.index[pool.rows[place]]
                found[unit] = _bottom_place(year, pool.sectors, falling, place)
    return found


def _bottom_place(year: int, sectors: PreparedSectors, falling: np.ndarray, place: int) -> BottomPlace:
    """falling: scores negated, so that the last comes first."""
    sector, members = sectors.members(place)
    return BottomPlace(
        year, sectors.names[sector], places_within(falling, members, place), len(members),
        places_of(sectors.rules.bottom_share, len(members)), -float(falling[place]),
    )  # fmt: skip
