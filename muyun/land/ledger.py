"""How far is the work on low-yield and inefficient enterprises? Each case with whose it is, and what they come to.

JX-28 (means), FH-11 (完成率, 腾出用能, 腾出用地). What is late is judged against a day that the caller gives.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.data.unit_land import parcel_areas
from muyun.evaluate import Evaluation
from muyun.explore.summary import known_land
from muyun.land.case_edit import DONE

RUNNING, WAITING = "进行中", "未启动"


@dataclass(frozen=True, slots=True)
class Kpis:
    """What the cases come to.

    late       open cases past their due day; undated: open ones without a due day
    freed_land_mu, freed_energy_tce  Σ over finished cases, NaN where none of them says; no_land, no_energy: those
               that don't
    promised_land_mu, promised_energy_tce  what open cases already say, in no sum
    """

    cases: int
    finished: int
    running: int
    waiting: int
    late: int
    undated: int
    freed_land_mu: float
    freed_energy_tce: float
    no_land: int
    no_energy: int
    promised_land_mu: float
    promised_energy_tce: float

    @property
    def rate(self) -> float:
        """完成率: finished cases ÷ all; NaN without any."""
        return self.finished / self.cases if self.cases else float("nan")


def ledger(cases: pd.DataFrame, evaluation: Evaluation, tables: Tables, today: dt.date) -> pd.DataFrame:
    """A row per case, the late ones first (the longest late first), then by due day and id.

    cases  table 整治 as it holds (`cases_in_force`)
    Beside its columns: name (the enterprise's, else its code, "" for a parcel's case), county and town (the parcel's,
    else the enterprise's; "" unknown), place (the town, with its county where two counties have one of that name),
    land_mu (the parcel's 亩, else the enterprise's in the evaluated year), late (mask) and late_days (NaN where it
    isn't). One that has left is known by its latest year: whoever was closed down isn't in 企业 any more.
    """
    people, known = evaluation.prepared.cohort.enterprises, _known(tables, evaluation.year)
    parcels = tables.parcels.drop_duplicates("parcel_id").set_index("parcel_id")
    of, ever = people.index.get_indexer(cases["uscc"]), known.index.get_indexer(cases["uscc"])
    on = parcels.index.get_indexer(cases["parcel_id"])
    names = pd.Series(np.append(shown_names(known).to_numpy(dtype=object), None)[ever], cases.index, dtype=object)
    area = np.append(parcel_areas(parcels.reset_index()).to_numpy(dtype=float), np.nan)[on]
    own = np.append(known_land(people), np.nan)[of]
    late = late_mask(cases, today)
    days = (np.datetime64(today) - cases["due"].to_numpy().astype("datetime64[D]")).astype(float)
    found = cases.assign(
        name=names.where(names.notna(), cases["uscc"]).fillna("").astype(str),
        county=_place(known, parcels, "county", ever, on), town=_place(known, parcels, "town", ever, on),
        land_mu=np.where(np.isnan(area), own, area), late=late, late_days=np.where(late, days, np.nan),
    )  # fmt: skip
    counties = found.groupby("town")["county"].transform("nunique")
    found = found.assign(place=np.where(counties > 1, found["county"] + found["town"], found["town"]))
    keys = ["late", "late_days", "due", "case_id"]
    return found.sort_values(keys, ascending=[False, False, True, True], na_position="last", kind="stable")


def _known(tables: Tables, year: int) -> pd.DataFrame:
    """Every enterprise's latest row that isn't after `year`, by code."""
    rows = tables.enterprises
    rows = rows[(rows["year"] <= year).to_numpy(dtype=bool, na_value=False)]
    return rows.sort_values("year", kind="stable").drop_duplicates("uscc", keep="last").set_index("uscc")


def late_mask(cases: pd.DataFrame, today: dt.date) -> np.ndarray:
    """Mask of the cases that aren't finished though their due day is over; on the day itself none is late."""
    open_ = ~_is(cases, DONE)
    return open_ & (cases["due"] < pd.Timestamp(today)).fillna(False).to_numpy(dtype=bool)


def kpis(cases: pd.DataFrame, today: dt.date) -> Kpis:
    """What the cases come to (FH-11)."""
    finished, late = _is(cases, DONE), late_mask(cases, today)
    land, energy = (cases[name].to_numpy(dtype=float) for name in ("freed_land_mu", "freed_energy_tce"))
    return Kpis(
        cases=len(cases), finished=int(finished.sum()), running=int(_is(cases, RUNNING).sum()),
        waiting=int(_is(cases, WAITING).sum()), late=int(late.sum()),
        undated=int((~finished & cases["due"].isna().to_numpy(dtype=bool)).sum()),
        freed_land_mu=_known_sum(land[finished]), freed_energy_tce=_known_sum(energy[finished]),
        no_land=int(np.isnan(land[finished]).sum()), no_energy=int(np.isnan(energy[finished]).sum()),
        promised_land_mu=float(np.nansum(land[~finished])), promised_energy_tce=float(np.nansum(energy[~finished])),
    )  # fmt: skip


def _known_sum(values: np.ndarray) -> float:
    """Σ of what is known; NaN where there are values and none is, 0 of nothing."""
    return float("nan") if len(values) and np.isnan(values).all() else float(np.nansum(values))


def split(rows: pd.DataFrame, column: str, today: dt.date) -> dict[str, Kpis]:
    """The same by a column of `ledger` (means, place); the most cases first, "" for unfilled last."""
    words = rows[column].fillna("").astype(str)
    counts = words.value_counts()
    order = sorted(counts.index, key=lambda word: (word == "", -counts[word], word))
    return {word: kpis(rows[(words == word).to_numpy()], today) for word in order}


def contradictions(cases: pd.DataFrame) -> int:
    """Cases with a day of finishing that aren't finished, or finished without one."""
    return int((_is(cases, DONE) == cases["done"].isna().to_numpy(dtype=bool)).sum())


def _is(cases: pd.DataFrame, state: str) -> np.ndarray:
    return (cases["state"] == state).fillna(False).to_numpy(dtype=bool)


def _place(people: pd.DataFrame, parcels: pd.DataFrame, column: str, of: np.ndarray, on: np.ndarray) -> np.ndarray:
    """The parcel's county or town, else the enterprise's, else ""."""
    there = np.append(parcels[column].astype(object).where(parcels[column].notna(), "").to_numpy(dtype=object), "")[on]
    home = np.append(people[column].astype(object).where(people[column].notna(), "").to_numpy(dtype=object), "")[of]
    return np.where(there == "", home, there)
