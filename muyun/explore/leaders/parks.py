"""Which parks lead, within their level, of those that can be on the board? (ZJ-02…06)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate.subjects import Subjects, evaluate_subjects
from muyun.explore.leaders.board import Candidates, not_ranked
from muyun.explore.leaders.eligibility import Eligible, eligible, only
from muyun.policy.boards import ParkBoard
from muyun.policy.model import Policy
from muyun.terms import Status


@dataclass(frozen=True, slots=True, eq=False)
class ParkBoardYear:
    """A board's parks in a year: who can be on it, and those evaluated against each other.

    rows      the board's rows of table 园区; subjects: None where nobody can be on the board
    """

    board: ParkBoard
    rows: pd.DataFrame
    who: Eligible
    subjects: Subjects | None

    @property
    def parts(self) -> tuple[str, ...]:
        """The levels that have parks, in the rules' order; ("",) where all are ranked together; () without parks."""
        if self.rows.empty:
            return ()
        if self.board.rules.rank_within.value == "none":
            return ("",)
        held = set(self.rows["level"].dropna())
        return tuple(level for level in self.board.rules.members.levels if level in held)


def park_board(
    tables: Tables, policy: Policy, board: ParkBoard, year: int, weights: dict[str, float] | None = None
) -> ParkBoardYear:
    """The board's parks of `year`. weights: in points, summing to 100; None for the board's own.

    Only those that can be on the board are evaluated, so that nobody else is what is best among them.
    """
    who = eligible(tables, board, year)
    rules = board.rules.with_weights(weights) if weights else board.rules
    subjects = evaluate_subjects(only(tables, who.labels, year), policy, rules, year) if who.labels else None
    return ParkBoardYear(board, tables.parks.loc[list(who.failed)], who, subjects)


def candidates(of: ParkBoardYear, part: str) -> Candidates:
    """The parks of one level; those without a level stand among the ones that can't lead."""
    rows = of.rows
    if part:
        level = rows["level"]
        rows = rows[((level == part) | ~level.isin(of.board.rules.members.levels)).to_numpy(dtype=bool, na_value=True)]
    rows = rows.sort_values("name", kind="stable")
    names = tuple(map(str, rows["name"]))
    labels = [int(label) for label in rows.index]
    indicators = list(of.board.rules.indicators)
    return Candidates(
        keys=names, names=names, codes=("",) * len(names),
        scores=_taken(of.subjects.scores.to_frame() if of.subjects else None, names, ["score"])[:, 0],
        passed=tuple(of.who.passed[label] for label in labels),
        failed=tuple(_failed(of, label, name) for label, name in zip(labels, names, strict=True)),
        measures=tuple((rule.label or name, rule.unit) for name, rule in of.board.rules.indicators.items()),
        values=_taken(of.subjects.indicators if of.subjects else None, names, indicators),
        published=_taken(of.subjects.published if of.subjects else None, names, indicators) == 1,
        uncounted=tuple(of.subjects.uncounted(part)) if of.subjects else (),
    )  # fmt: skip


def _taken(frame: pd.DataFrame | None, names: tuple[str, ...], columns: list[str]) -> np.ndarray:
    """Values by name, n × m; NaN for who isn't evaluated."""
    if frame is None:
        return np.full((len(names), len(columns)), np.nan)
    return frame.reindex(index=list(names), columns=columns).to_numpy(dtype=float, na_value=np.nan)


def _failed(of: ParkBoardYear, label: int, name: str) -> str:
    """Why a park can't lead: what it doesn't meet, else its status."""
    if why := of.who.failed[label]:
        return why
    status = of.subjects.status.get(name) if of.subjects else None
    if status == Status.EVALUATED:
        return ""
    return not_ranked(status or Status.MISSING, of.subjects.reasons.get(name, "") if of.subjects else "")
