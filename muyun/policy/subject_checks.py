"""Do the rules for parks and regions hold together? Measures, weights, items, constants, who is ranked with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muyun.findings import Finding
from muyun.policy.rules import Constant
from muyun.policy.shape import Where, error_at
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.subjects import GROUP_COLUMNS, SubjectRules
from muyun.terms import PARK_KINDS, PARK_LEVELS, REGION_LEVELS, table_measures

FRONT_CLAUSES = 2
WEIGHT_SUM = 100
WEIGHT_SUM_TOLERANCE = 1e-6
"""Weights sum to 100 within 1e-6 (spec 5.5)."""

PLAIN_NAME = re.compile(r"[^\W_][^\s./;:=\[\]]{0,29}")
"""Names that `--set`, result columns and 依据 can carry: no dot, slash, semicolon, blank; at most 30 long."""


def check_subject_rules(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    """What is wrong with one evaluation of parks or regions; `path`: where it stands."""
    yield from _plain_names(rules, name, path, where)
    yield from _ranked_within(rules, name, path, where)
    yield from _only_for_parks(rules, name, path, where)
    yield from _kinds(rules, name, path, where)
    yield from _measures(rules, name, path, where)
    yield from _front(rules, name, path, where)
    yield from _weights(rules, name, path, where)
    yield from _items(rules, name, path, where)
    yield from _constants(rules, name, path, where)


def _plain_names(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    for place, given in ((path, name), *(((*path, "indicators", n), n) for n in rules.indicators)):
        if not PLAIN_NAME.fullmatch(given):
            fix = "名称以字或字母开头，不超过 30 个字，不含空格和 . / ; : = [ ]。"
            yield error_at("POLICY_NAME", place, where, f"“{given[:40]}”不能作名称。", "", fix)


def _ranked_within(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    known = ("none", *GROUP_COLUMNS[rules.table])
    if rules.rank_within.value not in known:
        what = f"“{name}”按“{rules.rank_within.value}”排名，{rules.table}表没有这一栏。"
        yield error_at("POLICY_VALUE", (*path, "rank_within"), where, what, "", f"可用的值：{'、'.join(known)}。")


def _only_for_parks(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    """Regions have no year of approval, and their 级别 is what `kinds` names."""
    given = {("members", "levels"): rules.members.levels, ("transition",): rules.transition}
    for key, value in given.items() if rules.table == "区域" else ():
        if value:
            what = f"“{name}”评价的是区域，不能写 {key[-1]}。"
            yield error_at("POLICY_VALUE", (*path, *key), where, what, "", "级别写在 kinds 里；区域没有过渡期。")


def _kinds(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    """Words that no row of an upload can hold."""
    for key in ("kinds", "levels"):
        known = kind_words(rules.table) if key == "kinds" else PARK_LEVELS
        for i, word in enumerate(getattr(rules.members, key)):
            if word not in known:
                what = f"“{name}”的 {key} 写了“{word}”，{rules.table}表里没有这一类。"
                at = (*path, "members", key, i)
                fix = f"可用的：{'、'.join(known)}。"
                yield error_at("POLICY_VALUE", at, where, what, "没有园区或区域会参加。", fix)


def kind_words(table: str) -> tuple[str, ...]:
    """What `kinds` may name: 类型 of parks, 级别 of regions."""
    return PARK_KINDS if table == "园区" else REGION_LEVELS


def _measures(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    numbers = number_columns(rules.table)
    for indicator, rule in rules.indicators.items():
        for part in ("numerator", "denominator"):
            measure = getattr(rule, part)
            if measure is not None and measure not in numbers:
                what = f"“{name}”的“{indicator}”用到“{measure}”，{rules.table}表里没有这个数字字段。"
                at = (*path, "indicators", indicator, part)
                fix = f"可用的字段：{'、'.join(numbers)}。"
                yield error_at("POLICY_MEASURE", at, where, what, "指标算不出来。", fix)


def number_columns(table: str) -> list[str]:
    """The measures of a table that an indicator can be made of."""
    return [name for name, m in table_measures(table).items() if m.type == "float"]


def _front(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    if rules.front is not None and rules.front.clause and len(rules.front.clause) != FRONT_CLAUSES:
        what = f"“{name}”的 front 写了 {len(rules.front.clause)} 条 clause。"
        fix = "clause 须依次写明排序靠前、连续几年靠前两条。"
        yield error_at("POLICY_VALUE", (*path, "front", "clause"), where, what, "", fix)


def _weights(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    for indicator in rules.weights:
        yield from _known(rules, name, indicator, (*path, "weights", indicator), where)
    total = sum(rules.weights.values())
    if abs(total - WEIGHT_SUM) > WEIGHT_SUM_TOLERANCE:
        what = f"“{name}”的权重合计是 {total:.10g}，不是 100。"
        why = "本系统不会替您按比例折算。"
        yield error_at("POLICY_WEIGHT_SUM", (*path, "weights"), where, what, why, "请改到合计 100。")


def _items(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    for indicator in rules.items:
        yield from _known(rules, name, indicator, (*path, "items", indicator), where)


def _constants(rules: SubjectRules, name: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    """Published constants cover every weighted indicator."""
    for indicator in rules.weights if isinstance(rules.benchmark, Constant) else ():
        if indicator not in rules.benchmark.values:
            what = f"“{name}”的“{indicator}”没有基准值。"
            at = (*path, "benchmark", "values", indicator)
            yield error_at("POLICY_CONSTANT_MISSING", at, where, what, "这一项算不出得分。", "请补上。")


def _known(rules: SubjectRules, name: str, indicator: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    if indicator not in rules.indicators:
        what = f"“{name}”用到未定义的指标“{indicator}”。"
        fix = f"已定义的指标：{'、'.join(rules.indicators)}。"
        yield error_at("POLICY_UNKNOWN_INDICATOR", path, where, what, "", fix)
