"""What is there to see of one list of leaders: who is on it, since when, and whom other rules would bring?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muyun.explore.leaders.board import BoardList, Changes, changes, consecutive
from muyun.policy.board_files import Offered


@dataclass(frozen=True, slots=True)
class Part:
    """Which list of a board, and how it is made.

    name  the industry, level or 评价组 that it is of, as people read it; "" where a board has one list
    ties  what decides between equal scores; how: length and weights; note: an external list is missing, say
    outside  the names of a list from outside that is the list, whatever our board says; None where ours is
    """

    name: str
    ties: str
    how: str
    note: str = ""
    outside: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BoardLook:
    """One list of a board.

    found      the list that is shown
    standard   the list as it is without a scenario and other weights; `found` itself where nothing differs
    years      for each member for how many years in a row, this one included; broken: the year that the chain needs
               and the data don't have, None where it isn't cut off by that
    note       what is to be known of the list: an external list is missing, say
    ties       what decides between equal scores
    """

    offered: Offered
    year: int
    of: Part
    found: BoardList
    standard: BoardList
    years: tuple[int, ...]
    broken: int | None

    @property
    def listed(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of who is on the list: those of the list from outside where there is one."""
        if self.of.outside is not None:
            return tuple((name, name) for name in self.of.outside)
        of = self.found.of
        return tuple((of.keys[p], of.names[p]) for p in self.found.order[: self.found.size].tolist())

    @property
    def changes(self) -> Changes:
        """Whom the scenario or the weights bring onto the list, and whom they take off it."""
        return changes(self.standard, self.found)

    @property
    def is_other(self) -> bool:
        """Whether what is shown isn't the list by the standard rules."""
        return self.found is not self.standard


def look(
    offered: Offered, of: Part, year: int, lists: tuple[BoardList, BoardList], earlier: Sequence[Sequence[str] | None]
) -> BoardLook:
    """The look at a list. lists: what is shown, and the standard one.

    earlier  the members of the standard lists of the years before, the latest first; None: that year can't be told
    """
    found, standard = lists
    years = consecutive(found.members, earlier)
    gap = next((n for n, members in enumerate(earlier, 1) if members is None), None)
    cut = gap is not None and any(count == gap for count in years)
    return BoardLook(offered, year, of, found, standard, tuple(years), year - gap if cut else None)
