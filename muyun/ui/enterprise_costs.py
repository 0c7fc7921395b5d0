"""企业: what does changing a measure cost, and how far may it change? The user's settings, in the URL."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from muyun.explore.gap.cheapest import AT_MOST, COSTS, MOST_ALLOWED, Terms
from muyun.explore.gap.own_measures import OwnMeasure
from muyun.show.cheapest import doing
from muyun.show.words import number, percent
from muyun.terms import table_measures

_COSTS, _LIMIT = "costs", "limit"
_NONE = "-"
_DEAREST = 1_000_000.0
_LEAST_LIMIT_PERCENT, _STEP_PERCENT = 5, 5
_ACROSS = 3


def chosen_terms(known: Sequence[OwnMeasure]) -> Terms:
    """The settings that the URL carries, or the session, drawn so that they can be changed."""
    now = read_terms(_carried(_COSTS), _carried(_LIMIT))
    with st.expander("成本和限度（本系统假定，可以改）"):
        st.caption("每改动一个单位要花多少万元；留空的当作不能改。文件没有规定这些数，请按实际填写。")
        columns = st.columns(_ACROSS)
        usable = [lever for lever in known if lever.why is None]
        for n, lever in enumerate(usable):
            key = f"enterprise:cost:{lever.measure}"
            st.session_state[key] = now.costs.get(lever.measure)
            unit = table_measures("企业")[lever.measure].unit
            columns[n % _ACROSS].number_input(
                f"每{doing(lever)} 1 {unit}（万元）", 0.0, _DEAREST, step=0.1, format="%.4g", key=key,
                on_change=_cost_set, args=(lever.measure, now), placeholder="留空：不能改",
            )  # fmt: skip
        st.session_state["enterprise:limit"] = round(now.at_most * 100)
        columns[len(usable) % _ACROSS].number_input(
            "每项最多改动（%）", _LEAST_LIMIT_PERCENT, round(MOST_ALLOWED * 100), step=_STEP_PERCENT,
            key="enterprise:limit", on_change=_limit_set, args=(now,),
            help="现在的值的百分之几；不到基准值一半的，按基准值的一半算。减少的最多减到现在的十分之一。",
        )  # fmt: skip
    return now


def told_terms(chosen: Terms) -> list[str]:
    """The settings in words, for 依据 and files."""
    measures = table_measures("企业")
    costs = "、".join(
        f"{measures[name].column}每 {measures[name].unit} {number(cost, 4)}"
        for name, cost in chosen.costs.items()
        if name in measures
    )
    limit = f"每项最多改动 {percent(chosen.at_most, 0)}（本系统假定）。"
    return [f"成本（万元，本系统假定）：{costs or '都没有填'}。", limit]


def read_terms(costs: str, limit: str) -> Terms:
    """The settings from a link: `tax_wan:2,rd_wan:-` over the defaults, the limit in per cent.

    What can't be read is left as assumed: a link may say anything.
    """
    found = dict(COSTS)
    known = {m.name for m in table_measures("企业").values() if m.type == "float"}
    for part in costs.split(",")[: len(known)]:
        name, _, text = part.partition(":")
        if name not in known:
            continue
        if text == _NONE:
            found.pop(name, None)
        elif (cost := _number(text)) is not None and 0 < cost <= _DEAREST:
            found[name] = cost
    percentage = _number(limit)
    good = percentage is not None and _LEAST_LIMIT_PERCENT <= percentage <= MOST_ALLOWED * 100
    return Terms(found, percentage / 100 if good else AT_MOST)


def write_costs(costs: Mapping[str, float]) -> str:
    """What stands in the URL: only what differs from the defaults."""
    changed = [f"{name}:{cost:g}" for name, cost in costs.items() if COSTS.get(name) != cost]
    return ",".join([*changed, *(f"{name}:{_NONE}" for name in COSTS if name not in costs)])


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _carried(key: str) -> str:
    return st.query_params.get(key, st.session_state.get(f"enterprise:{key}:kept", ""))


def _keep(key: str, text: str) -> None:
    st.session_state[f"enterprise:{key}:kept"] = text
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _cost_set(measure: str, now: Terms) -> None:
    cost = st.session_state[f"enterprise:cost:{measure}"]
    costs = {name: price for name, price in now.costs.items() if name != measure}
    _keep(_COSTS, write_costs(costs | ({measure: float(cost)} if cost else {})))


def _limit_set(now: Terms) -> None:
    percentage = st.session_state["enterprise:limit"]
    _keep(_LIMIT, "" if percentage == round(AT_MOST * 100) else f"{percentage:g}")
