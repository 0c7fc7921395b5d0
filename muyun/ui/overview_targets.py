"""总览，政策目标: how far the goals of the policy are, from the official results of the years in the data."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.targets.figures import Sight
from muyun.explore.targets.goals import progress
from muyun.explore.targets.progress import Progress
from muyun.findings import InputError
from muyun.show import targets
from muyun.show.target_words import assumptions, clauses, formulas
from muyun.store.records import Verdict
from muyun.ui import cached, case_ledger
from muyun.ui.state import State
from muyun.ui.widgets import note, picture, sources

_OFFICIAL = "各年都按正式规则计算，不受模拟方案影响；方案改了目标的，按方案的目标看。"


def goals_of(state: State) -> tuple[Progress, ...]:
    """The goals of the screen's policy (a scenario's own where it changes them) in its year."""
    if not state.policy.targets:
        return ()
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    said = case_ledger.said(state.dataset)
    patch = json.dumps(dict(state.patch), ensure_ascii=False) if state.is_scenario else ""
    return _goals(key, patch, case_ledger.ledger_of(state.dataset), len(said), said)


@st.cache_resource(show_spinner=False, max_entries=16)
def _goals(
    key: cached.Key, patch_json: str, ledger: str, steps: int, _said: Sequence[Verdict]
) -> tuple[Progress, ...]:
    """ledger, steps  whose changes of cases lie over the data, and how many they are: they only grow."""
    data_id, policy_id, policy_hash, _ = key
    policy = cached.amended(policy_id, policy_hash, patch_json) if patch_json else cached.policy(policy_id)
    tables = case_ledger.in_force(cached.tables(data_id), _said)
    return tuple(progress(policy, sight_of(key, policy.region, tables)))


def sight_of(key: cached.Key, region: str, tables: Tables) -> Sight:
    """What the goals may look at: the official results of every year, and the tables, cases as they hold."""
    data_id, policy_id, policy_hash, year = key
    years = cached.store().dataset(data_id).years

    def evaluation(of: int) -> Evaluation | None:
        try:
            return cached.official((data_id, policy_id, policy_hash, of)) if of in years else None
        except InputError:
            return None

    return Sight(year, region, evaluation, tables)


def show_goals(state: State, goals: tuple[Progress, ...]) -> None:
    """The section: how many goals are kept, a bullet chart each, and the formulas behind them."""
    if not goals:
        note("这份政策没有写可以用数据对照的目标。")
        return
    st.subheader(targets.headline(goals), anchor=False)
    picture(targets.bullet_charts(state.policy, goals), "overview:goals")
    with st.container(horizontal=True, vertical_alignment="center"):
        lines = [line for goal in goals for line in formulas(state.policy, goal)]
        sources(clauses(goals), state, [*dict.fromkeys([*lines, *assumptions(goals)])])
        if state.is_scenario:
            note(_OFFICIAL)
