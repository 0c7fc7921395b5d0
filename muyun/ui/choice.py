"""How is one of several chosen, so that a link shows the same? Buttons for a few, a list for many."""

from __future__ import annotations

import streamlit as st

from muyun.ui.telling import plain

_BUTTONS_AT_MOST = 6


def one_of(label: str, options: list[str], key: str, at_first: str = "") -> str:
    """A choice that always holds; the link carries it.

    A link that names something else falls back to `at_first`, else the first.
    """
    default, wrong = at_first or options[0], st.session_state.get(key) not in (None, *options)
    if wrong:
        st.session_state[key] = default
    settings = {"key": key, "bind": "query-params", "persist_state": "session", "label_visibility": "collapsed"}
    if len(options) <= _BUTTONS_AT_MOST:
        chosen = st.segmented_control(
            label, options, default=default, required=True, format_func=plain, **settings
        )
    else:
        begin = 0 if wrong else options.index(default)  # beside a value set above Streamlit warns of any other
        chosen = st.selectbox(label, options, index=begin, filter_mode=None, **settings)
    return chosen or default
