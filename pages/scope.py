"""参评范围：谁参加评价，谁不参加，为什么？ Every uploaded row in one status, for one reason; counts that add up."""

import streamlit as st

from muyun import ui
from muyun.explore.scope.statuses import scope
from muyun.show.goto import destination
from muyun.show.scope import clauses, headline
from muyun.show.scope_picture import scope_picture
from muyun.ui import menu
from muyun.ui import scope as parts

state = ui.begin("scope")

evaluation = ui.evaluation(state)
found = scope(evaluation)
prefix = "模拟方案下，" if state.is_scenario else ""
said, years = headline(found, state.policy, parts.today_year())
ui.headline(prefix + said, years)
clicked = destination(ui.picture(scope_picture(found), key="scope:picture"))
if clicked and clicked[0] == "ranking":
    st.switch_page(menu.file("ranking"), query_params=clicked[1])
elif clicked:
    parts.show_reason(clicked[1].get("reason", ""))

parts.parts(state, evaluation, found)
ui.sources(clauses(state.policy), state)
