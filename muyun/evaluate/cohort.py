"""Who takes part in a year, in which pool, and why not? (spec 4, 10.2)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from muyun.data.derive import derived_enterprises
from muyun.data.merge import Merged, merged_units, unmerged
from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate.labels import Words, applies, in_industries, industry_digits, named, source_id
from muyun.evaluate.ratio import Fractions, fractions, rounded, with_row
from muyun.findings import Finding, Level
from muyun.policy.model import Policy
from muyun.policy.rules import Exclusion, LandGate
from muyun.terms import Status

LAND = "land_mu"
NO_POOL = "本系统:无对应评价组"
NO_LAND = "本系统:用地缺失"
NO_COUNTY = "本系统:区县缺失"


def missing_reason(indicator: str) -> str:
    """Why a row is 数据缺失: the indicator that it lacks, or 全部."""
    return f"本系统:指标缺失({indicator})"


@dataclass(frozen=True, slots=True)
class Cohort:
    """The 评价单元 of one year with their status.

    enterprises  a row per 企业 row of the year, sorted by credit code, as `derived_enterprises` gives it
    units      a row per unit, sorted by its code: the year's measures, `pool` and `group` (NaN
               without a pool), `status`, `reason` (NaN for 参评), all four categoricals
    places     position in `units` of each row of `enterprises`
    unit_of    credit code → unit
    fractions  every indicator of the policy, rows as in `units`
    """

    year: int
    enterprises: pd.DataFrame
    units: pd.DataFrame
    unit_of: pd.Series
    places: np.ndarray
    fractions: Fractions
    findings: tuple[Finding, ...]

    @property
    def evaluated(self) -> np.ndarray:
        """Mask of the 参评 rows."""
        return (self.units["status"] == Status.EVALUATED).to_numpy()

    @property
    def scored(self) -> np.ndarray:
        """Mask of the rows that get a score: 参评 and 过渡期."""
        return self.units["status"].isin([Status.EVALUATED, Status.TRANSITION]).to_numpy()


def cohort(tables: Tables, policy: Policy, year: int) -> Cohort:
    """Everybody of `year` with pool, status and reason, decided in the order of spec 10.2."""
    enterprises, findings = derived_enterprises(tables, policy, year)
    enterprises = enterprises.assign(
        pool=_pools(enterprises, policy), exclusion=_exclusions(enterprises, policy.scope.exclude)
    )
    merged = _merged(tables, enterprises, policy)
    units = merged.frame.assign(group=_groups(merged.frame, policy))
    parts = fractions(units, policy.indicators)
    status, reason = _status(units, parts, policy, year)
    units = units.assign(status=status, reason=reason)
    findings += [*merged.findings, *_scope_findings(enterprises, units, policy, year)]
    alone = merged.frame is enterprises
    places = np.arange(len(units)) if alone else units.index.get_indexer(merged.unit_of)
    return Cohort(year, enterprises, units, merged.unit_of, places, parts, tuple(findings))


def with_measures(current: Cohort, policy: Policy, place: int, measures: Mapping[str, float]) -> Cohort:
    """The cohort with other measures (in their units) of the unit at `place`; its own status is decided anew.

    The unit stays what it is: its pool, group and tenants don't follow from what changes.
    """
    columns = {name: current.units[name].to_numpy(dtype=float, copy=True) for name in measures}
    for name, value in measures.items():
        columns[name][place] = value
    units = current.units.assign(**columns)
    parts = with_row(current.fractions, fractions(units.iloc[[place]], policy.indicators), place)
    if LAND in measures:  # no other measure that stays present decides a status
        status, reason = _status(units, parts, policy, current.year)
        units = units.assign(status=status, reason=reason)
    return replace(current, units=units, fractions=parts)


def _merged(tables: Tables, enterprises: pd.DataFrame, policy: Policy) -> Merged:
    if policy.parcels is None or tables.occupancy.empty:
        return unmerged(enterprises)
    return merged_units(tables, enterprises, mergeable(enterprises, policy))


def mergeable(enterprises: pd.DataFrame, policy: Policy) -> pd.Series:
    """Which rows of a cohort's `enterprises` may become one unit with others: bool by credit code (FH-06)."""
    return enterprises["pool"].isin(policy.parcels.pools) & enterprises["exclusion"].isna()


def _pools(rows: pd.DataFrame, policy: Policy) -> pd.Categorical:
    pools = Words(len(rows))
    for name, rule in policy.pools.items():
        pools.put(applies(rows, rule.members), name)
    return pools.categorical(list(policy.pools))


