"""Who is on a list of leaders, who is just outside, who can't be on it and why? The same for every kind of board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.kernel import as_integers

OUTSIDE = 3
"""So many who are just outside are told."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Who may be looked at for a board, n each, in the order that decides between equal scores.

    keys       what each is known by from year to year: 评价单元, name of a park, town or county
    codes      what 企业 is opened with; "" for who is no enterprise
    scores     NaN without one
    passed     how each meets what is asked for; "" where nothing is asked for
    failed     why it can't be on the list; "" for who can
    measures   what is shown of each beside its score: m (label, unit); a plain ratio has unit "1"
    values     n × m, NaN where undefined; published: n × m, given as 公布值
    warned     what to look into before this one is named in public, 「是D档」, 「参评企业不足 5 家」: no document keeps
               it off the list; "" for the others, () for nobody
    uncounted  measures that nobody can be measured by, so that their weight is spread over the others
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    scores: np.ndarray
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    measures: tuple[tuple[str, str], ...]
    values: np.ndarray
    published: np.ndarray
    warned: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()


NOBODY = Candidates((), (), (), np.zeros(0), (), (), (), np.zeros((0, 0)), np.zeros((0, 0), dtype=bool))
"""Of a year in which the 评价组 has nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class BoardList:
    """Candidates in the order of the board.

    order    n positions: who can lead, best first, then the others by score
    eligible  how many of `order` can lead; ranks: competition ranks of those, in the order
    length   places of the list
    tied     first and past-the-last place of the group that the line cuts through; (0, 0) for none
    """

    of: Candidates
    order: np.ndarray
    eligible: int
    ranks: np.ndarray
    length: int
    tied: tuple[int, int]

    @property
    def size(self) -> int:
        """How many are on the list: fewer than its places where there aren't so many."""
        return min(self.eligible, self.length)

    @property
    def members(self) -> tuple[str, ...]:
        """The keys of who is on the list, best first."""
        return tuple(self.of.keys[place] for place in self.order[: self.size].tolist())

    @property
    def outside(self) -> np.ndarray:
        """Positions of who is just outside, the nearest first."""
        return self.order[self.size : min(self.eligible, self.size + OUTSIDE)]

    @property
    def barred(self) -> np.ndarray:
        """Positions of who can't be on the list."""
        return self.order[self.eligible :]


def not_ranked(status: str, reason: object) -> str:
    """Why somebody isn't ranked, in words, from a status and a reason of the evaluation (spec 12).

    >>> not_ranked("数据缺失", "本系统:用地缺失"), not_ranked("过渡期", "XC-14:过渡期"), not_ranked("数据缺失", "")
    ('数据缺失：用地缺失', '过渡期（XC-14）', '数据缺失')
    """
    source, _, said = reason.partition(":") if isinstance(reason, str) else ("", "", "")
    by = f"（{source}）" if source not in ("", "本系统") else ""
    return f"{status}{f'：{said}' if said and said != status else ''}{by}"


def board_list(of: Candidates, length: int) -> BoardList:
    """The list of the best `length` who can lead; equal within 9 decimals is a tie (spec 5.1, 12).

    Ties at the line go by the candidates' order (`XC-28` and all others: 本系统假定, the policy's tie rule).
    """
    whole = as_integers(of.scores.astype(float))
    can = np.array([not why for why in of.failed], dtype=bool) & ~np.isnan(whole)
    order = np.lexsort((np.arange(len(whole)), -whole, ~can)) if len(whole) else np.zeros(0, np.int64)
    count = int(can.sum())
    sorted_scores = whole[order[:count]]
    ranks = np.searchsorted(-sorted_scores, -sorted_scores, side="left") + 1
    return BoardList(of, order, count, ranks, length, _tied(sorted_scores, length))


def _tied(scores: np.ndarray, length: int) -> tuple[int, int]:
    if not 0 < length < len(scores) or scores[length - 1] != scores[length]:
        return 0, 0
    first, past = (int(np.searchsorted(-scores, -scores[length], side=side)) for side in ("left", "right"))
    return first, past


def consecutive(members: Sequence[str], earlier: Sequence[Sequence[str] | None]) -> list[int]:
    """For how many years in a row, this one included, each of `members` has been on the list.

    earlier  the lists of the years before, the latest first; None for a year that isn't in the data: it breaks the
             chain (spec 6.2), and so does a year without a place on the list.
    """
    found = []
    for key in members:
        years = 1
        for before in earlier:
            if before is None or key not in before:
                break
            years += 1
        found.append(years)
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """Whom other weights or another scenario bring onto the list, and whom they take off it; positions there.

    entered  in the new list's candidates, left: in the old one's
    """

    entered: tuple[int, ...]
    left: tuple[int, ...]


def changes(old: BoardList, new: BoardList) -> Changes:
    """Who is on `new` and not on `old`, and the other way round, best first."""
    before, after = set(old.members), set(new.members)
    entered = tuple(p for p in new.order[: new.size].tolist() if new.of.keys[p] not in before)
    left = tuple(p for p in old.order[: old.size].tolist() if old.of.keys[p] not in after)
    return Changes(entered, left)
