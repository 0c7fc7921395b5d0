"""How is a lever made of a rule that the policy and the scenario both have? Value, words, source and range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from muyun.explore.whatif.lever import Ends, Lever, LeverKind, Said, Subject
from muyun.policy.model import Members, Policy
from muyun.policy.own_clause import own_clause
from muyun.policy.parameter_words import choices_of, unit_of, words_of
from muyun.policy.source import Sourced
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.words import key_words

_ENDS: Mapping[str, Ends] = {
    "factor": Ends(0.1, 10, 0.1), "cap": Ends(0.1, 10, 0.1), "at_least_mu": Ends(0, 1000, 1),
    "deduct_new_months": Ends(0, 120, 6), "years": Ends(1, 10, 1),
    "hold_years": Ends(1, 10, 1), "first_year": Ends(1990, 2100, 1), "q": Ends(1, 100, 1), "share": Ends(1, 100, 1),
    "a": Ends(0, 10, 0.5), "b": Ends(0, 10, 0.5), "gate_tce": Ends(0, 1_000_000, 100),
    "top_share": Ends(0, 100, 1), "bottom_share": Ends(0, 100, 1),
}  # fmt: skip
"""What the controls run through; a policy's or a patch's own number beyond is within them all the same."""

_SHARES = ("q", "share", "top_share", "bottom_share")


@dataclass(frozen=True, slots=True)
class Both:
    """The policy and the scenario over it, looked at for one pool and year. `data`: the policy as plain data."""

    official: Policy
    policy: Policy
    pool: str
    year: int
    data: Mapping[str, object]

    @property
    def before(self) -> Policy:
        """Where the pool's official values stand; a pool that the scenario adds has none of its own."""
        return self.official if self.pool in self.official.pools else self.policy

    @property
    def members(self) -> Members:
        return self.policy.pools[self.pool].members


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on both sides, None where one hasn't got it."""

    subject: Subject
    path: KeyPath
    official: Sourced | None
    now: Sourced | None
    position: int | None = None


def switch_lever(rule: Rule, label: str) -> Iterator[Lever]:
    """On or off of a whole rule; nothing where neither side has it."""
    if rule.official is None and rule.now is None:
        return
    had = rule.official is not None
    yield Lever(
        rule.subject, rule.path, rule.position, (), label, LeverKind.SWITCH, rule.now is not None, had,
        _on(had), source_of(rule.official, ""),
    )  # fmt: skip


def field_lever(
    both: Both, rule: Rule, name: str, label: str = "", ends: Ends | None = None, limit: str = ""
) -> Lever:
    """A value inside a rule that the scenario has."""
    now, old = getattr(rule.now, name), getattr(rule.official, name, None)
    path = (*rule.path, *(() if rule.position is None else (rule.position,)), name)
    unit, choices = unit_of(both.policy, path), _choices(both, path)
    words = "" if old is None else _on(old) if isinstance(old, bool) else words_of(path, old, unit, choices)
    source = source_of(rule.official, name)
    bound = f"{limit}（{source.clause}）" if limit and source.clause else limit
    return Lever(
        rule.subject, rule.path, rule.position, (name,), label or key_words(name).partition("（")[0], _kind(name, now),
        now, old, words, source, choices, unit, ends or _ENDS.get(name), bound,
    )  # fmt: skip


def choice_lever(
    both: Both, subject: Subject, path: KeyPath, label: str, values: tuple[object, object], source: Said
) -> Lever:
    """One of some words that stands by itself; values: the policy's and the scenario's."""
    choices = _choices(both, path)
    old, new = values
    words = words_of(path, old, "", choices)
    return Lever(subject, path, None, (), label, LeverKind.CHOICE, new, old, words, source, choices)


def _choices(both: Both, path: KeyPath) -> tuple[tuple[object, str], ...]:
    return choices_of(both.policy, both.data, path)


def _kind(name: str, value: object) -> LeverKind:
    if name == "cap":
        return LeverKind.CAP
    if isinstance(value, bool):
        return LeverKind.SWITCH
    if isinstance(value, str):
        return LeverKind.CHOICE
    if name in _SHARES:
        return LeverKind.SHARE
    return LeverKind.INTEGER if isinstance(value, int) else LeverKind.NUMBER


def _on(value: bool) -> str:
    return "是" if value else "否"


def source_of(rule: Sourced | None, name: str) -> Said:
    """The source of a rule's value; what `notes` calls ours isn't the text's."""
    if rule is None:
        return Said()
    note = rule.notes.get(name) or (rule.assumed if not rule.clause else None)
    if rule.published and not note:
        return Said(clause=rule.published.title, quote=f"{rule.published.region}，{rule.published.year} 年")
    clauses, quote = own_clause(name, rule.clause, rule.quote or "", rule.quotes)
    return Said("、".join(clauses), quote, note or "")
