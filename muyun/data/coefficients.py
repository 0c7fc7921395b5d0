"""Which conversion coefficient holds for a measure in a year? The dated table of spec 1.5."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from muyun.data.own_table import own_rows
from muyun.findings import Cell, Finding, Level

EQUIVALENT_CALORIFIC = "当量值"
POLLUTION = "排放量"
LARGEST = 1e9


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
def shipped_coefficients() -> tuple[Coefficient, ...]:
    """The table that ships, muyun/data/coefficients.csv."""
    text = files("muyun.data").joinpath("coefficients.csv").read_text("utf-8")
    return tuple(_coefficient(row) for row in csv.DictReader(text.splitlines()))


def read_coefficients(path: Path) -> tuple[Coefficient, ...]:
    """An office's own table in the form of the shipped one (UTF-8).

    A measure that it has on a basis replaces the shipped rows of the two; the others stay.

    InputError: every cell that can't be used, by row and column.
    """
    rows = own_rows(path, partial(_row_findings, path), _unreadable(path))
    own = tuple(_coefficient(row) for row in rows)
    replaced = {(c.measure, c.basis) for c in own}
    return (*own, *(c for c in shipped_coefficients() if (c.measure, c.basis) not in replaced))


def _row_findings(path: Path, number: int, row: Mapping[str, str | None]) -> Iterator[Finding]:
    known = {c.measure for c in shipped_coefficients()}
    checks = {
        "measure": lambda text: text in known,
        "coefficient": lambda text: 0 < float(text) < LARGEST,
        "operation": lambda text: text in ("multiply", "divide"),
        "basis": lambda text: text in (EQUIVALENT_CALORIFIC, "等价值", POLLUTION),
        "valid_from": lambda text: 1900 <= int(text) <= 2100,
        "verified": lambda text: text in ("yes", "no"),
    }
    for column, good in checks.items():
        text = row.get(column) or ""
        try:
            fine = good(text)
        except ValueError:
            fine = False
        if not fine:
            yield _bad_cell(path, number, column, text)


def _coefficient(row: Mapping[str, str]) -> Coefficient:
    number = float(row["coefficient"])
    factor = number if row["operation"] == "multiply" else 1 / number
    return Coefficient(
        row["measure"], factor, row["basis"], int(row["valid_from"]), row["source"] or "", row["verified"] == "yes"
    )


def coefficient_for(table: Iterable[Coefficient], measure: str, basis: str, year: int) -> Coefficient:
    """The row of `measure` that holds in `year`: latest valid_from not after it, else the earliest.

    basis  当量值, 等价值 or 排放量; a measure without rows on the basis uses its 当量值 (only electricity
           differs between the two). KeyError: a measure without any row. Spec 1.5.
    """
    rows = [c for c in table if c.measure == measure]
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


def _unreadable(path: Path) -> Finding:
    return Finding(
        code="COEFFICIENTS_UNREADABLE", level=Level.ERROR, where=Cell(file=path.name),
        what="折算系数表读不出来，或没有数据行。",
        why="没有系数就不能折算总用能和排放量。",
        fix="请存为 UTF-8 编码的 CSV，表头与自带的系数表相同；不用自己的系数表时，请移走这个文件。",
    )  # fmt: skip


def _bad_cell(path: Path, row: int, column: str, text: str) -> Finding:
    return Finding(
        code="COEFFICIENTS_INVALID", level=Level.ERROR, where=Cell(row=row, column=column, file=path.name),
        what=f"折算系数表的 {column} 列不能是“{text[:40]}”。",
        why="系数错了，总用能和排放量就错了。",
        fix="请照自带的系数表填写：系数为正数，起用年份为四位数字。",
    )  # fmt: skip
