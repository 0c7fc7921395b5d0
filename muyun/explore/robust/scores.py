"""What does everybody score under a few weight sets? `kernel.weighted_scores` in the processor's cache."""

from __future__ import annotations

import numpy as np

from muyun.evaluate.kernel import BILLIONTHS
from muyun.explore.robust.compiled import compiled

SETS = 4
"""Weight sets scored at once: a ratio is read once for all of them, and reading costs more than reckoning."""

_AT_ONCE = 6
"""Items that are scored at once, as nearly all pools': writing the scores costs more than reckoning, too."""

_ITEMS = 3
"""Items added at once where there are more, or some are lost."""

MAGIC = 1.5 * 2.0**52
"""Added to a number below 2⁵¹ it leaves its nearest whole number (halves to even, as rint) in the lowest bits."""

LEAST, MOST = np.array([2.0**52, 2.0**53 - 1]).view(np.int64).tolist()
"""The bits of the sum, as whole numbers, while the number is below 2⁵¹; beyond them when it isn't, or is none."""


@compiled
def scored(layout, weights, factors, keys):
    """Fills in −score in billionths plus MAGIC, by the operations of `kernel.weighted_scores` in their order.

    weights, factors  of SETS weight sets or fewer, as `robust.kernel.decided` has them
    keys              SETS × n; what is beyond the last weight set means nothing
    """
    x, n, last = layout.ratios, len(layout.points), len(layout.ratios) - 1
    of = np.zeros((len(x) + _AT_ONCE, SETS))
    for k in range(len(weights)):
        of[: last + 1, k] = weights[k]
    a, b, c, d = keys[0, :n], keys[1, :n], keys[2, :n], keys[3, :n]  # of one dimension, or it isn't done in vectors
    # beyond the last item comes the last one again, without weight: adds exactly nothing
    if last < _AT_ONCE and factors.shape[1] == 0:
        q, r, s, t, u = min(1, last), min(2, last), min(3, last), min(4, last), min(5, last)
        _at_once(a, b, c, d, of, x[0, :n], x[q, :n], x[r, :n], x[s, :n], x[t, :n], x[u, :n], layout.points)
        return
    keys[:] = 0
    for j in range(0, last + 1, _ITEMS):
        _add(a, b, c, d, of[j : j + _ITEMS], x[j, :n], x[min(j + 1, last), :n], x[min(j + 2, last), :n])
    for k in range(len(weights)):
        _whole(keys[k, :n], layout.points, layout.pattern, factors[k])


@compiled
def _at_once(a, b, c, d, of, x, y, z, r, s, t, points):
    """Fills in the whole scores of six items."""
    xa, xb, xc, xd = of[0, 0], of[0, 1], of[0, 2], of[0, 3]
    ya, yb, yc, yd = of[1, 0], of[1, 1], of[1, 2], of[1, 3]
    za, zb, zc, zd = of[2, 0], of[2, 1], of[2, 2], of[2, 3]
    ra, rb, rc, rd = of[3, 0], of[3, 1], of[3, 2], of[3, 3]
    sa, sb, sc, sd = of[4, 0], of[4, 1], of[4, 2], of[4, 3]
    ta, tb, tc, td = of[5, 0], of[5, 1], of[5, 2], of[5, 3]
    for u in range(len(a)):
        p = points[u]
        a[u] = (xa * x[u] + ya * y[u] + za * z[u] + ra * r[u] + sa * s[u] + ta * t[u] + p) * -BILLIONTHS + MAGIC
        b[u] = (xb * x[u] + yb * y[u] + zb * z[u] + rb * r[u] + sb * s[u] + tb * t[u] + p) * -BILLIONTHS + MAGIC
        c[u] = (xc * x[u] + yc * y[u] + zc * z[u] + rc * r[u] + sc * s[u] + tc * t[u] + p) * -BILLIONTHS + MAGIC
        d[u] = (xd * x[u] + yd * y[u] + zd * z[u] + rd * r[u] + sd * s[u] + td * t[u] + p) * -BILLIONTHS + MAGIC


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
