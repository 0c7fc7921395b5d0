"""How hard is a full score to get? The benchmark's factor and the cap of item scores."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from muyun.explore.choices import choices
from muyun.policy.rules import Cap
from muyun.ui import whatif
from muyun.ui.state import State

_FACTOR, _CAP, _UNCAPPED = "muyun:whatif:factor", "muyun:whatif:cap", "muyun:whatif:uncapped"
_FROM, _TO, _STEP, _CAP_AGAIN = 0.1, 10.0, 0.1, 1.0
_UNCAPPED_WORD = "不封顶"


def factor_and_cap(state: State, now: State, pool: str) -> None:
    """The two settings of a pool."""
    own, official = choices(now.policy), choices(now.official)
    factor, cap = own.factors[pool], own.caps[pool]
    cap_before = official.caps.get(pool, cap)
    if factor is not None:
        st.session_state[_FACTOR] = min(max(float(factor), _FROM), _TO)
        st.number_input(
            f"基准值倍数（政策 {_factor_words(official.factors.get(pool, factor))}）", _FROM, _TO, step=_STEP,
            format="%.2f", key=_FACTOR, on_change=partial(_factor_set, state, pool),
            help="基准值 = 平均值 × 倍数。倍数越高，越难得满分。",
        )  # fmt: skip
    st.session_state[_UNCAPPED] = cap == "none"
    st.checkbox(_UNCAPPED_WORD, key=_UNCAPPED, on_change=partial(_uncapped_set, state, pool, cap_before))
    if cap != "none":
        st.session_state[_CAP] = min(max(float(cap), _FROM), _TO)
        st.number_input(
            f"每项封顶于权重的几倍（政策 {_cap_words(cap_before)}）", _FROM, _TO, step=_STEP,
            format="%.2f", key=_CAP, on_change=partial(_cap_set, state, pool),
            help="指标值高过基准值时，这一项最多得权重的几倍。",
        )  # fmt: skip


def changed_of_two(now: State, pool: str) -> int:
    """How many of the two the scenario sets otherwise than the policy; another method has a factor of its own."""
    own, official = choices(now.policy), choices(now.official)
    if pool not in official.caps:
        return 0
    methods = [policy.pool_benchmark(pool).method for policy in (now.policy, now.official)]
    factor = methods[0] == methods[1] and own.factors[pool] != official.factors[pool]
    return factor + (own.caps[pool] != official.caps[pool])


def _factor_words(factor: float | None) -> str:
    return "没有倍数" if factor is None else f"{factor:g}"


def _cap_words(cap: Cap) -> str:
    return _UNCAPPED_WORD if cap == "none" else f"{cap:g}"


def _factor_set(state: State, pool: str) -> None:
    now = choices(state.policy)
    whatif.chosen(state, replace(now, factors={**now.factors, pool: st.session_state[_FACTOR]}))
    st.rerun()


def _cap_set(state: State, pool: str) -> None:
    _adopt_cap(state, pool, float(st.session_state[_CAP]))


def _uncapped_set(state: State, pool: str, official: Cap) -> None:
    """No cap where that is ticked; unticked, the policy's cap, or 1 where it has none."""
    again = _CAP_AGAIN if official == "none" else float(official)
    _adopt_cap(state, pool, "none" if st.session_state[_UNCAPPED] else again)


def _adopt_cap(state: State, pool: str, cap: Cap) -> None:
    now = choices(state.policy)
    whatif.chosen(state, replace(now, caps={**now.caps, pool: cap}))
    st.rerun()
