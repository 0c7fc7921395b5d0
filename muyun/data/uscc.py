"""Whether credit codes are well formed (GB 32100), for many codes at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: no I, O, S, V, Z."""

LENGTH = 18

_VALUES = np.full(256, -1, np.int64)
_VALUES[np.frombuffer(ALPHABET.encode(), np.uint8)] = np.arange(len(ALPHABET))
_WEIGHTS = np.array([pow(3, i, 31) for i in range(LENGTH - 1)])


def wrong_codes(codes: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Positions of codes of a wrong form, and of codes of right form with a wrong last character.

    Null is neither. `codes` are half-width and capital.
    """
    sized = pc.fill_null(pc.equal(pc.binary_length(codes), LENGTH), False)
    present = codes.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(sized.to_numpy(zero_copy_only=False))
    values = _VALUES[_characters(codes, rows)]
    formed = (values >= 0).all(axis=1)
    total = values[:, :-1] @ _WEIGHTS
    fits = (total + values[:, -1]) % 31 == 0
    malformed = present.copy()
    malformed[rows[formed]] = False
    return np.flatnonzero(malformed), rows[formed & ~fits]


def _characters(codes: pa.Array, rows: np.ndarray) -> np.ndarray:
    """n × 18 bytes of the codes at `rows`, each 18 bytes long."""
    if not len(rows):
        return np.empty((0, LENGTH), np.uint8)
    taken = codes if len(rows) == len(codes) else codes.take(pa.array(rows))
    _, offsets, data = taken.buffers()
    start = np.frombuffer(offsets, np.int32)[taken.offset]
    return np.frombuffer(data, np.uint8)[start : start + len(rows) * LENGTH].reshape(-1, LENGTH)
