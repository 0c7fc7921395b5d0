"""Which parcels and enterprises is each case about? The one rule of every list, card and sum of cases (JX-28, FH-11).

A case that names a parcel is about that parcel, and about the enterprise it names; one that names only an enterprise
is about all of its parcels, one that names only a parcel about everybody on it (本系统假定).

What is found are pairs, for two kinds of numbers need different things of them. A list or a card of a parcel shows
all of its cases: to keep one only would hide somebody's, as the smaller tenant's of two. What is added up over
*cases* (freed land) goes over the cases found, each once, however many parcels it is about; what is added up over
*parcels* (their land, what they would bring) goes over parcels, each once under its `leading_case`, however many
cases it has. So neither sum counts any land twice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation


def occupied(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """A row per parcel and enterprise of the year on it: parcel_id, uscc, area_mu (NaN blank)."""
    people = evaluation.prepared.cohort.enterprises
    links = links_of_year(tables.occupancy, people)
    ids = links.parcel_ids.to_numpy(dtype=object)[links.parcel]
    pairs = pd.DataFrame({"parcel_id": ids, "uscc": people.index[links.tenant]}).astype("str")
    return pairs.assign(area_mu=links.area_mu)


def cases_on_parcels(cases: pd.DataFrame, on: pd.DataFrame) -> pd.DataFrame:
    """A row per parcel and case about it: parcel_id, case (its row in 整治), weight.

    cases  table 整治 as it holds (`cases_in_force`); on: as `occupied` gives it
    weight  what the case's enterprise occupies there, −1 blank; infinite where the case names the parcel
    """
    rows = _numbered(cases)
    named = rows.dropna(subset="parcel_id").assign(area_mu=np.inf)
    theirs = rows[rows["parcel_id"].isna() & rows["uscc"].notna()].drop(columns="parcel_id").merge(on, on="uscc")
    found = pd.concat([named[["parcel_id", "case", "area_mu"]], theirs[["parcel_id", "case", "area_mu"]]])
    return found.assign(weight=found["area_mu"].fillna(-1.0)).drop(columns="area_mu").reset_index(drop=True)


def cases_of_enterprises(cases: pd.DataFrame, on: pd.DataFrame) -> pd.DataFrame:
    """A row per enterprise and case about it: uscc, case (its row in 整治). Arguments as above."""
    rows = _numbered(cases)
    named = rows.dropna(subset="uscc")[["uscc", "case"]]
    theirs = rows[rows["uscc"].isna() & rows["parcel_id"].notna()].drop(columns="uscc").merge(on, on="parcel_id")
    return pd.concat([named, theirs[["uscc", "case"]]], ignore_index=True)


def leading_case(found: pd.DataFrame, cases: pd.DataFrame, parcel_ids: pd.Index) -> np.ndarray:
    """Row in 整治 of the case whose 方式 stands for each parcel, −1 for none: one that names the parcel before one
    that names an enterprise on it, then that of the enterprise with the most land there, then the latest number.

    found  as `cases_on_parcels` gives it for `cases`
    """
    number = cases["case_id"].astype(str).to_numpy(dtype=object)[found["case"]]
    order = found.assign(number=number, size=found["weight"].round(9)).sort_values(["size", "number"], kind="stable")
    last = order.drop_duplicates("parcel_id", keep="last").set_index("parcel_id")["case"]
    return last.reindex(parcel_ids).fillna(-1).to_numpy(dtype=np.int64)


def _numbered(cases: pd.DataFrame) -> pd.DataFrame:
    return cases[["parcel_id", "uscc"]].assign(case=np.arange(len(cases)))
