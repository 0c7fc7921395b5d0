"""领跑者: how long is a list, and which weights do its parks have? Settings of ours (本系统假定), in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from muyun import ui
from muyun.policy.board_files import Offered
from muyun.policy.boards import MOST_PLACES, ParkBoard, RegionBoard
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.subject_checks import WEIGHT_SUM, WEIGHT_SUM_TOLERANCE
from muyun.policy.subjects import SubjectRules
from muyun.ui.telling import plain

PLACES, WEIGHTS = "places", "weights"
_CLEARED = (PLACES, WEIGHTS)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set for a board: the length of the list, and weights in points where they aren't the board's own."""

    places: int
    weights: Mapping[str, float] | None
    words: str


def clear() -> None:
    """Forgets the settings: another board is looked at, with weights and length of its own."""
    for key in _CLEARED:
        if key in st.query_params:
            del st.query_params[key]


def settings(offered: Offered, rules: SubjectRules | None) -> Settings:
    """Draws the settings behind a button. rules: of the parks or counties of the board; None where there are none."""
    places, weights = _places(offered), _weights(rules) if rules else None
    with st.popover("家数和权重" if rules else "名单家数", width="stretch"):
        key = f"leaders:places:{offered.name}"
        st.session_state[key] = places
        st.number_input(
            "名单排几个（本系统假定）", 1, MOST_PLACES, key=key, on_change=_keep_places,
            args=(key, offered.board.places),
            help=offered.board.notes.get("places", "文件没有写。").removeprefix("本系统假定："),
        )  # fmt: skip
        if rules:
            _form(offered, rules, weights or rules.weights)
    return Settings(places, weights, _words(places, weights or (rules.weights if rules else None)))


def _words(places: int, weights: Mapping[str, float] | None) -> str:
    """「家数 10；权重：亩均税收 20、……」"""
    said = "、".join(f"{name} {weight:.10g}" for name, weight in (weights or {}).items())
    return f"家数 {places}" + (f"；权重：{said}" if said else "")


def _places(offered: Offered) -> int:
    given = st.query_params.get(PLACES)
    if given is None:
        return offered.board.places
    if given.isascii() and given.isdigit() and len(given) < 4 and 1 <= int(given) <= MOST_PLACES:
        return int(given)
    ui.note(f"链接里的名单家数不是 1 到 {MOST_PLACES} 的整数，下面按 {offered.board.places} 个排。")
    return offered.board.places


def _keep_places(key: str, standard: int) -> None:
    places = st.session_state[key]
    if places == standard:
        st.query_params.pop(PLACES, None)
    else:
        st.query_params[PLACES] = str(places)


def _weights(rules: SubjectRules) -> dict[str, float] | None:
    """The weights of the link, in the order of the rules; None without, or where they can't be used."""
    given = st.query_params.get(WEIGHTS)
    if given is None:
        return None
    found = parsed(given, list(rules.weights))
    if found is None:
        ui.note(f"链接里的权重不是 {len(rules.weights)} 个 0 到 100、合计 100 的数，下面按原来的权重排。")
    return None if found == dict(rules.weights) else found


def parsed(text: str, names: list[str]) -> dict[str, float] | None:
    """Weights of a link, 「20,20,20,20,10,10」; None: too few, too many, no numbers, or they don't sum to 100.

    >>> parsed("60,40", ["a", "b"]), parsed("60,30", ["a", "b"]), parsed("nan,40", ["a", "b"])
    ({'a': 60.0, 'b': 40.0}, None, None)
    """
    parts = text.split(",")
    if len(parts) != len(names) or any(len(part) > 20 for part in parts):
        return None
    try:
        weights = [float(part) for part in parts]
    except ValueError:
        return None
    right = all(0 <= weight <= WEIGHT_SUM for weight in weights) and sums_up(weights)
    return dict(zip(names, weights, strict=True)) if right else None


def sums_up(weights: list[float]) -> bool:
    """Whether weights sum to 100 within 1e-6 (spec 5.5); nothing is rescaled."""
    return abs(sum(weights) - WEIGHT_SUM) <= WEIGHT_SUM_TOLERANCE


def _form(offered: Offered, rules: SubjectRules, held: Mapping[str, float]) -> None:
    """The weights to type; taken together, and only where they sum to 100."""
    why = rules.weights_source.assumed or rules.weights_source.quote or ""
    ui.note(f"权重（{'本系统假定：' if rules.weights_source.assumed else ''}{why}）合计须为 100，不会自动折算。")
    with st.form(f"leaders:weights:{offered.name}", border=False, enter_to_submit=False):
        columns = st.columns(2)
        typed = {
            name: columns[n % 2].number_input(
                plain(rules.indicators[name].label or name), 0.0, 100.0, float(weight), 1.0,
                key=f"leaders:weight:{offered.name}:{name}:{weight:.10g}",
            )
            for n, (name, weight) in enumerate(held.items())
        }  # fmt: skip
        pressed = st.form_submit_button("按这组权重排", type="primary")
    back = st.button("回到原来的权重", key="leaders:weights:back", disabled=WEIGHTS not in st.query_params)
    if back:
        st.query_params.pop(WEIGHTS, None)
        st.rerun()
    if not pressed:
        return
    values = [float(value or 0) for value in typed.values()]
    if not sums_up(values):
        st.error(f"权重合计是 {sum(values):.10g}，须为 100；没有改。")
        return
    st.query_params[WEIGHTS] = ",".join(f"{value:.10g}" for value in values)
    st.rerun()


def rules_of(offered: Offered) -> SubjectRules | None:
    """The rules whose weights can be set; None for boards that rank by the evaluation of enterprises."""
    board = offered.board
    if isinstance(board, ParkBoard):
        return board.rules
    return county_evaluation() if isinstance(board, RegionBoard) else None
