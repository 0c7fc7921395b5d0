"""参评范围: the lists behind the counts, and the parts below: years, last year, sites, 过渡期."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.scope.coverage import coverage, gated
from muyun.explore.scope.sites import in_transition, rented, sites, waiting_land
from muyun.explore.scope.statuses import Scope
from muyun.explore.scope.turnover import Change, turnover
from muyun.show import scope as words
from muyun.show import scope_land, scope_years
from muyun.show.tables import Table, View
from muyun.ui import cached
from muyun.ui.results import before
from muyun.ui.state import State

BY_REASON, BY_YEAR, LAST_YEAR, SITES, WAITING = "按原因", "分年度", "较上年", "属地和用地", "过渡期"
_YEARS_AT_MOST = 6
"""So many years of the data are put side by side, the latest; the cache of evaluations holds a few more."""
_HEIGHT = 360


def today_year() -> int:
    """The year by this machine's clock (XA-09)."""
    return date.today().year


def parts(state: State, evaluation: Evaluation, found: Scope) -> None:
    """Draws the part that is chosen; the URL carries the choice."""
    drawn: dict[str, Callable[[State, Evaluation, Scope], None]] = {
        BY_REASON: _by_reason, BY_YEAR: _by_year, LAST_YEAR: _last_year, SITES: _sites, WAITING: _waiting,
    }  # fmt: skip
    if st.session_state.get("part") not in (None, *drawn):
        st.session_state["part"] = BY_REASON
    chosen = st.segmented_control(
        "看什么", list(drawn), default=BY_REASON, key="part", required=True, bind="query-params",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    drawn[chosen or BY_REASON](state, evaluation, found)


def show_reason(reason: str) -> None:
    """Opens the list of a reason, before the choices are drawn."""
    st.session_state["part"], st.session_state["reason"] = BY_REASON, reason


def _by_reason(state: State, evaluation: Evaluation, found: Scope) -> None:
    ui.table(words.reasons_table(found, evaluation), key=f"scope:reasons:{state.year}")
    options = words.unranked_options(found)
    if st.session_state.get("reason") not in (None, *options):
        st.session_state["reason"] = words.WHOLE
    reason = st.selectbox(
        "名单", list(options), key="reason", bind="query-params", persist_state="session", filter_mode=None
    )
    people = words.people_table(found, evaluation, options[reason or words.WHOLE])
    name = f"{state.year}年度不排名企业名单"
    _pickable(state, people, f"scope:people:{reason}:{state.year}", name, words.HIDDEN)


def _pickable(state: State, table: Table, key: str, name: str, hidden: tuple[str, ...] = ()) -> None:
    """A list with its download; a row that is picked leads to 企业."""
    view = ui.table(table, key=key, pick=True, height=_HEIGHT, view=View(hidden=hidden))
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, name, state, key=f"{key}:download")
        if view.chosen in table.frame.index:
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen))


def _by_year(state: State, evaluation: Evaluation, found: Scope) -> None:
    years = sorted(state.dataset.years)[-_YEARS_AT_MOST:]
    shown = [evaluation if year == state.year else before(state, state.year - year) for year in years]
    shown = [e for e in shown if e is not None]
    scenario = _scenario_year(state)
    table = scope_years.coverage_table(coverage(shown, cached.tables(state.dataset.data_id)), scenario)
    ui.table(table, key="scope:coverage")
    _clauses(state, ("XC-31",), "评价对象按年度扩展")
    gates = gated(shown)
    if gates:
        st.subheader("用地门槛", anchor=False)
        ui.table(scope_years.gate_table(gates, scenario), key="scope:gates")
    else:
        ui.note("这份政策没有用地门槛。")
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度评价对象分年度", state, key="scope:coverage:download")
        if len(shown) < len(state.dataset.years):
            ui.note("较早的年度，或不能评价的年度，没有列出。")


def _scenario_year(state: State) -> int | None:
    """The year that is a scenario's, after saying so; the others beside it are official."""
    if not state.is_scenario:
        return None
    ui.note(scope_years.scenario_words(state.year))
    return state.year


def _last_year(state: State, evaluation: Evaluation, found: Scope) -> None:
    last = before(state)
    if last is None:
        why = f"数据里没有 {state.year - 1} 年度的企业，看不出新增、退出和升规。请补充上一年的企业表。"
        ui.empty(why, go_to="data")
        return
    scenario = _scenario_year(state)
    changes = turnover(evaluation, last)
    ui.note(scope_years.turnover_headline(changes))
    ui.picture(scope_years.turnover_grid(changes), key="scope:turnover")
    if st.session_state.get("change") not in (None, *map(str, Change)):
        st.session_state["change"] = str(Change.NEW)
    chosen = st.segmented_control(
        "名单", [str(c) for c in Change], default=str(Change.NEW), key="change", required=True,
        bind="query-params", persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    table = scope_years.change_table(changes, Change(chosen or Change.NEW), evaluation, last, scenario)
    _pickable(state, table, f"scope:change:{chosen}:{state.year}", f"{state.year}年度较上年{chosen}企业")


def _sites(state: State, evaluation: Evaluation, found: Scope) -> None:
    tables = cached.tables(state.dataset.data_id)
    table = scope_land.sites_table(sites(evaluation, tables))
    held = not (tables.occupancy.empty or tables.parcels.empty)
    ui.note(scope_land.sites_words(len(table.frame), held))
    if len(table.frame):
        _pickable(state, table, f"scope:sites:{state.year}", f"{state.year}年度多处用地企业")
    _clauses(state, ("XA-06",), "属地")
    st.subheader("租入和出租的用地", anchor=False)
    ui.note(scope_land.rented_words(rented(evaluation)))
    _clauses(state, ("XA-07",), "实际使用者")


def _waiting(state: State, evaluation: Evaluation, found: Scope) -> None:
    rule = evaluation.policy.scope.transition
    if rule is None:
        ui.note("这份政策没有过渡期的规定：填了过渡期起始年的，也按正常参评处理。")
    else:
        ui.note(words.rule_words(rule))
        table = scope_land.transition_table(in_transition(evaluation))
        _pickable(state, table, f"scope:transition:{state.year}", f"{state.year}年度过渡期企业")
    st.subheader("还不计入用地面积的新增用地", anchor=False)
    ui.note(words.rule_words(evaluation.policy.land))
    land = scope_land.new_land_table(waiting_land(evaluation))
    _pickable(state, land, f"scope:land:{state.year}", f"{state.year}年度未计入的新增用地")


def _clauses(state: State, wanted: tuple[str, ...], subject: str) -> None:
    """The policy's own clause on a subject, in its words; nothing where the policy has none."""
    if own := words.scope_clauses(state.policy, wanted):
        ui.note(words.gist_words(subject, own))
