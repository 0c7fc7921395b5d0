"""Which towns and parks are there, and which rows of a table belong to which? Each is told by its county too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd


class Dimension(StrEnum):
    """What is compared: towns and streets, or parks and zones."""

    TOWN = "镇街"
    PARK = "园区"

    @property
    def column(self) -> str:
        """The measure of 企业 and 宗地 that names it."""
        return "town" if self is Dimension.TOWN else "park"


@dataclass(frozen=True, slots=True, order=True)
class Locality:
    """A town or park in its county ("" where that isn't filled in): names repeat from county to county."""

    county: str
    name: str


def localities(rows: pd.DataFrame, dimension: Dimension) -> list[Locality | None]:
    """The locality of each row that has a county and the dimension's column; None where the name is blank."""
    names = _texts(rows[dimension.column])
    counties = _texts(rows["county"])
    return [Locality(county, name) if name else None for county, name in zip(counties, names, strict=True)]


def _texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(word) else str(word).strip() for word in column.tolist()]


def numbers_of(found: Sequence[Locality | None], among: Sequence[Locality]) -> np.ndarray:
    """The place of each row's locality among those listed; −1 for none, or one that isn't listed."""
    order = {place: number for number, place in enumerate(among)}
    return np.array([order.get(place, -1) for place in found], dtype=np.int64)


def listed(*groups: Iterable[Locality | None]) -> tuple[Locality, ...]:
    """Every locality of the groups once, by county and name."""
    return tuple(sorted({place for group in groups for place in group if place is not None}))


def shown_names(places: Sequence[Locality]) -> list[str]:
    """What each is called: its name, with the county before it where several have the same name."""
    often = Counter(place.name for place in places)
    return [p.name if often[p.name] == 1 or not p.county else f"{p.county}{p.name}" for p in places]
