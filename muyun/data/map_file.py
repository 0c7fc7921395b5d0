"""What is in a map file once it has been opened: features with attributes, and shapes that can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from muyun.findings import Finding

COLUMNS_AT_MOST = 500
"""Attributes of a map file. Each costs a cell in every feature, so one more in each of many is their square."""

FEATURES_AT_MOST = 1_000_000
"""Features of a map file: ten times a large city's parcels."""

EXPANDED_AT_MOST = 3 * 2**29
"""Bytes that a map file may become when it is unpacked: 1.5 GiB."""


@dataclass(frozen=True, slots=True, eq=False)
class MapFile:
    """The features of a map file.

    frame   a row per feature, its crs None where the file names none
    unread  place in the frame → why its shape, None there, can't be read
    told    findings about the file as a whole
    """

    frame: gpd.GeoDataFrame
    unread: Mapping[int, str] = field(default_factory=dict)
    told: tuple[Finding, ...] = ()
