"""What comes of one scenario laid over another? The two as one patch, and which values gave way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muyun.findings import Finding, InputError
from muyun.policy.amend import Patch, amend, merge
from muyun.policy.model import Policy
from muyun.policy.parameters import parameters
from muyun.policy.strict_yaml import KeyPath

_NONE = "（无）"
_DEPTH = {"pools": 3, "defaults": 2}
"""How many keys name a block: pools.规上工业.weights, defaults.classes, else a whole section (vetoes)."""


class Overlap(StrEnum):
    """Whose values stand where both scenarios set something of the same block."""

    EACH = "逐项叠加"
    OVER = "用叠加的方案"
    UNDER = "保留现在的"


@dataclass(frozen=True, slots=True)
class Composed:
    """Two scenarios as one.

    patch     both of them; {} where it doesn't hold
    replaced  「亩均税收权重 25 分 → 45 分」 for each value of the lower one that is another now
    wrong     why it doesn't hold (weights off 100); () where it does
    """

    patch: Patch
    replaced: tuple[str, ...]
    wrong: tuple[Finding, ...]


def composed(
    policy: Policy, under: Mapping[str, object], over: Mapping[str, object], document: str | None,
    overlap: Overlap = Overlap.EACH,
) -> Composed:  # fmt: skip
    """The scenario `over` laid over the scenario `under`, both patches that hold by themselves.

    overlap   EACH: key by key, the upper one wins (`merge`), which may leave weights off 100. OVER, UNDER: of
              a block that both set (a pool's weights, its quotas, the vetoes) only the one's
    document  the policy's text, for quotes that a patch brings along
    Nothing is rescaled.
    """
    low = _without(under, _shared(under, over)) if overlap is Overlap.OVER else under
    high = _without(over, _shared(over, under)) if overlap is Overlap.UNDER else over
    patch = merge(low, high)
    try:
        lower, both = (amend(policy, p, document)[0] for p in (under, patch))
    except InputError as wrong:
        return Composed(Patch(), (), wrong.findings)
    return Composed(patch, _replaced(policy, lower, both), ())


def _shared(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[KeyPath, ...]:
    """The blocks of `one` that `other` sets too, wholly or in part."""
    others = tuple(_blocks(other))
    return tuple(own for own in _blocks(one) if any(own[: len(of)] == of[: len(own)] for of in others))


def _blocks(patch: Mapping[str, object]) -> Iterator[KeyPath]:
    """What must hold together: ("pools", 规上工业, "weights"), ("defaults", "classes"), ("vetoes",)."""
    for key, value in patch.items():
        yield from _within((key,), value, _DEPTH.get(key, 1))


def _within(path: KeyPath, value: object, depth: int) -> Iterator[KeyPath]:
    if len(path) == depth or not isinstance(value, Mapping):
        yield path
        return
    for key, inner in value.items():
        yield from _within((*path, key), inner, depth)


def _without(patch: Mapping[str, object], blocks: tuple[KeyPath, ...], path: KeyPath = ()) -> dict[str, object]:
    """The patch less some blocks; what becomes empty goes too."""
    kept: dict[str, object] = {}
    for key, value in patch.items():
        here = (*path, key)
        if here in blocks:
            continue
        inside = len(here) < _DEPTH.get(here[0], 1) and isinstance(value, Mapping) and bool(value)
        inner = _without(value, blocks, here) if inside else value
        if inner or not inside:
            kept[key] = inner
    return kept


def _replaced(policy: Policy, under: Policy, both: Policy) -> tuple[str, ...]:
    """What `under` has otherwise than the policy, and `both` otherwise again; what pools take from `defaults` once."""
    was, then, now = ({p.path: p for p in parameters(of)} for of in (policy, under, both))
    said = []
    for path in dict.fromkeys([*was, *then]):
        words = [known[path].words if path in known else _NONE for known in (was, then, now)]
        inherited = all(known[path].inherited for known in (was, then, now) if path in known)
        if not inherited and words[0] != words[1] != words[2]:
            said.append(f"{(then.get(path) or was[path]).label} {words[1]} → {words[2]}")
    return tuple(said)
