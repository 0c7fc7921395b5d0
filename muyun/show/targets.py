"""How far are the goals? A bullet chart each: bar for now, mark for the goal, tick for where it should be."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from muyun.explore.targets.progress import Progress, Status
from muyun.policy.model import Policy
from muyun.policy.target_words import goal_words
from muyun.show.target_words import MARKS, counts_words, formulas, pace_words, short_subject, value_words
from muyun.show.words import number

_WIDTH, _HEIGHT = 460, 26
_BAR, _GOAL_WIDTH, _TICK_WIDTH = 14, 4, 2
_HEADROOM = 1.08
_COLOURS = {Status.REACHED: "#0072B2", Status.ON_PACE: "#0072B2", Status.BEHIND: "#D55E00", Status.UNKNOWN: "#9AA0A6"}
_WAYS = {Status.REACHED: "up", Status.ON_PACE: "up", Status.BEHIND: "down", Status.UNKNOWN: "open"}
_KEY = "横条是右边所写年度的值，粗线是目标，细线是按年均增速那一年应到的值。鼠标移到一行上看算式。"


def goal_card(goals: Sequence[Progress]) -> str:
    """The card of 总览 that counts the goals; "" where the policy has none."""
    if not goals:
        return ""
    kept = sum(goal.status in (Status.REACHED, Status.ON_PACE) for goal in goals)
    behind = sum(goal.status is Status.BEHIND for goal in goals)
    value = f'<span class="up">▲{kept:,}</span>&emsp;<span class="down">▼{behind:,}</span>'
    note = f"共 {len(goals):,} 项：{counts_words(goals)}"
    return (
        f'<div class="card"><div class="title">政策目标（项）</div><div class="value">{value}</div>'
        f'<div class="note">{escape(note)}</div></div>'
    )


def headline(goals: Sequence[Progress]) -> str:
    """「政策目标 14 项：已达成 2 项，落后 9 项，无法判断 3 项」"""
    return f"政策目标 {len(goals):,} 项：{counts_words(goals)}"


def bullet_charts(policy: Policy, goals: Sequence[Progress]) -> str:
    """HTML: what the document asks for with its clause, below it a row for each figure that it asks for.

    Rows that can't be judged for one and the same reason, and have no value, are one row. Hovering over a
    row gives its formulas with the numbers put in.
    """
    groups = [list(group) for _, group in groupby(goals, key=lambda goal: id(goal.target))]
    blocks = "".join(_block(policy, group) for group in groups)
    return f'<div class="goals"><div class="aside">{_KEY}</div>{blocks}</div>'


def _block(policy: Policy, group: list[Progress]) -> str:
    target = group[0].target
    clause = "、".join(target.clause)
    source = f'<span class="clause">{escape(clause or "本系统假定")}</span>'
    title = escape(f"{clause}：“{target.quote}”" if target.quote else target.assumed or "")
    shared = [note for note in group[0].notes if all(note in goal.notes for goal in group)]
    aside = f'<span class="aside">{escape("".join(shared))}</span>' if shared else ""
    head = f'<div class="asked" title="{title}">{escape(goal_words(policy, target))} {source} {aside}</div>'
    return f'<section class="goal">{head}{"".join(_rows(policy, group, shared))}</section>'


def _rows(policy: Policy, group: list[Progress], shared: Sequence[str]) -> list[str]:
    rows = []
    for (silent, reason), same in groupby(group, key=lambda goal: (goal.now is None, goal.reason)):
        if silent and reason:
            rows.append(_silent_row(policy, list(same)))
        else:
            rows += [_row(policy, goal, shared) for goal in same]
    return rows


def _silent_row(policy: Policy, goals: list[Progress]) -> str:
    """Goals without a value: why, instead of a picture; what the pace would have to be is known all the same."""
    who = "、".join(_subjects(goals))
    pace = pace_words(goals[0])
    said = escape(goals[0].reason + (f"{pace}。" if pace else ""))
    title = escape("\n".join(line for goal in goals for line in formulas(policy, goal)))
    return (
        f'<div class="row" title="{title}"><span class="who">{escape(who)}</span>'
        f'<span class="why">{said}</span>{_state(goals[0])}</div>'
    )


def _subjects(goals: list[Progress]) -> list[str]:
    """Subjects without repeating whom they are of: 规上工业 亩均税收增速、亩均增加值增速."""
    said, before = [], ""
    for goal in goals:
        whose, _, what = short_subject(goal).partition(" ")
        said.append(what if what and whose == before else short_subject(goal))
        before = whose
    return said


def _row(policy: Policy, goal: Progress, shared: Sequence[str]) -> str:
    own = [note for note in goal.notes if note not in shared]
    more = "；".join(filter(None, [pace_words(goal), goal.reason, *own]))
    return goal_row(policy, goal, short_subject(goal), span_of([goal]), more)


def goal_row(policy: Policy, goal: Progress, who: str, span: tuple[float, float], more: str, go: str = "") -> str:
    """A row: whose goal, its bullet chart over `span`, the values, how it stands, and `more` below.

    go  the data-go of what a click opens, escaped; "" for nothing
    """
    title, link = escape("\n".join(formulas(policy, goal))), f' data-go="{go}"' if go else ""
    return (
        f'<div class="row" title="{title}"{link}><span class="who">{escape(who)}</span>{_bullet(goal, span)}'
        f'<span class="said">{_values(goal)}</span>{_state(goal)}<span class="more">{escape(more)}</span></div>'
    )


def span_of(goals: Sequence[Progress]) -> tuple[float, float]:
    """One axis for all of them: from zero, or from what is below it, to a little past the farthest."""
    known = [v for goal in goals for v in (goal.now, goal.goal, goal.expected) if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return low, low + ((high - low) * _HEADROOM or 1.0)


def _values(goal: Progress) -> str:
    """「2022 年 6.68 %，应到 6.84 %，目标 18 %」; a goal that isn't known is left to the reason."""
    parts = [f"{goal.year} 年 <b>{escape(value_words(goal, goal.now, goal.goal))}</b>"]
    if goal.expected is not None:
        parts.append(f"应到 {escape(value_words(goal, goal.expected, goal.now))}")
    if goal.goal is not None:
        word = "目标高于" if goal.strict else "目标"
        parts.append(f"{word} <b>{escape(value_words(goal, goal.goal, goal.now))}</b>")
    return "，".join(parts)


