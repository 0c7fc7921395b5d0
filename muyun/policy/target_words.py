"""How is a goal said? 「到 2025 年，单位能耗增加值比 2020 年累计提高 16 %（含）以上」"""

from __future__ import annotations

from muyun.policy.model import Policy
from muyun.policy.target_checks import unit_of_goal
from muyun.policy.targets import (
    AboveTarget,
    CompletedTarget,
    CumulativeTarget,
    Figures,
    GrowthTarget,
    LevelTarget,
    MultipleTarget,
    RisingTarget,
    Target,
)
from muyun.policy.words import measure_words, number, percent, value_words


def goal_words(policy: Policy, rule: Target) -> str:
    """What a goal asks for, in a clause without a stop; boundary words say whether the number itself counts."""
    match rule:
        case LevelTarget():
            return f"到 {rule.by} 年，{_names(rule)}达到 {_amount(policy, rule)}（含）以上"
        case GrowthTarget():
            return f"{_span(rule)}，{_names(rule)}比上年增长 {percent(rule.rate)}（含）以上"
        case CumulativeTarget():
            return f"到 {rule.by} 年，{_names(rule)}比 {rule.base_year} 年累计提高 {percent(rule.rate)}（含）以上"
        case AboveTarget():
            return f"{_span(rule)}，{_names(rule)}的增速高于{value_words('than', rule.than)}，相等不算"
        case RisingTarget():
            return f"{_span(rule)}，{_names(rule)}比上年提高，相等不算"
        case CompletedTarget():
            return f"{_span(rule)}，办结{rule.kind}企业整治 {rule.count:,} 家"
        case MultipleTarget():
            what = "、".join(map(measure_words, rule.measures))
            years = f"{rule.least_years}–{rule.years} 年"
            return (
                f"“{rule.list}”名单里的企业，{what}各自合计，{years}内达到列入当年的 {number(rule.factor)} 倍（含）以上"
            )
    raise AssertionError(rule)


def _names(rule: Figures) -> str:
    return "、".join(rule.indicators)


def _span(rule: GrowthTarget | AboveTarget | RisingTarget | CompletedTarget) -> str:
    return f"{rule.by} 年" if rule.from_year == rule.by else f"{rule.from_year}–{rule.by} 年"


def _amount(policy: Policy, rule: LevelTarget) -> str:
    unit = unit_of_goal(policy, rule, rule.indicators[0])
    return percent(rule.reach) if unit == "1" else f"{number(rule.reach)} {unit}"
