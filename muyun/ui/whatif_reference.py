"""模拟测算，参考权重: what do the data suggest, how far is that from the policy, and what would it do?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from muyun.evaluate.prepare import Prepared
from muyun.explore.weight_space import WITHIN, WeightSpace, limited, weight_space
from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.choices import choices
from muyun.explore.whatif.reference_weights import Reference, Sample, nearest_legal, references, sample
from muyun.findings import InputError
from muyun.policy.model import Policy
from muyun.show.reference_weights import (
    LABEL,
    METHOD_WORDS,
    Start,
    effect_table,
    reference_headline,
    reference_key,
    reference_picture,
    reference_table,
    remarks,
    same_weights,
    scale_of,
)
from muyun.ui import cached, whatif
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import tell
from muyun.ui.whatif_exports import nobody, whatif_export
from muyun.ui.widgets import empty, headline, note, offer, picture, sources, table

_SHARES = (0.2, 0.5, 1.0)
_ABOUT = (
    "权重按得分率算：得分率是每 1 分权重实际得的分（指标 ÷ 基准值，封顶封底以后），权重乘的正是它；"
    "越低越好的指标已换向。",
    "熵权法里 0 分的 0·ln 0 取极限 0；各家一样的指标权重为 0。相关性定权法看标准差和与其他指标的相关系数。",
    "范围内：在允许的范围里，按差的平方和最小取最接近的一组，取到滑块的步长，合计 100 分。",
)


def reference_weights(state: State, pool: str) -> None:
    """The three references side by side: weights, what they would do, and the button that starts a scenario."""
    try:
        prepared = whatif.result(state).standing.prepared
    except InputError as wrong:
        empty("按现在的方案不能评价，算不出参考权重。")
        tell(wrong.findings)
        return
    of = _sampled(cached.key_of(state.dataset.data_id, state.official, state.year), _json(state.patch), pool, prepared)
    if of is None:
        nobody(state, pool, "没有数据可以算权重。")
        return
    basis = _basis(state, pool)
    free = not limited(bounds(basis, pool))
    within = _within() if free and len(of[0].names) > 1 else WITHIN
    space = weight_space(basis, pool, within if free else None)
    starts = [_start(state, pool, reference, space) for reference in of[1]]
    if not state.is_scenario:  # with a present scenario the page has the band anyway
        st.html(f'<div class="muyun-band whatif">{WHAT_IF}</div>')
    headline(*reference_headline(starts, of[0], space, basis))
    for remark in remarks(of[0], starts, basis, basis.pools[pool].weights_source.clause, within if free else None):
        note(remark)
    if len(of[0].names) == 1:
        return
    _side_by_side(state, pool, starts, space)
    shown = reference_table(starts, space, basis)
    table(shown, key=f"whatif:reference:table:{pool}")
    offer(shown.exported, whatif_export(f"{state.year}年{pool}参考权重", state, [LABEL]), "whatif:reference:file")
    sources([clause for rule in basis.pools[pool].weight_bounds for clause in rule.clause], state, [LABEL, *_ABOUT])


def _basis(state: State, pool: str) -> Policy:
    """Whose limits hold: the policy's, so that adopting again doesn't drift; the scenario's for a pool of its own."""
    own = state.official.pools.get(pool)
    same = own is not None and list(own.weights) == list(state.policy.pools[pool].weights)
    return state.official if same else state.policy


def _within() -> float:
    """How far the weights may differ where the policy sets no limits."""
    chosen = st.segmented_control(
        "政策没有写范围，各项可上下变动", list(_SHARES), default=WITHIN, required=True, key="within",
        bind="query-params",
        format_func=lambda share: f"±{share * 100:g} %",
    )  # fmt: skip
    return chosen if chosen in _SHARES else WITHIN


def _start(state: State, pool: str, reference: Reference, space: WeightSpace) -> Start:
    if reference.weights is None:
        return Start(reference, None, None)
    legal = nearest_legal(space, reference.weights)
    after = whatif.result(replace(state, patch=_patch(state, pool, space, legal)))
    return Start(reference, legal, after.pools[pool])


def _patch(state: State, pool: str, space: WeightSpace, weights: np.ndarray) -> dict[str, object]:
    """The scenario with these weights for the pool."""
    now = choices(state.policy)
    given = dict(zip(space.names, map(float, weights), strict=True))
    return whatif.patch_with(state, replace(now, weights={**now.weights, pool: given}))


def _side_by_side(state: State, pool: str, starts: list[Start], space: WeightSpace) -> None:
    picture(reference_key(), "whatif:reference:key")
    scale = scale_of(starts, space)
    present = np.array(list(state.policy.pools[pool].weights.values()), dtype=float)
    for column, start in zip(st.columns(len(starts), gap="medium"), starts, strict=True):
        method = start.reference.method
        with column:
            st.html(f'<div class="muyun-subhead">{method}</div><div class="muyun-note">{METHOD_WORDS[method]}</div>')
            if start.legal is None or start.live is None:
                note(start.reference.why)
                continue
            key = f"whatif:reference:{method.name}"
            picture(reference_picture(start, space, state.policy, scale), key)
            picture(effect_table(start.live, state.policy), f"{key}:effect")
            same = same_weights(start.legal, present)
            st.button(
                "采用为模拟方案的起点", key=f"{key}:adopt", disabled=same, width="stretch",
                on_click=partial(whatif.adopt, _patch(state, pool, space, start.legal)),
                help="与现在的权重相同" if same else "把范围内的这一组权重放进模拟方案，可以撤销",
            )  # fmt: skip


def _json(patch: Mapping[str, object]) -> str:
    return json.dumps(dict(patch), ensure_ascii=False, sort_keys=True)


@st.cache_resource(show_spinner="正在由数据算权重……", max_entries=16)
def _sampled(
    key: cached.Key, patch_json: str, pool: str, _prepared: Prepared
) -> tuple[Sample, tuple[Reference, ...]] | None:  # fmt: skip
    """The sample and what each method makes of it; None for a pool without 参评 rows."""
    found = sample(_prepared, pool)
    return None if found is None else (found, references(found))


