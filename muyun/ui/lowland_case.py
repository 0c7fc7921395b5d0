"""台账: one case opened: its history, the form that changes it, the one that takes a change back, and a new case's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun import ui
from muyun.data.cast import Bad, date_of, is_blank, number_of
from muyun.data.words import CHOICES
from muyun.land.case_edit import (
    LONGEST_ID,
    LONGEST_TEXT,
    Signed,
    change_of,
    next_id,
    opening_of,
    openings_of,
    withdrawal_of,
)
from muyun.land.cases import Change, Step, Value, Values, Withdrawal, standing, values_of
from muyun.show.case_history import BRIEF_HEADS, brief_rows, what
from muyun.show.enterprise_markup import text_grid
from muyun.show.tables import Table
from muyun.show.words import number
from muyun.ui import cached, case_ledger
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

_DONE = "ledger:done"
_NO_MEANS = "没有填"
_NOT_IN_USE = "现在看的是第 {} 版数据，不是现用版本；改动对现用版本里同一编号、内容相同的案件也有效。"
_SAMPLE = "这是合成样例数据：在这里试改的另外保存，不会混进本单位的台账。"


def opened(row: str | None, table: Table, key: str) -> str | None:
    """The row that is opened, None where the table doesn't have it; the URL carries it under `key`."""
    if row is None or row not in table.frame.index:
        return None
    if st.query_params.get(key) != row:
        st.query_params[key] = row
    return row


def case_forms(
    state: State, cases: pd.DataFrame, case_id: str, rows: pd.DataFrame, steps: tuple[Step, ...]
) -> None:
    """The chosen case: history left, change right. `cases` as they hold, `rows` of `land.ledger.ledger`."""
    row = rows[(rows["case_id"] == case_id).to_numpy(dtype=bool)].iloc[0]
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(plain(f"{case_id} {row['name']}"), anchor=False)
        ui.note(f"{row['kind']}，{row['county']}{row['town']}，宗地 {row['parcel_id'] or '没有写'}")
        if steps:
            ui.picture(text_grid(BRIEF_HEADS, brief_rows(steps, cases)), key="ledger:steps")
        else:
            ui.note("还没有人在这里改过，内容与上传的“整治”表相同。")
        if isinstance(row["uscc"], str) and row["name"] != row["uscc"]:
            ui.link_to(state, "enterprise", "打开这家企业", code=row["uscc"])
    with right:
        _about_data(state)
        _change(state, cases, case_id, len(steps))
        if standing(steps):
            _take_back(state, case_id, steps)


def opening_form(state: State, cases: pd.DataFrame, about: Mapping[str, str], name: str) -> None:
    """Opens a case about an enterprise or a parcel. about: `uscc` or `parcel_id`; name: what people call it."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(plain(f"为{name}立案"), anchor=False)
        ui.note("案件写在台账里，与上传的同样统计；“下载整治表”里也有。")
        _about_data(state)
    with right:
        _open(state, cases, about)


def openings_form(state: State, cases: pd.DataFrame, parcel_ids: Sequence[str]) -> None:
    """Opens a case for each of several parcels, with the same means, state and days; what each frees isn't asked."""
    today, taken = case_ledger.today(), cases["case_id"].dropna().tolist()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"为选中的 {len(parcel_ids):,} 宗立案", anchor=False)
        first = next_id(today.year, taken)
        ui.note(f"每宗一件，编号从 {first} 起，方式、状态、日期相同；腾出的数各宗不同，立案后逐件填。")
        _about_data(state)
    key = f"ledger:openings:{len(parcel_ids)}:{len(taken)}"
    with right, st.form(key, border=True, enter_to_submit=False):
        kind = st.selectbox("类型", CHOICES["整治", "kind"], key=f"{key}:kind", filter_mode=None)
        typed = _course(key, {"state": "未启动"}, *st.columns(2))
        signed = _signed(key)
        pressed = st.form_submit_button("逐宗立案", key=f"{key}:submit", type="primary")
    if pressed:
        abouts = [{"parcel_id": own} for own in parcel_ids]
        _keep(state, openings_of(abouts, {**typed, "kind": kind}, signed, taken, today), f"已立案 {len(abouts):,} 件。")


def _open(state: State, cases: pd.DataFrame, about: Mapping[str, str]) -> None:
    today, taken = case_ledger.today(), cases["case_id"].dropna().tolist()
    subject = next(iter(about.values()))
    key = f"ledger:open:{subject}:{len(taken)}"
    with st.form(key, border=True, enter_to_submit=False):
        one, other = st.columns(2)
        case_id = one.text_input("编号", next_id(today.year, taken), max_chars=LONGEST_ID, key=f"{key}:id")
        kind = other.selectbox("类型", CHOICES["整治", "kind"], key=f"{key}:kind", filter_mode=None)
        typed = _fields(key, {"state": "未启动"})
        signed = _signed(key)
        pressed = st.form_submit_button("立案", key=f"{key}:submit", type="primary")
    if pressed:
        made = opening_of(case_id, {**typed, "kind": kind, **about}, signed, taken, today)
        _keep(state, made, f"已立案：{case_id.strip()}")


