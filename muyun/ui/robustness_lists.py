"""结果稳定性: the lists of firm, likely and accidental members, and which enterprise is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from muyun import ui
from muyun.show.goto import destination
from muyun.show.quota_lines import class_word
from muyun.show.robust_list import FIRMNESSES, LETTERS, FirmList, counts, narrowed
from muyun.show.robust_table import beside, firm_table, hidden
from muyun.show.robust_words import notes
from muyun.show.tables import View
from muyun.ui.robustness_asked import ALL, Asked, changed, put, value
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.widgets import Export, offer

_TABLE, _OPENED = "robustness:table", "robustness:opened"
_HEIGHT, _LONGEST = 460, 60


def letter_of(listed: FirmList, group: str) -> str:
    """The class whose members are listed, "" for all: the chosen one, else the opened enterprise's, else D."""
    given = value("class")
    if given == ALL:
        return ""
    if given in LETTERS:
        return given
    row = listed.place(value("code")) if value("code") else None
    if row is not None:
        return LETTERS[listed.official[row]]
    last = LETTERS[-1]
    return last if counts(listed, group)[-1].any() else ""


def opened(listed: FirmList) -> int | None:
    """Row of the enterprise that is opened: picked in the table, else the URL's."""
    held = st.session_state.get(_key()) or {}
    code = (held.get("view") or {}).get("chosen") or value("code")
    row = listed.place(code) if code else None
    if code and row is None:
        ui.note(_elsewhere(listed, code))
    elif code and code != value("code"):
        put(code=code)
    return row


def open_clicked(listed: FirmList, clicked: str | None) -> None:
    """Opens what was clicked on the strip, in the list of its class."""
    found = destination(clicked)
    row = listed.place(found[1].get("code", "")) if found else None
    if row is not None:
        _open(code=str(listed.codes[row]), **{"class": LETTERS[listed.official[row]], "firmness": "", "q": ""})
        st.rerun()


def close() -> None:
    """Callback: nothing is opened any more."""
    _open(code="")


def _open(**fields: str) -> None:
    """A new table begins where the fields say; the old one would keep what was picked in it."""
    st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
    put(**fields)


def _key() -> str:
    return f"{_TABLE}:{st.session_state.get(_OPENED, 0)}:{value('pool')}:{value('class')}:{value('firmness')}"


def lists(state: State, asked: Asked, listed: FirmList, letter: str, row: int | None) -> None:
    """The choices, the table and its download."""
    firm, search = _choices(listed, asked.group, letter)
    shown = firm_table(listed, narrowed(listed, asked.group, letter, firm, search))
    code = str(listed.codes[row]) if row is not None else None
    view = View(hidden=hidden(listed), chosen=code)
    ui.table(shown if row is None else beside(shown), key=_key(), pick=True, height=_HEIGHT, view=view)
    name = f"{state.year}年{asked.pool.replace('/', '')}结果稳定性"
    word = class_word(listed.evaluation, letter) if letter else ""
    kept = "，".join(filter(None, (asked.group or asked.pool, word, firm, search)))
    said = [*ui.origin(state), *notes(listed, state.policy, asked.spread), f"名单：{kept}"]
    offer(shown.exported, Export(name, ui.result_name(name, state), said, ui.bands(state)), "robustness:download")


def _choices(listed: FirmList, group: str, letter: str) -> tuple[str, str]:
    """Draws class, firmness and search; returns the firmness, "" for all, and what is searched for."""
    table = counts(listed, group)
    classes = {name: f"{class_word(listed.evaluation, name)} {table[k].sum():,}" for k, name in enumerate(LETTERS)}
    of = table[LETTERS.index(letter)] if letter else table.sum(axis=0)
    firms = {str(name): f"{name} {of[k]:,}" for k, name in enumerate(FIRMNESSES)}
    firm = value("firmness") if value("firmness") in firms else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _buttons("class", classes | {ALL: f"{ALL} {table.sum():,}"}, letter or ALL, changed("class", firmness=""))
        _buttons("firmness", {ALL: f"{ALL} {of.sum():,}"} | firms, firm or ALL, changed("firmness", ALL))
        search = st.session_state["robustness:q"] = value("q")[:_LONGEST]
        st.text_input(
            "搜索", key="robustness:q", on_change=changed("q"), max_chars=_LONGEST, label_visibility="collapsed",
            width=260, placeholder="企业名称或统一社会信用代码",
        )  # fmt: skip
    return firm, search


def _buttons(field: str, options: Mapping[str, str], chosen: str, change: Callable[[], None]) -> None:
    st.session_state[f"robustness:{field}"] = chosen
    st.segmented_control(
        "列出", list(options), key=f"robustness:{field}", format_func=lambda name: plain(options[name]), required=True,
        on_change=change, label_visibility="collapsed",
    )  # fmt: skip


def _elsewhere(listed: FirmList, code: str) -> str:
    if code in listed.evaluation.unit_of.index or code in listed.evaluation.participants.index:
        return f"“{code[:20]}”不在{listed.found.pool}参评的企业里，所以不在下面。"
    return f"这份数据里没有“{code[:20]}”。"
