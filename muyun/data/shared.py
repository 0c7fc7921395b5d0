"""Which tenants share parcels, so that they are one unit? (FH-06)

Where a parcel has two or more tenants of the merged pools and one of them has no 占用面积,
these tenants are one unit; units that share a tenant are one (spec 7.1, 12).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True)
class Links:
    """Who is where: a link for each pair of parcel and tenant, sorted by both.

    parcel_ids  the occupied parcels' ids, sorted; parcels are numbered by their place in it
    parcel, tenant  numbers of the parcel and of the tenant (its row in the year's frame)
    area_mu     what the tenant occupies on the parcel; NaN where it is blank
    tenants     how many tenants there are in the year
    """

    parcel_ids: pd.Index
    parcel: np.ndarray
    tenant: np.ndarray
    area_mu: np.ndarray
    tenants: int


@dataclass(frozen=True, slots=True)
class Units:
    """Tenants evaluated as one, numbered in the order of their codes.

    codes      the smallest id among the parcels that joined each unit's tenants
    of_parcel  unit of each parcel that joined tenants; −1 for the others
    of_tenant  unit of each tenant; −1 for those evaluated alone
    """

    codes: pd.Index
    of_parcel: np.ndarray
    of_tenant: np.ndarray


def links_of_year(occupancy: pd.DataFrame, enterprises: pd.DataFrame) -> Links:
    """Occupancy of the year's enterprises, several rows of one pair added up (blank stays blank).

    enterprises  the year's rows, indexed and sorted by credit code
    占用 has no year: an occupant without a row in the year is no tenant in it.
    """
    tenant = enterprises.index.get_indexer(occupancy["uscc"])
    present = (tenant >= 0) & occupancy["parcel_id"].notna().to_numpy()
    rows = occupancy[present]
    parcel, parcel_ids = pd.factorize(rows["parcel_id"], sort=True)
    pairs = rows["area_mu"].groupby([parcel, tenant[present]])
    area = pairs.sum().where(pairs.count() == pairs.size())
    parcels, tenants = (area.index.get_level_values(level).to_numpy() for level in (0, 1))
    return Links(parcel_ids, parcels, tenants, area.to_numpy(), len(enterprises))


def shared_units(links: Links, mergeable: np.ndarray) -> Units:
    """The units. A parcel joins its mergeable tenants when one of their areas is blank.

    mergeable  mask of the year's enterprises that may be joined
    """
    size = len(links.parcel_ids)
    candidate = mergeable[links.tenant]
    tenants = np.bincount(links.parcel[candidate], minlength=size)
    blanks = np.bincount(links.parcel[candidate & np.isnan(links.area_mu)], minlength=size)
    joining = candidate & ((tenants >= 2) & (blanks > 0))[links.parcel]
    parcel, tenant = links.parcel[joining], links.tenant[joining]
    # Links are sorted by parcel: units are numbered as their smallest parcels come.
    unit = pd.factorize(_component_of_links(parcel, tenant, links))[0]
    _, first = np.unique(unit, return_index=True)
    of_parcel, of_tenant = np.full(size, -1), np.full(links.tenants, -1)
    of_parcel[parcel] = unit
    of_tenant[tenant] = unit
    return Units(links.parcel_ids[parcel[first]], of_parcel, of_tenant)


def _component_of_links(parcel: np.ndarray, tenant: np.ndarray, links: Links) -> np.ndarray:
    """A number for each link; links that are joined by a parcel or a tenant have the same."""
    parcels = len(links.parcel_ids)
    size = parcels + links.tenants
    graph = coo_array((np.ones(len(parcel)), (parcel, parcels + tenant)), shape=(size, size))
    return connected_components(graph, directed=False)[1][parcel]
