"""What was understood of an upload: which sheet is which table, which header which measure, in which unit?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.tables import Source, Tables
from muyun.data.units import conversion, parsed_header, published_measure, unit_of_kind
from muyun.findings import Cell, Finding
from muyun.terms import Measure, table_measures

UNUSED: dict[str, str] = {
    "COLUMN_UNKNOWN": "列", "COLUMN_UNNAMED": "列", "COLUMN_DUPLICATE": "列",
    "SHEET_LEFT_OUT": "工作表", "SHEET_HIDDEN": "工作表", "SHEET_EMPTY": "工作表", "HEADER_MISSING": "工作表",
    "FILE_LEFT_OUT": "文件", "FILE_KIND_UNKNOWN": "文件",
    "TOTAL_ROW": "行", "REMARK_ROW": "行",
}  # fmt: skip
"""Codes of the findings that say something wasn't read → what it is a piece of."""

SOURCE_COLUMNS = ("文件", "工作表", "表", "行数", "列数")
COLUMN_COLUMNS = ("文件", "工作表", "表", "列号", "表头", "读作", "表头单位", "使用单位", "换算", "已填")
UNUSED_COLUMNS = ("文件", "工作表", "位置", "类别", "说明", "怎么改")


@dataclass(frozen=True, slots=True)
class Understood:
    """Three frames; texts are "" where there is nothing to say.

    sources  文件, 工作表, 表, 行数, 列数: a row for each sheet or file that was read
    columns  文件, 工作表, 表, 列号, 表头 (as written), 读作 (the column of the template), 表头单位 (as
             written), 使用单位, 换算 (1 亿元 = 10,000 万元, where the two differ), 已填 (cells with a value)
    unused   文件, 工作表, 位置, 类别 (列, 工作表, 文件, 行), 说明, 怎么改: what wasn't read
    """

    sources: pd.DataFrame
    columns: pd.DataFrame
    unused: pd.DataFrame


def understood(tables: Tables, findings: Iterable[Finding] = ()) -> Understood:
    """What `read_upload` understood, from the sources of `tables`; what it left out, from its findings.

    已填 counts the values in the table's rows that stand in the source, after joining and correction.
    """
    sources, columns = [], []
    for table, of_table in tables.sources.items():
        for source in of_table:
            rows = source.rows > 0
            sources.append((source.file, source.sheet or "", table, int(rows.sum()), len(source.headers)))
            columns += _columns(table, source, tables.frame(table), rows)
    unused = [_unused(f) for f in findings if f.code in UNUSED and isinstance(f.where, Cell)]
    return Understood(
        pd.DataFrame(sources, columns=list(SOURCE_COLUMNS)), pd.DataFrame(columns, columns=list(COLUMN_COLUMNS)),
        pd.DataFrame(unused, columns=list(UNUSED_COLUMNS)),
    )  # fmt: skip


def _columns(table: str, source: Source, frame: pd.DataFrame, rows: np.ndarray) -> list[tuple]:
    """A row of `columns` for each header of a source, in the order of its sheet."""
    measures = table_measures(table)
    found = []
    for name, header in source.headers.items():
        measure = measures.get(name) or published_measure(table, name, unit_of_kind(_unit_of(header)))
        written, used, factor = _units(header, measure)
        filled = int(frame[name].notna().to_numpy()[rows].sum())
        place = (source.file, source.sheet or "", table, source.letters.get(name, ""))
        found.append((*place, header, _shown_column(measure), written, used, factor, filled))
    return found


def _shown_column(measure: Measure) -> str:
    return "图形" if measure.type == "geometry" else measure.column


def _units(header: str, measure: Measure) -> tuple[str, str, str]:
    """Unit as written, unit used, and how one becomes the other; "" where there is none."""
    written = _unit_of(header) if header != measure.column else ""
    if measure.type != "float" or (factor := conversion(written, measure)) is None:
        return "", measure.unit if measure.type == "float" else "", ""
    if written == measure.unit:
        return written, measure.unit, ""
    size = f"{int(factor):,}" if factor.denominator == 1 else f"{float(factor):.10g}"
    return written, measure.unit, f"1 {written} = {size} {measure.unit}".rstrip()


def _unit_of(header: str) -> str:
    return parsed_header(header).unit or ""


def _unused(finding: Finding) -> tuple[str, ...]:
    where = finding.where
    row = str(where.row or "")
    address = where.letter + row if where.letter else f"第 {row} 行" if row else ""
    return where.file or "", where.sheet or "", address, UNUSED[finding.code], finding.what, finding.fix
