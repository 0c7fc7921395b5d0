"""Who is at the top and bottom of each sector, and whose bottom place repeats? (spec 6.2; JX-17…19)

For sectors of any split; at divisions, under the policy's own rules, it is what `decide` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.sectors import places_of, within_share
from muyun.explore.sectors.sums import Level, Parted, Sums
from muyun.policy.model import Policy
from muyun.policy.rules import SectorRules

SHARE = 0.05
"""Top and bottom where the policy has no such rule: 本系统假定, the share of JX-17…19."""

YEARS = 2
"""How many years in a row a chain takes where the policy has no such rule: 本系统假定, as in JX-19."""

ALONE = 1
"""A sector of one enterprise has no first and no last: it would be ranked against itself."""


@dataclass(frozen=True, slots=True)
class EndRules:
    """How many are at the ends, in which sectors, and how many years make a chain.

    ruled  the policy's own rule, which changes classes or asks for something; else shown only (本系统假定)
    """

    top_share: float
    bottom_share: float
    top_above: bool
    bottom_above: bool
    years: int
    ruled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Masks over the rows of a `Parted`: within the top and the bottom share, ties across the line left out whole.

    top, bottom  by the share alone; entitled, due: in a sector where the rule holds as well
    from_top     competition rank from the top within the sector; 0 in a sector of one
    places       s × 2: floor(share · n) at the top and at the bottom
    """

    top: np.ndarray
    bottom: np.ndarray
    entitled: np.ndarray
    due: np.ndarray
    from_top: np.ndarray
    places: np.ndarray


def rules_of(policy: Policy, group: str, by: object) -> EndRules:
    """What holds for a 评价组 under a split: the policy's own rule speaks of divisions and of its pools only."""
    rules: SectorRules | None = policy.sector_rules
    if rules is not None and group.partition("/")[0] in rules.pools:
        shares = (rules.top_share, rules.bottom_share, rules.top_in == "above", rules.bottom_in == "above")
        return EndRules(*shares, rules.years, by is Level.DIVISION)
    return EndRules(SHARE, SHARE, False, False, YEARS, False)


def ends(evaluation: Evaluation, of: Parted, found: Sums, rules: EndRules) -> Ends:
    """The ends of every sector, on scores of 9 decimals with everything in them (spec 6.2, 12)."""
    scores = evaluation.ranking["score"].to_numpy()[of.rows]
    sizes = np.diff(of.bounds)
    several = np.repeat(sizes > ALONE, sizes)
    above = np.repeat(found.standing[:-1] > 0, sizes)
    if not len(of.rows):
        nobody = np.zeros(0, bool)
        return Ends(nobody, nobody, nobody, nobody, np.zeros(0, np.int64), np.zeros((0, 2), np.int64))
    top = within_share(scores[None, :], of.bounds, rules.top_share)[0] & several
    bottom = within_share(-scores[None, :], of.bounds, rules.bottom_share)[0] & several
    places = [[places_of(share, size) for share in (rules.top_share, rules.bottom_share)] for size in sizes.tolist()]
    ranks = pd.Series(-np.round(scores, 9)).groupby(of.numbers).rank(method="min").to_numpy().astype(np.int64)
    return Ends(
        top, bottom, top & (above | (not rules.top_above)), bottom & (above | (not rules.bottom_above)),
        np.where(several, ranks, 0), np.array(places, dtype=np.int64) * (sizes > ALONE)[:, None],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EarlierEnd:
    """The bottoms of an earlier year: codes of units; None: no such year, which breaks every chain (spec 6.2)."""

    year: int
    due: frozenset[str] | None


def earlier_end(evaluation: Evaluation | None, year: int, of: Parted | None, own: Ends | None) -> EarlierEnd:
    """What one of the years before says, each unit by its own code of that year (spec 12)."""
    if evaluation is None or of is None or own is None:
        return EarlierEnd(year, None)
    return EarlierEnd(year, frozenset(evaluation.participants.index[of.rows[own.due]]))


def chained(evaluation: Evaluation, of: Parted, own: Ends, before: Sequence[EarlierEnd]) -> np.ndarray:
    """Mask over the rows: at the bottom now and in every year before; none where a year is missing (JX-19)."""
    if any(end.due is None for end in before):
        return np.zeros(len(of.rows), dtype=bool)
    codes = evaluation.participants.index[of.rows]
    mask = own.due.copy()
    for end in before:
        mask &= codes.isin(list(end.due))
    return mask
