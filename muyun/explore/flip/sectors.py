"""What do sector rules add to the ways in which weights change a class? (JX-17…19)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.sectors import PreparedSectors, places_of
from muyun.explore.flip.lines import LEAD, Own, Scored, Way, compared, possible


def with_top(own: Own, ways: Sequence[Way]) -> list[Way]:
    """The ways up and that by the sector's top (JX-17: A), none of them through a repeated bottom (JX-19: D)."""
    place = _place(own)
    if place is None:
        return list(ways)
    kept = place.not_bottom() if place.sectors.bottom_before[own.row] else [()]
    return possible([way + also for way in (*ways, *place.top()) for also in kept])


def with_bottom(own: Own, ways: Sequence[Way]) -> list[Way]:
    """The ways down outside the sector's top, and that by a repeated bottom (JX-19: D)."""
    place = _place(own)
    if place is None:
        return list(ways)
    last = place.bottom() if place.sectors.bottom_before[own.row] else []
    return possible([*(way + also for way in ways for also in place.not_top()), *last])


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A unit in its sector: the sector's number and the rows of the others in it."""

    own: Own
    sectors: PreparedSectors
    sector: int
    rivals: np.ndarray

    def top(self) -> list[Way]:
        """Among the best share with all its ties, in a sector that counts (spec 6.2)."""
        rules = self.sectors.rules
        line = self.own.few_ahead(self.rivals, self._places(rules.top_share) - 1, self._ties(hold=False))
        return [(line, *self._above(rules.top_in, 1.0))]

    def bottom(self) -> list[Way]:
        """Among the worst share with all its ties, likewise."""
        rules = self.sectors.rules
        line = self.own.few_behind(self.rivals, self._places(rules.bottom_share) - 1, self._ties(hold=False))
        return [(line, *self._above(rules.bottom_in, 1.0))]

    def not_top(self) -> list[Way]:
        """Enough of the others level or behind, or a sector that doesn't count."""
        rules = self.sectors.rules
        most = len(self.rivals) - self._places(rules.top_share)
        line = self.own.few_behind(self.rivals, most, self._ties(hold=True))
        return [(line,), *((below,) for below in self._above(rules.top_in, -1.0))]

    def not_bottom(self) -> list[Way]:
        """Enough of the others level or ahead, or a sector that doesn't count."""
        rules = self.sectors.rules
        most = len(self.rivals) - self._places(rules.bottom_share)
        line = self.own.few_ahead(self.rivals, most, self._ties(hold=True))
        return [(line,), *((below,) for below in self._above(rules.bottom_in, -1.0))]

    def _places(self, share: float) -> int:
        return places_of(share, len(self.rivals) + 1)

    def _ties(self, *, hold: bool) -> np.ndarray:
        return np.full(len(self.rivals), hold)

    def _above(self, where: str, sign: float) -> Way:
        """The sector's score above its 评价组's (sign 1), or not above (−1): () where every sector counts."""
        if where == "all":
            return ()
        sectors, weights = self.sectors, self.own.pool.weights
        whole, group = sectors.group_items, [int(sectors.groups[self.sector])]
        wholes = Scored(whole.ratios[group], whole.lost[group])
        one = Scored(sectors.sector_items.ratios[self.sector], sectors.sector_items.lost[self.sector])
        return (compared(wholes, one, np.array([LEAD if sign > 0 else 0.0]), weights, sign, 0),)


def _place(own: Own) -> _Place | None:
    """None where no sector rule can touch the unit."""
    sectors = own.pool.sectors
    if sectors is None or own.held or own.row not in sectors.rows:
        return None
    sector, members = sectors.members(own.row)
    return _Place(own, sectors, sector, members[members != own.row])
