"""What is the smallest legal change of the weights that puts a unit into the class above or below?

Weights are found by comparing the unit with each rival of its 评价组, which is linear in the weights, and every
weight set is put through `decide` before it is returned. What `bound` says holds up to 1e-5 points and for scores
that differ by a billionth or are equal: where rounding alone would decide (spec 12), nothing is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.decide import decide_pool
from muyun.evaluate.kernel import A, D
from muyun.explore.flip.ball import Norm, widest
from muyun.explore.flip.both import nearest_by_both
from muyun.explore.flip.boxes import EXACT
from muyun.explore.flip.lines import Own, Way, own_in, ways_down, ways_up
from muyun.explore.flip.open import Open, opened
from muyun.explore.flip.plain import plain_weights
from muyun.explore.flip.search import Nearest, Search
from muyun.explore.flip.sectors import with_bottom, with_top
from muyun.explore.weight_space import WeightSpace
from muyun.terms import SCORE_DECIMALS

PROVEN = "在允许的权重范围内，怎样调整都达不到（已证明）。"
"""`Flip.why` where the search itself is the reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Flip:
    """The nearest legal weights that put a unit into a class or past it.

    target    the class aimed at, 0–3 for A–D: when going up this or better, when going down this or worse
    norm      how the change is measured
    weights   m, under which `decide` gives the class; None when there are none or none was found
    distance  of `weights` from the official ones, in points; NaN without
    bound     no legal weights nearer than this do it; inf: proven that none at all do
    exact     distance and bound agree, or it is proven that there are none
    reached   the class that `decide` gives under `weights`; −1 without
    why       in Chinese why there are none; "" otherwise
    plain     m, weights with few decimals that do as well (confirmed too, at most 0.005 points farther), to be read
              and typed; `weights` themselves where there are none
    """

    target: int
    norm: Norm
    weights: np.ndarray | None
    distance: float
    bound: float
    exact: bool
    reached: int
    why: str
    plain: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Flips:
    """What would lift a unit from its class `now` (0–3) and let it fall, each by `Norm`; () at the end of the scale."""

    now: int
    up: tuple[Flip, ...]
    down: tuple[Flip, ...]


def flips(evaluation: Evaluation, unit: str, space: WeightSpace) -> Flips | None:
    """The flips of a ranked unit; None when it isn't ranked. KeyError: it isn't in the evaluation.

    space  of the unit's pool under the evaluation's policy, `weight_space(policy, pool)`
    """
    place = int(evaluation.participants.index.get_loc(unit))
    if np.isnan(evaluation.ranking["rank"].iat[place]):
        return None
    pool = evaluation.prepared.pools[str(evaluation.participants["pool"].iat[place])]
    row = int(np.flatnonzero(pool.ranked_rows == place)[0])
    return flips_of(own_in(pool, row, evaluation.decisions[pool.name].counts), space)


def flips_of(own: Own, space: WeightSpace) -> Flips:
    """The same of a row of a prepared pool."""
    now = _class_under(own, space.official)
    up = () if now == A else _both_norms(own, space, now, now - 1)
    down = () if now == D else _both_norms(own, space, now, now + 1)
    return Flips(now, up, down)


def _both_norms(own: Own, space: WeightSpace, now: int, target: int) -> tuple[Flip, ...]:
    ways = with_top(own, ways_up(own, target)) if target < now else with_bottom(own, ways_down(own, target))
    if why := _barrier(own, space, ways, target < now):
        return tuple(_none(target, norm, why) for norm in Norm)

    def reaches(weights: np.ndarray) -> np.ndarray:
        reached = _classes_under(own, weights)
        return reached <= target if target < now else reached >= target

    wide = [open_ for way in ways if (open_ := opened(way, space))]
    searches = {Search(space, norm, reaches): [way.measured(norm) for way in wide] for norm in Norm}
    nearest = nearest_by_both(searches)
    return tuple(_found(own, target, search, by, nearest[search.norm]) for search, by in searches.items())


def _barrier(own: Own, space: WeightSpace, ways: list[Way], up: bool) -> str:
    """Why without any search no weights do it: what holds the unit, the numbers of places, or the space; else ""."""
    if own.held and not own.vetoed:
        return "等级由手工调档确定，权重怎样调整都不会变。"
    if not ways and own.vetoed:
        return "有否决事项，权重怎样调整都不会变。"
    if not ways:
        return "按名额，本组没有更好的等级可升。" if up else "按名额，本组没有更差的等级可降。"
    fixed = round(widest(space, Norm.LARGEST), SCORE_DECIMALS) == 0
    return "这个评价组的权重没有可调整的余地。" if fixed else ""


def _class_under(own: Own, weights: np.ndarray) -> int:
    """执行等级 of the unit."""
    return int(_classes_under(own, weights[None])[0])


def _classes_under(own: Own, weights: np.ndarray) -> np.ndarray:
    """The same under k weight sets (k × m)."""
    return decide_pool(own.pool, weights, own.pool.classes).applied[:, own.row]


def _found(own: Own, target: int, search: Search, ways: list[Open], nearest: Nearest) -> Flip:
    if nearest.weights is None:
        proven = np.isinf(nearest.bound)
        return Flip(target, search.norm, None, np.nan, nearest.bound, proven, -1, PROVEN if proven else "")
    distance = search.distance(nearest.weights)
    exact = distance - nearest.bound <= EXACT * (1 + EXACT)
    reached = _class_under(own, nearest.weights)
    plain = plain_weights(nearest.weights, ways, search)
    return Flip(target, search.norm, nearest.weights, distance, nearest.bound, exact, reached, "", plain)


def _none(target: int, norm: Norm, why: str) -> Flip:
    return Flip(target, norm, None, np.nan, np.inf, True, -1, why)
