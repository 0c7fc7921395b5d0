"""Which sectors lift a pool, and which drag it? Sums, scores and classes by sector (spec 6.1; JX-14, JX-15, XC-20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import pandas as pd

from muyun.data.sector_lists import SectorList
from muyun.evaluate import Evaluation, kernel
from muyun.evaluate.groups import Membership, aggregated_items
from muyun.evaluate.items import PoolItems
from muyun.evaluate.labels import in_industries, industry_digits, numbers_in
from muyun.evaluate.ratio import Fractions, ratios_of_sums
from muyun.evaluate.sectors import group_scores
from muyun.explore.summary import known_land
from muyun.policy.model import Policy
from muyun.terms import Class

SMALL = 5
"""A sector of fewer enterprises is marked as small: 本系统假定, no document says how many it takes."""


class Level(StrEnum):
    """The levels of GB/T 4754 that a code can be cut at."""

    DIVISION = "大类"
    GROUP = "中类"
    CLASS = "小类"

    @property
    def digits(self) -> int:
        """How many digits a code of this level has."""
        return list(Level).index(self) + 2


KEY_SECTORS = "政策重点行业"
"""The split by the sectors that the policy itself names (JX-05, JX-20)."""


class Part(Protocol):
    """What a 评价组 is cut into: a sector, or a place (`regions.areas`); `key` says which it is, in every year."""

    @property
    def key(self) -> str:
        """The same in every year."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector: `key` in links (its digits, or its name in a list), and the codes that it takes."""

    key: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Parted:
    """The 参评 units of a 评价组 by sector, or by the places that take their stead (`regions.areas`).

    A unit may be in several sectors of a list, or in none.

    rows    positions of units, sector by sector, in the order of their codes within; bounds: s + 1 among them
    short   positions of units whose code is too short to tell; never guessed
    outside how many other units are in no sector: without a code, or of no industry of the list
    """

    sectors: tuple[Part, ...]
    rows: np.ndarray
    bounds: np.ndarray
    short: np.ndarray
    outside: int

    @property
    def numbers(self) -> np.ndarray:
        """The sector of each of `rows`."""
        return np.repeat(np.arange(len(self.sectors)), np.diff(self.bounds))

    def members(self, place: int) -> np.ndarray:
        """Positions of the units of one sector."""
        return self.rows[self.bounds[place] : self.bounds[place + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What s sectors come to, and the whole 评价组 in the last row: s + 1.

    units       参评 units; land_mu: Σ land, NaN where nobody's is known (`totals`)
    indicators  ratios of sums, every indicator of the policy
    scores      加权平均得分: aggregated first, then scored; R isn't part of it
    standing    1 above the whole, −1 below, 0 equal within 9 decimals
    classes     (s + 1) × 4 units by 执行等级; class_land, class_tax: Σ land and tax of them
    """

    units: np.ndarray
    land_mu: np.ndarray
    indicators: Fractions
    scores: np.ndarray
    standing: np.ndarray
    classes: np.ndarray
    class_land: np.ndarray
    class_tax: np.ndarray

    @property
    def whole_score(self) -> float:
        """The 加权平均得分 of the whole 评价组: the city's, where it isn't ranked by county."""
        return float(self.scores[-1])


def key_sectors(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """The sectors that the policy names with its own code lists; empty where it names none (JX-05, JX-20)."""
    rule = policy.energy_cut or policy.sector_adjustment
    return rule.sectors if rule is not None else {}


def splits(policy: Policy, lists: Iterable[SectorList]) -> dict[str, Level | Mapping[str, tuple[str, ...]]]:
    """The ways to cut a pool into sectors, by what they are called on the screen and in links."""
    own = {KEY_SECTORS: key_sectors(policy)} if key_sectors(policy) else {}
    return {str(level): level for level in Level} | own | {of.name: of.sectors for of in lists}


def groups(evaluation: Evaluation) -> list[str]:
    """The 评价组 with 参评 units, in the policy's order."""
    units = evaluation.participants["group"][evaluation.prepared.cohort.evaluated]
    held = set(units.dropna().unique())
    return [str(group) for group in evaluation.benchmarks.index if group in held]


def parted(evaluation: Evaluation, group: str, by: Level | Mapping[str, Sequence[str]]) -> Parted:
    """The sectors of a 评价组. KeyError: no such 评价组.

    A merged unit is in the sector of its tenant with the smallest code (spec 12).
    """
    units = evaluation.participants
    mask = evaluated_in(evaluation, group)
    digits = industry_digits(units)
    if isinstance(by, Level):
        return _by_level(digits, mask, by)
    return _by_list(digits, mask, by)


def evaluated_in(evaluation: Evaluation, group: str) -> np.ndarray:
    """Mask of the 参评 units of a 评价组."""
    return evaluation.prepared.cohort.evaluated & (numbers_in([group], evaluation.participants["group"]) == 0)


def _by_level(digits: pd.Series, mask: np.ndarray, level: Level) -> Parted:
    words = digits.cat.categories
    cut = np.array([word[: level.digits] if len(word) >= level.digits else "" for word in words] + [""], dtype=object)
    own = cut[digits.cat.codes.to_numpy()]
    inside = np.flatnonzero(mask & (own != ""))
    numbers, found = pd.factorize(own[inside], sort=True)
    order = np.argsort(numbers, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(found)))]).astype(np.int64)
    short = np.flatnonzero(mask & (own == "") & digits.notna().to_numpy())
    outside = int(mask.sum()) - len(inside) - len(short)
    return Parted(tuple(Sector(key, (key,)) for key in found), inside[order], bounds, short, outside)


