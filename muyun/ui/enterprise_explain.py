"""企业：依据链 — the whole trace of a result, to open step by step and to take away."""

from __future__ import annotations

import json

import streamlit as st

from muyun import ui
from muyun.show.explain import Node, explain
from muyun.show.explain.markup import trace_markup
from muyun.show.explain.outline import outline_frame, trace_data
from muyun.show.ranked import Ranked
from muyun.ui import cached
from muyun.ui.confirmed import worth
from muyun.ui.state import State
from muyun.ui.widgets import result_name


def chain(state: State, everybody: Ranked, code: str) -> Node:
    """The trace of an enterprise's result as a tree, with its downloads. Returns it."""
    evaluation = everybody.evaluation
    trace = explain(evaluation, cached.tables(state.dataset.data_id), code, state.official)
    words = evaluation.policy.class_words
    st.subheader("依据链：一步步追到单元格", anchor=False)
    ui.note("点开一步，看它的规则、条款原文和下一层的数，直到上传文件里的单元格。")
    ui.picture(trace_markup(trace, words), key="enterprise:trace")
    said = {"origin": ui.origin(state), "bands": ui.bands(state)}
    data = trace_data(evaluation, code, trace, worth(state).kind) | said
    name = f"{data['name'] or code}{state.year}年依据链"
    with st.container(horizontal=True, width="content"):
        ui.download(lambda: outline_frame(trace, words), name=name, state=state, key="enterprise:trace:table")
        st.download_button(
            "下载 JSON", lambda: json.dumps(data, ensure_ascii=False, indent=2), f"{result_name(name, state)}.json",
            "application/json", key="enterprise:trace:json", on_click="ignore",
        )  # fmt: skip
    return trace
