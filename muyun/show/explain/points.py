"""Which points were added or taken away? 加减分 rows and the sector's R (spec 3; JX-05…11, XC-13)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from muyun.evaluate.adjustments import SAME, X, Y, Z
from muyun.evaluate.labels import in_industries, industry_digits
from muyun.policy.rules import SectorAdjustment
from muyun.show.explain.cells import table_cell
from muyun.show.explain.node import Basis, Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.explain.units import unit_measure
from muyun.show.explain.words import bracketed, ratio_formula, sum_formula
from muyun.show.trace import exact
from muyun.show.words import number
from muyun.terms import table_measures

_T_ZERO = "没有排放、排放缺报，或行业的 Q 算不出来，T 取 0。"


def points(of: Subject) -> Node:
    """加减分: the rows of table 加减分 and R where the policy has it."""
    frame = of.evaluation.adjustments.iloc[of.place]
    children = [_bonus(of, float(frame["bonus"]))]
    if not np.isnan(frame["R"]):
        children.append(_sector_points(of, of.policy.sector_adjustment, frame))
    total = float(frame["points"])
    note = _without_r(of) if of.policy.sector_adjustment is not None and np.isnan(frame["R"]) else ""
    return Node(
        Kind.POINTS, "加减分", total, "分", Op.SUM, formula=sum_formula(children, total),
        rule="“加减分”表本年度各条之和" + ("，加上行业加减分 R。" if len(children) > 1 else "。"),
        basis=of.basis("bonus_items"), note=note, children=tuple(children),
    )  # fmt: skip


def _bonus(of: Subject, total: float) -> Node:
    rows = of.tables.points
    own = (rows["year"] == of.year) & rows["uscc"].isin(of.tenants)
    children = tuple(_bonus_row(of, label) for label in rows.index[own.to_numpy(dtype=bool, na_value=False)])
    if not children:
        return Node(Kind.BONUS, "“加减分”表", total, "分", Op.TOTAL, note=f"“加减分”表没有 {of.year} 年的条目")
    formula = sum_formula(children, total)
    return Node(Kind.BONUS, "“加减分”表", total, "分", Op.SUM, formula=formula, children=children)


def _bonus_row(of: Subject, label: int) -> Node:
    row = of.tables.points.loc[label]
    basis = "" if pd.isna(row["basis"]) else f"依据：{row['basis']}"
    title = "（未写项目）" if pd.isna(row["item"]) else str(row["item"])
    return table_cell(of, "加减分", label, "points", Kind.BONUS_ROW, title=title, rule=basis)


def _without_r(of: Subject) -> str:
    """Why there is no R."""
    rule = of.policy.sector_adjustment
    if of.pool not in rule.pools:
        return f"{of.pool}不评行业加减分"
    if _sector(of, rule) is None:
        return "不属于" + "、".join(rule.sectors) + "，不评行业加减分"
    energy = of.evaluation.participants[Y].iat[of.place]
    if np.isnan(energy) or energy < rule.gate_tce:
        own = "总用能缺报" if np.isnan(energy) else f"总用能 {exact(energy)} 吨标煤"
        return f"{own}，不到 {number(rule.gate_tce)} 吨标煤，不评行业加减分"
    return "工业增加值缺报或行业平均值算不出来，没有行业加减分"


def _sector(of: Subject, rule: SectorAdjustment) -> str | None:
    digits = industry_digits(of.evaluation.participants.iloc[[of.place]])
    return next((name for name, codes in rule.sectors.items() if in_industries(digits, codes)[0]), None)


def r_formula(rule: SectorAdjustment, frame: pd.Series) -> str:
    """「R = 2 × S + 2 × T = 2 × 1.6 + 2 × (−1.111111) = 0.9777778」."""
    a, b = exact(rule.a), exact(rule.b)
    put_in = f"{a} × {bracketed(frame['S'])} + {b} × {bracketed(frame['T'])}"
    return f"R = {a} × S + {b} × T = {put_in} = {exact(frame['R'])}"


def _sector_points(of: Subject, rule: SectorAdjustment, frame: pd.Series) -> Node:
    sector = _sector(of, rule)
    children = (
        _coefficient(of, "a", rule.a), _coefficient(of, "b", rule.b),
        _signed(of, "S", sector, frame), _signed(of, "T", sector, frame),
    )  # fmt: skip
    words = f"{sector}行业、总用能不低于 {number(rule.gate_tce)} 吨标煤的企业：R = aS + bT，计入加减分。"
    return Node(
        Kind.R, "行业加减分 R", float(frame["R"]), "分", Op.LINEAR, sector, r_formula(rule, frame), words,
        of.basis("sector_adjustment", "a"), children=children,
    )  # fmt: skip


def _coefficient(of: Subject, key: str, value: float) -> Node:
    basis = _naming(of, key, "aS" if key == "a" else "bT")
    return Node(Kind.FACTOR, f"系数 {key}", value, "", Op.RULE, key, basis=basis)


def _naming(of: Subject, key: str, letter: str) -> Basis:
    """Where a value of the rule comes from: of its clauses those whose words name the letter."""
    basis = of.basis("sector_adjustment", key)
    return replace(basis, clauses=tuple(cited for cited in basis.clauses if letter in cited[1]) or basis.clauses)


_PARTS = {"S": ("K", "W", X, Y, "x_of_w", "y", "rows_of_w"), "T": ("L", "Q", X, Z, "x_of_q", "z", "rows_of_q")}
_SIGNED_RULE = "{0} ≥ 1 的取 {0}、最多 2；0 与 1 之间的取 −1 ÷ {0}、最少 −2；不大于 0 的取 −2。"


def _signed(of: Subject, key: str, sector: str, frame: pd.Series) -> Node:
    """S from K, or T from L."""
    ratio, value = _PARTS[key][0], float(frame[key])
    basis = _naming(of, "a", key)
    if np.isnan(frame[ratio]):
        children = (unit_measure(of, _PARTS[key][3]), _average(of, key, sector))
        if key == "S":
            rule = "总用能不大于 0，比值算不出来。"
            return Node(Kind.SIGNED, key, value, "", Op.LOST, key, rule=rule, basis=basis, children=children)
        return Node(Kind.SIGNED, key, value, "", Op.ZERO, key, "T = 0", _T_ZERO, basis, children=children)
    formula = _signed_formula(key, ratio, float(frame[ratio]), value)
    child = _relative(of, key, sector, float(frame[ratio]))
    rule = _SIGNED_RULE.format(ratio)
    return Node(Kind.SIGNED, key, value, "", Op.SIGNED_RATIO, key, formula, rule, basis, children=(child,))


def _signed_formula(key: str, name: str, ratio: float, value: float) -> str:
    if ratio > 1 - SAME:
        return f"{key} = min({exact(ratio)}, 2) = {exact(value)}"
    if ratio <= 0:
        return f"{name} = {exact(ratio)}，不大于 0，{key} = {exact(value)}"
    return f"{key} = max(−1 ÷ {exact(ratio)}, −2) = {exact(value)}"


def _relative(of: Subject, key: str, sector: str, ratio: float) -> Node:
    """K = (X ÷ Y) ÷ W, or L = (X ÷ Z) ÷ Q."""
    name, average, above, below = _PARTS[key][:4]
    measures = (unit_measure(of, above, Kind.NUMERATOR), unit_measure(of, below, Kind.DENOMINATOR))
    base = _average(of, key, sector)
    over, under = (bracketed(measure.value) for measure in measures)
    formula = f"{name} = {over} ÷ {under} ÷ {exact(base.value)} = {exact(ratio)}"
    rule = f"{name} = 本企业{measures[0].title} ÷ {measures[1].title} ÷ 行业平均值 {average}。"
    basis = _naming(of, "a", "K" if key == "S" else average)
    return Node(Kind.RELATIVE, name, ratio, "", Op.RELATIVE, name, formula, rule, basis, children=(*measures, base))


def _average(of: Subject, key: str, sector: str) -> Node:
    """W or Q: ΣX ÷ ΣY over the sector's 参评 units."""
    name, above, below, sum_x, sum_y, rows = _PARTS[key][1:]
    row = of.evaluation.prepared.adjustments.averages.loc[sector]
    measures, sums = table_measures("企业"), (float(row[sum_x]), float(row[sum_y]))
    whole = "、".join(of.policy.sector_adjustment.pools)
    note = f"{whole} {sector}行业 {int(row[rows]):,} 家参评单元之和（两个数都有的）"
    leaves = tuple(
        Node(kind, f"{sector}行业{measures[m].column}合计", value, measures[m].unit, Op.TOTAL, m, note=note)
        for kind, m, value in zip((Kind.NUMERATOR, Kind.DENOMINATOR), (above, below), sums, strict=True)
    )
    return Node(
        Kind.AVERAGE, f"{sector}行业平均值 {name}", float(row[name]), "", Op.RATIO, name,
        ratio_formula(*sums, float(row[name])), f"{name} = 合计 ÷ 合计，不是各家比值的平均。",
        _averaging(of, "average_over" if key == "S" else "zero_z", name), children=leaves,
    )  # fmt: skip


def _averaging(of: Subject, scope: str, name: str) -> Basis:
    """Where W or Q comes from: that it is a ratio of sums, and over whom."""
    basis = _naming(of, "average", name)
    assumed = (basis.assumed, of.basis("sector_adjustment", scope).assumed)
    return replace(basis, assumed="".join(dict.fromkeys(text for text in assumed if text)))
