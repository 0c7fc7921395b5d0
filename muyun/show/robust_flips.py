"""Which of the weight sets that flip a class can be opened as a scenario, and what is each called?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.explore.flip.flips import Flip, Flips
from muyun.explore.weight_space import WeightSpace
from muyun.explore.whatif.headline import short_word
from muyun.policy.model import Policy
from muyun.terms import Class


@dataclass(frozen=True, slots=True)
class Opening:
    """A weight set to be opened: what the link says, and the weights by indicator, in points."""

    label: str
    weights: dict[str, float]


def openings(found: Flips, space: WeightSpace, policy: Policy) -> list[Opening]:
    """The weight sets found, up first; two measures with the same set are one."""
    opened: list[Opening] = []
    for flip in (*found.up, *found.down):
        if flip.plain is None:
            continue
        weights = dict(zip(space.names, np.asarray(flip.plain, dtype=float).tolist(), strict=True))
        if all(weights != other.weights for other in opened):
            opened.append(Opening(_label(flip, found.now, policy), weights))
    return opened


def _label(flip: Flip, now: int, policy: Policy) -> str:
    """「升到 B 档（合计变动小）」"""
    way = "升到" if flip.reached < now else "降到"
    return f"{way} {short_word(policy.class_words, Class('ABCD'[flip.reached]))}（{flip.norm}小）"
