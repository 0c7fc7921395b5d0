"""How far has a list of leaders come, from 推荐 to 印发, and what was recommended? (ZJ-11)"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from muyun.findings import Finding, Level
from muyun.store.records import Answer, Matter, Verdict

LONGEST_TEXT = 200
"""Characters of who and document."""

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Step(StrEnum):
    """The states of a list, in the order in which it goes through them (ZJ-11)."""

    RECOMMENDED = "推荐"
    COLLECTED = "汇总"
    APPROVED = "审定"
    PUBLICISED = "公示"
    ISSUED = "印发"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Which:
    """Whose list: a policy's board in a year; `part`: the 评价组, industry or level of it."""

    policy_id: str
    year: int
    board: str
    part: str

    def subject(self, step: Step) -> str:
        """What a verdict on a step is about; policy and year stand beside it."""
        return f"{self.board}|{self.part}|{step}"


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: when by the office's word, who, by which document; `verdict`: as stored."""

    step: Step
    on: date | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ListState:
    """Where a list stands.

    done      the steps taken that hold, in order
    members   (key, name) of who was recommended, as it was then; () before; how: under which length and weights
    history   every verdict, the oldest first, those withdrawn among them
    """

    done: tuple[Done, ...]
    members: tuple[tuple[str, str], ...]
    how: str
    history: tuple[Verdict, ...]

    @property
    def next(self) -> Step | None:
        """The step that comes next; None when it is issued."""
        return STEPS[len(self.done)] if len(self.done) < len(STEPS) else None

    @property
    def last(self) -> Done | None:
        """The step taken last; only this one can be withdrawn."""
        return self.done[-1] if self.done else None

    def differs(self, members: Sequence[str]) -> bool:
        """Whether today's list has others than those who were recommended."""
        return bool(self.done) and {key for key, _ in self.members} != set(members)


def state_of(which: Which, verdicts: Iterable[Verdict]) -> ListState:
    """The state of one list. verdicts: those on lists of leaders, the oldest first.

    A step holds when its last word is a confirmation, and every step before it holds.
    """
    subjects = {which.subject(step) for step in STEPS}
    own = [v for v in verdicts if (v.policy_id, v.year) == (which.policy_id, which.year) and v.subject in subjects]
    last = {v.subject: v for v in own}
    done: list[Done] = []
    for step in STEPS:
        verdict = last.get(which.subject(step))
        if verdict is None or verdict.answer is not Answer.CONFIRMED:
            break
        done.append(Done(step, day_taken(verdict), verdict))
    members, how = (_members(done[0].verdict), str(_kept(done[0].verdict).get("how", ""))) if done else ((), "")
    return ListState(tuple(done), members, how, tuple(own))


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is typed in: when (None: no day that can be read), who, by which document."""

    on: date | None
    by: str
    document: str


@dataclass(frozen=True, slots=True)
class Recommended:
    """The list as it is now: (key, name) of each member, best first; how: length and weights, in words."""

    members: Sequence[tuple[str, str]]
    how: str


def day_of(text: str) -> date | None:
    """A day as people type it.

    >>> day_of("2023-5-1"), day_of("2023年5月1日"), day_of("2023-02-30"), day_of("")
    (datetime.date(2023, 5, 1), datetime.date(2023, 5, 1), None, None)
    """
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def next_step(
    which: Which, state: ListState, said: Taken, now: Recommended
) -> tuple[Verdict | None, list[Finding]]:
    """The verdict that takes the next step, or what is lacking. `now` is kept with 推荐, not with what follows."""
    step = state.next
    if step is None:
        return None, [_all_done()]
    findings = [] if said.by.strip() else [_unsigned(step)]
    if said.on is None:
        findings.append(_undated(step))
    elif state.last is not None and state.last.on is not None and said.on < state.last.on:
        findings.append(_before(step, said.on, state.last))
    if step is Step.RECOMMENDED and not now.members:
        findings.append(_nobody())
    if step is Step.ISSUED and not said.document.strip():
        findings.append(_without_document())
    if findings:
        return None, findings
    kept: dict[str, object] = {"on": said.on.isoformat()}
    if step is Step.RECOMMENDED:
        kept |= {"members": [list(member) for member in now.members], "how": now.how}
    return _verdict(which, step, Answer.CONFIRMED, said, json.dumps(kept, ensure_ascii=False)), []


def withdrawal(which: Which, state: ListState, by: str, reason: str) -> tuple[Verdict | None, list[Finding]]:
    """The verdict that takes the last step back, or what is lacking: one step at a time, with a reason."""
    last = state.last
    if last is None:
        return None, [_nothing_done()]
    findings = [] if by.strip() else [_unsigned(last.step)]
    if not reason.strip():
        findings.append(_without_reason())
    if findings:
        return None, findings
    said = Taken(None, by, "")
    return _verdict(which, last.step, Answer.WITHDRAWN, said, reason.strip()[:LONGEST_TEXT]), []


def why_withdrawn(verdict: Verdict) -> str:
    """The reason of a withdrawal; "" of a step that was taken."""
    return verdict.reason if verdict.answer is Answer.WITHDRAWN else ""


def step_of(verdict: Verdict) -> Step:
    """The step that a stored verdict is about."""
    return Step(verdict.subject.rpartition("|")[2])


def _verdict(which: Which, step: Step, answer: Answer, said: Taken, reason: str) -> Verdict:
    by, document = (text.strip()[:LONGEST_TEXT] for text in (said.by, said.document))
    made = Verdict(Matter.LEADERS, which.policy_id, which.year, which.subject(step), answer, by, document)
    return replace(made, reason=reason)


def _kept(verdict: Verdict) -> dict[str, object]:
    try:
        found = json.loads(verdict.reason)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def day_taken(verdict: Verdict) -> date | None:
    """The day of a step by the office's word; None of a withdrawal."""
    try:
        return date.fromisoformat(str(_kept(verdict).get("on")))
    except ValueError:
        return None