def _change(state: State, cases: pd.DataFrame, case_id: str, count: int) -> None:
    """The form; its key counts the steps, so that what another changed meanwhile is seen before it is overwritten."""
    before = values_of(cases, case_id)
    key = f"ledger:change:{case_id}:{count}"
    with st.form(key, border=True, enter_to_submit=False):
        typed = _fields(key, before)
        signed = _signed(key)
        pressed = st.form_submit_button("保存改动", key=f"{key}:submit", type="primary")
    if pressed:
        made = change_of(case_id, before, {**before, **typed}, signed, case_ledger.today())
        _keep(state, made, f"已保存：{what(made)}" if isinstance(made, Change) else "")


def _take_back(state: State, case_id: str, steps: tuple[Step, ...]) -> None:
    key = f"ledger:back:{case_id}:{len(steps)}"
    with st.expander("撤回最近一次改动"), st.form(key, border=False, enter_to_submit=False):
        ui.note(what(standing(steps)[-1]))
        signed = _signed(key)
        pressed = st.form_submit_button("撤回", key=f"{key}:submit")
    if pressed:
        _keep(state, withdrawal_of(case_id, steps, signed), "已撤回最近一次改动。")


def _fields(key: str, before: Values) -> dict[str, Value]:
    """What a case is asked: means, state, dates as text, quantities as text (an empty one is not zero)."""
    left, right = st.columns(2)
    course = _course(key, before, left, right)
    with left:
        land = _text("腾出用地（亩）", before.get("freed_land_mu"), f"{key}:land")
    with right:
        energy = _text("腾出用能（吨标煤）", before.get("freed_energy_tce"), f"{key}:energy")
    return course | {"freed_land_mu": _quantity(land), "freed_energy_tce": _quantity(energy)}


def _course(key: str, before: Values, left: DeltaGenerator, right: DeltaGenerator) -> dict[str, Value]:
    """Means, state and days, in two columns."""
    with left:
        means = _word("方式", (_NO_MEANS, *CHOICES["整治", "means"]), before.get("means") or _NO_MEANS, f"{key}:means")
        due = _text("计划完成", before.get("due"), f"{key}:due", "如 2026-06-30")
    with right:
        state = _word("状态", CHOICES["整治", "state"], str(before.get("state")), f"{key}:state")
        done = _text("实际完成", before.get("done"), f"{key}:done", "已完成的必填")
    return {"means": None if means == _NO_MEANS else means, "state": state, "due": _day(due), "done": _day(done)}


def _word(label: str, options: tuple[str, ...], now: str, key: str) -> str:
    place = options.index(now) if now in options else 0
    return st.selectbox(label, options, index=place, key=key, filter_mode=None)


def _text(label: str, now: Value, key: str, hint: str = "") -> str:
    said = "" if now is None else number(now, 9).replace(",", "") if isinstance(now, (int, float)) else now
    return st.text_input(label, said, key=key, placeholder=hint, max_chars=40)


def _day(text: str) -> Value:
    """As a change carries it; what can't be read stays as typed, to be told."""
    if is_blank(text):
        return None
    found = date_of(text)
    return text if found is None else found.isoformat()


def _quantity(text: str) -> Value:
    found = number_of(text)
    if found is Bad:
        return text
    return None if np.isnan(found) else float(found)


def _signed(key: str) -> Signed:
    left, right = st.columns(2)
    with left:
        by = st.text_input("由谁填", key=f"{key}:by", max_chars=LONGEST_TEXT, placeholder="单位或姓名，必填")
    with right:
        document = st.text_input("文号", key=f"{key}:document", max_chars=LONGEST_TEXT, placeholder="可不填")
    why = st.text_input("说明", key=f"{key}:why", max_chars=LONGEST_TEXT, placeholder="改回以前的状态、撤回时必填")
    return Signed(by, document, why)


def _keep(state: State, made: Change | Withdrawal | tuple[Change, ...] | list, done: str) -> None:
    if isinstance(made, list):
        tell(made)
        return
    case_ledger.keep(state.dataset, *(made if isinstance(made, tuple) else (made,)))
    st.session_state[_DONE] = done
    st.rerun()


def _about_data(state: State) -> None:
    if state.dataset.synthetic:
        ui.note(_SAMPLE)
    elif not cached.in_use(state.dataset):
        ui.note(_NOT_IN_USE.format(state.dataset.version))


def told() -> None:
    """Once after storing: what was stored."""
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done))
