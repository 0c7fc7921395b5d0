"""Which GB/T 4754 codes make up an industry that a document names without codes? An editable list.

The plan of Zhejiang names seven manufacturing industries (ZJ-07) and no codes: those that ship are 本系统假定.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from muyun.data.own_table import own_rows
from muyun.findings import Cell, Finding, Level

_COLUMNS = ("list", "sector", "code", "source")
_CODE = re.compile(r"\d{2,4}")
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class SectorList:
    """A named list of industries: industry → codes (2–4 digits; a code covers those that begin with it).

    sources  why each code is in it, by (industry, code)
    """

    name: str
    sectors: Mapping[str, tuple[str, ...]]
    sources: Mapping[tuple[str, str], str]


@cache
def shipped_sector_lists() -> tuple[SectorList, ...]:
    """The lists that ship, muyun/data/sector_lists.csv."""
    text = files("muyun.data").joinpath("sector_lists.csv").read_text("utf-8")
    return _lists(csv.DictReader(text.splitlines()))


def read_sector_lists(path: Path) -> tuple[SectorList, ...]:
    """An office's own lists in the form of the shipped ones (UTF-8); one of the same name replaces it.

    InputError: every cell that can't be used, by row and column.
    """
    own = _lists(own_rows(path, partial(_row_findings, path), _unreadable(path)))
    named = {of.name for of in own}
    return (*own, *(of for of in shipped_sector_lists() if of.name not in named))


def _lists(rows: Iterable[Mapping[str, str]]) -> tuple[SectorList, ...]:
    codes: dict[str, dict[str, list[str]]] = {}
    sources: dict[str, dict[tuple[str, str], str]] = {}
    for row in rows:
        name, sector, code = (row[column].strip() for column in _COLUMNS[:3])
        held = codes.setdefault(name, {}).setdefault(sector, [])
        if code not in held:
            held.append(code)
        sources.setdefault(name, {})[sector, code] = (row["source"] or "").strip()
    return tuple(
        SectorList(name, {sector: tuple(found) for sector, found in sectors.items()}, sources[name])
        for name, sectors in codes.items()
    )


def _row_findings(path: Path, number: int, row: Mapping[str, str | None]) -> Iterator[Finding]:
    for column in _COLUMNS[:3]:
        text = (row.get(column) or "").strip()
        good = bool(_CODE.fullmatch(text)) if column == "code" else 0 < len(text) <= _LONGEST_NAME
        if not good:
            yield _bad_cell(path, number, column, text)


def overlaps(codes: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The pairs of industries that an enterprise may be in at once: a code of one covers a code of the other."""
    names = list(codes)
    return [
        (one, other)
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if any(a.startswith(b) or b.startswith(a) for a in codes[one] for b in codes[other])
    ]


def _unreadable(path: Path) -> Finding:
    return Finding(
        code="SECTOR_LISTS_UNREADABLE", level=Level.ERROR, where=Cell(file=path.name),
        what="行业名单读不出来，或没有数据行。",
        why="没有名单就不知道一个重点行业由哪些代码组成。",
        fix="请存为 UTF-8 编码的 CSV，表头与自带的行业名单相同；不用自己的名单时，请移走这个文件。",
    )  # fmt: skip


def _bad_cell(path: Path, row: int, column: str, text: str) -> Finding:
    return Finding(
        code="SECTOR_LISTS_INVALID", level=Level.ERROR, where=Cell(row=row, column=column, file=path.name),
        what=f"行业名单的 {column} 列不能是“{text[:40]}”。",
        why="代码错了，企业就会归错行业。",
        fix="请照自带的行业名单填写：名称不超过 30 个字，代码是 2–4 位数字。",
    )  # fmt: skip
