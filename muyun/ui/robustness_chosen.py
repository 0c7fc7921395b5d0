"""结果稳定性: one enterprise, its ranks in all the draws, and the smallest change of weights that flips its class."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.show.flips import flip_sentences
from muyun.show.robust_flips import openings
from muyun.show.robust_list import FirmList
from muyun.show.robust_ranks import rank_bars, rank_words
from muyun.ui import link, robustness, whatif
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
    _flips(state, asked, key, listed, row)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.link_to(state, "enterprise", "打开这家企业的完整说明", code=str(listed.codes[row]))
        st.button("关闭", key="robustness:close", on_click=close)


def _flips(state: State, asked: Asked, key: robustness.Key, listed: FirmList, row: int) -> None:
    """What would lift it or let it fall, and these weights as a scenario."""
    space = listed.found.space
    found = robustness.flips_of(key, str(listed.units[row]), listed.evaluation, space)
    if found is None:
        return
    st.subheader("权重改多少，等级就变", anchor=False)
    for sentence in flip_sentences(found, space, state.policy):
        st.markdown(plain(sentence))
    opened = openings(found, space, state.policy)
    if opened:
        ui.note("用这组权重打开模拟测算：")
    with st.container(horizontal=True, gap="small"):
        for opening in opened:
            patch = link.encoded(whatif.with_weights(state, asked.pool, opening.weights))
            if len(patch) <= link.LONGEST:
                ui.link_to(state, "whatif", plain(opening.label), patch=patch, pool=asked.pool)
