"""The ranking with the chosen enterprise beside it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from muyun import ui
from muyun.explore.filters import FIELDS
from muyun.show import enterprise, ranking
from muyun.show.enterprise_markup import class_chain
from muyun.show.ranked import Ranked
from muyun.show.selection import Selection
from muyun.show.tables import View
from muyun.show.waterfall import waterfall
from muyun.ui.state import State

_CHOSEN, _COLUMNS, _CODE = "ranking:chosen", "ranking:columns", "code"
_HEIGHT, _WIDTH = 560, 400


def table_and_enterprise(state: State, everybody: Ranked, chosen: Selection) -> None:
    """The table; when a row is chosen, why it is where it is at the right."""
    key = "ranking:table:" + "|".join(st.query_params.get(name, "") for name in (*FIELDS, "class", "year", "policy"))
    held = st.session_state.get(key) or {}
    code = (held.get("view") or {}).get("chosen") or st.session_state.get(_CHOSEN)
    code = code if code in everybody.frame.index else None
    left, right = st.columns([1.85, 1] if code else [1, 0.001], gap="small" if code else None)
    with left:
        begin = View(hidden=_hidden(chosen), chosen=code)
        table = ranking.ranking_table(chosen)
        if code:  # there is no room for the long code beside the enterprise
            table = replace(table, columns=[column for column in table.columns if column.key != _CODE])
        view = ui.table(table, key=key, pick=True, height=_HEIGHT, view=begin)
    at_first = set(ranking.hidden_at_first(chosen))
    st.session_state[_COLUMNS] = (at_first - set(view.hidden), set(view.hidden) - at_first)
    st.session_state[_CHOSEN] = code
    if code:
        with right:
            _essentials(state, everybody, code)


def _hidden(chosen: Selection) -> tuple[str, ...]:
    """The columns to hide: those hidden at first, as the user changed it under other filters."""
    opened, closed = st.session_state.get(_COLUMNS, (set(), set()))
    return tuple(key for key in ranking.hidden_at_first(chosen) if key not in opened) + tuple(sorted(closed))


def _essentials(state: State, everybody: Ranked, code: str) -> None:
    answer = enterprise.answer(everybody, code)
    row = everybody.frame.iloc[everybody.place(code)]
    st.html(f'<div style="font-size:20px;font-weight:700;line-height:1.45">{escape(answer.sentence)}</div>')
    ui.note(answer.because)
    if answer.todo:
        ui.note(answer.todo)
    chain = class_chain(everybody, code)
    if chain:
        ui.picture(chain, key="ranking:chain")
    steps = enterprise.steps(everybody.evaluation, row["unit"])
    if steps:
        lines = enterprise.marks(everybody, row["group"])
        ui.picture(waterfall(steps, float(row["score"]), lines, _WIDTH, narrow=True), key="ranking:waterfall")
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.link_to(state, "enterprise", "打开这家企业的完整说明", code=code)
        st.button("关闭", key="ranking:close", on_click=_close)


def _close() -> None:
    st.session_state[_CHOSEN] = None
    for key in [k for k in st.session_state if str(k).startswith("ranking:table:")]:
        del st.session_state[key]
