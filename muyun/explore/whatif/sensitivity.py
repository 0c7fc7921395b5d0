"""Which single weight, quota, factor or cap moves most enterprises per point? One step of each, either way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate.decide import decide_pool
from muyun.evaluate.run import Evaluation
from muyun.explore.whatif.bounds import Bounds, bounds
from muyun.explore.whatif.choices import Choices, choices, patch_of
from muyun.explore.whatif.quota_bar import moved_quota, quota_shares
from muyun.explore.whatif.rescale import moved
from muyun.explore.whatif.scenario import decided
from muyun.explore.whatif.standing import UNRANKED, Standing, standing
from muyun.explore.whatif.steps import exact
from muyun.findings import InputError
from muyun.policy.amend import amend
from muyun.policy.model import Policy
from muyun.terms import SCORE_DECIMALS

POINTS = (1.0, 2.0, 5.0)
"""Steps of a weight that can be chosen."""

QUOTA_STEP, MULTIPLE_STEP = 0.01, 0.1
"""A percentage point; a tenth of the benchmark's factor, and of the cap."""


class Lever(StrEnum):
    """What is moved."""

    WEIGHT = "权重"
    QUOTA = "比例"
    FACTOR = "基准值倍数"
    CAP = "封顶倍数"

    @property
    def unit(self) -> float:
        """What a move is counted per: a point, a percentage point, a tenth."""
        return {Lever.WEIGHT: 1.0, Lever.QUOTA: QUOTA_STEP}.get(self, MULTIPLE_STEP)

    @property
    def in_points(self) -> bool:
        """Whether that unit is a point (of the score, or of a per cent)."""
        return self in (Lever.WEIGHT, Lever.QUOTA)


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a step does.

    raised, lowered  positions of the units whose 执行等级 rises or falls
    land_mu, tax_wan  4, change of the sums of A–D
    """

    raised: np.ndarray
    lowered: np.ndarray
    land_mu: np.ndarray
    tax_wan: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One lever moved one way.

    value    where it is then; choices: the settings that put it there
    effect   None where the step can't be taken, `refused` says why; value and choices are None with it
    beyond   where the step leaves the policy's words, a sentence each
    """

    value: float | None
    choices: Choices | None
    effect: Effect | None
    refused: str = ""
    beyond: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many units change their class."""
        return len(self.effect.raised) + len(self.effect.lowered) if self.effect else 0


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """A lever of a pool: where it is, and a step down and up.

    name  the indicator; the class of a quota as `quota_bar` names it; "" for factor and cap
    """

    lever: Lever
    name: str
    now: float
    down: Step
    up: Step

    def per_unit(self, step: Step) -> float:
        """How many change per unit of the lever; 0 where the step isn't possible."""
        return 0.0 if step.value is None else step.changed * self.lever.unit / abs(step.value - self.now)

    @property
    def strength(self) -> float:
        """The larger of both ways."""
        return max(self.per_unit(self.down), self.per_unit(self.up))


def sensitivity(
    now: Standing, official: Evaluation, tables: Tables, pool: str, points: float = 1.0
) -> tuple[Pull, ...]:  # fmt: skip
    """Each lever of a pool moved one step either way: weights and quotas, the one that moves most per point first,
    then factor and cap, whose tenths are no points.

    now       where everybody stands, under the official policy or a scenario: steps are taken from there
    official  the unpatched evaluation of the year, `tables` what it was made of
    points    the step of a weight; the others give way as when its slider is dragged. A quota's step moves one
              divider of the quota bar by a percentage point. Factor and cap move by a tenth
    () for a pool without 参评 rows. A unit counts as changed where both sides have a class.
    """
    of = now.prepared.pools.get(pool)
    if of is None or not len(of.ranked_rows):
        return ()
    found = [*_weights(now, pool, points), *_quotas(now, pool), *_anew(now, official, tables, pool)]
    return tuple(sorted(found, key=lambda pull: (not pull.lever.in_points, -round(pull.strength, SCORE_DECIMALS))))


@dataclass(frozen=True, slots=True)
class _Way:
    """A step before anybody is decided: `policy` None where it can't be taken."""

    value: float | None
    choices: Choices | None = None
    policy: Policy | None = None
    refused: str = ""
    beyond: tuple[str, ...] = ()


def _weights(now: Standing, pool: str, points: float) -> Iterator[Pull]:
    policy, of = now.prepared.policy, now.prepared.pools[pool]
    ranges, chosen = bounds(policy, pool), choices(policy)
    weights = chosen.weights[pool]
    ways = [_weight_way(policy, pool, name, sign * points, ranges) for name in weights for sign in (-1, 1)]
    sets = [list(way.policy.pools[pool].weights.values()) for way in ways if way.policy]
    block = decide_pool(of, np.array(sets, dtype=float), of.classes).applied if sets else np.zeros((0, 0))
    rows = iter(block)
    steps = [_step(now, pool, way, _with(now, of.ranked_rows, next(rows))) if way.policy else _stays(way)
             for way in ways]  # fmt: skip
    for i, name in enumerate(weights):
        yield Pull(Lever.WEIGHT, name, weights[name], *steps[2 * i : 2 * i + 2])


def _weight_way(policy: Policy, pool: str, name: str, by: float, ranges: Bounds) -> _Way:
    chosen = choices(policy)
    weights = chosen.weights[pool]
    answer = moved(weights, name, weights[name] + by, ranges)
    if answer.weights[name] == weights[name]:
        return _Way(None, refused=answer.refused or _at_its_end(weights[name], by, name, ranges))
    return _way(policy, answer.weights[name], replace(chosen, weights={**chosen.weights, pool: answer.weights}))


