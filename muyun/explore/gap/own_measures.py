"""Which of its own measures could a unit change to score better, and which way?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.cohort import LAND
from muyun.terms import SCORE_DECIMALS


class Unmoved(StrEnum):
    """Why a measure is left as it is."""

    MISSING = "缺报，请先补报"
    NOTHING_LEFT = "已是 0，没有可减的"
    BOTH_WAYS = "既是分子又是分母，改它有利也有弊"
    PARCELS = "合并单元的用地由宗地确定"
    SHRINKING = "只作分母，减少它不是办法"


_INCOME = frozenset({"output_wan", "value_added_wan", "revenue_wan", "turnover_wan", "tax_wan"})
"""What an enterprise earns: a lower denominator scores better, but nobody is told to earn less."""


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """A measure of a ranked unit that its pool's items are made of.

    sign   +1: more of it is better, −1: less
    now    its value, in its unit
    level  what it would be if the indicator were at its benchmark; NaN where that can't be said
    items  the indicators with weight that it is in
    why    None, or why it can't be changed
    """

    measure: str
    sign: int
    now: float
    level: float
    items: tuple[str, ...]
    why: Unmoved | None


def own_measures(evaluation: Evaluation, unit: str) -> tuple[OwnMeasure, ...]:
    """The measures of the unit's weighted indicators, in the policy's order, numerators first.

    KeyError: the unit isn't in the evaluation or has no pool.
    """
    used = _uses(evaluation, str(evaluation.participants["pool"].at[unit]))
    merged = int((evaluation.unit_of == unit).sum()) > 1
    return tuple(_lever(evaluation, unit, measure, uses, merged) for measure, uses in used.items())


def _uses(evaluation: Evaluation, pool: str) -> dict[str, dict[str, int]]:
    """Measure → the indicators it is in → +1 where more of it is better."""
    policy = evaluation.policy
    names = [name for name, weight in policy.pools[pool].weights.items() if weight > 0]
    rules = {name: policy.indicators[name] for name in names}
    used: dict[str, dict[str, int]] = {}
    for part, sign in (("numerator", 1), ("denominator", -1)):
        for name, rule in rules.items():
            used.setdefault(getattr(rule, part), {})[name] = sign if rule.better == "higher" else -sign
    return used


def _lever(evaluation: Evaluation, unit: str, measure: str, uses: Mapping[str, int], merged: bool) -> OwnMeasure:
    now = float(evaluation.participants[measure].at[unit])
    sign = next(iter(uses.values()))
    return OwnMeasure(
        measure, sign, now, _level(evaluation, unit, measure, tuple(uses)), tuple(uses),
        _unmoved(measure, now, set(uses.values()), merged),
    )  # fmt: skip


def _unmoved(measure: str, now: float, signs: set[int], merged: bool) -> Unmoved | None:
    if len(signs) > 1:
        return Unmoved.BOTH_WAYS
    if measure == LAND and merged:
        return Unmoved.PARCELS
    if signs == {-1} and measure in _INCOME:
        return Unmoved.SHRINKING
    if np.isnan(now):
        return Unmoved.MISSING
    return Unmoved.NOTHING_LEFT if signs == {-1} and round(now, SCORE_DECIMALS) <= 0 else None


def _level(evaluation: Evaluation, unit: str, measure: str, items: tuple[str, ...]) -> float:
    """The measure at the benchmark of the first indicator whose numerator it is; NaN where there is none."""
    group = evaluation.participants["group"].at[unit]
    for name in items:
        rule = evaluation.policy.indicators[name]
        if rule.numerator == measure:
            base = float(evaluation.benchmarks.at[group, name])
            return base * float(evaluation.participants[rule.denominator].at[unit])
    return float("nan")
