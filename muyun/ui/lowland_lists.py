"""低产田: the list beside the map with the card of a parcel, and below it towns, clusters, D class, enterprises."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import lowland_rule
from muyun.land.card import parcel_card
from muyun.land.hot_spots import HotSpot
from muyun.land.low_parcels import by_town, two_sets
from muyun.land.lowland import low_enterprises
from muyun.show import lowland as words
from muyun.show.lowland_card import card
from muyun.show.overview import lowland_words
from muyun.show.tables import PAGE_ROWS, Table, View
from muyun.show.together import HOW as SEVERAL_HOW
from muyun.show.together import unknown_words
from muyun.ui import lowland_asked, lowland_chosen, lowland_set, parcel_map
from muyun.ui.choosing import one_of
from muyun.ui.lowland_asked import Asked, Drawing
from muyun.ui.lowland_chosen import Chosen
from muyun.ui.lowland_look import Land
from muyun.ui.results import before
from muyun.ui.state import State
from muyun.ui.whatif_exports import whatif_export
from muyun.ui.widgets import offer

TOWNS, SPOTS, SETS, PEOPLE = "镇街", "连片", "与 D 档", "企业名单"
_PART = "part"
CHOSEN, LOW, _LIST = "选中的宗地", "低产田名单", "list"
_PICKED, _SPOT, _TURNED = "muyun:lowland:picked", "muyun:lowland:spot", "muyun:lowland:turned"
_YEARS = 4
_LIST_HEIGHT, _SHORT_LIST, _HEIGHT = 540, 260, 420
_SUPPLY = (
    "数据里没有“宗地”表，画不出地图，下面是低产田企业的名单。有不动产登记的，请在“数据核对”补充上传宗地"
    "（GeoPackage、GeoJSON 或压缩的 Shapefile，带宗地代码、区县、镇街、登记面积）和“占用”表（哪家企业在哪宗地上）。"
)


def beside(
    state: State, evaluation: Evaluation, tables: Tables, want: Asked, of: Land, low: np.ndarray, gap_m: float,
    picked: Chosen,
) -> None:  # fmt: skip
    """The card of what is chosen over the list of the parcels under the line, or of those chosen."""
    chosen_list = None
    with st.container():  # always there, so that the list below keeps its place on the page
        for note in (unknown_words(picked.unknown), *picked.notes):
            if note:
                ui.note(note)
        if picked.one is not None:
            _card(state, evaluation, tables, want, of, picked.one)
        elif picked.several:
            chosen_list = lowland_set.card(state, evaluation, tables, want, of, gap_m, picked)
    if chosen_list is not None and one_of("看哪个名单", [CHOSEN, LOW], _LIST) == CHOSEN:
        _chosen_list(state, want, of, picked, chosen_list)
        return
    rows = words.by_land(of.figures, low)
    caption = f"{len(rows):,} 宗，用地大的在前。点一行，地图移到那里；打勾可以选几宗。"
    table = words.parcels_table(of.figures.iloc[rows], of.people[rows], evaluation.policy, caption)
    _picked(want, of, table, picked, _SHORT_LIST if len(picked.rows) else _LIST_HEIGHT)
    _file(table, f"{state.year}年度低产田宗地", state, want, "lowland:parcels:download")


def _card(state: State, evaluation: Evaluation, tables: Tables, want: Asked, of: Land, row: int) -> None:
    earlier = [e for n in range(_YEARS - 1, 0, -1) if (e := before(state, n)) is not None]
    found = parcel_card([*earlier, evaluation], of.figures, of.tenants, row, tables)
    ui.follow(ui.picture(card(found, want.rule, evaluation.policy.class_words), key="lowland:card"))
    st.button("关闭", key="lowland:close", on_click=lowland_chosen.choose, args=((),))


def _chosen_list(state: State, want: Asked, of: Land, picked: Chosen, table: Table) -> None:
    ticks = lowland_set.ticked(table, picked, of)
    view = ui.table(words.beside_map(table), key="lowland:chosen", pick=True, height=_SHORT_LIST,
                    view=View(hidden=(*words.HIDDEN, "cases")), **ticks)  # fmt: skip
    _file(table, f"{state.year}年度选中的宗地", state, want, "lowland:chosen:download")
    _turn_to(view.chosen, table, want, of)


def _picked(want: Asked, of: Land, table: Table, picked: Chosen, height: int) -> None:
    """The list; it turns to what was clicked on the map, and a row of it turns the map and is chosen, beside ticks."""
    from_map = parcel_map.chosen_on_map()
    place = int(table.frame.index.get_indexer([from_map])[0]) if from_map else -1
    start = View(page=max(place, 0) // PAGE_ROWS, chosen=from_map or None, hidden=words.HIDDEN)
    view = ui.table(words.beside_map(table), key=f"lowland:list:{from_map}", pick=True, height=height, view=start,
                    **lowland_set.ticked(table, picked, of))  # fmt: skip
    seen = st.session_state.get(_PICKED)
    if seen is None or seen[0] != from_map:
        seen = (from_map, from_map or None)  # what the map chose is marked in the list already
    if view.chosen in table.frame.index and (from_map, view.chosen) != seen:
        st.session_state[_PICKED] = (from_map, view.chosen)
        if not picked.several:
            lowland_chosen.choose([view.chosen])
        parcel_map.focus(of.figures.index.get_indexer([view.chosen]), want.where)
        st.rerun()


def _turn_to(row: str | None, table: Table, want: Asked, of: Land) -> None:
    """Turns the map to a row that was clicked in the list of the chosen ones."""
    if row in table.frame.index and st.session_state.get(_TURNED) != row:
        st.session_state[_TURNED] = row
        parcel_map.focus(of.figures.index.get_indexer([row]), want.where)
        st.rerun()


def below(
    state: State, evaluation: Evaluation, want: Asked, of: Land, low: np.ndarray, look: Drawing,
    spots: Sequence[HotSpot],
) -> None:  # fmt: skip
    """One of the lists; the URL carries which."""
    match one_of("看什么", [TOWNS, SPOTS, SETS, PEOPLE], _PART):
        case "连片":
            _spots(state, want, of, look, spots)
        case "与 D 档":
            sets = two_sets(of.figures, want.shown, low)
            ui.note(words.sets_words(sets, evaluation.policy))
            ui.table(words.sets_table(sets, evaluation.policy), key="lowland:sets")
        case "企业名单":
            found = low_enterprises(evaluation, want.rule)
            _people(state, evaluation, found[np.isin(found.index, _codes(evaluation)[want.firms])], want)
        case _:
            _towns(state, want, of, low)


def _towns(state: State, want: Asked, of: Land, low: np.ndarray) -> None:
    towns = by_town(of.figures, want.shown, low)
    table = words.towns_table(towns)
    view = ui.table(table, key=f"lowland:towns:{want.where}:{want.rule.line}", pick=True, height=_HEIGHT)
    _file(table, f"{state.year}年度各镇街低产田", state, want, "lowland:towns:download")
    if view.chosen in table.frame.index:
        town = towns.iloc[int(view.chosen)]
        if town["town"]:
            lowland_asked.look_at(town["county"], town["town"])


def _spots(state: State, want: Asked, of: Land, look: Drawing, spots: Sequence[HotSpot]) -> None:
    ui.note(
        f"边界相距不超过 {look.gap_m:g} 米的低产田算连成一片，合计 {look.least_mu:g} 亩以上的列出（本系统假定，"
        "在“设置”里改）。适合一起收储、改造。点一行，选中这一片的全部宗地。"
    )
    table = words.spots_table(spots, of.figures)
    key = f"lowland:spots:{want.where}:{want.rule.line}:{look.gap_m}:{look.least_mu}"
    view = ui.table(table, key=key, pick=True, height=_HEIGHT)
    _file(table, f"{state.year}年度连片低产田", state, want, "lowland:spots:download")
    seen = f"{key}:{view.chosen}"
    if view.chosen in table.frame.index and st.session_state.get(_SPOT) != seen:
        st.session_state[_SPOT] = seen
        lowland_chosen.choose(of.figures.index[spots[int(view.chosen)].rows].tolist())
        parcel_map.focus(spots[int(view.chosen)].rows, want.where)
        st.rerun()


def enterprises_alone(state: State, evaluation: Evaluation) -> None:
    """What there is to see without parcels, and how to get a map."""
    found, rule = low_enterprises(evaluation), lowland_rule(evaluation)
    said = words.enterprises_headline(evaluation.year, found)
    ui.headline(f"模拟方案下，{said}" if state.is_scenario else said, f"低产田线：{lowland_words(rule)}。")
    ui.empty(_SUPPLY, go_to="data")
    _people(state, evaluation, found, None)
    ui.sources(rule.clause, state, extra=[f"本系统假定：{rule.assumed}"] if rule.assumed else [])


def _codes(evaluation: Evaluation) -> pd.Index:
    return evaluation.prepared.cohort.enterprises.index


def _people(state: State, evaluation: Evaluation, low: pd.DataFrame, want: Asked | None) -> None:
    """The low-yield enterprises by their own figure (spec 7.5). want: what the map is filtered by; None without one."""
    table, name = words.enterprises_table(low, evaluation.policy), f"{state.year}年度低产田企业"
    asked = f"{want.where}:{want.rule.line}" if want else ""
    view = ui.table(table, key=f"lowland:people:{state.year}:{asked}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        if want:
            _file(table, name, state, want, "lowland:people:download")
        else:
            ui.download(table.exported, name, state, key="lowland:people:download")
        if view.chosen in table.frame.index:
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen))


def _file(table: Table, name: str, state: State, want: Asked, key: str) -> None:
    """Its download; with a line of one's own it says that it is no result."""
    if want.is_moved:
        note = words.what_if_words(want.rule, lowland_words(want.official))
        offer(table.exported, whatif_export(name, state, [note]), key)
    else:
        ui.download(table.exported, name, state, key=key)


def formulas(want: Asked, look: Drawing) -> list[str]:
    """How the figures are made, and what of it is 本系统假定."""
    rule = want.official
    assumed = [f"本系统假定：{rule.assumed}"] if rule.assumed else []
    together = f"连片：宗地边界相距不超过 {look.gap_m:g} 米，合计 {look.least_mu:g} 亩以上（本系统假定）。"
    return [f"低产田线：{lowland_words(rule)}。", *assumed, *words.HOW, *SEVERAL_HOW, together]
