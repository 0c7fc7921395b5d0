"""What is the shown result worth? 试算结果 until the office has confirmed every 本系统假定."""

from __future__ import annotations

from muyun.policy.model import policy_hash
from muyun.store import Matter
from muyun.store.confirmed import Standing, Worth, standings, worth_of
from muyun.terms import ResultKind
from muyun.ui import cached
from muyun.ui.state import State

ASSUMPTIONS = {"view": "本系统假定"}
"""The query that opens the page of policies where they are confirmed."""

_OF_SUBJECTS = ("policy", "regions", "leaders")
"""Pages whose figures the rules for parks and regions decide; no enterprise's result depends on those."""

_SYNTHETIC = f"{ResultKind.TRIAL}：合成样例数据"
_NOT_IN_USE = f"{ResultKind.TRIAL}：不是现用数据"


def assumed(state: State) -> tuple[Standing, ...]:
    """Every assumption of the policy as it is, patch aside, with what the office said of it."""
    policy = state.official
    said = cached.store().verdicts(Matter.ASSUMPTION, policy.id)
    return standings(cached.assumed(policy.id, policy_hash(policy)), said)


def _concerning(state: State) -> tuple[Standing, ...]:
    """The assumptions that the page's figures stand on."""
    every = assumed(state)
    if state.page in _OF_SUBJECTS:
        return every
    return tuple(s for s in every if s.assumption.parameter.path[0] != "evaluations")


def worth(state: State) -> Worth:
    """What pages and files say of the result: the one place where it is decided.

    Made-up data give no official one, nor does a version of the data that the office doesn't work with.
    """
    if state.is_scenario:
        return Worth(ResultKind.SCENARIO, str(ResultKind.SCENARIO), 0)
    found = worth_of(_concerning(state))
    if found.waiting or state.dataset is None:
        return found
    if state.dataset.synthetic:
        return Worth(ResultKind.TRIAL, _SYNTHETIC, 0)
    return found if cached.in_use(state.dataset) else Worth(ResultKind.TRIAL, _NOT_IN_USE, 0)
