"""Why is this enterprise's result what it is? The trace as one tree, class first, cells last."""

from __future__ import annotations

from dataclasses import replace

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.policy.model import Policy
from muyun.show.explain.items import score
from muyun.show.explain.node import Node
from muyun.show.explain.overrides import adjusted_class
from muyun.show.explain.sectors import applied_class
from muyun.show.explain.standing import natural_class, standing
from muyun.show.explain.status import pool, status, unit
from muyun.show.explain.subject import Subject, subject
from muyun.terms import Status


def explain(evaluation: Evaluation, tables: Tables, uscc: str, official: Policy | None = None) -> Node:
    """The trace of one enterprise's result.

    tables    those that were evaluated, corrections (纠偏) applied
    official  the unpatched policy in a scenario, so that what the scenario sets isn't given the document's words
    The root is 执行等级 for a ranked unit, else the status with its reason, and the score of a unit in
    transition. Every number is one of the evaluation's frames, or a sum, count or share that they were made
    of; `Node.operation` says how a node's value comes from those below it (docs/explain.md). A merged
    unit's tenants share the unit's trace. KeyError: the year has no such enterprise.
    """
    of = subject(evaluation, tables, uscc, official)
    found = status(of)
    scored = score(of)
    if found.value != Status.EVALUATED:
        beside = [scored] if scored is not None else []
        return replace(found, children=(*found.children, *beside, *_pool(of), *unit(of)))
    where = standing(of)
    natural = natural_class(of, where, scored)
    applied = applied_class(of, where, adjusted_class(of, where, natural))
    return replace(applied, children=(*applied.children, found, *_pool(of), *unit(of)))


def _pool(of: Subject) -> tuple[Node, ...]:
    return (pool(of),) if of.pool and of.group else ()
