"""政策，条款: each clause of a document, marked in its text or listed; also of a document that has no rules here."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.home import home
from muyun.policy.load import policy_text
from muyun.policy.register import READINGS, ClauseState, Registered, reading_text, registered_for, registered_of
from muyun.report.result_book import result_csv, result_workbook
from muyun.show.clause_cards import cards, legend, marked_document
from muyun.show.clauses import capabilities_of, chosen, clause_table, counted, settings_of
from muyun.ui import menu
from muyun.ui.components import mounted
from muyun.ui.going import follow
from muyun.ui.state import State
from muyun.ui.widgets import XLSX, empty, headline, note, table

ANY_STATE, ANY_CAPABILITY, IN_USE = "全部", "各个方面", "左边选的政策"
IN_TEXT, LISTED = "在原文里看", "列表"


@dataclass(frozen=True, slots=True)
class Document:
    """What is read: a policy's document, or one that ships without rules (`id`). `settings`: clause → what it fixes."""

    title: str
    text: str
    entries: tuple[Registered, ...]
    settings: dict[str, list[tuple[str, str]]]
    in_use: bool
    id: str


def clauses_part(state: State, title: DeltaGenerator, beside: DeltaGenerator) -> None:
    """Asks which document (in `beside`), filters, and shows it; `title` is where the answer stands."""
    with beside:
        read = _document(state)
    with title:
        headline(counted(read.entries, read.id) if read.entries else "这份政策没有登记的条款。", read.title)
    if not read.entries:
        empty(
            "没有全文可附，或规则都出自公布的标准和本地规定，没有条款可以逐条登记。"
            "各项规则的出处见“全文和规则”；要读浙江省的领跑者方案，在右上角选。"
        )  # fmt: skip
        return
    if not read.in_use:
        note("这份文件没有企业评价的规则，供阅读；评价按左边选的政策进行。")
    found, way = _asked(read.entries)
    titles = {entry.name: entry.title for entry in menu.ENTRIES}
    if way == LISTED:
        _list(read, found, titles)
    else:
        _in_text(state, read, found, titles)


def _document(state: State) -> Document:
    readings = {f"{r.title}（{r.region}，{r.year} 年）": r for r in READINGS}
    asked = st.selectbox(
        "看哪份文件", [IN_USE, *readings], key="document", bind="query-params", persist_state="session",
        filter_mode=None, format_func=lambda o: f"{state.official.title}（{o}）" if o == IN_USE else f"供阅读：{o}",
        label_visibility="collapsed",
    )  # fmt: skip
    if reading := readings.get(asked):
        return Document(reading.title, reading_text(reading), registered_of(reading.id), {}, False, reading.id)
    text, policy = policy_text(state.official.id, home()), state.official
    return Document(policy.title, text, registered_for(policy), settings_of(policy), True, policy.id)


def _asked(entries: tuple[Registered, ...]) -> tuple[tuple[Registered, ...], str]:
    places = st.columns([1.25, 0.9, 1, 0.9], vertical_alignment="center")
    state = places[0].segmented_control(
        "状态", [ANY_STATE, *map(str, ClauseState)], default=ANY_STATE, required=True, key="state",
        bind="query-params", persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    capability = places[1].selectbox(
        "方面", [ANY_CAPABILITY, *capabilities_of(entries)], key="capability", bind="query-params",
        persist_state="session", filter_mode=None, label_visibility="collapsed",
    )  # fmt: skip
    search = places[2].text_input(
        "搜条款", key="clause", bind="query-params", persist_state="session", label_visibility="collapsed",
        max_chars=60, placeholder="搜编号、原文或做法",
    )  # fmt: skip
    way = places[3].segmented_control(
        "看法", [IN_TEXT, LISTED], default=IN_TEXT, required=True, key="way", bind="query-params",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    return chosen(entries, state or ANY_STATE, capability or ANY_CAPABILITY, search or ""), way or IN_TEXT


def _in_text(state: State, read: Document, found: tuple[Registered, ...], titles: dict[str, str]) -> None:
    text = marked_document(found, read.text)
    document = legend() + text if text else _none("没有可附的文件全文。")
    listed = cards(found, read.settings, titles, state.strings)
    nothing = _none("没有相符的条款，请换一个状态或方面，或清空搜索框。")
    data = {"document": document, "rules": listed or nothing, "lower": True}
    told = mounted("rulebook", data, "policy:clauses", on_go_change=lambda: None)
    follow(told.go)


def _list(read: Document, found: tuple[Registered, ...], titles: dict[str, str]) -> None:
    listing = clause_table(found, read.settings, titles)
    table(listing, key="policy:clauses:list", height=620)
    name = f"条款登记 {read.title}"
    notes = [f"文件：{read.title}", counted(read.entries, read.id), "“摘记”是本系统的归纳，不是原文。"]
    with st.container(horizontal=True, width="content"):
        st.download_button(
            "下载 Excel", lambda: result_workbook(listing.exported, title=name, notes=notes), f"{name}.xlsx", XLSX,
            key="policy:clauses:xlsx", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "下载 CSV", lambda: result_csv(listing.exported), f"{name}.csv", "text/csv", key="policy:clauses:csv",
            on_click="ignore",
        )  # fmt: skip


def _none(text: str) -> str:
    return f'<p class="none">{escape(text)}</p>'
