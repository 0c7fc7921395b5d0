"""How is a lever shown and moved? A control with the policy's value, its source on hover, and what leaves the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from muyun.explore.whatif.lever import Lever, LeverKind
from muyun.show.whatif import mark_of
from muyun.terms import SCORE_DECIMALS
from muyun.ui import whatif
from muyun.ui.state import State
from muyun.ui.telling import plain

_PLACES = ("首先比", "其次比", "再次比")
_CAP_AGAIN = 1.0
_NOT_USED = "（不用）"
_LONGEST_CLAUSE = 20
"""Clauses that stand in a label; longer ones (several, a publication's title) on hover only."""


def rules(state: State, now: State, levers: Sequence[Lever]) -> None:
    """The levers one under the other, each with its mark."""
    marks = {finding.where.key: mark_of(finding) for finding in whatif.departures(now) if finding.where}
    for lever in levers:
        mark = next((word for place, word in marks.items() if lever.departs([place])), "")
        _control(state, lever, _label(lever, mark))


def widget_key(lever: Lever) -> str:
    """The key of a lever's control."""
    return f"whatif:lever:{lever.key}"


def _control(state: State, lever: Lever, label: str) -> None:
    key, moved = widget_key(lever), partial(_moved, state, lever)
    if lever.kind in (LeverKind.ORDER, LeverKind.CAP):
        (_order if lever.kind is LeverKind.ORDER else _cap)(state, lever, label)
        return
    st.session_state[key] = _shown(lever)
    same = {"key": key, "help": _source(lever), "on_change": moved}
    match lever.kind:
        case LeverKind.SWITCH:
            st.toggle(label, **same)
        case LeverKind.CHOICE:
            values, words = [value for value, _ in lever.choices], _choice_words(lever)
            st.selectbox(label, values, format_func=lambda value: words[value], filter_mode=None, **same)
        case LeverKind.MEMBERS:
            st.pills(label, [value for value, _ in lever.choices], selection_mode="multi", **same)
        case _:
            _number(lever, label, same)


def _number(lever: Lever, label: str, same: dict[str, object]) -> None:
    """Typed, and checked when it is told: Streamlit would say its own bounds in English. A few years are chosen."""
    whole, ends = lever.kind is LeverKind.INTEGER, lever.ends
    if whole and ends.few:
        numbers = sorted({*range(int(ends.low), int(ends.high) + 1), lever.value})
        words = {n: f"{n} {lever.unit}{'（政策）' if n == lever.official else ''}" for n in numbers}
        st.selectbox(label, numbers, format_func=lambda n: words[n], filter_mode=None, **same)
        return
    step = int(ends.step) if whole else float(ends.step)
    st.number_input(label, value=None, step=step, format="%d" if whole else "%g", **same)


def _cap(state: State, lever: Lever, label: str) -> None:
    """Whether there is a cap, and which; ticked off, the policy's, or the weight itself where it has none."""
    key, uncapped = widget_key(lever), f"{widget_key(lever)}:none"
    again = _CAP_AGAIN if lever.official in ("none", None) else lever.official
    st.session_state[uncapped] = lever.value == "none"
    if lever.value != "none":
        st.session_state[key] = float(lever.value)
        st.number_input(
            label, value=None, step=lever.ends.step, format="%g", key=key, help=_source(lever),
            on_change=partial(_moved, state, lever),
        )  # fmt: skip
    st.toggle(
        "不封顶" if lever.value != "none" else f"不封顶：{label}", key=uncapped,
        on_change=partial(_uncapped, state, lever, uncapped, again),
        help="不封顶时，指标值再高也照比例得分。" + _source(lever),
    )  # fmt: skip


def _uncapped(state: State, lever: Lever, key: str, again: float) -> None:
    whatif.lever_moved(state, lever, "none" if st.session_state[key] else again)
    st.rerun()


def _order(state: State, lever: Lever, label: str) -> None:
    """A select box for each place; the first can't be empty, and no indicator stands twice."""
    names = [value for value, _ in lever.choices]
    st.markdown(label, help=_source(lever))
    for place, word in enumerate(_PLACES[: max(len(names), 1)]):
        key = f"{widget_key(lever)}:{place}"
        st.session_state[key] = lever.value[place] if place < len(lever.value) else _NOT_USED
        st.selectbox(
            word, names if place == 0 else [_NOT_USED, *names], key=key, filter_mode=None,
            on_change=partial(_order_moved, state, lever, place, key),
        )  # fmt: skip


def _order_moved(state: State, lever: Lever, place: int, key: str) -> None:
    whatif.lever_moved(state, lever, reordered(lever.value, place, st.session_state[key]))
    st.rerun()


def reordered(order: Sequence[str], place: int, name: str) -> list[str]:
    """The order with `name` at a place; who stood there takes the place that `name` had, if it had one.

    >>> reordered(["亩均税收", "亩均增加值"], 0, "亩均增加值")
    ['亩均增加值', '亩均税收']
    """
    new = list(order)
    if name == _NOT_USED:
        return [*new[:place], *new[place + 1 :]]
    before = new[place] if place < len(new) else None
    if name in new and before is not None:
        new[new.index(name)] = before
    elif name in new:
        new.remove(name)
    new[place : place + 1] = [name]
    return new


def _moved(state: State, lever: Lever) -> None:
    value = st.session_state[widget_key(lever)]
    if value is None:  # a number that was cleared: shown again as it is
        return
    if lever.kind is LeverKind.SHARE:
        value = round(value / 100, SCORE_DECIMALS)
    whatif.lever_moved(state, lever, list(value) if lever.kind is LeverKind.MEMBERS else value)
    st.rerun()


def _shown(lever: Lever) -> object:
    """The value as the control has it."""
    if lever.kind is LeverKind.SHARE:
        return round(lever.value * 100, SCORE_DECIMALS)
    return float(lever.value) if lever.kind is LeverKind.NUMBER else lever.value


def _choice_words(lever: Lever) -> dict[object, str]:
    return {value: f"{words}（政策）" if value == lever.official else words for value, words in lever.choices}


def _label(lever: Lever, mark: str) -> str:
    """Name, the policy's number, clause, and what is ours or changed; mark: what of the text it leaves, "" for none."""
    number = lever.ends is not None and not (lever.kind is LeverKind.INTEGER and lever.ends.few)
    parts = [plain(f"{lever.label}（{_official(lever)}）" if number else lever.label)]
    if 0 < len(lever.said.clause) <= _LONGEST_CLAUSE:
        parts.append(f":gray[{plain(lever.said.clause)}]")
    if lever.said.assumed:
        parts.append(":gray-badge[本系统假定]")
    if mark:
        parts.append(f":orange-badge[{mark}]")
    elif lever.changed:
        parts.append(":violet-badge[已改]")
    return " ".join(parts)


def _official(lever: Lever) -> str:
    if lever.words:
        return f"政策 {lever.words}"
    return f"{lever.unit}，政策没有这一项" if lever.unit else "政策没有这一项"


def _source(lever: Lever) -> str:
    """On hover: the policy's value, the clause in its own words, why it is assumed, and the bound."""
    said = lever.said
    parts = [f"政策：{lever.words or '没有这一项'}"]
    if said.clause:
        parts.append(f"{said.clause}：“{said.quote}”" if said.quote else said.clause)
    if said.assumed:
        parts.append(said.assumed if said.assumed.startswith("本系统假定") else f"本系统假定：{said.assumed}")
    if lever.limit:
        parts.append(lever.limit)
    return plain("；".join(part.rstrip("。") for part in parts) + "。")