def _groups(units: pd.DataFrame, policy: Policy) -> pd.Categorical:
    """评价组: the pool, with the county where the pool is ranked county by county. In order: pool, county."""
    codes, names = np.full(len(units), -1), []
    counties = units["county"].cat
    for pool in policy.pools:
        members = (units["pool"] == pool).to_numpy()
        split = policy.pool_by(pool) == "区县"
        own = np.where(members, counties.codes.to_numpy() if split else 0, -1)
        found = np.unique(own[own >= 0])
        codes = np.where(own >= 0, len(names) + np.searchsorted(found, own), codes)
        names += [f"{pool}/{counties.categories[c]}" for c in found] if split else [pool] * len(found)
    return pd.Categorical.from_codes(codes, categories=names)


def _exclusions(rows: pd.DataFrame, rules: Iterable[Exclusion]) -> pd.Categorical:
    """Reason of the first rule that excludes a row; NaN where none does."""
    reasons, digits = Words(len(rows)), industry_digits(rows)
    for rule in rules:
        hit = in_industries(digits, rule.industries) if rule.industries else _flagged(rows, rule.flag)
        reasons.put(hit & applies(rows, rule), f"{source_id(rule)}:{rule.reason}")
    return reasons.categorical()


def _flagged(rows: pd.DataFrame, flag: str) -> np.ndarray:
    return rows[flag].to_numpy(dtype=bool, na_value=False)


def _status(
    units: pd.DataFrame, parts: Fractions, policy: Policy, year: int
) -> tuple[pd.Categorical, pd.Categorical]:
    """Status and reason, first match in the order of spec 10.2; no reason (NaN) for 参评."""
    reasons = Words.of(units["exclusion"].array)
    status = Words(len(units))
    reasons.put(units["pool"].isna().to_numpy(), NO_POOL)
    status.put(~reasons.open, Status.EXCLUDED)
    for name, mask in _incomplete(units, parts, policy):
        reasons.put(mask, name)
    status.put(~reasons.open, Status.MISSING)
    for gate in _gates_of_year(policy.scope.land_gate, year):
        if not gate.soft:
            reasons.put(_below(units, gate), f"{source_id(gate)}:用地不足{gate.at_least_mu:g}亩")
    status.put(~reasons.open, Status.EXCLUDED)
    rule = policy.scope.transition
    if rule is not None:
        reasons.put(_in_transition(units, rule.years, year), f"{source_id(rule)}:过渡期")
    status.put(~reasons.open, Status.TRANSITION)
    status.put(reasons.open, Status.EVALUATED)
    return status.categorical([str(s) for s in Status]), reasons.categorical()


def _incomplete(
    units: pd.DataFrame, parts: Fractions, policy: Policy
) -> Iterator[tuple[str, np.ndarray]]:
    """Reason and rows: the county that a split pool needs, the land that a per-mu pool needs, or an
    indicator whose `missing` is `exclude`. A county can be missing where only some offices list a code."""
    yield NO_COUNTY, (units["pool"].notna() & units["group"].isna()).to_numpy()
    land = rounded(units[LAND].to_numpy(dtype=float))
    for pool in policy.pools:
        members = (units["pool"] == pool).to_numpy()
        rules = policy.item_rules(pool)
        per_mu = [parts.names.index(name) for name in rules if policy.indicators[name].denominator == LAND]
        if per_mu:  # a park or region that publishes a ratio per mu needs no land of its own (spec 6.5)
            yield NO_LAND, members & ~(land > 0) & np.isnan(parts.values[:, per_mu]).all(axis=1)
        for name, rule in rules.items():
            if rule.missing == "exclude":
                yield missing_reason(name), members & undefined(parts, name, rule.zero_denominator)


def undefined(parts: Fractions, name: str, zero_denominator: str) -> np.ndarray:
    """Mask of the rows whose item is missing: no value, and no zero denominator that counts as full."""
    j = parts.names.index(name)
    lacking = np.isnan(parts.values[:, j])
    if zero_denominator == "full":
        zero = rounded(parts.denominators[:, j]) == 0
        lacking &= ~(zero & ~np.isnan(parts.numerators[:, j]))
    return lacking


