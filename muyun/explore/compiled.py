"""How are loops compiled that numpy can't do without a pass over memory each? By numba, kept where it can be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numba

OPTIONS = {"nogil": True, "error_model": "numpy"}
"""No `fastmath`: sums keep the order and rounding of numpy's, to the last bit."""

_SOURCES = (Path(__file__).parent, Path(__file__).parents[1] / "evaluate")


def compiled(function: Callable) -> Callable:
    """`function` as machine code, kept beside the source or in the user's cache for the next process.

    Where neither can be written (an install that is read-only and a user without home) it is compiled
    anew in each process.
    """
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(Path(before or Path(__file__).parent / "__pycache__") / sources())
    try:
        return numba.njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # numba found no folder for its cache
        return numba.njit(**OPTIONS)(function)
    finally:
        numba.config.CACHE_DIR = before


@cache
def sources() -> str:
    """Names the sources that compiled functions may call or take constants from.

    numba itself looks at a function's own module only, and would go on with what another one held before.
    """
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
