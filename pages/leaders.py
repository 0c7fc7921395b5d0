"""领跑者：谁领跑？ Boards by category, who may be on them and why, and the state of each list."""

import streamlit as st

from muyun import ui
from muyun.ui import leaders

state = ui.begin("leaders")

evaluation = ui.evaluation(state)
boards = leaders.offered_boards(state)
if not boards:
    ui.empty("这份政策没有领跑者榜单。请管理员在政策文件夹里补上榜单文件，或换一份政策。", go_to="policy")
    st.stop()

with st.container(key="leaders-screen"):
    title = st.container()
    offered, asked = leaders.chosen_board(boards)
    look, why = leaders.chosen_look(state, evaluation, offered, asked)
    with title:
        if look is None:
            ui.headline(f"{state.year} 年度{offered.name}：排不出名单。")
        else:
            ui.headline(*leaders.told(state, look))
    if look is not None:
        leaders.first_three(look)
if look is None:
    ui.empty(why, go_to="data")
    ui.sources(leaders.clauses(offered), state, extra=leaders.HOW)
    st.stop()

leaders.panes(state, look, boards)
