"""Which scenarios has the office saved? Saving under a name, as another one, opening, laying over, removing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st

from muyun.findings import Finding
from muyun.home import home
from muyun.policy.compose import Composed, Overlap, composed
from muyun.policy.load import policy_text
from muyun.store import Scenario
from muyun.ui import cached, link, whatif
from muyun.ui.going import link_to
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

NAME = "muyun:whatif:name"
NAME_SIGNS = 40
SHOWN = 20
"""Saved scenarios that lists show, the newest."""

_LINK_NAME = "（"
"""Begins the name of a scenario that was kept for a long link only."""

_NAMED = "muyun:whatif:named"
"""Policy and name of the scenario that was saved or opened last."""

_SAID, _OVERLAP = "muyun:whatif:said", "muyun:whatif:overlap"
_LIST = "muyun:whatif:list"
"""Counts the presses in the list: under another key the popover is closed, so that the answer below it is seen."""

_COPY = "副本"
_REPLACED_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Said:
    """What the last press came to: a sentence, its details, and the id of an earlier scenario that it leads to."""

    sentence: str
    details: tuple[str, ...] = ()
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class _Clash:
    """A scenario that couldn't be laid over the present one item by item, and why."""

    scenario: Scenario
    wrong: tuple[Finding, ...]


def saved_scenarios(policy_id: str) -> list[Scenario]:
    """The listed scenarios of a policy that somebody named, the newest first."""
    return [s for s in cached.store().scenarios(policy_id) if not s.name.startswith(_LINK_NAME)]


def saved_at(moment: datetime) -> str:
    """When, as people write it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def forget_name(state: State) -> None:
    """Empties the box of a scenario's name that is no longer looked at: saved again, it would replace that one."""
    policy, name = st.session_state.get(_NAMED, ("", ""))
    gone = policy != state.official.id or not state.is_scenario
    if name and gone:
        st.session_state.pop(_NAMED)
        if st.session_state.get(NAME) == name:
            st.session_state[NAME] = ""


def name_of(state: State, saved: list[Scenario]) -> str:
    """What the present scenario is called: the typed name, unless it is saved under others; "" without one."""
    typed = st.session_state.get(NAME, "").strip()
    names = [s.name for s in saved if s.patch == state.patch]
    return names[0] if names and typed not in names else typed


def save_buttons(state: State) -> None:
    """保存 and 另存为."""
    st.button(
        "保存", key="whatif:save", on_click=partial(_save, state), disabled=not state.is_scenario,
        help="用左边的名称保存。同名的已有一个时，列表里换成这一个，原来的仍可用它的链接打开。",
    )  # fmt: skip
    st.button(
        "另存为", key="whatif:copy", on_click=partial(_save_as, state), disabled=not state.is_scenario,
        help=f"另存一份，不替换已有的；名称已有时自动加“{_COPY}”。",
    )  # fmt: skip


def open_list(state: State, saved: list[Scenario]) -> None:
    """The saved scenarios in a popover: open, lay over the present one, remove."""
    with st.popover("打开", key=f"{_LIST}:{st.session_state.get(_LIST, 0)}"):
        whose = plain(f"{state.official.region} {state.official.year}")
        if saved:
            st.caption(f"{whose} 的方案，最近保存的在前：")
        else:
            st.caption(f"{whose} 还没有保存过方案。调整后起个名字，按“保存”。")
        for scenario in saved[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    plain(scenario.name), key=f"whatif:open:{scenario.id}", on_click=partial(_adopt, scenario),
                    width="stretch",
                )  # fmt: skip
                st.caption(saved_at(scenario.saved_at), width="content")
                st.button(
                    "叠加", key=f"whatif:lay:{scenario.id}", on_click=partial(_lay_over, state, scenario),
                    disabled=not state.is_scenario or scenario.patch == state.patch,
                    help="把这个方案的改动叠加到现在的方案上；两边都改了的值，换成这个方案的，并列出来。",
                )  # fmt: skip
                st.button(
                    "移除", key=f"whatif:remove:{scenario.id}", on_click=partial(_remove, scenario.id),
                    help="从列表里移除；已分享的链接仍可用。",
                )  # fmt: skip
        if len(saved) > SHOWN:
            st.caption(f"只列出最近保存的 {SHOWN} 个，共 {len(saved)} 个。")


def told(state: State) -> None:
    """What the last press came to, once; a clash stays until it is decided or the scenario changes."""
    said = st.session_state.pop(_SAID, None)
    if said is not None:
        with st.container(border=True):
            st.markdown(plain(said.sentence))
            for line in said.details:
                st.markdown(f"- {plain(line)}")
            if said.earlier:
                link_to(state, "whatif", "打开原来的那一个", patch=link.SAVED + said.earlier)
    clash, patch = st.session_state.get(_OVERLAP, (None, None))
    if clash is None or patch != state.patch:
        st.session_state.pop(_OVERLAP, None)
        return
    _ask(state, clash)


