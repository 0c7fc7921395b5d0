"""How did the year go? Counts, land and tax by class, low-yield land and what is missing; whole, by county or town."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import Fractions, ratios_of_sums, rounded
from muyun.explore.whatif.standing import PLACES, UNRANKED
from muyun.policy.rules import Lowland
from muyun.terms import Status

By = Literal["county", "town"]

RANKED = slice(0, UNRANKED)
"""A–D among the places; the last is 未定级 (过渡期, 不参评, 数据缺失)."""

_OURS = "本系统:"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A county, or a town in its county; "" where it isn't filled in."""

    county: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums over g groups of 评价单元 of a year; a merged unit counts once (spec 12).

    places      g; those whose county or town isn't filled in come last
    units       g × 5: A, B, C, D, 未定级
    land_mu, tax_wan  g × 5, sums of what is known; no_land, no_tax: g × 5 units that are in no sum.
                Land of 0 or less is not known land (spec 1.4).
    tax_per_mu  g, 万元/亩: ratio of sums of the 参评 units (spec 6.1, 10.1), NaN where undefined
    lowland_mu, lowland_units  g; lowland_excluded: the 不参评 units among them; unjudged: units that lack land or tax
    status      g × 4 units, in the order of `Status`
    """

    places: tuple[Place, ...]
    units: np.ndarray
    land_mu: np.ndarray
    tax_wan: np.ndarray
    no_land: np.ndarray
    no_tax: np.ndarray
    tax_per_mu: np.ndarray
    lowland_mu: np.ndarray
    lowland_units: np.ndarray
    lowland_excluded: np.ndarray
    unjudged: np.ndarray
    status: np.ndarray

    def status_of(self, status: Status) -> np.ndarray:
        """Units of one status, by group."""
        return self.status[:, list(Status).index(status)]

    @property
    def evaluated(self) -> np.ndarray:
        """参评 units, by group."""
        return self.units[:, RANKED].sum(axis=1)

    @property
    def judged(self) -> np.ndarray:
        """Units whose 亩均税收 could be held against the line of 低产田, by group."""
        return self.status.sum(axis=1) - self.unjudged

    def ranked_total(self, values: np.ndarray, lacking: np.ndarray) -> np.ndarray:
        """Σ over A–D of `land_mu` or `tax_wan`, by group; NaN where every 参评 unit lacks it (`no_land`, `no_tax`)."""
        known = self.evaluated - lacking[:, RANKED].sum(axis=1)
        return np.where(known > 0, values[:, RANKED].sum(axis=1), np.nan)


@dataclass(frozen=True, slots=True)
class Moves:
    """Enterprises that are in both years: up, down and same of those with a class in both;
    entered and left: with a class in one of the two only."""

    up: int
    down: int
    same: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """The fewest towns that hold more than half of the low-yield land, largest first; () where none do.

    towns  how many towns have low-yield land; unplaced_mu: low-yield land without a town
    """

    places: tuple[Place, ...]
    towns: int
    unplaced_mu: float


def pools(evaluation: Evaluation) -> list[str]:
    """The policy's pools that have a unit in the year, in the policy's order."""
    held = set(evaluation.participants["pool"].dropna().unique())
    return [name for name in evaluation.policy.pools if name in held]


def sums(evaluation: Evaluation, pool: str | None = None, by: By | None = None) -> Sums:
    """The sums of a pool (None: of every unit), as one group or by county or town."""
    mask = members(evaluation, pool)
    return _sums(evaluation, mask, *_groups(evaluation.participants, mask, by))


def sums_of(evaluation: Evaluation, mask: np.ndarray) -> Sums:
    """The sums of any set of units, as one group."""
    return _sums(evaluation, mask, np.zeros(len(mask), np.int64), (Place(),))


def _sums(evaluation: Evaluation, mask: np.ndarray, numbers: np.ndarray, places: tuple[Place, ...]) -> Sums:
    units, count = evaluation.participants, len(places)
    letter = evaluation.classes["applied"].cat.codes.to_numpy()
    cell = np.where(mask, numbers * PLACES + np.where(letter < 0, UNRANKED, letter), -1)
    land, tax = known_land(units), _measure(units, "tax_wan")
    low = lowland(evaluation)
    excluded = (units["status"] == Status.EXCLUDED).to_numpy()
    status = np.where(mask, numbers * len(Status) + units["status"].cat.codes.to_numpy(), -1)
    return Sums(
        places=places,
        units=_counts(cell, count * PLACES).reshape(count, PLACES),
        land_mu=_totals(cell, land, count * PLACES).reshape(count, PLACES),
        tax_wan=_totals(cell, tax, count * PLACES).reshape(count, PLACES),
        no_land=_counts(np.where(np.isnan(land), cell, -1), count * PLACES).reshape(count, PLACES),
        no_tax=_counts(np.where(np.isnan(tax), cell, -1), count * PLACES).reshape(count, PLACES),
        tax_per_mu=_tax_per_mu(evaluation, np.where(mask & evaluation.prepared.cohort.evaluated, numbers, -1), count),
        lowland_mu=_totals(np.where(mask & low, numbers, -1), land, count),
        lowland_units=_counts(np.where(mask & low, numbers, -1), count),
        lowland_excluded=_counts(np.where(mask & low & excluded, numbers, -1), count),
        unjudged=_counts(np.where(mask & np.isnan(land + tax), numbers, -1), count),
        status=_counts(status, count * len(Status)).reshape(count, len(Status)),
    )


def members(evaluation: Evaluation, pool: str | None) -> np.ndarray:
    """Mask of the units of a pool; None: every unit."""
    units = evaluation.participants
    return np.ones(len(units), bool) if pool is None else (units["pool"] == pool).to_numpy()


def known_land(units: pd.DataFrame) -> np.ndarray:
    """Land in 亩 by unit; NaN where it is missing, 0 or less (spec 1.4)."""
    land = _measure(units, "land_mu")
    return np.where(rounded(land) > 0, land, np.nan)


def lowland_rule(evaluation: Evaluation) -> Lowland:
    """The policy's line of 低产田; below 1 万元/亩 where it has none (cli.md, land)."""
    ours = Lowland(line=1, below=True, assumed="政策未定低产田标准，取亩均税收低于 1 万元/亩。")
    return evaluation.policy.lowland or ours


