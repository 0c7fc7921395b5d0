"""How do towns, counties, the city and the parks stand? Their yearly figures, added up from below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sample_data.places import COUNTIES, PARKS, PREFECTURE

_ADDED = (
    "tax_wan",
    "value_added_wan",
    "staff",
    "energy_tce",
    "carbon_t",
    "emission_t",
    "rd_wan",
    "investment_wan",
)
_REGION_FACTORS = {
    "land_mu": (2.2, 3.2), "industrial_land_mu": (1.03, 1.45), "gdp_wan": (1.9, 2.4), "tax_wan": (1.15, 1.4),
    "value_added_wan": (1.0, 1.0), "staff": (1.5, 2.2), "energy_tce": (1.05, 1.2), "carbon_t": (1.05, 1.2),
    "emission_t": (1.02, 1.15), "rd_wan": (1.02, 1.15), "investment_wan": (1.2, 1.6),
}  # fmt: skip
_PARK_FACTORS = {"land_mu": (1.1, 1.5), "output_wan": (1.0, 1.1), "tax_wan": (1.0, 1.05), "staff": (1.0, 1.2)}
_PARK_COLUMNS = (
    "output_wan", "value_added_wan", "tax_wan", "investment_wan", "staff", "energy_tce", "carbon_t",
    "emission_t", "rd_wan", "revenue_wan",
)  # fmt: skip
_NURTURE_KINDS = ("小微工业园", "小微企业园")
_TALENT_KINDS = ("特色小镇", *_NURTURE_KINDS)
_SMALLEST_MU = 60.0
"""A town or park without enterprises still has some land."""


def region_table(
    panel: pd.DataFrame, parcels: pd.DataFrame, years: Sequence[int], rng: np.random.Generator
) -> pd.DataFrame:
    """区域: a row per town, county and the city for each year; counties and the city are sums of towns.

    Towns are somewhat more than their enterprises of the sample, each by factors of its own;
    规上工业增加值 is their exact sum. Scores (重点工作, 改革创新) only for counties.
    """
    towns = [town for county in COUNTIES for town in county.towns]
    county_of = {town: county.name for county in COUNTIES for town in county.towns}
    factors = {name: rng.uniform(*span, len(towns)) for name, span in _REGION_FACTORS.items()}
    parcel_mu = parcels[parcels["use"] == "工业"].groupby("town")["area_declared_mu"].sum()
    frames = []
    for year in years:
        sums = _town_sums(panel[panel["year"] == year], parcel_mu, towns)
        town = (sums * pd.DataFrame(factors, index=towns)).round(2)
        town["staff"] = town["staff"].round()
        county = town.groupby(pd.Series(county_of), sort=False).sum().round(2)
        county["work_score"] = rng.uniform(75, 98, len(county)).round(1)
        county["reform_score"] = rng.uniform(60, 95, len(county)).round(1)
        city = town.sum().round(2).to_frame(PREFECTURE).T
        for level, parent, frame in (
            ("市", None, city), ("县", PREFECTURE, county), ("镇街", county_of, town),
        ):  # fmt: skip
            frames.append(_rows(frame, year, level, parent))
    table = pd.concat(frames, ignore_index=True)
    return table.assign(staff=table["staff"].astype("Int64"))


def park_table(panel: pd.DataFrame, years: Sequence[int], rng: np.random.Generator) -> pd.DataFrame:
    """园区: a row per park and year, from the enterprises of the sample inside it."""
    identity = _park_identity()
    names, kind = identity["name"], identity["kind"]
    factors = pd.DataFrame({n: rng.uniform(*span, len(names)) for n, span in _PARK_FACTORS.items()}, names)
    frames = []
    for year in years:
        of_year = panel[panel["year"] == year].groupby("park")[["land_mu", *_PARK_COLUMNS]].sum()
        sums = of_year.reindex(names, fill_value=0.0)
        sums["land_mu"] = np.maximum(sums["land_mu"], _SMALLEST_MU)
        sums = sums.mul(factors.reindex(columns=sums.columns, fill_value=1.0)).round(2).reset_index(drop=True)
        sums["staff"] = sums["staff"].round().astype("Int64")
        talent, nurture = rng.uniform(60, 95, (2, len(names))).round(1)
        sums["talent_score"] = np.where(kind.isin(_TALENT_KINDS), talent, np.nan)
        sums["nurture_score"] = np.where(kind.isin(_NURTURE_KINDS), nurture, np.nan)
        table = pd.concat([identity, sums], axis=1)
        table.insert(0, "year", year)
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def _park_identity() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [p.name for p in PARKS],
            "kind": [p.kind for p in PARKS],
            "level": [p.level for p in PARKS],
            "county": [p.county for p in PARKS],
            "named_year": pd.array([p.named_year for p in PARKS], dtype="Int64"),
            "listed_year": pd.array([p.listed_year for p in PARKS], dtype="Int64"),
            "heritage": [None if p.heritage is None else "是" if p.heritage else "否" for p in PARKS],
        }
    )


def _town_sums(panel: pd.DataFrame, parcel_mu: pd.Series, towns: list[str]) -> pd.DataFrame:
    industry = panel[panel["kind"] == "工业"]
    sums = panel.groupby("town")[list(_ADDED)].sum().reindex(towns, fill_value=0.0)
    all_value = industry.groupby("town")["value_added_wan"].sum().reindex(towns, fill_value=0.0)
    above = industry[industry["above"].astype(bool)]
    sums["value_added_wan"] = above.groupby("town")["value_added_wan"].sum().reindex(towns, fill_value=0.0)
    used_mu = industry.groupby("town")["land_mu"].sum().reindex(towns, fill_value=0.0)
    land_mu = np.maximum(used_mu, parcel_mu.reindex(towns, fill_value=0.0)).clip(lower=_SMALLEST_MU)
    return sums.assign(gdp_wan=all_value, industrial_land_mu=land_mu, land_mu=land_mu * 1.45)


def _rows(frame: pd.DataFrame, year: int, level: str, parent: str | dict[str, str] | None) -> pd.DataFrame:
    parents = [parent[n] if isinstance(parent, dict) else parent for n in frame.index]
    head = {"year": year, "name": list(frame.index), "level": level, "parent": pd.array(parents, dtype="str")}
    order = [*_REGION_FACTORS, "work_score", "reform_score"]
    return pd.concat([pd.DataFrame(head), frame.reindex(columns=order).reset_index(drop=True)], axis=1)
