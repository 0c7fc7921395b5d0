"""低产田, view 地企关联: do parcels and enterprises fit together, and who is evaluated with a parcel?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.land.links import Linked, linked
from muyun.land.modes import merged_tenants, modes
from muyun.policy.register import registered_for
from muyun.show import links as words
from muyun.show.goto import destination
from muyun.show.links_picture import BY_STATE, links_picture
from muyun.show.tables import Table
from muyun.ui import cached
from muyun.ui.lowland_look import land
from muyun.ui.state import State
from muyun.ui.telling import plain

_CLAUSES = ("XC-23", "FH-05", "FH-06", "FH-14")
_LIST, _WHY, _ALL = "links", "why", "全部"
_HEIGHT = 420
_HOW = (
    "宗地按宗地代码、企业按统一社会信用代码，经“占用”表对应；企业只看评价年度的，占用没有年度。",
    "面积以登记面积为准，没有登记的用图形面积；占用面积之和超过登记面积 5 % 以上的才指出（本系统假定）。",
    "规上企业、独占宗地的和各家面积分得清的用企业评价；几家共用、面积分不清的规下企业，政策规定合并的用地块评价。",
    "合并后的亩均税收 = 各家税收合计 ÷ 合并的用地；各家自己的照列，低于低产田线而被合并掩盖的标出。",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    links: Linked
    modes: pd.DataFrame
    tenants: pd.DataFrame


def parcel_links(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The sentence, the land as two bars, and the list that is chosen."""
    if tables.parcels.empty:
        ui.headline(words.NO_PARCELS)
        ui.empty("请在“数据核对”补充上传“宗地”和“占用”表。", go_to="data")
        return
    found = _seen(state, evaluation, tables)
    ui.headline(*words.headline(found.links, found.modes))
    clicked = destination(ui.picture(links_picture(found.links), key="links:picture"))
    if clicked and clicked[1].get(_LIST):
        st.session_state[_LIST] = clicked[1][_LIST]
    ui.note(words.state_words(found.links) + "。")
    lists: dict[str, Callable[[], Table]] = {
        BY_STATE: lambda: words.state_table(found.links), "没有企业的宗地": lambda: words.vacant_table(found.links),
        "对不上的占用": lambda: words.loose_table(found.links),
        "没有宗地的企业": lambda: words.homeless_table(found.links),
        "面积超出": lambda: words.crowded_table(found.links), "几家共用": lambda: words.shared_table(found.links),
        "租入": lambda: words.rented_table(found.links), "合并评价": lambda: _tenants(evaluation, found),
        "评价方式": lambda: _modes(evaluation, found),
    }  # fmt: skip
    name = _one_of(list(lists))
    _listed(state, evaluation, name, lists[name]())


def _seen(state: State, evaluation: Evaluation, tables: Tables) -> _Found:
    key = cached.key_of(state.dataset.data_id, state.policy, state.year)
    return _kept(key, evaluation, tables, land(state, evaluation, tables).figures)


@st.cache_resource(show_spinner="正在对应宗地和企业……", max_entries=4)
def _kept(key: cached.Key, _evaluation: Evaluation, _tables: Tables, _figures: pd.DataFrame) -> _Found:
    return _Found(linked(_evaluation, _tables, _figures), modes(_evaluation, _tables), merged_tenants(_evaluation))


def _one_of(options: list[str]) -> str:
    if st.session_state.get(_LIST) not in (None, *options):
        st.session_state[_LIST] = options[0]
    chosen = st.segmented_control(
        "看哪个名单", options, default=options[0], required=True, key=_LIST, bind="query-params",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    return chosen or options[0]


def _tenants(evaluation: Evaluation, found: _Found) -> Table:
    _without_rule(evaluation)
    st.subheader(plain(words.tenants_words(found.tenants)), anchor=False)
    return words.tenants_table(found.tenants)


def _without_rule(evaluation: Evaluation) -> None:
    if evaluation.policy.parcels is None:
        ui.note("这份政策没有地块评价（合并）的规定，全部用企业评价；几家共用、面积分不清的，理由里写明。")


def _modes(evaluation: Evaluation, found: _Found) -> Table:
    _without_rule(evaluation)
    options = [_ALL, *words.whys(found.modes)]
    if st.session_state.get(_WHY) not in (None, *options):
        st.session_state[_WHY] = _ALL
    with st.columns([1, 2])[0]:
        why = st.selectbox("理由", options, key=_WHY, bind="query-params", persist_state="session", filter_mode=None)
    return words.modes_table(found.modes, "" if why in (None, _ALL) else why)


def _listed(state: State, evaluation: Evaluation, name: str, table: Table) -> None:
    view = ui.table(table, key=f"links:table:{name}:{st.session_state.get(_WHY)}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度地企关联（{name}）", state, key=f"links:{name}:download")
        own = [entry.id for entry in registered_for(state.policy) if entry.id in _CLAUSES]
        ui.sources(own, state, extra=_HOW)
        code = _enterprise(evaluation, table, view.chosen)
        if code:
            ui.link_to(state, "enterprise", "打开点选的企业", code=code)
            ui.link_to(state, "ranking", "在排名里看它", q=code)


def _enterprise(evaluation: Evaluation, table: Table, chosen: str | None) -> str:
    """The credit code of the chosen row, where it is of an enterprise of the year."""
    if chosen not in table.frame.index:
        return ""
    row = table.frame.loc[chosen]
    code = next((str(row[key]) for key in ("code", "uscc") if key in table.frame.columns), "")
    return code if code in evaluation.prepared.cohort.enterprises.index else ""
