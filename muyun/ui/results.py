"""Which evaluation does a page show? Without data, or with data that can't be evaluated, it says so and stops."""

from __future__ import annotations

import json

import streamlit as st

from muyun.evaluate import Evaluation
from muyun.findings import InputError
from muyun.ui import cached, menu
from muyun.ui.state import State
from muyun.ui.telling import tell


def has_data(state: State) -> None:
    """Stops the page with a way on when there is no data to evaluate."""
    if state.dataset is None:
        _nothing("还没有数据。先上传企业表，或载入合成样例数据看一看。")
    if state.year is None:
        _nothing("现用的数据里没有“企业”表，不能评价。请补充上传企业表。")


def _nothing(why: str) -> None:
    st.html(f'<div class="muyun-empty">{why}</div>')
    st.page_link(menu.file("data"), label="去“数据核对”上传")
    st.stop()


def evaluation(state: State) -> Evaluation:
    """What the screen shows: the scenario where a patch is laid over the policy, else the official result."""
    has_data(state)
    return _shown(lambda: evaluated(state, state.dataset.data_id, state.year))


def evaluated(state: State, data_id: str, year: int) -> Evaluation:
    """The evaluation of any stored data under the state's policy and patch. InputError: it can't be evaluated."""
    key = cached.key_of(data_id, state.official, year)
    if not state.is_scenario:
        return cached.official(key)
    return cached.scenario(key, json.dumps(dict(state.patch), ensure_ascii=False))


def official(state: State) -> Evaluation:
    """The evaluation without the patch."""
    has_data(state)
    return _shown(lambda: cached.official(cached.key_of(state.dataset.data_id, state.official, state.year)))


def before(state: State, years: int = 1) -> Evaluation | None:
    """The official evaluation `years` years earlier; None where the data have no such year or it can't be evaluated."""
    if state.dataset is None or state.year is None or state.year - years not in state.dataset.years:
        return None
    try:
        return cached.official(cached.key_of(state.dataset.data_id, state.official, state.year - years))
    except InputError:
        return None


def _shown(evaluate) -> Evaluation:
    try:
        return evaluate()
    except InputError as wrong:
        st.error("按现有数据不能评价，请先改正下列问题：")
        tell(wrong.findings)
        st.page_link(menu.file("data"), label="去“数据核对”")
        st.stop()
