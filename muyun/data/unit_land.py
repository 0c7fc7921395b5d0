"""How much land has a unit of joined tenants? (FH-06, spec 12)

Its parcels' areas − what 规上 tenants occupy on them + what its own tenants occupy elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.area import polygon_area_mu
from muyun.data.names import shown_names
from muyun.data.shared import Links, Units
from muyun.findings import Cell, Finding, Level
from muyun.terms import Scale


class LandPart(StrEnum):
    """What a unit's land is made of; the second is taken off."""

    PARCEL = "共用宗地"
    LARGE = "规上企业占用"
    ELSEWHERE = "在其他宗地占用"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a unit's land: 亩 on a parcel (NaN unknown), of a tenant (None: the whole parcel)."""

    what: LandPart
    parcel_id: str
    uscc: str | None
    area_mu: float


Numbered = Iterator[tuple[int, Finding]]
"""Findings with the number of the unit that each is about."""


def unit_land(
    units: Units, links: Links, enterprises: pd.DataFrame, parcels: pd.DataFrame
) -> tuple[np.ndarray, list[Finding]]:
    """亩 of each unit, NaN where the area of a shared parcel is unknown; what was left out, by unit.

    enterprises  the year's rows, sorted as `links.tenant` numbers them
    """
    area = _occupied_areas(units, links, parcels)
    shared = np.flatnonzero(units.of_parcel >= 0)
    whole = _total(units.of_parcel[shared], area[shared], len(units.codes))
    large, large_findings = _large_tenants(units, links, enterprises)
    elsewhere, elsewhere_findings = _elsewhere(units, links, area, enterprises)
    unknown = np.isnan(whole)
    left_out = [*large_findings, *elsewhere_findings]
    found = [*_parcels_unknown(units, links, unknown), *(f for f in left_out if not unknown[f[0]])]
    return whole - large + elsewhere, [finding for _, finding in sorted(found, key=lambda f: f[0])]


def unit_land_parts(
    units: Units, links: Links, enterprises: pd.DataFrame, parcels: pd.DataFrame, unit: int
) -> list[Part]:
    """What the land of unit number `unit` was added up from, in that order; arguments as in `unit_land`."""
    area = _occupied_areas(units, links, parcels)
    shared = np.flatnonzero(units.of_parcel == unit)
    parts = [Part(LandPart.PARCEL, str(links.parcel_ids[p]), None, float(area[p])) for p in shared]
    large, large_area = large_links(units, links, enterprises)
    elsewhere, elsewhere_area = _elsewhere_links(units, links, area)
    own = units.of_parcel[links.parcel[large]] == unit
    parts += _own_parts(LandPart.LARGE, links, enterprises, large, large_area, own)
    own = units.of_tenant[links.tenant[elsewhere]] == unit
    return parts + _own_parts(LandPart.ELSEWHERE, links, enterprises, elsewhere, elsewhere_area, own)


def _own_parts(
    what: LandPart, links: Links, enterprises: pd.DataFrame, rows: np.ndarray, area: np.ndarray, own: np.ndarray
) -> list[Part]:
    return [
        Part(what, str(links.parcel_ids[links.parcel[row]]), str(enterprises.index[links.tenant[row]]), float(mu))
        for row, mu in zip(rows[own], area[own], strict=True)
    ]


def parcel_areas(parcels: pd.DataFrame) -> pd.Series:
    """亩 by parcel id: the registered area, else the polygon's (spec 12); NaN where neither is known."""
    area = parcels.set_index("parcel_id")["area_declared_mu"]
    unknown = area.isna().to_numpy() & parcels["geometry"].notna().to_numpy()
    if unknown.any():
        area = area.copy()
        area[unknown] = polygon_area_mu(parcels.loc[unknown, "geometry"].to_numpy())
    return area


def _occupied_areas(units: Units, links: Links, parcels: pd.DataFrame) -> np.ndarray:
    """亩 of each parcel that a unit's tenant occupies; NaN for the others, which no unit needs."""
    of_units = np.unique(links.parcel[units.of_tenant[links.tenant] >= 0])
    needed = parcels[parcels["parcel_id"].isin(links.parcel_ids[of_units])]
    areas = parcel_areas(needed.drop_duplicates("parcel_id", keep="last"))
    return areas.reindex(links.parcel_ids).to_numpy(dtype=float)


