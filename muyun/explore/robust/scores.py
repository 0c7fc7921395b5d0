"""What does everybody score under a few weight sets? `kernel.weighted_scores` in the processor's cache."""

from __future__ import annotations

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS
from muyun.explore.robust.compiled import compiled

SETS = 4
"""Weight sets scored at once: a ratio is read once for all of them, and reading costs more than reckoning."""

_ITEMS = 3
"""Items added at once: writing the scores costs more than reckoning, too."""

MAGIC = 1.5 * 2.0**52
"""Added to a number below 2⁵¹ it leaves its nearest whole number (halves to even, as rint) in the lowest bits."""

LEAST, MOST = np.array([2.0**52, 2.0**53 - 1]).view(np.int64).tolist()
"""The bits of the sum, as whole numbers, while the number is below 2⁵¹; beyond them when it isn't, or is none."""

_TILE = 512
"""Rows scored at once, so that they stay in the cache nearest to the processor."""


@compiled
def scored(layout, weights, factors, keys):
    """Fills in −score in billionths plus MAGIC, by the operations of `kernel.weighted_scores` in their order.

    weights, factors  of SETS weight sets or fewer, as `robust.kernel.decided` has them
    keys              SETS × n; what is beyond the last weight set means nothing
    """
    m, n = layout.ratios.shape
    of = np.zeros((-(-m // _ITEMS) * _ITEMS, SETS))
    for k in range(len(weights)):
        of[:m, k] = weights[k]
    for start in range(0, n, _TILE):
        part = slice(start, min(start + _TILE, n))
        a, b, c, d = keys[0, part], keys[1, part], keys[2, part], keys[3, part]
        for j in range(0, m, _ITEMS):  # beyond the last item the last one again, without weight: adds exactly nothing
            first, second = layout.ratios[j, part], layout.ratios[min(j + 1, m - 1), part]
            third = layout.ratios[min(j + 2, m - 1), part]
            if j == 0:
                _begin(a, b, c, d, of[:_ITEMS], first, second, third)
            else:
                _add(a, b, c, d, of[j : j + _ITEMS], first, second, third)
        for k in range(len(weights)):
            _whole(keys[k, part], layout.points[part], layout.pattern[part], factors[k])


@compiled
def _begin(a, b, c, d, of, x, y, z):
    """Fills in three items' part of the scores; slices of one dimension, or it isn't done in vectors."""
    xa, xb, xc, xd = of[0, 0], of[0, 1], of[0, 2], of[0, 3]
    ya, yb, yc, yd = of[1, 0], of[1, 1], of[1, 2], of[1, 3]
    za, zb, zc, zd = of[2, 0], of[2, 1], of[2, 2], of[2, 3]
    for u in range(len(a)):
        a[u] = xa * x[u] + ya * y[u] + za * z[u]
        b[u] = xb * x[u] + yb * y[u] + zb * z[u]
        c[u] = xc * x[u] + yc * y[u] + zc * z[u]
        d[u] = xd * x[u] + yd * y[u] + zd * z[u]


@compiled
def _add(a, b, c, d, of, x, y, z):
    """Adds three more items' part."""
    xa, xb, xc, xd = of[0, 0], of[0, 1], of[0, 2], of[0, 3]
    ya, yb, yc, yd = of[1, 0], of[1, 1], of[1, 2], of[1, 3]
    za, zb, zc, zd = of[2, 0], of[2, 1], of[2, 2], of[2, 3]
    for u in range(len(a)):
        a[u] = a[u] + xa * x[u] + ya * y[u] + za * z[u]
        b[u] = b[u] + xb * x[u] + yb * y[u] + zb * z[u]
        c[u] = c[u] + xc * x[u] + yc * y[u] + zc * z[u]
        d[u] = d[u] + xd * x[u] + yd * y[u] + zd * z[u]


@compiled
def _whole(key, points, pattern, factors):
    if len(factors) > 0:
        for u in range(len(key)):
            key[u] *= factors[pattern[u]]
    for u in range(len(key)):
        key[u] = (key[u] + points[u]) * -BILLIONTHS + MAGIC
