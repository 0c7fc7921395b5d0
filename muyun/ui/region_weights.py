"""区域 · 综合评价: which weights are tried? Number inputs, kept in the URL, official unless they sum to 100."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from muyun import ui
from muyun.policy.subject_checks import WEIGHT_SUM, WEIGHT_SUM_TOLERANCE
from muyun.policy.subjects import SubjectRules
from muyun.show.subject_words import UNOFFICIAL, label_of
from muyun.show.words import number
from muyun.ui.telling import plain

WEIGHTS = "weights"
_WIDTH, _ACROSS = 640, 2
_SEPARATOR, _IS = ";", ":"
"""A link has the evaluation, then its changed weights: 省级以上开发区;亩均税收:25. Neither mark can be in a name."""


def asked_weights(name: str, rules: SubjectRules) -> dict[str, float]:
    """Draws the inputs; the weights to apply that aren't the policy's, {} for the policy's own.

    Weights that don't sum to 100 aren't rescaled silently: the sum is said, and the policy's are shown.
    """
    given, wrong = _given(name, rules)
    whole = _whole(rules, given)
    label = "改权重看看" if not given else f"权重（{UNOFFICIAL}）" if whole else "权重（合计不是 100，没有采用）"
    with st.popover(label), st.container(width=_WIDTH):
        st.markdown(plain(f"合计 {number(_total(rules, given))} 分" + ("。" if whole else "，须是 100 分。")))
        with st.container(horizontal=True):
            if given:
                key = f"regions:weights:{name}:official"
                st.button("恢复政策的权重", key=key, on_click=_write, args=(name, rules, {}))
            if not whole:
                key, spread = f"regions:weights:{name}:spread", _spread(rules, given)
                st.button("按比例凑到 100", key=key, on_click=_write, args=(name, rules, spread))
        _inputs(name, rules, given)
    if wrong:
        ui.note("链接里的权重读不出来，下面是政策的权重。")
    if given and not whole:
        ui.note(f"权重合计 {number(_total(rules, given))} 分，不是 100 分，没有采用；下面仍是政策的权重。")
        return {}
    return given


def _inputs(name: str, rules: SubjectRules, given: Mapping[str, float]) -> None:
    columns = st.columns(_ACROSS)
    for place, (indicator, official) in enumerate(rules.weights.items()):
        key = _key(name, indicator)
        st.session_state[key] = float(given.get(indicator, official))
        changed = "，已改" if indicator in given else ""
        columns[place % _ACROSS].number_input(
            plain(f"{label_of(rules, indicator)}（政策 {number(official)} 分{changed}）"), 0.0, float(WEIGHT_SUM),
            step=1.0, format="%g", key=key, on_change=_changed, args=(name, rules),
        )  # fmt: skip


def _changed(name: str, rules: SubjectRules) -> None:
    _write(name, rules, {n: float(st.session_state[_key(name, n)]) for n in rules.weights})


def _write(name: str, rules: SubjectRules, weights: Mapping[str, float]) -> None:
    """Puts what isn't the policy's into the URL."""
    others = {n: weight for n, weight in weights.items() if weight != rules.weights[n]}
    if others:
        parts = (f"{n}{_IS}{weight!r}" for n, weight in others.items())
        st.query_params[WEIGHTS] = _SEPARATOR.join([name, *parts])
    else:
        st.query_params.pop(WEIGHTS, None)


def _given(name: str, rules: SubjectRules) -> tuple[dict[str, float], bool]:
    """The changed weights of the URL, and whether they can't be read; those of another evaluation are none."""
    of, *parts = st.query_params.get(WEIGHTS, name).split(_SEPARATOR)
    if of != name:
        return {}, _IS in of
    pairs = [part.partition(_IS) for part in parts]
    weights = {name: _points(points) for name, _, points in pairs}
    if any(name not in rules.weights or math.isnan(points) for name, points in weights.items()):
        return {}, True
    return {name: points for name, points in weights.items() if points != rules.weights[name]}, False


def _points(text: str) -> float:
    """0 … 100, else NaN."""
    try:
        points = float(text)
    except ValueError:
        return math.nan
    return points if 0 <= points <= WEIGHT_SUM else math.nan


def _total(rules: SubjectRules, given: Mapping[str, float]) -> float:
    return sum({**rules.weights, **given}.values())


def _whole(rules: SubjectRules, given: Mapping[str, float]) -> bool:
    return abs(_total(rules, given) - WEIGHT_SUM) <= WEIGHT_SUM_TOLERANCE


def _spread(rules: SubjectRules, given: Mapping[str, float]) -> dict[str, float]:
    """All weights in proportion, to sum to 100; the policy's own where all are 0."""
    total = _total(rules, given)
    return {n: w * WEIGHT_SUM / total for n, w in {**rules.weights, **given}.items()} if total else {}


def _key(name: str, indicator: str) -> str:
    return f"regions:weights:{name}:{indicator}"
