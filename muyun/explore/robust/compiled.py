"""How are loops compiled that numpy can't do without a pass over memory each? By numba, kept where it can be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

OPTIONS = {"nogil": True, "error_model": "numpy"}
"""No `fastmath`: sums keep the order and rounding of numpy's, to the last bit."""

_SOURCES = (Path(__file__).parent, Path(__file__).parents[2] / "evaluate")


def compiled(function: Callable) -> Callable:
    """`function` as machine code, kept beside the source or in the user's cache for the next process.

    Where neither can be written (an install that is read-only and a user without home) it is compiled
    anew in each process.
    """
    before, folder = numba.config.CACHE_DIR, _folder()
    if folder is None:
        return numba.njit(**OPTIONS)(function)
    numba.config.CACHE_DIR = str(folder)
    try:
        return numba.njit(cache=True, **OPTIONS)(function)
    finally:
        numba.config.CACHE_DIR = before


def _folder() -> Path | None:
    """The first folder that can be written; numba's own choice of another one would go by a single source."""
    beside = Path(numba.config.CACHE_DIR or Path(__file__).parent / "__pycache__")
    for place in (beside, Path("~/.cache/muyun")):
        try:
            folder = place.expanduser() / sources()
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        except (OSError, RuntimeError):  # RuntimeError: the user has no home
            continue
        return folder
    return None


def is_kept() -> bool:
    """Whether compiled functions of these sources are there to be read; else the first use takes most of a minute."""
    folder = _folder()
    return folder is not None and any(folder.rglob("*.nbc"))


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


@intrinsic
def ones(context, word):
    """How many bits of a word are set, for compiled functions: one instruction, which Python has no name for."""
    return word(word), lambda context, builder, signature, words: builder.ctpop(words[0])


@intrinsic
def soon(context, array, place):
    """Tells the processor that `array[place]` is read soon: it doesn't see by itself which row of a block is next."""

    def fetch(context, builder, signature, args):
        held = context.make_array(array)(context, builder, args[0])
        number, address = ir.IntType(32), ir.IntType(8).as_pointer()
        at = cgutils.get_item_pointer(context, builder, array, held, [args[1]])
        form = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        call = cgutils.get_or_insert_function(builder.module, form, "llvm.prefetch.p0i8")
        builder.call(call, [builder.bitcast(at, address), number(0), number(3), number(1)])  # read, keep near, data
        return context.get_dummy_value()

    return numba.void(array, place), fetch
