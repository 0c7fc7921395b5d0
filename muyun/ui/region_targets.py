"""区域, 目标: how far are the policy's goals, and which counties, towns and parks keep them?"""

from __future__ import annotations

import json

import streamlit as st

from muyun import ui
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.goals import Asked, asked_of_places, official_places, place_progress, places_of
from muyun.explore.targets.progress import Progress
from muyun.show import targets as charts
from muyun.show.goto import destination
from muyun.show.region_targets import ASSUMED, ROWS, choices, left_out, place_bullets, place_table, places_sentence
from muyun.show.target_words import assumptions, clauses, formulas
from muyun.ui import cached, region_alone
from muyun.ui.choosing import choose_next, one_of
from muyun.ui.overview_targets import goals_of, show_goals, sight_of
from muyun.ui.region_asked import LEVEL as BOARD_LEVEL
from muyun.ui.region_asked import LOOK, nobody_in
from muyun.ui.regions import AREA, SCOREBOARD, open_place
from muyun.ui.state import State

LEVEL, GOAL = "goal_level", "goal"
_HEIGHT = 380
_NONE = "这份政策没有写可以用数据对照的目标。"


def targets(state: State) -> None:
    """The whole view: the policy's goals, then each place against one of them."""
    goals = goals_of(state)
    if not goals:
        ui.headline(_NONE)
        ui.empty("在“政策”里可以看文件写了什么，也可以换一份政策。", go_to="policy")
        return
    asked = choices(asked_of_places(state.policy))
    if asked:
        _places(state, asked)
    else:
        why = "这份政策的目标是和全省或工业平均比的，或数件数、看名单，不能分地方看。"
        ui.headline(f"{charts.headline(goals)}。", why)
    show_goals(state, goals)


def _places(state: State, asked: dict[str, Asked]) -> None:
    """One goal, place by place."""
    title = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        level = AreaLevel(one_of("层级", [str(level) for level in AreaLevel], LEVEL))
        chosen = asked[one_of("目标", list(asked), GOAL)]
    patch = json.dumps(dict(state.patch), ensure_ascii=False) if state.is_scenario else ""
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    areas, goals = _of_places(key, patch, level, list(asked.values()).index(chosen))
    with title:
        whose = "按方案的目标，" if state.is_scenario else ""
        ui.headline(f"{whose}{places_sentence(chosen, level, areas, goals)}", ASSUMED)
    if not areas:
        ui.note(f"不能分地方看：{_why_nobody(state, level)}")
        return
    if drawn := place_bullets(state.policy, chosen, level, areas, goals):
        _to_scoreboard(ui.picture(drawn, key="regions:goals"), level)
    if rest := left_out(goals):
        ui.note(rest)
    _table(state, level, areas, goals)


def _why_nobody(state: State, level: AreaLevel) -> str:
    if region_alone.is_alone(state) and level is not AreaLevel.COUNTY:
        return f"{level}看的是参评企业的合计，请补充上传企业表。"
    return nobody_in(region_alone.evaluation(state), level)


def _to_scoreboard(clicked: str | None, level: AreaLevel) -> None:
    """Opens a clicked place on the scoreboard."""
    there = destination(clicked)
    if there and there[0] == "regions":
        choose_next(LOOK, SCOREBOARD)
        choose_next(BOARD_LEVEL, str(level))
        open_place(there[1].get(AREA, ""))


def _table(state: State, level: AreaLevel, areas: list[Area], goals: list[Progress]) -> None:
    table = place_table(level, areas, goals)
    ui.table(table, key=f"regions:goals:{level}:{goals[0].subject}", height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度各{level}目标", state, key="regions:goals:download")
        lines = [line for goal in goals[:ROWS] for line in formulas(state.policy, goal)[:1]]
        ui.sources(clauses(goals), state, [ASSUMED, *assumptions(goals), *dict.fromkeys(lines)])


@st.cache_resource(show_spinner="正在按地方看目标……", max_entries=24)
def _of_places(key: cached.Key, patch: str, level: AreaLevel, number: int) -> tuple[list[Area], list[Progress]]:
    """The places of a level and how each stands; `number`: which of the policy's goals (a scenario's where it has)."""
    data_id, policy_id, policy_hash, year = key
    policy = cached.amended(policy_id, policy_hash, patch) if patch else cached.policy(policy_id)
    asked, sight = asked_of_places(policy)[number], sight_of(key, policy.region, cached.tables(data_id))
    evaluation = sight.evaluation(year)
    if evaluation is None:
        areas = official_places(sight.tables, policy, level, year)
    else:
        areas = places_of(evaluation, asked.target, level)
    return areas, place_progress(policy, asked, sight, level, areas)
