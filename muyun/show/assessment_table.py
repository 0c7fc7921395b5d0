"""What does the sheet of the assessment list? A row a place; one place item by item; the points given (FH-15)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from muyun.explore.regions.areas import Area
from muyun.explore.regions.assessment import HIGHLIGHT, ItemSheet, Sheet, moved
from muyun.explore.regions.highlights import Given
from muyun.show.tables import Column, Table
from muyun.show.words import fixed, number

VALUE, POINTS = "value:", "points:"
"""Before an item's name in the columns of its values and points."""

Said = Mapping[Area, tuple[Given, ...]]


def sheet_table(sheet: Sheet, before: Sheet | None) -> Table:
    """A row a place by rank; row ids are positions of the places."""
    order = sheet.order
    frame = _frame(sheet, before).iloc[order].set_axis(list(map(str, order)), axis=0)
    last = "上一年度用同样的办法算的名次；上年缺的项目也按同样的办法处理。"
    columns = [
        Column("rank", "名次", "number", "", 0), Column("name", str(sheet.asked.level)), Column("county", "区县"),
        Column("total", "总分", "number", "分", 2), Column("moved", "名次比上年", "delta", "", 0, last),
    ]  # fmt: skip
    for item in sheet.items:
        full = f"满分 {number(item.full)} 分；算不出的空着，点一行看原因。"
        columns.append(Column(POINTS + item.name, item.name, "number", "分", 2, full))
    for item in sheet.items:
        if item.name != HIGHLIGHT:
            columns.append(Column(VALUE + item.name, f"{item.name}的值", "number", item.figures.unit, 2))
    if len({place.county for place in sheet.places}) < 2:
        columns = [c for c in columns if c.key != "county"]
    caption = "得分是折成 0 到满分之后的，缺项分摊后的总分按 100 分计；点一行看这里每项怎么来。"
    return Table(frame, columns, caption, empty=f"没有企业填了{sheet.asked.level}。")


def hidden_at_first(sheet: Sheet) -> tuple[str, ...]:
    """The values wait behind 选择列."""
    return tuple(VALUE + item.name for item in sheet.items)


def _frame(sheet: Sheet, before: Sheet | None) -> pd.DataFrame:
    frame = pd.DataFrame({
        "rank": sheet.ranks, "name": sheet.names, "county": [place.county for place in sheet.places],
        "total": sheet.totals, "moved": moved(sheet, before),
    })  # fmt: skip
    for item in sheet.items:
        frame[POINTS + item.name] = item.points
        frame[VALUE + item.name] = item.figures.values
    return frame


def exported(sheet: Sheet, before: Sheet | None, said: Said) -> pd.DataFrame:
    """The office's 考核表: rank, place, total, each item's value and points, who gave points for what, what lacks."""
    own = _frame(sheet, before)
    frame = own[["rank", "name", "county", "total", "moved"]].set_axis(
        ["名次", str(sheet.asked.level), "区县", "总分", "名次比上年"], axis=1
    )
    for item in sheet.items:
        if item.name != HIGHLIGHT:
            frame[f"{item.name}（{item.figures.unit}）"] = own[VALUE + item.name]
        frame[f"{item.name}得分（满分{number(item.full)}）"] = own[POINTS + item.name]
    if sheet.asked.undefined == "redistribute":
        frame["缺项分摊倍数"] = sheet.factor
    frame["亮点评分人"] = [_last(said, place, "by") for place in sheet.places]
    frame["亮点事由"] = [_last(said, place, "reason") for place in sheet.places]
    frame["缺项说明"] = ["；".join(_lacking(sheet, i)) for i in range(len(sheet.places))]
    return frame.iloc[sheet.order]


def _last(said: Said, place: Area, what: str) -> str:
    history = said.get(place, ())
    return getattr(history[-1].verdict, what) if history and history[-1].points is not None else ""


def _lacking(sheet: Sheet, place: int) -> list[str]:
    return [f"{item.name}：{item.figures.reasons[place]}" for item in sheet.items if item.figures.reasons[place]]


