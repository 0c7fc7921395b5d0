"""What users are told about their files: where, what, why it matters, how to mend it.

A `Finding` is for what users can cause; all of them are collected before anything is
reported. Exceptions are for faults of ours. The codes are listed in docs/findings.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is: an ERROR stops, the others don't."""

    ERROR = "错误"
    WARNING = "警告"
    NOTE = "提示"


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in an upload, as the spreadsheet shows it; None where it doesn't apply.

    table   the table's Chinese name (企业), or the file's name when no table was recognised
    row     counted from 1, title rows and blank rows included
    column  the name of the column (税收实际贡献)
    letter  the column's letter in the sheet (F)
    file, sheet  where the table came from
    """

    table: str | None = None
    row: int | None = None
    column: str | None = None
    letter: str | None = None
    file: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        """企业.xlsx「企业」F17, as far as the parts are known."""
        sheet = f"「{self.sheet}」" if self.sheet and self.sheet != self.file else ""
        address = (self.letter or "") + (str(self.row) if self.row else "")
        file = (self.file or self.table or "") + sheet
        return f"{file} {address}".strip() if not sheet else file + address


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a policy or patch file: its name, the line counted from 1, the key's path."""

    file: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        """xiacheng-2019/policy.yaml 第 12 行 pools.规上工业.weights."""
        row = f" 第 {self.line} 行" if self.line else ""
        return f"{self.file}{row}" + (f" {self.key}" if self.key else "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know or to mend.

    code  stable, upper case, listed in docs/findings.md
    what  what was found, with the value; a sentence
    why   why it matters for the result; may be empty for notes
    fix   what to do; may be empty when there is nothing to do
    """

    code: str
    level: Level
    where: Cell | Line | None
    what: str
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where and str(self.where) else ""
        return f"[{self.level}] {place}{self.what}{self.why}{self.fix}（{self.code}）"


def printable(file_name: str) -> str:
    """A file's name as text: bytes that aren't UTF-8 (zips packed on Windows) are read as GB18030."""
    return os.fsencode(file_name).decode("utf-8" if file_name.isprintable() else "gb18030", "replace")


class InputError(Exception):
    """The upload, the policy or the call can't be used; `findings` say why (exit code 2)."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops the work."""
    return any(f.level is Level.ERROR for f in findings)
