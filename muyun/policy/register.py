"""What does the system do with each clause, and where in the document does it stand? `muyun/register.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from muyun.policy.clauses import Clause, clauses
from muyun.policy.load import TEXT_FILE
from muyun.policy.model import Policy
from muyun.policy.parameters import parameters


class ClauseState(StrEnum):
    """Where a clause stands."""

    DONE = "已实现"
    TO_COME = "待实现"
    PEOPLE = "需人工"


@dataclass(frozen=True, slots=True)
class Registered:
    """A clause as it stands in the document, and what becomes of it.

    quote  verbatim from the document, white space aside; it stands there once
    does   what the system does with it, what is still to come, or why it needs people
    pages  names of the menu's pages on which it shows; () unless it is DONE
    """

    clause: Clause
    quote: str
    state: ClauseState
    does: str
    pages: tuple[str, ...]

    @property
    def id(self) -> str:
        """The clause's id."""
        return self.clause.id


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that ships without rules of its own: to be read, with its clauses."""

    id: str
    title: str
    region: str
    year: int


READINGS = (Reading("zhejiang-leaders-2019", "2019年浙江省“亩均效益”领跑者行动工作方案", "浙江省", 2019),)
"""The documents in `muyun/documents`; their texts are in a folder of that id."""


def reading_text(reading: Reading) -> str:
    """The text of a document without rules."""
    return files("muyun").joinpath("documents", reading.id, TEXT_FILE).read_text("utf-8")


@cache
def register() -> tuple[Registered, ...]:
    """Every clause of clauses.csv, in its order. KeyError: register.csv lacks one."""
    text = files("muyun").joinpath("register.csv").read_text("utf-8")
    rows = {row["id"]: row for row in csv.DictReader(text.splitlines())}
    return tuple(_registered(clause, rows[clause.id]) for clause in clauses())


def registered_of(document: str) -> tuple[Registered, ...]:
    """The clauses of one document, by the id of its policy or reading; () where it has none."""
    return tuple(entry for entry in register() if entry.clause.policy == document)


def registered_for(policy: Policy) -> tuple[Registered, ...]:
    """The clauses that a policy stands on: its document's; a county's own has those of the documents that it cites."""
    own = registered_of(policy.id)
    if own:
        return own
    cited = {clause for parameter in parameters(policy) for clause in parameter.clause}
    documents = {entry.clause.policy for entry in register() if entry.id in cited}
    return tuple(entry for entry in register() if entry.clause.policy in documents)


def without_setting(policy: Policy, page: str) -> tuple[str, ...]:
    """The clauses that hold on a page though no setting cites them: the code does what they say for every policy."""
    cited = {clause for parameter in parameters(policy) for clause in parameter.clause}
    return tuple(e.id for e in registered_for(policy) if page in e.pages and e.id not in cited)


def _registered(clause: Clause, row: dict[str, str]) -> Registered:
    pages = tuple(row["pages"].split(";")) if row["pages"] else ()
    return Registered(clause, row["quote"], ClauseState(row["state"]), row["does"], pages)