def lowland(evaluation: Evaluation) -> np.ndarray:
    """Mask of the low-yield units of whatever status: their own 亩均税收 is under the line, compared on 9 decimals.

    A unit without land or tax isn't judged. Spec 7.4; cli.md, land.
    """
    units = evaluation.participants
    return under_the_line(lowland_rule(evaluation), _measure(units, "tax_wan") / known_land(units))


def under_the_line(rule: Lowland, tax_per_mu: np.ndarray) -> np.ndarray:
    """Mask of the values (万元/亩) that are low-yield, compared on 9 decimals: 低于 leaves the line out, 以下 takes
    it in (spec 4.5). NaN isn't low."""
    values = rounded(tax_per_mu)
    return values < rule.line if rule.below else values <= rule.line


def split_by(evaluation: Evaluation, pool: str | None = None) -> By | None:
    """What a picture by place shows: counties where there are two or more, else towns; None: neither."""
    units = evaluation.participants[members(evaluation, pool)]
    if units["county"].dropna().nunique() > 1:
        return "county"
    return "town" if units["town"].dropna().nunique() > 1 else None


def missing_reasons(evaluation: Evaluation, pool: str | None = None) -> dict[str, int]:
    """数据缺失 units by reason, the most frequent first: 用地缺失, 指标缺失(亩均税收)."""
    units = evaluation.participants
    mask = members(evaluation, pool) & (units["status"] == Status.MISSING).to_numpy()
    counts = Counter(str(reason).removeprefix(_OURS) for reason in units["reason"].array[mask])
    return dict(sorted(counts.items(), key=lambda found: (-found[1], found[0])))


