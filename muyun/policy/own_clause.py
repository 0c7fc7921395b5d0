"""Which of a rule's clauses speaks of one of its values? Several may make one rule, each in words of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SECTOR_PARTS = (("top_share", "top_in"), ("bottom_share", "bottom_in"), ("years",))
"""What each of the three clauses of `sector_rules` says."""

_SAYS = {"a": "aS", "b": "bT", "gate_tce": "吨标准煤", "places": "排序靠前的园区，优先", "years": "连续三年"}
"""By which words the clause is known that speaks of a value (JX-05, JX-11)."""


def own_clause(
    key: str, clauses: Sequence[str], quote: str, quotes: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """The clause that speaks of `key`, with its words; all clauses with the rule's quote where none does by itself.

    clauses, quote, quotes  as `policy.source.Sourced` has them
    """
    part = next((n for n, keys in enumerate(SECTOR_PARTS) if key in keys), None)
    own = [clause for clause, words in quotes.items() if key in _SAYS and _SAYS[key] in words]
    if part is not None and quotes and len(clauses) == len(SECTOR_PARTS):
        own = [clauses[part]]
    if not own:
        return tuple(clauses), quote
    return (own[0],), quotes.get(own[0], quote)
