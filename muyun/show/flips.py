"""Which weights would lift an enterprise or let it fall, said so that a meeting can judge how firm its class is?"""

from __future__ import annotations

import numpy as np

from muyun.explore.flip.flips import PROVEN, Flip, Flips
from muyun.explore.weight_space import WITHIN, WeightSpace, limited, weight_space
from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.headline import short_word
from muyun.policy.model import Policy
from muyun.show.words import number, signed
from muyun.terms import SCORE_DECIMALS, Class

_WEIGHT_DECIMALS = 8
_CHANGED_FROM = 10.0**-SCORE_DECIMALS
_LEAST_SHOWN = 0.005


def flip_sentences(flips: Flips, space: WeightSpace, policy: Policy) -> list[str]:
    """What would lift the unit and what would let it fall, each measured in both ways, and among which weights.

    Two measures with the same answer are said once. Weights are those of `Flip.plain`: `decide` gives the class
    under just these numbers.
    """
    said = [*_direction(flips.up, flips, space, policy), *_direction(flips.down, flips, space, policy)]
    if not flips.up:
        said.insert(0, f"现在是 {_word(policy, flips.now)}，已是最好的等级。")
    if not flips.down:
        said.append(f"现在是 {_word(policy, flips.now)}，没有更差的等级。")
    return [*said, f"权重的范围：{range_words(space, policy)}。"]


def range_words(space: WeightSpace, policy: Policy) -> str:
    """Where the space comes from: 「文件规定的权重上下限，…」 or 「…上下浮动不超过 20 %（本系统假定）…」."""
    for name, pool in policy.pools.items():
        if tuple(pool.weights) == space.names and _same(space, weight_space(policy, name)):
            if limited(bounds(policy, name)):
                return "文件规定的权重上下限，合计 100 分"
            return f"文件没有定上下限，按每项上下浮动不超过 {number(WITHIN * 100)} % 计（本系统假定），合计 100 分"
    moved, own = np.maximum(space.upper - space.official, space.official - space.lower), space.official
    share = float(np.max(moved[own > 0] / own[own > 0], initial=0.0))
    return f"每项上下浮动不超过 {number(share * 100)} %（本系统假定），合计 100 分"


def _same(one: WeightSpace, other: WeightSpace) -> bool:
    return np.allclose(one.lower, other.lower) and np.allclose(one.upper, other.upper)


def _direction(found: tuple[Flip, ...], flips: Flips, space: WeightSpace, policy: Policy) -> list[str]:
    return list(dict.fromkeys(_sentence(flip, flips.now, space, policy) for flip in found))


def _sentence(flip: Flip, now: int, space: WeightSpace, policy: Policy) -> str:
    way = "升到" if flip.target < now else "降到"
    goal = f"{way} {_word(policy, flip.target)}"
    if flip.why == PROVEN:
        return f"在允许的权重范围内，怎样调整都{way[0]}不到 {_word(policy, flip.target)}（已证明）。"
    if flip.why:
        return f"{goal}：{flip.why}"
    if flip.weights is None:
        least = f"；{flip.norm}不到 {_down(flip.bound)} 分肯定不行" if flip.bound >= _LEAST_SHOWN else ""
        return f"{goal}：没有找到能做到的权重，但也没有证明没有{least}。"
    reached = _word(policy, flip.reached)
    changed = "、".join(f"{name} {old} → {new}" for name, old, new, _ in changed_weights(flip, space, policy))
    return f"{changed}，就从 {_word(policy, now)}{way} {reached}（{_distance(flip, space)}）。"


def changed_weights(flip: Flip, space: WeightSpace, policy: Policy) -> list[tuple[str, str, str, str]]:
    """Label, old and new weight and the difference of each indicator whose weight changes; [] without weights."""
    if flip.plain is None:
        return []
    rows = zip(space.names, space.official.tolist(), flip.plain.tolist(), strict=True)
    return [
        (policy.indicators[name].label or name, _weight(old), _weight(new), signed(new - old, _WEIGHT_DECIMALS))
        for name, old, new in rows if abs(new - old) > _CHANGED_FROM
    ]  # fmt: skip


def _weight(points: float) -> str:
    return number(points, _WEIGHT_DECIMALS)


def _distance(flip: Flip, space: WeightSpace) -> str:
    """「合计变动 2.4 分，已是最小」."""
    size = float(flip.norm.of(flip.plain - space.official))
    told = f"{flip.norm} {_points(size)} 分"
    if flip.exact:
        return f"{told}，已是最小"
    if size - flip.bound < _LEAST_SHOWN:
        return f"{told}，与最小的相差不到 0.01 分"
    if flip.bound < _LEAST_SHOWN:
        return f"{told}，不一定最小"
    return f"{told}，不一定最小：最小变动不少于 {_down(flip.bound)} 分"


def _points(points: float) -> str:
    return number(points) if points >= _LEAST_SHOWN else "不到 0.01"


def _down(points: float) -> str:
    """Rounded down: a bound must not be said higher than it is."""
    return number(np.floor(points * 100 + 1e-6) / 100)


def _word(policy: Policy, number_of_class: int) -> str:
    return short_word(policy.class_words, Class("ABCD"[number_of_class]))
