"""What does a policy only propose, and what has the office said of it? Answers by policy, year, unit and clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.overridden import Override, clause_of, overridden, review_clause, reviews
from muyun.findings import Finding, Level
from muyun.policy.rules import Review
from muyun.store.records import Answer, Matter, Verdict

LONGEST_TEXT = 200
"""Characters of who, document and reason."""


class State(StrEnum):
    """Where a proposal stands."""

    WAITING = "待确认"
    CONFIRMED = "已确认"
    REFUSED = "不采纳"


_STATES = {Answer.CONFIRMED: State.CONFIRMED, Answer.REFUSED: State.REFUSED, Answer.WITHDRAWN: State.WAITING}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that a clause proposes for one unit; `place`: its position among the units.

    about  which of several rules of one kind and clause it is (both reviews are XA-43); "" for the only one
    """

    kind: Override
    clause: str
    unit: str
    place: int
    about: str = ""

    @property
    def name(self) -> str:
        """「JX-18 行业末位」: a clause alone may propose more than one thing."""
        return f"{self.clause} {self.kind}"

    @property
    def subject(self) -> str:
        """What a verdict on it is about; policy and year stand beside it."""
        return f"{self.clause}:{self.kind}{self.about}:{self.unit}"


def proposals(evaluation: Evaluation) -> list[Proposal]:
    """What the year's result proposes, by kind, then in the order of the units (JX-17…19, XA-43)."""
    masks, units = overridden(evaluation), evaluation.participants.index
    listed = [
        (kind, clause_of(evaluation, kind), masks[kind], "")
        for kind in (Override.TOP, Override.BOTTOM, Override.CHAINED)
    ]
    listed += [(Override.REVIEW, review_clause(rule), mask, _about(rule)) for rule, mask in reviews(evaluation)]
    return [
        Proposal(kind, clause, units[place], place, about)
        for kind, clause, mask, about in listed
        for place in np.flatnonzero(mask).tolist()
    ]


def _about(rule: Review) -> str:
    """「（A，不符合产业政策）」: a review of class A is another question than one of B, though the clause is one."""
    return f"（{'、'.join(rule.in_class)}，{'、'.join(rule.labels)}）"


def parts_of(subject: str) -> tuple[str, str]:
    """A stored subject as `Proposal.name` has it, and the unit."""
    what, _, unit = subject.rpartition(":")
    return what.replace(":", " ", 1), unit


@dataclass(frozen=True, slots=True)
class Said:
    """The verdicts of a policy's year: by subject, oldest first."""

    by_subject: Mapping[str, tuple[Verdict, ...]]

    def history(self, subject: str) -> tuple[Verdict, ...]:
        """Everything said of a subject, oldest first."""
        return self.by_subject.get(subject, ())

    def state(self, subject: str) -> State:
        """Where it stands by the last word."""
        said = self.history(subject)
        return _STATES[said[-1].answer] if said else State.WAITING


def said_of(verdicts: Iterable[Verdict], policy_id: str, year: int) -> Said:
    """The verdicts on proposals of one policy and year."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if (verdict.matter, verdict.policy_id, verdict.year) == (Matter.PROPOSAL, policy_id, year):
            found.setdefault(verdict.subject, []).append(verdict)
    return Said({subject: tuple(history) for subject, history in found.items()})


def outdated(said: Said, standing: Sequence[Proposal]) -> list[Verdict]:
    """The last words on proposals that this data no longer makes, oldest first; withdrawn ones are done with."""
    still = {proposal.subject for proposal in standing}
    last = [history[-1] for subject, history in said.by_subject.items() if subject not in still]
    return sorted((v for v in last if v.answer is not Answer.WITHDRAWN), key=lambda v: (v.at, v.subject))


def after_answers(evaluation: Evaluation, standing: Iterable[Proposal], said: Said) -> np.ndarray:
    """确认后执行等级 by unit, 0–3 for A–D, −1 without a class: where a proposal that changes the class was
    refused, 调档后等级; else 执行等级, waiting or confirmed (spec 5.4)."""
    letters = evaluation.classes["applied"].cat.codes.to_numpy().copy()
    adjusted = evaluation.classes["adjusted"].cat.codes.to_numpy()
    changing = (Override.TOP, Override.CHAINED)
    refused = [p.place for p in standing if p.kind in changing and said.state(p.subject) is State.REFUSED]
    letters[refused] = adjusted[refused]
    return letters


@dataclass(frozen=True, slots=True)
class Word:
    """What the office says, as it is typed."""

    answer: Answer
    by: str
    document: str = ""
    reason: str = ""

    @property
    def lacking(self) -> list[Finding]:
        """Who decides is always asked for, the document's number for a confirmation, the reason for the others."""
        findings = [] if self.by.strip() else [unsigned()]
        if self.answer is Answer.CONFIRMED and not self.document.strip():
            findings.append(without_document())
        if self.answer is not Answer.CONFIRMED and not self.reason.strip():
            findings.append(without_reason())
        return findings


def verdicts_on(
    chosen: Iterable[Proposal], word: Word, said: Said, policy_id: str, year: int
) -> tuple[list[Verdict], list[Finding]]:
    """The verdicts to store, or what is lacking. Only what was answered can be taken back."""
    findings = word.lacking
    if word.answer is Answer.WITHDRAWN:
        chosen = [p for p in chosen if said.state(p.subject) is not State.WAITING]
        findings += [] if chosen else [nothing_to_withdraw()]
    if findings:
        return [], findings
    by, document, reason = (text.strip()[:LONGEST_TEXT] for text in (word.by, word.document, word.reason))
    return [
        Verdict(Matter.PROPOSAL, policy_id, year, p.subject, word.answer, by, document, reason) for p in chosen
    ], []  # fmt: skip


def nothing_to_withdraw() -> Finding:
    """None of what is chosen has an answer to take back."""
    return Finding(
        code="PROPOSAL_NOTHING_SAID", level=Level.ERROR, where=None, what="这几项还没有意见，没有可撤回的。",
        fix="请勾选已确认或不采纳的企业。",
    )  # fmt: skip


def unsigned() -> Finding:
    """Nobody is named as the one who decides."""
    return Finding(
        code="PROPOSAL_UNSIGNED", level=Level.ERROR, where=None, what="没有写由谁决定。",
        why="确认或不采纳要能查到是谁定的。", fix="请填写单位或姓名。",
    )  # fmt: skip


def without_document() -> Finding:
    """A confirmation without the number of a document."""
    return Finding(
        code="PROPOSAL_NO_DOCUMENT", level=Level.ERROR, where=None, what="确认没有写文号。",
        why="执行等级关系到电价和用地指标，要有文件或会议纪要作依据。", fix="请填写文号或会议。",
    )  # fmt: skip


def without_reason() -> Finding:
    """A refusal, or taking an answer back, without a reason."""
    return Finding(
        code="PROPOSAL_NO_REASON", level=Level.ERROR, where=None, what="不采纳或撤回没有写理由。",
        why="政策提出的调整不执行，要说明为什么。", fix="请填写理由。",
    )  # fmt: skip
