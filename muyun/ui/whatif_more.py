"""更多参数: which other rules may a scenario change? One subject at a time, so that a drag has little to draw."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from muyun.explore.whatif.lever import Lever, Subject
from muyun.explore.whatif.levers import levers
from muyun.ui import whatif
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.whatif_rules import rules
from muyun.ui.widgets import note


def more(state: State, now: State, pool: str) -> None:
    """The subjects of a pool, and the levers of the one that is open."""
    found = levers(now.official, now.policy, pool, now.year)
    offered = [str(s) for s in Subject if any(lever.subject is s for lever in found)]
    chosen = st.pills("更多参数", offered, key="lever", bind="query-params", wrap=True)
    said = _changed_words(found)
    if said:
        note(said)
    if chosen not in offered:
        return
    if told := whatif.told(whatif.LEVERS):
        st.warning(plain(f"没有改成：{told}"))
    with st.container(border=True):
        rules(state, now, [lever for lever in found if lever.subject == chosen])


def _changed_words(found: tuple[Lever, ...]) -> str:
    """「已改：缺报 2 项、参评范围 1 项」; "" without a change."""
    count = Counter(lever.subject for lever in found if lever.changed)
    parts = [f"{subject} {count[subject]} 项" for subject in Subject if count[subject]]
    return f"已改：{'、'.join(parts)}" if parts else ""
