"""What would low-yield land bring at the level of its own sector? A simulation: the median's, and the A class's.

A parcel's target is the 亩均 figure of the 参评 enterprises of its sector in its county; where they are too few, of
its sector anywhere, else of all. Nothing is taken off a parcel that is above its target already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.labels import divisions
from muyun.explore.summary import known_land
from muyun.land.about import leading_case
from muyun.land.case_edit import DONE
from muyun.land.tenants import Tenants
from muyun.terms import Class

FEWEST = 5
"""Of fewer enterprises no target is made: 本系统假定, no document says how many it takes."""

MEASURES = ("tax_wan", "value_added_wan")

UNFILLED = "未填方式"
"""The 方式 of a case that has none."""


class Reach(StrEnum):
    """Whom a parcel is compared with, the nearest first."""

    SECTOR_COUNTY = "同区县同行业"
    SECTOR = "同行业"
    ALL = "全部参评企业"


class Level(StrEnum):
    """What it would reach: the median enterprise, or all of the A class together (a ratio of sums)."""

    MEDIAN = "中位数"
    BEST = "A 类"


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What n parcels would reach of one measure at one level, and what that adds.

    per_mu  万元/亩, NaN where nobody can be compared with
    reach   place in `Reach` of whom it is taken from, −1 for nobody; of: how many enterprises they are
    gain    万元 a year more than now, 0 at least; NaN where the target, the area or the present figure isn't known
    """

    per_mu: np.ndarray
    reach: np.ndarray
    of: np.ndarray
    gain: np.ndarray

    @property
    def total(self) -> float:
        """Σ of the known gains."""
        return float(np.nansum(self.gain))

    @property
    def unknown(self) -> int:
        """Parcels that are in no sum."""
        return int(np.isnan(self.gain).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Redevelopment:
    """The simulation of some parcels: `rows` of the figures, county and sector ("" unknown) of each, and the targets.

    now_per_mu  万元/亩 by measure, as the targets are compared with
    """

    rows: np.ndarray
    county: np.ndarray
    sector: np.ndarray
    area_mu: np.ndarray
    now_per_mu: Mapping[str, np.ndarray]
    targets: Mapping[tuple[str, Level], Targets]


def redevelop(
    evaluation: Evaluation, figures: pd.DataFrame, of: Tenants, rows: np.ndarray, fewest: int = FEWEST
) -> Redevelopment:
    """What the parcels at `rows` would bring. Their sector is that of the enterprise that occupies most of each."""
    people, own = evaluation.prepared.cohort.enterprises, figures.iloc[rows]
    main = of.largest[rows]
    sector = np.append(_texts(divisions(people)), "")[main]
    county = np.where(own["county"].notna(), own["county"].fillna(""), np.append(_texts(people["county"]), "")[main])
    area = own["area_mu"].to_numpy(dtype=float)
    peers, now, targets = _peers(evaluation), {}, {}
    for measure in MEASURES:
        per_mu = own["tax_per_mu"] if measure == "tax_wan" else own[measure] / own["area_mu"].where(own["area_mu"] > 0)
        now[measure] = per_mu.to_numpy(dtype=float)
        for level in Level:
            per_mu, reach, count = _targets(peers, measure, level, county, sector, fewest)
            gain = np.maximum(per_mu - now[measure], 0) * area
            targets[measure, level] = Targets(per_mu, reach, count, gain)
    return Redevelopment(rows, county, sector, area, now, targets)


def by_means(found: Redevelopment, parcel_ids: pd.Index, about: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """A row per 方式 of the parcels' cases, the one with the most land first: means ("" for parcels without a case),
    parcels, land_mu, freed_mu, then the gains of tax by level.

    parcel_ids  of `found.rows`; about: `cases_on_parcels` of them for `cases`, table 整治 as it holds
    A parcel is in the row of its `leading_case`. freed_mu is what the finished cases about any of the parcels have
    freed, each once and under its own 方式, so a row may have freed land and no parcel; NaN where none of them says.
    """
    leading = leading_case(about, cases, parcel_ids)
    frame = pd.DataFrame({
        "means": means_words(cases)[leading], "parcels": 1, "land_mu": np.nan_to_num(found.area_mu),
        **{level.name: np.nan_to_num(found.targets["tax_wan", level].gain) for level in Level},
    })  # fmt: skip
    sums, freed = frame.groupby("means").sum(), _freed(parcel_ids, about, cases)
    both = sums.reindex(sums.index.union(freed.index)).fillna(0.0).astype({"parcels": int})
    both.insert(2, "freed_mu", freed.reindex(both.index).where(both.index.isin(freed.index), 0.0))
    both = both.rename_axis("means").reset_index()
    return both.iloc[np.lexsort((both["means"], -both["land_mu"].round(9)))].reset_index(drop=True)


def means_words(cases: pd.DataFrame) -> np.ndarray:
    """方式 of each case by its row, `UNFILLED` where it has none, and "" behind them for "no case"."""
    words = _texts(cases["means"])
    return np.append(np.where(words == "", UNFILLED, words), "")


def _freed(parcel_ids: pd.Index, about: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """亩 freed by the finished cases about these parcels, by 方式."""
    rows = np.unique(about.loc[about["parcel_id"].isin(parcel_ids).to_numpy(), "case"])
    finished = rows[(cases["state"] == DONE).to_numpy(dtype=bool, na_value=False)[rows]]
    land = cases["freed_land_mu"].to_numpy(dtype=float)[finished]
    return pd.Series(land).groupby(means_words(cases)[finished]).sum(min_count=1)


def _peers(evaluation: Evaluation) -> pd.DataFrame:
    """The 参评 units with land: county, sector, land_mu, the measures, best (A class)."""
    units = evaluation.participants
    peers = pd.DataFrame({
        "county": _texts(units["county"]), "sector": _texts(divisions(units)), "land_mu": known_land(units),
        **{name: units[name].to_numpy(dtype=float, na_value=np.nan) for name in MEASURES},
        "best": (evaluation.classes["applied"] == Class.A).to_numpy(dtype=bool),
    })  # fmt: skip
    return peers[evaluation.prepared.cohort.evaluated & peers["land_mu"].notna().to_numpy()]


def _targets(
    peers: pd.DataFrame, measure: str, level: Level, county: np.ndarray, sector: np.ndarray, fewest: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Target, reach and number of peers of each parcel, taken as near as there are enough."""
    known = peers[peers[measure].notna() & (peers["best"] | (level is Level.MEDIAN))]
    target, reach, of = np.full(len(county), np.nan), np.full(len(county), -1), np.zeros(len(county), dtype=int)
    for place, keys in enumerate((["county", "sector"], ["sector"], [])):
        wanted = pd.DataFrame({"county": county, "sector": sector})
        values, counts = _figures(known, measure, level, keys, wanted)
        filled = (wanted[keys] != "").all(axis=1).to_numpy() if keys else np.ones(len(county), dtype=bool)
        takes = (reach < 0) & filled & (counts >= (fewest if keys else 1))
        target[takes], reach[takes], of[takes] = values[takes], place, counts[takes]
    return target, reach, of


def _figures(
    known: pd.DataFrame, measure: str, level: Level, keys: list[str], wanted: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """The figure of each wanted parcel's peers by `keys`, and how many they are."""
    rows = known.assign(per_mu=known[measure] / known["land_mu"], all="")
    groups = rows.groupby(keys or ["all"])
    median, sums = groups["per_mu"].median(), groups[[measure, "land_mu"]].sum()
    figures = median if level is Level.MEDIAN else sums[measure] / sums["land_mu"]
    found = pd.DataFrame({"figure": figures, "count": groups.size()}).reset_index()
    joined = wanted.assign(all="").merge(found, how="left", on=keys or ["all"])
    return joined["figure"].to_numpy(dtype=float), joined["count"].fillna(0).to_numpy(dtype=int)


def _texts(values: pd.Series) -> np.ndarray:
    return values.astype(object).where(values.notna(), "").to_numpy(dtype=object)
