"""Which words a cell may hold: the closed lists of measures.csv, yes and no, blank, totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from muyun.terms import PARK_KINDS, PARK_LEVELS, REGION_LEVELS, VETO_KINDS, Class, Kind, Scale

BLANK_WORDS = frozenset({"-", "–", "—", "/", "无", "暂无", "…", "--", "——", "……"})
"""Words for "nothing here" (spec 10.8), doubled dashes and dots as Chinese typing makes them."""

YES_WORDS = frozenset({"是", "TRUE", "1", "√", "✓", "✔", "Y", "YES"})
NO_WORDS = frozenset({"否", "FALSE", "0", "×", "✗", "✘", "N", "NO"})

TOTAL_WORDS = frozenset({"合计", "总计", "小计", "共计", "总和"})
"""A last row that begins with one of these repeats the rows above it."""

REMARK_STARTS = ("注:", "备注", "说明:", "填表", "制表", "审核", "单位负责人", "填报", "数据来源", "联系人", "联系电话")
"""How a signature or remark under a table begins, compared after `plain`."""

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("企业", "kind"): tuple(Kind),
    ("企业", "scale"): tuple(Scale),
    ("否决事项", "kind"): VETO_KINDS,
    ("手工调档", "to"): tuple(Class),
    ("宗地", "use"): ("工业", "商服", "仓储", "其他"),
    ("宗地", "state"): ("在用", "批而未供", "供而未用", "低效利用"),
    ("占用", "tenure"): ("自有", "租入"),
    ("园区", "kind"): PARK_KINDS,
    ("园区", "level"): PARK_LEVELS,
    ("区域", "level"): REGION_LEVELS,
    ("整治", "kind"): ("低产田", "高耗低效"),
    ("整治", "means"): (
        "协商收回", "鼓励流转", "协议置换", "退二优二", "退二进三", "收购储备", "整治提升", "淘汰退出",
    ),
    ("整治", "state"): ("未启动", "进行中", "已完成"),
    ("项目", "phase"): ("建设期", "投产期", "剩余年限使用期"),
    ("名单", "list"): ("领跑县", "小微园首批县", "培育试点"),
}  # fmt: skip
"""Closed lists by (table, name), as measures.csv writes them."""


def plain(text: str) -> str:
    """`text` with full-width forms made half-width and white space left out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def chosen_word(text: str, words: tuple[str, ...]) -> str | None:
    """The one of `words` that `text` means: width, case, spaces and quotes don't count; None: no one."""
    wanted = _loose(text)
    return next((str(word) for word in words if _loose(word) == wanted), None)


def _loose(text: str) -> str:
    return plain(text).upper().translate({ord(c): None for c in "“”\"'‘’"})
