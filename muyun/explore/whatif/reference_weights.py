"""What weights would the data themselves suggest? Entropy, CRITIC and equal weights of a pool; never a policy's.

They are taken from the clipped ratios (item score per point of weight) and not from the indicators' values:
a weight multiplies those ratios and nothing else, so their spread is what a weight can bring out. "Lower is
better" is turned in them, a loss is at the floor instead of below zero, and one outlier beyond the cap doesn't
decide. Only rows that have every item by their own value count: a mean or a zero put in for a missing value is
not the enterprise's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.evaluate.points import Fill
from muyun.evaluate.prepare import Prepared
from muyun.evaluate.ratio import rounded
from muyun.explore.weight_space import WeightSpace
from muyun.explore.whatif.bounds import WEIGHT_SUM
from muyun.explore.whatif.rescale import in_steps

TINY = 1e-30
"""Of a column's sum: what stands for a zero in an entropy, so little that p·ln p is 0 to the last bit of the sum."""

_LEAST_ROWS = 2


class Method(StrEnum):
    """How weights are drawn from data."""

    ENTROPY = "熵权法"
    CRITIC = "相关性定权法"
    EQUAL = "等权法"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What the weights are taken from.

    names    the pool's m indicators; ratios: r × m, the 参评 rows that have every item of `known` by their own value
    evaluated  how many 参评 rows there are
    known    m, whether anybody has the item; varies: m, whether the rows differ in it, to 9 decimals
    """

    names: tuple[str, ...]
    ratios: np.ndarray
    evaluated: int
    known: np.ndarray
    varies: np.ndarray

    @property
    def rows(self) -> int:
        """How many rows are used."""
        return len(self.ratios)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Weights by one method, m in points: together 100, NaN where nobody has the item. None, and `why`, without."""

    method: Method
    weights: np.ndarray | None
    why: str = ""


def sample(prepared: Prepared, pool: str) -> Sample | None:
    """The ratios of a pool that reference weights are taken from; None where it has no 参评 row."""
    of = prepared.pools.get(pool)
    if of is None or not len(of.ranked_rows):
        return None
    items = prepared.items[pool]
    places = np.searchsorted(items.rows, of.ranked_rows)
    own = items.items.fills[places] <= Fill.FULL
    known = own.any(axis=0)
    ratios = items.items.ratios[places][own[:, known].all(axis=1)]
    return sample_of(of.indicators, ratios, len(places), known)


def sample_of(names: tuple[str, ...], ratios: np.ndarray, evaluated: int, known: np.ndarray | None = None) -> Sample:
    """A sample of complete rows (r × m); everything is known where `known` is left out."""
    known = np.ones(len(names), dtype=bool) if known is None else known
    varies = known & (np.ptp(rounded(ratios), axis=0) > 0) if len(ratios) else np.zeros(len(names), dtype=bool)
    return Sample(names, ratios, evaluated, known, varies)


def references(of: Sample) -> tuple[Reference, ...]:
    """Weights by each method, in the order of `Method`."""
    return tuple(reference(of, method) for method in Method)


def reference(of: Sample, method: Method) -> Reference:
    """Weights by one method.

    An item that doesn't differ between the rows tells nobody apart: 0 points, and it is no partner of a
    correlation. Where only one differs it has all points. Equal weights look at no value, but an item that nobody
    has is left out of them as of the others. Entropy takes 0 · ln 0 as its limit 0 (an enterprise
    without R&D is legal); pymcdm's own raises there, so each zero is put in as `TINY` of its column's sum.
    """
    if method is Method.EQUAL:
        among = of.known if of.known.any() else np.ones(len(of.names), dtype=bool)
        return Reference(method, np.where(among, WEIGHT_SUM / among.sum(), np.nan))
    why = _lacking(of)
    if why:
        return Reference(method, None, why)
    weights = np.where(of.known, 0.0, np.nan)
    columns = of.ratios[:, of.varies]
    shares = np.ones(1) if columns.shape[1] == 1 else _shares(columns, method)
    if shares is None:
        return Reference(method, None, "有差别的各项完全同步，分不出各自的信息，算不出这种权重。")
    weights[of.varies] = shares * WEIGHT_SUM
    return Reference(method, weights)


def nearest_legal(space: WeightSpace, weights: np.ndarray) -> np.ndarray:
    """The legal weights nearest to `weights` (m) by least squares, in the sliders' steps, together 100.

    NaN keeps the policy's weight, the others share the rest in proportion. The nearest point of the space is
    clip(weight − λ, lower, upper) for the one λ that makes the sum 100.
    """
    kept, wanted = np.isnan(weights), _completed(space, weights)
    lower, upper = (np.where(kept, space.official, ends) for ends in (space.lower, space.upper))
    ends = float((wanted - upper).min()), float((wanted - lower).max())
    shift = _root(lambda by: float(np.clip(wanted - by, lower, upper).sum()) - WEIGHT_SUM, *ends)
    nearest = np.clip(wanted - shift, lower, upper)
    return np.array(in_steps(nearest.tolist(), lower.tolist(), upper.tolist()))


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """How far two weight sets are apart: the points that change hands, each counted where it comes and goes."""
    return float(np.nansum(np.abs(one - other)))


def _lacking(of: Sample) -> str:
    if of.rows < _LEAST_ROWS:
        return f"各项数据齐全的参评企业只有 {of.rows} 家，至少要 {_LEAST_ROWS} 家才能算。"
    return "" if of.varies.any() else "各家每一项的得分率都一样，数据分不出哪一项更有区别。"


def _shares(columns: np.ndarray, method: Method) -> np.ndarray | None:
    """Shares of columns that all vary, two or more; None where CRITIC finds every pair in step."""
    from pymcdm import weights as by  # takes over a second, and only this page needs it

    if method is Method.ENTROPY:
        return by.entropy_weights(np.maximum(columns, TINY * columns.sum(axis=0)))
    in_step = rounded(np.corrcoef(columns, rowvar=False)) >= 1
    return None if in_step.all() else by.critic_weights(columns)


def _completed(space: WeightSpace, weights: np.ndarray) -> np.ndarray:
    """The weights with the policy's where NaN; the others scaled so that all add up to 100."""
    kept = np.isnan(weights)
    if not kept.any():
        return weights
    left = WEIGHT_SUM - float(space.official[kept].sum())
    return np.where(kept, space.official, weights * left / WEIGHT_SUM)


def _root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is 0 between two ends that it is not below and not above 0 at."""
    from scipy.optimize import brentq  # dear to import, and only this page needs it

    if of(low) <= 0:
        return low
    return high if of(high) >= 0 else float(brentq(of, low, high, xtol=1e-13))
