"""Which 参评 units are in which county, town or park? Places as the parts that sums are made of (spec 6; XC-20)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.sectors.sums import Parted, evaluated_in


class AreaLevel(StrEnum):
    """What kind of places are held against each other."""

    COUNTY = "区县"
    TOWN = "镇街"
    PARK = "园区"

    @property
    def column(self) -> str:
        """The measure of 企业 that names the place."""
        return {"区县": "county", "镇街": "town", "园区": "park"}[self]


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A county (`county` is then ""), or a town or park with the county that it is in."""

    county: str
    name: str

    @property
    def key(self) -> str:
        """What it is called in links: names of towns and parks may repeat from county to county."""
        return f"{self.county}/{self.name}" if self.county else self.name


def parted_by_area(evaluation: Evaluation, group: str, level: AreaLevel) -> Parted:
    """The places of a 评价组, by county and name. KeyError: no such 评价组.

    Units without a name of the level are `outside`; a merged unit is in the place of its smallest parcel (spec 12).
    """
    units, mask = evaluation.participants, evaluated_in(evaluation, group)
    named = mask & units[level.column].notna().to_numpy()
    rows = np.flatnonzero(named)
    numbers, areas = _numbered(units.iloc[rows], level)
    order = np.argsort(numbers, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(areas)))]).astype(np.int64)
    return Parted(areas, rows[order], bounds, np.zeros(0, np.int64), int((mask & ~named).sum()))


def _numbered(units: pd.DataFrame, level: AreaLevel) -> tuple[np.ndarray, tuple[Area, ...]]:
    """The number of each unit's place, and the places by name."""
    names = units[level.column].cat
    counties = units["county"].cat if level is not AreaLevel.COUNTY else None
    keys = names.codes.to_numpy(np.int64)
    if counties is not None:
        keys = keys + len(names.categories) * (counties.codes.to_numpy(np.int64) + 1)
    numbers, found = pd.factorize(keys)
    areas = [_area(int(key), names.categories, counties.categories if counties is not None else None) for key in found]
    order = sorted(range(len(areas)), key=areas.__getitem__)
    place = np.empty(len(areas), np.int64)
    place[order] = np.arange(len(areas))
    return place[numbers], tuple(areas[i] for i in order)


def _area(key: int, names: pd.Index, counties: pd.Index | None) -> Area:
    county, name = divmod(key, max(len(names), 1))
    return Area(str(counties[county - 1]) if counties is not None and county else "", str(names[name]))
