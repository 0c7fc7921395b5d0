"""调档: the office confirms or refuses what the policy only proposes, for one enterprise or several."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.explore.proposals import LONGEST_TEXT, Proposal, Said, State, Word, verdicts_on
from muyun.show.overridden import OverrideList, what_is_asked
from muyun.store.records import Answer
from muyun.ui import cached
from muyun.ui.state import State as Screen
from muyun.ui.telling import plain, tell

_TICKED, _LISTED = "勾选或点选的企业", "列出的全部待确认"
_DONE = "overrides:done"
_BUTTONS = ((Answer.CONFIRMED, "确认"), (Answer.REFUSED, "不采纳"), (Answer.WITHDRAWN, "撤回以前的意见"))
_DONE_WORDS = {Answer.CONFIRMED: "已确认", Answer.REFUSED: "已记为不采纳", Answer.WITHDRAWN: "已撤回"}
_NAMED = 5


def form(screen: Screen, found: OverrideList, ticked: list[int], listed: list[int], answers: Said) -> None:
    """Asks whom it is about, which clauses, who decides; stores what is said.

    ticked, listed  positions of units: of the rows ticked or chosen, and of all rows that the filters keep
    """
    st.subheader("办公室确认", anchor=False)
    _told()
    if not found.standing:
        ui.note("这份政策这一年没有提出要确认的事项：否决、递补和手工调档直接生效。")
        return
    if screen.is_scenario:
        ui.note("现在看到的是模拟方案的结果，不能确认；请先点上面的“回到正式规则”。")
    chosen = _targets(found, ticked, listed, answers)
    by_clause = _clauses(chosen)
    if not chosen:
        ui.note("在上面的表里勾选或点选企业（或选“列出的全部待确认”），再在这里确认或不采纳。")
    with st.form("overrides:form", border=True, enter_to_submit=False):
        _said_of(found, by_clause)
        by = st.text_input("由谁决定", key="overrides:by", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        document = st.text_input(
            "文号", key="overrides:document", max_chars=LONGEST_TEXT, placeholder="文号或会议，确认时必填"
        )
        reason = st.text_area(
            "理由", key="overrides:reason", max_chars=LONGEST_TEXT, height=80, placeholder="不采纳、撤回时必填"
        )
        off = screen.is_scenario or not by_clause
        with st.container(horizontal=True):
            pressed = [
                answer for answer, words in _BUTTONS
                if st.form_submit_button(words, key=f"overrides:{answer}", disabled=off,
                                         type="primary" if answer is Answer.CONFIRMED else "secondary")
            ]  # fmt: skip
    if pressed and not off:
        _store(screen, by_clause, Word(pressed[0], by, document, reason), answers)


def _targets(found: OverrideList, ticked: list[int], listed: list[int], answers: Said) -> list[Proposal]:
    """What is to be answered: every proposal of the ticked units, or what waits among all that are listed."""
    whom = st.segmented_control(
        "处理哪些", [_TICKED, _LISTED], default=_TICKED, key="overrides:whom", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    units = ticked if whom == _TICKED else listed
    mine = [p for place in dict.fromkeys(units) for p in found.of_place.get(place, ())]
    return mine if whom == _TICKED else [p for p in mine if answers.state(p.subject) is State.WAITING]


def _clauses(chosen: list[Proposal]) -> list[Proposal]:
    """Those of the clauses that are picked; where there is one clause only, nothing is asked."""
    clauses = list(dict.fromkeys(p.clause for p in chosen))
    if len(clauses) < 2:
        return chosen
    key = "overrides:clauses:" + "|".join(clauses)
    picked = st.pills("处理哪些条款", clauses, selection_mode="multi", default=clauses, key=key, format_func=plain)
    return [p for p in chosen if p.clause in picked]


def _said_of(found: OverrideList, chosen: list[Proposal]) -> None:
    if not chosen:
        return
    names = list(dict.fromkeys(found.names_of(chosen)))
    asked = "；".join(dict.fromkeys(f"{p.clause} {what_is_asked(p.kind)}" for p in chosen))
    more = f"等 {len(names):,} 家" if len(names) > _NAMED else ""
    ui.note(f"{len(chosen):,} 项（{asked}）：{'、'.join(names[:_NAMED])}{more}")


def _store(screen: Screen, chosen: list[Proposal], word: Word, answers: Said) -> None:
    made, findings = verdicts_on(chosen, word, answers, screen.official.id, screen.year)
    if findings:
        tell(findings)
        return
    cached.store().decide(made)
    st.session_state[_DONE] = f"{_DONE_WORDS[word.answer]} {len(made):,} 项。"
    st.rerun()


def _told() -> None:
    """Once after storing: what was stored."""
    if done := st.session_state.pop(_DONE, None):
        st.success(done)
