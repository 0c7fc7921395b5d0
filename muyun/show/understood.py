"""What was understood of an upload: its sheets, its columns with their units, and what was left out, as tables."""

from __future__ import annotations

import pandas as pd

from muyun.data.tables import Tables
from muyun.data.understood import Understood
from muyun.show.tables import Column, Table


def sources_table(found: Understood) -> Table:
    """Which sheet or file was read as which table."""
    sheet = _sheet_column(found.sources)
    numbers = [Column("行数", "行数", "number", decimals=0), Column("列数", "列数", "number", decimals=0)]
    texts = [Column("文件", "文件", "wrap"), *sheet, Column("表", "读作")]
    return Table(found.sources, [*texts, *numbers], empty="没有读到任何一张表。")


def columns_table(found: Understood) -> Table:
    """Which header was read as which column of the template, with units that were converted."""
    sheet = _sheet_column(found.columns)
    columns = [
        Column("文件", "文件", narrow=True), *sheet, Column("表", "表"), Column("列号", "列号", sortable=False),
        Column("表头", "表头", narrow=True),
        Column("读作", "读作", narrow=True), Column("使用单位", "单位"),
        Column("换算", "单位换算"), Column("已填", "有数的格", "number", decimals=0),
    ]  # fmt: skip
    return Table(found.columns, columns, empty="没有读到任何一列。")


def _sheet_column(frame: pd.DataFrame) -> list[Column]:
    """The sheet's name, where it says more than the table's."""
    more = (frame["工作表"] != "") & (frame["工作表"] != frame["表"])
    return [Column("工作表", "工作表", narrow=True)] if more.any() else []


def unused_table(found: Understood) -> Table:
    """What wasn't read, and what to do if it should be."""
    columns = [
        Column("文件", "文件", narrow=True), Column("工作表", "工作表", narrow=True),
        Column("位置", "位置", sortable=False), Column("类别", "类别"), Column("说明", "说明", "wrap"),
        Column("怎么改", "如果要用", "wrap"),
    ]  # fmt: skip
    return Table(found.unused, columns, empty="全部读入了，没有遗漏的工作表和列。")


def converted(found: Understood) -> int:
    """How many columns came in another unit."""
    return int((found.columns["换算"] != "").sum())


def row_counts(tables: Tables) -> dict[str, int]:
    """Rows by table; 0 for a table that has a header only."""
    return {table: len(tables.frame(table)) for table in tables.sources}


def enterprises_of(tables: Tables, year: int) -> int:
    """How many rows 企业 has for the year."""
    return int((tables.enterprises["year"] == year).sum())