def place_table(sheet: Sheet, place: int) -> Table:
    """One place item by item: value, what it was made of, how it became points, what counts in the total."""
    own = sheet.items
    frame = pd.DataFrame({
        "item": [item.name for item in own], "full": [item.full for item in own],
        "spread": [np.nan if np.isnan(item.points[place]) else item.full * sheet.factor[place] for item in own],
        "value": [item.figures.values[place] for item in own],
        "unit": [item.figures.unit for item in own],
        "made": [item.figures.made_of[place] or item.figures.reasons[place] for item in own],
        "how": [formula(sheet, item, place) for item in own],
        "points": [item.points[place] for item in own], "counted": [item.counted[place] for item in own],
    }, pd.Index([item.name for item in own]))  # fmt: skip
    spread = "缺项的分值按比例分摊到其余各项之后，计入总分的。"
    columns = [
        Column("item", "项目"), Column("full", "满分", "number", "分", 2), Column("value", "值", "number", "", 2),
        Column("unit", "单位"), Column("made", "由什么算出", "wrap"), Column("how", "怎么折成分", "wrap"),
        Column("points", "得分", "number", "分", 2),
        *([Column("spread", "分摊后满分", "number", "分", 2, spread)] if sheet.factor[place] != 1 else []),
        Column("counted", "计入总分", "number", "分", 2, spread),
    ]  # fmt: skip
    return Table(frame, columns)


def formula(sheet: Sheet, item: ItemSheet, place: int) -> str:
    """How a value became points, with the numbers: 「第 3 级，共 9 级：30 × (9 − 3) ÷ (9 − 1) = 22.5」."""
    points, full = item.points[place], number(item.full)
    if np.isnan(points):
        return "不计，分值分摊到其余各项" if sheet.asked.undefined == "redistribute" else "计 0 分"
    if item.name == HIGHLIGHT:
        return f"人工评分，最多 {full} 分"
    if item.levels < 2:
        return f"有数的都一样：满分 {full} 分"
    level, levels = int(item.level[place]), item.levels
    if sheet.asked.points_by == "rank":
        return f"第 {level} 级，共 {levels} 级：{full} × ({levels} − {level}) ÷ ({levels} − 1) = {number(points)}"
    values = item.figures.values
    best, worst = values[item.level == 1][0], values[item.level == levels][0]
    own = [fixed(v, 2) for v in (values[place], worst, best, worst)]
    return f"{full} × ({own[0]} − {own[1]}) ÷ ({own[2]} − {own[3]}) = {number(points)}"


def total_words(sheet: Sheet, place: int) -> str:
    """「总分 86.78 = (24.92 + 14.17 + …) × 100 ÷ 70」."""
    there = [item for item in sheet.items if not np.isnan(item.points[place])]
    if not there:
        return "各项都没有数据，没有总分。"
    added = " + ".join(number(item.points[place]) for item in there)
    held = sum(item.full for item in there)
    if sheet.asked.undefined == "redistribute" and held != 100 and held > 0:
        added = f"({added}) × 100 ÷ {number(held)}"
    return f"总分 {added} = {number(sheet.totals[place])} 分。"


def history_table(sheet: Sheet, said: Said) -> Table:
    """Every word on 创新亮点, the latest first; what no longer holds is kept."""
    names = dict(zip(sheet.places, sheet.names, strict=True))
    rows = sorted(
        ((given.verdict.at, names.get(place, place.name), given, given is history[-1])
         for place, history in said.items() for given in history),
        key=lambda row: (row[0], row[1]), reverse=True,
    )  # fmt: skip
    frame = pd.DataFrame({
        "at": [f"{at.astimezone():%Y-%m-%d %H:%M}" for at, *_ in rows], "name": [name for _, name, *_ in rows],
        "points": [given.points if given.points is not None else np.nan for _, _, given, _ in rows],
        "what": ["清除" if given.points is None else "评分" for _, _, given, _ in rows],
        "by": [given.verdict.by for _, _, given, _ in rows],
        "reason": [given.verdict.reason for _, _, given, _ in rows],
        "document": [given.verdict.document for _, _, given, _ in rows],
        "holds": ["现行" if last else "已被取代" for *_, last in rows],
    }, pd.Index([str(n) for n in range(len(rows))]))  # fmt: skip
    columns = [
        Column("at", "时间"), Column("name", str(sheet.asked.level)), Column("what", "做了什么"),
        Column("points", "评分", "number", "分", 2), Column("by", "由谁"), Column("reason", "事由", "wrap"),
        Column("document", "文号"), Column("holds", "状态"),
    ]  # fmt: skip
    return Table(frame, columns, empty="还没有评分。")
