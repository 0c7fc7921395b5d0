"""Is the data right? Findings in a sentence, grouped by kind, and each group's cells as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from muyun.findings import Cell, Finding, Level
from muyun.show.finding_titles import EVALUATION_TITLES, TITLES
from muyun.show.tables import Column, Table
from muyun.store.records import Dataset

LEVELS = tuple(Level)
_NO_PLACE = Cell()
_MORE = re.compile(r"还有 ([\d,]+) 处同样的问题（([A-Z_]+)）")
"""What data.check.more_of_the_same says: how many more, of which code."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind in one column.

    count  places, those that are only counted included
    why, fix  what is the same for all of them; "" where they differ
    """

    code: str
    level: Level
    table: str
    column: str
    findings: tuple[Finding, ...]
    count: int
    why: str
    fix: str

    @property
    def title(self) -> str:
        """“税收实际贡献”不是数（企业）."""
        known = TITLES.get(self.code) or EVALUATION_TITLES.get(self.code)
        words = (known or self.findings[0].what.rstrip("。")).replace("{column}", self.column)
        return f"{words}（{self.table}）" if self.table else words

    @property
    def place(self) -> str:
        """Where it is, when it is in one place only: 企业.xlsx「企业」F17; else ""."""
        where = self.findings[0].where
        return str(where) if self.count == 1 and where else ""

    @property
    def id(self) -> str:
        """Names the group among those of its upload."""
        return "|".join((self.level.value, self.code, self.table, self.column))


def groups(findings: Iterable[Finding]) -> list[Group]:
    """The findings by level, code, table and column; the gravest first.

    Within a level what concerns whole files and columns comes first, then what has the most places.
    """
    found: dict[tuple[Level, str, str, str], list[Finding]] = {}
    for finding in findings:
        where = _cell(finding)
        key = finding.level, _counted(finding)[0], where.table or "", where.column or ""
        found.setdefault(key, []).append(finding)
    made = [_group(*key, own) for key, own in found.items()]
    return sorted(made, key=lambda g: (LEVELS.index(g.level), _cell(g.findings[0]).row is not None, -g.count))


def counts(findings: Iterable[Finding]) -> dict[Level, int]:
    """How many places each level has; every level is there."""
    found = dict.fromkeys(LEVELS, 0)
    for finding in findings:
        found[finding.level] += _counted(finding)[1]
    return found


def filtered(
    findings: Iterable[Finding], level: str | None = None, table: str | None = None, file: str | None = None
) -> list[Finding]:
    """Those of a level, a table and a file; None: of all."""
    return [
        f for f in findings
        if (level is None or f.level == level)
        and (table is None or (_cell(f).table or "") == table)
        and (file is None or (_cell(f).file or "") == file)
    ]  # fmt: skip


def tables_and_files(findings: Iterable[Finding]) -> tuple[list[str], list[str]]:
    """The tables and the files that findings name, in the order in which they do."""
    places = [_cell(f) for f in findings]
    tables, files = (dict.fromkeys(getattr(p, part) for p in places) for part in ("table", "file"))
    return [table for table in tables if table], [file for file in files if file]


def cells_table(group: Group) -> Table:
    """A row for each finding of the group: file, sheet, cell, what was found; why and fix where they differ."""
    frame = pd.DataFrame(
        [_row(f) for f in group.findings], columns=["file", "sheet", "cell", "what", "why", "fix"]
    ).astype("str")  # fmt: skip
    shown = [Column("file", "文件", narrow=True), Column("sheet", "工作表"), Column("cell", "单元格", sortable=False),
             Column("what", "现在是", "wrap")]  # fmt: skip
    shown += [Column("why", "影响", "wrap")] if not group.why and frame["why"].any() else []
    shown += [Column("fix", "怎么改", "wrap")] if not group.fix and frame["fix"].any() else []
    hidden = group.count - len(frame)
    caption = f"列出 {len(frame):,} 处，另有 {hidden:,} 处同样的问题" if hidden > 0 else ""
    return Table(frame, [c for c in shown if c.key not in ("file", "sheet", "cell") or frame[c.key].any()], caption)


def findings_words(count: Mapping[Level, int]) -> str:
    """读数没有错误，12 条警告，3 条提示: what reading told, which an evaluation may add to."""
    error = f"读数有 {count[Level.ERROR]:,} 处错误" if count[Level.ERROR] else "读数没有错误"
    rest = [f"{count[level]:,} 条{level.value}" for level in (Level.WARNING, Level.NOTE) if count[level]]
    return "，".join([error, *rest]) if any(count.values()) else "读数没有错误和警告"


def rows_words(rows: Mapping[str, int]) -> str:
    """企业 3,012 行、宗地 5,000 行: tables with rows, at most five by name."""
    named = [f"{table} {count:,} 行" for table, count in rows.items() if count]
    more = f"等 {len(named)} 张表" if len(named) > 5 else ""
    return "、".join(named[:5]) + more


def upload_headline(rows: Mapping[str, int], findings: Sequence[Finding]) -> str:
    """What an upload came to, and whether it can be put in use. `rows`: 0 for a table with a header only."""
    count = counts(findings)
    none = "读到的表都只有表头" if rows else "没有读到任何一张表"
    read = f"读到{rows_words(rows)}" if any(rows.values()) else none
    if count[Level.ERROR]:
        return f"{read}；有 {count[Level.ERROR]:,} 处错误，改正后才能启用。"
    if not rows.get("企业"):
        return f"{read}；" + ("“企业”表是空的，请填好再交。" if "企业" in rows else "没有“企业”表，不能启用。")
    return f"{read}；{findings_words(count)}，可以启用。"


def in_use_headline(dataset: Dataset, findings: Sequence[Finding], enterprises: int, year: int, *, chosen: bool) -> str:
    """现用第 3 版：2022 年度 3,000 家企业，5,000 宗地；没有错误，12 条警告。 `enterprises` of the year."""
    parcels = f"，{dataset.rows['宗地']:,} 宗地" if dataset.rows.get("宗地") else ""
    use = "现用第" if chosen else "正在看第"
    said = f"{year} 年度 {enterprises:,} 家企业{parcels}" if year else rows_words(dataset.rows)
    return f"{use} {dataset.version} 版：{said}；{findings_words(counts(findings))}。"


def _group(level: Level, code: str, table: str, column: str, own: Sequence[Finding]) -> Group:
    listed = tuple(f for f in own if f.code != "MORE_OF_THE_SAME") or tuple(own)
    whys, fixes = {f.why for f in listed}, {f.fix for f in listed}
    return Group(
        code, level, table, column, listed, sum(_counted(f)[1] for f in own),
        whys.pop() if len(whys) == 1 else "", fixes.pop() if len(fixes) == 1 else "",
    )  # fmt: skip


def _counted(finding: Finding) -> tuple[str, int]:
    """The code that a finding counts for, and for how many places."""
    if finding.code == "MORE_OF_THE_SAME" and (more := _MORE.search(finding.what)):
        return more[2], int(more[1].replace(",", ""))
    return finding.code, 1


def _cell(finding: Finding) -> Cell:
    return finding.where if isinstance(finding.where, Cell) else _NO_PLACE


def _row(finding: Finding) -> tuple[str, ...]:
    where = _cell(finding)
    row = str(where.row) if where.row else ""
    address = f"{where.letter or ''}{row}" if where.letter else f"第 {row} 行" if row else ""
    return where.file or "", where.sheet or where.table or "", address, finding.what, finding.why, finding.fix
