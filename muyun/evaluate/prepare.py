"""All that weights and quotas don't touch: the dear half of `evaluate`, done once for many what-ifs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate.adjustments import Adjustments, adjustments
from muyun.evaluate.benchmarks import Benchmarks, benchmarks, group_names
from muyun.evaluate.cohort import Cohort, cohort, missing_reason
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.events import Events, events, vetoes_of
from muyun.evaluate.groups import Membership, aggregated_items, membership, own_ratios
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.points import ItemRules, Items, fill_missing, pool_means
from muyun.evaluate.ratio import ratios_of_sums, rounded
from muyun.evaluate.sectors import PreparedSectors
from muyun.findings import Cell, Finding, Level
from muyun.policy.model import Policy
from muyun.terms import Status


@dataclass(frozen=True, slots=True)
class PoolItems:
    """The items of a pool's 参评 and 过渡期 rows (`rows`: positions in the unit index), and how they came about.

    means  g × m: the enterprises' mean ratio of each item in each of the pool's `groups`
    """

    rows: np.ndarray
    rules: ItemRules
    items: Items
    groups: tuple[str, ...]
    means: np.ndarray


@dataclass(frozen=True, slots=True)
class Prepared:
    """A year under a policy, up to the decision. `pools` holds what the kernel needs."""

    policy: Policy
    cohort: Cohort
    benchmarks: Benchmarks
    items: Mapping[str, PoolItems]
    adjustments: Adjustments
    events: Events
    pools: Mapping[str, PreparedPool]
    findings: tuple[Finding, ...]

    @property
    def year(self) -> int:
        """The evaluated year."""
        return self.cohort.year


def prepare(tables: Tables, policy: Policy, year: int, official: Policy | None = None) -> Prepared:
    """Statuses, land, indicators, benchmarks, items, bonus points and tie-break order of `year`.

    official  the policy that last year's result is taken from (JX-19); `policy` itself when left out,
              the unpatched one in a scenario (spec 12)
    """
    return _prepared(tables, policy, year, _bottom_before(tables, official or policy, year))


def _prepared(tables: Tables, policy: Policy, year: int, bottom_before: frozenset[str]) -> Prepared:
    years = set(tables.enterprises["year"].dropna().unique())
    known: dict[int, Cohort] = {}

    def cohort_of(wanted: int) -> Cohort | None:
        if wanted in years and wanted not in known:
            known[wanted] = cohort(tables, policy, wanted)
        return known.get(wanted)

    current = cohort(tables, policy, year)
    known[year] = current
    bench = benchmarks(current, policy, cohort_of)
    items = {pool: _pool_items(current, policy, pool, bench) for pool in policy.pools}
    current, items = _without_items(current, items)
    adjusted = adjustments(tables, policy, current)
    happened = events(tables, policy, current)
    pools = {
        name: _prepared_pool(current, policy, name, bench, items[name], adjusted, happened, bottom_before)
        for name in policy.pools
        if len(items[name].rows)
    }
    base = [f for y, c in sorted(known.items()) if y != year for f in c.findings if _at_a_cell(f)]
    findings = [*current.findings, *base, *bench.findings, *adjusted.findings, *happened.findings]
    return Prepared(
        policy, current, bench, items, adjusted, happened, pools, tuple(dict.fromkeys(findings))
    )


def _at_a_cell(finding: Finding) -> bool:
    """Worth telling of a base year too: what can be mended in a cell of that year and moves the benchmark."""
    return finding.level is Level.WARNING and isinstance(finding.where, Cell)


def _pool_items(current: Cohort, policy: Policy, pool: str, bench: Benchmarks) -> PoolItems:
    units = current.units
    rows = np.flatnonzero(current.scored & (units["pool"] == pool).to_numpy())
    rules = ItemRules.of(policy.item_rules(pool), policy.indicators)
    parts = current.fractions.select(rows, rules.names)
    names = tuple(g for g, p in group_names(current, policy).items() if p == pool)
    numbers = numbers_in(names, units["group"])[rows]
    own = own_ratios(parts, names, numbers, bench, rules, policy.formula(pool))
    means = pool_means(own, np.where(current.evaluated[rows], numbers, -1), len(names))
    return PoolItems(rows, rules, fill_missing(own, means[numbers], rules), names, means)


def _without_items(
    current: Cohort, items: Mapping[str, PoolItems]
) -> tuple[Cohort, dict[str, PoolItems]]:
    """Rows that have no item at all become 数据缺失; they stay in the benchmarks (spec 10.3)."""
    units, kept = current.units, {}
    for pool, of_pool in items.items():
        empty = of_pool.items.lost.all(axis=1)
        if empty.any():
            codes = units.index[of_pool.rows[empty]]
            reason = missing_reason("全部")
            units = units.assign(reason=units["reason"].cat.add_categories([reason]))
            units.loc[codes, ["status", "reason"]] = [str(Status.MISSING), reason]
        left = Items(of_pool.items.ratios[~empty], of_pool.items.fills[~empty])
        kept[pool] = replace(of_pool, rows=of_pool.rows[~empty], items=left)
    return replace(current, units=units), kept


def _prepared_pool(
    current: Cohort,
    policy: Policy,
    name: str,
    bench: Benchmarks,
    of_pool: PoolItems,
    adjusted: Adjustments,
    happened: Events,
    bottom_before: frozenset[str],
) -> PreparedPool:
    order, bounds = _kernel_order(current, policy, name, of_pool)
    rows = of_pool.rows[order]
    ranked = rows[: bounds[-1]]
    lost = of_pool.items.lost[order].T
    split = policy.pool_by(name) == "区县"
    rules = policy.sector_rules
    return PreparedPool(
        name=name,
        indicators=of_pool.rules.names,
        weights=np.array(list(policy.pools[name].weights.values()), dtype=float),
        classes=policy.classes(name),
        groups=of_pool.groups,
        counties=tuple(g.removeprefix(f"{name}/") if split else None for g in of_pool.groups),
        rows=rows,
        bounds=bounds,
        ratios=np.ascontiguousarray(of_pool.items.ratios[order].T),
        lost=np.ascontiguousarray(lost) if lost.any() else None,
        points=adjusted.frame["points"].to_numpy()[rows],
        vetoes=happened.vetoes(ranked, joint=any(v.to for v in vetoes_of(policy, name))),
        manual=happened.manual[ranked],
        sectors=_sectors(current, policy, name, bench, of_pool, ranked, bottom_before)
        if rules is not None and name in rules.pools
        else None,
    )


def _kernel_order(
    current: Cohort, policy: Policy, pool: str, of_pool: PoolItems
) -> tuple[np.ndarray, np.ndarray]:
    """The pool's rows, 参评 first: by group, then higher tie-break values, missing last, smaller code."""
    rows = of_pool.rows
    transition = ~current.evaluated[rows]
    group = numbers_in(of_pool.groups, current.units["group"])[rows]
    columns = [current.fractions.names.index(name) for name in policy.tie_break(pool)]
    ties = [-rounded(current.fractions.values[rows, j]) for j in reversed(columns)]  # lexsort puts NaN last
    order = np.lexsort((rows, *ties, group, transition))
    counts = np.bincount(group[~transition], minlength=len(of_pool.groups))
    return order, np.concatenate([[0], np.cumsum(counts)])


