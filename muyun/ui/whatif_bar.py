"""The scenario bar: which scenario is this, and undo, reset, save, open, share, files."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from muyun.store import Scenario
from muyun.ui import cached, whatif
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.whatif_files import handed_on

NAME = "muyun:whatif:name"
SHOWN = 20
"""Saved scenarios that the list shows, the newest."""

_LINK_NAME = "（"
"""Begins the name of a scenario that was kept for a long link only."""


def bar(state: State) -> str:
    """One row above the levers; returns the chosen pool."""
    saved = [s for s in cached.store().scenarios(state.official.id) if not s.name.startswith(_LINK_NAME)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pool = _pool(list(state.policy.pools))
        st.text_input(
            "方案名称", key=NAME, placeholder="给方案起个名字", label_visibility="collapsed", width=180, max_chars=40,
            persist_state="session",
        )  # fmt: skip
        st.html(f'<div class="muyun-state">{_standing(state, saved)}</div>', width="content")
        st.button("↶ 撤销", key="whatif:undo", on_click=whatif.undo, disabled=not whatif.undoable(), help="退回上一步")
        st.button(
            "恢复正式规则", key="whatif:reset", on_click=partial(whatif.adopt, {}), disabled=not state.is_scenario
        )
        st.button("保存", key="whatif:save", on_click=partial(_save, state), disabled=not state.is_scenario)
        _open(saved)
        handed_on(state, pool)
    if said := st.session_state.pop("muyun:whatif:said", ""):
        st.warning(plain(said))
    return pool


def _pool(pools: list[str]) -> str:
    chosen = st.segmented_control(
        "评价组", pools, default=pools[0], required=True, key="pool", bind="query-params",
        label_visibility="collapsed", format_func=plain,
    )  # fmt: skip
    return chosen if chosen in pools else pools[0]


def _standing(state: State, saved: list[Scenario]) -> str:
    """「正式规则」, 「已保存」 or 「未保存」"""
    if not state.is_scenario:
        return "正式规则"
    return "已保存" if any(s.patch == state.patch for s in saved) else "<b>未保存</b>"


def _save(state: State) -> None:
    name = st.session_state.get(NAME, "").strip()
    if not name or name.startswith(_LINK_NAME):
        st.session_state["muyun:whatif:said"] = "请先给方案起个名字，再按“保存”。"
        return
    cached.store().save_scenario(name, state.official.id, state.patch)


def _open(saved: list[Scenario]) -> None:
    with st.popover("打开"):
        if not saved:
            st.caption("这项政策还没有保存过方案。调整后起个名字，按“保存”。")
        for scenario in saved[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    plain(scenario.name), key=f"whatif:open:{scenario.id}", on_click=partial(_adopt, scenario),
                    help=f"{_time(scenario.saved_at)} 保存", width="stretch",
                )  # fmt: skip
                st.button(
                    "移除", key=f"whatif:remove:{scenario.id}", on_click=partial(_remove, scenario.id),
                    help="从列表里移除；已分享的链接仍可用。",
                )  # fmt: skip
        if len(saved) > SHOWN:
            st.caption(f"只列出最近保存的 {SHOWN} 个，共 {len(saved)} 个。")


def _adopt(scenario: Scenario) -> None:
    st.session_state[NAME] = scenario.name
    whatif.adopt(scenario.patch)


def _remove(scenario_id: str) -> None:
    cached.store().remove_scenario(scenario_id)


def _time(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
