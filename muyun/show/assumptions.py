"""How are the assumptions of a policy listed? By the rule that they belong to, with what the office said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pandas as pd

from muyun.policy.assumptions import ASSUMED, Assumption, value_of
from muyun.policy.model import Policy
from muyun.policy.parameter_words import words_of
from muyun.policy.parameters import Parameter
from muyun.show.rules import group_path, rules
from muyun.show.versions import local_time
from muyun.store.confirmed import Standing, Worth
from muyun.store.records import Answer, Verdict

ANSWERS = {Answer.CONFIRMED: "确认", Answer.REFUSED: "拒绝", Answer.WITHDRAWN: "撤回"}


class Waiting(StrEnum):
    """Which assumptions are listed."""

    OPEN = "待确认"
    CONFIRMED = "已确认"
    REFUSED = "已拒绝"
    ALL = "全部"


@dataclass(frozen=True, slots=True)
class Line:
    """The assumptions of one rule: they are confirmed together. `words`: the values as the rule says them."""

    section: str
    title: str
    words: str
    standings: tuple[Standing, ...]

    @property
    def key(self) -> str:
        """Names the line: the key of its first value."""
        return self.standings[0].assumption.key

    @property
    def reasons(self) -> list[str]:
        """Why the values are as they are, each reason once."""
        return list(dict.fromkeys(s.assumption.reason for s in self.standings))


def lines(policy: Policy, every: Sequence[Standing]) -> tuple[Line, ...]:
    """The assumptions by rule, in reading order; each is in one line."""
    grouped: dict[tuple[str, object], list[Standing]] = {}
    for standing in every:
        parameter = standing.assumption.parameter
        grouped.setdefault((parameter.section, group_path(parameter)), []).append(standing)
    found = []
    for rule in rules(policy, policy):
        first = rule.values[0].parameter
        members = grouped.pop((first.section, group_path(first)), ())
        if members:
            ours = {s.assumption.key for s in members}
            values = [v for v in rule.values if v.parameter.key in ours] or rule.values
            words = "，".join(f"{v.name} {v.words}".strip() for v in values)
            found.append(Line(rule.section, rule.title, words, tuple(members)))
    return tuple(found)


def chosen(every: Iterable[Line], what: Waiting) -> list[Line]:
    """The lines of which some assumption stands so; each with these alone."""
    fits: dict[Waiting, Callable[[Standing], bool]] = {
        Waiting.OPEN: lambda s: s.verdict is None, Waiting.CONFIRMED: lambda s: s.is_confirmed,
        Waiting.REFUSED: lambda s: s.is_refused, Waiting.ALL: lambda s: True,
    }  # fmt: skip
    return [line for line in every if any(map(fits[what], line.standings))]


def headline(every: Sequence[Standing], worth: Worth) -> str:
    """「33 项本系统假定：已确认 3 项，已拒绝 1 项，待确认 29 项。」"""
    if not every:
        return f"这份政策没有{ASSUMED}，每一项都有出处。"
    confirmed, refused = sum(s.is_confirmed for s in every), sum(s.is_refused for s in every)
    parts = [(confirmed, "已确认"), (refused, "已拒绝"), (len(every) - confirmed - refused, "待确认")]
    told = "，".join(f"{word} {n} 项" for n, word in parts if n)
    return f"{len(every)} 项{ASSUMED}：{told}，现在是{worth.kind}。"


def standing_words(standing: Standing) -> str:
    """「已确认：王处长，区政办〔2026〕3 号，2026年11月21日 19:05」; 待确认 while it is open."""
    if standing.verdict is None:
        changed = f"（原来{_past(standing)}，后来值改了）" if _past(standing) else ""
        return f"待确认{changed}"
    word = Waiting.CONFIRMED if standing.is_confirmed else Waiting.REFUSED
    return f"{word}：{_said_by(standing.verdict)}"


def _past(standing: Standing) -> str:
    """What was said of an earlier value, where that is the last word on the key."""
    last = standing.history[-1] if standing.history else None
    if last is None or last.subject == standing.assumption.subject or last.answer is Answer.WITHDRAWN:
        return ""
    return f"已{ANSWERS[last.answer]}"


def _said_by(verdict: Verdict) -> str:
    when = local_time(verdict.at) if isinstance(verdict.at, datetime) else ""
    return "，".join(part for part in (verdict.by, verdict.document, verdict.reason, when) if part)


def line_words(line: Line) -> list[str]:
    """What the office said of a line: once where it is the same for all of it, else value by value."""
    told = [standing_words(s) for s in line.standings]
    if len(set(told)) == 1:
        return told[:1]
    return [f"{_short(s.assumption.parameter)} {words}" for s, words in zip(line.standings, told, strict=True)]


def history_words(line: Line) -> list[str]:
    """Everything that was said of a line's values, the oldest first, each act once."""
    told: dict[str, None] = {}
    for standing in line.standings:
        for verdict in standing.history:
            name, value = _short(standing.assumption.parameter), _value_words(standing.assumption, verdict)
            told[f"{_said_by(verdict)}：{ANSWERS[verdict.answer]} {name} {value}"] = None
    return list(told)


def _short(parameter: Parameter) -> str:
    return parameter.label.rpartition(" · ")[2]


def _value_words(assumption: Assumption, verdict: Verdict) -> str:
    """The value that a verdict was given on, as the policy says it."""
    p, value = assumption.parameter, value_of(verdict.subject, assumption.key)
    return p.words if verdict.subject == assumption.subject else words_of(p.path, value, p.unit, p.choices)


def listing(every: Iterable[Standing]) -> pd.DataFrame:
    """A row an assumption, for downloads: what, value, reason, standing, by whom, when, by which document."""
    columns = ["部分", "参数", "值", "为什么这样定", "状态", "谁", "文号", "说明", "时间"]
    rows = []
    for s in every:
        p, v = s.assumption.parameter, s.verdict
        state = Waiting.OPEN if v is None else Waiting.CONFIRMED if s.is_confirmed else Waiting.REFUSED
        said = (v.by, v.document, v.reason, local_time(v.at) if v.at else "") if v else ("", "", "", "")
        rows.append((p.section, p.label, p.words, s.assumption.reason, str(state), *said))
    return pd.DataFrame(rows, columns=columns, dtype=object)


def history(every: Iterable[Standing]) -> pd.DataFrame:
    """A row a verdict, the oldest first, for downloads; withdrawn ones and those on earlier values among them."""
    columns = ["时间", "部分", "参数", "值", "意见", "谁", "文号", "说明"]
    told = [(verdict, s.assumption) for s in every for verdict in s.history]
    told.sort(key=lambda pair: (pair[0].at is None, pair[0].at))
    rows = [
        (local_time(v.at) if v.at else "", a.parameter.section, a.parameter.label, _value_words(a, v),
         ANSWERS[v.answer], v.by, v.document, v.reason)
        for v, a in told
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns, dtype=object)
