"""区域, 考核表: how do towns and parks stand in the yearly assessment (FH-15)?"""

from __future__ import annotations

import json

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.regions.assessment import Asked, Sheet, Years, assess
from muyun.explore.regions.highlights import histories, standing
from muyun.policy.assessment import assessment_rule
from muyun.policy.register import registered_of
from muyun.show import assessment as show
from muyun.show.assessment_table import (
    Said,
    exported,
    hidden_at_first,
    place_table,
    sheet_table,
    total_words,
)
from muyun.show.goto import destination
from muyun.show.land_coverage import query_of
from muyun.show.tables import Table, View
from muyun.store.records import Matter
from muyun.ui import cached, case_ledger
from muyun.ui.region_asked import nobody_in
from muyun.ui.region_assessment_asked import asked
from muyun.ui.region_highlights import form
from muyun.ui.results import before
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.widgets import Export, bands, offer, origin, result_name

PLACE = "assessed"
_PICKED = "assessment:picked"
_HEIGHT = 420


def assessment(state: State) -> None:
    """The whole view."""
    evaluation = ui.evaluation(state)
    title = st.container()
    wanted = asked(state, evaluation)
    said = _said(state, wanted, state.year)
    sheet = _sheet(state, evaluation, wanted, state.year, said)
    last = before(state)
    past = None if last is None else _sheet(state, last, wanted, state.year - 1, _said(state, wanted, state.year - 1))
    with title:
        sentence, second = show.headline(sheet, past, assessment_rule(state.policy))
        ui.headline(("模拟方案下，" if state.is_scenario else "") + sentence, second)
    if not sheet.places:
        ui.empty(nobody_in(evaluation, wanted.level), go_to="data")
        _sources(state, wanted)
        return
    opened = _opened(sheet)
    if drawn := show.bars(sheet, opened):
        _open_clicked(ui.picture(drawn, key="assessment:bars"))
        if rest := show.left_out(sheet):
            ui.note(rest)
    for line in (note for item in sheet.items for note in item.figures.notes):
        ui.note(line)
    _table(state, sheet, past, said)
    _one(state, sheet, opened)
    form(state, sheet, said)


def _said(state: State, wanted: Asked, year: int) -> Said:
    verdicts = cached.store().verdicts(Matter.HIGHLIGHT, state.official.id)
    return histories(verdicts, state.official.id, year, wanted.level)


def _sheet(state: State, evaluation: Evaluation, wanted: Asked, year: int, said: Said) -> Sheet:
    """The sheet of a year, kept between runs; years before are never a scenario's."""
    given = standing(said)
    patch = state.patch_text if year == state.year else ""
    key = cached.key_of(state.dataset.data_id, state.official, year)
    changes = (case_ledger.ledger_of(state.dataset), len(case_ledger.said(state.dataset)))  # they only grow
    told = json.dumps([sorted((place.key, points) for place, points in given.items()), wanted.words, changes])
    years = Years(evaluation, before(state, state.year - year + 1), case_ledger.tables(state.dataset), given)
    return _kept(key, patch, told, years, wanted)


@st.cache_resource(show_spinner="正在考核各地……", max_entries=12)
def _kept(key: cached.Key, patch: str, told: str, _years: Years, _wanted: Asked) -> Sheet:
    return assess(_years, _wanted)


def _opened(sheet: Sheet) -> int | None:
    """The position of the place that the link or a click opens; None for none."""
    keys = {place.key: number for number, place in enumerate(sheet.places)}
    return keys.get(st.query_params.get(PLACE, ""))


def _open_clicked(clicked: str | None) -> None:
    there = destination(clicked)
    if there and there[0] == "regions":
        _open(there[1].get(PLACE, ""))


def _open(key: str) -> None:
    """Opens a place and draws the page again with it."""
    if key:
        st.query_params[PLACE] = key
        st.rerun()


def _table(state: State, sheet: Sheet, past: Sheet | None, said: Said) -> None:
    table = sheet_table(sheet, past)
    key = f"assessment:table:{sheet.asked.level}:{sheet.asked.county}"
    view = ui.table(table, key=key, pick=True, height=_HEIGHT, view=View(hidden=hidden_at_first(sheet)))
    if view.chosen != st.session_state.get(_PICKED):
        st.session_state[_PICKED] = view.chosen
        if view.chosen in table.frame.index:
            _open(sheet.places[int(view.chosen)].key)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{state.year}年度{sheet.asked.county}{sheet.asked.level}亩均论英雄改革考核表"
        lines = [*origin(state), *show.settings_lines(sheet.asked), *show.HOW, *_assumed(state)]
        export = Export(name, result_name(name, state), lines, bands(state))
        offer(lambda: exported(sheet, past, said), export, key="assessment:download")
        _sources(state, sheet.asked)


def _one(state: State, sheet: Sheet, opened: int | None) -> None:
    """The place that is open, item by item."""
    if opened is None:
        ui.note("点图上或表里的一个地方，这里看它每一项由什么算出、怎样折成分。")
        return
    place = sheet.places[opened]
    st.subheader(plain(f"{sheet.names[opened]}：{total_words(sheet, opened)}"), anchor=False)
    table: Table = place_table(sheet, opened)
    ui.table(table, key=f"assessment:one:{sheet.asked.level}:{place.key}")
    ui.link_to(state, "ranking", "在排名里看这里的参评企业", **query_of(place, sheet.asked.level))


def _assumed(state: State) -> list[str]:
    rule = assessment_rule(state.policy)
    said = [rule.assumed] if rule.assumed else []
    return [f"本系统假定：{line.removeprefix('本系统假定：')}" for line in (*said, *rule.notes.values())]


def _sources(state: State, wanted: Asked) -> None:
    rule = assessment_rule(state.policy)
    held = {entry.id for entry in registered_of(state.policy.id)}
    clauses = rule.clause or [clause for clause in ("FH-15",) if clause in held]
    ui.sources(clauses, state, extra=[*show.settings_lines(wanted), *show.HOW, *_assumed(state)])
