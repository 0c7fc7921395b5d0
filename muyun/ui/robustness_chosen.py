"""结果稳定性: one enterprise, its ranks in all the draws, and the smallest change of weights that flips its class."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.show.robust_list import FirmList
from muyun.show.robust_ranks import rank_bars, rank_words
from muyun.ui import robustness
from muyun.ui.robustness_asked import Asked
from muyun.ui.robustness_lists import close
from muyun.ui.state import State
from muyun.ui.telling import plain


def chosen(state: State, asked: Asked, key: robustness.Key, listed: FirmList, row: int) -> None:
    """The enterprise at a row of the list."""
    st.subheader(plain(str(listed.names[row])), anchor=False)
    st.markdown(plain(rank_words(listed, row)))
    counts = robustness.ranks_of(key, str(listed.units[row]), listed.evaluation)
    ui.picture(rank_bars(listed, row, counts), key="robustness:ranks")
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.link_to(state, "enterprise", "打开这家企业的完整说明", code=str(listed.codes[row]))
        st.button("关闭", key="robustness:close", on_click=close)
