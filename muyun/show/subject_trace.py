"""Why does this park or region have this score? Every item down to the cell of 园区 or 区域, with its clause."""

from __future__ import annotations

import numpy as np

from muyun.data.tables import Tables
from muyun.explore.regions.subject_look import SubjectLook
from muyun.policy.rules import BestShare, Constant, MeanOfYears, Percentile, PoolRatio
from muyun.policy.source import Sourced
from muyun.show.explain.node import NO_BASIS, Basis, Kind, Node, Op
from muyun.show.explain.words import sum_formula
from muyun.show.subject_words import UNOFFICIAL, counted, label_of
from muyun.show.trace import ItemTrace, Part, exact, item_traces, value_formula
from muyun.show.words import number, percent
from muyun.terms import Status, table_measures

_SCORE_RULE = "综合得分 = 各单项得分之和；按 9 位小数比较先后，不按显示的位数。"
_ITEM_RULE = "得分 = 权重 × 数值与基准值之比，不超过封顶、不低于保底。"
_PUBLISHED_NOTE = "公布值：没有分子分母，照样展示、排名、计分，不并入合计。"
_LISTED = 4


def subject_trace(look: SubjectLook, tables: Tables, name: str) -> Node | None:
    """The score of one row as a tree; None where it has none. KeyError: it doesn't take part."""
    items = item_traces(look.now.evaluation, name)
    if not items:
        return None
    total = float(look.now.scores[name])
    children = tuple(_item(look, tables, name, item) for item in items)
    return Node(
        Kind.SCORE, "综合得分", total, "分", Op.SUM, formula=sum_formula(children, total), rule=_SCORE_RULE,
        children=children,
    )  # fmt: skip


def basis_of(rule: Sourced | None, key: str = "") -> Basis:
    """Where a rule comes from; of one of its values what `notes` says, where that is 本系统假定."""
    if rule is None:
        return NO_BASIS
    note = rule.notes.get(key, "")
    quoted = tuple((clause, rule.quotes.get(clause, rule.quote or "")) for clause in rule.clause)
    published = rule.published.title if rule.published else ""
    return Basis(quoted, published, note or rule.assumed or "")


def _item(look: SubjectLook, tables: Tables, name: str, item: ItemTrace) -> Node:
    children = (_value(look, tables, name, item), _benchmark(look, name, item), _weight(look, item))
    rule = f"{item.missing_words}。" if item.missing_words else _ITEM_RULE
    own = look.rules.items.get(item.name)
    source = own if own is not None and item.missing_words else look.rules.item
    basis = basis_of(source or look.now.evaluation.policy.defaults.item)
    return Node(
        Kind.ITEM, f"{item.label}得分", item.score, "分", Op.CLIPPED, item.name, item.score_formula, rule, basis,
        children=children,
    )  # fmt: skip


def _value(look: SubjectLook, tables: Tables, name: str, item: ItemTrace) -> Node:
    rule = look.rules.indicators[item.name]
    if look.now.published.at[name, item.name]:
        cells = (tables.cell(look.rules.table, look.now.rows[name], item.name),)
        return Node(
            Kind.VALUE, item.label, item.value, item.unit, Op.CELL, item.name, basis=basis_of(rule), cells=cells,
            note=_PUBLISHED_NOTE,
        )  # fmt: skip
    above = _measure(look, tables, name, rule.numerator, Kind.NUMERATOR)
    if rule.denominator is None:
        return Node(
            Kind.VALUE, item.label, item.value, item.unit, Op.SAME, item.name, basis=basis_of(rule), children=(above,)
        )
    below = _measure(look, tables, name, rule.denominator, Kind.DENOMINATOR)
    parts = (Part(node.key, node.title, node.unit, float(node.value)) for node in (above, below))
    formula = value_formula(item.label, *parts, item.value, item.unit)
    return Node(
        Kind.VALUE, item.label, item.value, item.unit, Op.RATIO, item.name, formula, basis=basis_of(rule),
        children=(above, below),
    )  # fmt: skip


def _measure(look: SubjectLook, tables: Tables, name: str, measure: str, kind: Kind) -> Node:
    """The cell of a measure; a blank one says so."""
    table, row = look.rules.table, look.now.rows[name]
    known, value = table_measures(table)[measure], float(tables.frame(table).at[row, measure])
    blank = np.isnan(value)
    return Node(
        kind, known.column, value, known.unit, Op.BLANK if blank else Op.CELL, measure,
        cells=(tables.cell(table, row, measure),), note="未填" if blank else "",
    )  # fmt: skip


def _benchmark(look: SubjectLook, name: str, item: ItemTrace) -> Node:
    rule = look.rules.benchmark or look.now.evaluation.policy.defaults.benchmark
    group = look.now.groups[name]
    known = _known(look, group, item.name)
    match rule:
        case BestShare():
            words = f"{group}最好的 {percent(rule.share)}（至少 1 {_unit(look)}）的平均 × {number(rule.factor)}。"
        case PoolRatio():
            words = f"{group}合计之比 × {number(rule.factor)}。"
        case Percentile():
            words = f"{group} {percent(rule.q)} 分位数 × {number(rule.factor)}。"
        case MeanOfYears():
            words = f"近 {rule.years} 年合计之比的平均 × {number(rule.factor)}。"
        case Constant():
            words = "公布的常数。"
    best = f"{counted(look.rules, len(known))}有这项数值，最好的：{'、'.join(known[:_LISTED])}" if known else ""
    return Node(
        Kind.BENCHMARK, f"{item.label}基准值", item.benchmark, item.unit, Op.TOTAL, item.name, rule=words,
        basis=basis_of(rule), note=best if not np.isnan(item.benchmark) else "没有可用的数，不能作基准值",
    )  # fmt: skip


def _known(look: SubjectLook, group: str, indicator: str) -> list[str]:
    """The ranked rows of a group that have the indicator, the best first, with their values."""
    now, lower = look.now, look.rules.indicators[indicator].better == "lower"
    own = (now.groups == group).to_numpy() & (now.status == Status.EVALUATED).to_numpy()
    values = now.indicators.loc[own, indicator].dropna().sort_values(ascending=lower, kind="stable")
    return [f"{name} {exact(value)}" for name, value in values.items()]


def _unit(look: SubjectLook) -> str:
    return counted(look.rules, 1).partition(" ")[2]


def _weight(look: SubjectLook, item: ItemTrace) -> Node:
    changed = item.name in look.changed
    official = f"政策是 {number(look.official.weights[item.name])} 分。"
    basis = Basis(assumed=f"{UNOFFICIAL}；{official}") if changed else basis_of(look.rules.weights_source, item.name)
    title = f"{label_of(look.rules, item.name)}权重"
    return Node(Kind.WEIGHT, title, item.weight, "分", Op.RULE, item.name, basis=basis)
