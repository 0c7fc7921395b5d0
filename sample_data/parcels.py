"""Which parcels are there and who sits on them? Owned, shared and empty parcels, and their occupancy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.layout import town_layout
from sample_data.places import COUNTIES

WRONG_AREA_COUNT = 6
"""Parcels whose declared area is off on purpose, so that the area check has something to find."""

_EMPTY_SHARE = 0.08
_SMALLEST_PART_MU = 1.5
_EMPTY_STATES = ("批而未供", "供而未用", "低效利用")
_SURVEY_LOG_SD = 0.008


def parcel_tables(
    enterprises: pd.DataFrame, land: pd.DataFrame, count: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """宗地 (with geometry) and 占用 of the last year, columns as in `muyun.terms`.

    count  how many parcels; where it is too small for all enterprises, the largest get theirs.
    The parcels a firm owns add up to its registered and other land; a lease is one parcel of the
    landlord with two tenants; several small firms share a parcel that belongs to none of them.
    `parcels` has two columns more for the other tables: owner (label in `enterprises`, −1 none)
    and wrong_area.
    """
    plan = pd.concat([_shared(land, enterprises, count), _owned(enterprises, land, count, rng)])
    plan = pd.concat([plan[:count], _empty(count - len(plan[:count]), rng)], ignore_index=True)
    plan = _numbered(plan)
    wrong = _wrong_areas(plan, rng)
    noise = np.clip(rng.normal(0, _SURVEY_LOG_SD, len(plan)), -0.025, 0.025)
    plan["geometry"] = town_layout(plan["town"], plan["area_declared_mu"] * (1 + noise) * wrong, rng)
    plan["wrong_area"] = wrong != 1
    occupancy = _occupancy(plan, enterprises, land, rng)
    return _without_some_areas(plan), occupancy


def _shared(land: pd.DataFrame, enterprises: pd.DataFrame, count: int) -> pd.DataFrame:
    """A parcel for each group of tenants, as large as they say they rent together and 4 % of yard."""
    tenants = land[land["shared"] >= 0].assign(**enterprises[["county", "town", "park"]])
    groups = tenants.groupby("shared")
    shared = groups[["county", "town", "park"]].first()
    shared["area_declared_mu"] = (groups["rented_in_mu"].sum() * 1.04).round(2)
    return shared.assign(owner=-1, use="工业", state="在用", shared=shared.index)[: count // 4]


def _owned(
    enterprises: pd.DataFrame, land: pd.DataFrame, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    known = (enterprises["last"] == enterprises["last"].max()) & (land["reported"] != "missing")
    area = (land["registered_mu"] + land["other_mu"])[known & (land["shared"] < 0)]
    shared_count = min(land["shared"].max() + 1, count // 4)
    budget = count - shared_count - round(_EMPTY_SHARE * count)
    area = area.sort_values(ascending=False, kind="stable")[: max(budget, 0)].sort_index()
    parts = _part_counts(area, land["rented_out_mu"].loc[area.index] > 0, budget, rng)
    owner = np.repeat(area.index.to_numpy(), parts)
    of = enterprises.loc[owner]
    use = np.where(of["kind"] == "工业", "工业", np.where(of["trade"] == "物流", "仓储", "商服"))
    state = np.where(rng.random(len(owner)) < 0.05, "低效利用", "在用")
    split = {"area_declared_mu": _split(area.to_numpy(), parts, rng), "use": use, "state": state}
    return of[["county", "town", "park"]].assign(owner=owner, shared=-1, **split)


def _part_counts(area: pd.Series, undivided: pd.Series, budget: int, rng: np.random.Generator) -> np.ndarray:
    """How many parcels each owner has: one, and more for the larger until `budget` is used up."""
    parts = np.ones(len(area), dtype=int)
    spare = max(budget - len(area), 0)
    limit = np.where(undivided, 1, np.maximum(1, area.to_numpy() // _SMALLEST_PART_MU)).astype(int)
    for _ in range(4):
        weight = np.where(parts < limit, np.sqrt(area.to_numpy()), 0.0)
        if spare <= 0 or weight.sum() == 0:
            break
        wanted = np.minimum(parts + rng.multinomial(spare, weight / weight.sum()), limit)
        spare -= int((wanted - parts).sum())
        parts = wanted
    return parts


def _split(area: np.ndarray, parts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Parts of each area in 亩, two decimals, that add up to it."""
    pieces = []
    for whole, count in zip(area, parts, strict=True):
        share = rng.uniform(0.6, 1.4, count)
        part = (whole * share / share.sum()).round(2)
        part[-1] = round(whole - part[:-1].sum(), 2)
        pieces.append(part)
    return np.concatenate(pieces) if pieces else np.empty(0)


