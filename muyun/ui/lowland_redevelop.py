"""低产田, view 再开发模拟: what the low-yield land would bring at the level of its own sector. Always a simulation."""

from __future__ import annotations

import numpy as np
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import under_the_line
from muyun.land.about import cases_on_parcels, leading_case, occupied
from muyun.land.redevelop import FEWEST, Redevelopment, by_means, means_words, redevelop
from muyun.show import redevelop as words
from muyun.show.lowland import what_if_words
from muyun.show.overview import lowland_words
from muyun.show.together import unknown_words
from muyun.ui import lowland_chosen, lowland_look
from muyun.ui.choosing import one_of
from muyun.ui.lowland_asked import Asked, places_asked
from muyun.ui.lowland_look import Land
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.whatif_exports import whatif_export
from muyun.ui.widgets import offer

NAME, WHICH, EVERY, CHOSEN = "再开发模拟", "which", "全部低产田", "选中的宗地"
_FEWEST, _FEWEST_AT_MOST = "fewest", 100
_HEIGHT = 460
_SIMULATED = "都是模拟测算，不是预测：假定宗地换成同行业的水平，没有算搬迁、建设的时间和成本。"


def redevelopment(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The range for the parcels under the line, by means and by parcel."""
    if not tables.parcels["parcel_id"].notna().any():
        ui.empty("数据里没有“宗地”表，不能按宗地模拟。请在“数据核对”补充上传宗地和占用。", go_to="data")
        return
    _simulation(state, evaluation, tables)


@ui.fragment
def _simulation(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The filters stand at the same place as those of the map, in a fragment like those: elsewhere the browser would
    take them for others, and forget that the link carries them."""
    of = lowland_look.land(state, evaluation, tables)
    head = st.container()
    want, fewest = places_asked(evaluation, of, _setting)
    rows, where, what = _which(want, of)
    found = redevelop(evaluation, of.figures, of.tenants, rows, fewest)
    with head:
        st.html(f'<div class="muyun-band whatif">{WHAT_IF}</div>')
        ui.headline(words.headline(evaluation, where, found, what), words.second_line(evaluation, found))
    if not len(rows):
        ui.empty("换一个区县、镇街或行业，或在“地图”里把线移高一些。")
        return
    if drawn := words.bars(evaluation, found, what):
        ui.picture(drawn, key="lowland:redevelop")
    ui.note(_SIMULATED)
    if widened := words.widened_words(evaluation, found, fewest):
        ui.note(widened)
    _tables(state, evaluation, want, of, found, tables, what)
    notes = words.formulas(evaluation, of.figures, found, fewest)
    ui.sources(want.official.clause, state, extra=[f"低产田线：{lowland_words(want.official)}。", *notes])


def _which(want: Asked, of: Land) -> tuple[np.ndarray, str, str]:
    """The rows that are simulated, where they are and what they are called: the low-yield ones, or those chosen."""
    picked = lowland_chosen.chosen(of)
    for note in (unknown_words(picked.unknown), *picked.notes):
        if note:
            ui.note(note)
    if len(picked.rows) and one_of("模拟哪些", [EVERY, CHOSEN], WHICH) == CHOSEN:
        ui.note("只模拟在地图上选中的宗地，不论是不是低产田；线和筛选不改变它们。")
        return picked.rows, "", f"选中的 {len(picked.rows):,} 宗"
    low = under_the_line(want.rule, of.figures["tax_per_mu"].to_numpy(dtype=float))
    return np.flatnonzero(low & want.shown), want.where, words.LOW


def fewest_set() -> int:
    """How many enterprises it takes for a target, as set in this view."""
    return int(st.session_state.get(_FEWEST) or FEWEST)


def _setting() -> int:
    typed = st.number_input(
        "同行业至少几家才取它的水平（本系统假定）", 1, _FEWEST_AT_MOST, FEWEST, key=_FEWEST, bind="query-params",
        persist_state="session", help="不足的逐级放宽到同行业、全部参评企业。文件没有写。",
    )  # fmt: skip
    return int(typed or FEWEST)


def _tables(
    state: State, evaluation: Evaluation, want: Asked, of: Land, found: Redevelopment, tables: Tables, what: str
) -> None:
    note = [what_if_words(want.rule, lowland_words(want.official))] if want.is_moved else []
    ids, pairs = of.figures.index[found.rows], cases_on_parcels(tables.cases, occupied(evaluation, tables))
    st.subheader("按处置方式", anchor=False)
    means = words.means_table(evaluation, by_means(found, ids, pairs, tables.cases))
    ui.table(means, key="lowland:means")
    about = whatif_export(f"{state.year}年度{_filed(what)}再开发按方式", state, note)
    offer(means.exported, about, "lowland:means:download")
    st.subheader("按宗地", anchor=False)
    means_of = means_words(tables.cases)[leading_case(pairs, tables.cases, ids)]
    table = words.parcels_table(evaluation, of.figures, of.people[found.rows], found, means_of)
    ui.table(table, key=f"lowland:redevelop:table:{want.where}:{what}", height=_HEIGHT)
    about = whatif_export(f"{state.year}年度{_filed(what)}再开发按宗地", state, note)
    offer(table.exported, about, "lowland:redevelop:download")


def _filed(what: str) -> str:
    """What the parcels are called in the name of a file."""
    return what.replace(" ", "")
