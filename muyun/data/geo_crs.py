"""Where on the ground are a map file's coordinates? From the system that it states to CGCS2000 degrees.

What files get wrong of it is mended where only one reading lies in China, and told: latitude first, the
number of the zone in front of the easting or missing there. What can't be mended is told: degrees under a
system of metres, the number of another zone, places abroad. GCJ-02 and BD-09 are declared by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError

from muyun.data import check_geometry
from muyun.data.archive import Refused
from muyun.data.shifted_crs import ShiftedCRS, named_shift, unshifted
from muyun.findings import Cell, Finding, has_errors

PARCEL_CRS = "EPSG:4490"
"""CGCS2000 longitude and latitude, in which every parcel is kept."""

_WGS84 = "EPSG:4326"
_CHINA = (73.0, 10.0, 136.0, 54.0)
"""West, south, east, north. Latitudes and longitudes of China share no value, so swapped ones are seen."""

_ZONE_M, _FALSE_EASTING_M = 1_000_000, 500_000
_ZONE_NUMBERS = (13, 45)
"""Of China: 13–23 of 6°, 24–45 of 3°."""

_OLD_DATUMS = {"Xian 1980": "西安 80", "New Beijing": "新北京 54", "Beijing 1954": "北京 54"}
OLD_DATUM_NAMES = tuple(_OLD_DATUMS.values())
"""What datums without public parameters are called, one that another's name is part of first."""

_OLD = re.compile("|".join(_OLD_DATUMS))


@dataclass(frozen=True, slots=True)
class _Zone:
    """A Gauss–Krüger zone: its possible numbers (of 3° and 6°), and the one in its false easting, 0 for none."""

    numbers: tuple[int, ...]
    written: int


def declared_shift(file_stem: str, crs: pyproj.CRS | None) -> ShiftedCRS | None:
    """GCJ-02 or BD-09 where the file's coordinate system or, failing that, the file's name says so."""
    return (named_shift(crs.name) if crs is not None else None) or named_shift(file_stem)


def on_cgcs2000(
    place: Cell, frame: gpd.GeoDataFrame, shift: ShiftedCRS | None
) -> tuple[np.ndarray, list[Finding]]:
    """The frame's shapes on CGCS2000 longitude and latitude, and what had to be done to them.

    frame  with its crs; one without it is taken as longitude and latitude (where `shift` is declared)
    Refused: there is no way from its coordinate system to CGCS2000.
    """
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    crs = pyproj.CRS(frame.crs or PARCEL_CRS)
    if not (crs.is_geographic or crs.is_projected):
        raise Refused(check_geometry.unreadable(place, "坐标系既不是经纬度，也不是平面直角坐标"))
    try:
        shapes, findings = _mended(place, shapes, crs)
        shapes = shapely.transform(shapes, _degrees(crs))
    except (ProjError, ValueError, RuntimeError) as error:
        raise Refused(check_geometry.unreadable(place, "不能从文件的坐标系换算到 CGCS2000")) from error
    if shift is not None:
        shapes = shapely.transform(shapes, lambda points: unshifted(shift, points))
        findings.append(check_geometry.shift_undone(place, shift.value))
    findings += _old_datum(place, crs)
    if not has_errors(findings) and len(abroad := _abroad(_middles(shapes))):
        findings.append(check_geometry.abroad(place, len(abroad), *abroad[0]))
    return shapes, findings


def old_datum_name(crs: pyproj.CRS) -> str:
    """What a system on a datum without public parameters is called: 西安 80, 北京 54; "" for any other."""
    old = _OLD.search(crs.geodetic_crs.datum.name if crs.geodetic_crs else "")
    return _OLD_DATUMS[old[0]] if old else ""


def _old_datum(place: Cell, crs: pyproj.CRS) -> list[Finding]:
    old = old_datum_name(crs)
    if not old:
        return []
    make = check_geometry.old_datum_converted if crs.is_bound else check_geometry.old_datum
    return [make(place, old)]


def _degrees(crs: pyproj.CRS):
    """n × 2 in `crs`, east first, to degrees on CGCS2000. WGS 84 agrees with it within centimetres.

    A system that brings its way to WGS 84 is taken there: on the way to CGCS2000 PROJ leaves its parameters out.
    """
    if crs in (PARCEL_CRS, _WGS84):
        return lambda points: points
    way = pyproj.Transformer.from_crs(crs, _WGS84 if crs.is_bound else PARCEL_CRS, always_xy=True)
    return lambda points: np.column_stack(way.transform(*points.T))


