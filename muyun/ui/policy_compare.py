"""政策，对比: this policy (with the scenario, if there is one) beside another, differences only."""

from __future__ import annotations

import streamlit as st

from muyun.show.policy_differences import differences
from muyun.ui import cached
from muyun.ui.state import State
from muyun.ui.widgets import download, empty, note, table


def compare(state: State) -> None:
    """Asks for the other policy and shows what differs."""
    known = [p for p in cached.policies() if p.id != state.official.id]
    others = {f"{p.id}　{p.title}（{p.region}，{p.year} 年）": p for p in known}
    if not others:
        empty("只有这一份政策，没有可对比的。先在“改动”里把改动存为本地政策。")
        return
    chosen = st.selectbox("与哪份政策对比", list(others), key="policy:other", persist_state="session", filter_mode=None)
    other = others[chosen]
    found = differences(state.policy, other)
    if len(found.frame):
        note(f"有 {len(found.frame):,} 项不同；只在一份里有的，另一份写“（无）”。")
    table(found, key=f"policy:differences:{other.id}", height=620)
    if len(found.frame):
        download(found.exported, f"政策对比 {state.official.id} 与 {other.id}", state, key="policy:differences")
