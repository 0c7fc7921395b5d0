"""Which points are added or taken away? 加减分 rows and Jiaxing's R (spec 3; JX-05…11, XC-13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate.cohort import Cohort
from muyun.evaluate.labels import in_industries, industry_digits, named
from muyun.evaluate.ratio import rounded
from muyun.findings import Finding, Level
from muyun.policy.model import Policy
from muyun.policy.rules import SectorAdjustment

RATIO_LIMIT = 2.0
"""S and T stay within ±2 (annex: 1≤S≤2, −2≤S<−1)."""

SAME = 1e-9
"""|K − 1| below this counts as K = 1 (spec 3.2)."""

X, Y, Z = "value_added_wan", "energy_tce", "emission_t"
AVERAGES = ["W", "x_of_w", "y", "rows_of_w", "Q", "x_of_q", "z", "rows_of_q"]


@dataclass(frozen=True, slots=True)
class Adjustments:
    """`frame` by unit: 加减分 rows summed (`bonus`), K, S, L, T, R and `points` = bonus + R.

    `points` is 0 where there is nothing, NaN for rows that are neither 参评 nor 过渡期.
    `averages`: by sector W = `x_of_w` ÷ `y` over `rows_of_w` rows, Q = `x_of_q` ÷ `z` over `rows_of_q`.
    """

    frame: pd.DataFrame
    averages: pd.DataFrame
    findings: tuple[Finding, ...]


def adjustments(tables: Tables, policy: Policy, current: Cohort) -> Adjustments:
    """加减分 and R of every unit of the year's cohort (spec 10.5)."""
    units = current.units
    bonus, findings = _bonus(tables, policy, current)
    parts = pd.DataFrame(np.nan, units.index, ["K", "S", "L", "T", "R"])
    averages = pd.DataFrame(columns=AVERAGES, dtype=float)
    if policy.sector_adjustment is not None:
        parts, averages, found = _sector_adjustment(policy.sector_adjustment, current)
        findings += found
    points = (bonus + parts["R"].where(parts["R"].notna(), 0.0)).where(current.scored)
    frame = parts.assign(bonus=bonus.where(current.scored), points=points)
    return Adjustments(frame, averages, tuple(findings))


def with_changed_unit(before: Adjustments, rule: SectorAdjustment, current: Cohort, place: int) -> Adjustments:
    """R after the X, Y or Z of the unit at `place` changed; who is scored didn't.

    current  the cohort with the changed row. Only the unit's sectors are computed anew, and those after its first,
             which come later over rows that are in several.
    """
    sectors, digits = list(rule.sectors.items()), industry_digits(current.units)
    own = [n for n, (_, codes) in enumerate(sectors) if in_industries(digits.iloc[[place]], codes)[0]]
    if not own or current.units["pool"].iat[place] not in rule.pools:
        return before
    later = dict(sectors[own[0] :])
    parts, averages, _ = _sector_adjustment(rule.model_copy(update={"sectors": later}), current)
    anew = np.any([in_industries(digits, codes) for codes in later.values()], axis=0)
    anew &= current.units["pool"].isin(rule.pools).to_numpy()
    columns = {name: np.where(anew, parts[name].to_numpy(), before.frame[name].to_numpy()) for name in parts.columns}
    r = np.where(np.isnan(columns["R"]), 0.0, columns["R"])
    frame = before.frame.assign(**columns, points=before.frame["bonus"].to_numpy() + r)
    known = before.averages.copy()
    known.loc[averages.index] = averages
    return Adjustments(frame, known, ())


def _bonus(tables: Tables, policy: Policy, current: Cohort) -> tuple[pd.Series, list[Finding]]:
    """Points of the year by unit; 0 where there are no rows."""
    rows = tables.points
    rows = rows[(rows["year"] == current.year).to_numpy(dtype=bool, na_value=False)]
    total = pd.Series(dtype=float)
    if not rows.empty:
        rows = rows.sort_values(["uscc", "item", "points"])  # so that row order can't decide a last bit
        total = rows.groupby(rows["uscc"].map(current.unit_of))["points"].sum()
    listed = policy.bonus_items.value if policy.bonus_items else ()
    unlisted = sorted(set(rows["item"].dropna()) - set(listed))
    findings = [_unlisted_items(unlisted)] if unlisted else []
    return _by_unit(total, current.units.index), findings


def _by_unit(values: pd.Series, index: pd.Index) -> pd.Series:
    """The few values at their places in `index`, 0 elsewhere."""
    filled = np.zeros(len(index))
    filled[index.get_indexer(values.index)] = values.to_numpy()
    return pd.Series(filled, index)


def signed_ratio(k: np.ndarray) -> np.ndarray:
    """S of K (T of L): K ≥ 1 → min(K, 2); 0 < K < 1 → max(−1/K, −2); K ≤ 0 → −2. Annex 1 and 2, spec 3.2."""
    low = np.full(k.shape, -RATIO_LIMIT)
    np.divide(-1.0, k, out=low, where=k > 1 / RATIO_LIMIT)
    value = np.where(k > 1 - SAME, np.minimum(np.maximum(k, 1), RATIO_LIMIT), low)
    return np.where(np.isnan(k), np.nan, value)


