"""What is to be known of one parcel? Its tenants with their own figures year by year, and its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import known_land
from muyun.land.about import cases_on_parcels
from muyun.land.tenants import Tenants

TENANTS_SHOWN = 8
"""So many tenants of a parcel are looked at, those with the most land on it."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An enterprise on the parcel: 占用面积 there (NaN blank), 执行等级 ("" none) and status of its unit, its own
    亩均税收 by year as in `ParcelCard.years` (NaN not known)."""

    code: str
    name: str
    area_mu: float
    applied: str
    status: str
    tax_per_mu: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ParcelCard:
    """A parcel: its row of the figures, the years looked at (oldest first), tenants, and rows of 整治.

    more   tenants beyond those shown
    cases  those about the parcel (`land.about`), then those of its tenants that name another: `elsewhere`
    """

    parcel_id: str
    figures: pd.Series
    years: tuple[int, ...]
    tenants: tuple[Tenant, ...]
    more: int
    cases: pd.DataFrame


def parcel_card(
    evaluations: Sequence[Evaluation], figures: pd.DataFrame, of: Tenants, row: int, tables: Tables
) -> ParcelCard:
    """The card of the parcel at `row`. `evaluations`: of the years to show, oldest first, the year's own last."""
    now = evaluations[-1]
    people = now.prepared.cohort.enterprises
    here = of.on(row)
    area = of.area_mu[np.searchsorted(of.parcel, row) : np.searchsorted(of.parcel, row, "right")]
    order = np.lexsort((here, -np.nan_to_num(area, nan=-1.0)))
    codes = people.index[here[order]]
    shown = codes[:TENANTS_SHOWN]
    yields = [_tax_per_mu(evaluation, shown) for evaluation in evaluations]
    units = now.places[here[order]]
    applied, status = now.classes["applied"].astype(object).array, now.participants["status"].astype(object).array
    names = shown_names(people.iloc[here[order]])
    found = tuple(
        Tenant(
            str(code), str(names.iloc[i]), float(area[order][i]),
            "" if pd.isna(applied[units[i]]) else str(applied[units[i]]), str(status[units[i]]),
            tuple(float(year[i]) for year in yields),
        )
        for i, code in enumerate(shown)
    )  # fmt: skip
    parcel_id = str(figures.index[row])
    years = tuple(evaluation.year for evaluation in evaluations)
    cases = _cases(tables.cases, parcel_id, codes)
    return ParcelCard(parcel_id, figures.iloc[row], years, found, len(codes) - len(shown), cases)


def _cases(cases: pd.DataFrame, parcel_id: str, codes: pd.Index) -> pd.DataFrame:
    on = pd.DataFrame({"parcel_id": parcel_id, "uscc": codes, "area_mu": np.nan})
    about = cases_on_parcels(cases, on)
    here = np.isin(np.arange(len(cases)), about.loc[(about["parcel_id"] == parcel_id).to_numpy(dtype=bool), "case"])
    shown = here | cases["uscc"].isin(codes).to_numpy(dtype=bool)
    return cases.assign(elsewhere=~here)[shown].sort_values(["elsewhere", "case_id"], kind="stable")


def _tax_per_mu(evaluation: Evaluation, codes: pd.Index) -> np.ndarray:
    people = evaluation.prepared.cohort.enterprises
    own = np.append(people["tax_wan"].to_numpy(dtype=float) / known_land(people), np.nan)
    return own[people.index.get_indexer(codes)]
