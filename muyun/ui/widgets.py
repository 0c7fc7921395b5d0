"""What are pages made of? The headline, tables, pictures, downloads, sources and empty states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from types import MappingProxyType

import pandas as pd
import streamlit as st

from muyun.policy.amend import plain_data
from muyun.policy.quotes import clause_quotes
from muyun.policy.register import register
from muyun.report.result_book import result_csv, result_workbook
from muyun.show.tables import PAGE_ROWS, Table, View, page_data, with_listed_ticks
from muyun.terms import ResultKind
from muyun.ui import menu
from muyun.ui.components import mounted
from muyun.ui.confirmed import worth
from muyun.ui.shell import SYNTHETIC, WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import plain

_NO_RESULTS = ("data", "policy")
"""Pages whose files hold no result, so that their names need not say what it is worth."""

NO_QUOTES: Mapping[str, str] = MappingProxyType({})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headline(text: str, small: str = "") -> None:
    """The answer of the page as a sentence, legible from three metres; `small` a second line."""
    below = f"<small>{whole(small)}</small>" if small else ""
    st.html(f'<div class="muyun-headline">{whole(text)}{below}</div>')


def whole(text: str) -> str:
    """A headline as HTML whose lines end at punctuation only: no number is parted from its unit."""
    return escape(text).replace(" ", "&nbsp;")


def note(text: str) -> None:
    """A quiet line."""
    st.html(f'<div class="muyun-note">{escape(text)}</div>')


def empty(text: str, go_to: str | None = None, label: str = "") -> None:
    """Why there is nothing to see, and what to do: a link to page `go_to`."""
    st.html(f'<div class="muyun-empty">{escape(text)}</div>')
    if go_to:
        st.page_link(menu.file(go_to), label=label or f"去“{menu.entry(go_to).title}”")


def picture(markup: str, key: str) -> str | None:
    """Draws SVG or HTML made by muyun.show (escaped there). Returns what was clicked (its data-go), once."""
    return mounted("picture", {"markup": markup}, key, on_go_change=lambda: None).go


def table(
    table: Table, key: str, *, pick: bool = False, tick: bool = False, size: int = PAGE_ROWS, height: int = 0,
    view: View | None = None, ticked: Sequence[str] | None = None, on_view: Callable[[View], None] | None = None,
) -> View:  # fmt: skip
    """A sortable, paged table; with `pick` its rows can be chosen, with `tick` several. Returns what is looked at.

    view  what to begin with (a page to jump to, a row to mark); the user's own choices win after that
    ticked  the rows ticked, where the page knows better than the table; `on_view` (a callback) learns what the
            browser wants instead
    """
    held = st.session_state.get(key)
    chosen = _view(held["view"]) if held and held.get("view") else view or View()
    chosen = with_listed_ticks(chosen if ticked is None else replace(chosen, ticked=tuple(ticked)), table)
    data = page_data(table, chosen, size) | {"pick": pick, "tick": tick, "height": height}
    changed = partial(_viewed, key, on_view) if on_view else lambda: None
    told = mounted("table", data, key, default={"view": data["view"]}, on_view_change=changed)
    return with_listed_ticks(_view(told.view), table) if told.view else chosen


def _viewed(key: str, on_view: Callable[[View], None]) -> None:
    """Callback of a table."""
    held = st.session_state.get(key)
    if held and held.get("view"):
        on_view(_view(held["view"]))


def _view(given: Mapping[str, object]) -> View:
    """What the browser tells, checked: it may tell anything."""
    page, hidden, ticked = given.get("page"), given.get("hidden"), given.get("ticked")
    return View(
        page=page if isinstance(page, int) else 0,
        sort=given["sort"] if isinstance(given.get("sort"), str) else None,
        descending=given.get("descending") is True,
        hidden=tuple(key for key in hidden if isinstance(key, str)) if isinstance(hidden, list) else (),
        chosen=given["chosen"] if isinstance(given.get("chosen"), str) else None,
        ticked=tuple(key for key in ticked if isinstance(key, str)) if isinstance(ticked, list) else (),
    )


@dataclass(frozen=True, slots=True)
class Export:
    """What a file is called and says of itself; `stem`: its name without the ending."""

    title: str
    stem: str
    notes: Sequence[str]
    bands: Sequence[str]


def download(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, state: State, key: str) -> None:
    """Buttons for xlsx and CSV; made when pressed. The notes say data version, policy, year and what it isn't."""
    offer(frame, Export(name, result_name(name, state), origin(state), bands(state)), key)


def offer(frame: pd.DataFrame | Callable[[], pd.DataFrame], export: Export, key: str) -> None:
    """The buttons of `download`, for a file that doesn't come from the screen's policy alone."""

    def content() -> pd.DataFrame:
        return frame() if callable(frame) else frame

    with st.container(horizontal=True, width="content"):
        st.download_button(
            "下载 Excel",
            lambda: result_workbook(content(), title=export.title, notes=export.notes, bands=export.bands),
            f"{export.stem}.xlsx", XLSX, key=f"{key}:xlsx", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "下载 CSV", lambda: result_csv(content()), f"{export.stem}.csv", "text/csv", key=f"{key}:csv",
            on_click="ignore",
        )  # fmt: skip


def result_name(name: str, state: State) -> str:
    """A file's name that says what the result in it is worth, official ones by saying nothing."""
    kind = worth(state).kind
    plain_name = state.page in _NO_RESULTS and kind is not ResultKind.SCENARIO
    return name if plain_name or kind is ResultKind.OFFICIAL else f"{name}（{kind}）"


def origin(state: State) -> list[str]:
    """Where a shown or downloaded figure comes from, in a few lines."""
    return [f"政策：{state.official.title}", *year_of(state), f"结果性质：{worth(state).words}", *data_of(state)]


def year_of(state: State) -> list[str]:
    """The year evaluated, in a line; none without data."""
    return [f"评价年度：{state.year}"] if state.year else []


def data_of(state: State) -> list[str]:
    """The version of the data, in a line; none without data."""
    data = state.dataset
    return [f"数据：第 {data.version} 版 {data.label}（{data.data_id}）"] if data else []


def bands(state: State) -> list[str]:
    """The warnings that go with every picture and export."""
    synthetic = state.dataset is not None and state.dataset.synthetic
    return [*([SYNTHETIC] if synthetic else []), *([WHAT_IF] if state.is_scenario else [])]


def sources(
    clause_ids: Iterable[str], state: State, extra: Sequence[str] = (), quotes: Mapping[str, str] = NO_QUOTES
) -> None:
    """依据: the clauses behind what is shown, in the document's words, and where the data come from.

    A clause that no rule quotes is quoted by the register; `extra` are further lines, formulas say.
    quotes  what the rules on the screen cite of a clause, where others cite other words of it
    """
    held = {entry.id: entry.quote for entry in register()} | clause_quotes(plain_data(state.policy)) | dict(quotes)
    with st.popover("依据"):
        for clause in dict.fromkeys(clause_ids):
            if clause in held:
                st.markdown(f"**{clause}** {plain(f'“{held[clause]}”')}")
        for line in [*extra, *origin(state)]:
            st.markdown(plain(line))
