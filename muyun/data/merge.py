"""Which enterprises are evaluated together, and on how much land? Tenants of shared parcels (FH-06).

Where a parcel has two or more tenants of the merged pools and one of them has no 占用面积,
these tenants are one unit; units that share a tenant are one (spec 7.1, 12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from muyun.data.area import polygon_area_mu
from muyun.data.derive import NONE, UNIT
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level
from muyun.terms import Scale, table_measures

SUMMED = tuple(
    m.name for m in table_measures("企业").values() if m.type == "float" and not m.name.startswith("land_")
)
"""Measures of a unit that are the sums of its tenants'; its land comes from the parcels."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Tenants evaluated as one: `parcel_id` is the smallest of `shared`, the parcels that joined them."""

    parcel_id: str
    shared: tuple[str, ...]
    tenants: tuple[str, ...]


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
    occupancy = _present(tables.occupancy, enterprises)
    units = shared_units(occupancy, mergeable)
    if not units:
        return unmerged(enterprises)
    land = _UnitLand(enterprises, occupancy, parcel_areas(tables.parcels))
    rows = pd.DataFrame([_unit_row(u, enterprises, tables.parcels, land) for u in units]).set_index("code")
    joined = {tenant: u.parcel_id for u in units for tenant in u.tenants}
    types = enterprises.dtypes.to_dict()
    words = {name: "str" for name, dtype in types.items() if isinstance(dtype, pd.CategoricalDtype)}
    rest = enterprises.drop(index=list(joined)).astype(words)
    frame = pd.concat([rest, rows[rest.columns].astype(types | words)]).sort_index()
    # A unit may bring the town of its parcel, which no enterprise had.
    frame = frame.astype({name: _widened(types[name], frame[name]) for name in words})
    own = pd.Series(enterprises.index, enterprises.index, dtype="str")
    return Merged(frame, own.where(~own.isin(joined), own.map(joined)), tuple(land.findings))


def _widened(dtype: pd.CategoricalDtype, words: pd.Series) -> pd.CategoricalDtype:
    """The same categories, and those that came new, sorted."""
    new = set(words.dropna()) - set(dtype.categories)
    return pd.CategoricalDtype(sorted({*dtype.categories, *new})) if new else dtype


def shared_units(occupancy: pd.DataFrame, mergeable: pd.Series) -> list[Unit]:
    """The units, by parcel id. A parcel joins its mergeable tenants when one of their areas is blank."""
    candidates = occupancy[occupancy["uscc"].map(mergeable).fillna(False).to_numpy(dtype=bool)]
    by_parcel = (
        candidates.assign(blank=candidates["area_mu"].isna())
        .groupby("parcel_id")
        .agg(tenants=("uscc", "nunique"), blank=("blank", "any"))
    )
    shared = by_parcel.index[(by_parcel["tenants"] >= 2) & by_parcel["blank"]]
    links = candidates[candidates["parcel_id"].isin(shared)]
    if links.empty:
        return []
    labels = _component_of_rows(links["parcel_id"], links["uscc"])
    return sorted(
        (_unit(part) for _, part in links.groupby(labels)),
        key=lambda unit: unit.parcel_id,
    )


def parcel_areas(parcels: pd.DataFrame) -> pd.Series:
    """亩 by parcel id: the registered area, else the polygon's (spec 12); NaN where neither is known."""
    area = parcels.set_index("parcel_id")["area_declared_mu"]
    unknown = area.isna().to_numpy() & parcels["geometry"].notna().to_numpy()
    if unknown.any():
        area = area.copy()
        area[unknown] = polygon_area_mu(parcels.loc[unknown, "geometry"].to_numpy())
    return area


def _present(occupancy: pd.DataFrame, enterprises: pd.DataFrame) -> pd.DataFrame:
    """Occupancy of the year's enterprises, several rows of one pair added up (blank stays blank).

    占用 has no year: an occupant without a row in the year is no tenant in it.
    """
    rows = occupancy[occupancy["uscc"].isin(enterprises.index)]
    pairs = rows.groupby(["parcel_id", "uscc"])["area_mu"]
    return pairs.sum().where(pairs.count() == pairs.size()).reset_index()


