"""Which policies are held against each other, and what does a file say that comes from both?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from muyun.policy.model import Policy
from muyun.terms import ResultKind
from muyun.ui.confirmed import worth
from muyun.ui.state import State
from muyun.ui.widgets import Export, bands, data_of, result_name, year_of

_RULES = "内容：两份政策的规则对照，不是评价结果"


@dataclass(frozen=True, slots=True)
class Pair:
    """The policies held against each other, what they are called, and whether each is with the scenario."""

    one: Policy
    other: Policy
    names: tuple[str, str]
    patched: tuple[bool, bool]


def rules_file(state: State, pair: Pair) -> Export:
    """Of the rules that differ: it holds no result, so its name need not say what it is worth."""
    title = f"政策对比 {pair.names[0]} 与 {pair.names[1]}"
    return Export(title, result_name(title, state), [_RULES, *_both(state, pair)], bands(state))


def classes_file(state: State, pair: Pair, left_out: Sequence[str]) -> Export:
    """Of the classes that differ: never an official result, whatever each of the policies is worth.

    left_out  what can't be compared and so isn't in the file, a sentence each
    """
    title, kind = f"等级变动 {pair.names[0]} 与 {pair.names[1]}", ResultKind.COMPARISON
    notes = [f"结果性质：{kind}", *year_of(state), *_both(state, pair), *data_of(state), *left_out]
    return Export(title, f"{title}（{kind}）", notes, [kind, *bands(state)])


def _both(state: State, pair: Pair) -> list[str]:
    """Each policy with what its own result is worth."""
    sides = zip((pair.one, pair.other), pair.names, pair.patched, strict=True)
    return [
        f"{name}：{policy.title}（按它评价是“{worth(_alone(state, policy, patched)).words}”）"
        for policy, name, patched in sides
    ]


def _alone(state: State, policy: Policy, patched: bool) -> State:
    """The screen with one side only."""
    return state if patched else replace(state, official=policy, policy=policy, patch={}, patch_text="")
