"""Which enterprises are evaluated together, and with what measures? Tenants of shared parcels (FH-06)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.derive import LAND_COLUMNS, NONE, UNIT, origin
from muyun.data.shared import Units, links_of_year, shared_units
from muyun.data.tables import Tables
from muyun.data.unit_land import unit_land
from muyun.findings import Finding
from muyun.terms import table_measures

SUMMED = tuple(
    m.name for m in table_measures("企业").values() if m.type == "float" and not m.name.startswith("land_")
)
"""Measures of a unit that are the sums of its tenants'; its land comes from the parcels."""

PLACE = ("county", "town", "park")
"""What a unit takes from its smallest parcel."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`frame`: a row per 评价单元, sorted by its code. `unit_of`: credit code → 评价单元."""

    frame: pd.DataFrame
    unit_of: pd.Series
    findings: tuple[Finding, ...]


def unmerged(enterprises: pd.DataFrame) -> Merged:
    """Every enterprise its own unit."""
    return Merged(enterprises, pd.Series(enterprises.index, enterprises.index, dtype="str"), ())


def merged_units(tables: Tables, enterprises: pd.DataFrame, mergeable: pd.Series) -> Merged:
    """The year's rows with the `mergeable` tenants of shared parcels joined into units.

    enterprises  as `derive.derived_enterprises` gives them
    mergeable    bool by credit code: in a pool that the policy merges, not excluded
    A unit's measures are its tenants' sums (NaN where all are missing); its land is spec 12's;
    industry, kind and scale are those of the tenant with the smallest code, county, town and
    park those of its smallest parcel. Land is NaN where a shared parcel's area is unknown.
    """
    links = links_of_year(tables.occupancy, enterprises)
    units = shared_units(links, mergeable.reindex(enterprises.index, fill_value=False).to_numpy(dtype=bool))
    if units.codes.empty:
        return unmerged(enterprises)
    land, findings = unit_land(units, links, enterprises, tables.parcels)
    rows = _unit_rows(units, enterprises, tables.parcels).assign(
        land_mu=land, land_mu_origin=origin({NONE: True, UNIT: ~np.isnan(land)})
    )
    alone = units.of_tenant < 0
    rest = enterprises[alone].astype({name: rows[name].dtype for name in PLACE})
    codes = np.where(alone, enterprises.index, units.codes.to_numpy(dtype=object)[units.of_tenant])
    unit_of = pd.Series(codes, enterprises.index, dtype="str", name=enterprises.index.name)
    return Merged(pd.concat([rest, rows]).sort_index(), unit_of, tuple(findings))


def _unit_rows(units: Units, enterprises: pd.DataFrame, parcels: pd.DataFrame) -> pd.DataFrame:
    """A row for each unit, by code: its first tenant's, with sums and place; its parts of land are blank."""
    joined = np.flatnonzero(units.of_tenant >= 0)
    joined = joined[np.argsort(units.of_tenant[joined], kind="stable")]
    sizes = np.bincount(units.of_tenant[joined])
    first = joined[np.cumsum(sizes) - sizes]
    rows = enterprises.iloc[first].set_axis(units.codes)
    sums = _sums(enterprises[list(SUMMED)].to_numpy(dtype=float)[joined], sizes)
    measures = dict(zip(SUMMED, sums.T, strict=True)) | dict.fromkeys(LAND_COLUMNS, np.nan)
    return rows.assign(**measures, **_places(rows, parcels))


def _sums(values: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Sums of each unit's tenants, units × measures; NaN where all are missing.

    values  tenants × measures, unit after unit, in each by code; sizes: tenants of each unit
    Units of one size are added at once, tenants along the last axis: to the last bit as each would be alone.
    """
    starts = np.cumsum(sizes) - sizes
    by_measure = np.ascontiguousarray(values.T)
    sums = np.empty((len(sizes), len(by_measure)))
    for size in np.unique(sizes):
        units = np.flatnonzero(sizes == size)
        tenants = np.take(by_measure, starts[units, None] + np.arange(size), axis=1)
        sums[units] = np.where(np.isnan(tenants).all(axis=2), np.nan, np.nansum(tenants, axis=2)).T
    return sums


def _places(rows: pd.DataFrame, parcels: pd.DataFrame) -> dict[str, pd.Series]:
    """County, town and park of the parcel that each row is named for; the row's own if no such parcel is listed."""
    listed = parcels[parcels["parcel_id"].isin(rows.index)].drop_duplicates("parcel_id").set_index("parcel_id")
    places = listed[list(PLACE)].reindex(rows.index)
    found = rows.index.isin(listed.index)
    columns = {}
    for name in PLACE:
        words = places[name].where(found, rows[name].astype("str"))
        columns[name] = words.astype(_widened(rows[name].dtype, words))
    return columns


def _widened(dtype: pd.CategoricalDtype, words: pd.Series) -> pd.CategoricalDtype:
    """The same categories, and those that came new, sorted: a unit may bring the town of its parcel,
    which no enterprise had."""
    new = set(words.dropna()) - set(dtype.categories)
    return pd.CategoricalDtype(sorted({*dtype.categories, *new})) if new else dtype