def _component_of_rows(parcel_ids: pd.Series, codes: pd.Series) -> np.ndarray:
    """A number for each link; links that are joined by a parcel or a tenant have the same."""
    left, parcels = pd.factorize(parcel_ids)
    right, tenants = pd.factorize(codes)
    size = len(parcels) + len(tenants)
    graph = coo_array((np.ones(len(left)), (left, right + len(parcels))), shape=(size, size))
    return connected_components(graph, directed=False)[1][left]


def _unit(links: pd.DataFrame) -> Unit:
    parcels = tuple(sorted(links["parcel_id"].unique()))
    return Unit(parcels[0], parcels, tuple(sorted(links["uscc"].unique())))


def _unit_row(unit: Unit, enterprises: pd.DataFrame, parcels: pd.DataFrame, land: _UnitLand) -> dict:
    tenants = enterprises.loc[list(unit.tenants)]
    row: dict[str, object] = tenants.iloc[0].to_dict()
    row |= tenants[list(SUMMED)].sum(min_count=1).to_dict()
    row |= {name: np.nan for name in tenants.columns if name.startswith("land_") and name.endswith("_mu")}
    place = parcels[parcels["parcel_id"] == unit.parcel_id]
    if not place.empty:
        row |= place[["county", "town", "park"]].iloc[0].to_dict()
    area = land.of(unit)
    how = NONE if np.isnan(area) else UNIT
    return row | {"code": unit.parcel_id, "land_mu": area, "land_mu_origin": how}


class _UnitLand:
    """Spec 12: parcels' areas − what 规上 tenants occupy on them + what its tenants occupy elsewhere."""

    def __init__(self, enterprises: pd.DataFrame, occupancy: pd.DataFrame, area: pd.Series) -> None:
        self._enterprises = enterprises
        self._area: Mapping[str, float] = area.to_dict()
        self._by_parcel = {p: rows for p, rows in occupancy.groupby("parcel_id")}
        self._by_tenant = {c: rows for c, rows in occupancy.groupby("uscc")}
        self.findings: list[Finding] = []

    def of(self, unit: Unit) -> float:
        """Land of the unit in 亩; NaN where the area of a shared parcel is unknown."""
        whole = sum(self._area.get(parcel, np.nan) for parcel in unit.shared)
        if np.isnan(whole):
            self.findings.append(_parcel_area_unknown(unit))
            return np.nan
        large = sum(self._large_tenants(parcel) for parcel in unit.shared)
        return whole - large + sum(self._elsewhere(tenant, unit) for tenant in unit.tenants)

    def _large_tenants(self, parcel: str) -> float:
        """What the parcel's 规上 tenants occupy on it."""
        total = 0.0
        for code, area in self._by_parcel[parcel][["uscc", "area_mu"]].itertuples(index=False):
            if self._enterprises.at[code, "scale"] != Scale.ABOVE:
                continue
            if np.isnan(area) and len(self._by_tenant[code]) == 1:
                area = self._enterprises.at[code, "land_mu"]
            if np.isnan(area):
                self.findings.append(_large_tenant_area_unknown(parcel, self._enterprises.at[code, "name"]))
                continue
            total += area
        return total

    def _elsewhere(self, tenant: str, unit: Unit) -> float:
        """What a tenant occupies on parcels that are not shared in the unit."""
        total = 0.0
        for parcel, area in self._by_tenant[tenant][["parcel_id", "area_mu"]].itertuples(index=False):
            if parcel in unit.shared:
                continue
            if np.isnan(area) and len(self._by_parcel[parcel]) == 1:
                area = self._area.get(parcel, np.nan)
            if np.isnan(area):
                self.findings.append(_other_parcel_unknown(parcel, self._enterprises.at[tenant, "name"]))
                continue
            total += area
        return total


def _parcel_area_unknown(unit: Unit) -> Finding:
    return Finding(
        code="PARCEL_AREA_UNKNOWN", level=Level.WARNING, where=Cell("宗地", column="登记面积"),
        what=f"共用宗地 {'、'.join(unit.shared)} 中有面积不明的，合并单元 {unit.parcel_id} 记为“数据缺失”。",
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
