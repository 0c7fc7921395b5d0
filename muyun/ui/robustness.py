"""结果稳定性: how do the figures come about? With progress, stoppable, kept between runs and sessions, bounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.evaluate import Evaluation
from muyun.evaluate.decide import PreparedPool
from muyun.explore.flip.flips import Flips, flips
from muyun.explore.robust.compiled import is_kept
from muyun.explore.robust.shares import Robustness, rank_counts, robustness
from muyun.explore.weight_space import WeightSpace
from muyun.policy.model import Policy
from muyun.show.words import percent
from muyun.ui import cached
from muyun.ui.robustness_asked import Asked
from muyun.ui.state import State
from muyun.ui.widgets import headline

AT_ONCE_SECONDS = 15
"""What takes about so long is computed unasked."""
_A_SECOND, _A_SECOND_IN_SECTORS = 30_000_000, 4_000_000
"""Enterprises × draws that a small machine does in a second, about; fewer where sectors have rules of their own."""
_COMPILING = "更新后第一次用，正在编译计算程序，约一分钟……"
_MEANWHILE = '<div class="muyun-note">算过的会留着，再打开马上就有。离开这一页，计算就停。</div>'
_STOPPED, _STARTED = "robustness:stopped", "robustness:started"

Key = tuple[cached.Key, str, str, int, int, float | None]
"""Evaluation, patch, pool, draws, seed, spread: what the figures depend on."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the headline and what is below stand. While the figures are made, nothing old stays there."""

    title: DeltaGenerator
    body: DeltaGenerator


def key_of(state: State, asked: Asked) -> Key:
    """The key of what is asked for."""
    evaluation = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    return evaluation, patch, asked.pool, asked.draws, asked.seed, asked.spread


def figures(
    key: Key, evaluation: Evaluation, asked: Asked, title: DeltaGenerator
) -> tuple[Robustness | None, Places]:
    """What was asked for and where to show it; None while it is to be started, or was stopped, which is then said."""
    slot, progress = _slot(key), st.empty()
    if slot:
        return slot[0], Places(title.container(), st.container())
    body = st.empty()
    pool = evaluation.prepared.pools[asked.pool]
    n, seconds = int(pool.bounds[-1]), _seconds(pool, asked.draws)
    if st.session_state.get(_STOPPED) == key:
        _say(title, "已停止计算，没有结果")
        body.button("重新计算", key="robustness:again", type="primary", on_click=_start, args=(key,))
    elif seconds > AT_ONCE_SECONDS and st.session_state.get(_STARTED) != key:
        _say(title, f"{n:,} 家换 {asked.draws:,} 组权重，大约要算{_long(seconds)}")
        body.button("开始计算", key="robustness:start", type="primary", on_click=_start, args=(key,))
    else:
        _say(title, f"正在换 {asked.draws:,} 组权重给 {n:,} 家重新排名定级……")
        body.html(_MEANWHILE)  # in the place of older figures, which Streamlit would leave there faded
        with progress.container():
            slot.append(_computed(key, evaluation, asked))
        progress.empty()
        return slot[0], Places(title.container(), body.container())
    return None, Places(title, body)


def _say(title: DeltaGenerator, words: str) -> None:
    with title.container():
        headline(words)


@st.cache_resource(show_spinner=False, max_entries=16)
def _slot(key: Key) -> list[Robustness]:
    """Where the figures are put: for whoever asks the same."""
    return []


def _computed(key: Key, evaluation: Evaluation, asked: Asked) -> Robustness:
    bar = st.progress(0.0, text=_done(0.0) if is_kept() else _COMPILING)
    st.button("取消", key="robustness:stop", on_click=_stop, args=(key,))
    return robustness(
        evaluation, asked.pool, draws=asked.draws, seed=asked.seed, within=asked.spread,
        progress=_steps(bar),
    )  # fmt: skip


def _steps(bar: DeltaGenerator) -> Callable[[float], None]:
    """Moves the bar; a click on 取消, or leaving the page, ends the run at the next step."""
    return lambda share: bar.progress(min(max(share, 0.0), 1.0), text=_done(share))


def _done(share: float) -> str:
    return f"已完成 {percent(share, 0)}"


def _stop(key: Key) -> None:
    st.session_state[_STOPPED] = key
    st.session_state.pop(_STARTED, None)


def _start(key: Key) -> None:
    st.session_state[_STARTED] = key
    st.session_state.pop(_STOPPED, None)


def _seconds(pool: PreparedPool, draws: int) -> float:
    return int(pool.bounds[-1]) * draws / (_A_SECOND if pool.sectors is None else _A_SECOND_IN_SECTORS)


def _long(seconds: float) -> str:
    """「 20 秒」, 「 3 分钟」"""
    return f" {max(10, round(seconds, -1)):.0f} 秒" if seconds < 90 else f" {seconds / 60:.0f} 分钟"


@st.cache_resource(show_spinner="正在数它在各组权重下的名次……", max_entries=64)
def ranks_of(key: Key, unit: str, _evaluation: Evaluation) -> pd.Series:
    """How often a unit has each rank, in the same draws."""
    _, _, pool, draws, seed, spread = key
    return rank_counts(_evaluation, pool, unit, draws=draws, seed=seed, within=spread)


def clauses(policy: Policy, pool: str) -> list[str]:
    """The clauses that limit the weights and set the quotas of a pool."""
    rules = [*policy.pools[pool].weight_bounds, *policy.classes(pool).values()]
    return [clause for rule in rules for clause in rule.clause]


def flips_of(key: Key, unit: str, evaluation: Evaluation, space: WeightSpace) -> Flips | None:
    """The smallest changes of weights that flip a unit's class; they don't depend on the draws."""
    on, patch, pool, _, _, spread = key
    return _flips((on, patch, pool, spread), unit, evaluation, space)


@st.cache_resource(show_spinner="正在找让它变档的最小权重变动……", max_entries=64)
def _flips(
    key: tuple[cached.Key, str, str, float | None], unit: str, _evaluation: Evaluation, _space: WeightSpace
) -> Flips | None:
    return flips(_evaluation, unit, _space)