def _sectors(
    current: Cohort,
    policy: Policy,
    pool: str,
    bench: Benchmarks,
    of_pool: PoolItems,
    ranked: np.ndarray,
    bottom_before: frozenset[str],
) -> PreparedSectors:
    sectors = membership(current, of_pool.groups, "行业")
    wholes = membership(current, of_pool.groups, "全市")

    def items(of: Membership) -> Items:
        sums = ratios_of_sums(current.fractions, of.numbers, len(of.names))
        formula = policy.formula(pool)
        return aggregated_items(sums, of, of_pool.groups, bench, of_pool.means, of_pool.rules, formula)

    numbers = sectors.numbers[ranked]
    sizes = np.bincount(numbers, minlength=len(sectors.names))
    return PreparedSectors(
        rules=policy.sector_rules,
        rows=np.argsort(numbers, kind="stable"),
        bounds=np.concatenate([[0], np.cumsum(sizes)]),
        names=sectors.names,
        groups=np.searchsorted(wholes.groups, sectors.groups),
        sector_items=items(sectors),
        group_items=items(wholes),
        bottom_before=current.units.index[ranked].isin(bottom_before),
    )


def _bottom_before(tables: Tables, official: Policy, year: int) -> frozenset[str]:
    """Units at the bottom of their sector in each of the years before `year` that the rule counts (JX-19).

    A year that the upload doesn't have breaks the chain (spec 6.2).
    """
    rules = official.sector_rules
    if rules is None:
        return frozenset()
    before = range(year - rules.years + 1, year)
    present = set(tables.enterprises["year"].dropna().unique())
    if not present.issuperset(before):
        return frozenset()
    return frozenset.intersection(*(_bottom(tables, official, y) for y in before))


def _bottom(tables: Tables, official: Policy, year: int) -> frozenset[str]:
    """Units at the bottom of their sector in `year`."""
    prepared = _prepared(tables, official, year, bottom_before=frozenset())
    found: set[str] = set()
    for pool in prepared.pools.values():
        if pool.sectors is not None:
            decision = decide_pool(pool, pool.weights[None, :], pool.classes)
            at_bottom = pool.ranked_rows[decision.sectors.bottom[0]]
            found |= set(prepared.cohort.units.index[at_bottom])
    return frozenset(found)
