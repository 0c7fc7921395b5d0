"""Coordinates of Chinese web maps (GCJ-02, BD-09): what is the true place, and how far was it moved?

Both are unpublished. The formulas are those that the open-source libraries coordtransform (wandergis, MIT)
and eviltransform (googollee, BSD-style) share; here they run over arrays, and the way back is found by iterating.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

import numpy as np


class ShiftedCRS(StrEnum):
    """A system of longitudes and latitudes that a web map has moved on purpose."""

    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


_NAMES = {
    ShiftedCRS.GCJ02: re.compile(r"(?<![A-Z])GCJ[\s_-]*0?2|火星(?![村社街])"),
    ShiftedCRS.BD09: re.compile(r"(?<![A-Z])BD[\s_-]*0?9(?![\s_-]*MC|\d)|百度(?!墨卡托)"),
}  # fmt: skip
_A, _E2 = 6378245.0, 0.00669342162296594323
"""The ellipsoid of Krassowsky, which the formula takes its metres from."""

_CENTRE = (105.0, 35.0)
_BOUNDS = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north: outside, GCJ-02 moves nothing."""

_TWIST = np.pi * 3000 / 180
_BAIDU = (0.0065, 0.006)
_STEPS, _NEAR = 12, 1e-10
"""Each step back leaves about a thousandth of the error: a few reach 1e-10°, a hundredth of a millimetre."""


def named_shift(text: str) -> ShiftedCRS | None:
    """The system that a file's name or its coordinate system's name declares, or None.

    >>> named_shift("宗地-GCJ02"), named_shift("百度坐标系"), named_shift("CGCS2000")
    (<ShiftedCRS.GCJ02: 'GCJ-02'>, <ShiftedCRS.BD09: 'BD-09'>, None)
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return next((system for system, name in _NAMES.items() if name.search(plain)), None)


def unshifted(system: ShiftedCRS, lonlat: np.ndarray) -> np.ndarray:
    """The true places of coordinates in `system`, n × 2 degrees; there and back within a millimetre inside China."""
    if system is ShiftedCRS.BD09:
        lonlat = _inverse(bd09_of_gcj02, lonlat)
    return _inverse(gcj02, lonlat)


def gcj02(lonlat: np.ndarray) -> np.ndarray:
    """Where GCJ-02 draws true places, n × 2 degrees."""
    lon, lat = lonlat.T
    x, y = lon - _CENTRE[0], lat - _CENTRE[1]
    both = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += 2 / 3 * (both + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += 2 / 3 * (both + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)))
    flat = 1 - _E2 * np.sin(np.radians(lat)) ** 2
    d_lat = np.degrees(north / (_A * (1 - _E2) / flat**1.5))
    d_lon = np.degrees(east / (_A / np.sqrt(flat) * np.cos(np.radians(lat))))
    west, south, east_end, north_end = _BOUNDS
    inside = (lon >= west) & (lon <= east_end) & (lat >= south) & (lat <= north_end)
    return np.where(inside[:, None], lonlat + np.column_stack([d_lon, d_lat]), lonlat)


def bd09_of_gcj02(lonlat: np.ndarray) -> np.ndarray:
    """Where BD-09 draws what GCJ-02 draws at these places, n × 2 degrees."""
    lon, lat = lonlat.T
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _TWIST)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _TWIST)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + _BAIDU


def _inverse(forward: Callable[[np.ndarray], np.ndarray], target: np.ndarray) -> np.ndarray:
    """The point that `forward` moves to `target`, by fixed-point iteration: it moves neighbours alike."""
    guess = target.copy()
    for _ in range(_STEPS):
        left = target - forward(guess)
        guess += left
        if not (np.abs(left) > _NEAR).any():
            break
    return guess


def _waves(at: np.ndarray, *waves: tuple[float, float]) -> np.ndarray:
    return sum(metres * np.sin(np.pi * at * frequency) for metres, frequency in waves)
