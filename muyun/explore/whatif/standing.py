"""Where does everybody stand on one side of a comparison? Arrays by 评价单元, without frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.decide import PoolDecision
from muyun.evaluate.items import PoolItems
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.points import Items, item_scores, spread_factor
from muyun.evaluate.prepare import Prepared

MEASURES = ("land_mu", "tax_wan", "staff")
"""What is summed by class: 用地 (亩), 税收 (万元), 职工 (人)."""

UNRANKED = 4
"""Number of 未定级 beside 0–3 for A–D."""

PLACES = 5
"""A, B, C, D and 未定级."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All of n units that the decision doesn't touch.

    pools     the policy's, in its order; pool: n, position in it, −1 without a pool
    groups    the 评价组 in their order; group: n, position in it, len(groups) without one
    kernel    n, place of the unit in its `PreparedPool.rows`; −1 for rows that aren't scored
    values    3 × n of `MEASURES`, 0 where unknown; `unknown`: for each the positions where it is
    places    position of each enterprise's unit; None when every enterprise is its own unit
    """

    pools: tuple[str, ...]
    pool: np.ndarray
    groups: tuple[str, ...]
    group: np.ndarray
    kernel: np.ndarray
    values: np.ndarray
    unknown: tuple[np.ndarray, ...]
    places: np.ndarray | None

    def by_enterprise(self, of_units: np.ndarray) -> np.ndarray:
        """Values of n units at their enterprises, in the order of the credit codes."""
        return of_units if self.places is None else of_units[self.places]


@dataclass(frozen=True, slots=True)
class Standing:
    """A decided year by n units: `letters` 0–3 for A–D, else UNRANKED; `ranks`, 0 for unranked rows."""

    prepared: Prepared
    decisions: Mapping[str, PoolDecision]
    layout: Layout
    letters: np.ndarray
    ranks: np.ndarray

    def scores(self, units: np.ndarray) -> np.ndarray:
        """综合得分 of the units at these positions; NaN where there is none."""
        out = np.full(len(units), np.nan)
        for name, mine in self._by_pool(units):
            out[mine] = self.decisions[name].scores[0][self.layout.kernel[units[mine]]]
        return out

    def items(self, units: np.ndarray, names: list[str]) -> np.ndarray:
        """Item scores of the units at these positions, as in `Evaluation.items`; NaN where there is none."""
        out = np.full((len(units), len(names)), np.nan)
        for pool, mine in self._by_pool(units):
            of_pool, weights = self.prepared.items[pool], self.prepared.pools[pool].weights
            columns = [names.index(name) for name in of_pool.scoring.rules.names if name in names]
            own = [j for j, name in enumerate(of_pool.scoring.rules.names) if name in names]
            places = np.searchsorted(of_pool.rows, units[mine])
            out[np.ix_(mine, columns)] = _item_scores(of_pool, weights, places)[:, own]
        return out

    def points(self, units: np.ndarray) -> np.ndarray:
        """加减分 of the units at these positions."""
        return self.prepared.adjustments.frame["points"].to_numpy()[units]

    def _by_pool(self, units: np.ndarray) -> list[tuple[str, np.ndarray]]:
        """The pools and which of `units` they score."""
        pool = np.where(self.layout.kernel[units] < 0, -1, self.layout.pool[units])
        return [(self.layout.pools[p], np.flatnonzero(pool == p)) for p in np.unique(pool[pool >= 0]).tolist()]


def layout_of(prepared: Prepared) -> Layout:
    """The layout of a prepared year."""
    cohort, names = prepared.cohort, list(prepared.benchmarks.values.index)
    units, pools = cohort.units, tuple(prepared.policy.pools)
    group = numbers_in(names, units["group"])
    kernel = np.full(len(units), -1, np.int64)
    for pool in prepared.pools.values():
        kernel[pool.rows] = np.arange(len(pool.rows))
    values = np.array([units[name].to_numpy(dtype=float, na_value=np.nan) for name in MEASURES])
    return Layout(
        pools=pools,
        pool=numbers_in(pools, units["pool"]),
        groups=tuple(names),
        group=np.where(group < 0, len(names), group),
        kernel=kernel,
        values=np.nan_to_num(values, nan=0.0),
        unknown=tuple(np.flatnonzero(np.isnan(row)) for row in values),
        places=None if len(units) == len(cohort.enterprises) else cohort.places,
    )


def standing(prepared: Prepared, decisions: Mapping[str, PoolDecision], layout: Layout) -> Standing:
    """Who stands where after a decision; `layout` of the same prepared year."""
    letters = np.full(len(layout.pool), UNRANKED, np.int8)
    ranks = np.zeros(len(layout.pool), np.int32)
    for name, pool in prepared.pools.items():
        letters[pool.ranked_rows] = decisions[name].applied[0]
        ranks[pool.ranked_rows] = decisions[name].ranks[0]
    return Standing(prepared, decisions, layout, letters, ranks)


def _item_scores(of_pool: PoolItems, weights: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Rows `places` of `item_scores`. Where an item is lost, the lost weights are added up over all rows:
    a product of another shape may add in another order, and its last bit would differ from `Evaluation.items`."""
    some = Items(of_pool.items.ratios[places], of_pool.items.fills[places])
    if not some.lost.any():
        return item_scores(some, weights)
    factor = spread_factor(of_pool.items.lost @ weights)[places]
    return np.where(some.lost, np.nan, some.ratios * weights * factor[:, None])
