"""What changes while something is dragged? The headline first, then the levers, the matrix and the movers."""

from __future__ import annotations

from functools import cache, partial
from html import escape
from importlib.resources import files

import streamlit as st

from muyun.explore.whatif.live import Live
from muyun.explore.whatif.live_tables import top_movers
from muyun.findings import InputError
from muyun.show.flows import class_flows
from muyun.show.matrix import Measure, class_matrix
from muyun.show.movers import movers_list
from muyun.show.whatif import marks_words, quotas_data, weights_data
from muyun.ui import whatif
from muyun.ui.components import mounted
from muyun.ui.faults import fragment
from muyun.ui.going import follow
from muyun.ui.state import State
from muyun.ui.whatif_more import more
from muyun.ui.widgets import note, picture, whole

MOVERS_SHOWN = 30
_HEIGHT = 430
_TABLE, _FLOWS = "矩阵", "流向"
_HOW = (
    "拖动左边的权重或档位分界线，这里马上显示谁升档、谁降档、变在哪一项，下面的排名也跟着变。"
    "正式结果不受影响，随时可以恢复。"
)


@fragment
def levers_and_answer(state: State, pool: str) -> None:
    """Left the levers of a pool, right what they do. A drag runs this alone, again and again."""
    now = whatif.current(state)
    left, right = st.columns([1, 2], gap="medium")
    answer, failed = _answer(now)
    with right:
        head, below = st.container(), st.container()
        with head:
            _headline(answer, failed, pool, now.is_scenario)
    with left:
        _levers(state, now, pool)
    with below:
        if answer is not None:
            _matrix(answer, pool, now)
        if not now.is_scenario:
            note(_HOW)
        _warnings(now)
        if answer is not None:
            _movers(answer, pool, now)


def _answer(now: State) -> tuple[Live | None, str]:
    """What the scenario does, or why that can't be told."""
    try:
        return whatif.result(now), ""
    except InputError as wrong:
        return None, "；".join(f"{finding.what}{finding.fix}" for finding in wrong.findings[:3])


def _headline(answer: Live | None, failed: str, pool: str, scenario: bool) -> None:
    if answer is None:
        st.html(f'<div class="muyun-headline whatif">按这个方案不能评价：{escape(failed)}</div>')
        return
    own = answer.pools[pool]
    others = any(of.reranked or of.raised or of.lowered for name, of in answer.pools.items() if name != pool)
    small = [own.note, f"全部评价组：{answer.whole.headline}" if others else ""]
    below = "".join(f"<small>{whole(line)}</small>" for line in small if line)
    mark = " whatif" if scenario else ""
    st.html(f'<div class="muyun-headline{mark}">{whole(own.headline)}{below}</div>')


def _levers(state: State, now: State, pool: str) -> None:
    weights = weights_data(now.official, now.policy, pool, whatif.locked(pool))
    mounted(
        "weights", weights | whatif.answer(whatif.WEIGHTS), whatif.WEIGHTS,
        on_moved_change=partial(whatif.weight_moved, state),
    )  # fmt: skip
    mounted(
        "quotas", quotas_data(now.official, now.policy, pool) | whatif.answer(whatif.QUOTAS), whatif.QUOTAS,
        on_moved_change=partial(whatif.quota_moved, state),
    )  # fmt: skip
    more(state, now, pool)


def _warnings(now: State) -> None:
    """Where the scenario leaves the policy's words: soft limits may be left, and each says its clause."""
    found = whatif.departures(now)
    if not found:
        return
    lines = "".join(f"<li>{escape(f'{f.what}{f.why}')}</li>" for f in found)
    summary = f"<summary>{marks_words(found)}，仅限模拟</summary>"
    st.html(f'<details class="muyun-beyond" open>{summary}<ul>{lines}</ul></details>')


def _matrix(answer: Live, pool: str, now: State) -> None:
    """From class to class, as a table or as bands."""
    with st.container(horizontal=True, gap="medium"):
        measure = st.segmented_control(
            "矩阵里看什么", list(Measure), default=Measure.UNITS, required=True, key="measure", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        form = st.segmented_control(
            "怎么画", [_TABLE, _FLOWS], default=_TABLE, required=True, key="form", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
    shown = Measure(measure) if measure in list(Measure) else Measure.UNITS
    draw = class_flows if form == _FLOWS else class_matrix
    picture(draw(answer.pools[pool], shown, now.policy.class_words), "whatif:matrix")


def _movers(answer: Live, pool: str, now: State) -> None:
    moved = top_movers(answer, MOVERS_SHOWN, pool)
    if moved.empty:
        return
    st.html(f'<div class="muyun-subhead">变动最大的 {len(moved)} 家，变在哪一项</div>')
    with st.container(height=_HEIGHT, border=False):
        clicked = picture(movers_list(moved, now.policy, pool), "whatif:movers")
    follow(clicked)


def look() -> None:
    """What this page has beside the common look; nothing fades while an answer is on its way."""
    st.html(f"<style>{_css()}</style>")


@cache
def _css() -> str:
    return files("muyun.ui").joinpath("whatif.css").read_text("utf-8")
