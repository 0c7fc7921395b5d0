"""Where does the sample play? Seven counties of the prefecture, invented towns and parks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shapely import Polygon
from shapely.geometry import shape

PREFECTURE = "嘉兴市"
MARK = "（示意）"
"""Ends the name of everything that stands on the map but not in the world."""

OUTLINES_FILE = Path(__file__).with_name("outlines.geojson")


@dataclass(frozen=True, slots=True)
class County:
    """A county: its `number` in synthetic codes, roughly where its seat lies, its part of the enterprises."""

    name: str
    number: int
    seat_lon: float
    seat_lat: float
    enterprise_share: float
    town_count: int

    @property
    def short(self) -> str:
        """The name without 区, 县 or 市."""
        return self.name[:-1]

    @property
    def towns(self) -> tuple[str, ...]:
        """The invented towns, the seat first."""
        return tuple(f"{self.short}{suffix}{MARK}" for suffix in _TOWN_SUFFIXES[: self.town_count])


_TOWN_SUFFIXES = (
    "城中街道", "城东街道", "城西街道", "东河镇", "西浜镇", "南圩镇", "北港镇", "新桥镇", "长塘镇", "丰荡镇",
)  # fmt: skip

COUNTIES = (
    County("南湖区", 2, 120.80, 30.71, 0.13, 9),
    County("秀洲区", 11, 120.68, 30.80, 0.13, 8),
    County("嘉善县", 21, 120.96, 30.85, 0.13, 9),
    County("海盐县", 24, 120.93, 30.50, 0.11, 9),
    County("海宁市", 81, 120.63, 30.48, 0.18, 10),
    County("平湖市", 82, 121.07, 30.68, 0.14, 9),
    County("桐乡市", 83, 120.52, 30.65, 0.18, 10),
)


@dataclass(frozen=True, slots=True)
class Park:
    """A park, zone or platform in one town; years are missing where the kind has none."""

    name: str
    kind: str
    level: str | None
    county: str
    town: str
    named_year: int | None = None
    listed_year: int | None = None
    heritage: bool | None = None


def _park(
    county: County, town: int, title: str, kind: str, level: str | None = None, **years: int | bool | None
) -> Park:
    return Park(f"{county.short}{title}{MARK}", kind, level, county.name, county.towns[town], **years)


def _parks_of_every_county(county: County, place: int) -> list[Park]:
    zone_level = ("国家级", "省级", "国家级", "省级", "省级", "参照省级", "省级")[place]
    micro_level = ("生产制造", "生产服务")[place % 2]
    named = (2017, None, 2018, None, 2019, None, None)[place]
    town_years = {"named_year": named, "listed_year": 2015 + place % 5, "heritage": place == 5}
    return [
        _park(county, 1, "经济开发区", "经济开发区", zone_level),
        _park(county, 3, "时尚小镇", "特色小镇", **town_years),
        _park(county, 4, "小微企业园", ("小微企业园", "小微工业园")[place % 2], micro_level),
        _park(county, 5, "市镇工业园区", "市镇工业园区"),
    ]


PARKS = (
    *(park for place, county in enumerate(COUNTIES) for park in _parks_of_every_county(county, place)),
    _park(COUNTIES[0], 2, "高新区", "高新区", "国家级", named_year=2012),
    _park(COUNTIES[1], 2, "高新区", "高新区", "省级", named_year=2014),
    _park(COUNTIES[4], 2, "高新区", "高新区", "省级", named_year=2020),
    _park(COUNTIES[0], 7, "综合保税区", "综合保税区", "国家级", named_year=2015),
    _park(COUNTIES[2], 6, "两创中心", "“两创”中心"),
    _park(COUNTIES[4], 6, "两创中心", "“两创”中心"),
    _park(COUNTIES[6], 6, "两创中心", "“两创”中心"),
    _park(COUNTIES[3], 6, "产业平台", "产业平台"),
    _park(COUNTIES[5], 6, "产业平台", "产业平台"),
)
"""All parks; at most one in a town."""


@cache
def town_outlines() -> dict[str, Polygon]:
    """The invented outline of every town by name, longitude and latitude in CGCS2000."""
    return _outlines("镇街")


@cache
def county_outlines() -> dict[str, Polygon]:
    """The invented outline of every county by name, longitude and latitude in CGCS2000."""
    return _outlines("县")


def _outlines(level: str) -> dict[str, Polygon]:
    features = json.loads(OUTLINES_FILE.read_text("utf-8"))["features"]
    return {
        f["properties"]["名称"]: shape(f["geometry"]) for f in features if f["properties"]["级别"] == level
    }
