"""Between what may a weight lie? The policy's hard and soft limits of one pool, with their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muyun.policy.model import Policy
from muyun.policy.rules import WeightBound
from muyun.terms import SCORE_DECIMALS

WEIGHT_SUM = 100.0


@dataclass(frozen=True, slots=True)
class Limit:
    """An end of a range in points, and the rule it comes from (both texts "" for the plain 0 and 100)."""

    value: float
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of one weight. The soft ends lie within the hard ones, and are those where nothing soft is said.

    official  the policy's weight
    """

    official: float
    hard_lower: Limit
    hard_upper: Limit
    soft_lower: Limit
    soft_upper: Limit


Bounds = Mapping[str, Range]
"""By indicator, in the order of the pool's weights."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A weight beyond a soft limit (一般, 原则上): legal in a scenario only."""

    indicator: str
    weight: float
    limit: Limit
    what: str


def bounds(policy: Policy, pool: str) -> Bounds:
    """The ranges of a pool's weights (XC-10…12): of several rules the narrowest; 0–100 without one.

    Key `each` of a rule stands for every indicator of the pool that the same side doesn't name.
    """
    rules = policy.pools[pool].weight_bounds
    return {name: _range(name, weight, rules) for name, weight in policy.pools[pool].weights.items()}


def departures_of(weights: Mapping[str, float], ranges: Bounds) -> tuple[Departure, ...]:
    """Every weight beyond its soft limits, in words."""
    found = []
    for name, weight in weights.items():
        own = ranges[name]
        if round(own.soft_lower.value - weight, SCORE_DECIMALS) > 0:
            found.append(_departure(name, weight, own.soft_lower, "低于"))
        if round(weight - own.soft_upper.value, SCORE_DECIMALS) > 0:
            found.append(_departure(name, weight, own.soft_upper, "高于"))
    return tuple(found)


def source_words(limit: Limit) -> str:
    """「（XC-10：“……”）」; "" for a limit that no rule sets."""
    if not limit.clause:
        return ""
    return f"（{limit.clause}：“{limit.quote}”）" if limit.quote else f"（{limit.clause}）"


def _range(name: str, official: float, rules: tuple[WeightBound, ...]) -> Range:
    hard = [rule for rule in rules if rule.binding == "hard"]
    lower, upper = _highest_floor(name, hard, Limit(0.0)), _lowest_ceiling(name, hard, Limit(WEIGHT_SUM))
    return Range(official, lower, upper, _highest_floor(name, rules, lower), _lowest_ceiling(name, rules, upper))


def _highest_floor(name: str, rules: list[WeightBound] | tuple[WeightBound, ...], start: Limit) -> Limit:
    limits = [_limit(rule.at_least, name, rule) for rule in rules]
    return max([start, *(limit for limit in limits if limit)], key=lambda limit: limit.value)


def _lowest_ceiling(name: str, rules: list[WeightBound] | tuple[WeightBound, ...], start: Limit) -> Limit:
    limits = [_limit(rule.at_most, name, rule) for rule in rules]
    return min([start, *(limit for limit in limits if limit)], key=lambda limit: limit.value)


def _limit(side: Mapping[str, float], name: str, rule: WeightBound) -> Limit | None:
    value = side.get(name, side.get("each"))
    if value is None:
        return None
    source = "、".join(rule.clause) or (rule.published.title if rule.published else "本系统假定")
    return Limit(value, source, rule.quote or rule.assumed or "")


def _departure(name: str, weight: float, limit: Limit, relation: str) -> Departure:
    what = f"“{name}”的权重 {weight:g} 分，{relation}一般要求的 {limit.value:g} 分{source_words(limit)}。"
    return Departure(name, weight, limit, what)
