"""What does the ledger of cases say? The sentences, the list, and the file that can be uploaded again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.explore.filters import searchable
from muyun.explore.targets.progress import Progress
from muyun.land.case_edit import DONE
from muyun.land.ledger import Kpis
from muyun.land.treated import without_case
from muyun.show.tables import Column, Table
from muyun.show.words import number, percent
from muyun.terms import table_measures

LATE, OPEN = "逾期", "没有完成"
"""Choices of the state that are no state of their own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases are looked for; "" is everything. state: one of 整治, or `LATE` or `OPEN`."""

    state: str = ""
    kind: str = ""
    means: str = ""
    place: str = ""
    q: str = ""


def headline(found: Kpis, goals: Sequence[Progress], open_words: str) -> tuple[str, str]:
    """「整治台账 38 件：已完成 17 件（44.7 %），腾出用地 349 亩、用能 22,608 吨标煤；逾期 11 件。」, and the goal."""
    second = "；".join(filter(None, [*map(goal_words, goals), open_words])) + "。"
    if not found.cases:
        return "整治台账里还没有案件。", second
    late = f"逾期 {found.late:,} 件。" if found.late else "没有逾期的。"
    first = (
        f"整治台账 {found.cases:,} 件：已完成 {found.finished:,} 件（{percent(found.rate)}），"
        f"腾出用地{_freed(found.freed_land_mu, '亩')}、用能{_freed(found.freed_energy_tce, '吨标煤')}；{late}"
    )
    return first, second


def _freed(value: float, unit: str) -> str:
    return "没有填" if np.isnan(value) else f" {number(value, 1)} {unit}"


def goal_words(goal: Progress) -> str:
    """「高耗低效企业整治 2022 年完成 9 家，目标 170 家（FH-03），还差 161 家」"""
    clause = "、".join(goal.target.clause)
    target = f"目标 {number(goal.goal, 0)} 家（{clause}）"
    if goal.now is None:
        return f"{goal.subject}{target}：{goal.reason.rstrip('。')}"
    short = goal.goal - goal.now
    rest = f"还差 {number(short, 0)} 家" if short > 0 else "已达成"
    return f"{goal.subject} {goal.year} 年完成 {number(goal.now, 0)} 家，{target}，{rest}"


def notes(found: Kpis, contradictory: int) -> list[str]:
    """What the figures leave out."""
    lacking = [f"{n:,} 件没填{what}" for n, what in ((found.no_land, "腾出用地"), (found.no_energy, "腾出用能")) if n]
    promised = [
        f"{what} {number(value, 1)} {unit}" for value, what, unit in
        ((found.promised_land_mu, "用地", "亩"), (found.promised_energy_tce, "用能", "吨标煤")) if value > 0
    ]  # fmt: skip
    said = [
        f"已完成的 {'、'.join(lacking)}，没有计入（没填不等于 0）。" if lacking else "",
        f"没有完成的已填腾出{'、'.join(promised)}，没有计入。" if promised else "",
        f"{found.undated:,} 件没有完成的没填计划完成，看不出是否逾期。" if found.undated else "",
        f"{contradictory:,} 件的状态与实际完成日期不一致，按状态计。" if contradictory else "",
    ]
    return [text for text in said if text]


def kept(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The cases that every choice keeps."""
    mask = np.ones(len(rows), dtype=bool)
    if asked.state == LATE:
        mask &= rows["late"].to_numpy(dtype=bool)
    elif asked.state == OPEN:
        mask &= ~_equal(rows["state"], DONE)
    elif asked.state:
        mask &= _equal(rows["state"], asked.state)
    for column in ("kind", "means", "place"):
        if wanted := getattr(asked, column):
            mask &= _equal(rows[column], wanted)
    if asked.q:
        texts = rows[["case_id", "name", "uscc", "parcel_id"]].fillna("").astype(str).agg("\n".join, axis=1)
        mask &= texts.map(searchable).str.contains(searchable(asked.q), regex=False).to_numpy(dtype=bool)
    return rows[mask]


def _equal(column: pd.Series, word: str) -> np.ndarray:
    return (column == word).fillna(False).to_numpy(dtype=bool)


