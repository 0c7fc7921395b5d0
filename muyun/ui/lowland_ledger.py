"""低产田, view 台账: what is done about it: the cases, who has none, who is 高耗低效, who changed what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import lowland_rule
from muyun.explore.targets.progress import Progress
from muyun.land.cases import Step, histories
from muyun.land.ledger import contradictions, kpis, ledger, split
from muyun.land.together import cases_on
from muyun.land.treated import low_enterprises_treated, low_parcels_treated, without_case
from muyun.policy.register import registered_for
from muyun.policy.targets import CompletedTarget
from muyun.report.result_book import result_csv
from muyun.show.case_history import history_table
from muyun.show.goto import destination
from muyun.show.ledger import (
    HIDDEN,
    LATE,
    OPEN,
    Asked,
    case_table,
    headline,
    kept,
    notes,
    people_table,
    plots_table,
    treated_words,
    upload_frame,
)
from muyun.show.ledger_picture import ledger_picture
from muyun.show.tables import Table, View
from muyun.ui import case_ledger, lowland_chosen
from muyun.ui.lowland_case import case_forms, opened, opening_form, openings_form, told
from muyun.ui.lowland_inefficient import inefficient
from muyun.ui.lowland_look import land
from muyun.ui.overview_targets import goals_of
from muyun.ui.state import State

NAME = "台账"
CASES, UNTREATED, INEFFICIENT, HISTORY = "案件", "低产田未立案", "高耗低效候选", "改动历史"
_BY = {"方式": "means", "镇街": "place", "类型": "kind"}
_STATES = ("未启动", "进行中", "已完成", OPEN, LATE)
PART, _SPLIT, _STATE, _KIND, _MEANS, _TOWN, _SEARCH = (
    "caselook", "casesby", "casestate", "casekind", "means", "casetown", "caseq"
)
_WHOSE, _CASE, SUBJECT = "casewhose", "case", "subject"
_HEIGHT = 420
_CLAUSES = ("JX-27", "JX-28", "XC-25", "FH-03", "FH-11", "FH-12", "FH-13")
_HOW = (
    "完成率 = 已完成的案件 ÷ 全部案件；腾出的用地和用能只计已完成的。",
    "逾期：计划完成日期在今天以前，状态不是已完成。",
    "企业已不在评价年度企业表里的（例如已淘汰退出），名称和镇街取它以前最近一年的。",
    "页面上的改动盖在上传的“整治”表上：格子里还是改动前的值，改动就有效；以后上传了别的值，以上传的为准。",
    "案件写明宗地的，算这宗地和写明的企业；只写企业的，算它所有的宗地；只写宗地的，算上面所有的企业（本系统假定）。",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the view looks at: the cases as they hold with whose they are, and everything said of them by id."""

    state: State
    evaluation: Evaluation
    tables: Tables
    cases: pd.DataFrame
    rows: pd.DataFrame
    steps: dict[str, tuple[Step, ...]]


