"""Do the goals of a policy hold together? Their indicators, pools, measures and years."""

from __future__ import annotations

from collections.abc import Iterator

from muyun.findings import Finding
from muyun.policy.model import Policy
from muyun.policy.shape import Where, error_at
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.targets import Figures, LevelTarget, MultipleTarget, Target
from muyun.terms import table_measures

_BEGINS = ("base_year", "from_year")
"""Keys of the year that a goal's time begins in."""


def check_targets(policy: Policy, where: Where) -> Iterator[Finding]:
    """What is wrong with the goals, each with the place of its key path."""
    for i, target in enumerate(policy.targets):
        path: KeyPath = ("targets", i)
        if isinstance(target, Figures):
            yield from _names(policy, target, path, where)
            yield from _measures_of_ratios(target, path, where)
        if isinstance(target, LevelTarget):
            yield from _one_unit(policy, target, path, where)
        if isinstance(target, MultipleTarget):
            yield from _list_measures(target, path, where)
        yield from _years(target, path, where)


def unit_of_goal(policy: Policy, target: Figures, name: str) -> str:
    """The unit of one of a goal's indicators, as the policy writes it; "" for an unknown one."""
    found = target.ratios.get(name) or policy.indicators.get(name)
    return found.unit if found else ""


def _names(policy: Policy, target: Figures, path: KeyPath, where: Where) -> Iterator[Finding]:
    known = [*policy.indicators, *target.ratios]
    for i, name in enumerate(target.indicators):
        if name not in known:
            what = f"目标用到未定义的指标“{name}”。"
            fix = f"已定义的指标：{'、'.join(known)}；评价没有的比值写在这个目标的 ratios 里。"
            yield error_at("POLICY_UNKNOWN_INDICATOR", (*path, "indicators", i), where, what, "", fix)
    for i, pool in enumerate(target.pools):
        if pool not in policy.pools:
            what = f"目标写了没有的评价组“{pool}”。"
            fix = f"已有的评价组：{'、'.join(policy.pools)}。"
            yield error_at("POLICY_UNKNOWN_POOL", (*path, "pools", i), where, what, "", fix)


def _measures_of_ratios(target: Figures, path: KeyPath, where: Where) -> Iterator[Finding]:
    for name, ratio in target.ratios.items():
        for part in ("numerator", "denominator"):
            yield from _measure(getattr(ratio, part), (*path, "ratios", name, part), where)


def _list_measures(target: MultipleTarget, path: KeyPath, where: Where) -> Iterator[Finding]:
    for i, measure in enumerate(target.measures):
        yield from _measure(measure, (*path, "measures", i), where)


def _measure(measure: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    numbers = [name for name, m in table_measures("企业").items() if m.type == "float"]
    if measure not in numbers:
        what = f"目标用到“{measure}”，企业表里没有这个数字字段。"
        yield error_at("POLICY_MEASURE", path, where, what, "目标算不出来。", f"可用的字段：{'、'.join(numbers)}。")


def _one_unit(policy: Policy, target: LevelTarget, path: KeyPath, where: Where) -> Iterator[Finding]:
    """One number is no goal of indicators in different units."""
    units = {unit: name for name in target.indicators if (unit := unit_of_goal(policy, target, name))}
    if len(units) > 1:
        said = "、".join(f"“{name}”是{'比值' if unit == '1' else unit}" for unit, name in units.items())
        what = f"一个数不能作几个单位的目标：{said}。"
        yield error_at("POLICY_TARGET_UNIT", (*path, "reach"), where, what, "", "请按单位分成几条。")


def _years(target: Target, path: KeyPath, where: Where) -> Iterator[Finding]:
    """A time that ends before it begins; a base year has to be before the goal's year."""
    if isinstance(target, MultipleTarget):
        if target.least_years > target.years:
            what = f"least_years（{target.least_years}）大于 years（{target.years}）。"
            yield error_at("POLICY_TARGET_YEARS", (*path, "least_years"), where, what, "", "请改成不大于 years。")
        return
    for key in _BEGINS:
        begins = getattr(target, key, None)
        if begins is not None and begins + (key == "base_year") > target.by:
            before = "须早于" if key == "base_year" else "不能晚于"
            what = f"{key}（{begins}）{before}目标年份 by（{target.by}）。"
            yield error_at("POLICY_TARGET_YEARS", (*path, key), where, what, "没有时间去达到目标。", "请核对年份。")