def case_table(rows: pd.DataFrame, total: int, changed: frozenset[str]) -> Table:
    """A row per case of `ledger`, by its id; late ones are marked. changed: ids that were changed on the page."""
    frame = rows.drop_duplicates("case_id").set_index("case_id", drop=False)
    frame = frame.assign(
        due=_days(frame["due"]), done=_days(frame["done"]),
        edited=["改过" if i in changed else "" for i in frame.index],
    )  # fmt: skip
    counted = f"共 {total:,} 件" if len(frame) == total else f"符合条件 {len(frame):,} 件，共 {total:,} 件"
    empty = "没有符合这些条件的案件。请换一个条件，或清空搜索。" if total else "还没有案件。"
    columns = [
        Column("case_id", "编号"), Column("kind", "类型"), Column("name", "企业", narrow=True),
        Column("parcel_id", "宗地代码"), Column("means", "方式"), Column("state", "状态"), Column("due", "计划完成"),
        Column("late_days", LATE, "delta", "天", cell=_late_cell(frame), help="计划完成日期已过，没有完成。"),
        Column("done", "实际完成"), Column("freed_land_mu", "腾出用地", "number", "亩"),
        Column("freed_energy_tce", "腾出用能", "number", "吨标煤", 1),
        Column("land_mu", "用地", "number", "亩", help="宗地的面积；没有写宗地的，是企业的用地面积。"),
        Column("town", "镇街"), Column("county", "区县"), Column("edited", "在页面上"),
        Column("uscc", "统一社会信用代码"),
    ]  # fmt: skip
    return Table(frame, columns, f"{counted}，逾期的在前。点一行看历史、改内容。", empty=empty)


HIDDEN = ("parcel_id", "land_mu", "town", "county", "uscc")
"""Columns that wait behind 选择列."""


def _late_cell(frame: pd.DataFrame) -> Callable[[int], object]:
    days = frame["late_days"].to_numpy(dtype=float)

    def cell(position: int) -> object:
        late = days[position]
        return {"way": "", "text": ""} if np.isnan(late) else {"way": "down", "text": f"▼{late:,.0f}"}

    return cell


def _days(column: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in column]


def upload_frame(cases: pd.DataFrame) -> pd.DataFrame:
    """Table 整治 as it can be uploaded again: its own columns, units in the headers."""
    measures = table_measures("整治")
    names = {m.name: f"{m.column}（{m.unit}）" if m.unit else m.column for m in measures.values()}
    return cases[list(measures)].rename(columns=names)


def treated_words(people: pd.DataFrame, plots: pd.DataFrame, knows_parcels: bool) -> str:
    """「低产田未立案：企业 9 家、308.2 亩，宗地 12 块、434.5 亩」; rows as in `land.treated`.

    knows_parcels  whether there is a table 宗地: without one nothing is said of parcels
    """
    if people.empty and plots.empty:
        return "没有低产田" if knows_parcels else "没有低产田企业；没有“宗地”表，看不出低产的宗地"
    open_people, open_plots = without_case(people), without_case(plots)
    firms = f"企业 {len(open_people):,} 家、{number(open_people['land_mu'].sum(), 1)} 亩"
    land = f"宗地 {len(open_plots):,} 块、{number(open_plots['area_mu'].sum(), 1)} 亩"
    land = land if knows_parcels else "没有“宗地”表，看不出是哪些宗地"
    return f"低产田未立案：{firms}，{land}" if len(open_people) or len(open_plots) else "低产田都已立案"


def people_table(rows: pd.DataFrame) -> Table:
    """The low-yield enterprises with their cases."""
    frame = rows.assign(code=rows.index)
    return Table(frame, [
        Column("name", "企业", narrow=True), Column("county", "区县"), Column("town", "镇街"),
        Column("land_mu", "用地面积", "number", "亩"), Column("tax_per_mu", "亩均税收", "number", "万元/亩"),
        Column("cases", "案件", "wrap", help="写明企业的，或写明它所在宗地的。"), Column("code", "统一社会信用代码"),
    ], _caption(rows, "land_mu", "家"), empty="没有企业的亩均税收在线下。")  # fmt: skip


def plots_table(rows: pd.DataFrame) -> Table:
    """The low-yield parcels with their cases."""
    frame = rows.assign(id=rows.index)
    return Table(frame, [
        Column("id", "宗地代码"), Column("county", "区县"), Column("town", "镇街"),
        Column("area_mu", "面积", "number", "亩"), Column("tax_per_mu", "亩均税收", "number", "万元/亩"),
        Column("tenants", "企业数", "number", "家", 0),
        Column("cases", "案件", "wrap", help="写明这宗地的，或只写明它上面企业的。"),
        Column("codes", "统一社会信用代码", "wrap", narrow=True),
    ], _caption(rows, "area_mu", "块"), empty="没有宗地的亩均税收在线下。")  # fmt: skip


def _caption(rows: pd.DataFrame, land: str, unit: str) -> str:
    lacking = without_case(rows)
    return (
        f"共 {len(rows):,} {unit}、{number(rows[land].sum(), 1)} 亩；未立案 {len(lacking):,} {unit}、"
        f"{number(lacking[land].sum(), 1)} 亩。用地大的在前，点一行立案。"
    )
