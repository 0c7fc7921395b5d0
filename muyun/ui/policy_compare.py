"""政策，对比: this policy beside another, or the scenario beside the policy, with what it does to the classes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from muyun.policy.model import Policy
from muyun.report.policy_changes import changes
from muyun.show.policy_differences import changes_markup, differences, names_of
from muyun.ui import cached
from muyun.ui.policy_effect import effect
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.widgets import download, empty, picture, table

OFFICIAL, SCENARIO = "正式规则", "本方案（模拟）"
_ITSELF = "正式规则（不带本方案的改动）"


@dataclass(frozen=True, slots=True)
class Pair:
    """The policies held against each other, what they are called, and whether each is with the scenario."""

    one: Policy
    other: Policy
    names: tuple[str, str]
    patched: tuple[bool, bool]


def compare(state: State) -> None:
    """Asks for the other policy; says what differs in sentences, what that does to the classes, and value by value."""
    pair = _chosen(state)
    if pair is None:
        empty("只有这一份政策，没有可对比的。先在“改动”里把改动存为本地政策。")
        return
    said = changes(pair.one, pair.other, pair.names)
    found = differences(pair.one, pair.other, pair.names)
    count = sum(len(sentences) for _, sentences in said)
    between = f"{pair.names[0]} → {pair.names[1]}"
    st.subheader(plain(f"{between}：{count:,} 处不同" if count else f"{between}：各项规则都相同"), anchor=False)
    if not count:
        return
    picture(changes_markup(said), "policy:changes")
    effect(state, pair.one, pair.other, pair.names, pair.patched)
    st.subheader("逐项对照", anchor=False)
    table(found, key=f"policy:differences:{pair.one.id}:{pair.other.id}", height=620)
    download(found.exported, f"政策对比 {pair.names[0]} 与 {pair.names[1]}", state, key="policy:differences")


def _chosen(state: State) -> Pair | None:
    """The pair to compare: with a scenario on, first the official rules beside it."""
    known = [p for p in cached.policies() if p.id != state.official.id]
    others = {f"{p.id}　{p.title}（{p.region}，{p.year} 年）": p for p in known}
    options = [*([_ITSELF] if state.is_scenario else []), *others]
    if not options:
        return None
    if st.session_state.get("policy:other") not in options:
        st.session_state.pop("policy:other", None)
    chosen = st.selectbox("与哪份政策对比", options, key="policy:other", persist_state="session", filter_mode=None)
    if chosen == _ITSELF:
        return Pair(state.official, state.policy, (OFFICIAL, SCENARIO), (False, True))
    names = names_of(state.official, others[chosen])
    own = f"{names[0]}（模拟）" if state.is_scenario else names[0]
    return Pair(state.policy, others[chosen], (own, names[1]), (state.is_scenario, False))
