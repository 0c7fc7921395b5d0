"""Which low-yield enterprises and parcels have a case, and which have none? (JX-27, JX-28, XC-25)

A case that names a parcel is about that parcel and its enterprise; one that names only an enterprise is about all of
its parcels, one that names only a parcel about everybody on it (本系统假定).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.land.lowland import low_enterprises
from muyun.land.parcels import Yield


def low_enterprises_treated(evaluation: Evaluation, tables: Tables, cases: pd.DataFrame) -> pd.DataFrame:
    """`low_enterprises`, the one with the most land first, with `cases`: the ids and states of its cases, "" none.

    cases  table 整治 as it holds (`cases_in_force`)
    """
    low = low_enterprises(evaluation)
    return _ordered(low.assign(cases=cases_of(evaluation, tables, cases, low.index)), "land_mu")


def cases_of(evaluation: Evaluation, tables: Tables, cases: pd.DataFrame, codes: pd.Index) -> np.ndarray:
    """「ZZ-1（进行中）、ZZ-2（已完成）」 for each credit code; "" without a case."""
    on = _tenants(evaluation, tables)
    nobody = cases[cases["uscc"].isna() & cases["parcel_id"].notna()]
    by_parcel = nobody.drop(columns="uscc").merge(on, on="parcel_id")[["case_id", "state", "uscc"]]
    return case_words(pd.concat([_pairs(cases, "uscc", "uscc"), by_parcel]), "uscc", codes)


def low_parcels_treated(
    evaluation: Evaluation, tables: Tables, cases: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """The low-yield ones of `figures` (`parcel_figures`), the largest first, with `cases` as above, and `codes`: the
    credit codes of who is on it."""
    low = figures[(figures["low"] == Yield.LOW).to_numpy(dtype=bool)]
    on = _tenants(evaluation, tables)
    found = parcel_cases(cases, on)
    codes = on.groupby("parcel_id")["uscc"].agg("、".join).reindex(low.index).fillna("")
    return _ordered(low.assign(cases=case_words(found, "parcel_id", low.index), codes=codes), "area_mu")


def parcel_cases(cases: pd.DataFrame, on: pd.DataFrame) -> pd.DataFrame:
    """A row per case and parcel that it is about: case_id, state, parcel_id. on: parcel_id and uscc of who is where."""
    anywhere = cases[cases["parcel_id"].isna() & cases["uscc"].notna()].drop(columns="parcel_id")
    return pd.concat([
        _pairs(cases, "parcel_id", "parcel_id"),
        anywhere.merge(on, on="uscc")[["case_id", "state", "parcel_id"]],
    ])  # fmt: skip


def without_case(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of them that have none."""
    return rows[(rows["cases"] == "").to_numpy(dtype=bool)]


def _tenants(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """A row per parcel and enterprise of the year on it: parcel_id, uscc."""
    people = evaluation.prepared.cohort.enterprises
    links = links_of_year(tables.occupancy, people)
    return pd.DataFrame({
        "parcel_id": links.parcel_ids.to_numpy(dtype=object)[links.parcel], "uscc": people.index[links.tenant],
    }).astype("str")  # fmt: skip


def _pairs(cases: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    return cases[cases[column].notna()][["case_id", "state", column]].rename(columns={column: name})


def case_words(found: pd.DataFrame, column: str, wanted: pd.Index) -> np.ndarray:
    """The ids and states of the cases of each of `wanted`, by a column of `found`; "" without any."""
    words = found["case_id"].astype(str) + "（" + found["state"].astype(str) + "）"
    by = words.groupby(found[column]).agg(lambda said: "、".join(dict.fromkeys(said)))
    return by.reindex(wanted).fillna("").to_numpy(dtype=object)


def _ordered(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.loc[rows[column].round(9).sort_values(ascending=False, kind="stable").index]
