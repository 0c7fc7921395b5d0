"""Where did a unit stand in its sector in one year, and in the year before? The chains of JX-19."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation, kernel
from muyun.evaluate.decide import PoolDecision, PreparedPool
from muyun.evaluate.quotas import FLOOR_SLACK
from muyun.terms import Status

COLUMNS = ("sector", "size", "top_places", "bottom_places", "score", "from_top", "from_bottom", "level", "top",
           "bottom", "sector_score", "group_score")  # fmt: skip


class Link(StrEnum):
    """What a year says for a chain."""

    BOTTOM = "bottom"
    TIED = "tied"
    """Within floor(share · n) from the bottom, but level with rows beyond: the whole group is left out (spec 6.2)."""
    OUT = "out"
    """Within that count, and its sector isn't above average, where the rule asks for that (`bottom_in: above`)."""
    ABOVE = "above"
    """In a sector, not at its bottom."""
    UNRANKED = "unranked"
    """In the data, not ranked in a sector."""
    ABSENT = "absent"
    """Not in that year's data."""
    NO_YEAR = "no_year"
    """The data have no such year, or it can't be evaluated: the chain is broken (spec 6.2)."""


@dataclass(frozen=True, slots=True, eq=False)
class YearPlaces:
    """A year of a chain.

    places  by unit, those ranked in a sector: sector (two digits), size (ranked units in it), top_places and
            bottom_places (floor(share · size)), score, from_top and from_bottom (1 at that end; equal scores
            share it), level (units with that score), top and bottom (as decided, ties across the line left
            out), sector_score and group_score (加权平均得分)
    status  by credit code: status of every enterprise of the year; None where there is no such year
    """

    year: int
    places: pd.DataFrame
    status: pd.Series | None

    def link(self, unit: str) -> Link:
        """What the year says of a unit."""
        if self.status is None:
            return Link.NO_YEAR
        if unit not in self.places.index:
            return Link.UNRANKED if unit in self.status.index else Link.ABSENT
        row = self.places.loc[unit]
        if row["bottom"]:
            return Link.BOTTOM
        if row["from_bottom"] > row["bottom_places"]:
            return Link.ABOVE
        across = row["from_bottom"] + row["level"] - 1 > row["bottom_places"]
        return Link.TIED if across else Link.OUT


def year_places(evaluation: Evaluation | None, year: int) -> YearPlaces:
    """The places of a year; None: the data don't have it."""
    if evaluation is None:
        return YearPlaces(year, pd.DataFrame(columns=list(COLUMNS)), None)
    status = pd.Series(evaluation.participants["status"].array[evaluation.places], evaluation.unit_of.index)
    return YearPlaces(year, sector_places(evaluation), status)


def was_ranked(of: YearPlaces, unit: str) -> bool:
    """Whether the unit took part that year (参评), in whatever pool."""
    return of.status is not None and of.status.get(unit) == Status.EVALUATED


def sector_places(evaluation: Evaluation) -> pd.DataFrame:
    """`YearPlaces.places` of an evaluation; empty where the policy has no sector rules. Spec 6.2."""
    parts = [
        _of_pool(evaluation, pool, evaluation.decisions[name])
        for name, pool in evaluation.prepared.pools.items()
        if pool.sectors is not None
    ]
    return pd.concat(parts) if parts else pd.DataFrame(columns=list(COLUMNS))


def _of_pool(evaluation: Evaluation, pool: PreparedPool, decision: PoolDecision) -> pd.DataFrame:
    sectors, found = pool.sectors, decision.sectors
    sizes = np.diff(sectors.bounds)
    number = np.repeat(np.arange(len(sizes)), sizes)
    score = decision.scores[0][sectors.rows]
    compared = kernel.as_integers(score)
    from_top, level = _ranks(-compared, sectors.bounds)
    from_bottom, _ = _ranks(compared, sectors.bounds)
    rules = sectors.rules
    return pd.DataFrame(
        {
            "sector": np.array(sectors.names, dtype=object)[number], "size": sizes[number],
            "top_places": _places(rules.top_share, sizes)[number],
            "bottom_places": _places(rules.bottom_share, sizes)[number], "score": score,
            "from_top": from_top, "from_bottom": from_bottom, "level": level,
            "top": found.top[0][sectors.rows], "bottom": found.bottom[0][sectors.rows],
            "sector_score": found.sector_scores[0][number],
            "group_score": found.group_scores[0][sectors.groups][number],
        },
        evaluation.participants.index[pool.ranked_rows[sectors.rows]],
    )  # fmt: skip


def _places(share: float, sizes: np.ndarray) -> np.ndarray:
    return np.array([math.floor(share * size + FLOOR_SLACK) for size in sizes.tolist()], dtype=np.int64)


def _ranks(values: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Competition rank of each value in its sector, smallest first, and how many share it. Both n."""
    sizes = np.diff(bounds)
    number = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((values, number))
    new = np.ones(len(values), dtype=bool)
    new[1:] = (values[order][1:] != values[order][:-1]) | (number[order][1:] != number[order][:-1])
    run = np.cumsum(new) - 1
    begins = np.flatnonzero(new)
    length = np.diff(np.append(begins, len(values)))
    rank, level = np.empty(len(values), np.int64), np.empty(len(values), np.int64)
    rank[order] = begins[run] - np.repeat(bounds[:-1], sizes)[order] + 1
    level[order] = length[run]
    return rank, level
