"""What does a table of the office's own say that lies beside its data? (折算系数, 行业名单)"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from muyun.findings import Finding, InputError

Row = Mapping[str, str | None]


def own_rows(path: Path, findings_of: Callable[[int, Row], Iterable[Finding]], unreadable: Finding) -> list[Row]:
    """The rows of a CSV file (UTF-8) by its header.

    findings_of  what is wrong with a row, by its number as a spreadsheet shows it; unreadable: said of the whole file
    InputError: every finding, or that the file can't be read or has no row.
    """
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError([unreadable]) from None
    findings = [finding for number, row in enumerate(rows, 2) for finding in findings_of(number, row)]
    if findings or not rows:
        raise InputError(findings or [unreadable])
    return rows
