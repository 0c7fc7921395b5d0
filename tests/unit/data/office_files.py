"""Rows as offices send them, and how tests look at findings."""

from __future__ import annotations

from collections.abc import Sequence

from muyun.findings import Finding

HEADER = ("年度", "统一社会信用代码", "企业名称", "区县", "行业代码")
ONE = "91110000802100433B"
TWO = "91330100716105852F"
"""Two credit codes with a right checksum."""

NAMES = {ONE: "甲公司", TWO: "乙公司"}

Rows = Sequence[Sequence[object]]


def enterprise(code: str = ONE, *more: object, year: object = 2022) -> list[object]:
    """A row of 企业 under `HEADER` and further columns; each code has a name of its own."""
    return [year, code, NAMES.get(code, f"公司{code}"), "南湖区", "C1713", *more]


def codes(findings: Sequence[Finding]) -> list[str]:
    """The codes of findings, in their order."""
    return [finding.code for finding in findings]


def only(findings: Sequence[Finding], code: str) -> Finding:
    """The one finding with `code`."""
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, [str(finding) for finding in findings]
    return found[0]
