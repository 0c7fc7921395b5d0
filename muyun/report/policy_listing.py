"""A policy in reading order as plain lines: every parameter with its clause and quote, or 本系统假定."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from muyun.policy.model import Policy
from muyun.policy.source import Sourced

SOURCE_KEYS = frozenset({"clause", "quote", "quotes", "published", "assumed", "notes"})


def policy_list(policies: Iterable[Policy]) -> list[str]:
    """A line a policy: id, title, region and year."""
    return [f"{p.id}  {p.title}（{p.region}，{p.year} 年）" for p in policies]


def policy_lines(policy: Policy) -> Iterator[str]:
    """Every rule of the policy: its key, its values, and below it where it comes from."""
    yield from policy_list([policy])
    yield from _lines(policy, "")


def _lines(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Sourced):
        yield f"{path}：{_text(value)}"
        yield from (f"    {line}" for line in sources(value))
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            yield from _lines(getattr(value, key), f"{path}.{key}" if path else key)
    elif isinstance(value, dict) and value:
        if not any(isinstance(v, BaseModel) for v in value.values()):
            yield f"{path}：{_text(value)}"
            return
        for key, part in value.items():
            yield from _lines(part, f"{path}.{key}")
    elif isinstance(value, tuple) and any(isinstance(v, BaseModel) for v in value):
        for number, part in enumerate(value, 1):
            yield from _lines(part, f"{path}[{number}]")
    elif value is not None and value != () and value != {}:
        yield f"{path}：{_text(value)}"


def _text(value: object) -> str:
    """A value as one would write it in the policy file, without its sources."""
    match value:
        case BaseModel():
            kept = {k: getattr(value, k) for k in type(value).model_fields if k not in SOURCE_KEYS}
            kept = {k: v for k, v in kept.items() if v is not None and v != () and v != {}}
            return _text(kept["value"]) if list(kept) == ["value"] else _text(kept)
        case dict():
            return "，".join(f"{k} {_text(v)}" for k, v in value.items())
        case str():
            return value
        case Sequence():
            return "、".join(map(_text, value))
        case bool():
            return "是" if value else "否"
        case float():
            return f"{value:g}"
    return str(value)


def sources(rule: Sourced) -> Iterator[str]:
    """Where a rule comes from, a line each."""
    if rule.clause:
        yield f"{'、'.join(rule.clause)}：“{rule.quote}”"
    for clause, words in rule.quotes.items():
        yield f"{clause}：“{words}”"
    if rule.published:
        yield f"公布：{rule.published.title}（{rule.published.region}，{rule.published.year} 年）"
    if rule.assumed:
        yield f"本系统假定：{rule.assumed}"
    for key, note in rule.notes.items():
        yield f"{key}：{note}"
