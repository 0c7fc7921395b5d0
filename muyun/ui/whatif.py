"""What has the user moved? The scenario of 模拟测算 while it is being moved, its undo stack, and what comes of it.

The URL's patch is the scenario. While something is dragged, what it is at stands in the session
only (`_DRAFT`); the end of the drag writes it to the URL, so that a drag is one step back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from muyun.evaluate.prepare import Prepared
from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.choices import Choices, choices, patch_of, without_choices
from muyun.explore.whatif.lever import Lever
from muyun.explore.whatif.live import Live, live
from muyun.explore.whatif.quota_bar import moved_quota, quota_shares
from muyun.explore.whatif.rescale import moved
from muyun.explore.whatif.rule_patch import moved_patch
from muyun.explore.whatif.scenario import prepared_part
from muyun.findings import Finding, InputError
from muyun.home import home
from muyun.policy.amend import amend, merge
from muyun.policy.load import policy_text
from muyun.policy.model import Policy, policy_hash
from muyun.ui import cached
from muyun.ui.state import State, change, patch_text

LONGEST_UNDO = 50
WEIGHTS, QUOTAS, LEVERS = "whatif:weights", "whatif:quotas", "whatif:levers"
_DRAFT, _UNDO, _LOCKED = "muyun:whatif:draft", "muyun:whatif:undo", "muyun:whatif:locked"
_PROPORTIONS = "muyun:whatif:proportions"
_GESTURE, _SEQUENCE = "muyun:whatif:gesture", "muyun:whatif:sequence"
_TOLD, _TOLD_OF = "muyun:whatif:told", "muyun:whatif:told of"


def current(state: State) -> State:
    """The state with what is being dragged just now; `state` itself when nothing is."""
    draft = st.session_state.get(_DRAFT)
    return state if draft is None else replace(state, patch=draft, policy=_amended(state.official, draft))


def result(state: State) -> Live:
    """What the scenario does. InputError: the data can't be evaluated under it."""
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    return _live(key, _json(state.patch))


def departures(state: State) -> tuple[Finding, ...]:
    """Where the scenario leaves the policy's words, with clause and quote."""
    return _departures(state.official.id, policy_hash(state.official), _json(state.patch)) if state.patch else ()


def answer(component: str) -> dict[str, object]:
    """What a component is told beside its values: which of its messages this answers, and what stood in the way."""
    return {"sequence": st.session_state.get(_SEQUENCE, {}).get(component, 0), "told": told(component)}


def locked(pool: str) -> frozenset[str]:
    """The locked indicators of a pool."""
    return st.session_state.get(_LOCKED, {}).get(pool, frozenset())


def settle() -> None:
    """Forgets a drag that never ended; the page's first step in a whole run."""
    st.session_state.pop(_DRAFT, None)


def weight_moved(state: State) -> None:
    """Callback of the sliders: one weight was moved, or locked."""
    told = _message(WEIGHTS)
    now, pool = current(state), _word(told.get("pool"))
    if pool not in now.policy.pools:
        return
    weights, names = now.policy.pools[pool].weights, told.get("locked")
    _held(_LOCKED)[pool] = frozenset(map(_word, names if isinstance(names, list) else ())) & weights.keys()
    name, value = _word(told.get("indicator")), _number(told.get("value"))
    if name not in weights or value is None:
        return
    shape = _shape(state, told.get("gesture"), WEIGHTS, pool, _proportion(pool, name, weights))
    answered = moved(weights, name, value, bounds(now.policy, pool), locked(pool), shape)
    _held(_PROPORTIONS)[pool] = (name, locked(pool), answered.weights, shape)
    _held(_TOLD)[WEIGHTS] = answered.refused or answered.clipped
    chosen = choices(now.policy)
    _draft(now, replace(chosen, weights={**chosen.weights, pool: answered.weights}), WEIGHTS)
    st.session_state[_TOLD_OF] = _scene()
    if told.get("done") is True:
        commit(state)


