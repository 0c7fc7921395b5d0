"""Does the unit take part, in which 评价组, and if not, why not? (spec 4, 10.2)"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from muyun.data.derive import ABOVE_SCALE_WAN, GIVEN
from muyun.evaluate.cohort import LAND, NO_COUNTY, NO_LAND, NO_POOL, gate_of_year, missing_reason
from muyun.evaluate.labels import applies, in_industries, industry_digits, source_id
from muyun.policy.rules import Exclusion, LandGate
from muyun.show.explain.benchmarks import bases
from muyun.show.explain.cells import enterprise_cell, table_cell
from muyun.show.explain.items import indicator_value
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.explain.units import unit_measure
from muyun.show.reasons import reason_words
from muyun.show.trace import exact
from muyun.show.words import number
from muyun.terms import Kind as EnterpriseKind
from muyun.terms import Status

_RULES = {
    Status.EVALUATED: "没有不参评、数据缺失、用地门槛、过渡期的情形，参加评价。",
    Status.TRANSITION: "过渡期只打分，不排名、不定级。", Status.EXCLUDED: "不参加评价，没有得分和等级。",
    Status.MISSING: "缺少必需的数据，不参加排名，也不占名额。",
}  # fmt: skip


def status(of: Subject) -> Node:
    """参评, 过渡期, 不参评 or 数据缺失, with the reason below it."""
    row = of.evaluation.participants.iloc[of.place]
    value = str(row["status"])
    reasons = () if pd.isna(row["reason"]) else (_reason(of, str(row["reason"])),)
    formula = f"{reasons[0].title}：{value}" if reasons else ""
    return Node(
        Kind.STATUS, "状态", value, "", Op.STATUS, value, formula, _RULES[Status(value)], children=reasons
    )


def pool(of: Subject) -> Node:
    """评价组, by kind and scale (and county where the pool is ranked county by county)."""
    members = of.policy.pools[of.pool].members
    wanted = "、".join(str(word) for word in (members.kind, members.scale) if word) or "全部"
    split = of.policy.pool_by(of.pool) == "区县"
    rule = f"{of.pool}：{wanted}企业" + ("，按区县分别排名、分别定档。" if split else "，一并排名。")
    facts = [*_kind_and_scale(of)]
    if split:
        facts.append(enterprise_cell(of, of.tenants[0], "county", Kind.ASIDE))
    basis = of.basis("pools", of.pool, "pool_by")
    return Node(Kind.POOL, "评价组", of.group, "", Op.RULE, of.pool, rule=rule, basis=basis, children=tuple(facts))


def unit(of: Subject) -> tuple[Node, ...]:
    """Why the enterprise isn't evaluated alone: its parcels are shared (FH-06). () where it is."""
    if not of.merged:
        return ()
    rows = of.tables.occupancy
    own = rows["uscc"].isin(of.tenants).to_numpy(dtype=bool, na_value=False)
    children = tuple(
        table_cell(
            of, "占用", label, "area_mu", Kind.ASIDE, title=f"{of.name(rows.at[label, 'uscc'])}占用宗地 "
            f"{rows.at[label, 'parcel_id']}", key=str(rows.at[label, "uscc"]),
        )
        for label in rows.index[own]
    )  # fmt: skip
    rule = "同一宗地上有两家以上规下企业、其中有占用面积未填的，这些企业合并为一个评价单元；有共同企业的单元再合并。"
    return (Node(
        Kind.UNIT, "评价单元", of.unit, "", Op.RULE, of.unit, rule=rule, basis=of.basis("parcels", "merge"),
        note=f"合并 {len(of.tenants)} 家，以最小的宗地代码为代号", children=children,
    ),)  # fmt: skip


def _kind_and_scale(of: Subject) -> Iterator[Node]:
    code = of.tenants[0]
    row = of.evaluation.prepared.cohort.enterprises.loc[code]
    given = of.tables.enterprises.loc[row["row"]]
    blank, cells = pd.isna(given["kind"]), (of.cell(code, "kind"),)
    operation, note = (Op.BLANK, "未填，算工业") if blank else (Op.CELL, "")
    yield Node(Kind.ASIDE, "类别", str(row["kind"]), "", operation, "kind", cells=cells, note=note)
    if row["scale_origin"] == GIVEN:
        yield enterprise_cell(of, code, "scale", Kind.ASIDE)
        return
    measure = "turnover_wan" if row["kind"] == EnterpriseKind.SERVICE else "revenue_wan"
    revenue = enterprise_cell(of, code, measure, Kind.ASIDE)
    rule = f"未填规模的，{revenue.title}不低于 {number(ABOVE_SCALE_WAN)} 万元为规上，否则为规下。"
    yield Node(
        Kind.ASIDE, "规模", str(row["scale"]), "", Op.BLANK, "scale", rule=rule, cells=(of.cell(code, "scale"),),
        note="未填", children=(revenue,),
    )  # fmt: skip


