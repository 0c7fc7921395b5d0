"""How do a hundred thousand polygons reach the browser? Corners as whole steps from one to the next, in few bytes.

Three whole numbers (little-endian, 32 bits: shapes, rings, corners), then numbers of 7 bits a byte, the lowest
first, the eighth bit saying that more follow: the rings of each shape, the corners of each ring, and for each
corner the steps east and north from the corner before it, the first from 0°, 0°. Signed steps are folded (0, −1, 1,
−2 are 0, 1, 2, 3). A ring is closed without its first corner again. `ui/components/parcels.js` reads it.
"""

from __future__ import annotations

import struct

import numpy as np
import shapely

STEP_DEGREES = 1e-6
"""A corner is at most half a step off in each direction: 0.08 m on the equator, less elsewhere."""

_BITS = 7
_LONGEST = 10
"""Bytes of a number of 64 bits."""


def drawable(geometry: np.ndarray) -> np.ndarray:
    """Mask of the shapes that have an area to be drawn."""
    return ~shapely.is_missing(geometry) & (shapely.area(geometry) > 0)


def encoded(shapes: np.ndarray) -> bytes:
    """The payload of these shapes (lon/lat, polygons or collections of them, all `drawable`), in their order.

    Outer rings run against the clock and holes with it, so that overlapping shapes of one colour stay filled.
    """
    parts, of_shape = _polygons(shapes)
    rings, of_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    corners, of_ring = shapely.get_coordinates(rings, return_index=True)
    last = np.append(of_ring[1:] != of_ring[:-1], True) if len(of_ring) else np.zeros(0, dtype=bool)
    return _packed(np.bincount(of_shape[of_part], minlength=len(shapes)), corners[~last], of_ring[~last], len(rings))


def encoded_lines(lines: np.ndarray) -> bytes:
    """The payload of these lines (lon/lat), each a shape of one ring that isn't closed."""
    corners, of_line = shapely.get_coordinates(lines, return_index=True)
    return _packed(np.ones(len(lines), dtype=np.int64), corners, of_line, len(lines))


def _packed(rings_of_shape: np.ndarray, corners: np.ndarray, of_ring: np.ndarray, rings: int) -> bytes:
    steps = np.rint(corners / STEP_DEGREES).astype(np.int64)
    moves = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    numbers = np.concatenate([rings_of_shape, np.bincount(of_ring, minlength=rings), _folded(moves)])
    return struct.pack("<3I", len(rings_of_shape), rings, len(steps)) + _in_sevens(numbers)


def _polygons(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The polygons that the shapes are made of, and the number of each one's shape."""
    parts, of_shape = np.asarray(shapes, dtype=object), np.arange(len(shapes))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, of_part = shapely.get_parts(parts, return_index=True)
        of_shape = of_shape[of_part]
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts[areal], of_shape[areal]


def _folded(values: np.ndarray) -> np.ndarray:
    return np.where(values < 0, -2 * values - 1, 2 * values)


def _in_sevens(numbers: np.ndarray) -> bytes:
    """Each number in as many bytes of 7 bits as it takes."""
    size = np.ones(len(numbers), dtype=np.int64)
    for byte in range(1, _LONGEST):
        size += numbers >= 1 << (_BITS * byte)
    start = np.cumsum(size) - size
    out = np.zeros(int(size.sum()), dtype=np.uint8)
    for byte in range(int(size.max(initial=0))):
        here = size > byte
        more = (size[here] > byte + 1).astype(np.int64) << _BITS
        out[start[here] + byte] = (numbers[here] >> (_BITS * byte)) & 127 | more
    return out.tobytes()
