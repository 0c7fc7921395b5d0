"""What is there to see of the sectors of one 评价组 under one split? All of it, computed once for 行业."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.sectors.ends import EarlierEnd, EndRules, Ends, chained, earlier_end, ends, rules_of
from muyun.explore.sectors.sums import Level, Parted, Sums, groups, growth, parted, sums
from muyun.policy.model import Policy
from muyun.policy.register import Registered, register

LIMIT = ("JX-15", "JX-16")
"""No new capacity in sectors below the city's score (JX-15); what is still allowed (JX-16) is only quoted."""

By = Level | Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class SectorLook:
    """The sectors of a 评价组.

    split    what the split is called (大类, 政策重点行业)
    chained  mask over `of.rows`: at the bottom now and in the years before
    grown    (s + 1) × indicators, growth on last year; NaN without
    broken   the years that a chain needs and the data don't have
    """

    evaluation: Evaluation
    group: str
    split: str
    of: Parted
    found: Sums
    rules: EndRules
    ends: Ends
    chained: np.ndarray
    grown: np.ndarray
    broken: tuple[int, ...]

    @property
    def limited(self) -> np.ndarray:
        """Mask of the sectors below the whole where the policy's rule of sectors holds: 原则上不得新增产能 (JX-15)."""
        return (self.found.standing[:-1] < 0) & self.rules.ruled

    def mask(self, place: int) -> np.ndarray:
        """Mask of the units of one sector."""
        mask = np.zeros(len(self.evaluation.participants), dtype=bool)
        mask[self.of.members(place)] = True
        return mask

    @property
    def sizes(self) -> np.ndarray:
        """参评 units of each sector."""
        return self.found.units[:-1]


def look(evaluation: Evaluation, group: str, split: str, by: By, before: Sequence[Evaluation | None]) -> SectorLook:
    """Sums, ends, chains and growth. `before`: the official evaluations of the years before, latest first, None
    for one that there isn't. KeyError: no such 评价组."""
    of, rules = parted(evaluation, group, by), rules_of(evaluation.policy, group, by)
    found = sums(evaluation, group, of)
    own = ends(evaluation, of, found, rules)
    chain = [_earlier(last, evaluation.year - n, group, by) for n, last in enumerate(before[: rules.years - 1], 1)]
    return SectorLook(
        evaluation, group, split, of, found, rules, own, chained(evaluation, of, own, chain),
        _grown(found, of, group, by, before[0] if before else None),
        tuple(end.year for end in chain if end.due is None),
    )  # fmt: skip


def _earlier(last: Evaluation | None, year: int, group: str, by: By) -> EarlierEnd:
    if last is None or group not in groups(last):
        return earlier_end(None, year, None, None)
    of = parted(last, group, by)
    return earlier_end(last, year, of, ends(last, of, sums(last, group, of), rules_of(last.policy, group, by)))


def _grown(found: Sums, of: Parted, group: str, by: By, last: Evaluation | None) -> np.ndarray:
    if last is None or group not in groups(last):
        return growth(found.indicators, of.sectors, None)
    held = parted(last, group, by)
    return growth(found.indicators, of.sectors, (sums(last, group, held).indicators, held.sectors))


def limit_clauses(policy: Policy) -> tuple[Registered, ...]:
    """The limit on sectors below the whole and its exceptions, of the document that the policy's sector rules cite.

    () for a policy without such rules.
    """
    cited = set(policy.sector_rules.clause) if policy.sector_rules else set()
    documents = {entry.clause.policy for entry in register() if entry.id in cited}
    return tuple(entry for entry in register() if entry.id in LIMIT and entry.clause.policy in documents)
