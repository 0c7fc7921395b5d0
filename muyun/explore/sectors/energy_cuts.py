"""By how much is whose energy cut in the policy's key sectors, and what does that free? (JX-20, spec 6.3)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import rounded
from muyun.explore.sectors.sums import Parted, Sector, parted
from muyun.explore.summary import known_land


@dataclass(frozen=True, slots=True, eq=False)
class SectorCut:
    """The cut of one sector's 参评 units.

    mean       M, the weighted mean of their scores; NaN where nobody has a weight, or it isn't positive and no
               share of it can be taken
    other_mean M under the other weight (land or energy), to be seen beside it
    rows       positions of units; scores, share ((M − s)/M within 0…1, 0 at or above M; NaN without M), energy_tce
               of the evaluated year (NaN where it isn't reported), cut_tce: share × energy
    unweighted units without a weight, which M leaves out
    """

    sector: Sector
    mean: float
    other_mean: float
    rows: np.ndarray
    scores: np.ndarray
    share: np.ndarray
    energy_tce: np.ndarray
    cut_tce: np.ndarray
    unweighted: int

    @property
    def below(self) -> np.ndarray:
        """Mask of the units below M."""
        return self.share > 0

    @property
    def freed_tce(self) -> float:
        """Σ of the known cuts: the pool for new projects; NaN where nobody's can be computed."""
        known = ~np.isnan(self.cut_tce)
        return float(self.cut_tce[known].sum()) if known.any() else np.nan

    @property
    def left_tce(self) -> np.ndarray:
        """What each may use next year."""
        return self.energy_tce - self.cut_tce

    @property
    def unknown(self) -> int:
        """Units below M whose energy isn't reported: their cut is in no sum."""
        return int((self.below & np.isnan(self.energy_tce)).sum())


def energy_cuts(evaluation: Evaluation, group: str) -> tuple[SectorCut, ...]:
    """The cuts in a 评价组, by key sector; () where the policy has no such rule. KeyError: no such 评价组."""
    rule = evaluation.policy.energy_cut
    if rule is None:
        return ()
    of = parted(evaluation, group, rule.sectors)
    other = "energy" if rule.weight == "land" else "land"
    return tuple(_cut(evaluation, of, place, (rule.weight, other)) for place in range(len(of.sectors)))


def _cut(evaluation: Evaluation, of: Parted, place: int, weights: tuple[str, str]) -> SectorCut:
    rows = of.members(place)
    scores = evaluation.ranking["score"].to_numpy()[rows]
    energy = evaluation.participants["energy_tce"].to_numpy(dtype=float)[rows]
    own, other = (_weights(evaluation, weight)[rows] for weight in weights)
    mean = weighted_mean(scores, own)
    share = cut_share(scores, mean)
    return SectorCut(
        of.sectors[place], mean, weighted_mean(scores, other), rows, scores, share, energy, share * energy,
        int(np.isnan(own).sum()),
    )  # fmt: skip


def _weights(evaluation: Evaluation, weight: str) -> np.ndarray:
    """Land or energy by unit; NaN where it is missing or not positive."""
    units = evaluation.participants
    if weight == "land":
        return known_land(units)
    values = units["energy_tce"].to_numpy(dtype=float)
    return np.where(rounded(values) > 0, values, np.nan)


def weighted_mean(scores: np.ndarray, weights: np.ndarray) -> float:
    """Σ(weight × score)/Σ weight over those that have a weight; NaN where nobody has one.

    >>> float(weighted_mean(np.array([100.0, 50.0]), np.array([10.0, 30.0])))
    62.5
    """
    known = ~np.isnan(weights)
    total = weights[known].sum()
    return float((scores[known] * weights[known]).sum() / total) if known.any() else np.nan


def cut_share(scores: np.ndarray, mean: float) -> np.ndarray:
    """(M − s)/M within 0…1; 0 for scores at or above M on 9 decimals; NaN where M isn't positive.

    >>> cut_share(np.array([100.0, 50.0]), 62.5).tolist()
    [0.0, 0.2]
    """
    if not mean > 0:
        return np.full(len(scores), np.nan)
    below = rounded(scores) < rounded(np.array(mean))
    return np.where(below, np.clip((mean - scores) / mean, 0, 1), 0.0)
