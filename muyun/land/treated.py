"""Which low-yield enterprises and parcels have a case, and which have none? (JX-27, JX-28, XC-25)

What a case is about is `land.about`'s rule.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.land.about import cases_of_enterprises, cases_on_parcels, occupied
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
    return case_words(cases_of_enterprises(cases, occupied(evaluation, tables)), cases, "uscc", codes)


def low_parcels_treated(
    evaluation: Evaluation, tables: Tables, cases: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """The low-yield ones of `figures` (`parcel_figures`), the largest first, with `cases` as above, and `codes`: the
    credit codes of who is on it."""
    low = figures[(figures["low"] == Yield.LOW).to_numpy(dtype=bool)]
    on = occupied(evaluation, tables)
    found = case_words(cases_on_parcels(cases, on), cases, "parcel_id", low.index)
    codes = on.groupby("parcel_id")["uscc"].agg("、".join).reindex(low.index).fillna("")
    return _ordered(low.assign(cases=found, codes=codes), "area_mu")


def without_case(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of them that have none."""
    return rows[(rows["cases"] == "").to_numpy(dtype=bool)]


def case_words(found: pd.DataFrame, cases: pd.DataFrame, column: str, wanted: pd.Index) -> np.ndarray:
    """The ids and states of the cases of each of `wanted`, a column of `found`, as `land.about` gives it; "" none."""
    own = cases.iloc[found["case"].to_numpy()]
    words = pd.Series((own["case_id"].astype(str) + "（" + own["state"].astype(str) + "）").to_numpy(), found.index)
    by = words.groupby(found[column]).agg(lambda said: "、".join(dict.fromkeys(said)))
    return by.reindex(wanted).fillna("").to_numpy(dtype=object)


def _ordered(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.loc[rows[column].round(9).sort_values(ascending=False, kind="stable").index]
