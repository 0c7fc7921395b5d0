"""What do several parcels come to together? Land, enterprises, tax, staff, and the cases about them (spec 7.4, 7.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.ratio import rounded
from muyun.land.about import cases_on_parcels
from muyun.land.tenants import Tenants
from muyun.land.treated import case_words


@dataclass(frozen=True, slots=True)
class Together:
    """Sums over parcels. What isn't known is in no sum, and counted; a sum of which nothing is known is NaN.

    no_land     parcels without an area; vacant: those without an enterprise of the year, with their land
    enterprises each once, on however many of the parcels it is; elsewhere: those of them that are on others too
    no_tax, no_staff  occupied parcels that lack it
    tax_per_mu  万元/亩, ratio of sums over the parcels of which tax and area are known; judged: how many they are,
                with their land
    low         parcels under the line, with their land; unknown: occupied ones without a figure to be judged by
    """

    parcels: int
    land_mu: float
    no_land: int
    vacant: int
    vacant_mu: float
    enterprises: int
    elsewhere: int
    tax_wan: float
    no_tax: int
    staff: float
    no_staff: int
    tax_per_mu: float
    judged: int
    judged_mu: float
    low: int
    low_mu: float
    unknown: int


def together(figures: pd.DataFrame, of: Tenants, rows: np.ndarray, low: np.ndarray) -> Together:
    """The sums of the parcels at `rows`, each once. `figures` as `parcel_figures`; low: mask of all parcels."""
    own, is_low = figures.iloc[rows], low[rows]
    land, tax, staff, per_mu = (own[name].to_numpy(dtype=float) for name in ("area_mu", "tax_wan", "staff",
                                                                              "tax_per_mu"))  # fmt: skip
    occupied = own["tenants"].to_numpy() > 0
    judged = occupied & ~np.isnan(tax) & (rounded(land) > 0)
    people, elsewhere = _people(of, rows)
    return Together(
        parcels=len(rows), land_mu=_known(land), no_land=int(np.isnan(land).sum()),
        vacant=int((~occupied).sum()), vacant_mu=float(np.nansum(land[~occupied])),
        enterprises=len(people), elsewhere=elsewhere,
        tax_wan=_known(tax[occupied]), no_tax=int(np.isnan(tax[occupied]).sum()),
        staff=_known(staff[occupied]), no_staff=int(np.isnan(staff[occupied]).sum()),
        tax_per_mu=float(tax[judged].sum() / land[judged].sum()) if judged.any() else float("nan"),
        judged=int(judged.sum()), judged_mu=float(land[judged].sum()),
        low=int(is_low.sum()), low_mu=float(np.nansum(land[is_low])), unknown=int((occupied & np.isnan(per_mu)).sum()),
    )  # fmt: skip


def _known(values: np.ndarray) -> float:
    """Σ of what is known; NaN where nothing is, of nothing too."""
    return float("nan") if np.isnan(values).all() else float(np.nansum(values))


def _people(of: Tenants, rows: np.ndarray) -> tuple[np.ndarray, int]:
    """The enterprises on the parcels, and how many of them are on other parcels too."""
    here = np.isin(of.parcel, rows)
    people = np.unique(of.enterprise[here])
    return people, int(np.isin(people, of.enterprise[~here]).sum())


def cases_on(
    evaluation: Evaluation, figures: pd.DataFrame, of: Tenants, rows: np.ndarray, cases: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows of 整治 about the parcels at `rows`, each once, by number; and in words for each parcel, "" none.

    cases  table 整治 as it holds (`cases_in_force`); whose a case is, is as in `land.about`
    """
    here = np.isin(of.parcel, rows)
    codes = evaluation.prepared.cohort.enterprises.index
    on = pd.DataFrame({
        "parcel_id": figures.index[of.parcel[here]].to_numpy(dtype=object), "uscc": codes[of.enterprise[here]],
    }).astype("str")  # fmt: skip
    about = cases_on_parcels(cases, on.assign(area_mu=of.area_mu[here]))
    wanted = figures.index[rows]
    own = about[about["parcel_id"].isin(wanted)]
    found = cases.iloc[np.unique(own["case"])].sort_values("case_id", kind="stable")
    return found, case_words(own, cases, "parcel_id", wanted)
