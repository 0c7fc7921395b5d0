"""Is an enterprise evaluated by itself or with its parcel, and whom does a merged parcel hide? (FH-05, FH-06)"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import known_land, lowland_rule, under_the_line
from muyun.terms import Scale


class Mode(StrEnum):
    """FH-05's two ways."""

    ENTERPRISE = "企业评价"
    PARCEL = "地块评价"


class Why(StrEnum):
    """Why an enterprise is evaluated in its way."""

    LARGE = "规上企业，用企业评价"
    SOLE = "独占宗地，权属清晰"
    DIVIDED = "与他人同在一宗地，各家占用面积已分清"
    UNDIVIDED = "与他人同在一宗地，面积分不清，合并评价"
    NOT_MERGED = "与他人同在一宗地，面积没有分清，没有合并"
    NO_PARCEL = "没有占用宗地的记录，按企业填报的用地"


def modes(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """A row per enterprise of the year, by code: name, county, town, scale, mode (`Mode`), why (`Why`), parcels and
    unit (its 评价单元). An enterprise is evaluated with its parcel exactly where the evaluation merged it."""
    people = evaluation.prepared.cohort.enterprises
    links = links_of_year(tables.occupancy, people)
    merged = _merged(evaluation)[evaluation.places]
    parcels = np.bincount(links.tenant, minlength=len(people))
    crowd = np.bincount(links.parcel, minlength=len(links.parcel_ids))[links.parcel] > 1
    blank = np.bincount(links.parcel, np.isnan(links.area_mu), len(links.parcel_ids))[links.parcel] > 0
    beside = np.bincount(links.tenant, crowd, len(people)) > 0
    unclear = np.bincount(links.tenant, crowd & blank, len(people)) > 0
    large = (people["scale"] == Scale.ABOVE).to_numpy(dtype=bool)
    why = np.select(
        [merged, large, parcels == 0, unclear, beside],
        [Why.UNDIVIDED, Why.LARGE, Why.NO_PARCEL, Why.NOT_MERGED, Why.DIVIDED], Why.SOLE,
    )  # fmt: skip
    return pd.DataFrame({
        "name": shown_names(people), "county": people["county"].astype("str"), "town": people["town"].astype("str"),
        "scale": people["scale"].astype("str"),
        "mode": np.where(merged, str(Mode.PARCEL), str(Mode.ENTERPRISE)), "why": [str(word) for word in why],
        "parcels": parcels, "unit": evaluation.participants.index.to_numpy(dtype=object)[evaluation.places],
    }, people.index)  # fmt: skip


def merged_tenants(evaluation: Evaluation) -> pd.DataFrame:
    """The tenants of the merged units, unit by unit, by code: unit, name, tax_wan, land_mu and tax_per_mu of its own,
    unit_per_mu (Σ税收 ÷ Σ用地 of the unit), hidden: low-yield by its own figure while the unit isn't (spec 7.1).

    NaN where land or tax is missing; that hides nothing.
    """
    people, units = evaluation.prepared.cohort.enterprises, evaluation.participants
    mine = np.flatnonzero(_merged(evaluation)[evaluation.places])
    mine = mine[np.argsort(evaluation.places[mine], kind="stable")]
    rows, of = people.iloc[mine], evaluation.places[mine]
    land, tax = known_land(rows), rows["tax_wan"].to_numpy(dtype=float)
    whole = (units["tax_wan"].to_numpy(dtype=float) / known_land(units))[of]
    rule = lowland_rule(evaluation)
    hidden = under_the_line(rule, tax / land) & ~np.isnan(whole) & ~under_the_line(rule, whole)
    return pd.DataFrame({
        "unit": units.index.to_numpy(dtype=object)[of], "name": shown_names(rows), "tax_wan": tax, "land_mu": land,
        "tax_per_mu": tax / land, "unit_per_mu": whole, "hidden": hidden,
    }, rows.index)  # fmt: skip


def _merged(evaluation: Evaluation) -> np.ndarray:
    """Mask of the units that are several enterprises."""
    return np.bincount(evaluation.places, minlength=len(evaluation.participants)) > 1
