"""Where does a click on a picture lead? A page and its filters, as a picture's data-go carries them."""

from __future__ import annotations

import json
from html import escape


def goto(page: str, **query: str) -> str:
    """The data-go of a link to `page`, filtered by `query`; empty values are left out. Escaped for an attribute."""
    return escape(json.dumps([page, {key: value for key, value in query.items() if value}], ensure_ascii=False))


def destination(text: str | None) -> tuple[str, dict[str, str]] | None:
    """Page and query of a clicked data-go; None for nothing clicked, or what no picture of ours carries.

    >>> destination('["ranking", {"class": "D"}]'), destination("x")
    (('ranking', {'class': 'D'}), None)
    """
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    match found:
        case [str(page), dict(query)] if all(isinstance(value, str) for value in query.values()):
            return page, query
    return None
