"""Which subjects are in the data of each year, and how many of them take part? (XC-01, XC-31, FH-04)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import applies
from muyun.evaluate.ratio import rounded
from muyun.explore.overridden import has_label
from muyun.explore.scope.statuses import gates_in_force
from muyun.policy.rules import LandGate
from muyun.terms import Kind, Scale, Status

HIGH_TECH = "高新技术企业"
"""The word in 标签 that makes an enterprise one."""

IDLE_LAND = ("批而未供", "供而未用", "低效利用")
"""土地状态 of the parcels that 低效土地 means (XC-23)."""


class Subject(StrEnum):
    """What is evaluated (XC-31), as far as data and labels tell."""

    INDUSTRY = "工业企业"
    ABOVE = "其中规上"
    BELOW = "其中规下"
    SERVICE = "服务业企业"
    HIGH_TECH = "高新技术企业"
    PARKS = "产业平台"
    LAND = "低效土地"


@dataclass(frozen=True, slots=True)
class Covered:
    """One subject in one year: 企业 rows and how many are 参评. `evaluated` is None for what isn't an enterprise."""

    year: int
    subject: Subject
    rows: int
    evaluated: int | None


@dataclass(frozen=True, slots=True)
class Gated:
    """A land gate in one year: enterprises that it speaks of whose land is known, those under it, those 参评."""

    year: int
    gate: LandGate
    rows: int
    under: int
    evaluated: int


def coverage(evaluations: Sequence[Evaluation], tables: Tables) -> list[Covered]:
    """Each subject in each year, in the order given.

    Parcels have no year: 低效土地 is what table 宗地 holds now. Rows of 园区 are counted, they aren't enterprises.
    """
    found = []
    for evaluation in evaluations:
        evaluated = _evaluated(evaluation)
        for subject, mask in _enterprises(evaluation).items():
            found.append(Covered(evaluation.year, subject, int(mask.sum()), int((mask & evaluated).sum())))
        parks = int((tables.parks["year"] == evaluation.year).sum())
        found.append(Covered(evaluation.year, Subject.PARKS, parks, None))
        land = int(tables.parcels["state"].isin(IDLE_LAND).sum())
        found.append(Covered(evaluation.year, Subject.LAND, land, None))
    return found


def _evaluated(evaluation: Evaluation) -> np.ndarray:
    return (evaluation.participants["status"] == Status.EVALUATED).to_numpy()[evaluation.places]


def _enterprises(evaluation: Evaluation) -> dict[Subject, np.ndarray]:
    rows = evaluation.prepared.cohort.enterprises
    industry = (rows["kind"] == Kind.INDUSTRY).to_numpy(dtype=bool)
    above = (rows["scale"] == Scale.ABOVE).to_numpy(dtype=bool)
    return {
        Subject.INDUSTRY: industry, Subject.ABOVE: industry & above, Subject.BELOW: industry & ~above,
        Subject.SERVICE: (rows["kind"] == Kind.SERVICE).to_numpy(dtype=bool),
        Subject.HIGH_TECH: has_label(evaluation, (HIGH_TECH,)),
    }  # fmt: skip


def gated(evaluations: Sequence[Evaluation]) -> list[Gated]:
    """Each land gate in each year; [] for a policy without one. 5.00 is in, 4.99 under (spec 4.2, 4.5).

    Rows are enterprises of the gate's kind and scale, whatever their status, with the land of their 评价单元.
    """
    found = []
    for evaluation in evaluations:
        rows = evaluation.prepared.cohort.enterprises
        land = rounded(evaluation.participants["land_mu"].to_numpy(dtype=float))[evaluation.places]
        for gate in gates_in_force(evaluation.policy, evaluation.year):
            mask = applies(rows, gate) & (land > 0)
            under = int((mask & (land < gate.at_least_mu)).sum())
            evaluated = int((mask & _evaluated(evaluation)).sum())
            found.append(Gated(evaluation.year, gate, int(mask.sum()), under, evaluated))
    return found