def _at_its_end(weight: float, by: float, name: str, ranges: Bounds) -> str:
    own = ranges[name]
    limit, word = (own.hard_upper, "上限") if by > 0 else (own.hard_lower, "下限")
    if exact(limit.value) != exact(weight):
        return "其余各项已到限，让不出权重" if by > 0 else "其余各项已到限，接不下权重"
    return f"已到{word} {weight:g} 分" + (f"（{limit.clause}）" if limit.clause else "")


def _quotas(now: Standing, pool: str) -> Iterator[Pull]:
    """Each divider of the quota bar; it is named after the class on its left, the last one after that on its right."""
    policy, of = now.prepared.policy, now.prepared.pools[pool]
    segments = quota_shares(policy, pool)
    last = len(segments) - 2
    for divider in range(last + 1):
        segment = divider + (divider == last > 0)
        ways = [_quota_way(policy, pool, divider, segment, sign) for sign in (-1, 1)]
        steps = []
        for way in ways:
            if way.policy is None:
                steps.append(_stays(way))
                continue
            applied = decide_pool(of, of.weights[None, :], way.policy.classes(pool)).applied[0]
            steps.append(_step(now, pool, way, _with(now, of.ranked_rows, applied)))
        yield Pull(Lever.QUOTA, segments[segment].name, segments[segment].share, *steps)


def _quota_way(policy: Policy, pool: str, divider: int, segment: int, sign: int) -> _Way:
    segments, chosen = quota_shares(policy, pool), choices(policy)
    place = sum((exact(s.share) for s in segments[: divider + 1]), Fraction(0))
    place += exact(QUOTA_STEP) * (sign if segment == divider else -sign)
    answer = moved_quota(policy, pool, divider, float(place))
    changes = answer.patch.get("pools", {}).get(pool, {}).get("classes", {})
    share = answer.segments[segment].share
    if not changes or exact(share) == exact(segments[segment].share):
        return _Way(None, refused=f"已是 {segments[segment].share * 100:g} %，不能再{'增' if sign > 0 else '减'}")
    quotas = {name: {**quota, **changes.get(name, {})} for name, quota in chosen.quotas[pool].items()}
    return _way(policy, share, replace(chosen, quotas={**chosen.quotas, pool: quotas}))


def _anew(now: Standing, official: Evaluation, tables: Tables, pool: str) -> Iterator[Pull]:
    """Factor and cap: these change the items, so the year is prepared anew."""
    chosen = choices(now.prepared.policy)
    factor, cap = chosen.factors[pool], chosen.caps[pool]
    settings = {Lever.FACTOR: ("factors", factor), Lever.CAP: ("caps", None if cap == "none" else cap)}
    for lever, (field, value) in settings.items():
        if value is None:
            why = "基准值由文件公布，没有倍数" if lever is Lever.FACTOR else "不封顶，没有倍数"
            yield Pull(lever, "", np.nan, *(Step(None, None, None, why) for _ in range(2)))
            continue
        ways = [_multiple_way(now.prepared.policy, pool, field, float(value), sign) for sign in (-1, 1)]
        steps = [_stays(way) if way.policy is None else _prepared_anew(now, official, tables, pool, way)
                 for way in ways]  # fmt: skip
        yield Pull(lever, "", float(value), *steps)


def _multiple_way(policy: Policy, pool: str, field: str, value: float, sign: int) -> _Way:
    new = exact(value) + sign * exact(MULTIPLE_STEP)
    if new <= 0:
        return _Way(None, refused=f"已是 {value:g} 倍，不能再减")
    chosen = choices(policy)
    own: Mapping[str, object] = getattr(chosen, field)
    return _way(policy, float(new), replace(chosen, **{field: {**own, pool: float(new)}}))


def _prepared_anew(now: Standing, official: Evaluation, tables: Tables, pool: str, way: _Way) -> Step:
    try:
        prepared, decisions = decided(official, tables, way.policy, now.prepared)
    except InputError as wrong:
        return Step(None, None, None, wrong.findings[0].what)
    return _step(now, pool, way, standing(prepared, decisions, now.layout).letters)


def _way(policy: Policy, value: float, new: Choices) -> _Way:
    """The step as a policy, or why the policy can't take it."""
    try:
        amended, departed = amend(policy, patch_of(policy, new), None)
    except InputError as wrong:
        return _Way(None, refused=wrong.findings[0].what)
    return _Way(value, new, amended, beyond=tuple(finding.what for finding in departed))


def _with(now: Standing, rows: np.ndarray, applied: np.ndarray) -> np.ndarray:
    """Everybody's letters with those of one pool's 参评 rows decided anew."""
    letters = now.letters.copy()
    letters[rows] = applied
    return letters


def _stays(way: _Way) -> Step:
    return Step(None, None, None, way.refused)


def _step(now: Standing, pool: str, way: _Way, letters: np.ndarray) -> Step:
    layout = now.layout
    mine = layout.pool == layout.pools.index(pool)
    before = now.letters
    both = mine & (before < UNRANKED) & (letters < UNRANKED)
    raised, lowered = (np.flatnonzero(both & worse) for worse in (letters < before, letters > before))
    land, tax = (
        np.bincount(letters[mine], of[mine], UNRANKED + 1)[:UNRANKED]
        - np.bincount(before[mine], of[mine], UNRANKED + 1)[:UNRANKED]
        for of in layout.values[:2]
    )
    return Step(way.value, way.choices, Effect(raised, lowered, land, tax), beyond=way.beyond)
