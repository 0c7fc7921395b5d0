"""领跑者: how far has a list come, and who takes the next step? (ZJ-11)"""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.explore.leaders.look import BoardLook
from muyun.explore.leaders.states import (
    LONGEST_TEXT,
    ListState,
    Recommended,
    Step,
    Taken,
    Which,
    day_of,
    next_step,
    state_of,
    withdrawal,
)
from muyun.findings import Finding
from muyun.show.enterprise_markup import text_grid
from muyun.show.leader_steps import HISTORY, history_rows, state_words, steps
from muyun.store.records import Matter, Verdict
from muyun.ui import cached
from muyun.ui.state import State
from muyun.ui.telling import tell

_DONE, _ROUND = "leaders:done", "leaders:round"


def state_of_list(state: State, look: BoardLook) -> ListState:
    """What the office has said of the list that is looked at; nothing of the sample's, which nobody can recommend."""
    if state.dataset.synthetic:
        return state_of(_which(state, look), ())
    return state_of(_which(state, look), cached.store().verdicts(Matter.LEADERS, state.official.id))


def _which(state: State, look: BoardLook) -> Which:
    return Which(state.official.id, state.year, look.offered.name, look.of.name)


def line(look: BoardLook, of_list: ListState) -> None:
    """Where the list stands, in a line, and whether today's is still the one recommended."""
    ui.note(state_words(of_list, look.listed))


def form(state: State, look: BoardLook, of_list: ListState) -> None:
    """The steps, the form of the next one and of taking the last one back, and the history."""
    ui.picture(steps(of_list), key="leaders:steps")
    ui.note(state_words(of_list, look.listed))
    if done := st.session_state.pop(_DONE, None):
        st.success(done)
    if why := _can_not(state, look):
        ui.note(why)
    left, right = st.columns(2, gap="large")
    with left:
        _next(state, look, of_list, bool(why))
    with right:
        _back(state, look, of_list, bool(why))
    if of_list.history:
        st.subheader("经过", anchor=False)
        ui.picture(text_grid(HISTORY, history_rows(of_list)), key="leaders:history")


def _can_not(state: State, look: BoardLook) -> str:
    """Why no step can be taken now; "" where one can."""
    if state.is_scenario:
        return "现在看到的是模拟方案的名单，不能推荐；请先点上面的“回到正式规则”。"
    if state.dataset.synthetic:
        return "现在看到的是合成样例数据的名单，不能推荐；请先在“数据核对”上传本单位的数据。"
    if not cached.in_use(state.dataset):
        return f"现在看的是第 {state.dataset.version} 版数据，不是现用版本，名单可能与现用的不同。请先换到现用版本。"
    return ""


def _next(state: State, look: BoardLook, of_list: ListState, off: bool) -> None:
    step = of_list.next
    if step is None:
        st.subheader("名单已经印发", anchor=False)
        return
    st.subheader(f"下一步：{step}", anchor=False)
    turn = st.session_state.get(_ROUND, 0)
    with st.form(f"leaders:next:{turn}", border=True, enter_to_submit=False):
        day = st.text_input("日期", key=f"leaders:on:{turn}", max_chars=20, placeholder="例如 2023-05-01")
        by = st.text_input("由谁办理", key=f"leaders:by:{turn}", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        document = st.text_input(
            "文号", key=f"leaders:document:{turn}", max_chars=LONGEST_TEXT,
            placeholder="文号或会议" + ("，印发时必填" if step is Step.ISSUED else ""),
        )  # fmt: skip
        pressed = st.form_submit_button(f"记为“{step}”", type="primary", disabled=off)
    if pressed and not off:
        said = Taken(day_of(day), by, document)
        now = Recommended(look.listed, look.of.how)
        _store(*next_step(_which(state, look), of_list, said, now), f"已记为“{step}”。")


def _back(state: State, look: BoardLook, of_list: ListState, off: bool) -> None:
    if of_list.last is None:
        return
    st.subheader(f"撤回：{of_list.last.step}", anchor=False)
    turn = st.session_state.get(_ROUND, 0)
    with st.form(f"leaders:back:{turn}", border=True, enter_to_submit=False):
        by = st.text_input("由谁撤回", key=f"leaders:back-by:{turn}", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        reason = st.text_area("理由", key=f"leaders:back-why:{turn}", max_chars=LONGEST_TEXT, height=80)
        pressed = st.form_submit_button(f"撤回“{of_list.last.step}”", disabled=off)
    if pressed and not off:
        made, findings = withdrawal(_which(state, look), of_list, by, reason)
        _store(made, findings, f"已撤回“{of_list.last.step}”，可以重新办理；原来的记录仍然保留。")


def _store(made: Verdict | None, findings: list[Finding], told: str) -> None:
    if made is None:
        tell(findings)
        return
    cached.store().decide([made])
    st.session_state[_DONE] = told
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()
