"""Which weights with few decimals do as well? People have to read and type them."""

from __future__ import annotations

from itertools import product

import numpy as np

from muyun.explore.flip.open import Open
from muyun.explore.flip.search import Search
from muyun.explore.whatif.bounds import WEIGHT_SUM

COSTS_AT_MOST = 0.005
"""Points by which plain weights may be farther away: not seen at two decimals."""

_DECIMALS = (0, 1, 2, 3, 4, 6, 8)
_CONFIRMED_AT_MOST = 3
_CHANGED_FROM = 1e-9
_MANY = 6
"""Changed weights from which each is only rounded down or up: more steps would make thousands of sets."""


def plain_weights(weights: np.ndarray, ways: list[Open], search: Search) -> np.ndarray:
    """Legal weights near `weights` with the fewest decimals, confirmed by `decide`; `weights` where there are none."""
    reach = search.distance(weights) + COSTS_AT_MOST
    kept = [open_ for way in ways if (open_ := way.within(reach))]
    for decimals in _DECIMALS:
        near = _around(weights, search, decimals)
        near = near[search.norm.of(near - search.space.official) <= reach]
        near = near[_holds(kept, near - search.space.official)]
        order = np.argsort(search.norm.of(near - search.space.official), kind="stable")
        for candidate in near[order[:_CONFIRMED_AT_MOST]]:
            if search.accept(candidate):
                return candidate
    return weights


def _holds(ways: list[Open], changes: np.ndarray) -> np.ndarray:
    """Whether by the lines of any way the changes (k × m) do it, k."""
    by_way = [[line.wrong(changes) <= line.most for line in way.lines] for way in ways]
    return np.any([np.all(lines, axis=0) for lines in by_way if lines] or [np.zeros(len(changes), bool)], axis=0)


def _around(weights: np.ndarray, search: Search, decimals: int) -> np.ndarray:
    """Legal weight sets with the changed weights rounded to either side, k × m; the most changed one makes up 100."""
    changes = np.abs(weights - search.space.official)
    changed = np.flatnonzero(changes > _CHANGED_FROM)
    last = int(changes.argmax())
    rest = changed[changed != last]
    steps = np.array(list(product((-1, 0, 1, 2) if len(rest) < _MANY else (0, 1), repeat=len(rest))))
    near = np.repeat(np.where(changes > _CHANGED_FROM, weights, search.space.official)[None], len(steps), axis=0)
    near[:, rest] = np.round((np.floor(weights[rest] * 10**decimals) + steps) / 10**decimals, decimals)
    near[:, last] = np.round(WEIGHT_SUM - np.delete(near, last, axis=1).sum(axis=1), 9)
    return near[[search.space.holds(one) for one in near]]
