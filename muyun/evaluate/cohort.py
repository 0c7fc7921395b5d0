"""Who takes part in a year, in which pool, and why not? (spec 4, 10.2)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.derive import derived_enterprises
from muyun.data.merge import Merged, merged_units, unmerged
from muyun.data.tables import Tables
from muyun.evaluate.ratio import Fractions, fractions, rounded
from muyun.findings import Finding, Level
from muyun.policy.model import Exclusion, LandGate, Policy
from muyun.terms import Status

LAND = "land_mu"
NO_POOL = "本系统:无对应评价组"
NO_LAND = "本系统:用地缺失"


def missing_reason(indicator: str) -> str:
    """Why a row is 数据缺失: the indicator that it lacks, or 全部."""
    return f"本系统:指标缺失({indicator})"


@dataclass(frozen=True, slots=True)
class Cohort:
    """The 评价单元 of one year with their status.

    enterprises  a row per 企业 row of the year, sorted by credit code, as `derived_enterprises` gives it
    units      a row per unit, sorted by its code: the year's measures, `pool` and `group` (None
               without a pool), `status`, `reason` ("" for 参评)
    unit_of    credit code → unit
    fractions  every indicator of the policy, rows as in `units`
    """

    year: int
    enterprises: pd.DataFrame
    units: pd.DataFrame
    unit_of: pd.Series
    fractions: Fractions
    findings: tuple[Finding, ...]

    @property
    def evaluated(self) -> np.ndarray:
        """Mask of the 参评 rows."""
        return (self.units["status"] == Status.EVALUATED).to_numpy()


def cohort(tables: Tables, policy: Policy, year: int) -> Cohort:
    """Everybody of `year` with pool, status and reason, decided in the order of spec 10.2."""
    enterprises, findings = derived_enterprises(tables, policy, year)
    enterprises = enterprises.assign(
        pool=_pools(enterprises, policy), exclusion=_exclusions(enterprises, policy.scope.exclude)
    )
    merged = _merged(tables, enterprises, policy)
    units = merged.frame
    units = units.assign(group=_groups(units, policy))
    parts = fractions(units, policy.indicators)
    status, reason = _status(units, parts, policy, year)
    units = units.assign(status=status, reason=reason)
    findings += [*merged.findings, *_scope_findings(enterprises, units, policy, year)]
    return Cohort(year, enterprises, units, merged.unit_of, parts, tuple(findings))


def _merged(tables: Tables, enterprises: pd.DataFrame, policy: Policy) -> Merged:
    if policy.parcels is None or tables.occupancy.empty:
        return unmerged(enterprises)
    mergeable = enterprises["pool"].isin(policy.parcels.pools) & (enterprises["exclusion"] == "")
    return merged_units(tables, enterprises, mergeable)


def _pools(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    pool = pd.Series(None, rows.index, dtype="str")
    for name, rule in policy.pools.items():
        pool = pool.mask(applies(rows, rule.members), name)
    return pool


def applies(rows: pd.DataFrame, rule: object) -> pd.Series:
    """Mask of the rows that a rule with optional `kind` and `scale` speaks of."""
    mask = pd.Series(True, rows.index)
    for key in ("kind", "scale"):
        wanted = getattr(rule, key, None)
        if wanted is not None:
            mask &= rows[key] == wanted
    return mask


def _groups(units: pd.DataFrame, policy: Policy) -> pd.Series:
    """评价组: the pool, with the county where the pool is ranked county by county."""
    split = units["pool"].isin([p for p in policy.pools if policy.pool_by(p) == "区县"])
    return units["pool"].mask(split, units["pool"] + "/" + units["county"])


def industry_digits(rows: pd.DataFrame) -> pd.Series:
    """GB/T 4754 code without its letter: C1713 and 1713 are the same."""
    return rows["industry"].str.replace(r"^[A-Z]", "", regex=True)


def in_industries(digits: pd.Series, codes: Iterable[str]) -> pd.Series:
    """Mask of the rows whose code begins with one of `codes`."""
    return digits.str.startswith(tuple(codes)).fillna(False).astype(bool)


def _exclusions(rows: pd.DataFrame, rules: Iterable[Exclusion]) -> pd.Series:
    """Reason of the first rule that excludes a row; "" where none does."""
    reason = pd.Series("", rows.index, dtype="str")
    digits = industry_digits(rows)
    for rule in rules:
        hit = in_industries(digits, rule.industries) if rule.industries else _flagged(rows, rule.flag)
        hit &= applies(rows, rule) & (reason == "")
        reason = reason.mask(hit, f"{source_id(rule)}:{rule.reason}")
    return reason


def _flagged(rows: pd.DataFrame, flag: str) -> pd.Series:
    return rows[flag].fillna(False).astype(bool)


def source_id(rule: object) -> str:
    """What a reason begins with: the first clause, or 本系统 for an assumed rule."""
    return rule.clause[0] if rule.clause else "本系统"


def _status(
    units: pd.DataFrame, parts: Fractions, policy: Policy, year: int
) -> tuple[pd.Series, pd.Series]:
    """Status and reason, first match in the order of spec 10.2."""
    gate = _land_gate(units, policy.scope.land_gate, year)
    transition = _transition(units, policy, year)
    incomplete = _incomplete(units, parts, policy)
    reason = units["exclusion"].mask(units["exclusion"] == "", np.where(units["pool"].isna(), NO_POOL, ""))
    out = (reason != "").to_numpy()
    status = pd.Series(np.where(out, Status.EXCLUDED, Status.EVALUATED), units.index, dtype="str")
    for next_status, next_reason in (
        (Status.MISSING, incomplete), (Status.EXCLUDED, gate), (Status.TRANSITION, transition),
    ):  # fmt: skip
        hit = (reason == "") & (next_reason != "")
        reason, status = reason.mask(hit, next_reason), status.mask(hit, next_status)
    return status, reason


def _incomplete(units: pd.DataFrame, parts: Fractions, policy: Policy) -> pd.Series:
    """Land that a per-mu pool needs, or an indicator whose `missing` is `exclude`, isn't there."""
    reason = pd.Series("", units.index, dtype="str")
    land = rounded(units[LAND].to_numpy(dtype=float))
    for pool in policy.pools:
        members = (units["pool"] == pool).to_numpy()
        rules = policy.item_rules(pool)
        if any(policy.indicators[name].denominator == LAND for name in rules):
            reason = reason.mask(members & ~(land > 0), NO_LAND)
        for name, rule in rules.items():
            if rule.missing == "exclude":
                lacks = members & undefined(parts, name, rule.zero_denominator)
                reason = reason.mask(lacks & (reason == ""), missing_reason(name))
    return reason


