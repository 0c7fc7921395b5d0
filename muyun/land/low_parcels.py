"""What does the land under a line come to? Sums, by town, beside the D class, by yield (spec 7.4; JX-27, XC-25)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.terms import Class


@dataclass(frozen=True, slots=True)
class LandSums:
    """Sums over parcels: land, how many, tax, staff, and how many of them lack tax or staff (in no sum of theirs)."""

    land_mu: float
    parcels: int
    tax_wan: float
    staff: float
    no_tax: int
    no_staff: int


@dataclass(frozen=True, slots=True)
class TwoSets:
    """D-class parcels and low-yield ones: (亩, parcels) of those in one set alone and in both.

    unclassed  parcels under the line that have no class: their tenants are ranked apart, or not at all
    """

    only_d: tuple[float, int]
    both: tuple[float, int]
    only_low: tuple[float, int]
    unclassed: tuple[float, int]


def land_sums(figures: pd.DataFrame, mask: np.ndarray) -> LandSums:
    """The sums of the parcels in `mask`; `figures` as `parcel_figures` makes them."""
    rows = figures[mask]
    land, tax, staff = (rows[name].to_numpy(dtype=float) for name in ("area_mu", "tax_wan", "staff"))
    return LandSums(
        float(np.nansum(land)), len(rows), float(np.nansum(tax)), float(np.nansum(staff)),
        int(np.isnan(tax).sum()), int(np.isnan(staff).sum()),
    )  # fmt: skip


def by_town(figures: pd.DataFrame, shown: np.ndarray, low: np.ndarray) -> pd.DataFrame:
    """A row per town among the parcels `shown`, the one with the most low-yield land first.

    county, town ("" not filled in), land_mu (parcels with an enterprise), low_mu, low_parcels, low_tax, low_staff,
    share (low_mu ÷ land_mu, NaN without land); low_tax, low_staff: NaN where none of its low-yield parcels has them
    """
    rows = figures[shown]
    occupied, is_low = rows["tenants"].to_numpy() > 0, low[shown]
    parts = pd.DataFrame({
        "county": rows["county"].fillna("").to_numpy(), "town": rows["town"].fillna("").to_numpy(),
        "land_mu": np.where(occupied, rows["area_mu"], 0.0), "low_mu": np.where(is_low, rows["area_mu"], 0.0),
        "low_parcels": is_low.astype(int), "low_tax": np.where(is_low, rows["tax_wan"], np.nan),
        "low_staff": np.where(is_low, rows["staff"], np.nan),
    })  # fmt: skip
    groups = parts.groupby(["county", "town"])
    found, known = groups.sum(), groups[["low_tax", "low_staff"]].sum(min_count=1)
    has_low = (found["low_parcels"] > 0).to_numpy()
    found[["low_tax", "low_staff"]] = known.where(np.column_stack([has_low, has_low]), 0.0)
    found = found.reset_index()
    land = found["land_mu"].to_numpy()
    found["share"] = np.divide(found["low_mu"], land, out=np.full(len(found), np.nan), where=land > 0)
    order = np.lexsort((found["town"], found["county"], -found["low_mu"].round(9)))
    return found.iloc[order].reset_index(drop=True)


def two_sets(figures: pd.DataFrame, shown: np.ndarray, low: np.ndarray) -> TwoSets:
    """D class and low-yield among the parcels `shown`: different sets, and what they have in common (spec 7.4)."""
    worst = (figures["applied"] == Class.D).to_numpy(dtype=bool)
    land = figures["area_mu"].to_numpy(dtype=float)

    def part(mask: np.ndarray) -> tuple[float, int]:
        return float(np.nansum(land[mask & shown])), int((mask & shown).sum())

    return TwoSets(
        part(worst & ~low), part(worst & low), part(low & ~worst), part(low & figures["applied"].isna().to_numpy())
    )


def land_by_yield(figures: pd.DataFrame, shown: np.ndarray, top: float, bins: int) -> np.ndarray:
    """亩 of the parcels `shown` by 亩均税收: `bins` equal steps from 0 to `top` 万元/亩, and what is `top` or more.

    What is below 0 (tax refunded) is in the first; parcels without a figure are in none. A figure on the edge of
    two steps is in the upper one.
    """
    per_mu, land = (figures.loc[shown, name].to_numpy(dtype=float) for name in ("tax_per_mu", "area_mu"))
    known = ~np.isnan(per_mu)
    step = np.floor(np.round(per_mu[known] / top * bins, 9)).clip(0, bins).astype(np.int64)
    return np.bincount(step, np.nan_to_num(land[known]), bins + 1)
