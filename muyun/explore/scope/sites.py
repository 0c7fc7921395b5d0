"""Who has land in several counties, rents land, has land that doesn't count yet, or is in its 过渡期?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.derive import GIVEN, PARTS, deducted_new_land
from muyun.data.names import shown_names
from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.terms import Status

SITES = ("uscc", "name", "declared", "county", "parcels", "area_mu", "unknown")
"""The columns of `sites`."""

_DECEMBER, _LAST_DAY = 12, 31


@dataclass(frozen=True, slots=True)
class Rented:
    """Who uses land of others or lets its own: enterprises and 亩 (XA-07: the actual user counts it)."""

    renting: int
    rented_mu: float
    letting: int
    let_mu: float
    direct: int
    """Of them, enterprises whose 用地面积 was given directly, so that the parts change nothing."""


def sites(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """Enterprises of the year whose parcels lie in several counties, or in another one than their 区县 (XA-06).

    A row per enterprise and county of its parcels, by code: uscc, name, declared (区县, where it is evaluated),
    county, parcels, area_mu (Σ of what it occupies; a sole tenant's blank is the parcel's 登记面积; NaN where
    none is known), unknown (parcels whose area isn't known). Without a 区县 nothing is in another one.
    """
    rows = evaluation.prepared.cohort.enterprises
    held = _held(tables, rows)
    held = held.assign(declared=rows["county"].astype("str").reindex(held["uscc"]).array)
    by_code = held.assign(elsewhere=is_elsewhere(held)).groupby("uscc")
    odd = by_code["elsewhere"].transform("any") | (by_code["county"].transform("nunique") > 1)
    if not odd.any():
        return pd.DataFrame(columns=list(SITES))
    held = held[odd].assign(unknown=held["area_mu"].isna().astype(int))
    places = held.groupby(["uscc", "declared", "county"], dropna=False)
    by = places.agg(parcels=("parcel_id", "nunique"), unknown=("unknown", "sum"))
    by = by.assign(area_mu=places["area_mu"].sum(min_count=1)).reset_index()
    return by.assign(name=shown_names(rows).reindex(by["uscc"]).array)[list(SITES)]


def is_elsewhere(places: pd.DataFrame) -> np.ndarray:
    """Mask of the rows whose county is another one than the declared; where either is blank it isn't."""
    known = places["county"].notna() & places["declared"].notna()
    return (known & (places["county"].astype("object") != places["declared"].astype("object"))).to_numpy(dtype=bool)


def _held(tables: Tables, enterprises: pd.DataFrame) -> pd.DataFrame:
    """A row per enterprise of the year and parcel with the parcel's county and the area that it occupies."""
    links = links_of_year(tables.occupancy, enterprises)
    held = pd.DataFrame({
        "uscc": enterprises.index[links.tenant], "parcel_id": links.parcel_ids[links.parcel], "area_mu": links.area_mu,
        "alone": np.bincount(links.parcel)[links.parcel] == 1,
    })  # fmt: skip
    parcels = tables.parcels[["parcel_id", "county", "area_declared_mu"]]
    held = held.merge(parcels, on="parcel_id", how="inner", validate="many_to_one")
    area = held["area_mu"].where(held["area_mu"].notna() | ~held["alone"], held["area_declared_mu"])
    return held.assign(area_mu=area)[["uscc", "parcel_id", "county", "area_mu"]]


def rented(evaluation: Evaluation) -> Rented:
    """How much of the land in use is another's (XA-07, 原则上由实际使用者参加评价)."""
    rows = evaluation.prepared.cohort.enterprises
    taken, let = (rows[name].to_numpy(dtype=float) for name in ("land_rented_in_mu", "land_rented_out_mu"))
    direct = (rows["land_mu_origin"] == GIVEN).to_numpy(dtype=bool)
    either = (taken > 0) | (let > 0)
    return Rented(
        int((taken > 0).sum()), float(np.nansum(taken[taken > 0])), int((let > 0).sum()),
        float(np.nansum(let[let > 0])), int((either & direct).sum()),
    )  # fmt: skip


def waiting_land(evaluation: Evaluation) -> pd.DataFrame:
    """Approved new land that doesn't count in the year (XA-26), by code: name, county, new_mu, approved, last.

    last  the last year in which it is left out: its 31 December isn't later than approval + the policy's months
    Only where land is computed from its parts: a 用地面积 given directly is final (spec 1.2).
    """
    rows, months = evaluation.prepared.cohort.enterprises, evaluation.policy.land.deduct_new_months
    left_out, _ = deducted_new_land(rows, months, evaluation.year)
    mask = (left_out > 0) & (rows["land_mu_origin"] == PARTS)
    chosen = rows[mask]
    until = chosen["land_new_approved"] + pd.DateOffset(months=months)
    whole = (until.dt.month == _DECEMBER) & (until.dt.day == _LAST_DAY)
    return pd.DataFrame({
        "name": shown_names(chosen), "county": chosen["county"].astype("str"), "new_mu": left_out[mask],
        "approved": chosen["land_new_approved"], "last": until.dt.year - (~whole).astype(int),
    }, chosen.index)  # fmt: skip


def in_transition(evaluation: Evaluation) -> pd.DataFrame:
    """Enterprises in their 过渡期 (XC-14, XA-12), by code: name, county, start, last (year of it), left (evaluations
    after this one that are still in it). Empty where the policy has none."""
    rule, rows = evaluation.policy.scope.transition, evaluation.prepared.cohort.enterprises
    status = evaluation.participants["status"].array[evaluation.places]
    chosen = rows[np.asarray(status == Status.TRANSITION, dtype=bool)]
    start = chosen["transition_from"].astype("Int64")
    last = start + (rule.years if rule is not None else 1) - 1
    return pd.DataFrame({
        "name": shown_names(chosen), "county": chosen["county"].astype("str"), "start": start, "last": last,
        "left": last - evaluation.year,
    }, chosen.index)  # fmt: skip
