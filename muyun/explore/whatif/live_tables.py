"""Who moves in a scenario, and who leads? The rows that the page shows, of a `Live`, without whole frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.explore.whatif.live import Live, pools_of_moves
from muyun.explore.whatif.movers import CHANGE, POINTS
from muyun.explore.whatif.standing import Standing
from muyun.terms import Class

_LETTERS = np.array([*map(str, Class), ""], dtype=object)
_CLASS_STEP = 1 << 32
"""More than any change of rank."""


def top_movers(live: Live, count: int, pool: str | None = None) -> pd.DataFrame:
    """The `count` enterprises that move farthest: by classes, then by ranks, then in the scenario's rank order.

    pool  None for all
    未定级 counts as one below D; a rank gained or lost, or one in another 评价组, as no change of rank.
    The columns and values are those of `movers`, with 企业名称, 评价组 (the scenario's, "" without one)
    and 名次变化 (up is positive, missing where it can't be told) beside. Tenants of a merged unit are a row each.
    """
    old, new = live.base.standing, live.standing
    rows = _farthest(live, count, pool)
    names = list(dict.fromkeys([*old.prepared.policy.indicators, *new.prepared.policy.indicators]))
    (before, was), (after, now) = (_sides(side, rows, names) for side in (old, new))
    ranks = [_ranks(side["rank"]) for side in (before, after)]
    columns = _who(live, rows) | {
        "原等级": before["letter"], "新等级": after["letter"], "原名次": ranks[0], "新名次": ranks[1],
        "名次变化": _rise(live, rows, *ranks), "得分变化": after["score"] - before["score"],
    }  # fmt: skip
    changes = now - was
    columns |= {f"{CHANGE}{name}": changes[:, j] for j, name in enumerate([*names, POINTS])}
    return pd.DataFrame(columns)


def top_ranking(live: Live, count: int, pool: str | None = None) -> pd.DataFrame:
    """The first `count` enterprises of each 评价组 under the scenario, in the order of result.csv.

    pool  None for all
    名次变化 is missing where the enterprise had no rank or one in another 评价组 (up is positive).
    得分:… for the indicators of the pool (of all pools); NaN where an item is lost or not the pool's.
    """
    old, new = live.base.standing, live.standing
    layout = new.layout
    ranks, group = layout.by_enterprise(new.ranks), layout.by_enterprise(layout.group)
    wanted = (ranks > 0) & (ranks <= count)
    if pool is not None:
        wanted &= layout.by_enterprise(layout.pool) == layout.pools.index(pool)
    rows = np.flatnonzero(wanted)
    rows = rows[np.lexsort((rows, ranks[rows], group[rows]))]
    rows = rows[_place_in_run(group[rows]) < count]  # ties and tenants may give more than `count`
    pools = new.prepared.policy.pools if pool is None else {pool: new.prepared.policy.pools[pool]}
    names = list(dict.fromkeys(name for of in pools.values() for name in of.weights))
    units, were = _units(new, rows), _units(old, rows)
    before = _ranks(old.ranks[were])
    columns = _who(live, rows) | {
        "名次": ranks[rows], "原名次": before, "名次变化": _rise(live, rows, before, _ranks(ranks[rows])),
        "原等级": _LETTERS[old.letters[were]],
        "执行等级": _LETTERS[new.letters[units]], "综合得分": new.scores(units), POINTS: new.points(units),
    }  # fmt: skip
    scores = new.items(units, names)
    return pd.DataFrame(columns | {f"得分:{name}": scores[:, j] for j, name in enumerate(names)})


def _farthest(live: Live, count: int, pool: str | None) -> np.ndarray:
    """Positions of the enterprises that moved farthest, in order."""
    old, new = live.base.standing, live.standing
    ranks = [side.layout.by_enterprise(side.ranks) for side in (old, new)]
    letters = [side.layout.by_enterprise(side.letters) for side in (old, new)]
    steps, shift = np.abs(letters[1] - letters[0]), np.abs(ranks[1] - ranks[0])
    both = (ranks[0] > 0) & (ranks[1] > 0) & _in_one_group(live, np.arange(len(shift)))
    key = steps.astype(np.int64) * _CLASS_STEP + np.where(both, shift, 0)
    moved = (steps > 0) | (shift > 0)
    if pool is not None:
        moved &= _in_pool(live, pool)
    rows = np.flatnonzero(moved)
    if len(rows) > count > 0:  # ties at the last place are cut by the order below, not by chance
        least = np.partition(key[rows], len(rows) - count)[len(rows) - count]
        rows = rows[key[rows] >= least]
    last = np.where(ranks[1][rows] > 0, ranks[1][rows], np.iinfo(np.int32).max)
    group = new.layout.by_enterprise(new.layout.group)[rows]
    return rows[np.lexsort((rows, last, group, -key[rows]))][:count]


def _ranks(ranks: np.ndarray) -> pd.arrays.IntegerArray:
    """Missing where there is none."""
    return pd.array(np.where(ranks > 0, ranks, np.nan), "Int64")


def _rise(
    live: Live, rows: np.ndarray, before: pd.arrays.IntegerArray, after: pd.arrays.IntegerArray
) -> pd.arrays.IntegerArray:
    """By how many ranks enterprises rise; missing without a rank on both sides, and in another 评价组."""
    rise = before - after
    rise[~_in_one_group(live, rows)] = pd.NA
    return rise


def _in_one_group(live: Live, rows: np.ndarray) -> np.ndarray:
    """Mask of the enterprises whose ranks on the two sides are of the same 评价组."""
    old, new = live.base.standing.layout, live.standing.layout
    if old is new:
        return np.ones(len(rows), dtype=bool)
    names = list(dict.fromkeys([*old.groups, *new.groups]))
    before, after = (
        np.array([*map(names.index, side.groups), -1])[side.by_enterprise(side.group)[rows]] for side in (old, new)
    )
    return before == after


def _in_pool(live: Live, pool: str) -> np.ndarray:
    """Mask of the enterprises that `live` counts in the pool."""
    old, new, names = live.base.standing.layout, live.standing.layout, list(live.pools)
    own = pools_of_moves(old, new, live.pairs, names) == names.index(pool)
    return old.by_enterprise(own) if live.pairs is None else own[live.pairs.of_enterprise]


def _sides(side: Standing, rows: np.ndarray, names: list[str]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Letter, rank and score of enterprises, and what each item and 加减分 gives them (k × m + 1).

    A scored row has 0 from an item that it lost or that isn't an indicator there.
    """
    units = _units(side, rows)
    score = side.scores(units)
    items = side.items(units, names)
    items[np.isnan(items) & ~np.isnan(score)[:, None]] = 0.0
    stands = {"letter": _LETTERS[side.letters[units]], "rank": side.ranks[units], "score": score}
    return stands, np.column_stack([items, side.points(units)])


def _units(side: Standing, rows: np.ndarray) -> np.ndarray:
    """Positions of the units of enterprises."""
    return rows if side.layout.places is None else side.layout.places[rows]


def _who(live: Live, rows: np.ndarray) -> dict[str, object]:
    """Code, name and 评价组 of enterprises."""
    layout = live.standing.layout
    groups = np.array([*layout.groups, ""], dtype=object)
    return {
        "统一社会信用代码": live.base.codes[rows],
        "企业名称": live.base.names[rows],
        "评价组": groups[layout.group[_units(live.standing, rows)]],
    }


def _place_in_run(values: np.ndarray) -> np.ndarray:
    """0, 1, 2 … anew wherever a sorted value changes."""
    places = np.arange(len(values))
    begins = np.flatnonzero(np.diff(values, prepend=-1))
    return places - np.repeat(begins, np.diff(begins, append=len(values)))


