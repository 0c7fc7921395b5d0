"""领跑者: which list of a board is looked at, and what there is to see of it; each kind of board in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.evaluate.subjects import subject_years
from muyun.explore.leaders import enterprises as leaders_enterprises
from muyun.explore.leaders import groups as leaders_groups
from muyun.explore.leaders import parks as leaders_parks
from muyun.explore.leaders import regions as leaders_regions
from muyun.explore.leaders.board import NOBODY, BoardList, board_list
from muyun.explore.leaders.enterprises import EVERYBODY
from muyun.explore.leaders.look import BoardLook, Part, look
from muyun.explore.sectors.sums import groups
from muyun.findings import InputError
from muyun.policy.board_files import Offered
from muyun.policy.boards import EnterpriseBoard, GroupBoard, ParkBoard, RegionBoard
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.model import Policy
from muyun.policy.subjects import SubjectRules
from muyun.show.divisions import code_words
from muyun.ui import cached
from muyun.ui.choosing import one_of
from muyun.ui.leader_settings import Settings
from muyun.ui.results import before
from muyun.ui.state import State
from muyun.ui.telling import tell

GROUP, INDUSTRY, LEVEL = "within", "industry", "level"
_YEARS_BACK = 10
"""So many earlier years are looked at for the years in a row."""

_BY_NAME = "名称（文件没有写）"

Made = tuple[BoardLook | None, str]
"""The look, or None and why there is nothing to see."""


def enterprises(state: State, evaluation: Evaluation, offered: Offered, asked: Settings) -> Made:
    """Enterprises of an industry within a 评价组."""
    board: EnterpriseBoard = offered.board
    held = leaders_enterprises.groups_for(evaluation, board)
    if not held:
        kind = board.kind or ""
        return None, f"这份政策、这个年度没有{kind}企业参评：政策里没有{kind}评价组，或数据里没有这类企业。"
    left, right = st.columns([1, 1.4], gap="medium")
    with left:
        group = one_of("评价组", held, GROUP)
    ways = leaders_enterprises.industries_of(evaluation, board, group, _lists())
    if not ways:
        return None, _no_industries(board)
    named = {code_words(name) if name.isdigit() else name: codes for name, codes in ways.items()}
    with right:
        filled = _first_filled(evaluation, board, group, named)
        industry = one_of("行业", list(named), INDUSTRY, filled) if board.by != "none" else EVERYBODY
    codes = named[industry]
    part = "，".join(word for word in (industry if industry != EVERYBODY else "", group.replace("/", " ")) if word)

    def of(found: Evaluation) -> BoardList:
        if group not in groups(found):
            return board_list(NOBODY, asked.places)
        tables = cached.tables(state.dataset.data_id)
        return board_list(leaders_enterprises.candidates(found, tables, board, group, codes), asked.places)

    ties = leaders_enterprises.tie_words(evaluation.policy, group)
    return _of_evaluations(state, evaluation, offered, Part(part, ties, asked.words), of), ""


def towns(state: State, evaluation: Evaluation, offered: Offered, asked: Settings) -> Made:
    """Towns or platforms by the sums of their enterprises within a 评价组."""
    board: GroupBoard = offered.board
    held = groups(evaluation)
    if not held:
        return None, "没有企业参评，不能按镇街或平台汇总。缺什么见“参评范围”。"
    group = one_of("评价组", held, GROUP)

    def of(found: Evaluation) -> BoardList:
        if group not in groups(found):
            return board_list(NOBODY, asked.places)
        return board_list(leaders_groups.candidates(found, board, group), asked.places)

    part = Part(group.replace("/", " "), _BY_NAME, asked.words)
    made = _of_evaluations(state, evaluation, offered, part, of)
    if not len(made.found.order):
        column = "镇街" if board.of == "镇街" else "园区"
        return None, f"企业表没有填{column}，排不出“{offered.name}”。请在“数据核对”补充这一列。"
    return made, ""


def parks(state: State, evaluation: Evaluation, offered: Offered, asked: Settings) -> Made:
    """Parks of a level by an evaluation of their own."""
    board: ParkBoard = offered.board
    now = _park_year(state, board, state.year, asked.weights)
    if not now.parts:
        kinds = "、".join(board.rules.members.kinds)
        level = f"级别填{'、'.join(board.rules.members.levels)}" if len(now.rows) else f"类型填{kinds}"
        return None, f"“园区”表没有 {state.year} 年度能排的{kinds}（{level}），排不出“{offered.name}”。请补充上传。"
    part = one_of("级别", list(now.parts), LEVEL) if now.parts != ("",) else ""

    def of(made: leaders_parks.ParkBoardYear) -> BoardList:
        return board_list(leaders_parks.candidates(made, part), asked.places)

    standard = of(_park_year(state, board, state.year, None)) if asked.weights else None
    found = of(now)
    earlier = []
    for year in _years_back(state, subject_years(cached.tables(state.dataset.data_id), board.rules)):
        made = _park_year(state, board, year, None)
        earlier.append(None if made.rows.empty or made.who.trial else of(made).members)
    told = Part(part, _BY_NAME, asked.words, now.who.trial)
    return look(offered, told, state.year, (found, standard or found), earlier), ""


def regions(state: State, evaluation: Evaluation, offered: Offered, asked: Settings) -> Made:
    """Counties: the list from outside, and our own board beside it."""
    board: RegionBoard = offered.board
    rules = county_evaluation()
    rules = rules.with_weights(asked.weights) if asked.weights else rules
    tables = cached.tables(state.dataset.data_id)

    def of(year: int, used: SubjectRules) -> BoardList:
        listed = leaders_regions.external(tables, board.list, year)
        return board_list(leaders_regions.counties(tables, state.official, used, year, listed), asked.places)

    found, outside = of(state.year, rules), leaders_regions.external(tables, board.list, state.year)
    if not len(found.order) and not outside.names:
        kinds = "、".join(rules.members.kinds)
        return None, (
            f"“区域”表没有 {state.year} 年度级别是{kinds}的行，“名单”表也没有“{board.list}”：请补充上传其中之一。"
        )
    standard = of(state.year, county_evaluation()) if asked.weights else found
    years = _years_back(state, subject_years(tables, rules))
    earlier = [of(year, county_evaluation()).members or None for year in years]
    told = Part("", _BY_NAME, asked.words, _outside_words(board.list, outside), outside.names)
    return look(offered, told, state.year, (found, standard), earlier), ""


def _outside_words(name: str, outside: leaders_regions.External) -> str:
    if not outside.names:
        return f"领跑县（市、区）以公布的督查激励名单为准：请在“名单”表补充本年度的“{name}”。"
    by = f"（{'、'.join(outside.documents)}）" if outside.documents else ""
    return f"领跑县（市、区）以公布的名单{by}为准；下面按本系统的算法排，只作比对，权重是本系统假定。"


def _park_year(
    state: State, board: ParkBoard, year: int, weights: Mapping[str, float] | None
) -> leaders_parks.ParkBoardYear:
    key = cached.key_of(state.dataset.data_id, state.official, year)
    return _kept_parks(key, board.model_dump_json(), json.dumps(weights and dict(weights)), state.official, board)


@st.cache_resource(show_spinner="正在排园区……", max_entries=48)
def _kept_parks(
    key: cached.Key, board_json: str, weights_json: str, _policy: Policy, _board: ParkBoard
) -> leaders_parks.ParkBoardYear:
    data_id, _, _, year = key
    return leaders_parks.park_board(cached.tables(data_id), _policy, _board, year, json.loads(weights_json))


def _of_evaluations(
    state: State, evaluation: Evaluation, offered: Offered, part: Part, of: Callable[[Evaluation], BoardList],
) -> BoardLook:  # fmt: skip
    """The look at a list of enterprises: beside a scenario stands the official list, before it those of other years."""
    found = of(evaluation)
    standard = of(ui.official(state)) if state.is_scenario else found
    years = [before(state, state.year - year) for year in _years_back(state, state.dataset.years)]
    earlier = [None if one is None else of(one).members for one in years]
    return look(offered, part, state.year, (found, standard), earlier)


def _years_back(state: State, held: Sequence[int]) -> Sequence[int]:
    """The years before, latest first, down to the first of `held`: those missing in between are among them."""
    first = max(min(held, default=state.year), state.year - _YEARS_BACK)
    return range(state.year - 1, first - 1, -1)


def _lists() -> tuple:
    try:
        return cached.sector_lists()
    except InputError as wrong:
        tell(wrong.findings)
        return ()


def _no_industries(board: EnterpriseBoard) -> str:
    if board.by == "list":
        return f"行业名单里没有“{board.list}”，分不出行业。请管理员在行业名单里补上。"
    return "这份政策没有写明重点行业的代码，分不出行业。"


def _first_filled(evaluation: Evaluation, board: EnterpriseBoard, group: str, named: dict) -> str:
    """The first industry with enterprises, so that the page doesn't open on an empty one."""
    for name, codes in named.items():
        if board.by == "none" or leaders_enterprises.any_in(evaluation, group, codes):
            return name
    return next(iter(named))
