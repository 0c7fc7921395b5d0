"""Scores, ranks and classes for a block of weight sets: the one kernel that everything uses.

Rows lie group by group and, within a group, in tie-break order, so that a score and a
row's place pack into one int64 and one sort ranks everything (spec 5.1). Each element is
computed by the same operations whatever the block's size, so a block of one and a block of
many agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muyun.evaluate.points import spread_factor
from muyun.terms import SCORE_DECIMALS

CHUNK = 32_768
"""Rows handled at once, so that the intermediate rows stay in the processor's cache."""

BY_DIGITS_FROM = 4_096
"""Rows from which sorting by digits of 16 bits beats comparing (twice as fast at 100,000)."""

BILLIONTHS = 10.0**SCORE_DECIMALS

A, B, C, D = range(4)
"""Classes as numbers, best first."""


def weighted_scores(
    ratios: np.ndarray, lost: np.ndarray | None, points: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """综合得分 of n rows under k weight sets, k × n (spec 2, 10.5).

    ratios   m × n, item score per point of weight; 0 where lost
    lost     m × n mask of items whose weight spreads over the row's others; None when none is
    points   n, 加减分 with R
    weights  k × m, in points
    """
    scores = np.empty((len(weights), ratios.shape[1]))
    step = np.empty((len(weights), min(CHUNK, ratios.shape[1])))
    for start in range(0, ratios.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        total = scores[:, part]
        term = step[:, : total.shape[1]]
        np.multiply(weights[:, :1], ratios[0, part], out=total)
        for j in range(1, len(ratios)):
            np.multiply(weights[:, j : j + 1], ratios[j, part], out=term)
            total += term
        if lost is not None:
            total *= spread(lost[:, part], weights)
        total += points[part]
    return scores


def spread(lost: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What n rows' scores are multiplied by for the weight of their lost items (m × n) under k weight sets, k × n."""
    total = np.zeros((len(weights), lost.shape[1]))
    for j in range(len(lost)):
        total += weights[:, j : j + 1] * lost[j]
    return spread_factor(total)


def as_integers(scores: np.ndarray) -> np.ndarray:
    """Scores in billionths, as whole numbers: equal means tied (spec 12). Float64, exact up to 2⁵³."""
    scaled = scores * BILLIONTHS
    return np.rint(scaled, out=scaled)


def places_in_group(bounds: np.ndarray) -> np.ndarray:
    """0, 1, 2 … anew in each group: the place of each row, n."""
    places = np.arange(bounds[-1], dtype=np.int32)
    if len(bounds) > 2:
        places -= np.repeat(bounds[:-1].astype(np.int32), np.diff(bounds))
    return places


def ranked_order(scores: np.ndarray, bounds: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows in rank order within each group, and which of them tie with the one before; both k × n.

    scores  k × n, rows in tie-break order within each group
    bounds  g + 1 positions: group i holds rows bounds[i] … bounds[i + 1] − 1
    places  n, `places_in_group(bounds)`
    """
    bits = max(int(np.diff(bounds).max(initial=1) - 1).bit_length(), 1)
    highest = max(-scores.min(initial=0.0), scores.max(initial=0.0)) * BILLIONTHS
    if not highest < 2.0 ** (62 - bits):
        return _ranked_by_full_sort(as_integers(scores), bounds)
    keys = _packed(scores, places, bits)
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        _sort(keys[:, start:end], bits)
    tied = _tied(keys, bits, bounds)
    keys &= (1 << bits) - 1  # what is left is the place: new memory would cost more than the work
    if len(bounds) > 2:
        keys += np.repeat(bounds[:-1], np.diff(bounds))
    return keys, tied


def _packed(scores: np.ndarray, places: np.ndarray, bits: int) -> np.ndarray:
    """Each row's score, highest first, above its place in one int64, k × n."""
    keys = np.empty(scores.shape, dtype=np.int64)
    step = np.empty((len(scores), min(CHUNK, scores.shape[1])))
    for start in range(0, scores.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        scaled = step[:, : keys[:, part].shape[1]]
        np.multiply(scores[:, part], -BILLIONTHS, out=scaled)
        keys[:, part] = np.rint(scaled, out=scaled)
        keys[:, part] <<= bits
        keys[:, part] |= places[part]
    return keys


def _sort(keys: np.ndarray, bits: int) -> None:
    """Sorts each weight set's packed keys in place."""
    if keys.shape[1] < BY_DIGITS_FROM:
        keys.sort(axis=1)
        return
    for row in keys:
        row[:] = row.take(_order_by_digits(row >> bits))


def _order_by_digits(values: np.ndarray) -> np.ndarray:
    """The stable ascending order of n whole numbers: places lie in order already, so they need no comparing.

    A stable sort of 16-bit numbers counts them; so from the lowest digit up, each pass is linear.
    """
    values -= values.min()
    order = np.argsort(values.astype(np.uint16), kind="stable")
    for shift in range(16, int(values.max()).bit_length(), 16):
        digits = (values >> shift).astype(np.uint16)
        order = order.take(np.argsort(digits.take(order), kind="stable"))
    return order


def _tied(keys: np.ndarray, bits: int, bounds: np.ndarray) -> np.ndarray:
    """Whether each sorted key has the score of the one before it in its group."""
    tied = np.zeros(keys.shape, dtype=bool)
    for start in range(1, keys.shape[1], CHUNK):
        part = slice(start, min(start + CHUNK, keys.shape[1]))
        differing = keys[:, part] ^ keys[:, part.start - 1 : part.stop - 1]
        np.equal(np.right_shift(differing, bits, out=differing), 0, out=tied[:, part])
    tied[:, bounds[:-1][np.diff(bounds) > 0]] = False
    return tied


def _ranked_by_full_sort(scores: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for scores too large to pack."""
    order = np.empty(scores.shape, dtype=np.int64)
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        order[:, start:end] = start + np.argsort(-scores[:, start:end], axis=1, kind="stable")
    return order, _tied(np.take_along_axis(scores, order, axis=1).view(np.int64), 0, bounds)


def competition_ranks(tied: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Ranks 1, 1, 3 in rank order, k × n, starting anew in each group (spec 5.1)."""
    ranks = np.empty(tied.shape, dtype=np.int32)
    np.add(places, 1, out=ranks)
    rows = np.flatnonzero(tied)
    if len(rows):  # ties are few: each takes the rank of the row just before its run
        begins = np.flatnonzero(np.diff(rows, prepend=-1) > 1)
        first = np.repeat(rows[begins] - 1, np.diff(begins, append=len(rows)))
        ranks.ravel()[rows] = ranks.ravel()[first]
    return ranks


def class_places(counts: Sequence[Sequence[int]]) -> np.ndarray:
    """The class of each place in rank order, n, from each group's counts of A, B, C, D."""
    flat = np.asarray(counts, dtype=np.int64).reshape(-1, 4)
    return np.repeat(np.tile(np.arange(4, dtype=np.int8), len(flat)), flat.ravel())


def scattered(ordered: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Values in rank order put back at their rows, k × n."""
    out = np.empty_like(ordered)
    if len(out) == 1:  # one row at a time is several times faster than put_along_axis
        row = out[0]
        row[order[0]] = ordered[0]
    else:
        np.put_along_axis(out, order, ordered, axis=1)
    return out


def running_count(mask: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """How many are True up to and including each place, counted anew in each group; k × n."""
    total = np.cumsum(mask, axis=1)
    before = np.concatenate([np.zeros((len(mask), 1), total.dtype), total], axis=1)[:, bounds[:-1]]
    return total - np.repeat(before, np.diff(bounds), axis=1)
