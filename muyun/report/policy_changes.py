"""How do two policies differ? As an official says it: 「A档上限 20 % → 15 %」, 「亩均税收权重 35 → 32 分」."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.rules import Benchmark, BestShare, Constant, MeanOfYears, Percentile, PoolRatio, Quota
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.target_words import goal_words
from muyun.policy.words import key_words, number, percent, value_words
from muyun.report import policy_rules as rules
from muyun.report.subject_rules import summary
from muyun.terms import Class

NOTHING = "没有"
_ARROW = " → "
_NAMES = ("id", "title", "region", "year", "class_words")
"""What two policies differ in anyway; so are labels, the document's own word for an indicator."""

_KEY = re.compile("〔[^〕]*〕")
_BRACKETS = re.compile("（[^）]*）")

Said = tuple[str, str]
"""Whose rule it is where only one policy has it, else ""; and the sentence."""


def changes(one: Policy, other: Policy, names: tuple[str, str]) -> list[tuple[str, list[Said]]]:
    """What is otherwise in `other`, by section in reading order; [] where both rule the same.

    names  what the two are called
    A number is one sentence with an arrow, in the first policy's words for classes. A benchmark, and a class's
    quota, is one sentence whatever of it differs. Rules of a list are told as a whole, by whose they are.
    """
    left, right = ({p.path: p for p in parameters(policy)} for policy in (one, other))
    order = {section: n for n, section in enumerate(dict.fromkeys(p.section for p in (left | right).values()))}
    found = [*_whole_rules(one, other, names), *_values(left, right, _told_whole(one, other))]
    found.sort(key=lambda change: order.get(change[0], len(order)))
    return [(section, [said for _, said in group]) for section, group in groupby(found, key=lambda change: change[0])]


def benchmark_words(rule: Benchmark) -> str:
    """「近 3 年平均 × 1.5，2018 年起每 3 年调整」, 「本组比值 × 1.5」"""
    match rule:
        case PoolRatio():
            return f"本组比值 × {number(rule.factor)}"
        case MeanOfYears():
            held = f"{rule.first_year} 年起每 {rule.hold_years} 年调整"
            return f"近 {rule.years} 年平均 × {number(rule.factor)}，{held}"
        case Constant():
            return f"公布的常数（{'、'.join(f'{name} {number(value)}' for name, value in rule.values.items())}）"
        case Percentile():
            return f"{percent(rule.q)} 分位数 × {number(rule.factor)}"
        case BestShare():
            return f"最好的 {percent(rule.share)} 企业平均 × {number(rule.factor)}"
    raise AssertionError(rule)


# Rules told as a whole

_AFTER, _SCOPE, _SHARED, _GOALS, _INDICATORS = "调整和其他", "参评范围", "共用规则", "目标", "指标"
_SUBJECTS = "园区和区域评价"
_LONE = {
    "bonus_items": lambda p: f"加减分项目：{'、'.join(p.bonus_items.value)}",
    "sector_adjustment": lambda p: rules.sector_adjustment(p.sector_adjustment),
    "sector_rules": lambda p: rules.sector_rules(p.sector_rules, p.class_words),
    "energy_cut": lambda p: rules.energy_cut(p.energy_cut),
    "parcels": lambda p: f"地块评价：{rules.parcels(p.parcels)}",
    "lowland": lambda p: rules.lowland(p.lowland),
    "coverage": lambda p: rules.coverage(p.coverage),
    "assessment": lambda p: rules.assessment(p.assessment),
}
"""Rules that a policy may lack, and their sentence."""


def _told_whole(one: Policy, other: Policy) -> Callable[[KeyPath], bool]:
    """Whether `_whole_rules` tells of the rule that a path lies in."""
    lone = {(key,) for key in _LONE if (getattr(one, key) is None) != (getattr(other, key) is None)}
    lone |= {("pools", name) for name in set(one.pools) ^ set(other.pools)}
    lone |= {("evaluations", name) for name in set(one.evaluations) ^ set(other.evaluations)}
    lone |= {("indicators", name) for name in set(one.indicators) ^ set(other.indicators)}
    lone |= {("scope",), ("vetoes",), ("targets",)}

    def told(path: KeyPath) -> bool:
        inside = path[2] if path[0] == "pools" else path[1] if path[0] == "defaults" else ""
        listed = inside in ("benchmark", "classes", "weight_bounds")
        named = path[0] in _NAMES or path[-1] == "label"
        return named or listed or any(path[: len(head)] == head for head in lone)

    return told


def _whole_rules(one: Policy, other: Policy, names: tuple[str, str]) -> Iterator[tuple[str, Said]]:
    yield from ((_INDICATORS, ("", text)) for text in _indicators(one, other))
    yield from ((_SCOPE, said) for said in _sets(_scope(one), _scope(other), names))
    yield from ((_SHARED, ("", text)) for text in _benchmark_and_classes(one, other, None))
    for name in dict.fromkeys([*one.pools, *other.pools]):
        yield from ((f"评价组“{name}”", said) for said in _pool(one, other, name, names))
    for key, said in _LONE.items():
        has = [getattr(policy, key) is not None for policy in (one, other)]
        if has[0] != has[1]:
            yield _AFTER, (names[has[1]], _first(said(one if has[0] else other)))
    vetoes = [[f"一票否决：{_plain(rules.veto(v, p.class_words))}" for v in p.vetoes] for p in (one, other)]
    yield from ((_AFTER, said) for said in _sets(*vetoes, names))
    for own, others, name in ((one, other, names[0]), (other, one, names[1])):
        lone = {n: rule for n, rule in own.evaluations.items() if n not in others.evaluations}
        yield from ((_SUBJECTS, (name, summary(n, rule))) for n, rule in lone.items())
    goals = [[goal_words(p, goal) for goal in p.targets] for p in (one, other)]
    yield from ((_GOALS, said) for said in _sets(*goals, names))


