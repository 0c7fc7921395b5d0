"""Who changed which case, when, from what to what? Every step as a row, and what each came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from muyun.land.cases import Change, Step, Value, holds
from muyun.show.tables import Column, Table
from muyun.show.versions import local_time
from muyun.show.words import number
from muyun.terms import table_measures

HEADS = ("时间", "由谁", "改了什么", "文号", "说明", "现在")
"""Of `step_rows`."""
BRIEF_HEADS = ("谁在什么时候", "改了什么")
"""Of `brief_rows`."""

_MEASURES = table_measures("整治")


def step_rows(steps: Sequence[Step], cases: pd.DataFrame) -> list[tuple[str, ...]]:
    """Everything said of one case, the latest first; `cases` as they hold."""
    return [_row(step, cases) for step in reversed(steps)]


def brief_rows(steps: Sequence[Step], cases: pd.DataFrame) -> list[tuple[str, str]]:
    """The same in two columns, beside a form."""
    return [
        (f"{by} {when}", "；".join(part for part in (changed, document, why) if part) + (f"（{now}）" if now else ""))
        for when, by, changed, document, why, now in step_rows(steps, cases)
    ]


def _row(step: Step, cases: pd.DataFrame) -> tuple[str, ...]:
    when = local_time(step.at) if step.at else ""
    return when, step.by, what(step), step.document, step.why, standing_words(step, cases)


def what(step: Step) -> str:
    """「状态：进行中 → 已完成；实际完成：空 → 2023-05-20」, 立案 with what it was opened with, or 撤回上一次改动."""
    if not isinstance(step, Change):
        return "撤回上一次改动"
    if step.opens:
        filled = [f"{_MEASURES[k].column} {_said(k, v)}" for k, v in _ordered(step.new) if v is not None]
        return f"立案：{'，'.join(filled)}"
    moves = [(k, _said(k, step.was.get(k)), _said(k, v)) for k, v in _ordered(step.new)]
    return "；".join(f"{_MEASURES[k].column}：{before} → {after}" for k, before, after in moves)


def standing_words(step: Step, cases: pd.DataFrame) -> str:
    """Whether a step still holds."""
    if not isinstance(step, Change):
        return ""
    if step.withdrawn:
        return "已撤回"
    return "有效" if holds(step, cases) else "已被后来的改动或上传取代"


def history_table(histories: Mapping[str, Sequence[Step]], cases: pd.DataFrame) -> Table:
    """Every step of every case, the latest first."""
    rows = [
        (step.at, case_id, *row)
        for case_id, steps in histories.items()
        for step, row in zip(reversed(steps), step_rows(steps, cases), strict=True)
    ]
    rows.sort(key=lambda row: row[0].timestamp() if row[0] else 0.0, reverse=True)
    keys = ["case_id", "time", "by", "what", "document", "why", "now"]
    frame = pd.DataFrame([row[1:] for row in rows], columns=keys, dtype=object)
    frame.index = pd.Index([str(i) for i in range(len(frame))])
    labels = ("编号", *HEADS)
    columns = [
        Column(key, label, "wrap" if key in ("what", "why", "now") else "text")
        for key, label in zip(keys, labels, strict=True)
    ]
    return Table(frame, columns, f"共 {len(frame):,} 次", empty="还没有人在这里改过台账。")


def _ordered(values: Mapping[str, Value]) -> list[tuple[str, Value]]:
    return [(name, values[name]) for name in _MEASURES if name in values]


def _said(name: str, value: Value) -> str:
    if value is None:
        return "空"
    unit = f" {_MEASURES[name].unit}" if _MEASURES[name].unit else ""
    return f"{number(value, 9)}{unit}" if isinstance(value, (int, float)) else str(value)
