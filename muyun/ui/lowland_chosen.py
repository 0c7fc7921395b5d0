"""Which parcels are chosen, none, one or several? The URL carries them; what it leaves out is as the session had it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from muyun.ui import link
from muyun.ui.lowland_look import Land

AT_MOST = 500
"""So many parcels are chosen at most: their codes then fit into a link, 1 to 5 kB."""

LONGEST = 6_000
"""Characters of the codes in a link. Longer ones are kept by the session alone, which is told."""

_ONE, _SEVERAL, _CODES = "parcel", "parcels", "parcels"
_HELD, _REFUSED, _ARRIVED = "muyun:lowland:chosen", "muyun:lowland:refused", "muyun:lowland:arrived"
_BAD_LINK = "链接里选中的宗地不完整或已改动，读不出来；请向发链接的人再要一次，或重新选。"
_TOO_LONG = "宗地代码太长，网址里放不下，发出去的链接不带选中的宗地。"


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The chosen parcels: their rows among the figures, in order, codes that these data don't have, and what is to be
    told of the choice."""

    rows: np.ndarray
    unknown: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def one(self) -> int | None:
        """The row of the only one; None for none or several."""
        return int(self.rows[0]) if len(self.rows) == 1 else None

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.rows) > 1


def chosen(of: Land) -> Chosen:
    """The parcels that are chosen now."""
    held = st.session_state.get(_HELD)
    given, notes = _given()
    ids = _as_held(held or ()) if given is None else given
    st.session_state[_HELD] = ids
    rows = of.figures.index.get_indexer(list(ids))
    unknown = tuple(own for own, row in zip(ids, rows.tolist(), strict=True) if row < 0)
    if len(_text(ids)) > LONGEST:
        notes.append(_TOO_LONG)
    if refused := st.session_state.pop(_REFUSED, None):
        notes.append(refused)
    if given is not None and held != given:
        st.session_state[_ARRIVED] = True
    return Chosen(np.sort(rows[rows >= 0]), unknown, tuple(notes))


def arrived() -> bool:
    """Whether a link has brought what is chosen, once: the map then turns to it."""
    return st.session_state.pop(_ARRIVED, False)


def choose(ids: Iterable[str]) -> None:
    """Chooses these parcels alone, none for (); more than `AT_MOST` are refused whole, and the page tells it."""
    wanted = tuple(sorted(set(ids)))
    if len(wanted) > AT_MOST:
        st.session_state[_REFUSED] = too_many(len(wanted))
        return
    st.session_state[_HELD] = wanted
    _into_link(wanted)


def change(added: Iterable[str], removed: Iterable[str]) -> None:
    """Adds some parcels to the chosen ones and takes others away."""
    choose((set(st.session_state.get(_HELD, ())) | set(added)) - set(removed))


def too_many(count: int) -> str:
    """Said where more parcels were asked for than can be chosen at once."""
    return f"要选 {count:,} 宗，一次最多选 {AT_MOST} 宗，没有选上。请放大、框小一些，或用上面的筛选看合计。"


def _given() -> tuple[tuple[str, ...] | None, list[str]]:
    """What the URL says, None where it says nothing or can't be read, and what is to be told of it."""
    if text := st.query_params.get(_SEVERAL):
        ids = _decoded(text)
        return ids, [] if ids is not None else [_BAD_LINK]
    one = st.query_params.get(_ONE)
    return ((one,) if one else None), []


def _decoded(text: str) -> tuple[str, ...] | None:
    try:
        ids = link.decoded(text).get(_CODES)
    except link.BadLink:
        return None
    if not isinstance(ids, list) or not 0 < len(ids) <= AT_MOST or not all(isinstance(own, str) for own in ids):
        return None
    return tuple(sorted(set(ids)))


def _as_held(ids: Sequence[str]) -> tuple[str, ...]:
    """What the session had, put into the URL again: another page has taken it out."""
    _into_link(ids)
    return tuple(ids)


def _into_link(ids: Sequence[str]) -> None:
    text = _text(ids)
    wanted = {_ONE: ids[0] if len(ids) == 1 else "", _SEVERAL: text if len(text) <= LONGEST else ""}
    for key, value in wanted.items():
        if value and st.query_params.get(key) != value:
            st.query_params[key] = value
        elif not value and key in st.query_params:
            del st.query_params[key]


def _text(ids: Sequence[str]) -> str:
    """The codes of several parcels as a link carries them; "" for one or none."""
    return link.encoded({_CODES: list(ids)}) if len(ids) > 1 else ""