def _total(groups: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Sum of the values of each of `size` groups, added one after the other as they come; 0 for an empty one."""
    return np.bincount(groups, weights=values, minlength=size)


def _large_tenants(units: Units, links: Links, enterprises: pd.DataFrame) -> tuple[np.ndarray, Numbered]:
    """What 规上 tenants occupy on each unit's parcels: blank, its 用地面积 when this is its only parcel."""
    rows, area = large_links(units, links, enterprises)
    parcel, tenant = links.parcel[rows], links.tenant[rows]
    known = ~np.isnan(area)
    on_parcel = _total(parcel[known], area[known], len(links.parcel_ids))
    shared = np.flatnonzero(units.of_parcel >= 0)
    land = _total(units.of_parcel[shared], on_parcel[shared], len(units.codes))
    unit, names = units.of_parcel[parcel], shown_names(enterprises).iloc[tenant[~known]]
    ids = links.parcel_ids[parcel[~known]]
    return land, _numbered(unit[~known], ids, names, _large_tenant_area_unknown)


def large_links(units: Units, links: Links, enterprises: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The links of 规上 tenants on the units' parcels, and 亩 of each, which isn't the units': blank, its 用地面积 when
    this is its only parcel, else NaN."""
    above = (enterprises["scale"] == Scale.ABOVE).to_numpy()
    rows = np.flatnonzero((units.of_parcel[links.parcel] >= 0) & above[links.tenant])
    tenant, area = links.tenant[rows], links.area_mu[rows]
    alone = np.bincount(links.tenant, minlength=links.tenants)[tenant] == 1
    return rows, np.where(np.isnan(area) & alone, enterprises["land_mu"].to_numpy(dtype=float)[tenant], area)


def _elsewhere(
    units: Units, links: Links, parcel_area: np.ndarray, enterprises: pd.DataFrame
) -> tuple[np.ndarray, Numbered]:
    """What each unit's tenants occupy on other parcels: blank, the parcel's area as its only tenant."""
    rows, area = _elsewhere_links(units, links, parcel_area)
    parcel, tenant = links.parcel[rows], links.tenant[rows]
    known = ~np.isnan(area)
    of_tenant = _total(tenant[known], area[known], links.tenants)
    joined = np.flatnonzero(units.of_tenant >= 0)
    land = _total(units.of_tenant[joined], of_tenant[joined], len(units.codes))
    names, ids = shown_names(enterprises).iloc[tenant[~known]], links.parcel_ids[parcel[~known]]
    return land, _numbered(units.of_tenant[tenant[~known]], ids, names, _other_parcel_unknown)


def _elsewhere_links(units: Units, links: Links, parcel_area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The links of the units' tenants on other parcels, and 亩 of each."""
    unit = units.of_tenant[links.tenant]
    rows = np.flatnonzero((unit >= 0) & (units.of_parcel[links.parcel] != unit))
    rows = rows[np.argsort(links.tenant[rows], kind="stable")]
    parcel, area = links.parcel[rows], links.area_mu[rows]
    alone = np.bincount(links.parcel, minlength=len(links.parcel_ids))[parcel] == 1
    return rows, np.where(np.isnan(area) & alone, parcel_area[parcel], area)


def _numbered(
    units: np.ndarray, parcel_ids: pd.Index, names: pd.Series, make: Callable[[str, str], Finding]
) -> Numbered:
    """A finding for each area that isn't known: of which unit, on which parcel, whose."""
    for unit, parcel_id, name in zip(units, parcel_ids, names, strict=True):
        yield unit, make(parcel_id, name)


def _parcels_unknown(units: Units, links: Links, unknown: np.ndarray) -> Numbered:
    for unit in np.flatnonzero(unknown):
        shared = links.parcel_ids[units.of_parcel == unit]
        yield unit, _parcel_area_unknown(units.codes[unit], shared)


def _parcel_area_unknown(code: str, shared: Iterable[str]) -> Finding:
    return Finding(
        code="PARCEL_AREA_UNKNOWN", level=Level.WARNING, where=Cell("宗地", column="登记面积"),
        what=f"共用宗地 {'、'.join(shared)} 中有面积不明的，合并单元 {code} 记为“数据缺失”。",
        why="合并评价以宗地面积之和为分母。",
        fix="请填写宗地的登记面积，或提供图形。",
    )  # fmt: skip


def _large_tenant_area_unknown(parcel: str, name: str) -> Finding:
    return Finding(
        code="LARGE_TENANT_AREA_UNKNOWN", level=Level.WARNING, where=Cell("占用", column="占用面积"),
        what=f"规上企业“{name}”在共用宗地 {parcel} 上的占用面积不明，没有从合并单元的用地中扣除。",
        why="合并单元的用地会偏大，亩均税收会偏低。",
        fix="请填写该企业在这宗地上的占用面积。",
    )  # fmt: skip


def _other_parcel_unknown(parcel: str, name: str) -> Finding:
    return Finding(
        code="OTHER_PARCEL_AREA_UNKNOWN", level=Level.WARNING, where=Cell("占用", column="占用面积"),
        what=f"“{name}”在宗地 {parcel} 上的占用面积不明，没有计入合并单元的用地。",
        why="合并单元的用地会偏小，亩均税收会偏高。",
        fix="请填写占用面积；独用宗地的，请填写宗地的登记面积。",
    )  # fmt: skip
