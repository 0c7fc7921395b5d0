"""How do two to four scenarios compare? The same pool of each side by side, and whose class they disagree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.explore.whatif.live import Live, PoolLive, Sums
from muyun.explore.whatif.rank_agreement import Agreement, rank_agreement
from muyun.explore.whatif.standing import PLACES, UNRANKED, Standing
from muyun.terms import Class

CLASS, RANK = "等级", "名次"
STEPS = "最多差几档"
"""Between the best and the worst class of an enterprise; 未定级 counts as one below D."""

_LETTERS = np.array([*map(str, Class), ""], dtype=object)
_LAST = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One scenario in a pool: what it does to the official result, and how alike the two rankings are."""

    live: Live
    of: PoolLive
    agreement: Agreement

    @property
    def came(self) -> int:
        """Units with a class here and none officially."""
        return int(self.of.moves.units[UNRANKED, :UNRANKED].sum())

    @property
    def went(self) -> int:
        """Units with a class officially and none here."""
        return int(self.of.moves.units[:UNRANKED, UNRANKED].sum())


def sides(lives: Sequence[Live], pool: str) -> tuple[Side, ...]:
    """Scenarios on one official evaluation, in the order given; the official one is the scenario without a patch.

    A pool that a scenario doesn't have is empty there.
    """
    return tuple(Side(live, live.pools.get(pool) or _nobody(), rank_agreement(live, pool)) for live in lives)


def everybody(lives: Sequence[Live], pool: str) -> np.ndarray:
    """Positions (in `LiveBase.codes`) of the enterprises that are in the pool and have a class in some scenario."""
    return np.flatnonzero(np.any([_classed_in(live.standing, pool) for live in lives], axis=0))


def differing(lives: Sequence[Live], pool: str) -> np.ndarray:
    """Positions of the enterprises in the pool whose 执行等级 isn't the same in all scenarios."""
    rows = everybody(lives, pool)
    letters = _letters(lives, rows)
    return rows[(letters != letters[:, :1]).any(axis=1)]


def classes_beside(lives: Sequence[Live], rows: np.ndarray) -> pd.DataFrame:
    """A row for each of the enterprises at `rows`, farthest apart first, then in the first scenario's rank order.

    统一社会信用代码, 企业名称, 评价组 (the first scenario's that has one), then 等级1, 名次1, 等级2, 名次2 … in the
    order of the scenarios ("" and NA without), and `STEPS`. Tenants of a merged unit are a row each.
    """
    letters, ranks = _letters(lives, rows), _ranks(lives, rows)
    columns = {
        "统一社会信用代码": lives[0].base.codes[rows],
        "企业名称": lives[0].base.names[rows],
        "评价组": _groups(lives, rows),
    }
    for number in range(len(lives)):
        columns[f"{CLASS}{number + 1}"] = _LETTERS[letters[:, number]]
        columns[f"{RANK}{number + 1}"] = pd.array(np.where(ranks[:, number] > 0, ranks[:, number], np.nan), "Int64")
    columns[STEPS] = np.ptp(letters, axis=1).astype(np.int64) if len(rows) else np.zeros(0, np.int64)
    order = np.lexsort((rows, np.where(ranks[:, 0] > 0, ranks[:, 0], _LAST), columns["评价组"], -columns[STEPS]))
    return pd.DataFrame(columns).iloc[order].reset_index(drop=True)


def _letters(lives: Sequence[Live], rows: np.ndarray) -> np.ndarray:
    """rows × scenarios: 0–3 for A–D, else UNRANKED."""
    return np.column_stack([live.standing.layout.by_enterprise(live.standing.letters)[rows] for live in lives])


def _ranks(lives: Sequence[Live], rows: np.ndarray) -> np.ndarray:
    """rows × scenarios; 0 without a rank."""
    return np.column_stack([live.standing.layout.by_enterprise(live.standing.ranks)[rows] for live in lives])


def _groups(lives: Sequence[Live], rows: np.ndarray) -> np.ndarray:
    found = np.full(len(rows), "", dtype=object)
    for live in lives:
        layout = live.standing.layout
        own = np.array([*layout.groups, ""], dtype=object)[layout.by_enterprise(layout.group)[rows]]
        found = np.where(found == "", own, found)
    return found


def _classed_in(side: Standing, pool: str) -> np.ndarray:
    """Mask of the enterprises that the pool gives a class."""
    layout = side.layout
    place = layout.pools.index(pool) if pool in layout.pools else len(layout.pools)
    return layout.by_enterprise((layout.pool == place) & (side.letters < UNRANKED))


def _nobody() -> PoolLive:
    def none(shape: tuple[int, ...]) -> Sums:
        counts, sums = np.zeros(shape, np.int64), np.zeros(shape)
        return Sums(counts, sums, sums, sums, counts, counts, counts)

    return PoolLive(none((PLACES,)), none((PLACES,)), none((PLACES, PLACES)), 0, "", "")