def moves(now: Evaluation, before: Evaluation, pool: str | None = None) -> Moves:
    """Who changed class between two years, enterprise by enterprise; `pool` is this year's."""
    codes = now.unit_of.index[members(now, pool)[now.places]]
    new, old = _letters(now, codes), _letters(before, codes)
    there = before.unit_of.index.get_indexer(codes) >= 0
    both = (new >= 0) & (old >= 0)
    return Moves(
        up=int((both & (new < old)).sum()),
        down=int((both & (new > old)).sum()),
        same=int((both & (new == old)).sum()),
        entered=int((there & (new >= 0) & (old < 0)).sum()),
        left=int((there & (new < 0) & (old >= 0)).sum()),
    )


def concentration(evaluation: Evaluation, pool: str | None = None) -> Concentration:
    """Where the low-yield land is: the towns that together hold more than half of it."""
    by_town = sums(evaluation, pool, "town")
    held = [(land, p) for land, p in zip(by_town.lowland_mu.tolist(), by_town.places, strict=True) if land > 0]
    total = sum(land for land, _ in held)
    placed = sorted((h for h in held if h[1].town), key=lambda h: (-round(h[0], 9), h[1]))
    chosen, reached = [], 0.0
    for land, place in placed:
        chosen.append(place)
        reached += land
        if round(reached, 9) > round(total / 2, 9):
            break
    enough = round(reached, 9) > round(total / 2, 9)
    return Concentration(tuple(chosen) if enough else (), len(placed), total - sum(land for land, _ in placed))


def _measure(units: pd.DataFrame, name: str) -> np.ndarray:
    return units[name].to_numpy(dtype=float, na_value=np.nan)


def _letters(evaluation: Evaluation, codes: pd.Index) -> np.ndarray:
    """0–3 for A–D of these enterprises; −1 without a class, or not in that year."""
    own = evaluation.classes["applied"].cat.codes.to_numpy()[evaluation.places]
    return np.append(own, -1)[evaluation.unit_of.index.get_indexer(codes)]


def _tax_per_mu(evaluation: Evaluation, numbers: np.ndarray, count: int) -> np.ndarray:
    units = evaluation.participants
    tax, land = (_measure(units, name)[:, None] for name in ("tax_wan", "land_mu"))
    return ratios_of_sums(Fractions(("亩均税收",), tax, land, tax), numbers, count).values[:, 0]


def _counts(cells: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(cells[cells >= 0], minlength=count)


def _totals(cells: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sums of the known values by cell, rows added in the order of their codes; −1 is no cell."""
    inside = (cells >= 0) & ~np.isnan(values)
    return np.bincount(cells[inside], values[inside], count)


def _groups(units: pd.DataFrame, mask: np.ndarray, by: By | None) -> tuple[np.ndarray, tuple[Place, ...]]:
    """Which group each unit is in and the groups' places, by name, unfilled ones last."""
    if by is None:
        return np.zeros(len(units), np.int64), (Place(),)
    counties, towns = units["county"].cat, units["town"].cat
    keys = counties.codes.to_numpy(np.int64) + 1
    if by == "town":
        keys = keys * (len(towns.categories) + 1) + towns.codes.to_numpy(np.int64) + 1
    found = np.unique(keys[mask])
    names = [_place(int(key), counties.categories, towns.categories if by == "town" else None) for key in found]
    order = sorted(range(len(names)), key=lambda i: _by_name(names[i]))
    number = np.empty(len(found), np.int64)
    number[order] = np.arange(len(found))
    numbers = np.full(len(units), -1)
    numbers[mask] = number[np.searchsorted(found, keys[mask])]
    return numbers, tuple(names[i] for i in order)


def _place(key: int, counties: pd.Index, towns: pd.Index | None) -> Place:
    county, town = divmod(key, len(towns) + 1) if towns is not None else (key, 0)
    return Place(counties[county - 1] if county else "", towns[town - 1] if town else "")


def _by_name(place: Place) -> tuple[bool, str, bool, str]:
    return place.county == "", place.county, place.town == "", place.town

