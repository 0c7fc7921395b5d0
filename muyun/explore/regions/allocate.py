"""How would a pool be shared out in proportion to an indicator? A simulation: no document gives a formula.

JX-21…24 and XA-19 say 适当倾斜, 给予削减, 挂钩; spec 6.4 reads them as a rank, and `pool × v/Σv` as a simulation.
Everything is counted in whole hundredths with exact fractions, so that the parts add up to the pool.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isnan

from muyun.terms import SCORE_DECIMALS

STEP = 100
"""Parts are told to 0.01 (亩, 吨标煤, 吨)."""
_SLACK = Fraction(1, 10**SCORE_DECIMALS)
"""A bound within a billionth of a whole hundredth is meant as that hundredth (spec 5.2)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most that a place gets, in the unit of the pool; None: no such bound."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A place that may get a part. weight: what the pool is shared by; a negative or missing one gets nothing."""

    name: str
    weight: float
    bound: Bound = Bound()

    @property
    def takes_part(self) -> bool:
        """Whether a part can be computed for it."""
        return not isnan(self.weight) and round(self.weight, SCORE_DECIMALS) >= 0


class Infeasible(ValueError):
    """The bounds can't be kept with this pool; the message says why, in Chinese."""


def allocate(pool: float, claims: Sequence[Claim]) -> dict[str, float]:
    """The part of each place that takes part, by name, to 0.01; they add up to the pool.

    `pool × w/Σw`; a place below its least or above its most is fixed there, and the others share the rest in
    proportion. Rounded by largest remainder, equal ones by weight, then by name; so row order decides nothing.
    Infeasible: nobody has a weight, or the bounds leave too little or too much.
    """
    own = sorted((claim for claim in claims if claim.takes_part), key=lambda claim: claim.name)
    steps = round(pool * STEP)
    weights = [Fraction(round(claim.weight, SCORE_DECIMALS)) for claim in own]
    bounds = [_steps(claim.bound, claim.name) for claim in own]
    _feasible(steps, weights, bounds)
    exact = _shares(steps, weights, bounds)
    order = sorted(range(len(own)), key=lambda i: (floor(exact[i]) - exact[i], -weights[i], own[i].name))
    left = steps - sum(map(floor, exact))
    parts = {i: floor(exact[i]) + (place < left) for place, i in enumerate(order)}
    return {claim.name: parts[i] / STEP for i, claim in enumerate(own)}


def _steps(bound: Bound, name: str) -> tuple[int, int | None]:
    """The bound in hundredths: the least rounded up, the most down, so that rounding passes neither."""
    least = ceil(Fraction(bound.least or 0.0) * STEP - _SLACK)
    most = None if bound.most is None else floor(Fraction(bound.most) * STEP + _SLACK)
    if most is not None and most < max(least, 0):
        raise Infeasible(f"“{name}”的上限 {most / STEP:,.2f} 小于下限 {least / STEP:,.2f}，请改其中一个。")
    return max(least, 0), most


def _feasible(steps: int, weights: Sequence[Fraction], bounds: Sequence[tuple[int, int | None]]) -> None:
    if not any(weights):
        raise Infeasible("没有一个区域的指标大于 0，分不出去。请换一个指标。")
    least = sum(low for low, _ in bounds)
    if least > steps:
        raise Infeasible(
            f"各区域的下限合计 {least / STEP:,.2f}，多于总量 {steps / STEP:,.2f}。请降低下限，或加大总量。"
        )
    growing = [most for weight, (_, most) in zip(weights, bounds, strict=True) if weight]
    if None not in growing:
        most = sum(growing) + sum(low for weight, (low, _) in zip(weights, bounds, strict=True) if not weight)
        if most < steps:
            raise Infeasible(
                f"各区域的上限合计 {most / STEP:,.2f}，少于总量 {steps / STEP:,.2f}，分不完。请提高上限，或减少总量。"
            )


def _shares(
    steps: int, weights: Sequence[Fraction], bounds: Sequence[tuple[int, int | None]]
) -> list[Fraction]:
    """The t with Σ clip(t·w, least, most) = the pool, exactly: between two of the points where a bound is met."""

    def filled(t: Fraction) -> list[Fraction]:
        return [_clipped(t * w, low, most) for w, (low, most) in zip(weights, bounds, strict=True)]

    meets = sorted({
        Fraction(bound) / w for w, pair in zip(weights, bounds, strict=True) if w for bound in pair if bound is not None
    })  # fmt: skip
    passed = bisect_right(meets, steps, key=lambda t: sum(filled(t)))
    start = meets[passed - 1] if passed else Fraction(0)
    held = filled(start)
    if sum(held) == steps:
        return held
    free = [
        w if w and t_low <= start and (t_most is None or start < t_most) else Fraction(0)
        for w, (t_low, t_most) in zip(weights, _meeting(weights, bounds), strict=True)
    ]
    more = (steps - sum(held)) / sum(free)
    return [part + more * w for part, w in zip(held, free, strict=True)]


def _meeting(
    weights: Sequence[Fraction], bounds: Sequence[tuple[int, int | None]]
) -> list[tuple[Fraction, Fraction | None]]:
    """At which t each place leaves its least and meets its most; one without a weight never moves."""
    return [
        (Fraction(low) / w, None if most is None else Fraction(most) / w) if w else (Fraction(0), None)
        for w, (low, most) in zip(weights, bounds, strict=True)
    ]


def _clipped(value: Fraction, low: int, most: int | None) -> Fraction:
    return max(Fraction(low), value if most is None else min(value, Fraction(most)))


def bounds_of(
    text: str, names: Sequence[str], everybody: Bound
) -> tuple[dict[str, Bound], list[str]]:
    """The bounds by name: `everybody`'s, but where the text names a place; and what in the text isn't understood.

    text  「海宁市 5~20；平湖市 ~30；嘉善县 8~」, in the unit of the pool
    """
    found, unread = dict.fromkeys(names, everybody), []
    for part in filter(None, (part.strip() for part in text.replace("；", ";").split(";"))):
        name, _, limits = part.rpartition(" ")
        low, between, most = limits.replace("～", "~").partition("~")
        numbers = [_number(low), _number(most)]
        if name.strip() not in found or not between or None in numbers:
            unread.append(part[:40])
            continue
        found[name.strip()] = Bound(*(None if n == "" else n for n in numbers))
    return found, unread


def _number(text: str) -> float | str | None:
    """The number; "" for none given; None for what is no number from 0 to a billion."""
    if not text:
        return ""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if 0 <= value <= MOST else None


MOST = 1e9
"""No pool of land, energy or emissions of a province is larger."""


def shared_by(claims: Sequence[Claim], base: Mapping[str, float]) -> list[Claim]:
    """The same places claiming by a base alone (land in use), without bounds: what they are compared with."""
    return [Claim(claim.name, base.get(claim.name, float("nan"))) for claim in claims]
