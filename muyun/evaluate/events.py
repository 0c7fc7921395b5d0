"""What happened to whom in the evaluated year? 否决事项 and 手工调档 (spec 5.3, 10.7; XC-17, XA-13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate.cohort import Cohort
from muyun.evaluate.labels import named, source_id
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.findings import Finding, Level
from muyun.policy.model import Policy
from muyun.policy.rules import Veto
from muyun.terms import Class, Status

NUMBER = {name: i for i, name in enumerate(Class)}


@dataclass(frozen=True, slots=True)
class Events:
    """By unit, in the order of the cohort's units.

    limit, backfill  as `overrides.Vetoes` wants them; manual: the class set by hand or UNCHANGED
    veto_reasons, manual_reasons  text for 依据 by position, for the few units that have one
    backfill_clause  by pool, whose clause a row that climbs into a freed place names
    """

    limit: np.ndarray
    backfill: np.ndarray
    manual: np.ndarray
    veto_reasons: dict[int, str]
    manual_reasons: dict[int, str]
    backfill_clause: dict[str, str]
    findings: tuple[Finding, ...]

    def vetoes(self, rows: np.ndarray, joint: bool) -> Vetoes:
        """The vetoes of the rows at these positions."""
        return Vetoes(self.limit[rows], joint, self.backfill[rows])


def vetoes_of(policy: Policy, pool: str) -> list[Veto]:
    """The veto rules that hold in a pool."""
    return [veto for veto in policy.vetoes if veto.pools is None or pool in veto.pools]


def events(tables: Tables, policy: Policy, current: Cohort) -> Events:
    """The year's vetoes under the rules of each unit's pool, and its manual changes."""
    happened, findings = _vetoed(tables, policy, current)
    count = len(current.units)
    limit, backfill = np.full(count, NOT_VETOED, np.int8), np.ones(count, dtype=bool)
    reasons: dict[int, str] = {}
    for place, own in happened.sort_values(["place", "kind"]).groupby("place"):
        limit[place], backfill[place] = own["limit"].max(), own["backfill"].all()
        reasons[int(place)] = ";".join(own["reason"].unique())
    manual, manual_reasons, found = _manual(tables, current)
    clauses = {p: source_id(rules[0]) for p in policy.pools if (rules := vetoes_of(policy, p))}
    return Events(limit, backfill, manual, reasons, manual_reasons, clauses, (*findings, *found))


def _of_year(rows: pd.DataFrame, current: Cohort) -> pd.DataFrame:
    """The rows of the evaluated year for enterprises of the cohort, with their unit's place, pool and status."""
    rows = rows[(rows["year"] == current.year).to_numpy(dtype=bool, na_value=False)].sort_values("uscc")
    row = current.enterprises.index.get_indexer(rows["uscc"])
    rows, place = rows[row >= 0], current.places[row[row >= 0]]
    units = current.units.iloc[place]
    return rows.assign(
        place=place, unit=units.index, unit_name=shown_names(units).array, unit_pool=units["pool"].array,
        ranked=(units["status"] == Status.EVALUATED).array,
    )  # fmt: skip


def _vetoed(tables: Tables, policy: Policy, current: Cohort) -> tuple[pd.DataFrame, list[Finding]]:
    """A row per event and rule that it falls under: place, kind, limit, backfill, reason."""
    rows = _of_year(tables.vetoes, current)
    ranked = rows["ranked"]
    parts, covered = [], pd.Series(False, rows.index)
    for pool in policy.pools:
        for veto in vetoes_of(policy, pool):
            hit = (rows["unit_pool"] == pool) & rows["kind"].isin(veto.kinds)
            covered |= hit
            found = rows[hit & ranked]
            parts.append(found.assign(
                limit=NUMBER[veto.not_above or veto.to], backfill=veto.backfill,
                reason=source_id(veto) + ":" + found["kind"],
            ))  # fmt: skip
    blank = rows.iloc[:0].assign(limit=0, backfill=True, reason="")
    findings = []
    if (~covered & rows["unit_pool"].notna()).any():
        findings.append(_not_in_policy(list(rows["unit_name"][~covered & rows["unit_pool"].notna()])))
    if (covered & ~ranked).any():
        findings.append(_veto_unranked(list(rows["unit_name"][covered & ~ranked])))
    return pd.concat([blank, *parts]), findings


def _manual(tables: Tables, current: Cohort) -> tuple[np.ndarray, dict[int, str], list[Finding]]:
    """Class by hand and its reason for each unit; two in one unit are an error."""
    rows = _of_year(tables.manual_changes, current)
    findings = []
    for label in rows.index[~rows["ranked"]]:
        findings.append(_manual_unranked(tables, label, rows.at[label, "unit_name"]))
    rows = rows[rows["ranked"]]
    for unit, several in rows[rows["unit"].duplicated(keep=False)].groupby("unit"):
        findings.append(_manual_twice(tables, several.index[-1], str(unit)))
    classes = np.full(len(current.units), UNCHANGED, np.int8)
    classes[rows["place"]] = rows["to"].map(NUMBER).astype("int8")
    reasons = "本系统:手工调档(" + rows["reason"] + ")"
    return classes, dict(zip(rows["place"].tolist(), reasons, strict=True)), findings


def _not_in_policy(names: list[str]) -> Finding:
    return Finding(
        code="VETO_NOT_IN_POLICY", level=Level.NOTE, where=None,
        what=f"{named(names)}的否决事项类别不在本政策的否决范围内，没有影响等级。",
    )  # fmt: skip


def _veto_unranked(names: list[str]) -> Finding:
    return Finding(
        code="VETO_UNRANKED", level=Level.NOTE, where=None,
        what=f"{named(names)}有否决事项，但没有参加排名，没有等级可调。",
    )  # fmt: skip


def _manual_unranked(tables: Tables, label: int, name: str) -> Finding:
    return Finding(
        code="MANUAL_UNRANKED", level=Level.WARNING, where=tables.cell("手工调档", label, "to"),
        what=f"“{name}”没有参加排名，手工调档没有生效。",
        fix="请核对年度和统一社会信用代码，或删去这一行。",
    )  # fmt: skip


def _manual_twice(tables: Tables, label: int, unit: str) -> Finding:
    return Finding(
        code="MANUAL_TWICE", level=Level.ERROR, where=tables.cell("手工调档", label, "to"),
        what=f"评价单元 {unit} 在同一年有两条手工调档。",
        why="同一评价单元只有一个等级，无法判断以哪一条为准。",
        fix="请只保留一条。",
    )  # fmt: skip