def quota_moved(state: State) -> None:
    """Callback of the quota bar: a divider was moved, or a share typed."""
    told = _message(QUOTAS)
    now, pool = current(state), _word(told.get("pool"))
    asked = _divider(told, now.policy, pool) if pool in now.policy.pools else None
    if asked is None:
        return
    _shape(state, told.get("gesture"), QUOTAS, pool, {})
    changes = moved_quota(now.policy, pool, *asked).patch.get("pools", {}).get(pool, {}).get("classes", {})
    chosen = choices(now.policy)
    quotas = {name: {**quota, **changes.get(name, {})} for name, quota in chosen.quotas[pool].items()}
    _draft(now, replace(chosen, quotas={**chosen.quotas, pool: quotas}), QUOTAS)
    st.session_state[_TOLD_OF] = _scene()
    if told.get("done") is True:
        commit(state)


def chosen(state: State, settings: Choices) -> None:
    """Adopts settings made in one go (the folded part)."""
    adopt(patch_with(state, settings))


def patch_with(state: State, settings: Choices) -> dict[str, object]:
    """The smallest patch with these settings; what the page doesn't set stays as the scenario has it."""
    rest = without_choices(state.patch)
    return dict(merge(rest, patch_of(_amended(state.official, rest), settings)))


def lever_moved(state: State, lever: Lever, value: object) -> None:
    """Adopts a lever's value; what the policy can't take is told and left."""
    _held(_TOLD).clear()
    st.session_state[_TOLD_OF] = _scene()
    if outside := lever.outside(value):
        _held(_TOLD)[LEVERS] = outside
        return
    patch = moved_patch(state.official, state.policy, state.patch, lever, value)
    try:
        _amended(state.official, patch)
    except InputError as wrong:
        _held(_TOLD)[LEVERS] = "；".join(f"{finding.what}{finding.fix}" for finding in wrong.findings[:2])
    else:
        adopt(patch)


def told(component: str) -> str:
    """What stood in the way of the last move; "" when nothing did, or another scenario is looked at by now."""
    return _held(_TOLD).get(component, "") if st.session_state.get(_TOLD_OF) == _scene() else ""


def with_weights(state: State, pool: str, weights: Mapping[str, float]) -> dict[str, object]:
    """The patch of the scenario with these weights in a pool, for a link."""
    now = choices(state.policy)
    return patch_with(state, replace(now, weights={**now.weights, pool: dict(weights)}))


def commit(state: State) -> None:
    """The end of a drag: the scenario goes into the URL, and the whole page is drawn anew."""
    draft = st.session_state.pop(_DRAFT, None)
    if draft is not None:
        adopt(draft)
        st.session_state[_TOLD_OF] = _scene()
        st.rerun()


def adopt(patch: Mapping[str, object]) -> None:
    """Makes a patch the scenario; the one before can be got back by `undo`. Takes effect in the next run."""
    before = st.query_params.get("patch", "")
    after = patch_text(patch, st.query_params.get("policy", ""))
    if after != before:
        st.session_state[_UNDO] = [*undoable(), before][-LONGEST_UNDO:]
        change(patch=after)


def undoable() -> list[str]:
    """The scenarios before this one, as the URL had them, the latest last."""
    return st.session_state.get(_UNDO, [])


def undo() -> None:
    """Back to the scenario before."""
    *rest, last = undoable() or [""]
    st.session_state[_UNDO] = rest
    settle()
    change(patch=last)


def _draft(now: State, settings: Choices, component: str) -> None:
    """Holds what is dragged to; what the policy can't take is told and left."""
    patch = patch_with(now, settings)
    try:
        _amended(now.official, patch)
    except InputError as wrong:
        _held(_TOLD)[component] = "；".join(finding.what for finding in wrong.findings[:2])
        return
    st.session_state[_DRAFT] = patch


