"""Which counties lead: the list from outside, and beside it our own board? (ZJ-01, ZJ-10)"""

from __future__ import annotations

from dataclasses import dataclass

from muyun.data.tables import Tables
from muyun.evaluate.subjects import Subjects, evaluate_subjects
from muyun.explore.leaders.board import NOBODY, Candidates, not_ranked
from muyun.explore.regions.place_names import among
from muyun.policy.model import Policy
from muyun.policy.subjects import SubjectRules
from muyun.terms import Status


@dataclass(frozen=True, slots=True)
class External:
    """A list from outside of a year: the names as they stand there, and the documents that they stand in."""

    names: tuple[str, ...]
    documents: tuple[str, ...]


def external(tables: Tables, name: str, year: int) -> External:
    """The entries of a list of table 名单 in that very year; empty where there are none."""
    rows = tables.lists
    own = (rows["list"] == name) & (rows["year"] == year)
    rows = rows[own.to_numpy(dtype=bool, na_value=False)]
    return External(
        tuple(dict.fromkeys(map(str, rows["name"].dropna()))), tuple(dict.fromkeys(map(str, rows["basis"].dropna())))
    )


def counties(tables: Tables, policy: Policy, rules: SubjectRules, year: int, outside: External) -> Candidates:
    """The counties of `year` by the rules, ties in the order of their names; what each is on the list from outside."""
    found = evaluate_subjects(tables, policy, rules, year)
    if found is None:
        return NOBODY
    names = tuple(found.names)
    return Candidates(
        keys=names, names=names, codes=("",) * len(names), scores=found.scores.to_numpy(dtype=float),
        passed=tuple("在公布的名单里" if among(name, outside.names) else "" for name in names),
        failed=tuple(_failed(found, name) for name in names),
        measures=tuple((rule.label or name, rule.unit) for name, rule in rules.indicators.items()),
        values=found.indicators.to_numpy(dtype=float),
        published=found.published.to_numpy(dtype=bool), uncounted=tuple(found.uncounted("")),
    )  # fmt: skip


def _failed(found: Subjects, name: str) -> str:
    status = found.status[name]
    return "" if status == Status.EVALUATED else not_ranked(status, found.reasons[name])
