"""企业：这家为什么是这个等级？ One enterprise from the cells of the upload to its class."""

import streamlit as st

from muyun import ui
from muyun.show.enterprise import clauses_of
from muyun.ui import enterprise_parts as parts
from muyun.ui.enterprise_explain import chain
from muyun.ui.ranked import ranked

state = ui.begin("enterprise")

everybody = ranked(state)
code = parts.chosen_code(state, everybody)
if code is None:
    st.stop()

parts.why(everybody, code)
ui.sources(clauses_of(everybody, code), state)
parts.opinions(state, everybody, code)
parts.items(everybody, code)
left, right = st.columns(2, gap="large")
with left:
    parts.history(everybody, code)
with right:
    parts.inputs(state, everybody, code)
chain(state, everybody, code)
