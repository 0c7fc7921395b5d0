"""What was a benchmark made of? Which years, which sums over how many units, which factor (spec 2.2, 10.6)."""

from __future__ import annotations

import numpy as np

from muyun.evaluate.benchmarks import Sums, base_years
from muyun.policy.rules import BestShare, Constant, MeanOfYears, Percentile, PoolRatio
from muyun.show.explain.node import Basis, Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.explain.words import ratio_formula
from muyun.show.trace import exact
from muyun.show.words import number, percent
from muyun.terms import table_measures


def bases(of: Subject, name: str) -> tuple[Node, ...]:
    """What an indicator is measured against in the subject's 评价组: its benchmark, or the ends of min–max."""
    return _ends(of, name) if of.policy.formula(of.pool) == "min_max" else (_benchmark(of, name),)


def _benchmark(of: Subject, name: str) -> Node:
    rule = of.policy.pool_benchmark(of.pool)
    match rule:
        case Constant():
            words = "公布的常数。"
            return _node(of, name, words, of.basis(*_path(of), "values", name), operation=Op.RULE)
        case PoolRatio() | MeanOfYears():
            return _of_sums(of, name, rule)
        case Percentile():
            words = f"本组各家数值的 {number(rule.q * 100)} 分位数（按线性插值）× {number(rule.factor)}。"
            return _of_statistic(of, name, words, f"本组 {number(rule.q * 100)} 分位数", rule.factor)
        case BestShare():
            words = f"本组最好的 {percent(rule.share)} 的平均数 × {number(rule.factor)}。"
            return _of_statistic(of, name, words, f"本组最好的 {percent(rule.share)} 平均", rule.factor)


def _ends(of: Subject, name: str) -> tuple[Node, Node]:
    """The smallest and the largest value of the 评价组 that min–max scores between (spec 2.5)."""
    note = f"{of.group}有这项数值的 {_known(of, name):,} 家参评单元中最"
    bench, unit = of.evaluation.prepared.benchmarks, of.policy.indicators[name].unit
    found = ((Kind.LOWEST, "小", bench.lowest), (Kind.HIGHEST, "大", bench.highest))
    return tuple(
        Node(kind, f"组内最{word}值", float(end.at[of.group, name]), unit, Op.TOTAL, name, note=f"{note}{word}的")
        for kind, word, end in found
    )


def _label(of: Subject, name: str) -> str:
    return of.policy.indicators[name].label or name


def _value(of: Subject, name: str) -> float:
    return float(of.evaluation.benchmarks.at[of.group, name])


def _path(of: Subject) -> tuple[str, ...]:
    return ("pools", of.pool, "benchmark")


def _node(of: Subject, name: str, rule: str, basis: Basis, operation: Op, **more: object) -> Node:
    if np.isnan(_value(of, name)):
        more["note"] = "本组没有可用的数，或不大于 0，不能作基准值"
    return Node(
        kind=Kind.BENCHMARK, title=f"{_label(of, name)}基准值", value=_value(of, name),
        unit=of.policy.indicators[name].unit, operation=operation, key=name, rule=rule, basis=basis, **more,
    )  # fmt: skip


def _of_sums(of: Subject, name: str, rule: PoolRatio | MeanOfYears) -> Node:
    bench = of.evaluation.prepared.benchmarks
    entered = {year: bench.sums[of.group, name, year] for year in bench.base_years(of.group, name)}
    years = tuple(_year(of, name, year, sums) for year, sums in entered.items())
    factor = _factor(of, rule.factor)
    terms = " + ".join(exact(year.value) for year in years)
    mean = f"({terms}) ÷ {len(years)}" if len(years) > 1 else terms
    value = rule.factor * (sum(year.value for year in years) / len(years))
    formula = f"{mean} × {exact(rule.factor)} = {exact(value)}" if not np.isnan(value) else ""
    words, basis = _words(of, rule, list(entered)), of.basis(*_path(of))
    return _node(of, name, words, basis, Op.MEAN_TIMES, formula=formula, children=(*years, factor))


def _words(of: Subject, rule: PoolRatio | MeanOfYears, years: list[int]) -> str:
    if isinstance(rule, PoolRatio):
        return f"本组合计之比 × {number(rule.factor)}。"
    wanted = base_years(rule, of.year)
    why = f"应取 {wanted[0]}–{wanted[-1]} 年"
    if years == [of.year] and of.year not in wanted:
        why += "，各年都没有数，改用评价年度自己的。"
    else:
        why += "。" if years == wanted else f"，有数、用到的是 {'、'.join(map(str, years))} 年。"
    return f"近 {rule.years} 年合计之比的平均 × {number(rule.factor)}，每 {rule.hold_years} 年调整一次；{why}"


def _year(of: Subject, name: str, year: int, sums: Sums) -> Node:
    """The ratio of sums of one year, both sums as leaves over so many units."""
    indicator, measures = of.policy.indicators[name], table_measures("企业")
    leaves = tuple(
        Node(
            kind, f"{year} 年{measures[measure].column}合计", value, measures[measure].unit, Op.TOTAL, measure,
            note=f"{of.group} {year} 年 {sums.rows:,} 家参评单元之和（分子、分母都有数的）",
        )
        for kind, measure, value in (
            (Kind.NUMERATOR, indicator.numerator, sums.numerator),
            (Kind.DENOMINATOR, indicator.denominator, sums.denominator),
        )
    )  # fmt: skip
    ratio = sums.numerator / sums.denominator if sums.denominator > 0 else np.nan
    return Node(
        Kind.YEAR, f"{year} 年合计之比", ratio, of.policy.indicators[name].unit, Op.RATIO, str(year),
        ratio_formula(sums.numerator, sums.denominator, ratio), "合计之比 = 分子合计 ÷ 分母合计，不是各家比值的平均。",
        of.basis(*_path(of), "years"), children=leaves,
    )  # fmt: skip


def _of_statistic(of: Subject, name: str, words: str, title: str, factor: float) -> Node:
    value = _value(of, name) / factor
    note = f"{of.group} {_known(of, name):,} 家有这项数值的参评单元"
    leaf = Node(Kind.STATISTIC, title, value, of.policy.indicators[name].unit, Op.TOTAL, name, note=note)
    times = _factor(of, factor)
    formula = f"{exact(value)} × {exact(factor)} = {exact(_value(of, name))}"
    basis = of.basis(*_path(of))
    return _node(of, name, words, basis, Op.PRODUCT, formula=formula, children=(leaf, times))


def _factor(of: Subject, value: float) -> Node:
    basis = of.basis(*_path(of), "factor")
    return Node(Kind.FACTOR, "倍数", value, "倍", Op.RULE, rule="基准值是这个数的几倍。", basis=basis)


def _known(of: Subject, name: str) -> int:
    """How many 参评 units of the 评价组 have a value of the indicator."""
    ranked = of.evaluation.prepared.cohort.evaluated & (of.evaluation.participants["group"] == of.group).to_numpy()
    return int(of.evaluation.indicators[name][ranked].notna().sum())
