"""What surrounds every page: the menu, which data and policy are looked at, and the bands that warn."""

from __future__ import annotations

from collections import Counter
from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from muyun.findings import InputError
from muyun.policy.model import Policy
from muyun.store.confirmed import Worth
from muyun.terms import ResultKind
from muyun.ui import cached, memory, menu
from muyun.ui.components import mounted
from muyun.ui.confirmed import ASSUMPTIONS, worth
from muyun.ui.faults import told
from muyun.ui.going import link_to
from muyun.ui.state import State, change, read_state
from muyun.ui.telling import plain, tell

_NAVIGATED = "muyun:navigated"
WHAT_IF = ResultKind.SCENARIO.value
SYNTHETIC = "合成样例数据，仅供演示，不对应任何真实企业"


def run() -> None:
    """app.py: draws the menu and runs the chosen page."""
    page = menu.navigation()
    st.session_state[_NAVIGATED] = True
    with told():
        page.run()


def begin(name: str) -> State:
    """The first line of a page: settings, state, menu, bands. Safe to call again in every run.

    On a fresh server Streamlit answers a deep link by running the page alone, without app.py
    (its directory mode); then the menu is set up here and the run starts over.
    """
    memory.settled()
    if _NAVIGATED not in st.session_state:
        st.set_page_config(page_title="亩云", layout="wide")
        menu.navigation()
        st.session_state[_NAVIGATED] = True
        st.rerun()
    entry = menu.entry(name)
    st.set_page_config(page_title=f"{entry.title} · 亩云", page_icon="🌾", layout="wide")
    st.html(f"<style>{_css()}</style>")
    try:
        state = read_state(name)
    except InputError as wrong:
        tell(wrong.findings)
        st.stop()
    _sidebar(state)
    _bands(state)
    return state


@cache
def _css() -> str:
    return files("muyun.ui").joinpath("page.css").read_text("utf-8")


def _sidebar(state: State) -> None:
    with st.sidebar:
        policies = {p.id: p for p in cached.policies()}
        ids, names = list(policies), _policy_names(list(policies.values()))
        st.session_state["muyun:policy"] = state.official.id
        st.selectbox(
            "政策", ids, format_func=names.get, key="muyun:policy",
            on_change=lambda: change(policy=st.session_state["muyun:policy"]), filter_mode=None,
            help="按哪份文件评价。换政策不影响别人看到的页面。"
            "没有本县的？选最接近的一份，到“政策”页的“改动”里改好，再“存为本地政策”，就列在这里。",
        )  # fmt: skip
        if state.dataset and state.year:
            st.session_state["muyun:year"] = state.year
            st.selectbox(
                "评价年度", sorted(state.dataset.years, reverse=True), format_func=lambda y: f"{y} 年度",
                key="muyun:year", on_change=lambda: change(year=str(st.session_state["muyun:year"])), filter_mode=None,
            )  # fmt: skip
        st.caption(plain(_data_line(state)))
        mounted("theme", {"paths": menu.paths()}, key="muyun:theme")


def _policy_names(policies: list[Policy]) -> dict[str, str]:
    """What the menu calls each policy, by id: never two the same, for Streamlit tells options by their words."""
    names = {p.id: f"{p.region} {p.year}" for p in policies}
    often = Counter(names.values())
    return {i: name if often[name] == 1 else f"{i}（{name}）" for i, name in names.items()}


def _data_line(state: State) -> str:
    if state.dataset is None:
        return "还没有数据"
    line = f"数据：第 {state.dataset.version} 版 {state.dataset.label}"
    return line if cached.in_use(state.dataset) else f"{line}（不是现用版本）"


def _bands(state: State) -> None:
    with st.container():  # one place: a band that comes or goes must not move, and so remount, what is below
        if state.dataset and state.dataset.synthetic:
            st.html(f'<div class="muyun-band synthetic">{SYNTHETIC}</div>')
        if state.is_scenario:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(f'<div class="muyun-band whatif">{WHAT_IF}</div>')
                if state.page != "whatif":  # it has its own, which can be undone
                    st.button("回到正式规则", key="muyun:official", on_click=lambda: change(patch=""))
        for note in state.notes:
            st.warning(plain(note))
    with st.container(horizontal=True, vertical_alignment="center", key="muyun-where"):
        title, year = escape(state.official.title), f" · {state.year} 年度" if state.year else ""
        st.html(f'<div class="muyun-where">{menu.entry(state.page).title} · {title}{year}</div>', width="content")
        if state.year and not state.is_scenario:
            _worth(state, worth(state))


def _worth(state: State, result: Worth) -> None:
    """What the result is worth, as a link to what is still to be confirmed."""
    if result.waiting:
        link_to(state, "policy", plain(result.words), "去“政策”看有哪些、由谁确认", **ASSUMPTIONS)
    else:
        st.html(f'<div class="muyun-where">{escape(result.words)}</div>', width="content")