def _ask(state: State, clash: _Clash) -> None:
    """Why the two don't fit together item by item, and the ways that are left."""
    name = clash.scenario.name
    with st.container(border=True):
        st.markdown(plain(f"“{name}”没有叠加，现在的方案没有改动：两个方案改了同一组参数，逐项叠加后不成立。"))
        tell(clash.wrong)
        with st.container(horizontal=True):
            for overlap, label in (
                (Overlap.OVER, f"重叠的部分用“{name}”的"), (Overlap.UNDER, "重叠的部分保留现在的，只叠加其余")
            ):  # fmt: skip
                holds = not _laid(state, clash.scenario, overlap).wrong
                st.button(
                    plain(label), key=f"whatif:overlap:{overlap.name}", disabled=not holds,
                    on_click=partial(_settle, state, clash.scenario, overlap),
                )  # fmt: skip
            st.button("不叠加", key="whatif:overlap:none", on_click=lambda: st.session_state.pop(_OVERLAP, None))


def _save(state: State) -> None:
    """Saves under the typed name; says which one of the same name the list no longer has."""
    name = _typed()
    if not name:
        return
    same = [s for s in saved_scenarios(state.official.id) if s.name == name and s.patch != state.patch]
    cached.store().save_scenario(name, state.official.id, state.patch)
    st.session_state[_NAMED] = (state.official.id, name)
    if same:
        sentence = f"已保存。以前的“{name}”（{saved_at(same[0].saved_at)}）不再列出，仍可用它的链接打开。"
        st.session_state[_SAID] = _Said(sentence, earlier=same[0].id)


def _save_as(state: State) -> None:
    """Saves as another scenario beside those there are by now: somebody else may have saved meanwhile."""
    name = _typed()
    if not name:
        return
    name = _free(name, {s.name for s in saved_scenarios(state.official.id)})
    cached.store().save_scenario(name, state.official.id, state.patch)
    st.session_state[NAME] = name
    st.session_state[_NAMED] = (state.official.id, name)
    st.session_state[_SAID] = _Said(f"已另存为“{name}”。")


def _typed() -> str:
    """The name in the box; "" and a word about it where there is none."""
    name = st.session_state.get(NAME, "").strip()
    if not name or name.startswith(_LINK_NAME):
        st.session_state[_SAID] = _Said("请先给方案起个名字，再按“保存”或“另存为”。")
        return ""
    return name


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of 名 副本, 名 副本 2 … that isn't taken."""
    number, wanted = 1, name
    while wanted in taken:
        ending = f" {_COPY}" if number == 1 else f" {_COPY} {number}"
        wanted, number = name[: NAME_SIGNS - len(ending)] + ending, number + 1
    return wanted


def _close_list() -> None:
    st.session_state[_LIST] = st.session_state.get(_LIST, 0) + 1


def _adopt(scenario: Scenario) -> None:
    _close_list()
    st.session_state[NAME] = scenario.name
    st.session_state[_NAMED] = (scenario.policy_id, scenario.name)
    whatif.adopt(scenario.patch)


def _remove(scenario_id: str) -> None:
    cached.store().remove_scenario(scenario_id)


def _laid(state: State, over: Scenario, overlap: Overlap) -> Composed:
    return composed(state.official, state.patch, over.patch, policy_text(state.official.id, home()), overlap)


def _lay_over(state: State, over: Scenario) -> None:
    """Item by item where that holds; else the clash is told and nothing changes."""
    _close_list()
    both = _laid(state, over, Overlap.EACH)
    if both.wrong:
        st.session_state[_OVERLAP] = (_Clash(over, both.wrong), state.patch)
    else:
        _adopted(both, over.name)


def _settle(state: State, over: Scenario, overlap: Overlap) -> None:
    st.session_state.pop(_OVERLAP, None)
    _adopted(_laid(state, over, overlap), over.name)


def _adopted(both: Composed, name: str) -> None:
    whatif.adopt(dict(both.patch))
    replaced = both.replaced
    if not replaced:
        st.session_state[_SAID] = _Said(f"已叠加“{name}”，没有替换现在方案里的值。可用“撤销”退回。")
        return
    more = (f"另有 {len(replaced) - _REPLACED_SHOWN} 项",) if len(replaced) > _REPLACED_SHOWN else ()
    sentence = f"已叠加“{name}”，现在的方案里有 {len(replaced)} 项被替换。可用“撤销”退回。"
    st.session_state[_SAID] = _Said(sentence, (*replaced[:_REPLACED_SHOWN], *more))
