"""Who is on each parcel? The year's enterprises by parcel, and the largest among them (FH-14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation


@dataclass(frozen=True, slots=True, eq=False)
class Tenants:
    """The pairs of parcel and enterprise, sorted by both.

    parcel      row of the parcel in `parcel_figures`
    enterprise  row of the enterprise in the year's 企业, in the order of credit codes
    area_mu     占用面积, NaN where it is blank
    parcels     how many rows `parcel_figures` has
    """

    parcel: np.ndarray
    enterprise: np.ndarray
    area_mu: np.ndarray
    parcels: int

    def on(self, row: int) -> np.ndarray:
        """The enterprises on one parcel."""
        return self.enterprise[np.searchsorted(self.parcel, row) : np.searchsorted(self.parcel, row, "right")]

    def with_any(self, enterprises: np.ndarray) -> np.ndarray:
        """Mask of the parcels that have one of the enterprises (a mask of the year's)."""
        return np.bincount(self.parcel[enterprises[self.enterprise]], minlength=self.parcels) > 0

    @property
    def largest(self) -> np.ndarray:
        """The enterprise that occupies most of each parcel, the smaller code where two do; −1 without any.

        A blank area is the smallest of all: nobody knows what it is.
        """
        area = np.nan_to_num(self.area_mu, nan=-1.0)
        order = np.lexsort((self.enterprise, -np.round(area, 9), self.parcel))
        parcels, first = np.unique(self.parcel[order], return_index=True)
        found = np.full(self.parcels, -1)
        found[parcels] = self.enterprise[order][first]
        return found


def tenants(evaluation: Evaluation, tables: Tables, parcel_ids: pd.Index) -> Tenants:
    """The tenants of the parcels with these ids; links to other parcels are left out."""
    links = links_of_year(tables.occupancy, evaluation.prepared.cohort.enterprises)
    row = parcel_ids.get_indexer(links.parcel_ids)[links.parcel]
    there = np.flatnonzero(row >= 0)
    order = there[np.lexsort((links.tenant[there], row[there]))]
    return Tenants(row[order], links.tenant[order], links.area_mu[order], len(parcel_ids))
