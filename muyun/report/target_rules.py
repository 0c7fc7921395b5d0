"""How is a goal listed? Its sentence, then of whom it speaks, a line a part."""

from __future__ import annotations

from collections.abc import Iterator

from muyun.policy.model import Policy
from muyun.policy.target_words import goal_words
from muyun.policy.targets import Figures, LevelTarget, Target
from muyun.policy.words import measure_words
from muyun.report.policy_rules import key, parts, sectors


def target(policy: Policy, rule: Target) -> str:
    """「目标：到 2025 年，单位能耗增加值比 2020 年累计提高 16 %（含）以上」, with whom it speaks of on lines below."""
    if isinstance(rule, Figures):
        return parts(f"目标：{goal_words(policy, rule)}{key('targets')}", *_of_whom(rule))
    return f"目标：{goal_words(policy, rule)}{key('targets')}"


def _of_whom(rule: Figures) -> Iterator[str]:
    yield f"看{'、'.join(rule.pools)}参评企业的总量之比"
    if rule.sectors:
        yield f"各行业分别看：{sectors(rule.sectors)}"
    for name, ratio in rule.ratios.items():
        unit = "比值" if ratio.unit == "1" else ratio.unit
        yield f"{name} = {measure_words(ratio.numerator)} ÷ {measure_words(ratio.denominator)}（{unit}），不用于评价"
    if isinstance(rule, LevelTarget) and rule.base_year is not None:
        yield f"进度从 {rule.base_year} 年起按年均增速看"
