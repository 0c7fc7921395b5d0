"""How are loops compiled that numpy can't do without a pass over memory each? By numba, kept where it can be."""

from __future__ import annotations

from collections.abc import Callable

import numba

OPTIONS = {"nogil": True, "error_model": "numpy"}
"""No `fastmath`: sums keep the order and rounding of numpy's, to the last bit."""


def compiled(function: Callable) -> Callable:
    """`function` as machine code, kept beside the source or in the user's cache for the next process.

    Where neither can be written (an install that is read-only and a user without home) it is compiled
    anew in each process.
    """
    try:
        return numba.njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # numba found no folder for its cache
        return numba.njit(**OPTIONS)(function)