def undefined(parts: Fractions, name: str, zero_denominator: str) -> np.ndarray:
    """Mask of the rows whose item is missing: no value, and no zero denominator that counts as full."""
    j = parts.names.index(name)
    lacking = np.isnan(parts.values[:, j])
    if zero_denominator == "full":
        zero = rounded(parts.denominators[:, j]) == 0
        lacking &= ~(zero & ~np.isnan(parts.numerators[:, j]))
    return lacking


def _land_gate(units: pd.DataFrame, gates: Iterable[LandGate], year: int) -> pd.Series:
    """Reason of the rows below the line of their year (XC-01, FH-04); 5.00 is in, 4.99 out."""
    reason = pd.Series("", units.index, dtype="str")
    for gate in _gates_of_year(gates, year):
        if not gate.soft:
            below = _below(units, gate) & (reason == "")
            reason = reason.mask(below, f"{source_id(gate)}:用地不足{gate.at_least_mu:g}亩")
    return reason


def _gates_of_year(gates: Iterable[LandGate], year: int) -> list[LandGate]:
    """The gate that holds in `year` for each kind and scale that has one."""
    by_subject: dict[tuple, list[LandGate]] = {}
    for gate in gates:
        by_subject.setdefault((gate.kind, gate.scale), []).append(gate)
    return [gate_of_year(rows, year) for rows in by_subject.values()]


def _below(units: pd.DataFrame, gate: LandGate) -> pd.Series:
    return applies(units, gate) & (rounded(units[LAND].to_numpy(dtype=float)) < gate.at_least_mu)


def gate_of_year(gates: Iterable[LandGate], year: int) -> LandGate:
    """The gate of the latest from_year that is not after `year`; the first one also before it (spec 12)."""
    ordered = sorted(gates, key=lambda gate: gate.from_year)
    return next((g for g in reversed(ordered) if g.from_year <= year), ordered[0])


def _transition(units: pd.DataFrame, policy: Policy, year: int) -> pd.Series:
    """Reason of the rows in their first evaluations (XC-14, XA-12): start 2019 → 2019, 2020, 2021."""
    reason = pd.Series("", units.index, dtype="str")
    rule = policy.scope.transition
    if rule is None:
        return reason
    start = units["transition_from"].astype("float64")
    return reason.mask((start <= year) & (year < start + rule.years), f"{source_id(rule)}:过渡期")


TRANSITION_LABELS = ("新设企业", "新升规企业", "重大项目建设期")


def _scope_findings(
    enterprises: pd.DataFrame, units: pd.DataFrame, policy: Policy, year: int
) -> list[Finding]:
    findings = []
    short = _too_short(enterprises, policy.scope.exclude)
    if short.any():
        findings.append(_code_too_short(list(enterprises["name"][short])))
    if policy.scope.transition is not None:
        labelled = enterprises["labels"].str.contains("|".join(TRANSITION_LABELS)).fillna(False).astype(bool)
        dateless = labelled & enterprises["transition_from"].isna()
        if dateless.any():
            findings.append(_transition_without_year(list(enterprises["name"][dateless])))
    for gate in _gates_of_year(policy.scope.land_gate, year):
        count = int((_below(units, gate) & (units["reason"] == "")).sum()) if gate.soft else 0
        if count:
            findings.append(_soft_gate(gate, count))
    return findings


def _too_short(rows: pd.DataFrame, rules: Iterable[Exclusion]) -> pd.Series:
    """Rows whose code is the beginning of an excluded one, so that nobody can tell (70 for 7010)."""
    digits, short = industry_digits(rows), pd.Series(False, rows.index)
    for rule in rules:
        prefixes = {code[:n] for code in rule.industries for n in range(2, len(code))}
        short |= applies(rows, rule) & digits.isin(prefixes) & ~in_industries(digits, rule.industries)
    return short


def named(names: list[str]) -> str:
    """“甲”“乙”“丙”等 5 家."""
    return "".join(f"“{name}”" for name in names[:3]) + (f"等 {len(names)} 家" if len(names) > 3 else "")


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
