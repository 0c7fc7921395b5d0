"""区域: choices that several views share, carried in the URL; a link that names something else falls back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from muyun.ui.telling import plain

_BUTTONS_AT_MOST = 6
EVERYWHERE = "全部区县"


def one_of(label: str, options: Sequence[str], key: str, at_first: str = "") -> str:
    """A choice that always holds: what the link names, else `at_first`, else the first."""
    default = at_first if at_first in options else options[0]
    if st.session_state.get(key) not in (None, *options):
        st.session_state[key] = default
    settings = {"key": key, "bind": "query-params", "persist_state": "session"}
    if len(options) <= _BUTTONS_AT_MOST:
        chosen = st.segmented_control(
            label, options, default=default, required=True, format_func=plain, **settings
        )
    else:
        chosen = st.selectbox(label, options, index=list(options).index(default), filter_mode=None, **settings)
    return chosen or default


def county_of(counties: Iterable[str], key: str) -> str:
    """The county that is looked at; "" for all of them, or where there is one only."""
    known = sorted({county for county in counties if county})
    if len(known) < 2:
        return ""
    chosen = one_of("区县", [EVERYWHERE, *known], key)
    return "" if chosen == EVERYWHERE else chosen
