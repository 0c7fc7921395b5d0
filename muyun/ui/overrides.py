"""调档: which list is shown, how it is narrowed, and what a row opens."""

from __future__ import annotations

import json

import streamlit as st

from muyun import ui
from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.proposals import Said, outdated, said_of
from muyun.explore.proposals import State as Answered
from muyun.show.enterprise_markup import class_chain, text_grid
from muyun.show.overridden import (
    Asked,
    OverrideList,
    chained_years,
    counties_there,
    kinds_there,
    override_list,
    pools_there,
)
from muyun.show.override_table import history_rows, outdated_rows
from muyun.show.ranked import Ranked
from muyun.show.reasons import clauses_in
from muyun.show.tables import Table
from muyun.store.records import Matter
from muyun.ui import cached
from muyun.ui.results import before
from muyun.ui.state import State
from muyun.ui.telling import plain

ALL = "全部"
_KIND, _COUNTY, _GROUP, _STATE, _SEARCH = "kind", "county", "within", "answer", "who"
_HISTORY = ("条款和事项", "时间", "意见", "由谁", "文号", "理由")
_OUTDATED = ("条款和事项", "评价单元", "企业名称", "意见", "由谁", "文号", "理由", "日期")
_LISTED = 50
"""So many verdicts that no longer apply are listed."""


HOW = (
    "排名分档：按得分名次和名额；调档后等级：否决、递补、手工调档之后；执行等级：按哪一档的政策执行。",
    "行业前列、行业末位、连续末位和复核是政策提出的（可享受、应对标、原则上），由办公室确认或不采纳；不采纳的退回调档后等级。",
    "“排名”页下载的完整结果里，执行等级先按政策提出的写，不随确认情况改变；确认后执行等级只在本页和本页下载的表里。",
)
"""What the three classes mean and what a confirmation changes, for 依据."""


def list_of(state: State, everybody: Ranked) -> OverrideList:
    """The list of the year; kept between runs like the ranking that it is of."""
    evaluation = everybody.evaluation
    earlier = tuple((state.year - n, before(state, n)) for n in chained_years(evaluation))
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    return _list(key, patch, everybody, cached.tables(state.dataset.data_id), earlier)


@st.cache_resource(show_spinner="正在整理调档名单……", max_entries=4)
def _list(
    key: cached.Key, patch: str, _everybody: Ranked, _tables: Tables,
    _earlier: tuple[tuple[int, Evaluation | None], ...],
) -> OverrideList:  # fmt: skip
    return override_list(_everybody, _tables, _earlier)


def said(state: State) -> Said:
    """What the office has said of this policy's year so far."""
    verdicts = cached.store().verdicts(Matter.PROPOSAL, state.official.id)
    return said_of(verdicts, state.official.id, state.year)


def filters(found: OverrideList) -> Asked:
    """Draws the choices; the URL carries them."""
    widths = [2, 1.2, 1.2, 1.2, 1.2]
    search, kind, county, pool, answer = st.columns(widths, gap="small", vertical_alignment="bottom")
    with search:
        q = st.text_input("搜索", key=_SEARCH, placeholder="企业名称或统一社会信用代码", max_chars=60,
                          bind="query-params", persist_state="session")  # fmt: skip
    with kind:
        of_kind = _choice("类别", _KIND, [str(k) for k in kinds_there(found)])
    with county:
        of_county = _choice("区县", _COUNTY, counties_there(found))
    with pool:
        of_pool = _choice("评价组", _GROUP, pools_there(found))
    with answer:
        of_state = _choice("确认情况", _STATE, [str(s) for s in Answered] if found.standing else [])
    return Asked(of_kind, of_county, of_pool, of_state, q or "")


def places_of(found: OverrideList, codes: list[str]) -> list[int]:
    """Positions of the units of these enterprises, each once."""
    units = found.ranked.frame["unit"].reindex(codes)
    return list(dict.fromkeys(found.evaluation.participants.index.get_indexer(units).tolist()))


def linked(code: str | None, table: Table) -> str | None:
    """The row that is opened, None where the table doesn't have it; the URL carries it."""
    if code is None or code not in table.frame.index:
        return None
    if st.query_params.get("code") != code:
        st.query_params["code"] = code
    return code


def show_kind(kind: str) -> None:
    """Narrows to one kind, before the choices are drawn."""
    st.session_state[_KIND] = kind


def _choice(label: str, key: str, options: list[str]) -> str:
    if st.session_state.get(key) not in (None, ALL, *options):
        st.session_state[key] = ALL
    chosen = st.selectbox(
        label, [ALL, *options], key=key, bind="query-params", persist_state="session", filter_mode=None
    )
    return "" if chosen in (None, ALL) else chosen


def enterprise(state: State, found: OverrideList, code: str, answers: Said) -> None:
    """Why the chosen row is where it is, what was said of it, and the way to 企业."""
    evaluation, everybody = found.evaluation, found.ranked
    unit = everybody.frame.at[code, "unit"]
    place = int(evaluation.participants.index.get_loc(unit))
    st.subheader(plain(str(everybody.frame.at[code, "name"])), anchor=False)
    ui.picture(class_chain(everybody, code), key="overrides:chain")
    for line in found.told.get(place, []):
        ui.note(line)
    rows = history_rows(found, place, answers)
    if rows:
        ui.picture(text_grid(_HISTORY, rows), key="overrides:history")
    own = [*clauses_in(everybody.frame.at[code, "reasons"]), *(p.clause for p in found.of_place.get(place, ()))]
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.link_to(state, "enterprise", "打开这家企业的完整说明", code=code)
        ui.sources(own, state)


def no_longer(state: State, found: OverrideList, answers: Said) -> None:
    """The verdicts whose proposal the data no longer make; kept and shown apart.

    Not in a scenario: there it is the patch, not the data, that proposes otherwise.
    """
    gone = outdated(answers, found.standing)
    if state.is_scenario or not gone:
        return
    with st.expander(f"数据变化后不再成立的意见 {len(gone):,} 条", key="overrides:gone"):
        ui.note("这些意见针对以前的数据提出的事项；按现在的数据，政策不再提出，所以不影响等级。意见仍然保留。")
        units = evaluation_names(found)
        ui.picture(text_grid(_OUTDATED, outdated_rows(units, gone[-_LISTED:])), key="overrides:outdated")
        if len(gone) > _LISTED:
            ui.note(f"只列最近的 {_LISTED} 条。")


def evaluation_names(found: OverrideList) -> dict[str, str]:
    """Names of the year's units by their codes."""
    units = found.evaluation.participants
    return dict(zip(units.index, shown_names(units), strict=True))
