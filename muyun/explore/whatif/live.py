"""What does a scenario do to the classes? Counts and sums after each move of a slider, without frames.

Merged units count once, as in `class_counts`. A unit without land, tax or staff is left out of that
sum, and how many are is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate.prepare import Prepared
from muyun.evaluate.run import Evaluation
from muyun.explore.whatif.headline import headline, left_out
from muyun.explore.whatif.scenario import decided
from muyun.explore.whatif.standing import PLACES, UNRANKED, Layout, Standing, layout_of, standing
from muyun.policy.model import Policy


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Units and their land (亩), tax (万元) and staff by class: A, B, C, D, 未定级.

    Each array has one shape: 5 by class, or 5 × 5 from (rows) and to (columns).
    no_land, no_tax, no_staff: units without the measure, left out of its sum.
    """

    units: np.ndarray
    land_mu: np.ndarray
    tax_wan: np.ndarray
    staff: np.ndarray
    no_land: np.ndarray
    no_tax: np.ndarray
    no_staff: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class PoolLive:
    """A pool, or all of them together, before and after.

    before, after  `Sums` by class, of the units as each side has them
    moves     `Sums` from class to class; where sides merge parcels differently, see `live`
    reranked  units whose rank is another (a rank gained or lost counts)
    headline  「升档 41 家，降档 38 家；A 档用地 +112 亩，税收比正式 −0.3 %」
    note      how many of the A class have no land or tax; "" when none
    """

    before: Sums
    after: Sums
    moves: Sums
    reranked: int
    headline: str
    note: str

    @property
    def raised(self) -> int:
        """Units with a class on both sides, the new one better (升档)."""
        return int(np.tril(self.moves.units[:UNRANKED, :UNRANKED], -1).sum())

    @property
    def lowered(self) -> int:
        """Units with a class on both sides, the new one worse (降档)."""
        return int(np.triu(self.moves.units[:UNRANKED, :UNRANKED], 1).sum())


@dataclass(frozen=True, slots=True, eq=False)
class LiveBase:
    """What every `live` on one official evaluation starts from; made once (`live_base`).

    codes, names  of the year's enterprises, in the order of their codes ("" without a name)
    """

    official: Evaluation
    standing: Standing
    sums: Mapping[str, Sums]
    codes: np.ndarray
    names: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """A scenario beside the official result. `live_tables` has its movers and its ranking.

    whole, pools  all pools together, and each pool of either side by name
    prepared_anew whether the patch touched more than weights and quotas
    pairs         where sides have other units; None when they have the same
    """

    base: LiveBase
    standing: Standing
    whole: PoolLive
    pools: Mapping[str, PoolLive]
    prepared_anew: bool
    pairs: Pairs | None


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The distinct pairs of an official unit and a scenario's unit that share an enterprise.

    before, after  p positions in the two sides' units
    of_enterprise  the pair of each enterprise
    """

    before: np.ndarray
    after: np.ndarray
    of_enterprise: np.ndarray


def live_base(official: Evaluation) -> LiveBase:
    """The official side of every comparison: who stands where, with land, tax and staff by unit."""
    own = standing(official.prepared, official.decisions, layout_of(official.prepared))
    pools, people = list(own.layout.pools), official.prepared.cohort.enterprises
    names = shown_names(people).to_numpy(dtype=object)  # taking a few from an Arrow column is dear
    return LiveBase(official, own, _by_pool(pools, _class_sums(own, pools)), people.index.to_numpy(), names)


def live(base: LiveBase, tables: Tables, policy: Policy, near: Prepared | None = None) -> Live:
    """What the scenario `policy` does, pool by pool.

    tables  that the official evaluation was made of
    near    as `scenario.decided` has it: saves preparing anew while only weights and quotas move
    A patch of weights and quotas costs one `decide`; any other goes through `prepare` first.
    A unit belongs to its official pool, where it has none to the scenario's. `moves` counts units;
    where a patch merges parcels otherwise, pairs of an official and a scenario's unit, with the
    official unit's land, tax and staff unless the scenario splits it, then with the parts' own.
    InputError: as `evaluate`.
    """
    old = base.standing
    prepared, decisions = decided(base.official, tables, policy, near)
    anew = prepared.cohort is not old.prepared.cohort
    new = standing(prepared, decisions, layout_of(prepared) if anew else old.layout)
    return _beside(base, new, anew)


def compared(base: LiveBase, other: Evaluation) -> Live:
    """The same upload and year under another policy, beside the base's: as `live`, of two finished evaluations.

    A pool that only one policy has is empty on the other side.
    """
    return _beside(base, standing(other.prepared, other.decisions, layout_of(other.prepared)), True)


def _beside(base: LiveBase, new: Standing, anew: bool) -> Live:
    """Both sides by pool; anew: `new` has a layout of its own."""
    old, policy = base.standing, new.prepared.policy
    names = list(dict.fromkeys([*old.layout.pools, *new.layout.pools]))
    pairs = _pairs(old.layout, new.layout) if anew else None
    moves, reranked = _moves(old, new, pairs, names)
    after = _by_pool(names, _class_sums(new, names))
    before = base.sums if names == list(old.layout.pools) else _by_pool(names, _class_sums(old, names))
    parts = _by_pool(names, moves)
    same = policy == base.official.policy

    def of(name: str, count: int) -> PoolLive:
        words = policy.class_words
        said = headline(before[name], after[name], parts[name].units, count, words, same)
        return PoolLive(before[name], after[name], parts[name], count, said, left_out(after[name], words))

    pools = {name: of(name, count) for name, count in zip(names, reranked.tolist(), strict=True)}
    return Live(base, new, of("", int(reranked.sum())), pools, anew, pairs)


def _pairs(old: Layout, new: Layout) -> Pairs | None:
    """None where both sides have the same units."""
    if old.places is None and new.places is None:
        return None
    count = len(old.by_enterprise(np.arange(len(old.pool))))
    before, after = old.by_enterprise(np.arange(len(old.pool))), new.by_enterprise(np.arange(len(new.pool)))
    keys, of_enterprise = np.unique(before * count + after, return_inverse=True)
    first, second = keys // count, keys % count
    if len(keys) == len(old.pool) == len(new.pool) and (first == second).all():
        return None
    return Pairs(first, second, of_enterprise)


def pools_of_moves(old: Layout, new: Layout, pairs: Pairs | None, names: list[str]) -> np.ndarray:
    """Position in `names` of the pool that each unit (or pair) is counted in; −1 without one."""
    own = _renumbered(old, names)
    if old is new:
        return own
    other = _renumbered(new, names)
    before, after = (own, other) if pairs is None else (own[pairs.before], other[pairs.after])
    return np.where(before < 0, after, before)


def _renumbered(layout: Layout, names: list[str]) -> np.ndarray:
    """`layout.pool` as positions in `names`."""
    if list(layout.pools) == names:
        return layout.pool
    return np.array([*(names.index(pool) for pool in layout.pools), -1])[layout.pool]


def _moves(
    old: Standing, new: Standing, pairs: Pairs | None, names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Sums of the moves (7 × pools × 5 × 5) and how many ranks changed by pool."""
    pool = pools_of_moves(old.layout, new.layout, pairs, names)
    before, after, ranks, new_ranks = old.letters, new.letters, old.ranks, new.ranks
    values, unknown = old.layout.values, old.layout.unknown
    if pairs is not None:
        before, ranks = before[pairs.before], ranks[pairs.before]
        after, new_ranks = after[pairs.after], new_ranks[pairs.after]
        values, unknown = _values_of_pairs(old.layout, new.layout, pairs)
    cells = (np.where(pool < 0, len(names), pool) * PLACES + before) * PLACES + after
    sums = _sums(cells, values, unknown, (len(names), PLACES, PLACES))
    changed = pool[(ranks != new_ranks) & (pool >= 0)]
    return sums, np.bincount(changed, minlength=len(names))


