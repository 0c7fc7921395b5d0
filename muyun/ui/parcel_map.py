"""The map of parcels on a page: what it is told, which parcel is chosen, where it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from muyun.evaluate import Evaluation
from muyun.land.hot_spots import HotSpot
from muyun.land.low_parcels import land_by_yield
from muyun.show import parcel_map as drawing
from muyun.show.overview import lowland_words
from muyun.ui import basemap, lowland_look
from muyun.ui.components import mounted
from muyun.ui.lowland_asked import Asked, move_line
from muyun.ui.lowland_look import Ground, Land
from muyun.ui.state import State

KEY = "lowland:map"
_PARCEL = "parcel"
_SEQUENCE, _FOCUS, _FROM_MAP = "muyun:lowland:sequence", "muyun:lowland:focus", "muyun:lowland:from map"
_REMARK = "圈里的数是低产田的亩数，点圈放大；粗线框是低产田，虚线框是连片的低产田。"


def chosen(of: Land) -> int | None:
    """Row of the parcel that the URL names; None for none, or one that the data don't have."""
    (row,) = of.figures.index.get_indexer([st.query_params.get(_PARCEL, "")])
    return None if row < 0 else int(row)


def chosen_on_map() -> str:
    """The parcel that a click on the map chose last: the list beside it then turns to it."""
    return st.session_state.get(_FROM_MAP, "")


def choose(parcel_id: str) -> None:
    """Chooses a parcel, or none for ""."""
    if parcel_id:
        st.query_params[_PARCEL] = parcel_id
    elif _PARCEL in st.query_params:
        del st.query_params[_PARCEL]


def focus(rows: Sequence[int] | np.ndarray, where: str) -> None:
    """Turns the map to these parcels from the next run on, until other filters (`where`) are asked."""
    number = st.session_state.get(_FOCUS, {}).get("number", 0) + 1
    st.session_state[_FOCUS] = {"rows": [int(row) for row in rows], "where": where, "number": number}


def draw(
    state: State, evaluation: Evaluation, asked: Asked, of: Land, there: Ground, colour: drawing.Colouring,
    spots: Sequence[HotSpot],
) -> None:  # fmt: skip
    """The slider and the map; what is moved and clicked on them is settled before the next run."""
    told = _told(state, evaluation, asked, of, there) | {
        "colour": drawing.colouring(colour, asked.rule, evaluation.policy.class_words),
        "label": f"宗地地图，按{colour}上色", "spots": drawing.spots_data(spots),
    } | basemap.laid(there)  # fmt: skip
    mounted(
        "parcels", told, KEY,
        on_moved_change=partial(_moved, asked), on_picked_change=partial(_picked, of, there), on_viewed_change=_viewed,
    )  # fmt: skip


def _told(state: State, evaluation: Evaluation, asked: Asked, of: Land, there: Ground) -> dict[str, object]:
    """Bytes by address; line, filter and choice as they are."""
    drawn = there.drawn
    under, source = lowland_look.beneath(state), lowland_words(asked.official)
    top, _ = drawing.track(asked.official)
    return {
        "geometry": lowland_look.address(there.packed, "parcels"),
        "figures": lowland_look.address(of.packed, "figures"),
        "outlines": lowland_look.address(under.packed, "outlines"), "places": list(under.places),
        "origin": list(drawn.origin), "towns": list(of.towns),
        **drawing.words_of(evaluation.policy.class_words),
        "line": drawing.line_data(asked.official, asked.rule.line, source),
        "track": land_by_yield(of.figures, asked.shown, top, drawing.TRACK_BINS).round(3).tolist(),
        "shown": drawing.mask_text(asked.shown[drawn.rows]), "whole": there.extent,
        "fit": _fit(asked, there), "chosen": _place(drawn, chosen(of)), "remark": _REMARK,
        "sequence": st.session_state.get(_SEQUENCE, 0), "told": "",
    }  # fmt: skip


def _place(drawn: drawing.Drawn, row: int | None) -> int:
    """Number on the map of a row of the figures; −1 for none, or one without a polygon."""
    (found,) = np.flatnonzero(drawn.rows == row)[:1] if row is not None and (drawn.rows == row).any() else (-1,)
    return int(found)


def _fit(asked: Asked, there: Ground) -> dict[str, object]:
    """Where to look when that changes: at the parcels chosen in a list, else at those that the filters keep."""
    held, drawn = st.session_state.get(_FOCUS), there.drawn
    if held and held["where"] == asked.where:
        rows = drawn.bounds[np.isin(drawn.rows, held["rows"])]
        if len(rows):
            return {"id": f"{asked.where}:{held['number']}", "box": drawing.around(rows, drawn.origin)}
    shown = asked.shown[drawn.rows]
    every = shown.all() or not shown.any()
    return {"id": asked.where, "box": there.extent if every else drawing.extent(drawn.bounds[shown])}


def _moved(asked: Asked) -> None:
    """Callback of the slider."""
    told = st.session_state[KEY].get("moved")
    if not isinstance(told, Mapping):
        return
    if isinstance(told.get("sequence"), int):
        st.session_state[_SEQUENCE] = told["sequence"]
    move_line(told.get("line"), asked.official, told.get("done") is True)


def _viewed() -> None:
    """Callback of a map that rests on something else."""
    basemap.seen(st.session_state[KEY].get("viewed"))


def _picked(of: Land, there: Ground) -> None:
    """Callback of a click on a parcel: its number on the map, whatever the browser says."""
    place = st.session_state[KEY].get("picked")
    if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(there.drawn.rows):
        parcel_id = str(of.figures.index[there.drawn.rows[place]])
        st.session_state[_FROM_MAP] = parcel_id
        choose(parcel_id)
