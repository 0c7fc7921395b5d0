"""What does each parcel yield, and who is on it? Its own figure, made of its tenants' (spec 7.5; FH-14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.area import polygon_area_mu
from muyun.data.shared import Links, links_of_year, shared_units
from muyun.data.tables import Tables
from muyun.data.unit_land import large_links
from muyun.evaluate import Evaluation
from muyun.evaluate.cohort import mergeable
from muyun.evaluate.ratio import rounded
from muyun.explore.summary import known_land, lowland_rule, under_the_line

_ATTRIBUTES = ("county", "town", "park", "use", "state")
_SPREAD = ("tax_wan", "value_added_wan", "staff")


class Yield(StrEnum):
    """Whether a parcel is low-yield land; without an enterprise it isn't, without a figure nobody can tell."""

    LOW = "是"
    NOT_LOW = "否"
    NO_TENANT = "无企业"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True, eq=False)
class Tenancy:
    """Who pays on which parcel: a pair for each parcel and 评价单元 on it, p.

    parcel   number of the parcel among those occupied; unit: position of the 评价单元 among the participants
    area_mu  what the unit has there, NaN where that isn't known; of a parcel that made it, what its land has of it
    joined   mask: the parcel is one of those that made the unit (FH-06)
    """

    parcel: np.ndarray
    unit: np.ndarray
    area_mu: np.ndarray
    joined: np.ndarray


