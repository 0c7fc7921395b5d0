"""调档: the office confirms or refuses what the policy only proposes, for one enterprise or several."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from muyun import ui
from muyun.explore.proposals import LONGEST_TEXT, Proposal, Said, State, Word, verdicts_on
from muyun.show.overridden import Asked, OverrideList, what_is_asked
from muyun.show.override_table import HIDDEN
from muyun.show.tables import Table, View
from muyun.store.records import Answer
from muyun.ui import cached
from muyun.ui.state import State as Screen
from muyun.ui.telling import plain, tell

_TICKED, _LISTED = "勾选或点选的企业", "列出的全部待确认"
_DONE, _ROUND, _VIEW = "overrides:done", "overrides:round", "overrides:view"
_BUTTONS = ((Answer.CONFIRMED, "确认"), (Answer.REFUSED, "不采纳"), (Answer.WITHDRAWN, "撤回以前的意见"))
_DONE_WORDS = {Answer.CONFIRMED: "已确认", Answer.REFUSED: "已记为不采纳", Answer.WITHDRAWN: "已撤回"}
_NAMED = 5
_NOT_IN_USE = (
    "现在看的是第 {} 版数据，不是现用版本，提出的事项可能与现用的不同；"
    "意见记在政策、年度、企业和事项上，现用版本里同样的事项也按这里的意见。"
)


def listed_table(screen: Screen, found: OverrideList, table: Table, asked: Asked) -> View:
    """Draws the list; the URL carries the row that is opened.

    It is a new one, unticked, where something else is listed, and after each answer; then at the same page.
    """
    listed = (screen.official.id, screen.year, screen.dataset.data_id, screen.patch_text, asked)
    before, view = st.session_state.get(_VIEW, (None, None))
    begin = view if before == listed else View(hidden=HIDDEN)
    view = ui.table(
        table, key=f"overrides:table:{st.session_state.get(_ROUND, 0)}:{listed}", pick=True,
        tick=bool(found.standing), height=420,
        view=replace(begin, ticked=(), chosen=st.query_params.get("code")),
    )  # fmt: skip
    st.session_state[_VIEW] = listed, view
    return view


def _can_not(screen: Screen) -> str:
    """Why nothing that is shown can be answered; "" where it can."""
    if screen.is_scenario:
        return "现在看到的是模拟方案的结果，不能确认；请先点上面的“回到正式规则”。"
    if screen.dataset.synthetic:
        return "现在看到的是合成样例数据的结果，不对应任何真实企业，不能确认；请先在“数据核对”上传本单位的数据。"
    return ""


def form(screen: Screen, found: OverrideList, ticked: list[int], listed: list[int], answers: Said) -> None:
    """Asks whom it is about, which of what it proposes, who decides; stores what is said.

    ticked, listed  positions of units: of the rows ticked or chosen, and of all rows that the filters keep
    """
    st.subheader("办公室确认", anchor=False)
    _told()
    if not found.standing:
        ui.note("这份政策这一年没有提出要确认的事项：否决、递补和手工调档直接生效。")
        return
    can_not = _can_not(screen)
    if can_not:
        ui.note(can_not)
    elif not cached.in_use(screen.dataset):
        ui.note(_NOT_IN_USE.format(screen.dataset.version))
    chosen = _targets(found, ticked, listed, answers)
    picked = _matters(chosen)
    if not chosen:
        ui.note("在上面的表里勾选或点选企业（或选“列出的全部待确认”），再在这里确认或不采纳。")
    with st.form("overrides:form", border=True, enter_to_submit=False):
        _said_of(found, picked, answers)
        by = st.text_input("由谁决定", key="overrides:by", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        document = st.text_input(
            "文号", key="overrides:document", max_chars=LONGEST_TEXT, placeholder="文号或会议，确认时必填"
        )
        reason = st.text_area(
            "理由", key="overrides:reason", max_chars=LONGEST_TEXT, height=80, placeholder="不采纳、撤回时必填"
        )
        off = bool(can_not) or not picked
        with st.container(horizontal=True):
            pressed = [
                answer for answer, words in _BUTTONS
                if st.form_submit_button(words, key=f"overrides:{answer}", disabled=off,
                                         type="primary" if answer is Answer.CONFIRMED else "secondary")
            ]  # fmt: skip
    if pressed and not off:
        _store(screen, picked, Word(pressed[0], by, document, reason), answers)


def _targets(found: OverrideList, ticked: list[int], listed: list[int], answers: Said) -> list[Proposal]:
    """What is to be answered: every proposal of the ticked units, or what waits among all that are listed."""
    whom = st.segmented_control(
        "处理哪些", [_TICKED, _LISTED], default=_TICKED, key="overrides:whom", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    units = ticked if whom == _TICKED else listed
    mine = [p for place in dict.fromkeys(units) for p in found.of_place.get(place, ())]
    return mine if whom == _TICKED else [p for p in mine if answers.state(p.subject) is State.WAITING]


def _matters(chosen: list[Proposal]) -> list[Proposal]:
    """Those of the clauses and kinds that are picked; where there is one only, nothing is asked."""
    names = list(dict.fromkeys(p.name for p in chosen))
    if len(names) < 2:
        return chosen
    key = "overrides:matters:" + "|".join(names)
    picked = st.pills("处理哪些事项", names, selection_mode="multi", default=names, key=key, format_func=plain)
    return [p for p in chosen if p.name in picked]


def _said_of(found: OverrideList, chosen: list[Proposal], answers: Said) -> None:
    if not chosen:
        return
    names = list(dict.fromkeys(found.names_of(chosen)))
    asked = "；".join(dict.fromkeys(f"{p.name} {what_is_asked(p.kind)}" for p in chosen))
    more = f"等 {len(names):,} 家" if len(names) > _NAMED else ""
    ui.note(f"{len(chosen):,} 项（{asked}）：{'、'.join(names[:_NAMED])}{more}")
    if answered := sum(answers.state(p.subject) is not State.WAITING for p in chosen):
        ui.note(f"其中 {answered:,} 项已有意见，将被改为这次的意见；以前的意见仍然保留。")


def _store(screen: Screen, chosen: list[Proposal], word: Word, answers: Said) -> None:
    made, findings = verdicts_on(chosen, word, answers, screen.official.id, screen.year)
    if findings:
        tell(findings)
        return
    cached.store().decide(made)
    st.session_state[_DONE] = f"{_DONE_WORDS[word.answer]} {len(made):,} 项。"
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _told() -> None:
    """Once after storing: what was stored. The reason was this answer's only, so its field is cleared."""
    if done := st.session_state.pop(_DONE, None):
        st.success(done)
        st.session_state["overrides:reason"] = ""
