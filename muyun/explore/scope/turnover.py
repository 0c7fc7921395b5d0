"""Who came, who went, who rose to 规上 or fell from it since the year before? Matched on the credit code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.terms import Scale


class Change(StrEnum):
    """How an enterprise differs from the year before."""

    NEW = "新增"
    GONE = "退出"
    PROMOTED = "升规"
    DROPPED = "退规"


@dataclass(frozen=True, slots=True, eq=False)
class Turnover:
    """Two years beside each other.

    before, now   企业 rows of each year; before − gone + new = now
    above_before, above_now  规上 rows; above_before − gone − dropped + promoted + new (of them 规上) = above_now
    codes         credit codes of each change, in their order
    """

    before_year: int
    year: int
    before: int
    now: int
    above_before: int
    above_now: int
    above_gone: int
    above_new: int
    codes: dict[Change, pd.Index]

    def count(self, change: Change) -> int:
        """How many enterprises changed that way."""
        return len(self.codes[change])


def turnover(now: Evaluation, before: Evaluation) -> Turnover:
    """What changed between two years' 企业 rows; every code occurs once a year (spec 10.8)."""
    rows, old = now.prepared.cohort.enterprises, before.prepared.cohort.enterprises
    above, was_above = _above(rows), _above(old)
    place = old.index.get_indexer(rows.index)
    there = place >= 0
    was = np.where(there, was_above[np.where(there, place, 0)], False) if len(old) else np.zeros(len(rows), bool)
    gone = ~old.index.isin(rows.index)
    return Turnover(
        before_year=before.year, year=now.year, before=len(old), now=len(rows),
        above_before=int(was_above.sum()), above_now=int(above.sum()),
        above_gone=int((gone & was_above).sum()), above_new=int((~there & above).sum()),
        codes={
            Change.NEW: rows.index[~there], Change.GONE: old.index[gone],
            Change.PROMOTED: rows.index[there & above & ~was], Change.DROPPED: rows.index[there & ~above & was],
        },
    )  # fmt: skip


def _above(rows: pd.DataFrame) -> np.ndarray:
    return (rows["scale"] == Scale.ABOVE).to_numpy(dtype=bool)