def _values_of_pairs(
    old: Layout, new: Layout, pairs: Pairs
) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """The official unit's values, or the scenario's where it splits that unit."""
    split = np.bincount(pairs.before)[pairs.before] > 1
    values = np.where(split, new.values[:, pairs.after], old.values[:, pairs.before])
    unknown = (
        np.flatnonzero(np.where(split, np.isin(pairs.after, there), np.isin(pairs.before, here)))
        for here, there in zip(old.unknown, new.unknown, strict=True)
    )
    return values, tuple(unknown)


def _class_sums(of: Standing, names: list[str]) -> np.ndarray:
    """Sums by pool and class, 7 × pools × 5."""
    pool = _renumbered(of.layout, names)
    cells = np.where(pool < 0, len(names), pool) * PLACES + of.letters
    return _sums(cells, of.layout.values, of.layout.unknown, (len(names), PLACES))


def _sums(
    cells: np.ndarray, values: np.ndarray, unknown: Iterable[np.ndarray], shape: tuple[int, ...]
) -> np.ndarray:
    """Count, three sums and three counts of unknown ones: 7 × shape. Cells past the shape have no pool."""
    size = int(np.prod(shape))
    rows = [np.bincount(cells, minlength=size)]
    rows += [np.bincount(cells, of, size) for of in values]
    rows += [np.bincount(cells[of], minlength=size) for of in unknown]
    return np.array([row[:size].reshape(shape) for row in rows])


def _by_pool(names: list[str], sums: np.ndarray) -> dict[str, Sums]:
    """`Sums` by pool name, and of all pools together under ""."""
    parts = {"": sums.sum(axis=1)} | dict(zip(names, sums.swapaxes(0, 1), strict=True))
    return {name: _named(part) for name, part in parts.items()}


def _named(part: np.ndarray) -> Sums:
    counts = part[[0, 4, 5, 6]].astype(np.int64)
    return Sums(counts[0], part[1], part[2], part[3], *counts[1:])
