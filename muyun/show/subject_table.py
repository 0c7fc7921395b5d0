"""What does each park or region have? A row each: rank, score, every indicator with its rank and its item score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from muyun.explore.regions.subject_look import SubjectLook
from muyun.show.subject_words import counted, label_of, shown_unit, why_unranked
from muyun.show.tables import Column, Table
from muyun.show.words import MISSING, fixed, number

PUBLISHED = "公布值"
RANK, ITEM, GIVEN = "名次:", "得分:", "公布:"
"""Before an indicator's name in the columns of its ranks, its item scores and of what is 公布值."""


def subject_table(look: SubjectLook) -> Table:
    """A row a park or region in the order of `look.order`; row ids are names."""
    now, order = look.now, look.order
    names = list(look.rules.weights)
    ranks, published = now.indicator_ranks().loc[order], now.published.loc[order]
    frame = pd.DataFrame({
        "rank": now.ranks[order], "name": order, "group": now.groups[order].fillna(""), "score": now.scores[order],
        "change": look.rank_change[order], "before": look.ranks_before[order],
        "why": [why_unranked(now, name) for name in order],
        "front": [_front(look, name) for name in order],
    }, pd.Index(order))  # fmt: skip
    for name in names:
        frame[name] = now.indicators.loc[order, name] * shown_unit(look.rules, name)[1]
        frame[RANK + name] = ranks[name]
        frame[ITEM + name] = now.items.loc[order, name]
    given = [name for name in names if published[name].any()]
    for name in given:
        frame[GIVEN + name] = np.where(published[name], PUBLISHED, "")
    within = f"名次是在同一{look.rules.rank_within.value}里的名次；" if look.rules.group_column else ""
    caption = f"{counted(look.rules, len(order))}。{within}缺的数是“{MISSING}”，不当作零。点一行看得分怎么算的。"
    return Table(frame, _columns(look, frame, given), caption)


def hidden_at_first(look: SubjectLook) -> tuple[str, ...]:
    """Columns that wait behind 选择列: item scores, which the picture shows, and what the marks say already."""
    names = list(look.rules.weights)
    return (*(ITEM + name for name in names), *(GIVEN + name for name in names), "before")


def _front(look: SubjectLook, name: str) -> str:
    if name in (look.steady or ()):
        return f"连续 {look.rules.front.years} 年靠前"
    return "靠前" if name in look.front else ""


def _columns(look: SubjectLook, frame: pd.DataFrame, given: list[str]) -> list[Column]:
    rules, what_if = look.rules, bool(look.changed)
    columns = [
        Column("rank", "名次", "number", decimals=0, what_if=what_if), Column("name", rules.table),
        *([Column("group", rules.rank_within.value)] if rules.group_column else []),
        Column("score", "综合得分", "number", "分", what_if=what_if),
        Column("change", "比上年", "delta", "名", 0, "同一组里名次的升降；上年没有排名的空着。"),
        Column("before", "上年名次", "number", decimals=0),
        *([Column("front", "排序靠前")] if rules.front else []),
        *([Column("why", "没有名次的原因")] if frame["why"].any() else []),
    ]  # fmt: skip
    for name in rules.weights:
        label, unit = label_of(rules, name), shown_unit(rules, name)[0]
        columns.append(Column(name, label, "number", unit, cell=_marked(frame, name) if name in given else None))
        columns.append(Column(RANK + name, f"{label}名次", "number", decimals=0))
        columns.append(Column(ITEM + name, f"{label}得分", "number", "分", what_if=name in look.changed))
        if name in given:
            columns.append(Column(GIVEN + name, f"{label}是否公布值"))
    return columns


def _marked(frame: pd.DataFrame, name: str) -> Callable[[int], object]:
    """The value with a tag where it is 公布值."""
    values, marks = frame[name].to_numpy(dtype=float), frame[GIVEN + name].to_numpy()

    def cell(position: int) -> object:
        value = float(values[position])
        shown = {"text": fixed(value, 2), "title": number(value, 9)}
        return shown | {"tag": PUBLISHED} if marks[position] else shown

    return cell
