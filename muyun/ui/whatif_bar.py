"""The scenario bar: which scenario is this, and undo, reset, save, open, share, files."""

from __future__ import annotations

from html import escape

import streamlit as st

from muyun.store import Scenario
from muyun.ui import whatif, whatif_library
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.whatif_files import handed_on
from muyun.ui.whatif_library import NAME, NAME_SIGNS

_NAME_SHOWN = 10
"""Signs of a name that have room beside the buttons."""


def bar(state: State, pool: str) -> None:
    """One row above the levers."""
    saved = whatif_library.saved_scenarios(state.official.id)
    whatif_library.forget_name(state)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(
            "方案名称", key=NAME, placeholder="给方案起个名字", label_visibility="collapsed", width=180,
            max_chars=NAME_SIGNS, persist_state="session",
        )  # fmt: skip
        st.html(f'<div class="muyun-state">{_standing(state, saved)}</div>', width="content")
        st.button("↶ 撤销", key="whatif:undo", on_click=whatif.undo, disabled=not whatif.undoable(), help="退回上一步")
        st.button("恢复正式规则", key="whatif:reset", on_click=_reset, disabled=not state.is_scenario)
        whatif_library.save_buttons(state)
        whatif_library.open_list(state, saved)
        handed_on(state, pool, whatif_library.name_of(state, saved))
    whatif_library.told(state)


def pool_of(pools: list[str]) -> str:
    """The chosen 评价组; the URL carries it."""
    chosen = st.segmented_control(
        "评价组", pools, default=pools[0], required=True, key="pool", bind="query-params",
        label_visibility="collapsed", format_func=plain,
    )  # fmt: skip
    return chosen if chosen in pools else pools[0]


def _reset() -> None:
    st.session_state[NAME] = ""
    whatif.adopt({})


def _standing(state: State, saved: list[Scenario]) -> str:
    """「正式规则」, 「已保存」, 「已保存为“税收优先”」 where the box doesn't say so, or 「未保存」"""
    if not state.is_scenario:
        return "正式规则"
    if all(s.patch != state.patch for s in saved):
        return "<b>未保存</b>"
    name = whatif_library.name_of(state, saved)
    if name == st.session_state.get(NAME, "").strip():
        return "已保存"
    short = name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"
    return f'<span title="{escape(name)}">已保存为“{escape(short)}”</span>'
