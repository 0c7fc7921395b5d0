"""Who leads under the scenario? The top of its ranking as a table of stacked item scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.movers import POINTS
from muyun.policy.model import Policy
from muyun.show.movers import item_colours, items_key
from muyun.show.tables import Column, Table, delta
from muyun.show.whatif import indicator_label
from muyun.show.words import number
from muyun.terms import Class

_ITEM = "得分:"


def scenario_ranking(top: pd.DataFrame, policy: Policy) -> Table:
    """The table of `top_ranking`: rank, change on the official rank, both classes, score and its items as a bar.

    Several 评价组 (a pool ranked county by county) stand one after the other, each from its rank 1.
    """
    frame = top.set_index("统一社会信用代码")
    items = _items(frame)
    words = {str(letter): short_word(policy.class_words, letter) for letter in Class}
    columns = [
        Column("名次", "名次", "number", decimals=0),
        Column("名次变化", "比正式", "delta", help="名次比正式结果升降几位", cell=_change(frame), sortable=False),
        Column("企业名称", "企业名称"), Column("评价组", "评价组"),
        Column("原等级", "正式等级", "class", words=words), Column("执行等级", "模拟等级", "class", words=words),
        Column("综合得分", "综合得分", "number", unit="分"),
        Column("构成", "得分构成", "stack", cell=_stack(frame, items, policy)),
    ]  # fmt: skip
    if frame["评价组"].nunique() <= 1:
        columns = [column for column in columns if column.key != "评价组"]
    return Table(frame, columns, empty="这个评价组没有参评企业，所以没有排名。")


def ranking_key(top: pd.DataFrame, policy: Policy) -> str:
    """HTML that says which colour of the bars is which item."""
    names = [*_items(top), POINTS]
    return items_key(names, item_colours(names), policy)


def top_words(frame: pd.DataFrame, count: int, scenario: bool) -> str:
    """What is shown: 「模拟排名前 100 家」, or of several 评价组 「模拟排名，每个评价组前 100 家，共 158 家」."""
    whose = "模拟" if scenario else "正式规则下的"
    if frame["评价组"].nunique() > 1:
        return f"{whose}排名，每个评价组前 {count:,} 家，共 {len(frame):,} 家"
    return f"{whose}排名前 {len(frame):,} 家"


def _items(frame: pd.DataFrame) -> list[str]:
    return [c.removeprefix(_ITEM) for c in frame.columns if c.startswith(_ITEM)]


def _change(frame: pd.DataFrame) -> Callable[[int], object]:
    changes, before = frame["名次变化"], frame["原名次"]

    def cell(position: int) -> object:
        if pd.isna(before.iat[position]):
            return {"way": "", "text": "新进"}
        value = changes.iat[position]
        return {"way": "", "text": "范围不同"} if pd.isna(value) else delta(float(value))

    return cell


def _stack(frame: pd.DataFrame, items: list[str], policy: Policy) -> Callable[[int], list[Mapping[str, object]]]:
    """The parts of the bar of a row: won points first, points deducted hatched at the end."""
    names = [*items, POINTS]
    values = np.nan_to_num(frame[[*(f"{_ITEM}{name}" for name in items), POINTS]].to_numpy(dtype=float))
    widest = np.abs(values).sum(axis=1).max(initial=1e-9)
    colours = item_colours(names)

    def cell(position: int) -> list[Mapping[str, object]]:
        return [
            {"share": round(abs(value) / widest, 4), "colour": colours[name], "minus": value < 0,
             "title": f"{indicator_label(policy, name)} {number(value, 4)} 分"}
            for name, value in zip(names, values[position].tolist(), strict=True) if value
        ]  # fmt: skip

    return cell
