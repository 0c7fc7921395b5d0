"""Do the polygons of all parcels hold together? Drawn twice, overlapping, slivers, unlike the registered area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from muyun.data import check_parcels
from muyun.data.area import gauss_krueger_area_mu, perimeter_m, polygon_area_mu
from muyun.data.check import limited_of
from muyun.data.check_geometry import parcel_words
from muyun.data.geo_shapes import SHAPE
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding
from muyun.terms import MU_PER_M2, SCORE_DECIMALS

OVERLAP_M2, OVERLAP_SHARE = 10.0, 0.01
"""Two parcels overlap if they share more than either, the share being of the smaller one (本系统假定): less is
how exactly borders are surveyed and drawn."""

SLIVER_M = 1.0
"""A piece whose mean width (twice its area by its perimeter) is less is a sliver (本系统假定)."""

DECLARED_SHARE = 0.05
"""How far a registered area may be from the polygon's (spec 7.3): exactly 5 % is not too far."""

OTHER_UNITS = {"平方米": 2000 / 3, "公顷": 1 / 15, "平方公里": 1 / 1500}
"""Units in which offices have areas, and how many of each one 亩 is. A Shapefile's column name is cut after ten
bytes, and with it a unit: a whole column 667 times too large."""

PAIRS_AT_MOST = 2_000_000
"""Pairs with meeting boxes: a hundred thousand parcels have less than a million, stacked ones have the square."""

WORK_AT_MOST = 50_000_000
"""What comparing pairs may cost, each the product of its corners: two combs laid across each other meet in as
many points. A hundred thousand parcels of twelve corners, all adjoining, stay below."""

_LEAST_WORK, _ROWS_AT_ONCE = 100, 64


def shape_findings(tables: Tables) -> Iterator[Finding]:
    """Findings about the polygons of table 宗地, those of one kind together.

    Bounded, whatever the polygons are: identical ones are told first and compared with others once; where
    too many or too intricate ones meet, the rest is not compared, which is a finding too.
    """
    shapes = tables.parcels["geometry"].to_numpy()
    if shapely.is_missing(shapes).all():
        return
    first = _first_alike(shapes)
    yield from _twice(tables, first)
    area_m2 = polygon_area_mu(shapes) / MU_PER_M2
    yield from _overlaps(tables, np.flatnonzero(first == np.arange(len(shapes))), area_m2)
    yield from _slivers(tables)
    yield from _declared(tables, area_m2 * MU_PER_M2)


def shape_at(tables: Tables, row: int) -> Cell:
    """Where the polygon of a row stands in the upload."""
    return replace(tables.cell("宗地", int(row), "geometry"), column=SHAPE)


def parcel_of(tables: Tables, row: int) -> str:
    """The parcel of a row in words."""
    code = tables.parcels["parcel_id"].iat[int(row)]
    return parcel_words(None if pd.isna(code) else code)


def _first_alike(shapes: np.ndarray) -> np.ndarray:
    """For each row the first row with the same polygon, wherever its ring begins; −1 without one."""
    present = np.flatnonzero(~shapely.is_missing(shapes))
    codes, _ = pd.factorize(shapely.to_wkb(shapely.normalize(shapes[present])))
    _, firsts = np.unique(codes, return_index=True)
    first = np.full(len(shapes), -1)
    first[present] = present[firsts[codes]]
    return first


def _twice(tables: Tables, first: np.ndarray) -> tuple[Finding, ...]:
    def told(row: int) -> Finding:
        other = int(first[row])
        where, there = shape_at(tables, row), shape_at(tables, other)
        return check_parcels.twice(where, parcel_of(tables, row), parcel_of(tables, other).strip(), there)

    return limited_of(np.flatnonzero((first >= 0) & (first != np.arange(len(first)))), told)


def _overlaps(tables: Tables, rows: np.ndarray, area_m2: np.ndarray) -> Iterator[Finding]:
    """Overlaps between `rows`, each a polygon of its own."""
    rows = rows[area_m2[rows] > OVERLAP_M2]
    shapes, area = tables.parcels["geometry"].to_numpy()[rows], area_m2[rows]
    pairs, complete = _meeting(shapes)
    pairs, affordable = _affordable(shapes, pairs)
    pairs = pairs[:, _share_ground(shapes, pairs)]
    shared = polygon_area_mu(shapely.intersection(*shapes[pairs])) / MU_PER_M2
    smaller = area[pairs].min(axis=0)
    over = np.flatnonzero(np.nan_to_num(shared) > np.maximum(OVERLAP_M2, OVERLAP_SHARE * smaller))

    def told(at: int) -> Finding:
        one, other = rows[pairs[:, at]]
        where, share = shape_at(tables, other), shared[at] / smaller[at]
        return check_parcels.overlap(
            where, parcel_of(tables, other), parcel_of(tables, one), shared[at] * MU_PER_M2, share
        )

    yield from limited_of(over, told)
    if not (complete and affordable):
        yield check_parcels.overlaps_unchecked(replace(shape_at(tables, 0), row=None))


