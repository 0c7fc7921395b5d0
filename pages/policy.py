"""政策：规则是什么？ The document beside its rules and clauses; changes into a scenario or a county's own policy."""

import streamlit as st

from muyun import ui
from muyun.show.rules import headline
from muyun.ui import cached
from muyun.ui.policy_assumptions import assumptions_part
from muyun.ui.policy_clauses import clauses_part
from muyun.ui.policy_compare import compare
from muyun.ui.policy_editor import editor
from muyun.ui.policy_reading import asked, reading
from muyun.ui.policy_save import told_saved
from muyun.ui.telling import tell

READ, CLAUSES, ASSUMED, EDIT, COMPARE = "全文和规则", "条款", "本系统假定", "改动", "对比"

state = ui.begin("policy")

told_saved()
tell(cached.policy_findings())
title = st.container()
left, right = st.columns([1, 1.1], vertical_alignment="center")
view = left.segmented_control(
    "看什么", [READ, CLAUSES, ASSUMED, EDIT, COMPARE], default=READ, required=True, key="view", bind="query-params",
    persist_state="session", label_visibility="collapsed",
)  # fmt: skip
if view == CLAUSES:
    clauses_part(state, title, right)
    st.stop()
if view == ASSUMED:
    assumptions_part(state, title, right)
    st.stop()
if view == COMPARE:
    compare(state, title)
    st.stop()
with title:
    ui.headline(*headline(state.policy, state.official))
if view == EDIT:
    editor(state)
else:
    reading(state, *asked(right))
