"""How do outlines become SVG paths? Projected, and simplified together so that borders stay shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_TOLERANCE = 0.7
"""Units of the picture that a simplified border may be off."""

_SMALLEST = 1.0
"""Islands of less than this, in square units, are left out beside a larger part."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map: its height for the width asked, and for each outline the d of its path and where a label has room.

    labels  x, y, radius of the largest circle inside
    """

    height: float
    paths: tuple[str, ...]
    labels: tuple[tuple[float, float, float], ...]


def drawn(shapes: Sequence[BaseGeometry], width: float, tallest: float) -> Drawn:
    """The outlines (degrees) fitted into `width` × at most `tallest`, north up, lengths true at the middle latitude.

    ValueError: no outlines.
    """
    if not shapes:
        raise ValueError("no outlines to draw")
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    narrow = float(np.cos(np.radians((south + north) / 2)))
    scale = min(width / ((east - west) * narrow), tallest / (north - south))
    left = (width - (east - west) * narrow * scale) / 2

    def projected(points: np.ndarray) -> np.ndarray:
        return np.column_stack([left + (points[:, 0] - west) * narrow * scale, (north - points[:, 1]) * scale])

    flat = shapely.transform(np.array(shapes, dtype=object), projected)
    simple = shapely.coverage_simplify(flat, _TOLERANCE)
    kept = [_parts(one if not shapely.is_empty(one) else whole) for one, whole in zip(simple, flat, strict=True)]
    return Drawn((north - south) * scale, tuple("".join(map(_path, parts)) for parts in kept),
                 tuple(_room(parts[0]) for parts in kept))  # fmt: skip


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """The polygons, the largest first; specks only where there is nothing else."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    return [part for part in parts if part.area >= _SMALLEST] or parts[:1]


def _path(polygon: BaseGeometry) -> str:
    return "".join(_ring(ring) for ring in (polygon.exterior, *polygon.interiors))


def _ring(ring: BaseGeometry) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1].tolist()) + "Z"


def _room(polygon: BaseGeometry) -> tuple[float, float, float]:
    (x, y), _ = (radius := shapely.maximum_inscribed_circle(polygon, 1.0)).coords
    return x, y, float(radius.length)
