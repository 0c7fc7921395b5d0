"""Which side of 区域 is looked at? The views hang here by name, and the URL carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from muyun.ui.choosing import take_next
from muyun.ui.region_asked import LOOK
from muyun.ui.region_targets import targets
from muyun.ui.regions import scoreboard
from muyun.ui.state import State

View = Callable[[State], None]
"""Draws a whole view, headline included, for the state."""

VIEWS: Mapping[str, View] = {
    "记分牌": scoreboard,
    "目标": targets,
}
"""In the order shown; the first is what a link without a name opens."""


def chosen() -> View:
    """Draws the switch; the chosen view."""
    names = list(VIEWS)
    take_next(LOOK)
    if st.session_state.get(LOOK) not in (None, *names):
        st.session_state[LOOK] = names[0]
    name = st.segmented_control(
        "看什么", names, default=names[0], required=True, key=LOOK, bind="query-params", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    return VIEWS[name or names[0]]
