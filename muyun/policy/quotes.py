"""Is every quote really in the document? White space and page breaks don't count, all else does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from muyun.findings import Finding, Level
from muyun.policy.shape import Where
from muyun.policy.strict_yaml import KeyPath


def check_quotes(data: object, text: str | None, where: Where, checked: object = None) -> tuple[Finding, ...]:
    """Quotes that are not in the document's text; white space and page breaks don't count.

    data: the policy as plain data, of any shape. text: None when there is no text.md, which is
    one finding if anything is quoted. checked: plain data whose quotes are known to be right.
    """
    known = {quote for _, quote in _quotes(checked, ())}
    quotes = [(path, quote) for path, quote in _quotes(data, ()) if quote not in known]
    if quotes and text is None:
        fix = "请把文件全文存为 text.md；没有全文的，出处改用 published。"
        what = f"有 {len(quotes)} 处引文，但文件夹里没有 text.md。"
        place = where(quotes[0][0])
        return (Finding("POLICY_TEXT_MISSING", Level.ERROR, place, what, "引文无从核对。", fix),)
    squeezed = squeeze(text or "")
    return tuple(
        _not_in_text(path, quote, where)
        for path, quote in quotes
        if not squeeze(quote) or squeeze(quote) not in squeezed
    )


def clause_quotes(data: object) -> dict[str, str]:
    """Clause → the words of the document that the first rule citing it quotes; `data` is the policy as plain data."""
    found: dict[str, str] = {}
    steps = data.values() if isinstance(data, Mapping) else data if isinstance(data, list | tuple) else ()
    if isinstance(data, Mapping) and data.get("quote") and data.get("clause"):
        cited = data["clause"]
        own = data.get("quotes") or {}
        found = {clause: own.get(clause, data["quote"]) for clause in ([cited] if isinstance(cited, str) else cited)}
    for step in steps:
        found = {**clause_quotes(step), **found}
    return found


def squeeze(text: str) -> str:
    """The text without white space and page breaks."""
    return re.sub(r"\s+", "", text)


def _not_in_text(path: KeyPath, quote: str, where: Where) -> Finding:
    what = f"引文不在 text.md 中：“{quote[:60]}”。"
    fix = "请照原文逐字改正，标点也算。"
    return Finding("POLICY_QUOTE", Level.ERROR, where(path), what, "条款须引原文。", fix)


def _quotes(data: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    steps = data.items() if isinstance(data, Mapping) else enumerate(data if isinstance(data, list) else ())
    for step, value in steps:
        if step == "quote" and isinstance(value, str):
            yield (*path, step), value
        elif step == "quotes" and isinstance(value, Mapping):
            yield from (((*path, step, k), q) for k, q in value.items() if isinstance(q, str))
        else:
            yield from _quotes(value, (*path, step))
