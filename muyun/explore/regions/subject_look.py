"""Which parks and regions are in front, how did they move, who has been for years? (XA-16, XA-23, XA-41)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.subjects import Subjects, evaluate_subjects
from muyun.policy.model import Policy
from muyun.policy.subjects import SubjectRules
from muyun.terms import PARK_LEVELS, Status


@dataclass(frozen=True, slots=True)
class SubjectLook:
    """An evaluation of parks or regions beside earlier years, all under the same rules and weights.

    name      of the evaluation in the policy; official: its rules as they are there
    earlier   the years before, latest first, as many as the look needs; None: the table has no such year
    """

    name: str
    official: SubjectRules
    now: Subjects
    earlier: tuple[Subjects | None, ...]

    @property
    def rules(self) -> SubjectRules:
        """The rules that were applied."""
        return self.now.rules

    @property
    def changed(self) -> tuple[str, ...]:
        """The indicators whose weight isn't the official one: what is shown is then no result."""
        return tuple(n for n, weight in self.rules.weights.items() if weight != self.official.weights[n])

    @property
    def group_names(self) -> list[str]:
        """The groups that somebody is ranked in, levels as measures.csv lists them, else by name."""
        known = {level: place for place, level in enumerate(PARK_LEVELS)}
        return sorted(self.now.group_names, key=lambda name: (known.get(name, len(known)), name))

    @property
    def order(self) -> list[str]:
        """Names by group and rank; then who isn't ranked, by score; the rest by name."""
        groups = {name: place for place, name in enumerate(self.group_names)}
        frame = pd.DataFrame({"group": self.now.groups.map(groups), "rank": self.now.ranks, "score": -self.now.scores})
        place, rank, score = (frame[key].fillna(np.inf).to_numpy() for key in ("group", "rank", "score"))
        return [self.now.names[i] for i in np.lexsort((np.arange(len(frame)), np.round(score, 9), rank, place))]

    @property
    def ranks_before(self) -> pd.Series:
        """Last year's rank of who was ranked in the same group; NaN for others."""
        before = self.earlier[0] if self.earlier else None
        if before is None:
            return pd.Series(np.nan, self.now.ranks.index)
        same = before.groups.reindex(self.now.names) == self.now.groups
        return before.ranks.reindex(self.now.names).where(same)

    @property
    def rank_change(self) -> pd.Series:
        """By how many places each stands better than last year; NaN where it can't be told."""
        return self.ranks_before - self.now.ranks

    @property
    def front(self) -> frozenset[str]:
        """Who is among the first of its group (XA-41); nobody where the policy has no such rule."""
        return in_front(self.now, self.rules)

    @property
    def steady(self) -> frozenset[str] | None:
        """Who has been in front in each of the years that the policy names (XA-23).

        None: a year of them is missing, so that nobody can be told to have been in front in a row.
        """
        rule = self.rules.front
        years = self.earlier[: rule.years - 1] if rule else ()
        if not years or any(year is None for year in years):
            return None
        return self.front.intersection(*(in_front(year, self.rules) for year in years))


def look(
    tables: Tables, policy: Policy, name: str, year: int, weights: Mapping[str, float] | None = None
) -> SubjectLook | None:
    """An evaluation of the policy in `year` and in the years before; None: the table has nobody of its kinds.

    weights  others than the policy's, in points and summing to 100
    """
    official = policy.evaluations[name]
    rules = official.with_weights(weights or {})
    now = evaluate_subjects(tables, policy, rules, year)
    if now is None:
        return None
    back = max(rules.front.years if rules.front else 0, 2)
    earlier = tuple(evaluate_subjects(tables, policy, rules, year - n) for n in range(1, back))
    return SubjectLook(name, official, now, earlier)


def in_front(of: Subjects, rules: SubjectRules) -> frozenset[str]:
    """The names ranked among the first `places` of their group; all that tie with the last of them.

    Who is alone in its group was ranked before nobody, and isn't in front (本系统假定).
    """
    if rules.front is None:
        return frozenset()
    ranked = of.ranks[(of.status == Status.EVALUATED).to_numpy()]
    others = of.groups[ranked.index].value_counts()
    front = ranked.index[(ranked <= rules.front.places).to_numpy()]
    return frozenset(name for name in front if others[of.groups[name]] > 1)


@dataclass(frozen=True, slots=True)
class FrontPark:
    """A park in front (XA-41): its rank in its group, and whether it has been for the policy's years (XA-23)."""

    name: str
    evaluation: str
    group: str
    rank: int
    steady: bool


def enterprises_in(evaluation: Evaluation, parks: Iterable[str]) -> dict[str, int]:
    """How many of the year's enterprises name each park as theirs."""
    counts = evaluation.prepared.cohort.enterprises["park"].value_counts()
    return {park: int(counts.get(park, 0)) for park in parks}


def front_parks(tables: Tables, policy: Policy, year: int) -> dict[str, FrontPark]:
    """The parks in front under any evaluation of the policy that says who is, by name."""
    found: dict[str, FrontPark] = {}
    for name, rules in policy.evaluations.items():
        seen = look(tables, policy, name, year) if rules.front and rules.table == "园区" else None
        for park in sorted(seen.front) if seen else ():
            steady = park in (seen.steady or ())
            found[park] = FrontPark(park, name, str(seen.now.groups[park]), int(seen.now.ranks[park]), steady)
    return found
