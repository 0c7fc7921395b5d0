"""Whose class isn't the one by rank, or is proposed to be another, and by which kind of rule?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.decide import PoolDecision, PreparedPool
from muyun.evaluate.kernel import C, D
from muyun.evaluate.labels import source_id
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED
from muyun.policy.rules import Review
from muyun.terms import Class


class Override(StrEnum):
    """What touches a class after the ranking, in the order in which it is told."""

    VETO = "否决事项"
    BACKFILL = "递补"
    MANUAL = "手工调档"
    TOP = "行业前列"
    BOTTOM = "行业末位"
    CHAINED = "连续末位"
    REVIEW = "复核"


PROPOSED = (Override.TOP, Override.BOTTOM, Override.CHAINED, Override.REVIEW)
"""What the documents only propose (可享受, 应对标, 原则上; a list to look at): the office confirms or refuses it."""

_BETWEEN_LABELS = "、，,;；\\s"


@dataclass(frozen=True, slots=True)
class Succession:
    """Who climbed into whose place (spec 5.3): positions of both units, and the number of the class."""

    climbed: int
    left: int
    letter: int


@dataclass(frozen=True, slots=True)
class JointPlaces:
    """The joint C and D count of a 评价组 (XA-13), and how many vetoed units hold places of it."""

    group: str
    places: int
    vetoed: int

    @property
    def over(self) -> int:
        """Vetoed units beyond the joint count; they stay in C or D all the same."""
        return max(self.vetoed - self.places, 0)


def overridden(evaluation: Evaluation) -> dict[Override, np.ndarray]:
    """For each kind a mask of the 评价单元, n; only of what holds: a sector's best that is A already isn't raised.

    Spec 5.3, 5.4, 6.2, 12; JX-17…19, XC-17, XA-13, XA-43.
    """
    masks = {kind: np.zeros(len(evaluation.participants), dtype=bool) for kind in Override}
    events = evaluation.prepared.events
    masks[Override.VETO] = events.limit != NOT_VETOED
    masks[Override.MANUAL] = events.manual != UNCHANGED
    for name, pool in evaluation.prepared.pools.items():
        decision, rows = evaluation.decisions[name], pool.ranked_rows
        masks[Override.BACKFILL][rows] = _climbed(pool, decision)
        if pool.sectors is not None:
            adjusted, applied = decision.adjusted[0], decision.applied[0]
            masks[Override.TOP][rows] = applied < adjusted
            masks[Override.BOTTOM][rows] = decision.sectors.bottom[0] & (adjusted != D)
            masks[Override.CHAINED][rows] = applied > adjusted
    for _, mask in reviews(evaluation):
        masks[Override.REVIEW] |= mask
    return masks


def any_of(masks: Mapping[Override, np.ndarray]) -> np.ndarray:
    """Mask of the units that any kind concerns."""
    return np.logical_or.reduce(list(masks.values()))


def reviews(evaluation: Evaluation) -> list[tuple[Review, np.ndarray]]:
    """For each rule of the policy's `review` the mask of the units that it lists (XA-43): of one of its
    执行等级, and one of its enterprises has one of the labels, as a whole word. No class changes."""
    letters = evaluation.classes["applied"]
    found = []
    for rule in evaluation.policy.review:
        of_class = letters.isin([str(letter) for letter in rule.in_class]).to_numpy()
        found.append((rule, of_class & _labelled(evaluation, rule.labels)))
    return found


def _labelled(evaluation: Evaluation, labels: tuple[str, ...]) -> np.ndarray:
    mask = np.zeros(len(evaluation.participants), dtype=bool)
    mask[evaluation.places[has_label(evaluation, labels)]] = True
    return mask


def has_label(evaluation: Evaluation, labels: tuple[str, ...]) -> np.ndarray:
    """Mask of the 企业 rows of the year whose 标签 has one of these words, whole (新设企业 isn't in 非新设企业)."""
    words = "|".join(map(re.escape, labels))
    pattern = f"(?:^|[{_BETWEEN_LABELS}])(?:{words})(?:$|[{_BETWEEN_LABELS}])"
    rows = evaluation.prepared.cohort.enterprises
    return rows["labels"].str.contains(pattern, na=False).to_numpy(dtype=bool)


def _climbed(pool: PreparedPool, decision: PoolDecision) -> np.ndarray:
    """Mask of the 参评 rows without veto whose class after the vetoes is better than by quota."""
    return (decision.fallen[0] < decision.natural[0]) & (pool.vetoes.limit == NOT_VETOED)


def successions(evaluation: Evaluation) -> list[Succession]:
    """Who took whose place, 评价组 by 评价组, from A down: the best of those who climbed into a class has
    the place of the best of those who left it."""
    found = []
    for name, pool in evaluation.prepared.pools.items():
        decision = evaluation.decisions[name]
        climbed = _climbed(pool, decision)
        if climbed.any():
            found += _of_pool(pool, decision, climbed)
    return found


def _of_pool(pool: PreparedPool, decision: PoolDecision, climbed: np.ndarray) -> Iterator[Succession]:
    natural, fallen, ranks = decision.natural[0], decision.fallen[0], decision.ranks[0]
    frees = (pool.vetoes.limit == NOT_VETOED) | pool.vetoes.backfill
    place = np.arange(len(ranks))
    for start, end in zip(pool.bounds[:-1].tolist(), pool.bounds[1:].tolist(), strict=True):
        inside = (place >= start) & (place < end)
        order = start + np.lexsort((place[start:end], ranks[start:end]))  # ties stand in tie-break order
        for letter in range(len(Class)):
            left = order[(inside & frees & (natural == letter) & (fallen != letter))[order]]
            came = order[(inside & climbed & (fallen == letter))[order]]
            pairs = zip(pool.ranked_rows[came].tolist(), pool.ranked_rows[left].tolist(), strict=False)
            yield from (Succession(up, gone, letter) for up, gone in pairs)


def joint_places(evaluation: Evaluation) -> list[JointPlaces]:
    """The 评价组 whose vetoes share the joint C and D count and that have a vetoed unit (XA-13)."""
    found = []
    for name, pool in evaluation.prepared.pools.items():
        if not pool.vetoes.joint or not pool.vetoes.any:
            continue
        vetoed = pool.vetoes.limit != NOT_VETOED
        counts = evaluation.decisions[name].counts
        for g, group in enumerate(pool.groups):
            own = int(vetoed[pool.bounds[g] : pool.bounds[g + 1]].sum())
            if own:
                found.append(JointPlaces(group, int(counts[g, C:].sum()), own))
    return found


def documents(evaluation: Evaluation, tables: Tables) -> dict[int, list[str]]:
    """By position of a unit the 依据 column of its 否决事项 and 手工调档 rows of the year, each once."""
    found: dict[int, list[str]] = {}
    place = dict(zip(evaluation.unit_of.index, evaluation.places.tolist(), strict=True))
    for rows in (tables.vetoes, tables.manual_changes):
        of_year = rows[(rows["year"] == evaluation.year).to_numpy(dtype=bool, na_value=False)]
        for code, basis in zip(of_year["uscc"], of_year["basis"], strict=True):
            if code in place and isinstance(basis, str) and basis not in found.setdefault(place[code], []):
                found[place[code]].append(basis)
    return found


def clause_of(evaluation: Evaluation, kind: Override) -> str:
    """The clause that a proposal of the sector rules rests on; 本系统 without one."""
    rules = evaluation.policy.sector_rules
    position = {Override.TOP: 0, Override.BOTTOM: 1, Override.CHAINED: 2}.get(kind)
    return rules.clause[position] if rules is not None and position is not None else "本系统"


def review_clause(rule: Review) -> str:
    """The clause that a review rests on; 本系统 without one."""
    return source_id(rule)
