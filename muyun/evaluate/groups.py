"""What do sectors, counties, towns and parks come to? Aggregate first, then score (spec 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate.cohort import Cohort
from muyun.evaluate.items import PoolItems, own_items_of
from muyun.evaluate.labels import divisions, numbers_in
from muyun.evaluate.points import Items, fill_missing
from muyun.evaluate.ratio import Fractions

DIMENSIONS = {"全市": None, "行业": "division", "区县": "county", "镇街": "town", "园区": "park"}
"""What groups are made by, and the column that names them."""

WHOLE = "全市"


@dataclass(frozen=True, slots=True)
class Membership:
    """Aggregates of a pool's 参评 rows: `numbers` says which each unit belongs to (−1: none).

    groups  position of each aggregate's 评价组 among the pool's; names: its own name. In that order.
    """

    numbers: np.ndarray
    groups: np.ndarray
    names: tuple[str, ...]


def membership(current: Cohort, groups: Sequence[str], dimension: str) -> Membership:
    """The aggregates of the 参评 rows of `groups` (评价组) by one dimension.

    A row without a name in the dimension (no park) belongs to none.
    """
    words = _names(current.units, dimension)
    own = numbers_in(groups, current.units["group"])
    counted = current.evaluated & (own >= 0) & words.notna().to_numpy()
    categories = words.cat.categories
    order = np.argsort(np.argsort(categories.to_numpy(dtype=object)))  # categories may be in any order
    keys = own[counted] * len(categories) + order[words.cat.codes.to_numpy()[counted]]
    codes, found = pd.factorize(keys, sort=True)
    numbers = np.full(len(own), -1)
    numbers[counted] = codes
    sorted_words = sorted(categories)
    return Membership(
        numbers, found // max(len(categories), 1), tuple(sorted_words[k % len(categories)] for k in found)
    )


def _names(units: pd.DataFrame, dimension: str) -> pd.Series:
    match DIMENSIONS[dimension]:
        case None:
            whole = pd.Categorical.from_codes(np.zeros(len(units), np.int8), categories=[WHOLE])
            return pd.Series(whole, units.index)
        case "division":
            return divisions(units)
        case column:
            return units[column]


def aggregated_items(sums: Fractions, of: Membership, pool: PoolItems) -> Items:
    """Items of a pool's aggregates from their ratios of sums: scored as an enterprise is (spec 6.1, 12).

    sums  aggregates × the policy's indicators, from `ratios_of_sums`
    """
    own = own_items_of(sums.select(slice(None), pool.scoring.rules.names), of.groups, pool.scoring)
    return fill_missing(own, pool.means[of.groups], pool.scoring.rules)
