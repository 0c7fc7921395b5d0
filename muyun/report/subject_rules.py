"""How is an evaluation of parks or regions listed? A sentence a rule, its public keys in 〔…〕."""

from __future__ import annotations

from collections.abc import Iterator

from muyun.policy.source import Sourced
from muyun.policy.subjects import SubjectIndicator, SubjectMembers, SubjectRules
from muyun.policy.words import number, value_words
from muyun.report import policy_rules as rules
from muyun.report.policy_rules import key
from muyun.terms import table_measures

Told = tuple[str, Sourced, str]
"""A sentence, its source and the key that it stands under."""


def subject_lines(name: str, of: SubjectRules) -> Iterator[Told]:
    """Every rule of one evaluation in reading order."""
    at = f"evaluations.{name}"
    yield f"{name}：{members(of.members, f'{at}.members')}", of.members, f"{at}.members"
    within = f"{value_words('rank_within', of.rank_within.value)}{key(f'{at}.rank_within', of.rank_within.value)}"
    yield within, of.rank_within, f"{at}.rank_within"
    if of.transition:
        years = f"过渡期最多 {of.transition.years} 个评价年度，评分、不排名{key(f'{at}.transition.years')}"
        yield years, of.transition, f"{at}.transition"
    for indicator, rule in of.indicators.items():
        path = f"{at}.indicators.{indicator}"
        yield f"{indicator} = {formula(of.table, rule)}{key(path)}", rule, path
    yield rules.weights(of.weights, f"{at}.weights"), of.weights_source, f"{at}.weights"
    yield from _scoring(of, at)
    if of.front:
        first = f"各组前 {of.front.places} 名算排序靠前{key(f'{at}.front.places')}"
        years = f"，另列连续 {of.front.years} 年靠前的{key(f'{at}.front.years')}"
        yield first + years, of.front, f"{at}.front"


def _scoring(of: SubjectRules, at: str) -> Iterator[Told]:
    if of.benchmark is not None:
        said = rules.benchmark(of.benchmark, f"{at}.benchmark").replace("企业", of.table)
        yield said, of.benchmark, f"{at}.benchmark"
    if of.item is not None:
        yield f"单项得分：{rules.item(of.item, f'{at}.item')}", of.item, f"{at}.item"
    for indicator, item in of.items.items():
        path = f"{at}.items.{indicator}"
        yield f"{indicator}：{rules.item(item, path)}", item, path


def members(who: SubjectMembers, at: str) -> str:
    """「“园区”表里类型是 经济开发区、高新区，级别是 国家级、省级 的参加评价」"""
    column = "类型" if who.table == "园区" else "级别"
    levels = f"、级别是{'、'.join(who.levels)}{key(f'{at}.levels')}" if who.levels else ""
    asked = f"，文件只{value_words('exploring', True)}{key(f'{at}.exploring', True)}" if who.exploring else ""
    kinds = f"{column}是{'、'.join(who.kinds)}{key(f'{at}.kinds')}"
    return f"“{who.table}”表{key(f'{at}.table', who.table)}里{kinds}{levels}的参加评价{asked}"


def formula(table: str, rule: SubjectIndicator) -> str:
    """「税收实际贡献 ÷ 建设用地面积（万元/亩），越高越好」; a measure that is itself the indicator stands alone."""
    columns = table_measures(table)
    made = columns[rule.numerator].column
    if rule.denominator:
        made += f" ÷ {columns[rule.denominator].column}"
    label = f"，文件称“{rule.label}”" if rule.label else ""
    return f"{made}（{'比值' if rule.unit == '1' else rule.unit}），{value_words('better', rule.better)}{label}"


def summary(name: str, of: SubjectRules) -> str:
    """An evaluation in one line, for a comparison of two policies."""
    weights = "、".join(f"{indicator} {number(weight)} 分" for indicator, weight in of.weights.items())
    return f"{name}（{'、'.join(of.members.kinds)}）：{weights}"
