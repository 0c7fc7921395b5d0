"""What is there to see of one list of leaders: who is on it, since when, and whom other rules would bring?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muyun.explore.leaders import BoardList, Changes, changes, consecutive
from muyun.policy.leader_plan import Offered


@dataclass(frozen=True, slots=True, eq=False)
class BoardLook:
    """One list of a board.

    part       the industry, level or 评价组 that it is of, as people read it; "" where a board has one list
    found      the list that is shown
    standard   the list as it is without a scenario and other weights; `found` itself where nothing differs
    years      for each member for how many years in a row, this one included; broken: the year that the chain needs
               and the data don't have, None where it isn't cut off by that
    note       what is to be known of the list: an external list is missing, say
    ties       what decides between equal scores
    """

    offered: Offered
    year: int
    part: str
    found: BoardList
    standard: BoardList
    years: tuple[int, ...]
    broken: int | None
    note: str
    ties: str

    @property
    def changes(self) -> Changes:
        """Whom the scenario or the weights bring onto the list, and whom they take off it."""
        return changes(self.standard, self.found)

    @property
    def is_other(self) -> bool:
        """Whether what is shown isn't the list by the standard rules."""
        return self.found is not self.standard


def look(
    offered: Offered, part: str, year: int, lists: tuple[BoardList, BoardList], earlier: Sequence[Sequence[str] | None],
    *, note: str = "", ties: str = "",
) -> BoardLook:  # fmt: skip
    """The look at a list. lists: what is shown, and the standard one.

    earlier  the members of the standard lists of the years before, the latest first; None: that year can't be told
    """
    found, standard = lists
    years = consecutive(found.members, earlier)
    gap = next((n for n, members in enumerate(earlier, 1) if members is None), None)
    cut = gap is not None and any(count == gap for count in years)
    return BoardLook(
        offered, year, part, found, standard, tuple(years), year - gap if cut else None, note, ties,
    )  # fmt: skip
