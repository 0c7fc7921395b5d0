"""How is one of several chosen, so that the URL carries it? Buttons for a few, a list for many."""

from __future__ import annotations

import streamlit as st

from muyun.ui.telling import plain

_BUTTONS_AT_MOST = 6
_NEXT = ":next"


def choose_next(key: str, value: str) -> None:
    """Has the choice `key` hold `value` from the next run on: a widget that is drawn can't be set in the same run."""
    st.session_state[f"{key}{_NEXT}"] = value


def take_next(key: str) -> None:
    """Sets what `choose_next` left for a choice; before its widget is drawn."""
    value = st.session_state.pop(f"{key}{_NEXT}", None)
    if value is not None:
        st.session_state[key] = value


def one_of(label: str, options: list[str], key: str, at_first: str = "") -> str:
    """A choice that always holds; a link that names something else falls back to `at_first`, else the first."""
    default = at_first or options[0]
    take_next(key)
    if st.session_state.get(key) not in (None, *options):
        st.session_state[key] = default
    settings = {"key": key, "bind": "query-params", "persist_state": "session", "label_visibility": "collapsed"}
    if len(options) <= _BUTTONS_AT_MOST:
        chosen = st.segmented_control(
            label, options, default=default, required=True, format_func=plain, **settings
        )
    else:
        chosen = st.selectbox(label, options, index=options.index(default), filter_mode=None, **settings)
    return chosen or default