def _empty(count: int, rng: np.random.Generator) -> pd.DataFrame:
    county = rng.choice(len(COUNTIES), size=count, p=[c.enterprise_share for c in COUNTIES])
    town = [COUNTIES[c].towns[int(k)] for c, k in zip(county, rng.integers(1, 8, count), strict=True)]
    return pd.DataFrame(
        {
            "county": [COUNTIES[c].name for c in county],
            "town": town,
            "park": pd.Series([None] * count, dtype="str"),
            "area_declared_mu": np.exp(rng.normal(np.log(14), 0.8, count)).round(2) + 0.5,
            "owner": -1,
            "use": rng.choice(["工业", "商服", "仓储", "其他"], size=count, p=[0.8, 0.08, 0.07, 0.05]),
            "state": rng.choice(_EMPTY_STATES, size=count, p=[0.45, 0.35, 0.2]),
            "shared": -1,
        }
    )


def _numbered(plan: pd.DataFrame) -> pd.DataFrame:
    """Parcel codes of 19 characters like 宗地代码, in the division 9904xx that doesn't exist."""
    numbers = {c.name: c.number for c in COUNTIES}
    towns = {town: k + 1 for c in COUNTIES for k, town in enumerate(c.towns)}
    plan = plan.sort_values(["county", "town", "park"], kind="stable", na_position="last", ignore_index=True)
    serial = plan.groupby("town").cumcount() + 1
    codes = [
        f"9904{numbers[county]:02d}{towns[town]:03d}001GB{number:05d}"
        for county, town, number in zip(plan["county"], plan["town"], serial, strict=True)
    ]
    return plan.assign(parcel_id=codes)


def _wrong_areas(plan: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Polygon area over declared area on purpose: 1, or 12 % off for a handful of owned parcels."""
    factor = np.ones(len(plan))
    owned = np.flatnonzero(plan["owner"] >= 0)
    chosen = rng.choice(owned, size=min(WRONG_AREA_COUNT, len(owned) // 10), replace=False)
    factor[np.sort(chosen)] = np.resize([1.12, 0.88], len(chosen))
    return factor


def _without_some_areas(plan: pd.DataFrame) -> pd.DataFrame:
    """One empty parcel in a hundred hasn't been registered yet: no declared area."""
    empty = np.flatnonzero((plan["owner"] < 0) & (plan["shared"] < 0))[::100]
    area = plan["area_declared_mu"].copy()
    area.iloc[empty] = np.nan
    return plan.assign(area_declared_mu=area)


def _occupancy(
    plan: pd.DataFrame, enterprises: pd.DataFrame, land: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    rows: list[tuple[str, int, float, str]] = []
    renters = {int(land.at[r, "landlord"]): r for r in land.index[land["landlord"] >= 0]}
    single = plan["owner"].map(plan["owner"].value_counts())
    for parcel in plan.itertuples():
        if parcel.owner in renters:
            renter = renters[parcel.owner]
            leased = float(land.at[renter, "rented_in_mu"])
            rows.append((parcel.parcel_id, parcel.owner, round(parcel.area_declared_mu - leased, 2), "自有"))
            rows.append((parcel.parcel_id, renter, leased, "租入"))
        elif parcel.owner >= 0:
            blank = single[parcel.Index] == 1 and rng.random() < 0.4
            rows.append(
                (parcel.parcel_id, parcel.owner, np.nan if blank else parcel.area_declared_mu, "自有")
            )
        elif parcel.shared >= 0:
            rows += _tenants(parcel.parcel_id, land[land["shared"] == parcel.shared], rng)
    table = pd.DataFrame(rows, columns=["parcel_id", "tenant", "area_mu", "tenure"])
    table.insert(1, "uscc", enterprises["uscc"].loc[table["tenant"]].to_numpy())
    return table.drop(columns="tenant")


def _tenants(
    parcel_id: str, tenants: pd.DataFrame, rng: np.random.Generator
) -> list[tuple[str, int, float, str]]:
    """All areas unknown, one unknown, or all given (then nothing has to be merged: FH-06)."""
    draw = rng.random()
    areas = tenants["rented_in_mu"].to_numpy(dtype=float, copy=True)
    if draw < 0.6:
        areas[:] = np.nan
    elif draw < 0.85:
        areas[-1] = np.nan
    return [(parcel_id, row, area, "租入") for row, area in zip(tenants.index, areas, strict=True)]
