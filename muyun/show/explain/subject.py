"""Whose result is explained, with what at hand: the evaluation, the upload, and where each rule comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.findings import Cell
from muyun.policy.amend import SCENARIO_SOURCE
from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.strict_yaml import KeyPath
from muyun.show.explain.node import NO_BASIS, Basis


@dataclass(frozen=True, slots=True)
class Subject:
    """An enterprise (`uscc`) and its 评价单元 in an evaluation of `tables`.

    place   position of the unit in the frames; `pool` and `group` are "" where none fits
    rules   every value of the policy by its path; official: the values of the unpatched policy in a scenario
    """

    evaluation: Evaluation
    tables: Tables
    uscc: str
    unit: str
    place: int
    pool: str
    group: str
    rules: Mapping[KeyPath, Parameter]
    official: Mapping[KeyPath, object]

    @property
    def policy(self) -> Policy:
        """The policy applied."""
        return self.evaluation.policy

    @property
    def year(self) -> int:
        """The evaluated year."""
        return self.evaluation.year

    @property
    def tenants(self) -> list[str]:
        """The credit codes of the unit: its own, or those of all its tenants."""
        cohort = self.evaluation.prepared.cohort
        return [str(code) for code in cohort.enterprises.index[cohort.places == self.place]]

    @property
    def merged(self) -> bool:
        """Whether the unit is a merged parcel unit (FH-06)."""
        return self.unit not in self.evaluation.prepared.cohort.enterprises.index

    def name(self, code: str) -> str:
        """What an enterprise of the year is called, its credit code where it has no name."""
        return str(shown_names(self.evaluation.prepared.cohort.enterprises.loc[[code]]).iat[0])

    def cell(self, code: str, name: str) -> Cell:
        """Where measure `name` of an enterprise stands in table 企业 of the evaluated year."""
        label = self.evaluation.prepared.cohort.enterprises.at[code, "row"]
        return self.tables.cell("企业", label, name)

    def basis(self, *path: str | int) -> Basis:
        """Where the value at `path` comes from, or the rule at `path`; of a value that isn't written out its rule's."""
        while path:
            if path in self.rules:
                return self._basis([self.rules[path]])
            found = [parameter for parameter in self.rules.values() if parameter.rule == path]
            if found:
                return self._basis(found)
            path = path[:-1]
        return NO_BASIS

    def _basis(self, parts: Sequence[Parameter]) -> Basis:
        """The source of a value, or of the values of one rule: the scenario's where it sets any of them."""
        if self.official and any(self.official.get(part.path) != part.value for part in parts):
            return Basis(assumed=SCENARIO_SOURCE)
        found = parts[0]
        own = dict(found.quotes)
        clauses = tuple((clause, own.get(clause, found.quote or "")) for clause in found.clause)
        notes = (found.assumed, found.note)
        return Basis(clauses, found.published or "", " ".join(note for note in notes if note))


def subject(evaluation: Evaluation, tables: Tables, uscc: str, official: Policy | None) -> Subject:
    """The subject for a credit code. KeyError: the year has no such enterprise."""
    unit = str(evaluation.unit_of[uscc])
    place = int(evaluation.participants.index.get_loc(unit))
    pool, group = (evaluation.participants[name].iat[place] for name in ("pool", "group"))
    rules = {parameter.path: parameter for parameter in parameters(evaluation.policy)}
    before = {p.path: p.value for p in parameters(official)} if official not in (None, evaluation.policy) else {}
    return Subject(evaluation, tables, uscc, unit, place, _text(pool), _text(group), rules, before)


def _text(word: object) -> str:
    return "" if isinstance(word, float) and np.isnan(word) else str(word)
