"""Do parcels, occupancy and enterprises fit together? Who is matched, who isn't, and how each is evaluated.

FH-14 (一码关联), XC-23 (land by state). The year's enterprises count; 占用 has no year.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import rounded

TOLERANCE = 0.05
"""Occupied areas may add up to this much more than the registered one: 本系统假定, as spec 7.3's 5 %."""
RENTED = "租入"


class Match(StrEnum):
    """How a parcel is matched."""

    MATCHED = "已关联企业"
    STRANGERS = "占用者不在当年企业表"
    NOBODY = "没有占用者"


class Fault(StrEnum):
    """Why a row of 占用 doesn't lead from a parcel to an enterprise."""

    PARCEL = "宗地表里没有这个宗地"
    ENTERPRISE = "当年企业表里没有这家"
    BOTH = "宗地和企业都没有"


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """The three tables side by side.

    parcels    as `parcel_figures`, by id, with match (`Match`), occupants (enterprises of 占用, of the year or not),
               occupied_mu (Σ of their known 占用面积, NaN where none is known), blank (occupants without one)
    loose      rows of 占用 that lead nowhere: parcel_id, uscc, area_mu, tenure, fault (`Fault`), row (its label)
    homeless   enterprises of the year without a parcel that 宗地 lists: name, county, town, land_mu, by code
    crowded    parcels on which more is occupied than there is, beyond `TOLERANCE`: also over_mu
    rented     rows of 占用 that are rented, both sides known: parcel_id, uscc, name, area_mu, with county and town
    """

    parcels: pd.DataFrame
    loose: pd.DataFrame
    homeless: pd.DataFrame
    crowded: pd.DataFrame
    rented: pd.DataFrame

    @property
    def shared(self) -> pd.DataFrame:
        """Parcels with several enterprises of the year."""
        return self.parcels[(self.parcels["tenants"] > 1).to_numpy(dtype=bool)]


def linked(evaluation: Evaluation, tables: Tables, figures: pd.DataFrame) -> Linked:
    """The parcels, the rows of 占用 and the year's enterprises with what they lack. figures: `parcel_figures`."""
    people, rows = evaluation.prepared.cohort.enterprises, tables.occupancy
    on = figures.index.get_indexer(rows["parcel_id"])
    of = people.index.get_indexer(rows["uscc"])
    named = rows.assign(name=np.append(shown_names(people).to_numpy(dtype=object), "")[of])
    parcels = _parcels(figures, rows, on)
    over = parcels["occupied_mu"] - parcels["area_mu"]
    crowded = rounded((parcels["occupied_mu"] / parcels["area_mu"]).to_numpy(dtype=float)) > 1 + TOLERANCE
    places = figures[["county", "town"]].reindex(rows["parcel_id"]).set_axis(rows.index)
    whole = (on >= 0) & (of >= 0)
    rent = whole & (rows["tenure"] == RENTED).fillna(False).to_numpy(dtype=bool)
    home = np.isin(np.arange(len(people)), of[whole])
    own = people[~home]
    return Linked(
        parcels=parcels, loose=_loose(rows, on, of),
        homeless=pd.DataFrame({
            "name": shown_names(own), "county": own["county"].astype("str"), "town": own["town"].astype("str"),
            "scale": own["scale"].astype("str"), "land_mu": own["land_mu"],
        }, own.index),
        crowded=parcels.assign(over_mu=over)[crowded],
        rented=pd.concat([named[["parcel_id", "uscc", "name", "area_mu"]], places], axis=1)[rent],
    )  # fmt: skip


def land_by(parcels: pd.DataFrame, column: str) -> pd.DataFrame:
    """Parcels by a column's words ("" for unfilled): parcels, area_mu (Σ of the known) and unknown (without one)."""
    words = parcels[column].astype(object).where(parcels[column].notna(), "").astype(str)
    groups = parcels.assign(word=words, lacks=parcels["area_mu"].isna()).groupby("word", sort=True)
    return groups.agg(parcels=("lacks", "size"), area_mu=("area_mu", "sum"), unknown=("lacks", "sum"))


def _parcels(figures: pd.DataFrame, rows: pd.DataFrame, on: np.ndarray) -> pd.DataFrame:
    there = rows[(on >= 0) & rows["uscc"].notna().to_numpy()]
    by = there.groupby("parcel_id")
    occupants = by["uscc"].nunique().reindex(figures.index).fillna(0).astype(int)
    known = by["area_mu"].sum(min_count=1).reindex(figures.index)
    blank = there["area_mu"].isna().groupby(there["parcel_id"]).sum().reindex(figures.index).fillna(0).astype(int)
    match = np.select([figures["tenants"] > 0, occupants > 0], [Match.MATCHED, Match.STRANGERS], Match.NOBODY)
    words = pd.Categorical([str(word) for word in match], categories=[str(word) for word in Match])
    return figures.assign(match=words, occupants=occupants, occupied_mu=known, blank=blank)


def _loose(rows: pd.DataFrame, on: np.ndarray, of: np.ndarray) -> pd.DataFrame:
    fault = np.select([(on < 0) & (of < 0), on < 0], [Fault.BOTH, Fault.PARCEL], Fault.ENTERPRISE)
    found = rows[["parcel_id", "uscc", "area_mu", "tenure"]].assign(fault=[str(word) for word in fault], row=rows.index)
    return found[(on < 0) | (of < 0)]
