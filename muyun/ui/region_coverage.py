"""区域, 覆盖面: how much of the industrial land of each town and park was evaluated (FH-07)?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.localities import LEVELS
from muyun.land import coverage as land_coverage
from muyun.land.coverage import CoverageOf, coverage_findings
from muyun.policy.register import registered_of
from muyun.show import land_coverage as show
from muyun.show.tables import Table
from muyun.ui import cached
from muyun.ui.choosing import county_among, one_of
from muyun.ui.state import State
from muyun.ui.telling import tell

LEVEL, COUNTY = "covered", "covered_in"
_HEIGHT = 420


def coverage(state: State) -> None:
    """The whole view."""
    evaluation = ui.evaluation(state)
    title = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        level = AreaLevel(one_of("看什么", [str(each) for each in LEVELS], LEVEL))
        key = cached.key_of(state.dataset.data_id, state.official, state.year)
        of = _kept(key, state.patch_text, level, evaluation)
        county = county_among((c.place.county for c in of.places), COUNTY)
    if county:
        of = replace(of, places=tuple(c for c in of.places if c.place.county == county))
    said, second = show.headline(of)
    with title:
        ui.headline(("模拟方案下，" if state.is_scenario else "") + said, second)
    if not of.places:
        ui.empty(f"没有企业或宗地填了{level}。请在“数据核对”补充企业表、宗地表的“{level}”列。", go_to="data")
        _sources(state, of)
        return
    if drawn := show.coverage_bars(of):
        ui.follow(ui.picture(drawn, key="coverage:bars"))
        if rest := show.left_out(of):
            ui.note(rest)
    tell(coverage_findings([of]))
    _table(state, of, show.coverage_table(of))


@st.cache_resource(show_spinner="正在汇总各地……", max_entries=8)
def _kept(key: cached.Key, patch: str, level: AreaLevel, _evaluation: Evaluation) -> CoverageOf:
    return land_coverage.coverage(_evaluation, cached.tables(key[0]), level)


def _table(state: State, of: CoverageOf, table: Table) -> None:
    view = ui.table(table, key=f"coverage:table:{of.level}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度{of.level}工业用地评价覆盖面", state, key="coverage:download")
        _sources(state, of)
        if view.chosen in table.frame.index:
            place = of.places[int(view.chosen)].place
            ui.link_to(state, "ranking", "在排名里看这里的参评企业", **show.query_of(place, of.level))


def _sources(state: State, of: CoverageOf) -> None:
    held = {entry.id for entry in registered_of(state.policy.id)}
    clauses = of.rule.clause or [clause for clause in ("FH-07",) if clause in held]
    ui.sources(clauses, state, extra=[*show.HOW, *show.assumed_lines(of)])