def _sector_adjustment(
    rule: SectorAdjustment, current: Cohort
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """K, S, L, T, R by unit, W and Q by sector, findings."""
    units, digits = current.units, industry_digits(current.units)
    in_pool = units["pool"].isin(rule.pools).to_numpy()
    gated = rounded(units[Y].to_numpy(dtype=float)) >= rule.gate_tce
    parts = pd.DataFrame(np.nan, units.index, ["K", "S", "L", "T", "R"])
    averages, findings = {}, []
    for sector, codes in rule.sectors.items():
        members = in_pool & in_industries(digits, codes)
        counted = members & current.evaluated & (gated | (rule.average_over == "sector"))
        averages[sector] = _averages(units.loc[counted, [X, Y, Z]], rule)
        own = members & gated & current.scored
        w, q = averages[sector][AVERAGES.index("W")], averages[sector][AVERAGES.index("Q")]
        part, found = _adjusted(units.loc[own, ["name", X, Y, Z]], rule, sector, w, q)
        parts[own] = part
        findings += found
    frame = pd.DataFrame.from_dict(averages, orient="index", columns=AVERAGES)
    return parts, frame, findings


def _averages(rows: pd.DataFrame, rule: SectorAdjustment) -> tuple[float, ...]:
    """W = ΣX/ΣY and Q = ΣX/ΣZ over the rows where both are present, as `AVERAGES`; NaN where the sum below is ≤ 0."""
    emitting = rows if rule.zero_z == "keep" else rows[rounded(rows[Z].to_numpy(dtype=float)) != 0]
    return (*_ratio_of_sums(rows, X, Y), *_ratio_of_sums(emitting, X, Z))


def _ratio_of_sums(rows: pd.DataFrame, numerator: str, denominator: str) -> tuple[float, float, float, int]:
    both = rows[[numerator, denominator]].dropna()
    above, below = float(both[numerator].sum()), float(both[denominator].sum())
    return above / below if below > 0 else np.nan, above, below, len(both)


def _adjusted(
    rows: pd.DataFrame, rule: SectorAdjustment, sector: str, w: float, q: float
) -> tuple[pd.DataFrame, list[Finding]]:
    """R of a sector's enterprises over the gate, and what kept some from having it."""
    x, y, z = (rows[name].to_numpy(dtype=float) for name in (X, Y, Z))
    frame = pd.DataFrame(sector_points(x, y, z, (w, q), rule), rows.index)
    return frame, _adjustment_findings(rows, sector, w, q)


def sector_points(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, averages: tuple[float, float], rule: SectorAdjustment
) -> dict[str, np.ndarray]:
    """K, S, L, T and R of n rows over the gate by their X, Y and Z; `averages`: W and Q of their sector (spec 3.2)."""
    w, q = averages
    k = np.full(len(x), np.nan)
    if w > 0:
        np.divide(x, y * w, out=k, where=y > 0)
    s = signed_ratio(k)
    emits = rounded(z) > 0
    ratio = np.full(len(x), np.nan)
    if q > 0:
        np.divide(x, z * q, out=ratio, where=emits)
    t = np.where(np.isnan(ratio), 0.0, signed_ratio(ratio))  # Z = 0, Z blank or Q unknown: T = 0
    t = np.where(np.isnan(s), np.nan, t)
    return {"K": k, "S": s, "L": ratio, "T": t, "R": rule.a * s + rule.b * t}


def _adjustment_findings(rows: pd.DataFrame, sector: str, w: float, q: float) -> list[Finding]:
    if rows.empty:
        return []
    if not w > 0:
        return [_no_average(sector)]
    findings = []
    no_x, no_z = rows[X].isna(), rows[X].notna() & rows[Z].isna()
    if no_x.any():
        findings.append(_no_value_added(sector, list(shown_names(rows)[no_x])))
    if no_z.any():
        findings.append(_no_emission(sector, list(shown_names(rows)[no_z])))
    if not q > 0 and (rows[Z] > 0).any():
        findings.append(_no_emission_average(sector))
    return findings


def _unlisted_items(items: list[str]) -> Finding:
    return Finding(
        code="BONUS_ITEM_UNLISTED", level=Level.NOTE, where=None,
        what=f"加减分项目{named(items, unit='项')}没有列在政策里，仍按填报的分值计入。",
        fix="请核对依据文件。",
    )  # fmt: skip


def _no_average(sector: str) -> Finding:
    return Finding(
        code="SECTOR_AVERAGE_MISSING", level=Level.WARNING, where=None,
        what=f"{sector}行业的单位能耗增加值平均值算不出来或不大于 0，该行业企业没有个性化加减分。",
        fix="请核对该行业参评企业的工业增加值和总用能。",
    )  # fmt: skip


def _no_value_added(sector: str, names: list[str]) -> Finding:
    return Finding(
        code="SECTOR_VALUE_ADDED_MISSING", level=Level.WARNING, where=None,
        what=f"{sector}行业的{named(names)}没有工业增加值，没有个性化加减分。",
        fix="请补充工业增加值。",
    )  # fmt: skip


def _no_emission(sector: str, names: list[str]) -> Finding:
    return Finding(
        code="SECTOR_EMISSION_MISSING", level=Level.WARNING, where=None,
        what=f"{sector}行业的{named(names)}没有排放量，单位排放增加值一项的加减分按 0 计。",
        fix="请补充排放量；确实没有排放的请填 0。",
    )  # fmt: skip


def _no_emission_average(sector: str) -> Finding:
    return Finding(
        code="SECTOR_EMISSION_AVERAGE_MISSING", level=Level.WARNING, where=None,
        what=f"{sector}行业的单位排放增加值平均值算不出来或不大于 0，这一项的加减分按 0 计。",
        fix="请核对该行业参评企业的工业增加值和排放量。",
    )  # fmt: skip
