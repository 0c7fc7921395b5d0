"""Who is in the lists of 结果稳定性? A row an enterprise: its class, in what share of the draws, and its ranks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from muyun.show.quota_lines import class_word
from muyun.show.robust_list import FIRMNESSES, LETTERS, FirmList
from muyun.show.tables import Column, Table
from muyun.show.words import CLASS_COLOURS, part

HIDDEN = ("group", "share_a", "share_b", "share_c", "share_d")
"""Columns that wait behind 选择列; 评价组 where there is only one."""
_NOT_BESIDE = ("code", "best", "median", "worst")
_SHARES = ("share_a", "share_b", "share_c", "share_d")


def firm_table(listed: FirmList, rows: np.ndarray) -> Table:
    """The rows at these positions of the list; index the credit code (of a merged unit the first tenant's)."""
    percents = listed.found.shares[rows] * 100
    groups = np.array(listed.pool.groups, dtype=object)[listed.group[rows]]
    frame = pd.DataFrame({
        "name": listed.names[rows], "code": listed.codes[rows], "group": groups, "rank": listed.rank[rows],
        "class": pd.Categorical.from_codes(listed.official[rows], LETTERS),
        "firmness": np.array([str(name) for name in FIRMNESSES], dtype=object)[listed.firmness[rows]],
        "kept": listed.kept[rows] * 100,
        **{key: percents[:, k] for k, key in enumerate(_SHARES)},
        "best": listed.found.best[rows], "median": listed.found.median[rows], "worst": listed.found.worst[rows],
    }, pd.Index(listed.codes[rows], dtype=object))  # fmt: skip
    empty = "没有符合这些条件的企业。请换一个等级或类别，或清除搜索。"
    return Table(frame, _columns(listed, frame), caption=_caption(listed, rows), empty=empty)


def beside(table: Table) -> Table:
    """The table with the columns that there is room for beside an opened enterprise, which tells its own ranks."""
    return replace(table, columns=[column for column in table.columns if column.key not in _NOT_BESIDE])


def hidden(listed: FirmList) -> tuple[str, ...]:
    """The columns that are hidden at first."""
    return HIDDEN if len(listed.pool.groups) == 1 else HIDDEN[1:]


def _columns(listed: FirmList, frame: pd.DataFrame) -> list[Column]:
    words = {letter: class_word(listed.evaluation, letter) for letter in LETTERS}
    return [
        Column("name", "企业名称", narrow=True),
        Column("group", "评价组"),
        Column("rank", "名次", "number", decimals=0, help="现在的权重下，在评价组里的名次。"),
        Column("class", "等级", "class", words=words, help="现在的权重下的执行等级。"),
        Column("firmness", "稳不稳"),
        Column("kept", "仍在本档", "number", unit="%", help="在多大比例的权重下，执行等级与现在相同。"),
        Column("stack", "各等级占比", "stack", cell=_stack(frame, words),
               legend=[(words[letter], CLASS_COLOURS[letter]) for letter in LETTERS]),
        Column("best", "最好名次", "number", decimals=0),
        Column("median", "中位名次", "number", decimals=0),
        Column("worst", "最差名次", "number", decimals=0),
        Column("code", "统一社会信用代码"),
        *(Column(key, f"{words[letter]}占比", "number", unit="%")
          for key, letter in zip(_SHARES, LETTERS, strict=True)),
    ]  # fmt: skip


def _stack(frame: pd.DataFrame, words: dict[str, str]) -> Callable[[int], object]:
    shares = frame[list(_SHARES)].to_numpy() / 100

    def cell(position: int) -> object:
        return [
            {"share": share, "colour": CLASS_COLOURS[letter], "title": f"{words[letter]} {part(share, 2)}"}
            for letter, share in zip(LETTERS, shares[position].tolist(), strict=True) if share > 0
        ]  # fmt: skip

    return cell


def _caption(listed: FirmList, rows: np.ndarray) -> str:
    total = len(listed.units)
    return f"共 {total:,} 家" if len(rows) == total else f"符合条件 {len(rows):,} 家，共 {total:,} 家；最不稳的在前"
