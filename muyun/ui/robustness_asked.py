"""结果稳定性: which draws are asked for? The URL holds the settings, so that a link shows the same figures.

Each run reads the URL, each change of a widget writes it, as for the filters of 排名.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from muyun.evaluate import Evaluation
from muyun.explore.robust.shares import DRAWS, SEED
from muyun.explore.weight_space import WITHIN, limited
from muyun.explore.whatif.bounds import bounds
from muyun.policy.model import Policy
from muyun.ui.telling import plain
from muyun.ui.widgets import note

SETTINGS = ("pool", "group", "draws", "spread", "seed", "firm", "likely")
LISTS = ("class", "firmness", "q", "code")
ALL = "全部"
COUNTS = ("1000", "3000", "10000", "30000", "100000")
SPREADS = ("5", "10", "20", "30", "50")
FIRM_FROM, LIKELY_FROM = ("80", "90", "95", "99"), ("50", "60", "70")
"""Per cent of the draws; the first of the one is above the last of the other."""
HIGHEST_SEED = 999_999
_HELD = "robustness:held"
_BUTTONS_AT_MOST = 5
_START = {"class": "", "firmness": "", "code": ""}
"""What another 评价组 begins with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; group "" is the whole pool, spread as `weight_space` takes its `within`."""

    pool: str
    group: str
    draws: int
    spread: float | None
    seed: int
    firm: float
    likely: float


def pools(evaluation: Evaluation) -> list[str]:
    """The pools that rank anybody."""
    return [name for name, pool in evaluation.prepared.pools.items() if pool.bounds[-1]]


def settings(policy: Policy, evaluation: Evaluation) -> Asked:
    """Draws the settings; returns what is asked for, within what there is."""
    put()
    refused: dict[str, str] = {}

    def one(name: str, options: Sequence[str], default: str) -> str:
        given = value(name)
        if given and given not in options:
            refused[name] = given
        return given if given in options else default

    offered = pools(evaluation)
    pool = one("pool", offered, _pool_of(evaluation, value("code")) or offered[0])
    groups = evaluation.prepared.pools[pool].groups
    free = not limited(bounds(policy, pool))
    usual = f"{WITHIN * 100:g}" if free else ""
    chosen = {
        "pool": pool, "group": one("group", groups, "") if len(groups) > 1 else "",
        "draws": one("draws", COUNTS, str(DRAWS)), "spread": one("spread", SPREADS, usual), "seed": _seed(refused),
        "firm": one("firm", FIRM_FROM, "95"), "likely": one("likely", LIKELY_FROM, "50"),
    }  # fmt: skip
    _controls(chosen, offered, groups, free, fixed=len(policy.pools[pool].weights) == 1)
    if refused:
        put(**dict.fromkeys(refused, ""))
        note(f"链接里的{'、'.join(f'“{text[:20]}”' for text in refused.values())}这里没有，按默认的显示。")
    spread = None if chosen["spread"] == usual else float(chosen["spread"]) / 100
    return Asked(
        pool, chosen["group"], int(chosen["draws"]), spread, int(chosen["seed"]), int(chosen["firm"]) / 100,
        int(chosen["likely"]) / 100,
    )  # fmt: skip


def value(name: str) -> str:
    """What the URL says of a field; coming back by the menu, what it was before."""
    if any(known in st.query_params for known in (*SETTINGS, *LISTS)):
        return st.query_params.get(name, "")
    return st.session_state.get(_HELD, {}).get(name, "")


def put(**fields: str) -> None:
    """Writes fields to the URL ("" takes one out), the others as they are."""
    held = {name: value(name) for name in (*SETTINGS, *LISTS)} | fields
    st.session_state[_HELD] = held
    for name, text in held.items():
        if text:
            st.query_params[name] = text
        elif name in st.query_params:
            del st.query_params[name]


def changed(name: str, none: str = "", **others: str) -> Callable[[], None]:
    """A callback that writes a widget's value, and `others` with it; `none` stands for the default."""

    def change() -> None:
        given = st.session_state[f"robustness:{name}"]
        put(**{name: "" if given in (None, none) else str(given), **others})

    return change


def _pool_of(evaluation: Evaluation, code: str) -> str:
    """The pool that ranks the enterprise of that code; "" where none does."""
    unit = evaluation.unit_of.get(code, code)
    if unit not in evaluation.participants.index:
        return ""
    place = evaluation.participants.index.get_loc(unit)
    return next((name for name in pools(evaluation) if place in evaluation.prepared.pools[name].ranked_rows), "")


def _seed(refused: dict[str, str]) -> str:
    given = value("seed")
    if given and not (given.isascii() and given.isdecimal() and len(given) <= len(str(HIGHEST_SEED))):
        refused["seed"] = given
        return str(SEED)
    return given or str(SEED)


def _controls(chosen: Mapping[str, str], offered: list[str], groups: Sequence[str], free: bool, fixed: bool) -> None:
    """Draws what there is to choose; free: the policy limits no weight, fixed: there is but one indicator."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if len(offered) > 1:
            _pools(chosen["pool"], offered)
        if len(groups) > 1:
            _list(_Choice("group", "评价组", (ALL, *groups), ALL, others=_START), chosen)
        if fixed:
            return
        _list(_Choice("draws", "抽几组权重", COUNTS, str(DRAWS), lambda text: f"{int(text):,} 组"), chosen)
        if free:
            _list(_Choice("spread", "权重范围", SPREADS, f"{WITHIN * 100:g}", _spread_words), chosen)
        else:
            _list(_Choice("spread", "权重范围", ("", *SPREADS), "", _spread_words), chosen)
        with st.popover("更多"):
            _more(chosen)


def _more(chosen: Mapping[str, str]) -> None:
    _list(_Choice("firm", "至少多大比例的权重下不变，算稳固", FIRM_FROM, "95", _percent_words, 300), chosen)
    _list(_Choice("likely", "至少多大比例的权重下不变，算临界", LIKELY_FROM, "50", _percent_words, 300), chosen)
    st.caption("两条线是本系统假定。")
    st.session_state["robustness:seed"] = int(chosen["seed"])
    st.number_input(
        "随机种子", 0, HIGHEST_SEED, step=1, key="robustness:seed", on_change=changed("seed", str(SEED)), width=300,
        help="同一个种子抽到同样的权重；换一个种子，占比只应在抽样误差内变动。",
    )  # fmt: skip


def _pools(pool: str, offered: list[str]) -> None:
    st.session_state["robustness:pool"] = pool
    told = {"key": "robustness:pool", "on_change": changed("pool", group="", **_START)}
    if len(offered) <= _BUTTONS_AT_MOST:
        st.segmented_control("评价组", offered, required=True, format_func=plain, **told)
    else:
        st.selectbox("评价组", offered, filter_mode=None, width=240, **told)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A list to choose from; none: the option that the URL leaves out; others: fields that a change sets anew."""

    field: str
    label: str
    options: Sequence[str]
    none: str
    words: Callable[[str], str] = str
    width: int = 210
    others: Mapping[str, str] = field(default_factory=dict)


def _list(choice: _Choice, chosen: Mapping[str, str]) -> None:
    st.session_state[f"robustness:{choice.field}"] = chosen[choice.field] or choice.none
    st.selectbox(
        choice.label, choice.options, key=f"robustness:{choice.field}", format_func=choice.words,
        on_change=changed(choice.field, choice.none, **choice.others), filter_mode=None, width=choice.width,
    )  # fmt: skip


def _spread_words(text: str) -> str:
    return f"每项上下浮动 {text} %" if text else "文件限定的范围"


def _percent_words(text: str) -> str:
    return f"{text} %"
