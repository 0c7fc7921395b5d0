"""How did the items and the score come about? Value, benchmark, weight, cap, missing rule (spec 2, 10.3–10.5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muyun.evaluate.points import Fill, spread_factor
from muyun.policy.words import value_words
from muyun.show.explain.benchmarks import bases
from muyun.show.explain.node import NO_BASIS, Basis, Kind, Node, Op
from muyun.show.explain.points import points
from muyun.show.explain.subject import Subject
from muyun.show.explain.units import unit_measure
from muyun.show.explain.words import sum_formula
from muyun.show.trace import ItemTrace, Part, exact, item_traces, value_formula

UNCAPPED = "不封顶"

_OWN = {
    (False, False): Op.CLIPPED, (False, True): Op.CLIPPED_INVERSE,
    (True, False): Op.MIN_MAX, (True, True): Op.MIN_MAX_INVERSE,
}  # fmt: skip
"""By whether the formula is min–max, and whether lower is better."""


def score(of: Subject) -> Node | None:
    """综合得分 with its items and points; None for a unit that isn't scored."""
    traces = item_traces(of.evaluation, of.unit)
    if not traces:
        return None
    total = float(of.evaluation.ranking["score"].iat[of.place])
    lost = tuple(_lost_weight(of, trace) for trace in traces if np.isnan(trace.score))
    children = (*(_item(of, trace, lost) for trace in traces), points(of))
    rule = "综合得分 = 各单项得分之和 + 加减分；按 9 位小数比较先后，不按显示的位数。"
    return Node(
        Kind.SCORE, "综合得分", total, "分", Op.SUM, formula=sum_formula(children, total), rule=rule, children=children
    )


def indicator_value(of: Subject, name: str, kind: Kind = Kind.VALUE) -> Node:
    """The unit's value of an indicator: numerator ÷ denominator, each down to its cells."""
    indicator, value = of.policy.indicators[name], float(of.evaluation.indicators[name].iat[of.place])
    above = unit_measure(of, indicator.numerator, Kind.NUMERATOR)
    below = unit_measure(of, indicator.denominator, Kind.DENOMINATOR)
    label = indicator.label or name
    over, under = (Part(node.key, node.title, node.unit, node.value) for node in (above, below))
    rule = f"{label} = {above.title} ÷ {below.title}"
    rule += "；分母为 0 或缺报、分子缺报的，没有数值。" if np.isnan(value) else "。"
    return Node(
        kind, label, value, indicator.unit, Op.RATIO, name, value_formula(label, over, under, value, indicator.unit),
        rule, of.basis("indicators", name, "numerator"), children=(above, below),
    )  # fmt: skip


def _item(of: Subject, item: ItemTrace, lost: tuple[Node, ...]) -> Node:
    operation, extra = _operation(of, item)
    spread = (_spread(item, lost),) if item.lost_weight and operation is not Op.LOST else ()
    children = (indicator_value(of, item.name), *bases(of, item.name), _weight(of, item), *extra, *spread)
    return Node(
        Kind.ITEM, f"{item.label}得分", item.score, "分", operation, item.name, item.score_formula, _rule(item),
        _formula_basis(of), children=children,
    )  # fmt: skip


def _operation(of: Subject, item: ItemTrace) -> tuple[Op, tuple[Node, ...]]:
    """What is done with the value, and the rules that it takes."""
    match item.fill:
        case Fill.OWN:
            return _OWN[item.min_max, item.lower_is_better], (_cap(of, item), _floor(of, item))
        case Fill.FULL:
            return Op.PRODUCT, (_full(of, item), _missing(of, item, "zero_denominator"))
        case Fill.POOL_MEAN:
            return Op.PRODUCT, (_pool_mean(of, item), _missing(of, item, "missing"))
        case Fill.ZERO:
            return Op.ZERO, (_missing(of, item, "missing"),)
        case Fill.LOST:
            return Op.LOST, (_missing(of, item, "missing"),)
    return Op.LOST, ()


def _rule(item: ItemTrace) -> str:
    if item.missing_words:
        return f"{item.missing_words}。"
    if item.min_max:
        return "得分 = 权重 ×（20 + 80 × 数值在组内最小值与最大值之间的位置）÷ 100，再封顶、保底。"
    over = "基准值 ÷ 数值" if item.lower_is_better else "数值 ÷ 基准值"
    return f"得分 = 权重 ×（{over}），比值不超过封顶、不低于保底。"


