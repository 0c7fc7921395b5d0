"""The document beside its rules, as markup: used clauses underlined, each rule with its clause and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby

from muyun.policy.parameters import LOCAL, Parameter
from muyun.policy.passages import Passage, Piece
from muyun.show.rules import ASSUMED, Rule, Value


def document_markup(document: Iterable[Passage]) -> str:
    """The passages in reading order; quoted stretches carry their clauses in data-clauses."""
    return "".join(_passage(passage) for passage in document)


def _passage(passage: Passage) -> str:
    name = {1: "h3", 2: "h4"}.get(passage.level, "p")
    return f"<{name}>{''.join(map(_piece, passage.pieces))}</{name}>"


def _piece(piece: Piece) -> str:
    if not piece.clauses:
        return escape(piece.text)
    clauses = " ".join(piece.clauses)
    said = "、".join(piece.clauses)
    return (
        f'<mark data-clauses="{escape(clauses)}" title="{escape(f"用作规则：{said}")}">{escape(piece.text)}</mark>'
        f'<sup data-clauses="{escape(clauses)}">{escape(said)}</sup>'
    )


def rules_markup(every: Iterable[Rule]) -> str:
    """The rules under the headings of their sections."""
    parts = []
    for section, group in groupby(every, key=lambda rule: rule.section):
        parts.append(f"<h3>{escape(section)}</h3>{''.join(map(_rule, group))}")
    return "".join(parts)


def _rule(rule: Rule) -> str:
    clauses = dict.fromkeys(clause for value in rule.values for clause in value.parameter.clause)
    changed = " changed" if rule.is_changed else ""
    title = f'<div class="title">{escape(rule.title)}</div>'
    values = "".join(f"<tr>{_value(value, rule)}</tr>" for value in rule.values)
    body = f'<table class="values">{values}</table>{_sources(rule)}'
    told = escape(" ".join(clauses))
    return f'<section class="rule{changed}" data-clauses="{told}">{title}<div>{body}</div></section>'


def _value(value: Value, rule: Rule) -> str:
    name = f"<th>{escape(value.name)}</th>" if value.name else ""
    before = f"<del>{escape(value.before)}</del> → " if value.before is not None else ""
    words = f"<b>{escape(value.words)}</b>" if value.before is not None else escape(value.words)
    span = "" if value.name or len(rule.values) > 1 else ' colspan="2"'
    return f"{name}<td{span}>{before}{words}{_mark(value.parameter, rule)}</td>"


def _mark(parameter: Parameter, rule: Rule) -> str:
    """A small tag where one value isn't the source's own: its note, or that the county set it."""
    if parameter.note and parameter.note.startswith(ASSUMED):
        reason = parameter.note.removeprefix(ASSUMED).lstrip("：，") or "文件没有写明。"
        return f' <span class="tag" title="{escape(reason)}">{ASSUMED}</span>'
    if parameter.is_local and len({v.parameter.assumed for v in rule.values}) > 1:
        return f' <span class="tag local" title="{escape(parameter.assumed.removeprefix(LOCAL))}">{LOCAL[:-1]}</span>'
    return ""


def _sources(rule: Rule) -> str:
    """Clauses with the words they are quoted by, publications, reasons; each once."""
    lines: dict[str, None] = {}
    notes: dict[str, list[str]] = {}
    for parameter in (value.parameter for value in rule.values):
        lines |= dict.fromkeys(_source_lines(parameter))
        if parameter.note:
            notes.setdefault(parameter.note, []).append(parameter.label.rpartition(" · ")[2])
    return "".join([*lines, *(_noted(note, names) for note, names in notes.items())])


def _source_lines(parameter: Parameter) -> list[str]:
    own: Mapping[str, str] = dict(parameter.quotes)
    apart = [c for c in parameter.clause if c in own]
    together = [c for c in parameter.clause if c not in own]
    lines = [_quoted([clause], own[clause]) for clause in apart]
    if together and parameter.quote:
        lines.append(_quoted(together, parameter.quote))
    if parameter.published:
        lines.append(f'<div class="source">公布文件：{escape(parameter.published)}</div>')
    if parameter.is_local:
        reason = escape(parameter.assumed.removeprefix(LOCAL))
        lines.append(f'<div class="source"><span class="tag local">{LOCAL[:-1]}</span> {reason}</div>')
    elif parameter.assumed:
        lines.append(f'<div class="source"><span class="tag">{ASSUMED}</span> {escape(parameter.assumed)}</div>')
    return lines


def _noted(note: str, names: list[str]) -> str:
    """What a note says, once for all the values that it speaks of."""
    ours = note.startswith(ASSUMED)
    said = note.removeprefix(ASSUMED).lstrip("：，") if ours else note
    tag = f'<span class="tag">{ASSUMED}</span> ' if ours else ""
    return f'<div class="source">{tag}{escape("、".join(names))}：{escape(said or "文件没有写明。")}</div>'


def _quoted(clauses: list[str], words: str) -> str:
    links = "、".join(f'<a tabindex="0" data-to="{escape(c)}">{escape(c)}</a>' for c in clauses)
    return f'<div class="source">{links} “{escape(words)}”</div>'
