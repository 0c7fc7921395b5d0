"""企业：这家为什么是这个等级？ One enterprise from the cells of the upload to its class."""

import streamlit as st

from muyun import ui
from muyun.policy.register import without_setting
from muyun.show.enterprise import clauses_of
from muyun.ui import enterprise_parts as parts
from muyun.ui import enterprise_report as report
from muyun.ui.enterprise_cheapest import cheapest
from muyun.ui.enterprise_explain import chain
from muyun.ui.enterprise_park import park_in_front
from muyun.ui.ranked import ranked

state = ui.begin("enterprise")

everybody = ranked(state)
code = parts.chosen_code(state, everybody)
if code is None:
    st.stop()

parts.why(state, everybody, code)
with st.container(horizontal=True, vertical_alignment="center"):
    ui.sources([*clauses_of(everybody, code), *without_setting(state.official, state.page)], state)
    report.printed(state, everybody, code)
    parts.how_firm(state, everybody, code)
park_in_front(state, everybody, code)
parts.opinions(state, everybody, code)
report.ranks(everybody, code)
report.among_peers(state, everybody, code)
report.lifting(state, everybody, code)
cheapest(state, everybody, code)
parts.items(everybody, code)
left, right = st.columns(2, gap="large")
with left:
    parts.history(everybody, code)
    report.years(everybody, code)
with right:
    report.changes(state, everybody, code)
report.on_record(state, everybody, code)
trace = chain(state, everybody, code)
parts.inputs(state, everybody, code, trace)