def _reason(of: Subject, reason: str) -> Node:
    """Why the unit isn't simply 参评."""
    title = reason_words(reason)
    match reason:
        case r if r == NO_POOL:
            note = "政策的各评价组（" + "、".join(of.policy.pools) + "）都不含这类企业"
            return _because(title, Op.TOTAL, note=note, children=tuple(_kind_and_scale(of)))
        case r if r == NO_COUNTY:
            return _because(title, Op.UNDEFINED, children=(enterprise_cell(of, of.tenants[0], "county"),))
        case r if r == NO_LAND:
            land = unit_measure(of, LAND)
            return _because(title, Op.NOT_POSITIVE, "用地面积缺报或不大于 0。", children=(land,))
        case r if r == missing_reason("全部"):
            return _because(title, Op.ALL, "每一项都没有得分。", children=tuple(_without_items(of)))
    name = next((name for name in of.policy.indicators if reason == missing_reason(name)), None)
    if name is not None:
        basis = of.basis("pools", of.pool, "items", name, "missing")
        return _because(title, Op.UNDEFINED, "缺这项指标的不参加排名。", basis, children=(indicator_value(of, name),))
    return _of_scope(of, reason, title)


def _because(title: str, operation: Op, rule: str = "", basis: object = None, **more: object) -> Node:
    given = {"rule": rule} | ({"basis": basis} if basis else {}) | more
    return Node(kind=Kind.REASON, title=title, value=True, operation=operation, **given)


def _without_items(of: Subject) -> Iterator[Node]:
    for name in of.policy.pools[of.pool].weights:
        value = indicator_value(of, name)
        yield _because(f"{value.title}没有得分", Op.UNDEFINED, children=(value, *bases(of, name)))


def _of_scope(of: Subject, reason: str, title: str) -> Node:
    """By an exclusion, the land gate or the transition."""
    scope = of.policy.scope
    for place, rule in enumerate(scope.exclude):
        if reason == f"{source_id(rule)}:{rule.reason}" and _hits(of, rule):
            return _excluded(of, place, rule, title)
    if scope.transition is not None and reason == f"{source_id(scope.transition)}:过渡期":
        return _in_transition(of, title)
    return _gated(of, title)


def _hits(of: Subject, rule: Exclusion) -> bool:
    row = of.evaluation.participants.iloc[[of.place]]
    if not applies(row, rule)[0]:
        return False
    if rule.flag:
        return bool(row[rule.flag].fillna(False).iat[0])
    return bool(in_industries(industry_digits(row), rule.industries)[0])


def _excluded(of: Subject, place: int, rule: Exclusion, title: str) -> Node:
    code = of.tenants[0]
    if rule.flag:
        basis = of.basis("scope", "exclude", place, "flag")
        return _because(title, Op.SAME, "有这一标记的不参评。", basis, children=(enterprise_cell(of, code, rule.flag),))
    basis = of.basis("scope", "exclude", place, "industries")
    line = Node(Kind.LINE, "不参评的行业代码", "、".join(rule.industries), "", Op.RULE, basis=basis)
    words = "行业代码以下列代码开头的不参评。"
    return _because(title, Op.CODE, words, basis, children=(enterprise_cell(of, code, "industry"), line))


def _in_transition(of: Subject, title: str) -> Node:
    basis, rule = of.basis("scope", "transition", "years"), of.policy.scope.transition
    start = enterprise_cell(of, of.tenants[0], "transition_from", Kind.DATE)
    line = Node(Kind.LINE, "过渡期", float(rule.years), "年", Op.RULE, basis=basis)
    year = Node(Kind.YEAR, "评价年度", float(of.year), "年", Op.RULE)
    formula = f"{of.year} 在 {start.value:g} 年起的 {rule.years} 年内"
    words = "从过渡期起始年起，在规定的年数内只评价、不分档。"
    return _because(title, Op.YEARS_FROM, words, basis, formula=formula, children=(start, line, year))


def _gated(of: Subject, title: str) -> Node:
    """The land gate that the unit is below."""
    place, gate = next(_gates(of))
    basis = of.basis("scope", "land_gate", place, "at_least_mu")
    line = Node(Kind.LINE, "用地门槛", float(gate.at_least_mu), "亩", Op.RULE, basis=basis)
    land = unit_measure(of, LAND)
    formula = f"{exact(land.value)} < {exact(gate.at_least_mu)}"
    words = f"{of.year} 年度用地不低于 {number(gate.at_least_mu)} 亩的参评。"
    return _because(title, Op.BELOW, words, basis, formula=formula, children=(land, line))


def _gates(of: Subject) -> Iterator[tuple[int, LandGate]]:
    """The hard gates of the year that speak of the unit and that it is below, with their place in the policy."""
    row, gates = of.evaluation.participants.iloc[[of.place]], of.policy.scope.land_gate
    land = np.round(float(row[LAND].iat[0]), 9)
    for subject in dict.fromkeys((gate.kind, gate.scale) for gate in gates):
        gate = gate_of_year([g for g in gates if (g.kind, g.scale) == subject], of.year)
        if not gate.soft and applies(row, gate)[0] and land < gate.at_least_mu:
            yield gates.index(gate), gate
