"""How does one narrow the ranking? Search box and choices; the URL holds them, so that a link shows the same rows.

Streamlit's own binding to the URL writes a choice's label into the link; links between pages carry values
(class=A, moved=up, low=1). So the URL is the truth here: each run reads it, each change of a widget writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from muyun.explore.filters import (
    FIELDS,
    LABELS,
    MOVES,
    UNRANKED_WORD,
    Filters,
    checked,
    choices,
    towns_of,
    url_name,
)
from muyun.show.divisions import code_words
from muyun.ui.telling import plain
from muyun.ui.widgets import note as tell

_HELD = "ranking:filters"
_ALL = "全部"
_BUTTONS_AT_MOST = 6
"""More 评价组 than this are offered as a list."""


def filters(frame: pd.DataFrame, class_words: Mapping[str, str]) -> Filters:
    """Draws the choices and the chips of those made; returns what is asked for. `frame` as `Ranked.frame`."""
    asked, notes = checked(_read(frame), frame)
    if notes:
        _write(asked)
    _groups(asked, frame)
    _choices(asked, frame, class_words)
    _chips(asked, class_words)
    for note in notes:
        tell(note)
    return asked


def _read(frame: pd.DataFrame) -> Filters:
    """The filters of the URL; coming back by the menu, those of before; at first the first 评价组."""
    given = {field: st.query_params.get(url_name(field), "") for field in FIELDS}
    if any(url_name(field) in st.query_params for field in FIELDS):
        asked = Filters(**given)
    else:
        first = next(iter(choices(frame, "pool")), "")
        asked = Filters(**st.session_state.get(_HELD, {"pool": first}))
        _write(asked)
    st.session_state[_HELD] = asked.active
    return asked


def _write(asked: Filters) -> None:
    """Puts the filters into the URL; with none at all pool is kept empty there, so that a link says "all"."""
    st.session_state[_HELD] = asked.active
    for field in FIELDS:
        value = getattr(asked, field)
        if value or (field == "pool" and not asked.active):
            st.query_params[url_name(field)] = value
        elif url_name(field) in st.query_params:
            del st.query_params[url_name(field)]


def _set(field: str, value: str) -> None:
    held = {**st.session_state.get(_HELD, {}), field: value}
    if field == "county":
        held["town"] = ""
    _write(Filters(**held))


def _changed(field: str, none: str = "") -> Callable[[], None]:
    def change() -> None:
        value = st.session_state[f"ranking:{field}"]
        _set(field, "" if value in (None, none, False) else "1" if value is True else str(value))

    return change


def _groups(asked: Filters, frame: pd.DataFrame) -> None:
    options = [*choices(frame, "pool"), _ALL]
    st.session_state["ranking:pool"] = asked.pool or _ALL
    settings = {"key": "ranking:pool", "on_change": _changed("pool", _ALL), "label_visibility": "collapsed"}
    if len(options) <= _BUTTONS_AT_MOST:
        st.segmented_control("评价组", options, required=True, format_func=plain, **settings)
    else:
        st.selectbox("评价组", options, filter_mode=None, **settings)


def _choices(asked: Filters, frame: pd.DataFrame, class_words: Mapping[str, str]) -> None:
    widths = [2.2, 1, 1.3, 1.5, 1, 1]
    search, county, town, sector, letter, more = st.columns(widths, gap="small", vertical_alignment="bottom")
    with search:
        st.session_state["ranking:q"] = asked.q
        st.text_input("搜索", key="ranking:q", on_change=_changed("q"), placeholder="企业名称或统一社会信用代码",
                      label_visibility="collapsed")  # fmt: skip
    with county:
        _list(asked, "county", choices(frame, "county"))
    with town:
        _list(asked, "town", towns_of(frame, asked.county))
    with sector:
        _list(asked, "sector", _sectors(asked, frame), code_words)
    with letter:
        _list(asked, "class_", choices(frame, "class_"), lambda word: class_words.get(word, word))
    with more, st.popover("更多", width="stretch"):
        _list(asked, "park", choices(frame, "park"))
        _list(asked, "status", choices(frame, "status"))
        _list(asked, "moved", choices(frame, "moved"), lambda way: MOVES[way])
        st.session_state["ranking:low"] = asked.low == "1"
        st.checkbox("只看低产田线下", key="ranking:low", on_change=_changed("low"))


def _sectors(asked: Filters, frame: pd.DataFrame) -> list[str]:
    """The divisions, and what a link asks for beside them: a class, or the codes of a key sector."""
    found = choices(frame, "sector")
    return found if asked.sector in ("", *found) else [asked.sector, *found]


def _list(asked: Filters, field: str, options: Sequence[str], words: Callable[[str], str] = str) -> None:
    """A list of choices whose first one is none."""
    st.session_state[f"ranking:{field}"] = getattr(asked, field) or None
    st.selectbox(
        LABELS[field], options, index=None, format_func=words, key=f"ranking:{field}", on_change=_changed(field),
        placeholder=LABELS[field], label_visibility="collapsed", filter_mode=None,
    )  # fmt: skip


def _chips(asked: Filters, class_words: Mapping[str, str]) -> None:
    """What is filtered by, each with a way to take it off."""
    active = {field: value for field, value in asked.active.items() if field != "pool"}
    if not active:
        return
    with st.container(horizontal=True, gap="small"):
        for field, value in active.items():
            label = f"{_chip(field, value, class_words)} ✕"
            st.button(label, key=f"ranking:chip:{field}", on_click=_set, args=(field, ""))
        if len(active) > 1:
            st.button("全部清除", key="ranking:clear", on_click=_write, args=(Filters(pool=asked.pool),))


def _chip(field: str, value: str, class_words: Mapping[str, str]) -> str:
    match field:
        case "class_":
            return f"等级：{class_words.get(value, UNRANKED_WORD)}"
        case "sector":
            return f"行业：{code_words(value)}"
        case "moved":
            return f"较上年{MOVES[value]}"
        case "low":
            return "低产田线下"
    return f"{LABELS[field]}：{plain(value[:40])}"
