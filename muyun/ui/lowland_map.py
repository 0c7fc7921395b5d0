"""低产田, view 地图: where the low-yield land is."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.summary import lowland_rule
from muyun.land.lowland import low_enterprises
from muyun.show.lowland import enterprises_headline, enterprises_table
from muyun.show.overview import lowland_words
from muyun.ui.state import State

_HEIGHT = 520


def lowland_map(state: State, evaluation: Evaluation, tables: Tables) -> None:
    """The low-yield enterprises of the year, each with its own land."""
    found = low_enterprises(evaluation)
    rule = lowland_rule(evaluation)
    ui.headline(enterprises_headline(evaluation.year, found), f"低产田线：{lowland_words(rule)}。")
    table = enterprises_table(found, evaluation.policy)
    view = ui.table(table, key=f"lowland:people:{state.year}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度低产田企业", state, key="lowland:people:download")
        ui.sources(rule.clause, state, extra=[rule.assumed] if rule.assumed else [])
        if view.chosen in table.frame.index:
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen))
