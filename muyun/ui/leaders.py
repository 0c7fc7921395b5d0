"""领跑者: which board is looked at, its podium and list, who comes and goes, and what leaves the office of it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.leaders.look import BoardLook
from muyun.explore.leaders.states import ListState
from muyun.findings import InputError
from muyun.home import home
from muyun.policy.board_files import PLANS, Offered, boards_of
from muyun.policy.register import READINGS
from muyun.policy.source import Sourced
from muyun.show.goto import goto
from muyun.show.leader_podium import podium
from muyun.show.leader_sheet import sheet
from muyun.show.leaders import (
    board_table,
    chain_words,
    changes_table,
    changes_words,
    headline,
    holds,
    inside_frame,
    list_name,
    outside_words,
    outward_frame,
    outward_names,
)
from muyun.ui import leader_boards, leader_settings, leader_state
from muyun.ui.choosing import one_of
from muyun.ui.leader_boards import Made
from muyun.ui.leader_settings import Settings
from muyun.ui.state import State
from muyun.ui.telling import plain, tell
from muyun.ui.widgets import Export, offer, year_of

BOARD, PANE, VERSION = "board", "pane", "version"
LIST, MOVES, STATE, PAPER = "名单", "谁进谁出", "办到哪一步", "打印稿"
OUTWARD, INWARD = "对外版（只有名单）", "内部版"
OTHER_WEIGHTS = "按改过的权重测算，不是原来的名单"
_HEIGHT = 520
_LAST = "leaders:board"

HOW = (
    "企业榜：同一评价组内按综合得分排，各评价组的得分不能互相比较，分开排。",
    "园区榜：只在够条件的同级园区之间评价，每项与其中最好的一个相比乘以权重；缺项计 0 分（本系统假定）。",
    "镇街和平台：所属参评企业先合计再计分（加权平均得分），不是各家得分的平均。",
    "本年度有否决事项的企业不能领跑（本系统假定）；过渡期、不参评、数据缺失的不排。",
    "连续在榜：以前各年度按正式规则和原来的权重重算，家数与现在的相同；中间缺一个年度就断开。",
)
"""How the lists are made, for 依据."""


def offered_boards(state: State) -> tuple[Offered, ...]:
    """The boards of the policy; () where it has none, or their file is wrong, which is told."""
    try:
        return boards_of(state.official, home())
    except InputError as wrong:
        tell(wrong.findings)
        return ()


def told(state: State, look: BoardLook) -> tuple[str, str]:
    """The headline and what to know beside it; what isn't the list by the standard rules says by what it is.

    A scenario changes enterprises and what is summed of them: parks and counties have weights of their own.
    """
    said, second = headline(look)
    if not look.is_other:
        return said, second
    by_weights = leader_settings.rules_of(look.offered) is not None
    return ("按改过的权重，" if by_weights else "模拟方案下，") + said, second


def chosen_board(boards: tuple[Offered, ...]) -> tuple[Offered, Settings]:
    """Draws the choice of a board and its settings; with another board they begin anew."""
    left, right = st.columns([6, 1], vertical_alignment="top")
    with left:
        offered = _board(boards)
    with right:
        return offered, leader_settings.settings(offered, leader_settings.rules_of(offered))


def _board(boards: tuple[Offered, ...]) -> Offered:
    names = [offered.name for offered in boards]
    if st.session_state.get(BOARD) not in (None, *names):
        st.session_state[BOARD] = names[0]
    name = st.pills(
        "榜单", names, default=names[0], required=True, format_func=plain, key=BOARD, bind="query-params",
        persist_state="session", label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    if st.session_state.get(_LAST, name) != name:
        leader_settings.clear()
    st.session_state[_LAST] = name
    return next((offered for offered in boards if offered.name == name), boards[0])


def chosen_look(state: State, evaluation: Evaluation, offered: Offered, asked: Settings) -> Made:
    """Draws the choices of the board's kind; the look, or why there is nothing to see."""
    kinds: dict[str, Callable[[State, Evaluation, Offered, Settings], Made]] = {
        "企业": leader_boards.enterprises, "园区": leader_boards.parks, "镇街": leader_boards.towns,
        "产业平台": leader_boards.towns, "区域": leader_boards.regions,
    }  # fmt: skip
    return kinds[offered.board.of](state, evaluation, offered, asked)


