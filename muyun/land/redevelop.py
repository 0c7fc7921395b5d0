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

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import divisions
from muyun.explore.summary import known_land
from muyun.land.tenants import Tenants
from muyun.terms import Class

FEWEST = 5
"""Of fewer enterprises no target is made: 本系统假定, no document says how many it takes."""

MEASURES = ("tax_wan", "value_added_wan")


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


def by_means(found: Redevelopment, cases: pd.Series, tables: Tables) -> pd.DataFrame:
    """A row per 方式 of the parcels' cases, the one with the most land first: means ("" for parcels without a case),
    parcels, land_mu, freed_mu (land freed already, each case once), then the gains of tax by level.

    cases  row in 整治 of each parcel's case, −1 for none, as `cases_of` finds them
    """
    means = np.append(_texts(tables.cases["means"]), "")[cases]
    freed = np.append(tables.cases["freed_land_mu"].to_numpy(dtype=float), 0.0)[cases]
    first = ~pd.Series(cases).duplicated().to_numpy()
    frame = pd.DataFrame({
        "means": np.where(cases < 0, "", np.where(means == "", "未填方式", means)), "parcels": 1,
        "land_mu": np.nan_to_num(found.area_mu), "freed_mu": np.where(first & (cases >= 0), np.nan_to_num(freed), 0.0),
        **{level.name: np.nan_to_num(found.targets["tax_wan", level].gain) for level in Level},
    })  # fmt: skip
    sums = frame.groupby("means", as_index=False).sum()
    return sums.iloc[np.lexsort((sums["means"], -sums["land_mu"].round(9)))].reset_index(drop=True)


def cases_of(figures: pd.DataFrame, of: Tenants, codes: pd.Index, rows: np.ndarray, tables: Tables) -> np.ndarray:
    """Row in 整治 of the case of each parcel at `rows`: its own, else its largest tenant's; the latest number of
    several; −1 for none.

    codes  credit codes of the year's enterprises
    """
    cases = tables.cases.reset_index(drop=True).sort_values("case_id", kind="stable")
    own = cases.dropna(subset="parcel_id").drop_duplicates("parcel_id", keep="last")
    theirs = cases[cases["parcel_id"].isna()].dropna(subset="uscc").drop_duplicates("uscc", keep="last")
    by_parcel = pd.Series(own.index, own["parcel_id"]).reindex(figures.index[rows]).fillna(-1).astype(int)
    main = of.largest[rows]
    tenant = np.append(np.asarray(codes, dtype=object), None)[main]
    by_tenant = pd.Series(theirs.index, theirs["uscc"]).reindex(tenant).fillna(-1).astype(int)
    return np.where(by_parcel.to_numpy() >= 0, by_parcel.to_numpy(), by_tenant.to_numpy())


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
