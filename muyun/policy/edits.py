"""From typed values to a patch and back to words: 「等级比例 · A档上限 20 % → 15 %」."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from muyun.findings import Finding, Line
from muyun.policy.amend import Patch, amend, plain_data
from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.shape import value_at
from muyun.policy.strict_yaml import KeyPath, dotted


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a patch sets: the parameter (as it is after it, where the policy has none), old and new words.

    `old` is "" for a value that the patch adds, `new` for one that it takes away.
    """

    parameter: Parameter
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.parameter.label} {self.old or '（无）'} → {self.new or '（无）'}"


def patch_of(policy: Policy, values: Mapping[KeyPath, object]) -> Patch:
    """The patch that sets each path to its value; values that the policy has anyway are left out.

    A patch replaces lists as a whole: for a rule in a list (a path with a position) it gets the
    policy's list with that value changed, sources and all.
    """
    current = {p.path: p for p in parameters(policy)}
    data, patch = plain_data(policy), Patch()
    for path, value in values.items():
        if path in current and _same(current[path].value, value):
            continue
        plain = next((n for n, step in enumerate(path) if isinstance(step, int)), len(path))
        if plain == len(path):
            _put(patch, path, value)
            continue
        if value_at(patch, path[:plain]) is None:
            _put(patch, path[:plain], copy.deepcopy(value_at(data, path[:plain])))
        value_at(patch, path[:-1])[path[-1]] = value
    return patch


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _put(patch: Patch, path: KeyPath, value: object) -> None:
    inner: dict[str, object] = patch
    for step in path[:-1]:
        inner = inner.setdefault(step, {})
    inner[path[-1]] = value


def changes(policy: Policy, patch: Mapping[str, object]) -> tuple[Change, ...]:
    """What the patch changes, in reading order; of what pools take from `defaults` only the default.

    InputError: the patch doesn't fit the policy.
    """
    new, _ = amend(policy, patch, None)
    before = {p.path: p for p in parameters(policy)}
    after = {p.path: p for p in parameters(new)}
    pairs = [(before.get(path), after.get(path)) for path in _in_order(list(before), list(after))]
    return tuple(_change(old, new) for old, new in pairs if _differs(old, new, after))


def _differs(old: Parameter | None, new: Parameter | None, after: Mapping[KeyPath, Parameter]) -> bool:
    """Whether the two are a change of their own; what a pool only takes over from `defaults` is none."""
    if old is None or new is None:
        return not all(p.inherited for p in (old, new) if p is not None)
    default = after.get(("defaults", *new.path[2:])) if old.inherited else None
    taken_over = new.inherited or (default is not None and _same(default.value, new.value))
    return not _same(old.value, new.value) and not (old.inherited and taken_over)


def _change(old: Parameter | None, new: Parameter | None) -> Change:
    return Change(old or new, old.words if old else "", new.words if new else "")


def _in_order(before: list[KeyPath], after: list[KeyPath]) -> list[KeyPath]:
    """All paths; one that is only in `after` behind the one that it follows there."""
    order = list(before)
    known = set(before)
    for position, path in enumerate(after):
        if path not in known:
            place = order.index(after[position - 1]) + 1 if position else 0
            order.insert(place, path)
            known.add(path)
    return order


def parameter_of(finding: Finding, known: Mapping[str, Parameter]) -> Parameter | None:
    """The parameter that a finding of `amend` or `parse_typed` speaks of; None where it is of no single one.

    known: parameters by `key`. A finding may name the key of a value inside a parameter (a member
    of a list), then it is of that parameter.
    """
    key = finding.where.key if isinstance(finding.where, Line) else None
    while key:
        if key in known:
            return known[key]
        key = max((key[: key.rfind(mark)] for mark in ".[" if mark in key), key=len, default="")
    return None


def parameters_by_key(policy: Policy) -> dict[str, Parameter]:
    """The parameters by the key that findings name."""
    return {dotted(p.path): p for p in parameters(policy)}
