"""政策，对比: this policy beside another, or the scenario beside the policy, with what it does to the classes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.policy.model import Policy
from muyun.report.policy_changes import changes
from muyun.show.policy_differences import changes_markup, differences, names_of
from muyun.ui import cached
from muyun.ui.policy_effect import effect
from muyun.ui.policy_pair import Pair, rules_file
from muyun.ui.state import State
from muyun.ui.widgets import empty, headline, offer, picture, table

OFFICIAL, SCENARIO = "正式规则", "本方案（模拟）"
_ITSELF = "正式规则（不带本方案的改动）"
_KEY = "against"


def compare(state: State, title: DeltaGenerator) -> None:
    """Asks for the other policy; says what differs in sentences, what that does to the classes, and value by value.

    title  where the headline stands
    """
    pair = _chosen(state)
    if pair is None:
        with title:
            headline("没有可以对比的政策。")
        empty("只有这一份政策，没有可对比的。先在“改动”里把改动存为本地政策。")
        return
    said = changes(pair.one, pair.other, pair.names)
    found = differences(pair.one, pair.other, pair.names)
    count = sum(len(sentences) for _, sentences in said)
    between = f"{pair.names[0]} → {pair.names[1]}"
    with title:
        headline(f"{between}：{count:,} 处不同。" if count else f"{between}：各项规则都相同。")
    if not count:
        return
    answer = st.container()
    picture(changes_markup(said), "policy:changes")
    effect(state, pair, answer)
    st.subheader("逐项对照", anchor=False)
    table(found, key=f"policy:differences:{pair.one.id}:{pair.other.id}", height=620)
    offer(found.exported, rules_file(state, pair), key="policy:differences")


def _chosen(state: State) -> Pair | None:
    """The pair to compare: with a scenario on, first the official rules beside it."""
    others = _others(state.official)
    options = [*([_ITSELF] if state.is_scenario else []), *others]
    if not options:
        return None
    if st.session_state.get(_KEY) not in (None, *options):
        st.session_state[_KEY] = options[0]
    chosen = st.selectbox(
        "与哪份政策对比", options, key=_KEY, bind="query-params", persist_state="session", filter_mode=None
    )
    if chosen == _ITSELF:
        return Pair(state.official, state.policy, (OFFICIAL, SCENARIO), (False, True))
    names = names_of(state.official, others[chosen])
    own = f"{names[0]}（模拟）" if state.is_scenario else names[0]
    return Pair(state.policy, others[chosen], (own, names[1]), (state.is_scenario, False))


def _others(official: Policy) -> dict[str, Policy]:
    """The other policies by region and year, with the id where two are called the same."""
    known = [p for p in cached.policies() if p.id != official.id]
    names = [f"{p.region} {p.year}" for p in known]
    twice = {name for name in names if names.count(name) > 1}
    return {f"{name}（{p.id}）" if name in twice else name: p for name, p in zip(names, known, strict=True)}
