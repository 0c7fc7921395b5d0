"""One weight is dragged: where do the others go? Proportionally, within the hard limits, to exactly 100.

Reckoned in fractions of whole decimals, so that no 0.1 + 0.2 is left over: the weights add up to
100 in decimals. What comes in counts to 9 decimals.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from muyun.explore.whatif.bounds import Bounds, Departure, Limit, departures_of, source_words
from muyun.explore.whatif.steps import exact, stepped

STEP = 0.5
"""Weights move in steps of so many points."""

_WHOLE = Fraction(100)
_NO_ROOM = "锁定的权重使其余指标无法合计到 100，请先解锁一项。"


@dataclass(frozen=True, slots=True)
class Moved:
    """The weights after a drag.

    refused   why nothing moved, "" when it did
    clipped   why the weight isn't what was asked for, "" when it is
    warnings  the weights beyond a soft limit
    """

    weights: dict[str, float]
    refused: str
    clipped: str
    warnings: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """One of the weights that give way: its part in the proportion and its hard limits."""

    part: Fraction
    lower: Fraction
    upper: Fraction


def moved(
    weights: Mapping[str, float], indicator: str, value: float, ranges: Bounds,
    locked: Collection[str] = (), shape: Mapping[str, float] | None = None, step: float = STEP,
) -> Moved:  # fmt: skip
    """The weights with `indicator` at `value`, the unlocked others sharing the rest.

    weights  within the hard limits, together 100
    ranges   `bounds.bounds` of the pool
    shape    what the others are in proportion to: the weights when the drag began, so that going
             back restores them exactly; `weights` when left out (back within about two steps)
    The value is rounded to the step, then clipped to the hard limits and to what the others can
    take up. The others are in proportion to their part (all zero: equal), those that hit a hard
    limit stay at it; then each is rounded down to the step and the steps left go to the largest
    remainders, of equal ones to the earlier indicator. A weight off the step arises only where a
    locked weight or a limit is off it. With nobody to share with, nothing moves.
    """
    others = [name for name in weights if name != indicator and name not in locked]
    held = sum((exact(weights[name]) for name in weights if name in locked), Fraction(0))
    shares = {name: _share(name, shape or weights, ranges) for name in others}
    low, high = _reach(indicator, held, shares, ranges)
    reason = _refusal(weights, indicator, others, locked) or ("" if low <= high else _NO_ROOM)
    if reason:
        return Moved(dict(weights), reason, "", departures_of(weights, ranges))
    asked = stepped(exact(value), exact(step))
    new = min(max(asked, low), high)
    given = _given(shares, _WHOLE - held - new, exact(step))
    after = {name: weight if name in locked else float(given.get(name, new)) for name, weight in weights.items()}
    return Moved(after, "", _clipping(indicator, asked, new, ranges), departures_of(after, ranges))


def in_steps(
    weights: Sequence[float], lower: Sequence[float], upper: Sequence[float], step: float = STEP
) -> list[float]:  # fmt: skip
    """Weights that add up to 100 and lie within their limits, rounded to the step as a drag rounds them.

    One that a limit off the step holds stays off it.
    """
    limits = zip(weights, lower, upper, strict=True)
    given = _given({str(i): _Share(*map(exact, of)) for i, of in enumerate(limits)}, _WHOLE, exact(step))
    return [float(weight) for weight in given.values()]


def _refusal(weights: Mapping[str, float], indicator: str, others: list[str], locked: Collection[str]) -> str:
    if indicator in locked:
        return f"“{indicator}”已锁定，请先解锁。"
    if len(weights) == 1:
        return "这个评价组只有一项指标，权重只能是 100。"
    return "" if others else "其余指标都已锁定，没有可以相应增减的权重，请先解锁一项。"


def _share(name: str, shape: Mapping[str, float], ranges: Bounds) -> _Share:
    own = ranges[name]
    return _Share(exact(shape[name]), exact(own.hard_lower.value), exact(own.hard_upper.value))


def _reach(
    indicator: str, held: Fraction, shares: Mapping[str, _Share], ranges: Bounds
) -> tuple[Fraction, Fraction]:
    """Between what the dragged weight can lie: its own hard limits, and what the others can take up."""
    own, left = ranges[indicator], _WHOLE - held
    low = max(exact(own.hard_lower.value), left - sum(share.upper for share in shares.values()))
    high = min(exact(own.hard_upper.value), left - sum(share.lower for share in shares.values()))
    return low, high


def _given(shares: Mapping[str, _Share], total: Fraction, step: Fraction) -> dict[str, Fraction]:
    """`total` in steps: rounded down, then a step each to the largest remainders, as far as limits allow."""
    wanted = _filled(shares, total)
    given = {name: max(shares[name].lower, floor(wanted[name] / step) * step) for name in shares}
    order = sorted(shares, key=lambda name: given[name] - wanted[name])  # stable: the earlier of equals first
    left = total - sum(given.values())
    while left > 0:
        for name in order:
            more = min(step, left, shares[name].upper - given[name])
            given[name], left = given[name] + more, left - more
    return given


def _filled(shares: Mapping[str, _Share], total: Fraction) -> dict[str, Fraction]:
    """`total` in proportion within the limits (water-filling): clip(λ · part, lower, upper) for the one λ.

    Fixing at each turn those on the side where the clipping adds (or takes) more never fixes too many.
    """
    fixed: dict[str, Fraction] = {}
    while len(fixed) < len(shares):
        free = {name: share for name, share in shares.items() if name not in fixed}
        wanted = _proportional(free, total - sum(fixed.values()))
        below = {name: free[name].lower for name in free if wanted[name] < free[name].lower}
        above = {name: free[name].upper for name in free if wanted[name] > free[name].upper}
        short = sum(limit - wanted[name] for name, limit in below.items())
        over = sum(wanted[name] - limit for name, limit in above.items())
        if not below and not above:
            return fixed | wanted
        fixed |= below if short > over else above if over > short else below | above
    return fixed


def _proportional(free: Mapping[str, _Share], total: Fraction) -> dict[str, Fraction]:
    parts = sum(share.part for share in free.values())
    if parts == 0:
        return {name: total / len(free) for name in free}
    return {name: total * share.part / parts for name, share in free.items()}


def _clipping(indicator: str, asked: Fraction, new: Fraction, ranges: Bounds) -> str:
    if asked == new:
        return ""
    own = ranges[indicator]
    limit: Limit = own.hard_upper if asked > new else own.hard_lower
    if exact(limit.value) == new and limit.clause:
        relation = "最高" if asked > new else "最低"
        return f"“{indicator}”的权重{relation} {float(new):g} 分{source_words(limit)}，不能突破。"
    if exact(limit.value) == new:
        return f"权重在 0 到 100 之间，“{indicator}”停在 {float(new):g} 分。"
    return f"其余指标不能再{'减' if asked > new else '增'}，“{indicator}”停在 {float(new):g} 分。"
