"""Arrays that begin where a line of the processor's cache does: a vector that lies in two lines costs twice."""

from __future__ import annotations

import numpy as np
from numba.extending import register_jitable

LINE = 64
"""Bytes of a line, and of the widest vector."""


def laid(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """A copy of a row of values."""
    copy = aligned(len(values), dtype)
    copy[:] = values
    return copy


def filled(count: int, value: int, dtype: np.dtype) -> np.ndarray:
    """`count` times the same value."""
    row = aligned(count, dtype)
    row.fill(value)
    return row


@register_jitable
def aligned(count, dtype):
    """Room for `count` items."""
    room = np.empty(count + LINE, dtype)
    first = -room.ctypes.data % LINE // room.itemsize
    return room[first : first + count]


@register_jitable
def aligned_rows(rows, count, dtype):
    """Room for rows of `count` items or some more, so that each row begins with a line."""
    in_line = LINE // np.empty(0, dtype).itemsize
    apart = (count + in_line - 1) // in_line * in_line
    return aligned(rows * apart, dtype).reshape(rows, apart)
