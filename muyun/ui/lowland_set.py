"""低产田: the card of several chosen parcels, what can be done with them, and their list."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import under_the_line
from muyun.land.redevelop import Redevelopment, redevelop
from muyun.land.together import cases_on, together
from muyun.show import together as words
from muyun.show.lowland import by_land
from muyun.show.tables import Table, View
from muyun.ui import cached, lowland_chosen, lowland_ledger, lowland_look, lowland_redevelop
from muyun.ui.choosing import choose_next
from muyun.ui.lowland_asked import LOOK, Asked
from muyun.ui.lowland_chosen import Chosen
from muyun.ui.lowland_look import Land
from muyun.ui.state import State


def card(
    state: State, evaluation: Evaluation, tables: Tables, want: Asked, of: Land, gap_m: float, picked: Chosen
) -> Table:
    """Draws what the parcels come to together, with the buttons; their list, for the caller to draw."""
    rows = picked.rows
    low = under_the_line(want.rule, of.figures["tax_per_mu"].to_numpy(dtype=float))
    mask = np.zeros(len(of.figures), dtype=bool)
    mask[rows] = True
    cases, by_parcel = cases_on(evaluation, of.figures, of.tenants, rows, tables.cases)
    hidden = rows[~want.shown[rows]]
    found = words.Chosen(
        together(of.figures, of.tenants, rows, low), of.figures["town"].fillna("").iloc[rows].tolist(), len(hidden),
        lowland_look.spots(state, of, mask, gap_m, 0.0), gap_m, cases, by_parcel,
        simulated(state, evaluation, of, rows, lowland_redevelop.fewest_set()),
    )  # fmt: skip
    ui.picture(words.card(found), key="lowland:set")
    _buttons(of, rows, hidden, int((by_parcel == "").sum()))
    order = np.searchsorted(rows, by_land(of.figures, mask))
    own = rows[order]
    return words.chosen_table(of.figures.iloc[own], of.people[own], by_parcel[order], evaluation.policy)


def _buttons(of: Land, rows: np.ndarray, hidden: np.ndarray, without_case: int) -> None:
    with st.container(horizontal=True):
        if st.button("模拟再开发", key="lowland:set:redevelop"):
            _go(lowland_redevelop.NAME, lowland_redevelop.WHICH, lowland_redevelop.CHOSEN)
        if without_case and st.button(f"给 {without_case:,} 宗立案", key="lowland:set:cases"):
            st.query_params.pop(lowland_ledger.SUBJECT, None)
            _go(lowland_ledger.NAME, lowland_ledger.PART, lowland_ledger.UNTREATED)
        if len(hidden):
            kept = of.figures.index[np.setdiff1d(rows, hidden)].tolist()
            st.button("只留筛选里的", key="lowland:set:shown", on_click=lowland_chosen.choose, args=(kept,))
        st.button("清除", key="lowland:set:clear", on_click=lowland_chosen.choose, args=((),))


def _go(view: str, key: str, value: str) -> None:
    """Opens another view of the page with a choice of its own; the choice's widget isn't drawn yet, so the URL has to
    be told too."""
    choose_next(LOOK, view)
    st.session_state[key] = st.query_params[key] = value
    st.rerun()


def simulated(state: State, evaluation: Evaluation, of: Land, rows: np.ndarray, fewest: int) -> Redevelopment:
    """What these parcels would bring; kept, since a moved line doesn't change it."""
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    return _simulated(key, patch, rows.tobytes(), fewest, evaluation, of)


@st.cache_resource(show_spinner=False, max_entries=16)
def _simulated(
    key: cached.Key, patch: str, rows: bytes, fewest: int, _evaluation: Evaluation, _of: Land
) -> Redevelopment:
    return redevelop(_evaluation, _of.figures, _of.tenants, np.frombuffer(rows, dtype=np.int64), fewest)


def ticked(listed: Table, picked: Chosen, of: Land) -> dict[str, object]:
    """What `ui.table` is told so that its ticks are the chosen parcels, and change them."""
    now = [own for own in of.figures.index[picked.rows] if own in listed.frame.index]
    return {"tick": True, "ticked": now, "on_view": partial(_ticked, frozenset(now))}


def _ticked(before: frozenset[str], view: View) -> None:
    """Callback of a list: what the browser ticks beyond `before`, and what no longer."""
    now = set(view.ticked)
    if now != before:
        lowland_chosen.change(now - before, before - now)
