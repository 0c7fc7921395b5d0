"""Which place does a unit take in its 评价组, its sector, its county and its town?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.labels import divisions
from muyun.evaluate.ratio import rounded


class Among(StrEnum):
    """Whom a unit is ranked among, always within its own 评价组."""

    GROUP = "评价组"
    SECTOR = "行业"
    COUNTY = "区县"
    TOWN = "镇街"


@dataclass(frozen=True, slots=True)
class LocalRank:
    """第 rank / of 名 among the 参评 units of the same 评价组 that share `name`.

    name  of the 评价组, the division (two digits), the county or the town; "" where the upload has none, and then
          rank and of are 0
    """

    among: Among
    name: str
    rank: int
    of: int


def local_ranks(evaluation: Evaluation, unit: str) -> tuple[LocalRank, ...]:
    """The places of a 参评 unit, widest first; () for a unit without a rank.

    Competition ranks on scores of 9 decimals (spec 5.1, 12). Scores of other 评价组 rest on other weights or
    benchmarks, so nobody of them counts. Where a pool is ranked by county, the county's place is the
    评价组's and left out. KeyError: the unit isn't in the evaluation.
    """
    units, scores = evaluation.participants, rounded(evaluation.ranking["score"].to_numpy())
    place = int(units.index.get_loc(unit))
    ranked = evaluation.ranking["rank"].notna().to_numpy()
    if not ranked[place]:
        return ()
    group = str(units["group"].iat[place])
    peers = np.flatnonzero(ranked & (units["group"].cat.codes.to_numpy() == units["group"].cat.codes.iat[place]))
    columns = {Among.SECTOR: divisions(units), Among.COUNTY: units["county"], Among.TOWN: units["town"]}
    if evaluation.policy.pool_by(group.partition("/")[0]) == "区县":
        del columns[Among.COUNTY]
    found = [LocalRank(Among.GROUP, group, _rank(scores, place, peers), len(peers))]
    for among, words in columns.items():
        same = peers[_shares(words, place)[peers]]
        name = words.iat[place]
        known = not pd.isna(name)
        rank = _rank(scores, place, same) if known else 0
        found.append(LocalRank(among, str(name) if known else "", rank, len(same) if known else 0))
    return tuple(found)


def _shares(words: pd.Series, place: int) -> np.ndarray:
    """Mask of the rows with the same word as the one at `place`."""
    codes = words.cat.codes.to_numpy()
    return codes == codes[place]


def _rank(scores: np.ndarray, place: int, peers: np.ndarray) -> int:
    return 1 + int((scores[peers] > scores[place]).sum())
