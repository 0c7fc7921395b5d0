"""Who is there? The sample's enterprises: identity, place, trade, and the years they are in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj

from sample_data.codes import credit_codes
from sample_data.industries import INDUSTRIES, Industry, draw_industries
from sample_data.places import COUNTIES, PARKS, town_outlines

TURNOVER_SHARE = 0.02
"""Share of the enterprises that leave after a year; as many enter."""

_LAND_MEDIAN_MU = 20.0
_LAND_LOG_SD = 1.0
_PARK_SHARE = 0.75
_LETTER_SHARE = 0.04
_GEOD = pyproj.Geod(ellps="GRS80")


def roster(enterprises: int, years: int, rng: np.random.Generator) -> pd.DataFrame:
    """All enterprises that are in the sample in some year, a row each, labelled 0 … n − 1.

    enterprises  how many there are in each of the `years`
    Columns: uscc, name, county, town, park (or missing), industry, trade, kind, place (in
    INDUSTRIES), land_mu (net, log-normal), first and last (places of its years), military.
    """
    first, last = _stay(enterprises, years, rng)
    count = len(first)
    drawn = draw_industries(count, rng)
    industries = [INDUSTRIES[k] for k in drawn]
    county, town = _places(count, rng)
    numbers = np.array([c.number for c in COUNTIES])
    return pd.DataFrame(
        {
            "uscc": credit_codes(np.arange(1, count + 1), numbers[county]),
            "name": [f"示例{k:04d}{i.trade}有限公司" for k, i in enumerate(industries, start=1)],
            "county": [COUNTIES[c].name for c in county],
            "town": town,
            "park": _parks(town, rng),
            "industry": _codes(industries, rng),
            "trade": [i.trade for i in industries],
            "kind": [i.kind for i in industries],
            "place": drawn,
            "land_mu": np.exp(rng.normal(np.log(_LAND_MEDIAN_MU), _LAND_LOG_SD, count)).round(2),
            "first": first,
            "last": last,
            "military": rng.random(count) < 0.002,
        }
    )


def presence(enterprises: pd.DataFrame, years: int) -> np.ndarray:
    """n × years, true where the enterprise is in the sample in that year."""
    year = np.arange(years)
    first, last = enterprises["first"].to_numpy(), enterprises["last"].to_numpy()
    return (first[:, None] <= year) & (year <= last[:, None])


def _stay(enterprises: int, years: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    first, last = np.zeros(enterprises, dtype=int), np.full(enterprises, years - 1)
    leaving = round(TURNOVER_SHARE * enterprises)
    for year in range(1, years):
        present = np.flatnonzero((first < year) & (last >= year))
        gone = rng.choice(present, size=leaving, replace=False)
        last[gone] = year - 1
        first = np.append(first, np.full(leaving, year))
        last = np.append(last, np.full(leaving, years - 1))
    return first, last


def _places(count: int, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    county = rng.choice(len(COUNTIES), size=count, p=[c.enterprise_share for c in COUNTIES])
    share = {name: abs(_GEOD.geometry_area_perimeter(p)[0]) for name, p in town_outlines().items()}
    draw = rng.random(count)
    town = []
    for place, quantile in zip(county, draw, strict=True):
        towns = COUNTIES[place].towns
        cumulative = np.cumsum([share[t] for t in towns])
        town.append(towns[int(np.searchsorted(cumulative / cumulative[-1], quantile))])
    return county, town


def _parks(towns: list[str], rng: np.random.Generator) -> list[str | None]:
    at = {park.town: park.name for park in PARKS}
    inside = rng.random(len(towns)) < _PARK_SHARE
    return [at.get(town) if here else None for town, here in zip(towns, inside, strict=True)]


def _codes(industries: list[Industry], rng: np.random.Generator) -> list[str]:
    """The codes; before some of industry's the letter of the section is written: C1713, D4620."""
    lettered = rng.random(len(industries)) < _LETTER_SHARE
    return [
        ("D" if i.code >= "44" else "C") + i.code if letter and i.kind == "工业" else i.code
        for i, letter in zip(industries, lettered, strict=True)
    ]
