"""Which assumptions of a policy has the office confirmed, and what is the result worth by that?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muyun.policy.assumptions import Assumption
from muyun.store.records import Answer, Verdict
from muyun.terms import ResultKind

_NAMED = 2
"""So many documents are named in the line; then one says how many there are."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An assumption with what the office said of it.

    verdict  the one that holds for its present value; None while it is open
    history  every verdict on its key, the oldest first, those on earlier values among them
    """

    assumption: Assumption
    verdict: Verdict | None
    history: tuple[Verdict, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether the office has confirmed the present value."""
        return self.verdict is not None and self.verdict.answer is Answer.CONFIRMED

    @property
    def is_refused(self) -> bool:
        """Whether the office has refused it: the value has to be changed."""
        return self.verdict is not None and self.verdict.answer is Answer.REFUSED


@dataclass(frozen=True, slots=True)
class Worth:
    """What a result is: `kind`, and in Chinese why it isn't more; `waiting` assumptions are not confirmed."""

    kind: ResultKind
    words: str
    waiting: int


def standings(assumed: Iterable[Assumption], said: Sequence[Verdict]) -> tuple[Standing, ...]:
    """Each assumption with its verdicts. said: those on a policy's assumptions, the oldest first.

    A withdrawn answer leaves it open. A verdict on another value of the key doesn't hold any more.
    """
    by_key: dict[str, list[Verdict]] = {}
    for verdict in said:
        by_key.setdefault(verdict.subject.partition("=")[0], []).append(verdict)
    return tuple(_standing(each, by_key.get(each.key, [])) for each in assumed)


def _standing(assumption: Assumption, history: list[Verdict]) -> Standing:
    last = next((v for v in reversed(history) if v.subject == assumption.subject), None)
    holds = last if last is not None and last.answer is not Answer.WITHDRAWN else None
    return Standing(assumption, holds, tuple(history))


def worth_of(every: Sequence[Standing]) -> Worth:
    """正式结果 when each assumption is confirmed, with the documents by which; 试算结果 until then."""
    waiting, refused = sum(not s.is_confirmed for s in every), sum(s.is_refused for s in every)
    if waiting:
        rest = f"，其中 {refused} 项被拒绝、须改动" if refused else ""
        return Worth(ResultKind.TRIAL, f"{ResultKind.TRIAL}：还有 {waiting} 项本系统假定待确认{rest}", waiting)
    documents = list(dict.fromkeys(s.verdict.document for s in every if s.verdict))
    more = f"等 {len(documents)} 份文件" if len(documents) > _NAMED else ""
    by = f"：本系统假定已按{'、'.join(documents[:_NAMED])}{more}确认" if documents else ""
    return Worth(ResultKind.OFFICIAL, f"{ResultKind.OFFICIAL}{by}", 0)
