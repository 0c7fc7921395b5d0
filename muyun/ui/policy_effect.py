"""政策，对比: what the other rules do to this year's classes; counts, who changes class, and what can't be told."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.evaluate import Evaluation
from muyun.explore.whatif.live import Live, compared, live_base
from muyun.explore.whatif.live_tables import top_movers
from muyun.findings import InputError, Level
from muyun.policy.model import Policy
from muyun.show.matrix import Measure, class_matrix
from muyun.show.policy_effect import (
    class_changes,
    class_table,
    classed_on_both,
    headline,
    movers_markup,
    not_comparable,
    shared_pools,
    sides_of,
)
from muyun.ui import cached
from muyun.ui.going import follow
from muyun.ui.policy_pair import Pair, classes_file
from muyun.ui.state import State
from muyun.ui.telling import plain, tell
from muyun.ui.widgets import empty, note, offer, picture

MOVERS_SHOWN, MOVERS_SEARCHED = 20, 2_000
_HEIGHT = 420


def effect(state: State, pair: Pair, answer: DeltaGenerator) -> None:
    """The same data and year under both policies, pool by pool; says why where one of them can't evaluate them.

    answer  where the sentence of each pool goes, above what differs
    """
    if state.dataset is None or state.year is None:
        empty("还没有可评价的数据，看不出对等级的影响。", go_to="data", label="去“数据核对”上传")
        return
    st.subheader(f"对 {state.year} 年度等级的影响", anchor=False)
    sides = [_evaluated(state, *side) for side in zip((pair.one, pair.other), pair.names, pair.patched, strict=True)]
    if None in sides:
        return
    both, names = compared(live_base(sides[0]), sides[1]), pair.names
    left_out = not_comparable(both, names)
    for sentence in left_out:
        note(sentence)
    pools = shared_pools(both)
    if not pools:
        note("两份政策没有相同的评价组，等级不能对比。")
        return
    with answer:
        for pool in pools:
            st.markdown(plain(headline(pool, both.pools[pool])))
    _pool_effect(both, _pool(pools), names)
    _opinions(sides[1], names[1])
    offer(lambda: class_changes(both), classes_file(state, pair, left_out), key="policy:effect")


def _evaluated(state: State, policy: Policy, name: str, patched: bool) -> Evaluation | None:
    """The official evaluation, or the scenario's; None and its findings where there is none."""
    key = cached.key_of(state.dataset.data_id, state.official if patched else policy, state.year)
    try:
        if patched:
            return cached.scenario(key, json.dumps(dict(state.patch), ensure_ascii=False))
        return cached.official(key)
    except InputError as wrong:
        st.error(plain(f"按“{name}”不能评价这份数据，影响算不出来："))
        tell(wrong.findings)
        return None


def _pool(pools: list[str]) -> str:
    if st.session_state.get("effect") not in (None, *pools):
        st.session_state["effect"] = pools[0]
    chosen = st.segmented_control(
        "评价组", pools, default=pools[0], required=True, key="effect", bind="query-params",
        persist_state="session", label_visibility="collapsed", format_func=plain,
    )  # fmt: skip
    return chosen if chosen in pools else pools[0]


def _pool_effect(both: Live, pool: str, names: tuple[str, str]) -> None:
    """Counts by class, the matrix, and who moved farthest."""
    of, old, new = both.pools[pool], both.base.official.policy, both.standing.prepared.policy
    picture(class_table(of, (old.class_words, new.class_words), names), "policy:classes")
    picture(class_matrix(of, Measure.UNITS, new.class_words, sides_of(both, names)), "policy:matrix")
    moved = classed_on_both(top_movers(both, MOVERS_SEARCHED, pool), old, new, pool).head(MOVERS_SHOWN)
    if moved.empty:
        note("两边都定级的企业，等级和名次都没有变化。")
        return
    note(f"两边都定级的企业中变动最大的 {len(moved)} 家；点企业名称看这家企业。")
    with st.container(height=_HEIGHT, border=False):
        clicked = picture(movers_markup(moved, old, new, pool), "policy:movers")
    follow(clicked)


def _opinions(evaluated: Evaluation, name: str) -> None:
    """What the data lack under the other policy: its warnings, folded."""
    found = [finding for finding in evaluated.findings if finding.level is not Level.NOTE]
    if found:
        with st.expander(plain(f"按“{name}”评价这份数据的意见 {len(found):,} 条")):
            tell(found)
