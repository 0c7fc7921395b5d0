"""How does a trace look on a page? A tree that opens step by step, as HTML with every text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from muyun.show.explain.node import Kind, Node
from muyun.show.explain.outline import ASSUMED, CLASS_KINDS, clause_words, place_words, value_words
from muyun.terms import Class

_OPEN_LEVELS = 2
_SPINE = frozenset({
    Kind.APPLIED, Kind.ADJUSTED, Kind.FALLEN, Kind.NATURAL, Kind.PLACE, Kind.RANK, Kind.SCORE, Kind.STATUS, Kind.REASON,
})  # fmt: skip
"""What is open from the start besides the first levels: from the class to the item scores."""

_STYLE = """<style>
.trace { font-size: clamp(15px, .9vw, 17px); line-height: 1.5; }
.trace details, .trace .leaf { border-left: 2px solid var(--line); padding: 2px 0 2px 12px; margin-left: 6px; }
.trace > details { border-left: 0; padding-left: 0; margin-left: 0; }
.trace summary { cursor: pointer; list-style: none; padding: 2px 0; }
.trace summary::before { content: "▶"; display: inline-block; width: 1.6em; font-size: .72em; color: var(--quiet); }
.trace details[open] > summary::before { content: "▼"; }
.trace summary:hover .name { text-decoration: underline; } .trace summary:focus-visible { outline: 2px solid var(--st-primary-color); }
.trace summary::-webkit-details-marker { display: none; }
.trace .name { font-weight: 600; margin-right: 10px; } .trace .value { margin-right: 10px; white-space: nowrap; }
.trace .formula, .trace .why, .trace .cell { color: var(--quiet); font-size: clamp(14px, .82vw, 16px); }
.trace .formula { margin-right: 10px; } .trace .cell { white-space: nowrap; }
.trace .why { padding-left: 1.3em; max-width: 78em; } .trace .leaf { padding-left: calc(12px + 1.1em); }
.trace .tag { font-size: 14px; padding: 0 6px; margin-right: 6px; border-radius: 4px; border: 1px solid var(--line); white-space: nowrap; }
.trace .tag.assumed { border: 0; background: rgba(154,160,166,.28); }
@media print { .trace summary, .trace .leaf { break-inside: avoid; } .trace summary::before { color: #000; } }
</style>"""  # noqa: E501


def trace_markup(node: Node, class_words: Mapping[Class, str]) -> str:
    """The trace as nested <details>; the steps from the class down to the item scores are open."""
    return f'{_STYLE}<div class="trace">{_step(node, 0, class_words)}</div>'


def _step(node: Node, level: int, class_words: Mapping[Class, str]) -> str:
    head, body = _head(node, class_words), _body(node)
    if not body and not node.children:
        return f'<div class="leaf">{head}</div>'
    opened = " open" if level < _OPEN_LEVELS or node.kind in _SPINE else ""
    below = "".join(_step(child, level + 1, class_words) for child in node.children)
    return f"<details{opened}><summary>{head}</summary>{body}{below}</details>"


def _head(node: Node, class_words: Mapping[Class, str]) -> str:
    """One line: title, value, formula, the clauses and 本系统假定 as tags, the cells."""
    value = escape(value_words(node, class_words))
    if node.kind in CLASS_KINDS:
        value = f'<span class="badge {escape(str(node.value))}">{value}</span>'
    parts = [_span("name", node.title), f'<span class="value">{value}</span>']
    if node.formula:
        parts.append(_span("formula", node.formula))
    parts += [_span("tag", ids) for ids, _ in clause_words(node)]
    if node.basis.published:
        parts.append(_span("tag", "公布"))
    if node.basis.assumed:
        parts.append(_span("tag assumed", ASSUMED))
    if node.cells:
        parts.append(_span("cell", "；".join(map(place_words, node.cells))))
    return "".join(parts)


def _body(node: Node) -> str:
    """The rule, the document's words, why it is assumed, and what there is to say."""
    lines = [node.rule, *(f"{ids} “{quote}”" for ids, quote in clause_words(node))]
    if node.basis.published:
        lines.append(f"公布：{node.basis.published}")
    if node.basis.assumed:
        lines.append(f"{ASSUMED}：{node.basis.assumed.removeprefix(f'{ASSUMED}：')}")
    return "".join(f'<div class="why">{escape(line)}</div>' for line in [*lines, node.note] if line)


def _span(kind: str, text: str) -> str:
    return f'<span class="{kind}">{escape(text)}</span>'
