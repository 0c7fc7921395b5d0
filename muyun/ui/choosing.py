"""How is one of several chosen, so that the URL carries it? Buttons for a few, a list for many."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from muyun.ui.telling import plain

BUTTONS_AT_MOST = 6
"""Of more options a list is drawn."""
_WIDTH = 260
EVERY_COUNTY = "全部区县"
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
    """A choice that always holds; the link carries it.

    A link that names something else falls back to `at_first`, else the first.
    """
    take_next(key)
    default, wrong = at_first or options[0], st.session_state.get(key) not in (None, *options)
    if wrong:
        st.session_state[key] = default
    settings = {"key": key, "bind": "query-params", "persist_state": "session", "label_visibility": "collapsed"}
    if len(options) <= BUTTONS_AT_MOST:
        chosen = st.segmented_control(
            label, options, default=default, required=True, format_func=plain, **settings
        )
    else:
        begin = 0 if wrong else options.index(default)  # beside a value set above Streamlit warns of any other
        chosen = st.selectbox(label, options, index=begin, filter_mode=None, **settings)
    return chosen or default


def county_among(counties: Iterable[str], key: str) -> str:
    """The county that is looked at alone; "" for all of them, or where there is one only."""
    known = sorted({county for county in counties if county})
    if len(known) < 2:
        return ""
    options = [EVERY_COUNTY, *known]
    with st.container(width=_WIDTH if len(options) > BUTTONS_AT_MOST else "content"):
        chosen = one_of("区县", options, key)
    return "" if chosen == EVERY_COUNTY else chosen
