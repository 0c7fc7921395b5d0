"""What do vetoes and manual changes make of the class by rank? (spec 5.3, 12; XC-17, XA-13)

Arrays are in rank order, k × n for k weight sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.kernel import A, B, C, D, running_count

NOT_VETOED = -1
UNCHANGED = -1


@dataclass(frozen=True, slots=True)
class Vetoes:
    """The vetoes of a pool's rows, n each, in the kernel's row order.

    limit     the best class a row may have (C, D), NOT_VETOED where there is none
    joint     the pool's veto is XA-13's: vetoed rows take places of the joint C and D count
    backfill  n, whether the places that a row leaves go to the next ranks
    """

    limit: np.ndarray
    joint: bool
    backfill: np.ndarray

    @property
    def any(self) -> bool:
        """Whether there is any veto at all."""
        return bool((self.limit != NOT_VETOED).any())


def after_vetoes(
    natural: np.ndarray, order: np.ndarray, vetoes: Vetoes, counts: np.ndarray, bounds: np.ndarray
) -> np.ndarray:
    """Classes after the vetoes, k × n.

    natural  n, the class of each place by quota
    order    k × n rows in rank order
    counts   g × 4 places of A–D, `bounds` g + 1 as in the kernel
    """
    natural = np.broadcast_to(natural, order.shape)
    if not vetoes.any:
        return natural
    limit, backfill = vetoes.limit[order], vetoes.backfill[order]
    per_row = np.repeat(counts, np.diff(bounds), axis=0)
    if vetoes.joint:
        return _joint(natural, limit, backfill, per_row, bounds)
    return _not_above(natural, limit, backfill, per_row, bounds)


def _not_above(
    natural: np.ndarray, limit: np.ndarray, backfill: np.ndarray, counts: np.ndarray, bounds: np.ndarray
) -> np.ndarray:
    """XC-17: the worse of the limit and the natural class; freed places go to the next ranks.

    A natural D never climbs; a vetoed row without backfill keeps its place from the others.
    """
    classes = np.where(natural == D, D, C).astype(np.int8)
    for better, place in candidates(natural, limit, backfill, counts, bounds):
        classes[(place > 0) & (place <= counts[:, better])] = better
    return np.maximum(classes, limit)


def candidates(
    natural: np.ndarray, limit: np.ndarray, backfill: np.ndarray, counts: np.ndarray, bounds: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """For A, then B: the place of each row among those that may take the class, 0 for the others; k × n.

    counts  n × 4, of each row's group. Who took A is no candidate for B; nobody who is D by quota is any.
    """
    open_ = natural != D
    for better in (A, B):
        free = open_ & ((limit <= better) | ~backfill)
        place = np.where(free, running_count(free, bounds), 0)
        yield better, place
        open_ &= ~(free & (place <= counts[:, better]))


def _joint(
    natural: np.ndarray, limit: np.ndarray, backfill: np.ndarray, counts: np.ndarray, bounds: np.ndarray
) -> np.ndarray:
    """XA-13: vetoed rows hold places of the joint C and D count, the rest of it goes to the others.

    From the bottom up, D first, up to the D count less the vetoed D; A keeps its count, B is the rest.
    """
    vetoed = limit != NOT_VETOED
    fallen = np.maximum(natural, limit)
    joint = joint_places(natural, limit, counts, bounds)
    classes = np.where(joint.from_top <= counts[:, A], A, B)
    classes = np.where(joint.from_bottom <= joint.left, C, classes)
    classes = np.where(joint.from_bottom <= joint.left_d, D, classes)
    return np.where(vetoed, fallen, natural if nobody_moves(limit, backfill) else classes).astype(np.int8)


@dataclass(frozen=True, slots=True)
class JointPlaces:
    """The joint C and D count shared out, k × n each: how many vetoed rows of the group hold its places and how
    many of them are D, what is left of the count and of D, and each row's place among the others from both ends."""

    vetoed: np.ndarray
    vetoed_d: np.ndarray
    left: np.ndarray
    left_d: np.ndarray
    from_top: np.ndarray
    from_bottom: np.ndarray


def joint_places(natural: np.ndarray, limit: np.ndarray, counts: np.ndarray, bounds: np.ndarray) -> JointPlaces:
    """What XA-13 leaves to the rows without veto; arguments in rank order, `counts` n × 4."""
    vetoed = limit != NOT_VETOED
    last = np.repeat(bounds[1:] - 1, np.diff(bounds))  # the last place of each row's group
    count = running_count(vetoed, bounds)[:, last]
    count_d = running_count(vetoed & (np.maximum(natural, limit) == D), bounds)[:, last]
    left = np.maximum(counts[:, C] + counts[:, D] - count, 0)
    left_d = np.minimum(left, np.maximum(counts[:, D] - count_d, 0))
    from_top = running_count(~vetoed, bounds)
    return JointPlaces(count, count_d, left, left_d, from_top, from_top[:, last] - from_top + 1)


def nobody_moves(limit: np.ndarray, backfill: np.ndarray) -> bool:
    """Whether the rows without veto stay where they are: a veto of the pool is without backfill (XA-13)."""
    return bool((~backfill & (limit != NOT_VETOED)).any())


def after_manual_changes(classes: np.ndarray, manual: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Classes after 手工调档, all in the same row order: with a veto the worse of the two.

    manual  class set by hand or UNCHANGED; limit as in `Vetoes`. Frees and fills no place (spec 12).
    """
    changed = manual != UNCHANGED
    if not changed.any():
        return classes
    worse = np.maximum(classes, manual)
    return np.where(changed, np.where(limit != NOT_VETOED, worse, manual), classes).astype(np.int8)