def _indicators(one: Policy, other: Policy) -> Iterator[str]:
    for name in dict.fromkeys([*one.indicators, *other.indicators]):
        sides = [p.indicators.get(name) for p in (one, other)]
        if None in sides:
            said = [_plain(rules.indicator(name, rule)) if rule else NOTHING for rule in sides]
            yield f"指标“{name}” {_ARROW.join(text.removeprefix(f'{name} = ') for text in said)}"


def _scope(policy: Policy) -> list[str]:
    scope = policy.scope
    said = [_plain(rules.exclusion(rule)) for rule in scope.exclude]
    said += [_plain(rules.land_gate(rule)) for rule in scope.land_gate]
    return said + ([f"过渡期最多 {scope.transition.years} 个评价年度，不定档"] if scope.transition else [])


def _pool(one: Policy, other: Policy, name: str, names: tuple[str, str]) -> Iterator[Said]:
    sides = [p.pools.get(name) for p in (one, other)]
    if None in sides:
        held = sides[0] or sides[1]
        weights = "、".join(f"{indicator} {number(weight)} 分" for indicator, weight in held.weights.items())
        yield names[sides[0] is None], f"这个评价组（{rules.enterprises(held.members)}）：{weights}"
        return
    yield from (("", text) for text in _benchmark_and_classes(one, other, name))
    bounds = [[_plain(rules.weight_bound(bound, "")) for bound in pool.weight_bounds] for pool in sides]
    yield from _sets(*bounds, names)


def _benchmark_and_classes(one: Policy, other: Policy, pool: str | None) -> Iterator[str]:
    """Of the shared rules, or of a pool where one of the two has its own."""
    sides = [p.pools[pool] if pool else p.defaults for p in (one, other)]
    if pool is None or any(side.benchmark is not None for side in sides):
        yield from _arrow("基准值", *(benchmark_words(_benchmark(p, pool)) for p in (one, other)))
    if pool is None or any(side.classes is not None for side in sides):
        before, after = (p.classes(pool) if pool else p.defaults.classes for p in (one, other))
        for key in sorted(set(before) | set(after)):
            yield from _quota(key, before.get(key), after.get(key), one)


def _benchmark(policy: Policy, pool: str | None) -> Benchmark:
    return policy.pool_benchmark(pool) if pool else policy.defaults.benchmark


def _quota(key: str, before: Quota | None, after: Quota | None, policy: Policy) -> Iterator[str]:
    """「A档上限 20 % → 15 %」; of another way of counting 「A档 不超过 20 % → 占比 15 %」."""
    name = "、".join(policy.class_words[Class(letter)].partition("（")[0] for letter in key.split("_"))
    name += "合计" if key == "C_D" else ""
    kinds = {quota.kind for quota in (before, after) if quota}
    if before and after and kinds == {"at_most"}:
        yield from _arrow(f"{name}上限", percent(before.share), percent(after.share))
    elif before and after and kinds == {"at_least"}:
        yield from _arrow(f"{name}下限", percent(before.share), percent(after.share))
    else:
        yield from _arrow(name, *(_quota_words(quota) for quota in (before, after)))
    shares = [quota.d_share if quota else None for quota in (before, after)]
    if shares[0] != shares[1] and before and after:
        yield from _arrow("其中 D 占", *(value_words("d_share", share) for share in shares))


def _quota_words(quota: Quota | None) -> str:
    if quota is None:
        return NOTHING
    return "其余" if quota.rest else f"{key_words(quota.kind)} {percent(quota.share)}"


# Values


def _values(
    left: Mapping[KeyPath, Parameter], right: Mapping[KeyPath, Parameter], told: Callable[[KeyPath], bool]
) -> Iterator[tuple[str, Said]]:
    for path in left | right:
        sides = (left.get(path), right.get(path))
        known = [p for p in sides if p is not None]
        if not told(path) and not all(p.inherited for p in known):
            said = [p.words if p else NOTHING for p in sides]
            if said[0] != said[1]:
                yield known[0].section, ("", f"{_name(known[0])} {_ARROW.join(_units_once(said, known))}")


def _name(parameter: Parameter) -> str:
    """「亩均税收权重」, 「研发投入强度的缺报」: the label without what the section says already."""
    path, parts = parameter.path, _BRACKETS.sub("", parameter.label).split(" · ")
    if path[-2:-1] == ("weights",):
        return f"{path[1]}的{path[-1]}权重" if path[0] == "evaluations" else f"{path[-1]}权重"
    if path[0] == "pools":
        parts = parts[1:]
    if "items" in path:
        parts = [part for part in parts if part != key_words("items")]
    return ("" if "的" in parts[-1] else "的").join(parts)


def _units_once(said: list[str], known: list[Parameter]) -> list[str]:
    """「35」「32 分」: the unit with the second number only; per cent with both."""
    unit = known[0].unit
    if len(known) == 2 and unit and unit != "%" and all(text.endswith(f" {unit}") for text in said):
        return [said[0].removesuffix(f" {unit}"), said[1]]
    return said


def _arrow(name: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{name} {before}{_ARROW}{after}"


def _sets(before: Iterable[str], after: Iterable[str], names: tuple[str, str]) -> Iterator[Said]:
    """Sentences that only one side has."""
    sides = (list(before), list(after))
    for own, others, name in ((sides[0], sides[1], names[0]), (sides[1], sides[0], names[1])):
        yield from ((name, text) for text in own if text not in others)


def _plain(sentence: str) -> str:
    """A listing's sentence without the keys that files write."""
    return _KEY.sub("", sentence)


def _first(sentence: str) -> str:
    return _plain(sentence).split("\n")[0]
