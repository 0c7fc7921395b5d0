"""Which cases hold? Table 整治 with the office's changes laid over it, and who changed what (JX-28, FH-11).

Uploads are never changed, so a change is a verdict: its subject is the case, its reason a JSON of the columns set
(`set`) with what stood there (`was`; null for a case opened on the page) and why. Like a row of 纠偏 it holds for a
cell that is as it was; where a later upload brings another value, the upload holds.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from muyun.store.records import Answer, Matter, Verdict
from muyun.terms import table_measures

OFFICE = ""
"""The policy that changes of an office's cases are kept under: none, since they hold under every one."""
SAMPLE = "sample"
"""The same for synthetic data, so that what is tried there never touches an office's own cases."""

FIELDS = tuple(name for name in table_measures("整治") if name != "case_id")
"""The columns that a change may set."""

Value = str | float | None
Values = Mapping[str, Value]
"""Columns of 整治 by name: texts, numbers, dates as 2026-11-27; None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a case; `was` is None for a case opened on the page.

    at  aware; None until it is stored. withdrawn: a later word took it back
    """

    case_id: str
    new: Values
    was: Values | None
    by: str
    document: str = ""
    why: str = ""
    at: dt.datetime | None = None
    withdrawn: bool = False

    @property
    def opens(self) -> bool:
        """Whether it opens the case."""
        return self.was is None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The last change of a case taken back, and why."""

    case_id: str
    by: str
    document: str = ""
    why: str = ""
    at: dt.datetime | None = None


Step = Change | Withdrawal


def cases_in_force(cases: pd.DataFrame, verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """Table 整治 as it holds: the uploaded rows in their order with the standing changes, then the opened cases.

    cases  as uploaded, columns and dtypes of measures.csv; what is returned has the same
    A cell takes a new value only while it holds the old one; a case that an upload brings isn't opened again.
    """
    uploaded = _rows(cases)
    held = {row["case_id"]: row for row in uploaded}
    touched: dict[str, dict[str, Value]] = {}
    for case_id, steps in histories(verdicts).items():
        for change in standing(steps):
            if change.opens and case_id not in held:
                held[case_id] = dict.fromkeys(FIELDS) | dict(change.new) | {"case_id": case_id}
                touched[case_id] = held[case_id]
            elif not change.opens and case_id in held:
                taken = {k: v for k, v in change.new.items() if _same(held[case_id][k], change.was.get(k))}
                held[case_id] = held[case_id] | taken
                touched[case_id] = held[case_id]
    if not touched:
        return cases
    rows = [touched.get(row["case_id"], row) for row in uploaded]
    there = {row["case_id"] for row in uploaded}
    rows += [row for case_id, row in touched.items() if case_id not in there]
    return pd.DataFrame({name: pd.array([r[name] for r in rows], dtype=cases[name].dtype) for name in cases.columns})


def histories(verdicts: Iterable[Verdict]) -> dict[str, tuple[Step, ...]]:
    """Everything that was said of each case, oldest first; a withdrawal takes back the last change that stands.

    verdicts  in the order stored; those on other matters, or that no change of ours carries, are left out
    """
    found: dict[str, list[Step]] = {}
    for verdict in verdicts:
        step = _step(verdict) if verdict.matter is Matter.CASE else None
        if step is None:
            continue
        said = found.setdefault(step.case_id, [])
        if isinstance(step, Withdrawal):
            _take_back(said)
        said.append(step)
    return {case_id: tuple(said) for case_id, said in found.items()}


def standing(steps: Sequence[Step]) -> list[Change]:
    """The changes that nobody took back, oldest first."""
    return [step for step in steps if isinstance(step, Change) and not step.withdrawn]


def holds(change: Change, cases: pd.DataFrame) -> bool:
    """Whether every value that a change set still stands in `cases` (those in force)."""
    now = values_of(cases, change.case_id)
    return now is not None and not change.withdrawn and all(_same(now[k], v) for k, v in change.new.items())


def values_of(cases: pd.DataFrame, case_id: str) -> dict[str, Value] | None:
    """A case's columns as a change carries them; None where there is no such case."""
    found = cases[(cases["case_id"] == case_id).fillna(False).to_numpy(dtype=bool)]
    return None if found.empty else {name: _rows(found)[0][name] for name in FIELDS}


def verdict_of(step: Step, ledger: str) -> Verdict:
    """What the store keeps of a step. ledger: `OFFICE` or `SAMPLE`."""
    content: dict[str, object] = {"why": step.why}
    if isinstance(step, Change):
        content |= {"set": dict(step.new), "was": None if step.was is None else dict(step.was)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    answer = Answer.CONFIRMED if isinstance(step, Change) else Answer.WITHDRAWN
    return Verdict(Matter.CASE, ledger, None, step.case_id, answer, step.by, step.document, text)


def _step(verdict: Verdict) -> Step | None:
    try:
        content = json.loads(verdict.reason)
    except (ValueError, RecursionError):
        return None
    signed = (verdict.by, verdict.document)
    match content:
        case {"why": str(why)} if verdict.answer is Answer.WITHDRAWN:
            return Withdrawal(verdict.subject, *signed, why, verdict.at)
        case {"why": str(why), "set": dict(new), "was": dict() | None as was} if set(new) <= set(FIELDS):
            return Change(verdict.subject, new, was, *signed, why, verdict.at)
    return None


def _take_back(said: list[Step]) -> None:
    for place in reversed(range(len(said))):
        step = said[place]
        if isinstance(step, Change) and not step.withdrawn:
            said[place] = replace(step, withdrawn=True)
            return


def _rows(cases: pd.DataFrame) -> list[dict[str, Value]]:
    columns = {name: [_value(v) for v in cases[name]] for name in cases.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _value(cell: object) -> Value:
    if pd.isna(cell):
        return None
    return f"{cell:%Y-%m-%d}" if isinstance(cell, dt.date) else cell


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return one == other
    return round(float(one), 9) == round(float(other), 9)
