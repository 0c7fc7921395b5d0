"""Which scenarios are held against each other? Their ids stand in the URL, so that a link shows the same ones.

As in `filterbar`, the URL is the truth: each run reads it, each change of the choice writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from muyun.ui import cached
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.whatif_library import SHOWN, saved_at, saved_scenarios
from muyun.ui.widgets import note

AT_LEAST, AT_MOST = 2, 4
OFFICIAL, PRESENT = "official", "now"
OFFICIAL_NAME, PRESENT_NAME = "正式规则", "现在的方案"
_PARAMETER = "beside"
_WIDGET, _HELD = "muyun:whatif:beside", "muyun:whatif:compared"
_AT_FIRST = 3
_IDS_READ = 12
"""So many ids of a link are looked up."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A column of the comparison: the scenario's id, what it is called, and its patch ({} for the policy itself)."""

    id: str
    name: str
    patch: Mapping[str, object]


def compared(state: State) -> list[Compared]:
    """Draws the choice of two to four; returns the chosen ones: the policy, the saved by age, the present one."""
    offered = _offered(state)
    wanted = _wanted(state, offered)
    names = {scenario.id: scenario.name for scenario in offered}
    st.session_state[_WIDGET] = wanted
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="muyun-state">并排看（{AT_LEAST} 至 {AT_MOST} 个）</div>', width="content")
        st.pills(
            "并排看哪几个", list(names), selection_mode="multi", key=_WIDGET, wrap=True, label_visibility="collapsed",
            format_func=lambda i: plain(names.get(i, i)), on_change=partial(_changed, wanted),
        )  # fmt: skip
    if said := st.session_state.pop("muyun:whatif:beside:said", ""):
        note(said)
    return [scenario for scenario in offered if scenario.id in wanted]


def _offered(state: State) -> list[Compared]:
    """The policy, its saved scenarios and those that the link names, the oldest first, and the present one."""
    saved = saved_scenarios(state.official.id)[:SHOWN]
    known = {s.id for s in saved}
    linked = [cached.store().scenario(i) for i in _asked() if i not in (OFFICIAL, PRESENT) and i not in known]
    fitting = [s for s in linked if s is not None and s.policy_id == state.official.id]
    if len(fitting) < len(linked):
        note(f"链接里有 {len(linked) - len(fitting)} 个方案不在这台机器上，或不是这项政策的，没有列出。")
    ordered = sorted([*saved, *fitting], key=lambda s: s.saved_at)
    twice = Counter([OFFICIAL_NAME, PRESENT_NAME, *(s.name for s in ordered)])
    found = [
        Compared(s.id, s.name if twice[s.name] == 1 else f"{s.name}（{saved_at(s.saved_at)}）", s.patch)
        for s in ordered
    ]
    unsaved = state.is_scenario and all(scenario.patch != state.patch for scenario in found)
    present = [Compared(PRESENT, PRESENT_NAME, state.patch)] if unsaved else []
    return [Compared(OFFICIAL, OFFICIAL_NAME, {}), *found, *present]


def _wanted(state: State, offered: list[Compared]) -> list[str]:
    """The ids of the link; without one those looked at before, at first the policy and the latest scenarios.

    These too where the link's lead nowhere (those of another policy).
    """
    asked = _asked()
    if PRESENT in asked:
        asked = [*asked, *(s.id for s in offered if s.patch and s.patch == state.patch)]
    ids = [scenario.id for scenario in offered]
    wanted = [i for i in ids if i in asked][:AT_MOST]
    astray = len(wanted) < AT_LEAST and not set(asked) <= set(ids)
    if astray or not asked:
        wanted = [ids[0], *ids[1:][-(_AT_FIRST - 1) :]]
    if len(wanted) >= AT_LEAST:  # else there is nothing to compare yet, and what comes is to be shown
        _write(wanted)
    return wanted


def _asked() -> list[str]:
    given = st.query_params.get(_PARAMETER)
    if given is None:
        return st.session_state.get(_HELD, [])
    return list(dict.fromkeys(given.split(",")[:_IDS_READ]))


def _changed(before: list[str]) -> None:
    chosen = st.session_state[_WIDGET]
    if len(chosen) > AT_MOST:
        st.session_state["muyun:whatif:beside:said"] = f"最多并排 {AT_MOST} 个。请先点掉一个，再选别的。"
        chosen = before
    _write(chosen)


def _write(ids: list[str]) -> None:
    st.session_state[_HELD] = ids
    text = ",".join(ids)
    if st.query_params.get(_PARAMETER, "") != text:
        st.query_params[_PARAMETER] = text


def under(state: State, scenario: Compared) -> State:
    """The screen's state with that scenario; its policy isn't amended yet."""
    return replace(state, patch=scenario.patch)
