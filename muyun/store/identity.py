"""When are two uploads the same data? When every table holds the same rows, in whatever order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data.tables import Tables
from muyun.store.columns import arrow_columns
from muyun.terms import TABLES

_FORM = b"muyun tables 1\n"
"""Begins what is hashed; another number when the canonical form changes."""


def data_id(tables: Tables) -> str:
    """16 hexadecimal digits that name the content: the first of the SHA-256 of the canonical tables.

    Canonical: rows sorted by all columns, 0 for -0, columns and tables without a value left out
    (a measure that the product learns later changes nothing). The order of rows, `sources` and how
    pandas holds a value don't count; every value does, missing, "" and 0 being three, and so do the
    coefficients.
    """
    digest = hashlib.sha256(_FORM)
    for table in TABLES:
        if len(frame := tables.frame(table)):
            for piece in _frame_pieces(table, frame):
                digest.update(piece)
    rows = sorted(tables.coefficients, key=lambda c: (c.measure, c.basis, c.valid_from))
    digest.update(json.dumps([astuple(row) for row in rows]).encode())
    return digest.hexdigest()[:16]


def _frame_pieces(table: str, frame: pd.DataFrame) -> Iterator[bytes | memoryview | np.ndarray]:
    """The name, length and columns of a frame, then what each column holds, rows sorted by all columns."""
    columns = {n: a for n, a in arrow_columns(table, frame).items() if a.null_count < len(a)}
    columns = {name: _plain(array) for name, array in columns.items()}
    yield json.dumps([table, len(frame), [[n, str(a.type)] for n, a in columns.items()]]).encode()
    if columns:
        order = pc.sort_indices(pa.table(columns), sort_keys=[(name, "ascending") for name in columns])
        for array in columns.values():
            yield from _column_pieces(array.take(order))


def _plain(array: pa.Array) -> pa.Array:
    """0 for -0: the two are equal, and the order of equal rows would decide."""
    return pc.add(array, 0.0) if pa.types.is_floating(array.type) else array


def _column_pieces(array: pa.Array) -> Iterator[bytes | memoryview | np.ndarray]:
    """Which values there are, then the values; for texts and shapes their lengths, then their bytes."""
    yield np.packbits(array.is_valid().to_numpy(zero_copy_only=False))
    if pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type):
        filled = pc.fill_null(array.cast(pa.large_binary()), b"")
        yield pc.binary_length(filled).to_numpy(zero_copy_only=False)
        offsets = np.frombuffer(filled.buffers()[1], np.int64)[filled.offset : filled.offset + len(filled) + 1]
        yield memoryview(filled.buffers()[2] or b"")[offsets[0] : offsets[-1]]
        return
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.int64())
    zero = False if pa.types.is_boolean(array.type) else 0
    yield np.ascontiguousarray(pc.fill_null(array, zero).to_numpy(zero_copy_only=False))
