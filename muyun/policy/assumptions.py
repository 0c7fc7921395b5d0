"""What in a policy is 本系统假定? Each value that the document doesn't give, with a name that is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.strict_yaml import KeyPath

ASSUMED = "本系统假定"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value of ours in a policy.

    key      where it stands, as `--set` writes it
    subject  key and value: what a confirmation is of, so that a changed value is open again
    reason   why it is as it is, in Chinese
    """

    parameter: Parameter
    key: str
    subject: str
    reason: str


def assumptions(policy: Policy) -> tuple[Assumption, ...]:
    """Every value that is 本系统假定, in reading order; what a pool takes from `defaults` stands there, once."""
    known = {p.path: p for p in parameters(policy)}
    return tuple(
        Assumption(p, p.key, subject_of(p.key, p.value) + _rule_mark(p, known), _reason(p))
        for p in known.values()
        if is_assumed(p) and (not p.inherited or sourced_apart(p, known))
    )


def is_assumed(parameter: Parameter) -> bool:
    """Whether its value is ours: no clause, or a note says so."""
    noted = bool(parameter.note and parameter.note.startswith(ASSUMED))
    return noted or bool(parameter.assumed and not parameter.is_local)


def sourced_apart(parameter: Parameter, known: Mapping[KeyPath, Parameter]) -> bool:
    """Whether what a pool takes from `defaults` has a source of its own there (`classes_source`)."""
    default = known.get(("defaults", *parameter.path[2:]))
    return default is not None and "classes" in parameter.path and parameter.clause != default.clause


def subject_of(key: str, value: object) -> str:
    """「defaults.item.cap=1」: the same for the same value, 1 and 1.0 alike.

    >>> subject_of("defaults.item.cap", 1.0), subject_of("land", ["a", 2])
    ('defaults.item.cap=1', 'land=["a",2]')
    """
    return f"{key}={json.dumps(_plain(value), ensure_ascii=False, separators=(',', ':'))}"


def value_of(subject: str, key: str) -> object | None:
    """The value that a subject speaks of; None where it is about another key, or can't be read."""
    found, _, text = subject.partition("=")
    if found != key:
        return None
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return None


def _rule_mark(parameter: Parameter, known: Mapping[KeyPath, Parameter]) -> str:
    """「#1a2b3c4d」 for a value of a rule in a list, which is named by its place alone: the rule's other values.

    So a confirmation doesn't pass to the rule that takes its place when another is put before it.
    """
    place = next((n for n, step in enumerate(parameter.path, start=1) if isinstance(step, int)), 0)
    if not place:
        return ""
    rule = [[p.key, _plain(p.value)] for path, p in known.items() if path[:place] == parameter.path[:place]]
    return "#" + hashlib.sha256(json.dumps(rule, ensure_ascii=False).encode()).hexdigest()[:8]


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _reason(parameter: Parameter) -> str:
    note = parameter.note or ""
    if note.startswith(ASSUMED):
        return note.removeprefix(ASSUMED).lstrip("：，") or "文件没有写明。"
    return parameter.assumed or "文件没有写明。"
