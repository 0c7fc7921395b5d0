"""低产田, view 地图: where the low-yield land is, whose it is, and what lies together."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import under_the_line
from muyun.land.low_parcels import land_sums
from muyun.land.parcels import Yield
from muyun.show import lowland as words
from muyun.show.overview import lowland_words
from muyun.ui import lowland_chosen, lowland_lists, lowland_look, parcel_map
from muyun.ui.lowland_asked import Asked, asked, forget_drag
from muyun.ui.lowland_look import Ground, Land
from muyun.ui.state import State

_UNDRAWN = (
    "宗地没有图形，画不出地图，名单在右边。请在“数据核对”上传带图形的宗地（GeoPackage、GeoJSON 或压缩的 Shapefile）。"
)


def lowland_map(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The map with its slider, the list beside it, and the lists below; without parcels the enterprises alone."""
    if not tables.parcels["parcel_id"].notna().any():
        lowland_lists.enterprises_alone(state, evaluation)
        return
    forget_drag()
    _map_and_lists(state, evaluation, tables)


@ui.fragment
def _map_and_lists(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """A moved line, a click and a filter run this alone."""
    of, there = lowland_look.land(state, evaluation, tables), lowland_look.ground(state.dataset.data_id, tables)
    head = st.container()
    want, look = asked(evaluation, of)
    low = _under(want, of, moved=True)
    with head:
        _headline(state, want, of, there, low)
    spots = lowland_look.spots(state, of, low, look.gap_m, look.least_mu)
    picked = lowland_chosen.chosen(of)
    if lowland_chosen.arrived() and len(picked.rows):
        parcel_map.focus(picked.rows, want.where)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        if len(there.drawn.rows):
            parcel_map.draw(state, evaluation, want, of, there, look.colour, spots, picked)
        else:
            ui.empty(_UNDRAWN, go_to="data")
    with right:
        lowland_lists.beside(state, evaluation, tables, want, of, low, look.gap_m, picked)
    lowland_lists.below(state, evaluation, want, of, low, look, spots)
    ui.sources(want.official.clause, state, extra=lowland_lists.formulas(want, look))


def _under(want: Asked, of: Land, *, moved: bool) -> np.ndarray:
    rule = want.rule if moved else want.official
    return under_the_line(rule, of.figures["tax_per_mu"].to_numpy(dtype=float)) & want.shown


def _headline(state: State, want: Asked, of: Land, there: Ground, low: np.ndarray) -> None:
    official = None
    if want.is_moved:
        official = land_sums(of.figures, _under(want, of, moved=False))
        said = words.what_if_words(want.rule, lowland_words(want.official))
        st.html(f'<div class="muyun-band whatif">{escape(said)}</div>')
    sums = land_sums(of.figures, low)
    occupied = land_sums(of.figures, want.shown & (of.figures["tenants"].to_numpy() > 0))
    unknown = int((want.shown & (of.figures["low"] == Yield.UNKNOWN).to_numpy()).sum())
    undrawn = int(want.shown.sum() - want.shown[there.drawn.rows].sum())
    said = words.headline(state.year, want.where, sums, official)
    ui.headline(f"模拟方案下，{said}" if state.is_scenario else said,
                words.missing_words(sums, occupied, undrawn, unknown))  # fmt: skip