def first_three(look: BoardLook) -> None:
    """The podium, who is just outside, and what is to be known of the list."""
    if look.of.note:
        ui.note(look.of.note)
    if drawn := podium(look, lambda place: _behind(look, place)):
        ui.follow(ui.picture(drawn, key="leaders:podium"))
    of_ours = (outside_words(look), chain_words(look)) if look.of.outside is None else ()
    for line in (_other(look), *of_ours):
        if line:
            ui.note(line)


def _other(look: BoardLook) -> str:
    if not look.is_other:
        return ""
    return "紫色：按模拟方案或改过的权重测算的名单，与原来的相比见“谁进谁出”。"


def _behind(look: BoardLook, place: int) -> str:
    """The data-go of a candidate: the enterprise, or the enterprises of a park or town in 排名."""
    of, board = look.found.of, look.offered.board
    match board.of:
        case "企业":
            return goto("enterprise", code=of.codes[place])
        case "镇街":
            return goto("ranking", town=of.names[place])
        case "园区" | "产业平台":
            return goto("ranking", park=of.names[place])
    return goto("regions")


def panes(state: State, look: BoardLook, boards: tuple[Offered, ...]) -> None:
    """The list, who comes and goes, its state, or the list to print."""
    of_list = leader_state.state_of_list(state, look)
    chosen = one_of("看什么", [LIST, MOVES, STATE, PAPER], PANE)
    if chosen == MOVES:
        _moves(state, look)
    elif chosen == STATE:
        leader_state.form(state, look, of_list)
    elif chosen == PAPER:
        _paper(state, look, of_list)
    else:
        _list(state, look, of_list)
    ui.sources(clauses(look.offered), state, extra=_extra(look, boards))


def _list(state: State, look: BoardLook, of_list: ListState) -> None:
    leader_state.line(look, of_list)
    table = board_table(look)
    view = ui.table(table, key=f"leaders:table:{list_name(look)}", pick=any(look.found.of.codes), height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        _download(state, look, lambda: inside_frame(look), "领跑者（内部版）", "leaders:inside")
        if view.chosen in table.frame.index and (code := table.frame.at[view.chosen, "code"]):
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(code))


def _moves(state: State, look: BoardLook) -> None:
    """Whom the scenario or the weights bring and take; else how one gets to see that."""
    if not look.is_other:
        if leader_settings.rules_of(look.offered):
            ui.note("现在的权重就是原来的。点右上的“家数和权重”改权重，这里就列出谁进谁出。")
        else:
            ui.note("现在是正式规则的名单。在“模拟测算”改权重或规则后回到本页，这里就列出谁进谁出。")
            ui.link_to(state, "whatif", "去“模拟测算”")
        return
    for line in changes_words(look):
        st.subheader(plain(line), anchor=False)
    table = changes_table(look)
    ui.table(table, key=f"leaders:moves:{list_name(look)}", height=_HEIGHT)
    _download(state, look, lambda: table.exported, "名单进出", "leaders:moves:download")


def _paper(state: State, look: BoardLook, of_list: ListState) -> None:
    """The list as it is printed, for others or for the office."""
    version = one_of("给谁", [OUTWARD, INWARD], VERSION)
    outward = version == OUTWARD
    if not (outward_names(look, of_list) if outward else look.listed):
        ui.note("名单里一个也没有，没有可印的。为什么见“名单”里的条件。")
        return
    with st.container(key="leaders-screen-why"):
        if outward:
            ui.note(_why_outward(state))
        ui.note("用浏览器的“打印”就能印成 A4：只印下面的名单，菜单、按钮和上面的图不会印出来。")
    notes = _outward_notes(state, look, of_list) if outward else _notes(state, look)
    lines = [*_bands(state, look), *notes]
    with st.container(key="leaders-paper"):
        ui.picture(sheet(look, of_list, lines, outward), key="leaders:paper")
    if outward:
        _download(state, look, lambda: outward_frame(look, of_list), "领跑者名单", "leaders:outward", notes)


