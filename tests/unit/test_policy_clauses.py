"""Clauses are those of clauses.csv, under the policies' own ids."""

from __future__ import annotations

from collections import Counter

import pytest

from muyun.policy.clauses import DOCUMENTS, clauses, clauses_of
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import Policy


def cited(data: object) -> set[str]:
    """Every clause id that a policy names, as plain data."""
    if isinstance(data, dict):
        own = set(data.get("clause", ())) | set(data.get("quotes", ()))
        return own.union(*(cited(value) for value in data.values()))
    return set().union(*(cited(value) for value in data)) if isinstance(data, list) else set()


def plain(policy: Policy) -> dict:
    return policy.model_dump(mode="json", exclude_unset=True)


def test_each_document_has_its_clauses():
    assert Counter(clause.policy for clause in clauses()) == {
        "jiaxing-2018": 34, "xiacheng-2019": 33, "fenghua-2022": 19, "zhejiang-leaders-2019": 12, "xian-2022": 44,
    }  # fmt: skip
    assert len(clauses()) == 142


def test_a_clause_says_where_it_stands_and_what_it_asks():
    (clause,) = [c for c in clauses() if c.id == "XC-15"]
    assert (clause.policy, clause.document) == ("xiacheng-2019", "xiacheng-hangzhou-2019")
    assert (clause.clause, clause.capability, clause.gist) == ("二(一)4", "classes", "原则上A档不超过20%")
    assert (clause.computation, clause.inputs, clause.output) == ("floor quota", "ranks", "A")


def test_clauses_of_a_policy_are_its_document_s_in_order():
    ids = [clause.id for clause in clauses_of("fenghua-2022")]
    assert ids == [f"FH-{n:02d}" for n in range(1, 20)]
    assert clauses_of("huangyan-2022") == ()


def test_clause_ids_are_unique_and_every_document_has_a_policy_id():
    assert max(Counter(clause.id for clause in clauses()).values()) == 1
    assert {clause.document for clause in clauses()} == set(DOCUMENTS)


@pytest.mark.parametrize("policy_id", policy_ids())
def test_each_clause_that_a_shipped_policy_names_belongs_to_its_document(policy_id):
    known = {clause.id for clause in clauses_of(policy_id)}
    assert cited(plain(load_policy(policy_id))) <= known
