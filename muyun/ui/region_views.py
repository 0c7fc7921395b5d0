"""Which side of 区域 is looked at? The views hang here by name, and the URL carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from muyun.ui.regions import scoreboard
from muyun.ui.state import State

View = Callable[[State], None]
"""Draws a whole view, headline included, for the state."""

VIEWS: Mapping[str, View] = {
    "记分牌": scoreboard,
}
"""In the order shown; the first is what a link without a name opens."""

_KEY = "look"


def chosen() -> View:
    """Draws the switch; the chosen view."""
    names = list(VIEWS)
    if st.session_state.get(_KEY) not in (None, *names):
        st.session_state[_KEY] = names[0]
    name = st.segmented_control(
        "看什么", names, default=names[0], required=True, key=_KEY, bind="query-params", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    return VIEWS[name or names[0]]
