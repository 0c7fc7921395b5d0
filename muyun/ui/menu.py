"""Which pages are there? A page enters here when it works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its file's name in pages/ and in the URL, its name in the menu, the question that it answers."""

    name: str
    title: str
    question: str


    @property
    def path(self) -> str:
        """Its path in the browser; the first page is the one without."""
        return "" if self is ENTRIES[0] else self.name


ENTRIES = (
    Entry("overview", "总览", "今年总体怎么样？"),
    Entry("data", "数据核对", "数据对不对？"),
    Entry("policy", "政策", "规则是什么？"),
    Entry("scope", "参评范围", "谁参加评价，谁不参加，为什么？"),
    Entry("ranking", "排名", "谁排在哪里？"),
    Entry("sectors", "行业", "哪些行业拉高，哪些拉低？"),
    Entry("regions", "区域", "哪些县、镇、园区领先，哪些落后？"),
    Entry("leaders", "领跑者", "谁领跑？"),
    Entry("lowland", "低产田", "低产田在哪里，怎么处置？"),
    Entry("overrides", "调档", "谁的等级被调整，凭什么？"),
    Entry("whatif", "模拟测算", "换个权重会怎样？"),
    Entry("robustness", "结果稳定性", "结果有多稳？"),
    Entry("enterprise", "企业", "这家为什么是这个等级？"),
)
CHECKOUT = Path(__file__).parents[2]
"""Where app.py and pages/ are: the install is editable."""


def entry(name: str) -> Entry:
    """The page of that name. KeyError: there is none."""
    return {e.name: e for e in ENTRIES}[name]


def file(name: str) -> str:
    """A page's file, for `st.switch_page` and links."""
    return f"pages/{name}.py"


def navigation():
    """The chosen page, with the menu drawn; the first page is the one without a path."""
    pages = [
        st.Page(CHECKOUT / file(e.name), title=e.title, url_path=e.name, default=not e.path, help=e.question)
        for e in ENTRIES
    ]
    return st.navigation(pages, expanded=True)


def paths() -> list[str]:
    """The paths that the pages have in the browser."""
    return [f"/{e.path}" for e in ENTRIES]