def _gates_of_year(gates: Iterable[LandGate], year: int) -> list[LandGate]:
    """The gate that holds in `year` for each kind and scale that has one."""
    by_subject: dict[tuple, list[LandGate]] = {}
    for gate in gates:
        by_subject.setdefault((gate.kind, gate.scale), []).append(gate)
    return [gate_of_year(rows, year) for rows in by_subject.values()]


def _below(units: pd.DataFrame, gate: LandGate) -> np.ndarray:
    """Mask of the rows below the line (XC-01, FH-04); 5.00 is in, 4.99 out."""
    return applies(units, gate) & (rounded(units[LAND].to_numpy(dtype=float)) < gate.at_least_mu)


def gate_of_year(gates: Iterable[LandGate], year: int) -> LandGate:
    """The gate of the latest from_year that is not after `year`; the first one also before it (spec 12)."""
    ordered = sorted(gates, key=lambda gate: gate.from_year)
    return next((g for g in reversed(ordered) if g.from_year <= year), ordered[0])


def _in_transition(units: pd.DataFrame, years: int, year: int) -> np.ndarray:
    """Mask of the rows in their first evaluations (XC-14, XA-12): start 2019 → 2019, 2020, 2021."""
    start = units["transition_from"].to_numpy(dtype=float, na_value=np.nan)
    return (start <= year) & (year < start + years)


TRANSITION_LABELS = ("新设企业", "新升规企业", "重大项目建设期")


def _scope_findings(
    enterprises: pd.DataFrame, units: pd.DataFrame, policy: Policy, year: int
) -> list[Finding]:
    findings = _missing_findings(units)
    short = _too_short(enterprises, policy.scope.exclude)
    if short.any():
        findings.append(_code_too_short(list(shown_names(enterprises)[short])))
    if policy.scope.transition is not None:
        labelled = enterprises["labels"].str.contains("|".join(TRANSITION_LABELS), na=False).astype(bool)
        dateless = labelled & enterprises["transition_from"].isna()
        if dateless.any():
            findings.append(_transition_without_year(list(shown_names(enterprises)[dateless])))
    for gate in _gates_of_year(policy.scope.land_gate, year):
        count = int((_below(units, gate) & units["reason"].isna()).sum()) if gate.soft else 0
        if count:
            findings.append(_soft_gate(gate, count))
    return findings


def _missing_findings(units: pd.DataFrame) -> list[Finding]:
    """Who isn't ranked for want of data, a finding a reason."""
    missing = units[units["status"] == Status.MISSING]
    return [
        _data_missing(reason, list(shown_names(rows))) for reason, rows in missing.groupby("reason", observed=True)
    ]


def _too_short(rows: pd.DataFrame, rules: Iterable[Exclusion]) -> np.ndarray:
    """Rows whose code is the beginning of an excluded one, so that nobody can tell (70 for 7010)."""
    digits, short = industry_digits(rows), np.zeros(len(rows), dtype=bool)
    for rule in rules:
        prefixes = {code[:n] for code in rule.industries for n in range(2, len(code))}
        short |= applies(rows, rule) & digits.isin(prefixes).to_numpy() & ~in_industries(digits, rule.industries)
    return short


def _data_missing(reason: str, names: list[str]) -> Finding:
    return Finding(
        code="DATA_MISSING", level=Level.WARNING, where=None,
        what=f"{named(names)}记为“数据缺失”，不参加排名（{reason}）。",
        why="缺这项数据就算不出全部指标，也不占各档的名额。",
        fix="请补充数据后重新评价。",
    )  # fmt: skip


def _code_too_short(names: list[str]) -> Finding:
    return Finding(
        code="INDUSTRY_TOO_SHORT", level=Level.NOTE, where=None,
        what=f"{named(names)}的行业代码位数太少，看不出是否属于不参评的行业，暂列入评价。",
        fix="请填写四位行业代码。",
    )  # fmt: skip


def _transition_without_year(names: list[str]) -> Finding:
    return Finding(
        code="TRANSITION_NO_YEAR", level=Level.NOTE, where=None,
        what=f"{named(names)}有新设、新升规或建设期标签，没有过渡期起始年，按正常参评处理。",
        fix="要列入过渡期的，请填写“过渡期起始年”。",
    )  # fmt: skip


def _soft_gate(gate: LandGate, count: int) -> Finding:
    return Finding(
        code="SOFT_LAND_GATE", level=Level.NOTE, where=None,
        what=f"{count} 个参评单元用地不足 {gate.at_least_mu:g} 亩。",
        why="这条线设为软线（为主），线下的企业也参加评价。",
    )  # fmt: skip
