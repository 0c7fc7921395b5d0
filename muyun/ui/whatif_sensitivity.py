"""模拟测算，敏感性: which lever moves most enterprises, and whose class hangs on the jump of R?"""

from __future__ import annotations

import json

import streamlit as st

from muyun.explore.whatif.live import Live
from muyun.explore.whatif.r_jump import WITHIN, RJump, r_jump
from muyun.explore.whatif.sensitivity import POINTS, Pull, sensitivity
from muyun.findings import InputError
from muyun.show.r_jump import HIDDEN as JUMP_HIDDEN
from muyun.show.r_jump import jump_headline, jump_picture, jump_rules, jump_table
from muyun.show.tables import View
from muyun.show.tornado import HIDDEN, sensitivity_headline, sensitivity_table, step_key, tornado
from muyun.ui import cached, whatif
from muyun.ui.going import follow, link_to
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import tell
from muyun.ui.whatif_exports import nobody, whatif_export
from muyun.ui.widgets import empty, headline, note, offer, picture, sources, table

_HOW = "点一条，把这一步放进模拟方案（可以撤销）；指着一条，看是哪些企业、用地和税收怎么变。"
_ABOUT = (
    "权重动一步，其余各项按比例让出或接过，和拖动滑块一样取到 0.5 分；"
    "比例动一步，是移动两档之间的分界线，和比例条一样。",
    "换档只数两边都定级、等级不同的评价单元。倍数动一步会重新计算基准值和各项得分。",
)
_HEIGHT = 460
_LEAST, _MOST, _STEP = 0.5, 50.0, 0.5
"""Of the distance that counts as near, in per cent."""


def what_moves_most(state: State, pool: str) -> None:
    """The tornado of a pool with its table; then, where the policy has R, who stands beside its jump."""
    try:
        live = whatif.result(state)
    except InputError as wrong:
        empty("按现在的方案不能评价，算不出敏感性。")
        tell(wrong.findings)
        return
    points = _points()
    pulls = _pulls(*_keys(state), pool, points, live)
    if not pulls:
        nobody(state, pool, "动哪一项都没有影响。")
        return
    if not state.is_scenario:  # with a present scenario the page has the band anyway
        st.html(f'<div class="muyun-band whatif">{WHAT_IF}</div>')
    now = live.standing
    headline(*sensitivity_headline(pulls, state.policy, state.is_scenario))
    note(_HOW)
    clicked = picture(tornado(pulls, now), "whatif:tornado")
    _adopt(state, pulls, clicked)
    shown = sensitivity_table(pulls, now)
    table(shown, key=f"whatif:tornado:table:{pool}", height=_HEIGHT, view=View(hidden=HIDDEN))
    offer(shown.exported, whatif_export(f"{state.year}年{pool}敏感性", state), "whatif:tornado:file")
    of = state.policy.pools[pool]
    rules = [*of.weight_bounds, *state.policy.classes(pool).values(), state.policy.pool_benchmark(pool)]
    sources([clause for rule in rules for clause in rule.clause], state, _ABOUT)
    _beside_the_jump(state, pool, live)


def _points() -> float:
    chosen = st.segmented_control(
        "权重每步", list(POINTS), default=POINTS[0], required=True, key="step", bind="query-params",
        format_func=lambda points: f"{points:g} 分",
    )  # fmt: skip
    return chosen if chosen in POINTS else POINTS[0]


def _adopt(state: State, pulls: tuple[Pull, ...], clicked: str | None) -> None:
    """Puts the step that was clicked into the scenario; a browser may tell anything."""
    steps = {step_key(pull, step): step for pull in pulls for step in (pull.down, pull.up)}
    step = steps.get(clicked or "")
    if step is not None and step.choices is not None:
        whatif.chosen(state, step.choices)
        st.rerun()


def _beside_the_jump(state: State, pool: str, live: Live) -> None:
    if state.policy.sector_adjustment is None or pool not in state.policy.sector_adjustment.pools:
        return
    st.html('<div class="muyun-subhead">个性化加减分 R 的跳变</div>')
    near = st.number_input(
        "离线多近算近（本企业用能或排放的 %）", _LEAST, _MOST, WITHIN * 100, _STEP, format="%.1f", key="near",
        bind="query-params", help="本系统假定：差 5 % 以内算近，可以改。", width=320,
    )  # fmt: skip
    within = near / 100
    jump = _jump(*_keys(state), pool, within, live)
    if jump is None:
        return
    headline(*jump_headline(jump, within))
    if jump.near:
        follow(picture(jump_picture(jump, live.standing), "whatif:jump"))
        shown = jump_table(jump, live.standing)
        view = table(shown, key=f"whatif:jump:table:{pool}", pick=True, height=_HEIGHT, view=View(hidden=JUMP_HIDDEN))
        export = whatif_export(f"{state.year}年{pool}个性化加减分跳变", state)
        offer(shown.exported, export, "whatif:jump:file")
        if view.chosen in shown.frame.index:
            link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen).rpartition("/")[0])
    sources(state.policy.sector_adjustment.clause, state, jump_rules(state.policy))


def _keys(state: State) -> tuple[cached.Key, str]:
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    return key, json.dumps(dict(state.patch), ensure_ascii=False, sort_keys=True)


@st.cache_resource(show_spinner="正在逐项测算……", max_entries=16)
def _pulls(key: cached.Key, patch_json: str, pool: str, points: float, _live: Live) -> tuple[Pull, ...]:
    return sensitivity(_live.standing, cached.official(key), cached.tables(key[0]), pool, points)


@st.cache_resource(show_spinner="正在逐家测算……", max_entries=16)
def _jump(key: cached.Key, patch_json: str, pool: str, within: float, _live: Live) -> RJump | None:
    return r_jump(_live.standing, pool, within)