def parcel_figures(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """A row per parcel, by its id, with the tenants that have a row in 企业 of the year.

    county, town, park, use, state  as in table 宗地
    declared_mu, polygon_mu  亩, NaN where unknown; area_mu: the registered one, else the polygon's (spec 7.3)
    tenants     how many enterprises of the year are on it
    unit        评价单元: the merged unit's, else the sole tenant's, else ""
    tax_wan     万元 that its tenants have on it, spread over their parcels in proportion to 占用面积
    tax_per_mu  that ÷ area_mu, 万元/亩; on a parcel that joined tenants their unit's own figure
    value_added_wan, staff  万元 and people, spread likewise
    low         `Yield`, by the policy's line; applied: 执行等级 of `unit`, NaN without
    """
    listed = listed_parcels(tables)
    areas = _areas(listed)
    links, of = _tenancy(evaluation, tables, areas["area_mu"])
    place = listed.index.get_indexer(links.parcel_ids)  # a parcel that only 占用 names is in no row
    tenants = _onto(place, np.bincount(links.parcel, minlength=len(place)), len(listed), 0)
    tax, added, staff = (
        _onto(place, _spread(evaluation, of, len(place), name), len(listed), np.nan) for name in _SPREAD
    )
    per_mu = np.full(len(listed), np.nan)
    np.divide(tax, areas["area_mu"], out=per_mu, where=rounded(areas["area_mu"].to_numpy()) > 0)
    own = _onto(place, _only_units(of, len(place)), len(listed), -1)
    merged = _onto(place, np.isin(np.arange(len(place)), of.parcel[of.joined]), len(listed), False)
    per_mu = np.where(merged, _unit_figures(evaluation)[own], per_mu)
    return listed[list(_ATTRIBUTES)].assign(
        **areas, tenants=tenants, unit=np.append(evaluation.participants.index, "")[own], tax_wan=tax,
        value_added_wan=added, staff=staff, tax_per_mu=per_mu, low=_judged(evaluation, per_mu, tenants),
        applied=_letters(evaluation)[own],
    )  # fmt: skip


def listed_parcels(tables: Tables) -> pd.DataFrame:
    """宗地 by id, in the order in which every frame of this package has them; of several rows of one id the first."""
    return tables.parcels.drop_duplicates("parcel_id").set_index("parcel_id").sort_index()


def _areas(parcels: pd.DataFrame) -> pd.DataFrame:
    declared = parcels["area_declared_mu"].to_numpy(dtype=float)
    polygon = polygon_area_mu(parcels["geometry"].to_numpy())
    area = np.where(np.isnan(declared), polygon, declared)
    return pd.DataFrame({"declared_mu": declared, "polygon_mu": polygon, "area_mu": area}, parcels.index)


def _tenancy(evaluation: Evaluation, tables: Tables, area_mu: pd.Series) -> tuple[Links, Tenancy]:
    """The year's links, and the pairs that they come to once the tenants of a merged unit are one.

    area_mu  of each parcel, by id
    """
    people = evaluation.prepared.cohort.enterprises
    links = links_of_year(tables.occupancy, people)
    units = shared_units(links, _may_merge(evaluation))
    whole = area_mu.reindex(links.parcel_ids).to_numpy(dtype=float)
    alone = np.bincount(links.parcel, minlength=len(whole))[links.parcel] == 1
    area = np.where(np.isnan(links.area_mu) & alone, whole[links.parcel], links.area_mu)
    unit = evaluation.places[links.tenant]
    joined = (units.of_parcel[links.parcel] >= 0) & (units.of_parcel[links.parcel] == units.of_tenant[links.tenant])
    large, large_area = large_links(units, links, people)
    others = np.bincount(links.parcel[large], np.nan_to_num(large_area), len(whole))
    pairs, of_link = np.unique(links.parcel * (len(evaluation.participants) + 1) + unit, return_inverse=True)
    parcel, unit = np.divmod(pairs, len(evaluation.participants) + 1)
    is_joined = np.bincount(of_link, joined, len(pairs)) > 0
    held = np.where(is_joined, np.maximum(whole - others, 0)[parcel], np.bincount(of_link, area, len(pairs)))
    return links, Tenancy(parcel, unit, held, is_joined)


def _may_merge(evaluation: Evaluation) -> np.ndarray:
    people = evaluation.prepared.cohort.enterprises
    if evaluation.policy.parcels is None:
        return np.zeros(len(people), dtype=bool)
    return mergeable(people, evaluation.policy).to_numpy(dtype=bool)


def _spread(evaluation: Evaluation, of: Tenancy, count: int, measure: str) -> np.ndarray:
    """Σ of a measure on each of `count` occupied parcels. A unit with one parcel has all of it there, whatever the
    area; with several, of which one's area isn't known, nobody can say where it arises: NaN on all of them."""
    values = evaluation.participants[measure].to_numpy(dtype=float, na_value=np.nan)
    size = len(values)
    parcels, total = np.bincount(of.unit, minlength=size), np.bincount(of.unit, of.area_mu, size)
    share = np.full(len(of.unit), np.nan)
    np.divide(of.area_mu, total[of.unit], out=share, where=total[of.unit] > 0)
    share = np.where(parcels[of.unit] == 1, 1.0, share)
    return np.bincount(of.parcel, values[of.unit] * share, count)


def _only_units(of: Tenancy, count: int) -> np.ndarray:
    """The merged or only unit of each of `count` occupied parcels; −1 where several are on it."""
    only = np.full(count, -1)
    single = np.bincount(of.parcel, minlength=count)[of.parcel] == 1
    for mask in (single, of.joined):  # beside a merged unit there may be a 规上 tenant
        only[of.parcel[mask]] = of.unit[mask]
    return only


def _unit_figures(evaluation: Evaluation) -> np.ndarray:
    """亩均税收 of each unit, and NaN behind them for "no unit"."""
    units = evaluation.participants
    return np.append(units["tax_wan"].to_numpy(dtype=float) / known_land(units), np.nan)


def _letters(evaluation: Evaluation) -> np.ndarray:
    applied = evaluation.classes["applied"]
    return np.append(applied.astype(object).where(applied.notna(), np.nan).to_numpy(dtype=object), np.nan)


def _onto(place: np.ndarray, values: np.ndarray, size: int, otherwise: object) -> np.ndarray:
    """Values of occupied parcels as values of the listed ones."""
    found = np.full(size, otherwise, dtype=values.dtype if otherwise is not np.nan else float)
    found[place[place >= 0]] = values[place >= 0]
    return found


def _judged(evaluation: Evaluation, per_mu: np.ndarray, tenants: np.ndarray) -> pd.Categorical:
    low = under_the_line(lowland_rule(evaluation), per_mu)
    words = np.select([tenants == 0, np.isnan(per_mu), low], [Yield.NO_TENANT, Yield.UNKNOWN, Yield.LOW], Yield.NOT_LOW)
    return pd.Categorical([str(word) for word in words], categories=[str(word) for word in Yield])
