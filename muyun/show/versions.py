"""Which versions of the data are there, and what differs between two? A list to choose from, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape

import pandas as pd

from muyun.data.differences import NATURAL_KEYS, Differences
from muyun.show.findings import rows_words
from muyun.show.tables import Column, Table
from muyun.store.records import Dataset
from muyun.terms import table_measures

_EXAMPLE_COLUMNS = 4
"""Of a row in a table without key, so much is shown to recognise it."""

_TAG = "font-size:14px;padding:0 6px;border-radius:4px;background:rgba(154,160,166,.28);white-space:nowrap"


def local_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """2026年11月21日 19:05 in `zone`, this machine's when left out."""
    there = moment.astimezone(zone)
    return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"


def years_words(years: Sequence[int]) -> str:
    """2020–2022 年度, or 2019、2022 年度 where years are left out."""
    if not years:
        return "没有企业表"
    run = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return (f"{years[0]}–{years[-1]}" if run else "、".join(map(str, years))) + " 年度"


def version_list(datasets: Sequence[Dataset], in_use: int | None, looked_at: int | None) -> str:
    """The versions as HTML, the newest first; a click's data-go is the version's number."""
    return f'<div class="versions">{"".join(_entry(d, in_use, looked_at) for d in datasets)}</div>'


def _entry(dataset: Dataset, in_use: int | None, looked_at: int | None) -> str:
    looked = dataset.version == looked_at
    edge = "border-left:4px solid var(--st-primary-color)" if looked else "border-left:4px solid transparent"
    ground = ";background:var(--soft)" if looked else ""
    marks = [*(["现用"] if dataset.version == in_use else []), *(["合成样例"] if dataset.synthetic else [])]
    tags = "".join(f' <span style="{_TAG}">{mark}</span>' for mark in marks)
    lines = [f"{local_time(dataset.stored_at)}", f"{years_words(dataset.years)}，{rows_words(dataset.rows)}"]
    lines += [dataset.note] if dataset.note else []
    below = "".join(f'<div class="aside">{escape(line)}</div>' for line in lines)
    return (
        f'<div data-go="{dataset.version}" style="{edge}{ground};padding:7px 10px;border-bottom:1px solid var(--line);'
        f'cursor:pointer;overflow-wrap:anywhere" title="{escape(dataset.data_id)}">'
        f"<b>第 {dataset.version} 版</b> {escape(dataset.label)}{tags}{below}</div>"
    )


def version_words(dataset: Dataset) -> str:
    """Its label, when it was stored, what was noted, and whether it is made up."""
    made_up = "合成样例数据，不对应任何真实企业。" if dataset.synthetic else ""
    note = f"{dataset.note.rstrip('。')}。" if dataset.note else ""
    return f"{dataset.label}，{local_time(dataset.stored_at)} 存入。{note}{made_up}"


def named(dataset: Dataset, in_use: int | None) -> str:
    """A version in a list of choices."""
    mark = "（现用）" if dataset.version == in_use else ""
    return f"第 {dataset.version} 版{mark} {dataset.label}"


def differences_sentence(found: Differences, old: str, new: str) -> str:
    """What a version changes, in one sentence."""
    if found.none:
        return f"{new}与{old}内容相同。"
    came, gone, cells = (int(found.summary[column].sum()) for column in ("新增行", "删除行", "改动格"))
    return f"{new}比{old}新增 {came:,} 行，删除 {gone:,} 行，改动 {cells:,} 格。"


def summary_table(found: Differences) -> Table:
    """A row for each table that differs: rows that came and went, cells that changed."""
    frame = found.summary[found.summary[["新增行", "删除行", "改动格"]].any(axis=1)].reset_index(drop=True)
    numbers = [Column(name, name, "number", decimals=0) for name in ("新增行", "删除行", "改动格")]
    return Table(frame, [Column("表", "表"), *numbers], empty="两版内容相同。")


def changed_table(found: Differences) -> Table:
    """A row for each changed cell, old value → new value, as text; a blank says 空."""
    frame = found.changed.assign(
        原值=found.changed["原值"].fillna("（空）"), 新值=found.changed["新值"].fillna("（空）"), 箭头="→"
    ).reset_index(drop=True)  # fmt: skip
    columns = [
        Column("表", "表"), Column("企业名称", "企业", narrow=True), Column("键", "年度、代码等"), Column("列", "列"),
        Column("原值", "原值", narrow=True), Column("箭头", "", sortable=False), Column("新值", "新值", narrow=True),
        Column("单位", "单位", sortable=False),
    ]  # fmt: skip
    return Table(frame, columns, empty="没有改动的格；只有整行的增减。")


def row_changes(found: Differences) -> pd.DataFrame:
    """表, 增减 (新增 or 删除), 内容: a row for each row that came or went, told by its key or first values."""
    parts = [
        pd.DataFrame({"表": table, "增减": way, "内容": _recognised(table, frame)})
        for way, by_table in (("新增", found.added), ("删除", found.removed))
        for table, frame in by_table.items()
        if len(frame)
    ]
    none = pd.DataFrame({"表": [], "增减": [], "内容": []}, dtype="str")
    return pd.concat([none, *parts], ignore_index=True)


def row_changes_table(frame: pd.DataFrame) -> Table:
    """The rows of `row_changes` as a table."""
    return Table(frame, [Column("表", "表"), Column("增减", "增减"), Column("内容", "哪一行", "wrap")])


def _recognised(table: str, frame: pd.DataFrame) -> list[str]:
    """A few words for each row: its key and name, or its first filled values."""
    measures = table_measures(table)
    keys = NATURAL_KEYS.get(table, ())
    wanted = [*keys, *(["name"] if "name" in frame and "name" not in keys else [])] or [
        name for name in frame.columns if name != "geometry"
    ][:_EXAMPLE_COLUMNS]
    titles = {name: measures[name].column if name in measures else name for name in wanted}
    rows = frame[wanted].astype("str")
    return [
        "，".join(f"{titles[name]} {value}" for name, value in zip(wanted, row, strict=True) if not pd.isna(value))
        for row in rows.itertuples(index=False)
    ]