def _formula_basis(of: Subject) -> Basis:
    return of.basis("pools", of.pool, "formula") if of.policy.formula(of.pool) == "min_max" else NO_BASIS


def _weight(of: Subject, item: ItemTrace) -> Node:
    basis = of.basis("pools", of.pool, "weights", item.name)
    return Node(Kind.WEIGHT, "权重", item.weight, "分", Op.RULE, item.name, basis=basis)


def _cap(of: Subject, item: ItemTrace) -> Node:
    cap = item.rule.cap_ratio
    value, unit = (cap, "倍") if np.isfinite(cap) else (UNCAPPED, "")
    return Node(Kind.CAP, "封顶（权重的倍数）", value, unit, Op.RULE, item.name, basis=_rule_basis(of, item, "cap"))


def _floor(of: Subject, item: ItemTrace) -> Node:
    basis = _rule_basis(of, item, "floor")
    return Node(Kind.FLOOR, "保底（权重的倍数）", item.rule.floor, "倍", Op.RULE, item.name, basis=basis)


def _rule_basis(of: Subject, item: ItemTrace, key: str) -> Basis:
    return of.basis("pools", of.pool, "items", item.name, key)


def _missing(of: Subject, item: ItemTrace, key: str) -> Node:
    title = "缺报的规定" if key == "missing" else "分母为零的规定"
    value = value_words(key, getattr(item.rule, key))
    return Node(Kind.MISSING, title, value, "", Op.RULE, item.name, basis=_rule_basis(of, item, key))


def _full(of: Subject, item: ItemTrace) -> Node:
    """The ratio of a zero denominator: the cap where the numerator is above 0, else the floor."""
    earned = item.ratio == item.rule.full_ratio
    rule = f"分母为 0：{item.numerator.label}大于 0 的取封顶的倍数（不封顶的取 1），不大于 0 的取保底的倍数。"
    source = _cap(of, item) if earned else _floor(of, item)
    if earned and source.value == UNCAPPED:
        return Node(Kind.RATIO, "计分比例", item.ratio, "倍", Op.RULE, item.name, rule=rule, basis=source.basis)
    formula = f"取{source.title[:2]} {exact(item.ratio)}"
    return Node(Kind.RATIO, "计分比例", item.ratio, "倍", Op.SAME, item.name, formula, rule, children=(source,))


def _pool_mean(of: Subject, item: ItemTrace) -> Node:
    count = _with_item(of, item.name)
    note = f"{of.group}有这一项的 {count:,} 家参评单元的平均计分比例（得分 ÷ 权重）"
    return Node(Kind.RATIO, "评价组平均计分比例", item.ratio, "倍", Op.TOTAL, item.name, note=note)


def _with_item(of: Subject, name: str) -> int:
    """How many 参评 units of the 评价组 have the item by their own numbers (spec 10.4)."""
    prepared = of.evaluation.prepared
    of_pool = prepared.items[of.pool]
    fills = of_pool.items.fills[:, of_pool.scoring.rules.names.index(name)]
    ranked = prepared.cohort.evaluated[of_pool.rows]
    own = (of.evaluation.participants["group"] == of.group).to_numpy()[of_pool.rows]
    return int((ranked & own & np.isin(fills, [Fill.OWN, Fill.FULL])).sum())


def _lost_weight(of: Subject, item: ItemTrace) -> Node:
    basis = of.basis("pools", of.pool, "weights", item.name)
    return Node(Kind.LOST_WEIGHT, f"{item.label}的权重", item.weight, "分", Op.RULE, item.name, basis=basis)


def _spread(item: ItemTrace, lost: tuple[Node, ...]) -> Node:
    value = float(spread_factor(np.array(item.lost_weight)))
    taken = " − ".join(["100", *(exact(node.value) for node in lost)])
    return Node(
        Kind.SPREAD, "分摊系数", value, "倍", Op.SPREAD, item.name, f"100 ÷ ({taken}) = {exact(value)}",
        "不计分的项，其权重按比例分摊到其余各项。", children=lost,
    )  # fmt: skip


def tie_values(of: Subject) -> Iterator[Node]:
    """The unit's values of the indicators that break ties, in order."""
    yield from (indicator_value(of, name, Kind.TIE_VALUE) for name in of.policy.tie_break(of.pool))