def _download(
    state: State, look: BoardLook, frame: Callable[[], pd.DataFrame], what: str, key: str,
    notes: list[str] | None = None,
) -> None:  # fmt: skip
    """Buttons for a file. notes: where it comes from; else under which length, weights and tie rule it was made too."""
    name = f"{state.year}年度{list_name(look)}{what}"
    told = _notes(state, look) if notes is None else notes
    offer(frame, Export(name, ui.result_name(name, state), told, _bands(state, look)), key)


def _notes(state: State, look: BoardLook) -> list[str]:
    how = f"名单：{look.of.how}；同分的先后按{look.of.ties}"
    return [*_plan(look), *ui.origin(state), how, *([look.of.note] if look.of.note else [])]


def _outward_notes(state: State, look: BoardLook, of_list: ListState) -> list[str]:
    """Nothing of how others were ranked; of a list that was recommended nothing of the data as they are now."""
    if holds(look, of_list):
        return [*_plan(look), f"政策：{state.official.title}", *year_of(state)]
    return [*_plan(look), *ui.origin(state), *([look.of.note] if look.of.note else [])]


def _plan(look: BoardLook) -> list[str]:
    """The plan that a board is of, where it isn't the policy's own."""
    return [f"榜单依据：{plan.title}" for plan in READINGS if plan.id == look.offered.document]


def _bands(state: State, look: BoardLook) -> list[str]:
    """The warnings of the screen, and that the weights aren't the board's own."""
    return [*ui.bands(state), *([OTHER_WEIGHTS] if look.is_other and not state.is_scenario else [])]


def _why_outward(state: State) -> str:
    if state.official.publish.value == "none":
        return "这份政策不许对外公开数据和分值：对外版只有名称，按名称排列，没有名次、得分和指标。"
    return "对外版只有名称，按名称排列：企业的名次、原始数据、指标和得分不出办公室。"


def clauses(offered: Offered) -> list[str]:
    """The clauses of a board, those of its conditions and rules among them."""
    return list(dict.fromkeys(clause for part in _sources(offered) for clause in part.clause))


def _sources(offered: Offered) -> list[Sourced]:
    """Everything of a board that has a source."""
    board, rules = offered.board, leader_settings.rules_of(offered)
    found = [board, getattr(board, "eligible", None)]
    if rules is not None:
        found += [rules.members, rules.rank_within, rules.weights_source, rules.benchmark, rules.item]
        found += rules.indicators.values()
    return [part for part in found if part is not None]


def _extra(look: BoardLook, boards: tuple[Offered, ...]) -> list[str]:
    """What is ours in this board, how lists are made, and which clauses the other boards stand on."""
    ours = [note for part in _sources(look.offered) for note in part.notes.values()]
    ours += [f"本系统假定：{part.assumed}" for part in _sources(look.offered) if part.assumed]
    if look.offered.followed:
        ours.append(f"本系统假定：{look.offered.followed}")
    others = "、".join(
        f"{offered.name}（{'、'.join(clauses(offered))}）" for offered in boards if offered.name != look.offered.name
    )
    told = [f"本页其他榜：{others}。"] if others else []
    own = not any(offered.document in PLANS for offered in boards)
    steps = "名单的各步（推荐、汇总、审定、公示、印发）按省方案 ZJ-11。"
    return [*dict.fromkeys(ours), *HOW, f"本系统假定：文件没有写，{steps}" if own else steps, *told]
