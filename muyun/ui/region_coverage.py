"""区域，覆盖面: how much of the industrial land of each town and park was evaluated (FH-07)."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from muyun import ui
from muyun.explore import land_coverage
from muyun.explore.land_coverage import CoverageOf, coverage_findings
from muyun.explore.localities import Dimension
from muyun.policy.register import registered_of
from muyun.show import land_coverage as show
from muyun.show.tables import Table
from muyun.ui import cached
from muyun.ui.region_choices import county_of, one_of
from muyun.ui.state import State
from muyun.ui.telling import tell

DIMENSION, COUNTY = "covered", "covered_in"
_HEIGHT = 420


def coverage(state: State) -> None:
    """The headline, the bars, what doesn't fit together, and the table."""
    evaluation = ui.evaluation(state)
    title = st.container()
    left, right = st.columns([1, 1.4], gap="medium")
    with left:
        dimension = Dimension(one_of("看什么", [str(d) for d in Dimension], DIMENSION))
    of = _kept(cached.key_of(state.dataset.data_id, state.official, state.year), state.patch_text, dimension,
               evaluation)  # fmt: skip
    with right:
        county = county_of((c.place.county for c in of.places), COUNTY)
    if county:
        of = replace(of, places=tuple(c for c in of.places if c.place.county == county))
    said, second = show.headline(of)
    with title:
        ui.headline(("模拟方案下，" if state.is_scenario else "") + said, second)
    if not of.places:
        ui.empty(f"没有企业或宗地填了{dimension}。请在“数据核对”补充企业表、宗地表的{dimension}。", go_to="data")
        _sources(state, of)
        return
    if drawn := show.coverage_bars(of):
        ui.follow(ui.picture(drawn, key="coverage:bars"))
        if rest := show.left_out(of):
            ui.note(rest)
    tell(coverage_findings([of]))
    _table(state, of, show.coverage_table(of))


@st.cache_resource(show_spinner="正在汇总……", max_entries=8)
def _kept(key: cached.Key, patch: str, dimension: Dimension, _evaluation) -> CoverageOf:
    return land_coverage.coverage(_evaluation, cached.tables(key[0]), dimension)


def _table(state: State, of: CoverageOf, table: Table) -> None:
    view_of = ui.table(table, key=f"coverage:table:{of.dimension}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度{of.dimension}工业用地评价覆盖面", state, key="coverage:download")
        _sources(state, of)
        chosen = view_of.chosen
        if chosen in table.frame.index:
            covered = of.places[int(chosen)]
            ui.link_to(state, "ranking", "在排名里看这里的参评企业", **show.query_of(covered, of.dimension))


def _sources(state: State, of: CoverageOf) -> None:
    clauses = of.rule.clause or [e.id for e in registered_of(state.policy.id) if e.id == "FH-07"]
    ui.sources(clauses, state, extra=[*show.HOW, *show.assumed_lines(of)])
