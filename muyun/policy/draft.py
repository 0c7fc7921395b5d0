"""What do typed changes come to so far? The patch they make, what it changes, and what is wrong, each at its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muyun.findings import Finding, InputError, has_errors
from muyun.policy.amend import Patch, amend, merge
from muyun.policy.edits import Change, changes, parameter_of, parameters_by_key, patch_of
from muyun.policy.model import Policy, policy_hash
from muyun.policy.parameter_words import words_of
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.typed import parse_typed


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed changes, checked.

    patch     what they make together with the patch that they stand on; {} where one can't be read
    changes   what they change, in reading order; without those that can't be read
    beside    findings by the parameter's key; `others` are of no single one (weights off 100)
    """

    patch: Patch
    changes: tuple[Change, ...]
    beside: Mapping[str, tuple[Finding, ...]]
    others: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them."""
        return tuple(f for found in self.beside.values() for f in found) + self.others

    @property
    def holds(self) -> bool:
        """Whether it can be used: there is a change and no error."""
        return bool(self.patch) and not has_errors(self.findings)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where editing starts from under a scenario: typed texts by key, and the patch that they stand on.

    `under` is empty where the texts say the whole scenario; else (an added rule, another method) it is
    the scenario itself, which the editor then only adds to.
    """

    texts: Mapping[str, str]
    under: Mapping[str, object]


def beginning(policy: Policy, patch: Mapping[str, object]) -> Beginning:
    """The scenario as if it had been typed. InputError: the patch doesn't fit the policy."""
    if not patch:
        return Beginning({}, {})
    texts = {c.parameter.key: c.new for c in changes(policy, patch) if c.parameter.editable and c.old and c.new}
    typed = checked(policy, texts, {}, None)
    as_typed, as_given = (amend(policy, p, None)[0] for p in (typed.patch if typed.holds else {}, patch))
    same = policy_hash(as_typed) == policy_hash(as_given)
    return Beginning(texts, {}) if same else Beginning({}, patch)


def checked(policy: Policy, texts: Mapping[str, str], under: Mapping[str, object], document: str | None) -> Draft:
    """What typed texts (by parameter key) come to, over the patch `under`; keys that the policy hasn't are passed over.

    document: the policy's text, for quotes in `under`.
    """
    known = parameters_by_key(policy)
    values: dict[KeyPath, object] = {}
    beside: dict[str, list[Finding]] = {}
    for key in [key for key in known if texts.get(key, "").strip()]:
        value = parse_typed(known[key], texts[key])
        if isinstance(value, Finding):
            beside.setdefault(key, []).append(value)
        else:
            values[known[key].path] = value
    typed = patch_of(policy, values)
    said = _typed_changes(policy, values)
    others: list[Finding] = []
    patch = merge(under, typed)
    if patch:
        found, said = _amended(policy, patch, document, said)
        for finding in found:
            of = parameter_of(finding, known)
            beside.setdefault(of.key, []).append(finding) if of else others.append(finding)
    unread = len(values) < sum(key in known and bool(text.strip()) for key, text in texts.items())
    return Draft(Patch() if unread else patch, said, {k: tuple(v) for k, v in beside.items()}, tuple(others))


def _amended(
    policy: Policy, patch: Patch, document: str | None, said: tuple[Change, ...]
) -> tuple[tuple[Finding, ...], tuple[Change, ...]]:
    """What the check says of the patch, and the changes: as typed while they don't hold."""
    try:
        found = amend(policy, patch, document)[1]
    except InputError as wrong:
        return wrong.findings, said
    return found, changes(policy, patch)


def _typed_changes(policy: Policy, values: Mapping[KeyPath, object]) -> tuple[Change, ...]:
    """The changes as typed, in reading order."""
    said = []
    for parameter in parameters_by_key(policy).values():
        if parameter.path in values:
            new = words_of(parameter.path, values[parameter.path], parameter.unit, parameter.choices)
            if new != parameter.words:
                said.append(Change(parameter, parameter.words, new))
    return tuple(said)
