"""Which conversion coefficient holds for a measure in a year? The dated table of spec 1.5."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from muyun.findings import Finding, Level

EQUIVALENT_CALORIFIC = "当量值"
POLLUTION = "排放量"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One dated row: quantity × `factor` gives tce, or pollutant equivalents in t."""

    measure: str
    factor: float
    basis: str
    valid_from: int
    source: str
    verified: bool


@cache
def coefficients() -> tuple[Coefficient, ...]:
    """The table shipped in coefficients.csv; a row says multiply or divide, a `Coefficient` multiplies."""
    text = files("muyun.data").joinpath("coefficients.csv").read_text("utf-8")
    return tuple(_coefficient(row) for row in csv.DictReader(text.splitlines()))


def _coefficient(row: Mapping[str, str]) -> Coefficient:
    number = float(row["coefficient"])
    factor = number if row["operation"] == "multiply" else 1 / number
    return Coefficient(
        row["measure"], factor, row["basis"], int(row["valid_from"]), row["source"], row["verified"] == "yes"
    )


def coefficient_for(measure: str, basis: str, year: int) -> Coefficient:
    """The row of `measure` that holds in `year`: latest valid_from not after it, else the earliest.

    basis  当量值, 等价值 or 排放量; a measure without rows on the basis uses its 当量值 (only electricity
           differs between the two). KeyError: a measure without any row. Spec 1.5.
    """
    rows = [c for c in coefficients() if c.measure == measure]
    rows = [c for c in rows if c.basis == basis] or [c for c in rows if c.basis == EQUIVALENT_CALORIFIC]
    if not rows:
        raise KeyError(measure)
    rows.sort(key=lambda c: c.valid_from)
    return next((c for c in reversed(rows) if c.valid_from <= year), rows[0])


def coefficient_findings(used: Collection[tuple[str, Coefficient]], year: int) -> list[Finding]:
    """What to know of the coefficients that were used: `(column, coefficient)` pairs."""
    findings = [_too_early(column, c, year) for column, c in used if c.valid_from > year]
    return findings + [_unverified(column, c) for column, c in used if not c.verified]


def _too_early(column: str, coefficient: Coefficient, year: int) -> Finding:
    return Finding(
        code="COEFFICIENT_EARLIEST",
        level=Level.NOTE,
        where=None,
        what=f"{year} 年的{column}按 {coefficient.valid_from} 年起的{coefficient.basis}折算系数"
        f" {coefficient.factor:.6g} 折算，系数表没有更早的系数。",
        fix="如当地有该年的系数，请改用当地公布的数。",
    )


def _unverified(column: str, coefficient: Coefficient) -> Finding:
    return Finding(
        code="COEFFICIENT_UNVERIFIED",
        level=Level.NOTE,
        where=None,
        what=f"{column}的{coefficient.basis}折算系数 {coefficient.factor:.6g} 未经核实。",
        why="各地使用本省公布的系数，总用能会随之变化。",
        fix="请按本省公布的系数核对，或直接填报“总用能”。",
    )
