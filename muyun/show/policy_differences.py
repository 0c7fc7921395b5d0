"""Where do two policies differ? Value by value, in two columns, differences only."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import pandas as pd

from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.strict_yaml import KeyPath
from muyun.show.rules import ASSUMED
from muyun.show.tables import Column, Table

_NAMES = ("id", "title", "region", "year", "class_words")
"""What two policies differ in anyway."""
_NONE = "（无）"


def differences(one: Policy, other: Policy, names: tuple[str, str] | None = None) -> Table:
    """A row a value that one of them has otherwise or not at all, in the reading order of `one`.

    Values are matched by their key, so pools and indicators by name. What both only take from
    `defaults` is compared there. names: what the two are called; else their region and year.
    """
    left, right = ({p.path: p for p in parameters(policy)} for policy in (one, other))
    paths = [path for path in (left | right) if path[0] not in _NAMES]
    order = {section: n for n, section in enumerate(dict.fromkeys(p.section for p in (left | right).values()))}
    paths.sort(key=lambda path: order[(left.get(path) or right[path]).section])
    rows = [_row(path, left.get(path), right.get(path)) for path in paths if _differ(left.get(path), right.get(path))]
    names = names or names_of(one, other)
    columns = ["部分", "参数", "one", "one_source", "other", "other_source"]
    frame = pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=columns)
    shown = [Column("部分", "部分"), Column("参数", "参数", "wrap"), Column("one", names[0], "wrap"),
             Column("one_source", f"{names[0]} 出处", "wrap"), Column("other", names[1], "wrap"),
             Column("other_source", f"{names[1]} 出处", "wrap")]  # fmt: skip
    return Table(frame, shown, empty="两份政策的各项规则都相同。")


def names_of(one: Policy, other: Policy) -> tuple[str, str]:
    """What two policies are called beside each other: region and year, their ids where these are the same."""
    names = tuple(f"{policy.region} {policy.year}" for policy in (one, other))
    return names if names[0] != names[1] else (one.id, other.id)


def changes_markup(changes: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """HTML of the sentences that say what differs, by section; in each the new value stands out.

    changes  section and its sentences, each with the policy that alone has the rule ("" for both)
    """
    parts = []
    for section, said in changes:
        runs = [(owner, [text for _, text in run]) for owner, run in groupby(said, key=lambda one: one[0])]
        parts.append(f"<section><h4>{escape(section)}</h4><ul>{''.join(_run(*run) for run in runs)}</ul></section>")
    return f'<div class="changes">{"".join(parts)}</div>'


def _run(owner: str, texts: Sequence[str]) -> str:
    """Sentences of both, or those of the one policy that has these rules."""
    lines = "".join(map(_sentence, texts))
    return f"<li>只有“{escape(owner)}”有：<ul>{lines}</ul></li>" if owner else lines


def _sentence(text: str) -> str:
    before, arrow, after = text.rpartition(" → ")
    return f"<li>{escape(before)} → <b>{escape(after)}</b></li>" if arrow else f"<li>{escape(text)}</li>"


def _differ(one: Parameter | None, other: Parameter | None) -> bool:
    known = [p for p in (one, other) if p is not None]
    if all(p.inherited for p in known):
        return False
    return len(known) == 1 or one.words != other.words


def _row(path: KeyPath, one: Parameter | None, other: Parameter | None) -> tuple[str, ...]:
    named = one or other
    said = [text for p in (one, other) for text in (p.words if p else _NONE, _source(p) if p else "")]
    return named.key, named.section, named.label, *said


def _source(parameter: Parameter) -> str:
    if parameter.is_local:
        return "本地规定"
    if parameter.clause:
        return "、".join(parameter.clause)
    if parameter.published:
        return "公布文件"
    return ASSUMED if parameter.assumed else ""
