"""Which rows of a table belong to which county, town or park? Places as `explore/regions/areas` has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from muyun.explore.regions.areas import Area, AreaLevel

LEVELS = (AreaLevel.TOWN, AreaLevel.PARK)
"""Whom FH-07 and FH-15 speak of: 各镇（街道）、开发区."""


def areas_of(rows: pd.DataFrame, level: AreaLevel) -> list[Area | None]:
    """The county, town or park of each row that has a county and the level's column; None where the name is blank."""
    names = _texts(rows[level.column])
    counties = [""] * len(names) if level is AreaLevel.COUNTY else _texts(rows["county"])
    return [Area(county, name) if name else None for county, name in zip(counties, names, strict=True)]


def _texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(word) else str(word) for word in column.tolist()]


def numbers_of(found: Sequence[Area | None], among: Sequence[Area]) -> np.ndarray:
    """The position of each row's place among those listed; −1 for none, or one that isn't listed."""
    order = {place: number for number, place in enumerate(among)}
    return np.array([order.get(place, -1) for place in found], dtype=np.int64)


def listed(*groups: Iterable[Area | None]) -> tuple[Area, ...]:
    """Every place of the groups once, by county and name."""
    return tuple(sorted({place for group in groups for place in group if place is not None}))


def shown_names(places: Sequence[Area]) -> list[str]:
    """What each is called: its name, with the county before it where several have the same name."""
    often = Counter(place.name for place in places)
    return [p.name if often[p.name] == 1 or not p.county else f"{p.county}{p.name}" for p in places]
