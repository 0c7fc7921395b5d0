"""Which cases do pages show? Table 整治 of the data with the office's changes over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from muyun.data.tables import Tables
from muyun.land.cases import OFFICE, SAMPLE, Step, cases_in_force, verdict_of
from muyun.store.records import Dataset, Matter, Verdict
from muyun.ui import cached


def today() -> date:
    """The day by this machine's clock: what is due before it is late."""
    return date.today()


def ledger_of(dataset: Dataset) -> str:
    """What the changes are kept under: what is tried on the sample never touches an office's own cases."""
    return SAMPLE if dataset.synthetic else OFFICE


def said(dataset: Dataset) -> list[Verdict]:
    """Every word on a case of this ledger, the oldest first."""
    return cached.store().verdicts(Matter.CASE, ledger_of(dataset))


def tables(dataset: Dataset) -> Tables:
    """The tables of a version with the cases as they hold."""
    return in_force(cached.tables(dataset.data_id), said(dataset))


def in_force(uploaded: Tables, verdicts: Sequence[Verdict]) -> Tables:
    """The uploaded tables with the changes of cases over them."""
    return uploaded.with_frames(cases=cases_in_force(uploaded.cases, verdicts))


def keep(dataset: Dataset, *steps: Step) -> None:
    """Stores steps, all or none."""
    cached.store().decide([verdict_of(step, ledger_of(dataset)) for step in steps])
