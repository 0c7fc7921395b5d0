"""What do the answers by one norm say about those by the other? What is found or proven by one holds for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from muyun.explore.flip.ball import Norm
from muyun.explore.flip.open import Open
from muyun.explore.flip.search import Nearest, Search


def nearest_by_both(searches: Mapping[Search, Sequence[Open]]) -> dict[Norm, Nearest]:
    """The answer of each norm's search (all of one unit and class), none of them in conflict with another.

    searches  the ways measured by its norm
    """
    starts = [weights for search, ways in searches.items() for weights in search.starts(list(ways))]
    found = {search.norm: search.nearest(list(ways), starts) for search, ways in searches.items()}
    weights = [nearest.weights for nearest in found.values() if nearest.weights is not None]
    if 0 < len(weights) < len(found):
        found = {search.norm: search.nearest(list(ways), weights) for search, ways in searches.items()}
    return agreed(found, {search.norm: search for search in searches})


def agreed(found: dict[Norm, Nearest], searches: Mapping[Norm, Search]) -> dict[Norm, Nearest]:
    """With the bounds that follow from the other norm's: inf where it has proven that there are none.

    What is raised is taken from others: a sum is at least twice its largest part, and of m parts at most as many
    times as an even number of them that isn't above m.
    """
    total, largest = found[Norm.SUM], found[Norm.LARGEST]
    parts = len(searches[Norm.SUM].space.official) // 2 * 2
    bounds = {
        Norm.SUM: max(total.bound, 2 * largest.bound),
        Norm.LARGEST: max(largest.bound, total.bound / max(parts, 1)),
    }
    return {
        norm: replace(nearest, bound=min(bounds[norm], searches[norm].distance(nearest.weights)))
        for norm, nearest in found.items()
    }
