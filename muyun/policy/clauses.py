"""Which clauses do the documents have, and what does each ask of the product? `muyun/clauses.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DOCUMENTS: dict[str, str] = {
    "jiaxing-2018-44": "jiaxing-2018",
    "xiacheng-hangzhou-2019": "xiacheng-2019",
    "zhejiang-2019-4-leaders": "zhejiang-leaders-2019",
    "xian-2022-11": "xian-2022",
    "fenghua-2022-1": "fenghua-2022",
}
"""Documents as clauses.csv names them → policy ids (cli.md)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a document.

    id          as 依据 and policy files write it (XC-15)
    policy      the policy's id (xiacheng-2019); `document` is clauses.csv's own name for it
    clause      where it stands in the document (二(一)4)
    capability  the part of the product that it concerns (classes)
    gist        its words in short; then what is computed, from what, giving what
    """

    id: str
    policy: str
    document: str
    clause: str
    capability: str
    gist: str
    computation: str
    inputs: str
    output: str


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause, in the order of clauses.csv."""
    text = files("muyun").joinpath("clauses.csv").read_text("utf-8")
    return tuple(_clause(row) for row in csv.DictReader(text.splitlines()))


def clauses_of(policy_id: str) -> tuple[Clause, ...]:
    """The clauses of one policy's document; () for a policy without one (a county's own)."""
    return tuple(clause for clause in clauses() if clause.policy == policy_id)


def _clause(row: dict[str, str]) -> Clause:
    document = row.pop("policy")
    return Clause(policy=DOCUMENTS[document], document=document, **row)
