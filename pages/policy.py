"""政策：规则是什么？ The document beside its rules; changes into a scenario or a county's own policy."""

import streamlit as st

from muyun import ui
from muyun.show.rules import headline
from muyun.ui import cached
from muyun.ui.policy_compare import compare
from muyun.ui.policy_editor import editor
from muyun.ui.policy_reading import asked, reading
from muyun.ui.policy_save import told_saved
from muyun.ui.telling import tell

READ, EDIT, COMPARE = "全文和规则", "改动", "对比"

state = ui.begin("policy")

told_saved()
tell(cached.policy_findings())
ui.headline(*headline(state.policy, state.official))
left, right = st.columns([1, 1.1], vertical_alignment="center")
view = left.segmented_control(
    "看什么", [READ, EDIT, COMPARE], default=READ, required=True, key="view", bind="query-params",
    persist_state="session", label_visibility="collapsed",
)  # fmt: skip
if view == EDIT:
    editor(state)
elif view == COMPARE:
    compare(state)
else:
    reading(state, *asked(right))