def _state(goal: Progress) -> str:
    return f'<span class="state {_WAYS[goal.status]}">{MARKS[goal.status]} {goal.status}</span>'


def _bullet(goal: Progress, axis: tuple[float, float]) -> str:
    """The SVG of value, goal and tick."""
    low, high = axis

    def x(value: float) -> float:
        return (value - low) / (high - low) * _WIDTH

    middle = _HEIGHT / 2
    parts = [f'<rect class="track" x="0" y="{middle - _BAR / 2 - 3:g}" width="{_WIDTH}" height="{_BAR + 6}" rx="3"/>']
    if goal.now is not None:
        left, right = sorted((x(0.0), x(goal.now)))
        parts.append(
            f'<rect x="{left:.1f}" y="{middle - _BAR / 2:g}" width="{max(right - left, 1):.1f}" height="{_BAR}" '
            f'style="fill:{_COLOURS[goal.status]}"/>'
        )
    if low < 0:
        parts.append(f'<line class="zero" x1="{x(0.0):.1f}" x2="{x(0.0):.1f}" y1="0" y2="{_HEIGHT}"/>')
    if goal.expected is not None:
        parts.append(_mark(x(goal.expected), _TICK_WIDTH, 3))
    if goal.goal is not None:
        parts.append(_mark(x(goal.goal), _GOAL_WIDTH, 0))
    label = escape(f"{goal.subject}：{goal.status}")
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none"'
    return f'<svg {size} role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _mark(x: float, width: int, inset: int) -> str:
    at = number(x - width / 2, 1).replace(",", "")
    return f'<rect class="mark" x="{at}" y="{inset}" width="{width}" height="{_HEIGHT - 2 * inset}"/>'