def _members(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    found = _kept(verdict).get("members")
    pairs = found if isinstance(found, list) else []
    return tuple((str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == 2)


def _unsigned(step: Step) -> Finding:
    return Finding(
        code="LEADERS_UNSIGNED", level=Level.ERROR, where=None, what=f"“{step}”没有写由谁办理。",
        why="名单走到哪一步、谁定的，要能查到。", fix="请填写单位或姓名。",
    )  # fmt: skip


def _undated(step: Step) -> Finding:
    return Finding(
        code="LEADERS_UNDATED", level=Level.ERROR, where=None, what=f"“{step}”没有写日期，或日期读不出来。",
        fix="请写成 2023-05-01 这样。",
    )  # fmt: skip


def _before(step: Step, on: date, last: Done) -> Finding:
    return Finding(
        code="LEADERS_DATE_BEFORE", level=Level.ERROR, where=None,
        what=f"“{step}”的日期 {on} 早于“{last.step}”的 {last.on}。", fix="请核对日期；同一天可以。",
    )  # fmt: skip


def _nobody() -> Finding:
    return Finding(
        code="LEADERS_NOBODY", level=Level.ERROR, where=None, what="名单里一个也没有，没有可推荐的。",
        fix="请先看清为什么没有够条件的，再推荐。",
    )  # fmt: skip


def _without_document() -> Finding:
    return Finding(
        code="LEADERS_NO_DOCUMENT", level=Level.ERROR, where=None, what="印发没有写文号。",
        why="印发的名单以文件为准。", fix="请填写文号。",
    )  # fmt: skip


def _all_done() -> Finding:
    return Finding(
        code="LEADERS_ALL_DONE", level=Level.ERROR, where=None, what="名单已经印发，没有下一步。",
        fix="要改的，请先逐步撤回。",
    )  # fmt: skip


def _nothing_done() -> Finding:
    return Finding(
        code="LEADERS_NOTHING_DONE", level=Level.ERROR, where=None, what="名单还没有推荐，没有可撤回的。",
        fix="请刷新页面，看清现在走到哪一步。",
    )  # fmt: skip


def _without_reason() -> Finding:
    return Finding(
        code="LEADERS_NO_REASON", level=Level.ERROR, where=None, what="撤回没有写理由。",
        why="已走过的一步撤回，要说明为什么。", fix="请填写理由。",
    )  # fmt: skip
