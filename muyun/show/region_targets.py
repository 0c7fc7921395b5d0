"""Which places keep a goal and which lag? The sentence, a bullet chart a place on one axis, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.goals import Asked, order_of
from muyun.explore.targets.figures import Source
from muyun.explore.targets.progress import PER_CENT, Progress, Status
from muyun.policy.model import Policy
from muyun.policy.target_words import goal_words
from muyun.show.regions import opening, spoken
from muyun.show.tables import Column, Table
from muyun.show.targets import goal_row, span_of
from muyun.show.words import percent

ROWS = 30
"""So many places are drawn; the table has all."""

ASSUMED = "文件的目标是整个地区的；各地都按同一目标看是本系统假定，不是分解到各地的任务。"
_KEY = (
    "横条是所写年度的值，粗线是目标，细线是按年均增速应到的值；各地同一条轴。"
    "鼠标移上去看算式，点一下到记分牌看这个地方。"
)


def choices(asked: Sequence[Asked]) -> dict[str, Asked]:
    """What can be chosen, by its words: 「XA-01 规上工业 单位能耗增加值」."""
    return {f"{'、'.join(one.target.clause) or '本系统假定'} {one.subject}": one for one in asked}


def places_sentence(asked: Asked, level: AreaLevel, areas: Sequence[Area], goals: Sequence[Progress]) -> str:
    """「规上工业亩均税收：7 个区县进度达标 3 个，落后 4 个，差得最多的是秀洲区。」"""
    subject = asked.subject.replace(" ", "")
    if not areas:
        return f"{subject}：没有{level}可以看。"
    if all(goal.status is Status.UNKNOWN for goal in goals):
        return f"{subject}：{len(areas):,} 个{level}都无法判断。"
    counts = {status: sum(goal.status is status for goal in goals) for status in Status}
    told = "，".join(f"{status} {count:,} 个" for status, count in counts.items() if count)
    behind = [place for place in order_of(goals) if goals[place].status is Status.BEHIND]
    worst = f"，差得最多的是{spoken(areas[behind[-1]], tuple(areas))}" if behind else ""
    return f"{subject}：{len(areas):,} 个{level}{told}{worst}。"


def place_bullets(
    policy: Policy, asked: Asked, level: AreaLevel, areas: Sequence[Area], goals: Sequence[Progress]
) -> str:
    """HTML: a row a place that has a value, those that keep the goal first; "" where none has."""
    order = [place for place in order_of(goals) if goals[place].now is not None][:ROWS]
    if not order:
        return ""
    span = span_of([goals[place] for place in order])
    rows = "".join(
        goal_row(policy, goals[place], spoken(areas[place], tuple(areas)), span, _more(goals[place]),
                 opening(areas[place]))
        for place in order
    )  # fmt: skip
    pace = f"（年均需 {percent(goals[order[0]].pace, 2)}）" if _one_pace(goals) else ""
    head = f'<div class="asked">{escape(asked.subject + "：" + goal_words(policy, asked.target) + pace)}</div>'
    return f'<div class="goals"><div class="aside">{_KEY}</div><section class="goal">{head}{rows}</section></div>'


def left_out(goals: Sequence[Progress]) -> str:
    """How many places the picture leaves out, and why; "" for none."""
    known = sum(goal.now is not None for goal in goals)
    if not known:
        reasons = {goal.reason for goal in goals}
        return reasons.pop() if len(reasons) == 1 else "各地缺的不一样，原因在下表里。"
    parts = [f"图上是前 {ROWS} 个"] if known > ROWS else []
    parts += [f"没有数的 {len(goals) - known:,} 个不画"] if known < len(goals) else []
    return f"{'，'.join(parts)}，都在下表里。" if parts else ""


def _one_pace(goals: Sequence[Progress]) -> bool:
    """Whether every place needs the same growth a year: growth from a base year does, a value to reach doesn't."""
    return len({goal.pace for goal in goals}) == 1 and goals[0].pace is not None


def _more(goal: Progress) -> str:
    """What is needed from now on, and why a goal isn't judged."""
    left = f"从 {goal.year} 年起年均还需 {percent(goal.pace_left, 2)}" if goal.pace_left is not None else ""
    return "；".join(filter(None, [left, goal.reason]))


def place_table(level: AreaLevel, areas: Sequence[Area], goals: Sequence[Progress]) -> Table:
    """A row a place in the order of the picture, with what its value was made of."""
    order = order_of(goals)
    unit, factor = _unit(goals)
    held = [goals[place] for place in order]
    frame = pd.DataFrame(
        {
            "name": [areas[place].name for place in order], "county": [areas[place].county for place in order],
            "status": [str(goal.status) for goal in held], "now": _numbers(held, "now", factor),
            "goal": _numbers(held, "goal", factor), "expected": _numbers(held, "expected", factor),
            "left": _numbers(held, "pace_left", 100), "year": [float(goal.year) for goal in held],
            "source": [_source(goal) for goal in held], "why": [goal.reason for goal in held],
        },
        pd.Index([areas[place].key for place in order], dtype=object),
    )  # fmt: skip
    county = [] if level is AreaLevel.COUNTY else [Column("county", "区县")]
    columns = [
        Column("name", str(level)), *county, Column("status", "结论"), Column("now", "现在", "number", unit, 2),
        Column("goal", "目标", "number", unit, 2),
        Column("expected", "应到", "number", unit, 2, "按年均增速到这一年的值。"),
        Column("left", "年均还需", "number", "%", 2, "从这一年到目标年份。"), Column("source", "来源"),
        Column("why", "无法判断的原因", "wrap"),
    ]  # fmt: skip
    return Table(frame, columns, f"{len(order):,} 个{level}。{ASSUMED}")


def _unit(goals: Sequence[Progress]) -> tuple[str, float]:
    unit = goals[0].unit if goals else ""
    return (unit, 100.0) if unit == PER_CENT else (unit, 1.0)


def _numbers(goals: Sequence[Progress], name: str, factor: float) -> list[float]:
    values = [getattr(goal, name) for goal in goals]
    return [np.nan if value is None else value * factor for value in values]


def _source(goal: Progress) -> str:
    """Whose figures: what was published is said to be."""
    if not goal.figures:
        return ""
    return "公布值" if goal.figures[0].source is Source.PUBLISHED else "企业合计"
