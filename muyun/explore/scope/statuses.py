"""Who takes part in a year and who doesn't, for which reason? Counts of 企业 rows that add up to the rows (spec 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.cohort import gate_of_year
from muyun.evaluate.labels import source_id
from muyun.policy.model import Policy
from muyun.policy.rules import LandGate
from muyun.policy.source import Sourced
from muyun.terms import Status


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that end in one status for one reason (as in 依据; "" for 参评).

    rows  企业 rows; land_mu: Σ of their known land; no_land: rows whose land isn't known
    """

    status: Status
    reason: str
    rows: int
    land_mu: float
    no_land: int


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The rows of a year in parts that add up to them.

    parts  by status, then the most frequent reason first
    part_of  for each 企业 row, in the order of the credit codes, the position of its part
    """

    year: int
    parts: tuple[Part, ...]
    part_of: np.ndarray

    @property
    def rows(self) -> int:
        """The 企业 rows of the year."""
        return len(self.part_of)

    def rows_of(self, status: Status) -> int:
        """The rows of one status."""
        return sum(part.rows for part in self.parts if part.status is status)


def scope(evaluation: Evaluation) -> Scope:
    """The parts of a year; tenants of a merged unit each count with the unit's status and reason."""
    units, rows = evaluation.participants, evaluation.prepared.cohort.enterprises
    status, reason = units["status"].cat, units["reason"].cat
    width = len(reason.categories) + 1
    keys = (status.codes.to_numpy(np.int64) * width + reason.codes.to_numpy(np.int64) + 1)[evaluation.places]
    found, part_of = np.unique(keys, return_inverse=True)
    land = rows["land_mu"].to_numpy(dtype=float)
    known = ~np.isnan(land)
    count = np.bincount(part_of, minlength=len(found))
    total = np.bincount(part_of[known], land[known], len(found))
    lacking = count - np.bincount(part_of[known], minlength=len(found))
    reasons = ["", *map(str, reason.categories)]
    made = [
        Part(Status(status.categories[key // width]), reasons[key % width], int(n), float(mu), int(no))
        for key, n, mu, no in zip(found.tolist(), count, total, lacking, strict=True)
    ]
    order = sorted(range(len(made)), key=lambda i: (list(Status).index(made[i].status), -made[i].rows, made[i].reason))
    position = np.empty(len(made), dtype=np.int64)
    position[order] = np.arange(len(made))
    return Scope(evaluation.year, tuple(made[i] for i in order), position[part_of])


def rules_by_reason(policy: Policy, year: int) -> dict[str, Sourced]:
    """Which rule of the policy stands behind a reason of `scope`; facts of the data (用地缺失) have none."""
    rules: dict[str, Sourced] = {}
    for exclusion in policy.scope.exclude:
        rules.setdefault(f"{source_id(exclusion)}:{exclusion.reason}", exclusion)
    for gate in gates_in_force(policy, year):
        rules.setdefault(f"{source_id(gate)}:用地不足{gate.at_least_mu:g}亩", gate)
    if transition := policy.scope.transition:
        rules[f"{source_id(transition)}:过渡期"] = transition
    return rules


def gates_in_force(policy: Policy, year: int) -> list[LandGate]:
    """The land gate that holds in `year` for each kind and scale that has one (XC-01, FH-04)."""
    subjects: dict[tuple[object, object], list[LandGate]] = {}
    for gate in policy.scope.land_gate:
        subjects.setdefault((gate.kind, gate.scale), []).append(gate)
    return [gate_of_year(gates, year) for gates in subjects.values()]


def held_in(year: int) -> int:
    """When the evaluation of a data year is held: the year after (XA-09, 各指标值取企业上一年度全年数)."""
    return year + 1


def is_last_year(year: int, today_year: int) -> bool:
    """Whether the data year is the year before the evaluation that is held now (XA-09)."""
    return held_in(year) == today_year