def _by_list(digits: pd.Series, mask: np.ndarray, of: Mapping[str, Sequence[str]]) -> Parted:
    hits = [np.flatnonzero(mask & in_industries(digits, codes)) for codes in of.values()]
    anywhere = np.zeros(len(mask), dtype=bool)
    for rows in hits:
        anywhere[rows] = True
    every = [code for codes in of.values() for code in codes]
    words = [any(code.startswith(word) and code != word for code in every) for word in digits.cat.categories]
    unclear = np.array([*words, False])[digits.cat.codes.to_numpy()] & mask & ~anywhere
    named = zip(of.items(), hits, strict=True)
    held = [(Sector(name, tuple(codes)), rows) for (name, codes), rows in named if len(rows)]
    rows = np.concatenate([rows for _, rows in held]) if held else np.zeros(0, np.int64)
    bounds = np.concatenate([[0], np.cumsum([len(rows) for _, rows in held])]).astype(np.int64)
    outside = int((mask & ~anywhere & ~unclear).sum())
    return Parted(tuple(sector for sector, _ in held), rows, bounds, np.flatnonzero(unclear), outside)


def sums(evaluation: Evaluation, group: str, of: Parted) -> Sums:
    """The sums of each sector and of the whole 评价组."""
    cohort, units = evaluation.prepared.cohort, evaluation.participants
    everybody = np.flatnonzero(evaluated_in(evaluation, group))
    count = len(of.sectors) + 1
    rows = np.concatenate([of.rows, everybody])
    numbers = np.concatenate([of.numbers, np.full(len(everybody), count - 1)]).astype(np.int64)
    ratios = ratios_of_sums(cohort.fractions.select(rows, cohort.fractions.names), numbers, count)
    scores = _scores(evaluation, group, ratios)
    compared = kernel.as_integers(scores)
    letter = evaluation.classes["applied"].cat.codes.to_numpy()[rows]
    cells = np.where(letter >= 0, numbers * len(Class) + letter, -1)
    land, tax = known_land(units)[rows], units["tax_wan"].to_numpy(dtype=float)[rows]
    return Sums(
        units=np.bincount(numbers, minlength=count),
        land_mu=totals(numbers, land, count),
        indicators=ratios,
        scores=scores,
        standing=np.sign(compared - compared[-1]).astype(np.int8),
        classes=np.bincount(cells[cells >= 0], minlength=count * len(Class)).reshape(count, len(Class)),
        class_land=totals(cells, land, count * len(Class)).reshape(count, len(Class)),
        class_tax=totals(cells, tax, count * len(Class)).reshape(count, len(Class)),
    )


def _scores(evaluation: Evaluation, group: str, ratios: Fractions) -> np.ndarray:
    """加权平均得分 of aggregates of one 评价组 (spec 6.1)."""
    pool = evaluation.prepared.pools[group.partition("/")[0]]
    items: PoolItems = evaluation.prepared.items[pool.name]
    count = len(ratios.values)
    place = items.scoring.groups.index(group)
    of = Membership(np.zeros(0, np.int64), np.full(count, place), ("",) * count)
    return group_scores(aggregated_items(ratios, of, items), pool.weights[None, :])[0]


def totals(cells: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Σ of the known values of each cell, added in the order of the rows; 0 for a cell without rows, NaN where
    none of its rows is known. A row of −1 is in no cell."""
    inside = cells >= 0
    known = inside & ~np.isnan(values)
    total = np.bincount(cells[known], values[known], count)
    there, counted = (np.bincount(cells[mask], minlength=count) for mask in (inside, known))
    return np.where((there > 0) & (counted == 0), np.nan, total)


def growth(now: Fractions, sectors: Sequence[Part], before: tuple[Fractions, Sequence[Part]] | None) -> np.ndarray:
    """Growth of each indicator on last year, a share, (s + 1) × m: both years ratios of sums.

    before  last year's ratios and sectors, the whole last; None: no such year, all NaN
    NaN where either is undefined, last year's isn't positive, or the sector wasn't there.
    """
    grown = np.full(now.values.shape, np.nan)
    if before is None:
        return grown
    ratios, held = before
    keys = [sector.key for sector in held]
    there = [(place, keys.index(sector.key)) for place, sector in enumerate(sectors) if sector.key in keys]
    own, other = map(list, zip(*there, (len(sectors), len(held)), strict=True))
    old = ratios.values[other]
    change = np.full(old.shape, np.nan)
    np.divide(now.values[own], old, out=change, where=old > 0)
    grown[own] = change - 1
    return grown