def case_ledger_view(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The three figures first, then the part that is chosen. tables: with the cases as they hold."""
    cases, today = tables.cases, case_ledger.today()
    said = histories(case_ledger.said(state.dataset))
    seen = Seen(state, evaluation, tables, cases, ledger(cases, evaluation, tables, today), said)
    people = low_enterprises_treated(evaluation, tables, cases)
    plots = low_parcels_treated(evaluation, tables, cases, land(state, evaluation, tables).figures)
    ui.headline(*headline(kpis(cases, today), _goals(state), treated_words(people, plots, not tables.parcels.empty)))
    drawn: dict[str, Callable[[], None]] = {
        CASES: lambda: _cases(seen), UNTREATED: lambda: _untreated(seen, people, plots),
        INEFFICIENT: lambda: inefficient(state, evaluation, tables, cases), HISTORY: lambda: _history(seen),
    }  # fmt: skip
    drawn[_one_of("看什么", list(drawn), PART)]()


def _goals(state: State) -> list[Progress]:
    return [goal for goal in goals_of(state) if isinstance(goal.target, CompletedTarget)]


def _one_of(label: str, options: list[str], key: str) -> str:
    """A choice that always holds; a link that names something else falls back to the first."""
    if st.session_state.get(key) not in (None, *options):
        st.session_state[key] = options[0]
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind="query-params", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen or options[0]


def _cases(seen: Seen) -> None:
    if seen.rows.empty:
        ui.empty("还没有案件。请在“数据核对”上传“整治”表，或在“低产田未立案”里点一家企业、一宗地立案。", go_to="data")
        _foot(seen, None)
        return
    _picture(seen)
    asked = _filters(seen.rows)
    shown = kept(seen.rows, asked)
    changed = frozenset(case_id for case_id, steps in seen.steps.items() if steps)
    table = case_table(shown, len(seen.rows), changed)
    begin = View(hidden=HIDDEN, chosen=st.query_params.get(_CASE))
    view = ui.table(table, key=f"ledger:cases:{asked}", pick=True, height=_HEIGHT, view=begin)
    told()
    for line in notes(kpis(seen.cases, case_ledger.today()), contradictions(seen.cases)):
        ui.note(line)
    _foot(seen, table)
    chosen = opened(view.chosen, table, _CASE)
    if chosen is None:
        ui.note("点一行，这里写明它的历史，可以改状态、日期和腾出的数。")
        return
    case_forms(seen.state, seen.cases, chosen, seen.rows, seen.steps.get(chosen, ()))


def _picture(seen: Seen) -> None:
    by = _one_of("按什么分", list(_BY), _SPLIT)
    column = _BY[by]
    drawn = ledger_picture(split(seen.rows, column, case_ledger.today()), column, by)
    clicked = destination(ui.picture(drawn, key="ledger:picture"))
    keys = {"means": _MEANS, "place": _TOWN, "kind": _KIND}
    for name, value in (clicked[1] if clicked else {}).items():
        if name in keys:
            st.session_state[keys[name]] = value


def _filters(rows: pd.DataFrame) -> Asked:
    """What is looked for; the URL carries it."""
    columns = st.columns([2, 1, 1, 1, 1.3], gap="small", vertical_alignment="bottom")
    with columns[0]:
        q = st.text_input("搜索", key=_SEARCH, placeholder="编号、企业、代码或宗地", bind="query-params",
                          persist_state="session", max_chars=80)  # fmt: skip
    asked = []
    choices = (("状态", _STATE, list(_STATES)), ("类型", _KIND, _words(rows["kind"])),
               ("方式", _MEANS, _words(rows["means"])), ("镇街", _TOWN, _words(rows["place"])))  # fmt: skip
    for place, (label, key, options) in zip(columns[1:], choices, strict=True):
        with place:
            asked.append(_choice(label, key, options))
    return Asked(*asked, q or "")


def _words(column: pd.Series) -> list[str]:
    return sorted(word for word in column.dropna().unique() if word)


_ALL = "全部"


def _choice(label: str, key: str, options: list[str]) -> str:
    if st.session_state.get(key) not in (None, _ALL, *options):
        st.session_state[key] = _ALL
    chosen = st.selectbox(
        label, [_ALL, *options], key=key, bind="query-params", persist_state="session", filter_mode=None
    )
    return "" if chosen in (None, _ALL) else chosen


def _foot(seen: Seen, table: Table | None) -> None:
    state = seen.state
    with st.container(horizontal=True, vertical_alignment="center"):
        if table is not None:
            ui.download(table.exported, "整治台账", state, key="ledger:download")
            st.download_button(
                "下载整治表（可再上传）", lambda: result_csv(upload_frame(seen.cases)), "整治.csv", "text/csv",
                key="ledger:table", on_click="ignore",
            )  # fmt: skip
        own = [entry.id for entry in registered_for(state.policy) if entry.id in _CLAUSES]
        ui.sources([*own, *lowland_rule(seen.evaluation).clause], state, extra=_HOW)


def _untreated(seen: Seen, people: pd.DataFrame, plots: pd.DataFrame) -> None:
    """The low-yield enterprises and parcels with their cases; a row without one can be opened."""
    with st.container(horizontal=True, vertical_alignment="center"):
        whose = _one_of("看谁", ["企业", "宗地"], _WHOSE)
        only = st.toggle("只看未立案的", value=True, key="casenone", bind="query-params", persist_state="session")
    rows = people if whose == "企业" else plots
    shown = without_case(rows) if only else rows
    table = (people_table if whose == "企业" else plots_table)(shown)
    begin = View(chosen=st.query_params.get(SUBJECT))
    view = ui.table(table, key=f"ledger:none:{whose}:{only}", pick=True, height=_HEIGHT, view=begin)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{seen.state.year}年度低产田{whose}立案情况"
        ui.download(table.exported, name, seen.state, key="ledger:none:download")
        ui.sources(lowland_rule(seen.evaluation).clause, seen.state, extra=_HOW)
    told()
    chosen = opened(view.chosen, table, SUBJECT)
    if chosen is None:
        _chosen_on_map(seen)
        ui.note("点一行，这里可以立案。")
        return
    about = {"uscc": chosen} if whose == "企业" else {"parcel_id": chosen}
    opening_form(seen.state, seen.cases, about, str(table.frame.at[chosen, "name" if whose == "企业" else "id"]))


def _chosen_on_map(seen: Seen) -> None:
    """Several parcels chosen on the map: a case for each that has none."""
    of = land(seen.state, seen.evaluation, seen.tables)
    picked = lowland_chosen.chosen(of)
    if not picked.several:
        return
    _, said = cases_on(seen.evaluation, of.figures, of.tenants, picked.rows, seen.cases)
    without = of.figures.index[picked.rows[said == ""]].tolist()
    if without:
        openings_form(seen.state, seen.cases, without)
    else:
        ui.note(f"在地图上选中的 {len(picked.rows):,} 宗都已立案。")


def _history(seen: Seen) -> None:
    table = history_table(seen.steps, seen.cases)
    ui.table(table, key="ledger:history", height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, "整治台账改动历史", seen.state, key="ledger:history:download")
        ui.sources((), seen.state, extra=_HOW)
