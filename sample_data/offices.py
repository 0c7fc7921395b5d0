"""What does each office send? The tables of 企业, one from each office, with the gaps they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sample_data.economy import tax_parts
from sample_data.enterprises import presence

KEY = ("year", "uscc", "name")
"""What every office's table begins with."""

_LAND_PARTS = ("registered_mu", "rented_in_mu", "rented_out_mu", "other_mu")
_TAX_TOTAL_SHARE = 0.10
_TAX_MISSING_SHARE = 0.004
_ENERGY_KINDS = ("coal_t", "gas_wan_m3", "heat_gj", "petrol_t", "diesel_t")
_POLLUTANTS = ("cod_t", "nh3n_t", "so2_t", "nox_t")
_CARBON_SOURCES = (
    "carbon_combustion_t", "carbon_feedstock_t", "carbon_process_t", "carbon_power_t", "carbon_heat_t",
)  # fmt: skip


def long_form(
    enterprises: pd.DataFrame, measures: Mapping[str, np.ndarray], years: Sequence[int]
) -> pd.DataFrame:
    """A row per enterprise and year it is in, years in order: identity, every measure, and `row`.

    measures  n × years arrays by name; row is the enterprise's label in `enterprises`.
    """
    place, row = np.nonzero(presence(enterprises, len(years)).T)
    identity = enterprises.loc[row].reset_index(drop=True)
    columns = {name: array[row, place] for name, array in measures.items()}
    return identity.assign(year=np.asarray(years)[place], row=row, **columns)


def industry_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-经信: identity, place, industry, kind, scale, labels and transition."""
    columns = [
        *KEY,
        "county",
        "town",
        "park",
        "industry",
        "kind",
        "scale",
        "military",
        "labels",
        "transition_from",
    ]
    table = panel[columns].copy()
    blank_kind = (table["kind"] == "工业") & (rng.random(len(table)) < 0.05)
    table["kind"] = table["kind"].mask(blank_kind)
    table["military"] = np.where(table["military"], "是", "否")
    table["transition_from"] = table["transition_from"].astype("Int64")
    return table


def land_office(panel: pd.DataFrame, land: pd.DataFrame) -> pd.DataFrame:
    """企业-资规: the parts of the land, or 用地面积 itself, or nothing.

    Land approved with a project appears from the year of the approval on.
    """
    of = land.loc[panel["row"]].reset_index(drop=True)
    table = panel[list(KEY)].copy()
    later = (of["new_approved"].dt.year > panel["year"]).to_numpy()
    new_mu = of["new_mu"].where(~later, 0.0)
    registered_mu = (of["registered_mu"] - of["new_mu"] + new_mu).round(2)
    by_parts = (of["reported"] == "parts").to_numpy()
    table["land_mu"] = panel["land_mu"].where((of["reported"] == "given").to_numpy())
    parts = of.assign(registered_mu=registered_mu)[list(_LAND_PARTS)]
    for name in _LAND_PARTS:
        table[f"land_{name}"] = parts[name].where(by_parts & (parts[name] > 0).to_numpy())
    table["land_new_mu"] = new_mu.where(by_parts & (new_mu > 0).to_numpy())
    table["land_new_approved"] = (
        of["new_approved"].where(table["land_new_mu"].notna()).dt.strftime("%Y-%m-%d")
    )
    return table


def tax_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-税务: the parts of the tax, for some rows 税收实际贡献 itself, for a few nothing."""
    table = panel[list(KEY)].copy()
    draw = rng.random(len(table))
    total = draw < _TAX_TOTAL_SHARE
    missing = draw > 1 - _TAX_MISSING_SHARE
    table["tax_wan"] = panel["tax_wan"].where(total)
    parts = tax_parts(panel["tax_wan"].to_numpy(), rng)
    for name in ("tax_vat_wan", "tax_corporate_wan", "tax_personal_wan", "tax_property_wan", "tax_other_wan",
                 "tax_education_wan", "tax_local_education_wan"):  # fmt: skip
        table[name] = pd.Series(parts[name], table.index).where(~total & ~missing)
    return table.sort_values(["year", "uscc"]).reset_index(drop=True)


def statistics_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-统计: output, value added, revenue, staff, R&D, investment; 规下 firms report less."""
    table = panel[list(KEY)].copy()
    industry = (panel["kind"] == "工业").to_numpy()
    above = panel["above"].to_numpy(dtype=bool)
    draw = {
        name: rng.random(len(table)) for name in ("output", "value", "revenue", "staff", "rd", "investment")
    }
    table["output_wan"] = panel["output_wan"].where(industry & (above | (draw["output"] < 0.5)))
    table["value_added_wan"] = panel["value_added_wan"].where(
        industry & (draw["value"] < np.where(above, 0.995, 0.45))
    )
    table["revenue_wan"] = panel["revenue_wan"].where(industry & (above | (draw["revenue"] < 0.93)))
    table["turnover_wan"] = panel["revenue_wan"].where(~industry)
    table["staff"] = panel["staff"].where(draw["staff"] < np.where(above, 0.997, 0.9)).astype("Int64")
    table["rd_wan"] = panel["rd_wan"].where(draw["rd"] < np.where(above, 0.93, 0.35))
    table["investment_wan"] = panel["investment_wan"].where(draw["investment"] < np.where(above, 0.7, 0.2))
    return table


def power_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-供电: electricity in whole 千瓦时 (`electricity_kwh`), a few accounts not matched."""
    table = panel[list(KEY)].copy()
    matched = rng.random(len(table)) < 0.985
    kwh = (panel["electricity_wan_kwh"] * 10_000).round().astype("Int64")
    table["electricity_kwh"] = kwh.where(matched)
    return table.sort_values(["uscc", "year"]).reset_index(drop=True)


def energy_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-发改: the other kinds of energy, for some rows 总用能 itself, for some firms nothing."""
    table = panel[list(KEY)].copy()
    above = panel["above"].to_numpy(dtype=bool)
    reported = rng.random(len(table)) < np.where(above, 0.96, 0.88)
    total = rng.random(len(table)) < 0.06
    unknown = rng.random((len(table), len(_ENERGY_KINDS))) < 0.03
    table["energy_tce"] = panel["energy_tce"].where(reported & total)
    for place, name in enumerate(_ENERGY_KINDS):
        table[name] = panel[name].where(reported & ~total & ~unknown[:, place])
    return table


def environment_office(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """企业-生态环境: pollutants or 排放量 itself, carbon by source or as a total; gaps in both."""
    table = panel[list(KEY)].copy()
    above = panel["above"].to_numpy(dtype=bool)
    measured = rng.random(len(table)) < np.where(above, 0.90, 0.45)
    total = rng.random(len(table)) < 0.25
    counted = rng.random(len(table)) < np.where(above, 0.88, 0.35)
    by_source = rng.random(len(table)) < 0.6
    table["emission_t"] = panel["emission_t"].where(measured & total)
    for name in _POLLUTANTS:
        table[name] = panel[name].where(measured & ~total)
    table["carbon_t"] = panel["carbon_t"].where(counted & ~by_source)
    for name in _CARBON_SOURCES:
        table[name] = panel[name].where(counted & by_source)
    return table