def _message(component: str) -> Mapping[str, object]:
    """What the browser tells, which may be anything; its number is remembered for the answer."""
    given = st.session_state[component].get("moved")
    if not isinstance(given, Mapping):
        return {}
    if isinstance(given.get("sequence"), int):
        _held(_SEQUENCE)[component] = given["sequence"]
    _held(_TOLD).clear()
    return given


def _scene() -> tuple[str, str, str]:
    """What the screen is about: policy, pool, and the patch that is dragged or in the URL."""
    draft = st.session_state.get(_DRAFT)
    policy, pool, patch = (st.query_params.get(key, "") for key in ("policy", "pool", "patch"))
    return policy, pool, patch if draft is None else _json(draft)


def _held(key: str) -> dict[str, object]:
    return st.session_state.setdefault(key, {})


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and math.isfinite(value) else None


def _shape(state: State, gesture: object, component: str, pool: str, weights: dict[str, float]) -> dict[str, float]:
    """The weights when this gesture began. One that never ended is finished first, so that it can be undone alone."""
    own = (component, gesture, pool)
    held = st.session_state.get(_GESTURE)
    if held and held[0] == own:
        return held[1]
    if st.session_state.get(_DRAFT) is not None:
        adopt(st.session_state[_DRAFT])
    st.session_state[_GESTURE] = (own, weights)
    return weights


def _proportion(pool: str, name: str, weights: Mapping[str, float]) -> dict[str, float]:
    """What the others are in proportion to: while the same weight is moved again and again, what they were at first.

    So thirty keys come to what one drag does, and going back restores the weights.
    """
    moved_last, held, left, shape = st.session_state.get(_PROPORTIONS, {}).get(pool, ("", frozenset(), {}, {}))
    goes_on = moved_last == name and held == locked(pool) and left == dict(weights)
    return shape if goes_on else dict(weights)


def _divider(told: Mapping[str, object], policy: Policy, pool: str) -> tuple[int, float] | None:
    """Divider and place; a typed share moves the divider on its right, for the last class the one on its left."""
    shares = [segment.share for segment in quota_shares(policy, pool)]
    divider, place = told.get("divider"), _number(told.get("position"))
    number, share = told.get("segment"), _number(told.get("share"))
    if isinstance(divider, int) and place is not None and 0 <= divider < len(shares) - 1:
        return divider, place
    if not isinstance(number, int) or share is None or not 0 <= number < len(shares) or len(shares) < 2:
        return None
    return (len(shares) - 2, 1 - share) if number == len(shares) - 1 else (number, sum(shares[:number]) + share)


def _amended(official: Policy, patch: Mapping[str, object]) -> Policy:
    return cached.amended(official.id, policy_hash(official), _json(patch)) if patch else official


def _json(patch: Mapping[str, object]) -> str:
    return json.dumps(dict(patch), ensure_ascii=False)


@st.cache_resource(show_spinner=False, max_entries=16)
def _live(key: cached.Key, patch_json: str) -> Live:
    patch = json.loads(patch_json)
    part = prepared_part(patch)
    near = _prepared(key, _json(part)) if part and part != patch else None
    return _live_of(key, patch_json, near)


@st.cache_resource(show_spinner=False, max_entries=2)
def _prepared(key: cached.Key, part_json: str) -> Prepared | None:
    """The year prepared for what of a patch isn't weights or quotas; None where that doesn't hold by itself."""
    try:
        return _live(key, part_json).standing.prepared
    except InputError:
        return None


def _live_of(key: cached.Key, patch_json: str, near: Prepared | None) -> Live:
    data_id, policy_id, held, _ = key
    policy = cached.amended(policy_id, held, patch_json) if json.loads(patch_json) else cached.policy(policy_id)
    return live(cached.base(key), cached.tables(data_id), policy, near)


@st.cache_resource(show_spinner=False, max_entries=64)
def _departures(policy_id: str, held: str, patch_json: str) -> tuple[Finding, ...]:
    return amend(cached.policy(policy_id), json.loads(patch_json), policy_text(policy_id, home()))[1]
