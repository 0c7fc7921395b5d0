"""Where did each enterprise stand in the earlier years of the data?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation

UNRANKED = 4
"""Letter number of an enterprise that has no class that year, beside 0–3 for A–D."""

ABSENT = -1
"""Letter number of an enterprise that isn't in that year's data."""


@dataclass(frozen=True, slots=True)
class YearStanding:
    """How n enterprises, in the order asked, stood in one year.

    letters  0–3 for A–D (执行等级), UNRANKED or ABSENT
    ranks, scores  NaN where there is none; a merged unit's tenants have the unit's
    group    number of the 评价组 in `groups`, −1 without one
    sizes    ranked units of each of `groups`
    """

    year: int
    letters: np.ndarray
    ranks: np.ndarray
    scores: np.ndarray
    group: np.ndarray
    groups: tuple[str, ...]
    sizes: tuple[int, ...]

    def group_name(self, place: int) -> str:
        """The 评价组 of the enterprise at `place`; "" without one."""
        return self.groups[self.group[place]] if self.group[place] >= 0 else ""

    def group_size(self, place: int) -> int:
        """How many units were ranked in that 评价组; 0 without one."""
        return self.sizes[self.group[place]] if self.group[place] >= 0 else 0


def year_standing(evaluation: Evaluation, codes: pd.Index) -> YearStanding:
    """The standing in the evaluation's year of the enterprises with these credit codes."""
    row = evaluation.unit_of.index.get_indexer(codes)
    there = row >= 0
    place = evaluation.places[np.where(there, row, 0)] if len(evaluation.places) else np.zeros(len(codes), int)
    ranked = evaluation.ranking["rank"].notna().to_numpy()
    group = evaluation.participants["group"].cat
    applied = evaluation.classes["applied"].cat.codes.to_numpy()

    def taken(values: np.ndarray, absent: float) -> np.ndarray:
        return np.where(there, values[place], absent) if len(values) else np.full(len(codes), absent)

    names = tuple(map(str, group.categories))
    own = group.codes.to_numpy()
    sizes = np.bincount(own[ranked & (own >= 0)], minlength=len(names))
    return YearStanding(
        evaluation.year,
        taken(np.where(applied < 0, UNRANKED, applied), ABSENT).astype(np.int8),
        taken(evaluation.ranking["rank"].to_numpy(), np.nan),
        taken(evaluation.ranking["score"].to_numpy(), np.nan),
        taken(own, -1).astype(np.int64),
        names,
        tuple(sizes.tolist()),
    )


def rank_change(now: YearStanding, before: YearStanding) -> np.ndarray:
    """Places gained since `before`, positive is better; NaN unless ranked both times in the same 评价组."""
    numbers = np.array([now.groups.index(g) if g in now.groups else -2 for g in before.groups], dtype=np.int64)
    same = np.append(numbers, -2)[before.group] == now.group
    return np.where(same, before.ranks - now.ranks, np.nan)


def class_change(now: YearStanding, before: YearStanding) -> np.ndarray:
    """Classes gained since `before` (D to C is 1); NaN where one of the years has no class."""
    both = _has_class(now.letters) & _has_class(before.letters)
    return np.where(both, before.letters.astype(float) - now.letters, np.nan)


def newly_listed(before: Sequence[YearStanding]) -> np.ndarray:
    """Mask of the enterprises that the latest of the earlier years doesn't have."""
    return before[0].letters == ABSENT


def _has_class(letters: np.ndarray) -> np.ndarray:
    return (letters >= 0) & (letters < UNRANKED)
