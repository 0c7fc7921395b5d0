"""Which ratios may rows of 区域 and 园区 give themselves, in which unit, and which way is better? (spec 6.5)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from muyun.findings import InputError
from muyun.policy.board_files import PLANS, boards_of, plan_boards
from muyun.policy.boards import AnyBoard, ParkBoard
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.model import AnyRatio, Policy

Named = tuple[str, AnyRatio]


def published_ratios(policies: Iterable[Policy], home: Path | None = None) -> dict[str, str]:
    """Names that a column of 区域 or 园区 may have → unit ("1" for a plain ratio; "" where documents disagree).

    Indicators of the policies, of their evaluations of parks and regions, of their goals, of the boards in their
    folders under `home`, and of the leaders' plan, whichever policy is looked at (ZJ-01…06).
    """
    of_policies = [named for policy in policies for named in (*policy.ratios, *_of_boards(_own_boards(policy, home)))]
    found: dict[str, str] = {}
    for name, rule in (*of_policies, *_of_plan()):
        found[name] = rule.unit if found.get(name, rule.unit) == rule.unit else ""
    return found


def published_rule(policy: Policy, name: str) -> AnyRatio | None:
    """What a policy, else the leaders' plan, says of a ratio by its name; None: neither knows it."""
    return next((rule for known, rule in (*policy.ratios, *_of_plan()) if known == name), None)


def _own_boards(policy: Policy, home: Path | None) -> list[AnyBoard]:
    try:
        return [offered.board for offered in boards_of(policy, home)]
    except InputError:  # 领跑者 tells what is wrong with the file; an upload doesn't depend on it
        return []


def _of_plan() -> Iterator[Named]:
    for plan in PLANS:
        yield from _of_boards(plan_boards(plan).values())
    yield from county_evaluation().indicators.items()


def _of_boards(boards: Iterable[AnyBoard]) -> Iterator[Named]:
    for board in boards:
        if isinstance(board, ParkBoard):
            yield from board.rules.indicators.items()
