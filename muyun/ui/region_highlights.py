"""区域, 考核表: the office gives points for 创新亮点, or takes them back; what was said before is kept (FH-15)."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.explore.regions.assessment import HIGHLIGHT, Sheet
from muyun.explore.regions.highlights import LONGEST_TEXT, Entry, standing, verdict_on
from muyun.show.assessment_table import Said, history_table
from muyun.ui import cached
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

_DONE = "highlights:done"


def form(state: State, sheet: Sheet, said: Said) -> None:
    """Asks whom, how many points, who gives them and for what; stores it. Then the history."""
    most = sheet.asked.points.get(HIGHLIGHT, 0)
    st.subheader("创新亮点评分", anchor=False)
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    if not most:
        ui.note("创新亮点这一项没有分值，不考核；要评分，先在设置里给它分值。")
    elif state.is_scenario:
        ui.note("现在看到的是模拟方案的结果，不能评分；请先点上面的“回到正式规则”。")
    else:
        _ask(state, sheet, standing(said), most)
    if said:
        ui.table(history_table(sheet, said), key="highlights:history")


def _ask(state: State, sheet: Sheet, held: dict, most: float) -> None:
    names = dict(zip(sheet.names, sheet.places, strict=True))
    with st.form("highlights:form", border=True, enter_to_submit=False):
        left, right = st.columns([2, 1], gap="medium")
        with left:
            name = st.selectbox(str(sheet.asked.level), list(names), key="highlights:place", filter_mode=None)
        with right:
            points = st.number_input(
                f"评分（0 到 {most:g} 分）", 0.0, float(most), 0.0, 0.5, key=f"highlights:points:{most:g}"
            )
        what = "亮点是什么，或为什么清除"
        reason = st.text_input("事由", key="highlights:reason", max_chars=LONGEST_TEXT, placeholder=what)
        left, right = st.columns(2, gap="medium")
        with left:
            by = st.text_input("由谁评分", key="highlights:by", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        with right:
            document = st.text_input("文号", key="highlights:document", max_chars=LONGEST_TEXT, placeholder="可不填")
        with st.container(horizontal=True):
            given = st.form_submit_button("评分", key="highlights:give", type="primary")
            cleared = st.form_submit_button("清除以前的评分", key="highlights:clear")
    if given or cleared:
        place = names[name]
        entry = Entry(None if cleared else float(points), by, reason, document)
        verdict, findings = verdict_on(
            place, entry, held.get(place), most, (state.official.id, state.year, sheet.asked.level)
        )
        tell(findings)
        if verdict:
            cached.store().decide([verdict])
            st.session_state[_DONE] = f"{name}：{'已清除评分' if cleared else f'已评 {points:g} 分'}。"
            st.rerun()
