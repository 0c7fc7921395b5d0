"""政策，本系统假定: what the document doesn't say, confirmed or refused by the office, both kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.show.assumptions import (
    Line,
    Waiting,
    chosen,
    headline,
    history,
    history_words,
    line_words,
    lines,
    listing,
)
from muyun.store import Answer, Matter, Verdict
from muyun.store.confirmed import Standing, worth_of
from muyun.ui import cached, confirmed, widgets
from muyun.ui.state import State
from muyun.ui.telling import plain

_WIDTHS = (0.4, 4.2, 3.6, 4.8)
_DONE, _ROUND = "policy:verdict:done", "policy:verdict:round"
_OFFICIAL = "这里的“正式结果”指全部假定都已按文件确认、用的是现用数据；结果的审定和公示另由公示发布办理。"
_NOTHING = {
    Waiting.OPEN: "没有待确认的假定了。已有的意见在“已确认”“已拒绝”里。",
    Waiting.CONFIRMED: "还没有确认过。选“待确认”，勾上几条，填右边的表。",
    Waiting.REFUSED: "没有拒绝的假定。", Waiting.ALL: "这份政策没有本系统假定，每一项都有出处。",
}  # fmt: skip


def assumptions_part(state: State, title: DeltaGenerator, beside: DeltaGenerator) -> None:
    """The list left, what to do with the ticked ones right; `title` is where the answer stands."""
    every = confirmed.assumed(state)
    with title:
        widgets.headline(headline(every, worth_of(every)), state.official.title)
    what = _asked(beside)
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    widgets.note(_OFFICIAL)
    if state.is_scenario:
        widgets.note("现在看的是模拟方案；下面按正式规则列出，确认的也是正式规则。")
    shown = chosen(lines(state.official, every), what)
    table, side = st.columns([13, 5], gap="large")
    with table:
        _table(state, shown, what)
    with side:
        _form(state, shown)
        _downloads(state, every)


def _asked(place: DeltaGenerator) -> Waiting:
    asked = place.segmented_control(
        "列哪些", [str(w) for w in Waiting], default=str(Waiting.OPEN), required=True, key="standing",
        bind="query-params", persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    return Waiting(asked or Waiting.OPEN)


def _table(state: State, shown: Sequence[Line], what: Waiting) -> None:
    if not shown:
        st.html(f'<div class="muyun-empty">{_NOTHING[what]}</div>')
        return
    with st.container(horizontal=True):
        st.button("全选", key="policy:ticks:all", on_click=_tick, args=(state, shown, True))
        st.button("全不选", key="policy:ticks:none", on_click=_tick, args=(state, shown, False))
    section = ""
    for line in shown:
        if line.section != section:
            section = line.section
            st.html(f'<div class="muyun-note"><b>{escape(section)}</b></div>')
        _row(state, line)


def _row(state: State, line: Line) -> None:
    box, name, reason, said = st.columns(_WIDTHS, vertical_alignment="center")
    box.checkbox(plain(f"选 {line.section} {line.title}"), key=_tick_key(state, line), label_visibility="collapsed")
    count = f"（{len(line.standings)} 项）" if len(line.standings) > 1 else ""
    name.html(f"<b>{escape(line.title)}</b>{count}<br>{escape(line.words)}")
    reason.html(f'<div class="muyun-note">{"<br>".join(map(escape, line.reasons))}</div>')
    with said:
        st.html("<br>".join(map(escape, line_words(line))))
        with st.container(horizontal=True):
            if any(s.is_refused for s in line.standings):
                st.button(
                    "去“改动”里改", key=f"policy:change:{line.key}", on_click=_to_editor, args=(state, line),
                    type="tertiary",
                )  # fmt: skip
            if told := history_words(line):
                with st.popover(f"经过（{len(told)}）", type="tertiary"):
                    st.markdown("\n\n".join(map(plain, told)))


def _tick_key(state: State, line: Line) -> str:
    """Of a widget that is a new one, unticked, after each answer."""
    return f"policy:tick:{st.session_state.get(_ROUND, 0)}:{state.official.id}:{line.key}"


def _tick(state: State, shown: Sequence[Line], on: bool) -> None:
    for line in shown:
        st.session_state[_tick_key(state, line)] = on


def _to_editor(state: State, line: Line) -> None:
    st.session_state["view"] = "改动"
    if any(not s.assumption.parameter.fixed for s in line.standings):
        st.session_state[f"policy:section:{state.official.id}"] = line.section


def _form(state: State, shown: Sequence[Line]) -> None:
    """By whom, by which document, why; the answer goes to every ticked line."""
    ticked = [line for line in shown if st.session_state.get(_tick_key(state, line))]
    standings = [s for line in ticked for s in line.standings]
    st.html(f'<div><b>已选 {len(ticked)} 条，{len(standings)} 项</b></div>')
    by = st.text_input("谁定的", key="policy:verdict:by", max_chars=60, placeholder="姓名、职务或会议")
    document = st.text_input("文号", key="policy:verdict:document", max_chars=100, placeholder="区政办〔2026〕3 号")
    reason = st.text_area("理由", key="policy:verdict:reason", max_chars=300, height=90, placeholder="确认时可不填")
    place = st.container()
    with st.container(horizontal=True):
        pressed = {
            Answer.CONFIRMED: st.button("确认", type="primary", key="policy:verdict:confirm"),
            Answer.REFUSED: st.button("拒绝", key="policy:verdict:refuse"),
            Answer.WITHDRAWN: st.button("撤回以前的意见", key="policy:verdict:withdraw"),
        }
    widgets.note("确认的是现在的值：值改了，要重新确认。以前的意见都留着。拒绝的，请在“改动”里改成应有的值。")
    answer = next((a for a, is_pressed in pressed.items() if is_pressed), None)
    if answer is None:
        return
    said = Verdict(Matter.ASSUMPTION, state.official.id, None, "", answer, by.strip(), document.strip(), reason.strip())
    wrong = _wrong(said, standings)
    with place:
        for text in wrong:
            st.error(text)
    if not wrong:
        _decide(standings, said)


def _wrong(said: Verdict, standings: Sequence[Standing]) -> list[str]:
    """What is missing before the answer can be kept."""
    found = [] if standings else ["还没有选：在左边勾上要定的几条。"]
    found += [] if said.by else ["请填“谁定的”：姓名、职务或会议。"]
    if said.answer is Answer.CONFIRMED and not said.document:
        found.append("请填“文号”：正式结果要有确认的文件。")
    if said.answer is Answer.REFUSED and not said.reason:
        found.append("请填“理由”：为什么不这样定，应当怎样定。")
    if said.answer is Answer.WITHDRAWN and standings and all(s.verdict is None for s in standings):
        found.append("所选的都还没有意见，不用撤回。")
    return found


def _decide(standings: Sequence[Standing], said: Verdict) -> None:
    """Keeps the answer for each; a withdrawal only where there is something to withdraw."""
    about = [s for s in standings if said.answer is not Answer.WITHDRAWN or s.verdict is not None]
    cached.store().decide(replace(said, subject=s.assumption.subject) for s in about)
    done = {Answer.CONFIRMED: "已确认", Answer.REFUSED: "已拒绝", Answer.WITHDRAWN: "已撤回"}[said.answer]
    after = "，请在“改动”里改成应有的值。" if said.answer is Answer.REFUSED else "。"
    st.session_state[_DONE] = f"{done} {len(about)} 项（{said.by}）{after}"
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _downloads(state: State, every: Sequence[Standing]) -> None:
    if not every:
        return
    widgets.note("全部假定及意见：")
    widgets.download(lambda: listing(every), f"本系统假定 {state.official.title}", state, key="policy:assumptions")
    if any(s.history for s in every):
        widgets.note("历次意见：")
        widgets.download(lambda: history(every), f"确认经过 {state.official.title}", state, key="policy:verdicts")