def _mended(place: Cell, shapes: np.ndarray, crs: pyproj.CRS) -> tuple[np.ndarray, list[Finding]]:
    """The shapes with east first and the zone's number as `crs` has it."""
    middles, zone, findings = _middles(shapes), _zone(_flat(crs)), []
    if crs.is_projected and len(middles) and (_in_china(middles) | _in_china(middles[:, ::-1])).all():
        return shapes, [check_geometry.degrees_as_metres(place, crs.name)]
    if _swapped(middles, zone, crs):
        shapes, middles = shapely.transform(shapes, lambda points: points[:, ::-1]), middles[:, ::-1]
        findings.append(check_geometry.axes_swapped(place))
    if zone and len(other := _other_zones(middles, zone)):
        findings.append(check_geometry.zone_other(place, len(other), int(other[0]), zone.numbers))
    if zone and (count := int(np.count_nonzero(_other_prefix(middles, zone)))):
        told = zone.written or int(middles[_other_prefix(middles, zone)][0, 0] // _ZONE_M)
        findings.append(check_geometry.zone_prefix(place, count, told, added=bool(zone.written)))
        shapes = shapely.transform(shapes, lambda points: _own_prefix(points, zone))
    return shapes, findings


def _middles(shapes: np.ndarray) -> np.ndarray:
    """The middle of each shape's box, k × 2, those without one left out."""
    bounds = shapely.bounds(shapes)
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    return middles[np.isfinite(middles).all(axis=1)]


def _in_china(lonlat: np.ndarray) -> np.ndarray:
    """Which points lie in the box of longitudes and latitudes that China fills."""
    west, south, east, north = _CHINA
    lon, lat = lonlat.T
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _abroad(lonlat: np.ndarray) -> np.ndarray:
    """The points that are places on earth, but none in China."""
    return lonlat[~_in_china(lonlat) & (np.abs(lonlat) <= (180, 90)).all(axis=1)]


def _swapped(middles: np.ndarray, zone: _Zone | None, crs: pyproj.CRS) -> bool:
    """Whether no shape lies in China as written, and more than half do with the axes swapped."""
    def lie_in_china(points: np.ndarray) -> np.ndarray:
        return _in_china(_degrees(crs)(_own_prefix(points, zone) if zone else points))

    if not len(middles) or lie_in_china(middles).any():
        return False
    return np.count_nonzero(lie_in_china(middles[:, ::-1])) > len(middles) / 2


def _flat(crs: pyproj.CRS) -> pyproj.CRS:
    """The system in the plane: without heights, and without the way to another one that it may carry."""
    while crs.is_bound or crs.is_compound:
        crs = crs.source_crs if crs.is_bound else crs.sub_crs_list[0]
    return crs


def _zone(crs: pyproj.CRS) -> _Zone | None:
    """The Gauss–Krüger zone that a projected system is, or None."""
    way = crs.coordinate_operation
    if way is None or "Transverse Mercator" not in way.method_name:
        return None
    values = {parameter.name: parameter.value for parameter in way.params}
    meridian, easting = values.get("Longitude of natural origin", 0.0), values.get("False easting", 0.0)
    written, rest = divmod(easting, _ZONE_M)
    if rest != _FALSE_EASTING_M or values.get("Scale factor at natural origin", 1.0) != 1:
        return None
    numbers = [meridian / 3, (meridian + 3) / 6]
    return _Zone(tuple(int(n) for n in numbers if n == int(n) and n > 0), int(written))


def _other_prefix(points: np.ndarray, zone: _Zone) -> np.ndarray:
    """Which eastings have the zone's number in front although the system hasn't, or the reverse."""
    number = points[:, 0] // _ZONE_M
    return number == 0 if zone.written else np.isin(number, zone.numbers)


def _other_zones(points: np.ndarray, zone: _Zone) -> np.ndarray:
    """The numbers in front of eastings that are those of another zone than the system's."""
    number = points[:, 0] // _ZONE_M
    first, last = _ZONE_NUMBERS
    return number[(number >= first) & (number <= last) & ~np.isin(number, (zone.written, *zone.numbers))]


def _own_prefix(points: np.ndarray, zone: _Zone) -> np.ndarray:
    """The points with the zone's number in front of the easting where the system has it, and only there."""
    own = zone.written * _ZONE_M + points[:, 0] % _ZONE_M
    east = np.where(_other_prefix(points, zone), own, points[:, 0])
    return np.column_stack([east, points[:, 1]])
