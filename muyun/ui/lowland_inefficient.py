"""台账: who may be 高耗低效 under lines that can be set, and whom the office leaves out for now (FH-12, FH-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.data.sector_lists import shipped_sector_lists
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.findings import InputError
from muyun.land.case_edit import LONGEST_TEXT, unsigned, without_why
from muyun.land.inefficient import GENERAL, SEVEN, STRICT, Candidates, Lines, candidates, exemption
from muyun.land.treated import cases_of
from muyun.policy.register import registered_for
from muyun.show.inefficient import HIDDEN, candidates_table, headline, judged_words, lines_words
from muyun.show.tables import View
from muyun.store.records import Answer, Matter
from muyun.ui import cached
from muyun.ui.lowland_case import opened
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

_DONE, _SUBJECT = "ledger:exempt:done", "subject"
_BUTTONS = ((Answer.CONFIRMED, "暂不列入"), (Answer.REFUSED, "仍列入"), (Answer.WITHDRAWN, "撤回以前的意见"))
_CLAUSES = ("FH-12", "FH-13")
_HEIGHT = 400


def inefficient(state: State, evaluation: Evaluation, tables: Tables, cases: pd.DataFrame) -> None:
    """The lines, who is below them, and the office's word on the chosen one."""
    seven = _seven()
    general, strict = _lines()
    said = cached.store().verdicts(Matter.EXEMPTION, state.official.id)
    found = candidates(evaluation, general, strict, seven, said)
    rows = found.rows.assign(cases=cases_of(evaluation, tables, cases, found.rows.index))
    found = Candidates(rows, found.judged, found.unjudged)
    st.subheader(plain(headline(found)), anchor=False)
    ui.note(lines_words(general, strict, list(seven)))
    ui.note(judged_words(found))
    ruled = [e.id for e in registered_for(state.policy) if e.id in _CLAUSES]
    if not ruled:
        ui.note("这份政策没有高耗低效的规定；下面按本系统假定的线列出，供参考。")
    table = candidates_table(found)
    begin = View(hidden=HIDDEN, chosen=st.query_params.get(_SUBJECT))
    view = ui.table(table, key="ledger:candidates", pick=True, height=_HEIGHT, view=begin)
    chosen = opened(view.chosen, table, _SUBJECT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度高耗低效候选", state, key="ledger:candidates:download")
        ui.sources(ruled, state, extra=(lines_words(general, strict, list(seven)),))
        if chosen:
            ui.link_to(state, "enterprise", "打开点选的企业", code=chosen)
    _exempt(state, found, chosen)


def _seven() -> Mapping[str, Sequence[str]]:
    """The codes of the seven industries: the office's own where it has some."""
    try:
        lists = cached.sector_lists()
    except InputError as wrong:
        tell(wrong.findings)
        lists = shipped_sector_lists()
    return next((of.sectors for of in lists if of.name == SEVEN), {})


def _lines() -> tuple[Lines, Lines]:
    asked = (
        ("一般行业亩均税收（万元/亩）", "taxline", GENERAL.tax_per_mu),
        ("一般行业单位能耗增加值（万元/吨标煤）", "energyline", GENERAL.value_per_tce),
        ("七个行业亩均税收（万元/亩）", "taxline7", STRICT.tax_per_mu),
        ("七个行业单位能耗增加值（万元/吨标煤）", "energyline7", STRICT.value_per_tce),
    )
    values = []
    for column, (label, key, default) in zip(st.columns([1, 1.35, 1, 1.35]), asked, strict=True):
        with column:
            values.append(st.number_input(
                label, 0.0, 1000.0, float(default), step=0.5, key=key, bind="query-params", persist_state="session",
                help="本系统假定，文件没有写数。",
            ))  # fmt: skip
    return Lines(*map(float, values[:2])), Lines(*map(float, values[2:]))


def _exempt(state: State, found: Candidates, code: str | None) -> None:
    """What may stay out for now is only listed as such until the office says so."""
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
    if code not in found.rows.index or not found.rows.at[code, "exempt"]:
        ui.note("带标签的可暂不列入，由主管部门确认：点一行，在这里记下意见。没有这些标签的不在其列。")
        return
    name, labels = found.rows.at[code, "name"], found.rows.at[code, "labels"]
    can_not = _can_not(state)
    with st.form(f"ledger:exempt:{code}", border=True, enter_to_submit=False):
        st.markdown(plain(f"{name}（{labels}）：{found.rows.at[code, 'exempt']}"))
        if can_not:
            ui.note(can_not)
        by = st.text_input("由谁决定", key="ledger:exempt:by", max_chars=LONGEST_TEXT, placeholder="单位或姓名")
        why = st.text_input("依据或理由", key="ledger:exempt:why", max_chars=LONGEST_TEXT, placeholder="必填")
        with st.container(horizontal=True):
            pressed = [
                answer for answer, words in _BUTTONS
                if st.form_submit_button(words, key=f"ledger:exempt:{answer}", disabled=bool(can_not))
            ]  # fmt: skip
    if pressed and not can_not:
        _keep(state, code, pressed[0], by.strip(), why.strip())


def _can_not(state: State) -> str:
    if state.is_scenario:
        return "现在看到的是模拟方案的结果，不能确认；请先点上面的“回到正式规则”。"
    if state.dataset.synthetic:
        return "合成样例数据不对应任何真实企业，不能确认；请先在“数据核对”上传本单位的数据。"
    return ""


def _keep(state: State, code: str, answer: Answer, by: str, why: str) -> None:
    lacking = [] if by else [unsigned()]
    lacking += [] if why else [without_why()]
    if lacking:
        tell(lacking)
        return
    cached.store().decide([exemption(state.official.id, state.year, code, answer, by, why)])
    st.session_state[_DONE] = f"已记下：{dict(_BUTTONS)[answer]}。"
    st.rerun()
