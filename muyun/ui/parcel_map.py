"""The map of parcels on a page: what it is told, what is chosen on it, where it looks."""

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
from muyun.ui import basemap, lowland_chosen, lowland_look
from muyun.ui.components import mounted
from muyun.ui.lowland_asked import Asked, move_line
from muyun.ui.lowland_chosen import Chosen
from muyun.ui.lowland_look import Ground, Land
from muyun.ui.state import State

KEY = "lowland:map"
_SEQUENCE, _FOCUS, _FROM_MAP = "muyun:lowland:sequence", "muyun:lowland:focus", "muyun:lowland:from map"
_CHOICE = "muyun:lowland:choice"
_REMARK = (
    "圈里的数是低产田亩数，没有数的圈里没有低产田，点圈放大；粗线框是低产田，虚线框是连片的。"
    "按“多选”选几宗一起看。"
)
_BARE = "没有区划轮廓：请把本地的“区划.geojson”放到数据文件夹（一般是亩云文件夹下的 var）。"


def chosen_on_map() -> str:
    """The parcel that a click on the map chose last: the list beside it then turns to it."""
    return st.session_state.get(_FROM_MAP, "")


def focus(rows: Sequence[int] | np.ndarray, where: str) -> None:
    """Turns the map to these parcels from the next run on, until other filters (`where`) are asked."""
    number = st.session_state.get(_FOCUS, {}).get("number", 0) + 1
    st.session_state[_FOCUS] = {"rows": [int(row) for row in rows], "where": where, "number": number}


def draw(
    state: State, evaluation: Evaluation, asked: Asked, of: Land, there: Ground, colour: drawing.Colouring,
    spots: Sequence[HotSpot], picked: Chosen,
) -> None:  # fmt: skip
    """The slider and the map; what is moved and clicked on them is settled before the next run."""
    told = _told(state, evaluation, asked, of, there) | _chosen(there.drawn, picked) | {
        "colour": drawing.colouring(colour, asked.rule, evaluation.policy.class_words),
        "label": f"宗地地图，按{colour}上色", "spots": drawing.spots_data(spots),
    } | basemap.laid(there)  # fmt: skip
    mounted(
        "parcels", told, KEY,
        on_moved_change=partial(_moved, asked), on_chosen_change=partial(_chose, of, there),
        on_spot_change=partial(_spot, of, spots), on_viewed_change=_viewed,
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
        "fit": _fit(asked, there), "remark": _REMARK if under.places else f"{_REMARK}{_BARE}",
        "sequence": st.session_state.get(_SEQUENCE, 0), "told": "",
    }  # fmt: skip


def _chosen(drawn: drawing.Drawn, picked: Chosen) -> dict[str, object]:
    """Numbers on the map of the chosen parcels that have a polygon, how many have none, how many may be chosen, and
    which choice of the browser's this answers."""
    places = np.flatnonzero(np.isin(drawn.rows, picked.rows))
    undrawn = len(picked.rows) + len(picked.unknown) - len(places)
    return {"chosen": places.tolist(), "undrawn": undrawn, "most": lowland_chosen.AT_MOST,
            "choice": st.session_state.get(_CHOICE, 0)}  # fmt: skip


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


def _chose(of: Land, there: Ground) -> None:
    """Callback of a choice on the map: the numbers of all parcels chosen there, whatever the browser says.

    A click alone (`alone`) forgets what was chosen elsewhere; else parcels without a polygon stay chosen.
    """
    told = st.session_state[KEY].get("chosen")
    if not isinstance(told, Mapping) or not isinstance(told.get("places"), list):
        return
    if isinstance(told.get("choice"), int):
        st.session_state[_CHOICE] = told["choice"]
    rows = there.drawn.rows
    places = {p for p in told["places"] if isinstance(p, int) and not isinstance(p, bool) and 0 <= p < len(rows)}
    ids = of.figures.index[rows[sorted(places)]].tolist()
    if told.get("alone") is True:
        lowland_chosen.choose(ids)
        st.session_state[_FROM_MAP] = ids[0] if ids else chosen_on_map()
    else:
        lowland_chosen.change(ids, set(of.figures.index[rows]).difference(ids))


def _spot(of: Land, spots: Sequence[HotSpot]) -> None:
    """Callback of a click on the name of a hot spot: all of its parcels."""
    place = st.session_state[KEY].get("spot")
    if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(spots):
        lowland_chosen.choose(of.figures.index[spots[place].rows].tolist())
