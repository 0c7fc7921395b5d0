"""What do the enterprises burn and emit? Energy by kind, pollutants and carbon by enterprise and year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.industries import COAL_USERS, HEAT_USERS, INDUSTRIES, POLLUTERS

_TCE_PER_WAN_KWH = 1.229
_TCE_PER_T_COAL = 0.7143
_TCE_PER_WAN_M3_GAS = 13.3
_TCE_PER_GJ_HEAT = 0.03412
_TCE_PER_T_DIESEL = 1.4571
_TCE_PER_T_PETROL = 1.4714
"""Conversion at the 当量值 of GB/T 2589-2020, only to make the kinds add up to a believable total."""

_T_CO2_PER_WAN_KWH = 5.7
_T_CO2_PER_T_COAL = 1.9
_T_CO2_PER_WAN_M3_GAS = 21.6
_T_CO2_PER_T_OIL = 3.1
_T_CO2_PER_GJ_HEAT = 0.11
"""Rough emission factors."""


def energy(
    enterprises: pd.DataFrame, value_added_wan: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """n × years arrays: electricity_wan_kwh, coal_t, gas_wan_m3, heat_gj, petrol_t, diesel_t, energy_tce.

    energy_tce is the rounded sum of the kinds at their 当量值. Every kind is ≥ 0.
    """
    shape = value_added_wan.shape
    intensity = np.array([INDUSTRIES[k].energy_tce for k in enterprises["place"]])[:, None]
    own = np.exp(rng.normal(0, 0.45, (shape[0], 1)) + rng.normal(0, 0.06, shape))
    total_tce = np.abs(value_added_wan) * intensity * own
    share = _kind_shares(enterprises["trade"].to_numpy(), rng)
    kinds = {
        "electricity_wan_kwh": (total_tce * share[:, [0]] / _TCE_PER_WAN_KWH).round(4),
        "heat_gj": (total_tce * share[:, [1]] / _TCE_PER_GJ_HEAT).round(1),
        "coal_t": (total_tce * share[:, [2]] / _TCE_PER_T_COAL).round(1),
        "gas_wan_m3": (total_tce * share[:, [3]] / _TCE_PER_WAN_M3_GAS).round(2),
        "petrol_t": (total_tce * share[:, [4]] / _TCE_PER_T_PETROL).round(2),
        "diesel_t": (total_tce * share[:, [5]] / _TCE_PER_T_DIESEL).round(2),
    }
    return kinds | {"energy_tce": _sum_tce(kinds).round(2)}


def emission(
    enterprises: pd.DataFrame, value_added_wan: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """n × years arrays in 吨: cod_t, nh3n_t, so2_t, nox_t and emission_t (pollutant equivalents).

    About one in twelve enterprises emits nothing. Weights of the four: environmental protection tax.
    """
    shape = value_added_wan.shape
    per_t = np.array([INDUSTRIES[k].value_wan_per_t for k in enterprises["place"]])[:, None]
    own = np.exp(rng.normal(0, 0.6, (shape[0], 1)) + rng.normal(0, 0.1, shape))
    clean = rng.random((shape[0], 1)) < np.where(_among(enterprises, POLLUTERS), 0.01, 0.12)[:, None]
    total = np.where(clean, 0.0, np.abs(value_added_wan) / per_t * own)
    share = rng.dirichlet([5.0, 0.5, 1.5, 3.0], size=shape[0])
    pollutants = {
        "cod_t": (total * share[:, [0]]).round(3),
        "nh3n_t": (total * share[:, [1]] * 0.8).round(3),
        "so2_t": (total * share[:, [2]] * 0.95).round(3),
        "nox_t": (total * share[:, [3]] * 0.95).round(3),
    }
    equivalents = sum(
        pollutants[name] / weight
        for name, weight in (("cod_t", 1.0), ("nh3n_t", 0.8), ("so2_t", 0.95), ("nox_t", 0.95))
    )
    return pollutants | {"emission_t": np.round(equivalents, 3)}


def carbon(
    enterprises: pd.DataFrame, kinds: dict[str, np.ndarray], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """n × years arrays in 吨CO2e: the five sources of XA-32 and their sum carbon_t, from the energy used."""
    combustion = (
        kinds["coal_t"] * _T_CO2_PER_T_COAL
        + kinds["gas_wan_m3"] * _T_CO2_PER_WAN_M3_GAS
        + (kinds["petrol_t"] + kinds["diesel_t"]) * _T_CO2_PER_T_OIL
    )
    process_share = np.where(
        _among(enterprises, ("建材", "化工")), rng.uniform(0.05, 0.4, len(enterprises)), 0.0
    )
    feedstock_share = np.where(
        _among(enterprises, ("化工", "化纤")), rng.uniform(0.0, 0.2, len(enterprises)), 0.0
    )
    power = kinds["electricity_wan_kwh"] * _T_CO2_PER_WAN_KWH
    sources = {
        "carbon_combustion_t": combustion.round(1),
        "carbon_feedstock_t": (power * feedstock_share[:, None]).round(1),
        "carbon_process_t": (power * process_share[:, None]).round(1),
        "carbon_power_t": power.round(1),
        "carbon_heat_t": (kinds["heat_gj"] * _T_CO2_PER_GJ_HEAT).round(1),
    }
    return sources | {"carbon_t": np.round(sum(sources.values()), 1)}


def _kind_shares(trades: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """n × 6 shares of electricity, heat, coal, gas, petrol and diesel, by what the trade burns."""
    count = len(trades)
    weight = np.zeros((count, 6))
    weight[:, 0] = rng.uniform(3, 6, count)
    weight[:, 1] = np.where(np.isin(trades, HEAT_USERS), rng.uniform(1, 5, count), 0)
    weight[:, 2] = np.where(np.isin(trades, COAL_USERS), rng.uniform(1, 6, count), 0)
    weight[:, 3] = np.where(rng.random(count) < 0.45, rng.uniform(0.1, 1.5, count), 0)
    weight[:, 4] = rng.uniform(0.01, 0.1, count)
    weight[:, 5] = np.where(rng.random(count) < 0.7, rng.uniform(0.02, 0.2, count), 0)
    return weight / weight.sum(axis=1, keepdims=True)


def _sum_tce(kinds: dict[str, np.ndarray]) -> np.ndarray:
    return (
        kinds["electricity_wan_kwh"] * _TCE_PER_WAN_KWH
        + kinds["heat_gj"] * _TCE_PER_GJ_HEAT
        + kinds["coal_t"] * _TCE_PER_T_COAL
        + kinds["gas_wan_m3"] * _TCE_PER_WAN_M3_GAS
        + kinds["petrol_t"] * _TCE_PER_T_PETROL
        + kinds["diesel_t"] * _TCE_PER_T_DIESEL
    )


def _among(enterprises: pd.DataFrame, trades: tuple[str, ...]) -> np.ndarray:
    return np.isin(enterprises["trade"].to_numpy(), trades)
