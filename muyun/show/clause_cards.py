"""The document with each clause marked, and a card a clause: what the system does, its settings and pages. Markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from muyun.policy.passages import Passage, Piece, clause_passages
from muyun.policy.register import ClauseState, Registered
from muyun.show.clauses import CAPABILITIES, GIST, SIGNS, state_words
from muyun.show.goto import goto

_CLASSES = {ClauseState.DONE: "done", ClauseState.TO_COME: "to-come", ClauseState.PEOPLE: "people"}
_MEANINGS = {
    ClauseState.DONE: "系统照做", ClauseState.TO_COME: "系统还没有做", ClauseState.PEOPLE: "要由人办理",
}  # fmt: skip
_SETTINGS_SHOWN = 8


def legend() -> str:
    """What the three marks mean."""
    items = "".join(
        f'<span><mark class="{_CLASSES[state]}">{state_words(state)}</mark> {_MEANINGS[state]}</span>'
        for state in ClauseState
    )
    return f'<div class="legend">{items}</div>'


def marked_document(entries: Sequence[Registered], text: str) -> str:
    """The text in reading order, the stretch of each clause marked; "" where there is no text."""
    states = {entry.id: entry.state for entry in entries}
    found = clause_passages([(entry.id, entry.quote) for entry in entries], text)
    pieces = [piece for passage in found for piece in passage.pieces]
    ends = {clause: number for number, piece in enumerate(pieces) for clause in piece.clauses}
    numbered = iter(range(len(pieces)))
    return "".join(_passage(passage, states, ends, numbered) for passage in found)


def _passage(passage: Passage, states: Mapping[str, ClauseState], ends: Mapping[str, int], numbers) -> str:
    name = {1: "h3", 2: "h4"}.get(passage.level, "p")
    inside = "".join(_piece(piece, states, ends, next(numbers)) for piece in passage.pieces)
    return f"<{name}>{inside}</{name}>"


def _piece(piece: Piece, states: Mapping[str, ClauseState], ends: Mapping[str, int], number: int) -> str:
    """A stretch; the ids of the clauses that end with it stand behind it."""
    if not piece.clauses:
        return escape(piece.text)
    said = "，".join(f"{clause} {states[clause]}" for clause in piece.clauses)
    strongest = min((states[clause] for clause in piece.clauses), key=list(ClauseState).index)
    ending = [clause for clause in piece.clauses if ends[clause] == number]
    signs = "".join(
        f'<sup data-clauses="{escape(clause)}" title="{escape(str(states[clause]))}">'
        f"{SIGNS[states[clause]]}{escape(clause)}</sup>"
        for clause in ending
    )
    clauses = escape(" ".join(piece.clauses))
    mark = f'<mark class="{_CLASSES[strongest]}" data-clauses="{clauses}" title="{escape(said)}">'
    return f"{mark}{escape(piece.text)}</mark>{signs}"


def cards(
    entries: Iterable[Registered],
    settings: Mapping[str, list[tuple[str, str]]],
    titles: Mapping[str, str],
    here: Mapping[str, str],
) -> str:
    """The cards in the order of the register.

    settings  clause → the rules that it fixes, as title and values
    titles    the menu's pages, name → what it is called
    here      what a link to this page carries, so that data, policy and year stay
    """
    return "".join(_card(e, _settings(settings.get(e.id, [])) + _pages(e, titles, here)) for e in entries)


def _card(entry: Registered, more: str) -> str:
    title = (
        f'<div class="title">{escape(entry.id)}<span class="state {_CLASSES[entry.state]}">'
        f"{state_words(entry.state)}</span><small>{escape(entry.clause.clause)}<br>"
        f"{escape(CAPABILITIES[entry.clause.capability])}</small></div>"
    )
    body = (
        f'<p class="does">{escape(entry.does)}</p>'
        f'<div class="source"><a data-to="{escape(entry.id)}">原文</a> “{escape(entry.quote)}”</div>{more}'
        f'<div class="source">{GIST}：{escape(entry.clause.gist)}</div>'
    )
    return f'<section class="rule" data-clauses="{escape(entry.id)}">{title}<div>{body}</div></section>'


def _settings(fixed: list[tuple[str, str]]) -> str:
    if not fixed:
        return ""
    shown = fixed[:_SETTINGS_SHOWN]
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(words)}</td></tr>" for label, words in shown)
    more = len(fixed) - _SETTINGS_SHOWN
    rest = f'<div class="source">另有 {more} 项，见“全文和规则”。</div>' if more > 0 else ""
    return f'<div class="source">定下的参数</div><table class="values">{rows}</table>{rest}'


def _pages(entry: Registered, titles: Mapping[str, str], here: Mapping[str, str]) -> str:
    links = [_link(name, titles[name], entry.id, here) for name in entry.pages if name in titles]
    return f'<div class="source">所在页面：{"、".join(links)}</div>' if links else ""


def _link(page: str, title: str, clause: str, here: Mapping[str, str]) -> str:
    """To another page as it opens; on this one to the rules that cite the clause, by its address."""
    if page != "policy":
        return f'<a data-go="{goto(page)}">{escape(title)}</a>'
    query = urlencode({**here, "view": "全文和规则", "find": clause})
    return f'<a href="policy?{escape(query)}" target="_self">{escape(title)}</a>'