def _meeting(shapes: np.ndarray) -> tuple[np.ndarray, bool]:
    """2 × k places of pairs whose boxes meet, the earlier one first; and whether these are all."""
    tree, found, count = shapely.STRtree(shapes), [np.empty((2, 0), int)], 0
    for start in range(0, len(shapes), _ROWS_AT_ONCE):
        later, earlier = tree.query(shapes[start : start + _ROWS_AT_ONCE]) + np.array([[start], [0]])
        count += len(later)
        if count > PAIRS_AT_MOST:
            return np.concatenate(found, axis=1), False
        found.append(np.stack([earlier, later])[:, earlier < later])
    return np.concatenate(found, axis=1), True


def _affordable(shapes: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, bool]:
    """The pairs that aren't too much work together, the cheap ones first; and whether these are all."""
    cost = np.maximum(shapely.get_num_coordinates(shapes)[pairs].prod(axis=0), _LEAST_WORK)
    order = np.argsort(cost, kind="stable")
    kept = np.sort(order[np.cumsum(cost[order]) <= WORK_AT_MOST])
    return pairs[:, kept], len(kept) == len(order)


def _share_ground(shapes: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which pairs share ground: adjoining parcels, the many, are told apart without an intersection."""
    one, other = shapes[pairs]
    low, high = shapely.bounds(one), shapely.bounds(other)
    sign = np.array([1, 1, -1, -1])  # a box lies in another if no side of it lies further out
    inside = ((low - high) * sign >= 0).all(axis=1) | ((high - low) * sign >= 0).all(axis=1)
    meet = shapely.overlaps(one, other)
    nested = np.flatnonzero(inside & ~meet)
    meet[nested] = shapely.relate_pattern(one[nested], other[nested], "T********")
    return meet


def _slivers(tables: Tables) -> tuple[Finding, ...]:
    parts, owner = shapely.get_parts(tables.parcels["geometry"].to_numpy(), return_index=True)
    around = perimeter_m(parts)
    with np.errstate(divide="ignore", invalid="ignore"):  # a piece without extent has neither, and is one
        thin = ~(2 * polygon_area_mu(parts) / MU_PER_M2 / around >= SLIVER_M)
    count, of = np.bincount(owner[thin], minlength=len(tables.parcels)), np.bincount(owner, minlength=1)

    def told(row: int) -> Finding:
        return check_parcels.sliver(
            shape_at(tables, row), parcel_of(tables, row), int(count[row]), int(of[row]), SLIVER_M
        )

    return limited_of(np.flatnonzero(count), told)


def _declared(tables: Tables, polygon_mu: np.ndarray) -> Iterator[Finding]:
    """Registered areas more than 5 % off; compared on 9 decimals, so that exactly 5 % is within.

    Those that another unit explains come first, all of one unit as one finding.
    """
    declared = tables.parcels["area_declared_mu"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = declared / polygon_mu
    off = _far(times) & (declared >= 0) & (polygon_mu > 0)
    for unit, factor in OTHER_UNITS.items():
        rows = np.flatnonzero(off & ~_far(times / factor))
        off[rows] = False
        if len(rows):
            first = int(rows[0])
            where, areas = tables.cell("宗地", first, "area_declared_mu"), (declared[first], polygon_mu[first])
            yield check_parcels.declared_in(where, unit, len(rows), parcel_of(tables, first), *areas)

    def told(row: int) -> Finding:
        where, shape = tables.cell("宗地", int(row), "area_declared_mu"), tables.parcels["geometry"].iat[int(row)]
        krueger = float(gauss_krueger_area_mu([shape])[0])
        return check_parcels.declared_off(where, parcel_of(tables, row), declared[row], polygon_mu[row], krueger)

    yield from limited_of(np.flatnonzero(off), told)


def _far(times: np.ndarray) -> np.ndarray:
    """Which ratios of a registered area to the polygon's are too far from 1."""
    return np.round(np.abs(times - 1), SCORE_DECIMALS) > DECLARED_SHARE
