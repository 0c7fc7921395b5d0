"""What does everybody score under a few weight sets? `kernel.weighted_scores` in the processor's cache."""

from __future__ import annotations

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS
from muyun.explore.compiled import compiled

SETS = 4
"""Weight sets scored at once: a ratio is read once for all of them, and reading costs more than reckoning."""

MAGIC = 1.5 * 2.0**52
"""Added to a number below 2⁵¹ it leaves its nearest whole number (halves to even, as rint) in the lowest bits."""

LEAST, MOST = np.array([2.0**52, 2.0**53 - 1]).view(np.int64).tolist()
"""The bits of the sum, as whole numbers, while the number is below 2⁵¹; beyond them when it isn't, or is none."""

_TILE = 512
"""Rows scored at once, so that they stay in the cache nearest to the processor."""


@compiled
def scored(layout, weights, factors, keys):
    """Fills in −score in billionths plus MAGIC, by the operations of `kernel.weighted_scores` in their order.

    weights, factors  of SETS weight sets or fewer, as `robust_kernel.decided` has them
    keys              SETS × n; what is beyond the last weight set means nothing
    """
    m, n = layout.ratios.shape
    of = np.zeros((m, SETS))
    for k in range(len(weights)):
        of[:, k] = weights[k]
    for start in range(0, n, _TILE):
        part = slice(start, min(start + _TILE, n))
        a, b, c, d = keys[0, part], keys[1, part], keys[2, part], keys[3, part]
        a[:], b[:], c[:], d[:] = 0.0, 0.0, 0.0, 0.0
        for j in range(0, m - 1, 2):
            _two(a, b, c, d, of[j], of[j + 1], layout.ratios[j, part], layout.ratios[j + 1, part])
        if m % 2:
            _one(a, b, c, d, of[m - 1], layout.ratios[m - 1, part])
        for k in range(len(weights)):
            _whole(keys[k, part], layout.points[part], layout.pattern[part], factors[k])


@compiled
def _one(a, b, c, d, weight, ratio):
    """Adds one item's part to the scores of each weight set; slices of one dimension, or it isn't done in vectors."""
    of_a, of_b, of_c, of_d = weight[0], weight[1], weight[2], weight[3]
    for u in range(len(a)):
        a[u] += of_a * ratio[u]
        b[u] += of_b * ratio[u]
        c[u] += of_c * ratio[u]
        d[u] += of_d * ratio[u]


@compiled
def _two(a, b, c, d, weight, next_weight, ratio, next_ratio):
    """As twice `_one`, the scores read and written once."""
    of_a, of_b, of_c, of_d = weight[0], weight[1], weight[2], weight[3]
    to_a, to_b, to_c, to_d = next_weight[0], next_weight[1], next_weight[2], next_weight[3]
    for u in range(len(a)):
        a[u] = a[u] + of_a * ratio[u] + to_a * next_ratio[u]
        b[u] = b[u] + of_b * ratio[u] + to_b * next_ratio[u]
        c[u] = c[u] + of_c * ratio[u] + to_c * next_ratio[u]
        d[u] = d[u] + of_d * ratio[u] + to_d * next_ratio[u]


@compiled
def _whole(key, points, pattern, factors):
    if len(factors) > 0:
        for u in range(len(key)):
            key[u] *= factors[pattern[u]]
    for u in range(len(key)):
        key[u] = (key[u] + points[u]) * -BILLIONTHS + MAGIC
