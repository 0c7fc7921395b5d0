"""Scope year by year: subjects, land gates, who came and went, and how the counts reconcile."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.explore.scope.coverage import Covered, Gated, Subject
from muyun.explore.scope.turnover import Change, Turnover
from muyun.show.scope import rule_words
from muyun.show.tables import Column, Table
from muyun.show.words import MISSING, number, percent

NO_DATA = "无数据"
_NOTES = {
    Subject.HIGH_TECH: "标签有“高新技术企业”的，在各自的评价组里评价。",
    Subject.PARKS: "“园区”表的行数；园区另行评价，不在企业评价之内。",
    Subject.LAND: "“宗地”表里批而未供、供而未用、低效利用的宗数；宗地表不分年度，各年相同。",
}


def coverage_table(covered: Sequence[Covered], scenario: int | None = None) -> Table:
    """Subjects × years: 参评 of all, with the share; 无数据 where the year has no row of the subject.

    scenario  the year that is shown under a scenario, None: every year is official
    """
    years = list(dict.fromkeys(c.year for c in covered))
    cells = {(c.subject, c.year): c for c in covered}
    frame = pd.DataFrame(
        {str(year): [coverage_words(cells[s, year]) for s in Subject] for year in years}, [str(s) for s in Subject]
    )
    frame.insert(0, "subject", frame.index)
    frame["note"] = [_NOTES.get(s, "") for s in Subject]
    columns = [Column("subject", "评价对象", sortable=False)]
    columns += [
        Column(str(y), f"{_year(y, scenario)}：参评 / 全部", "wrap", sortable=False, what_if=y == scenario)
        for y in years
    ]
    return Table(frame, [*columns, Column("note", "说明", "wrap", sortable=False)])


def coverage_words(covered: Covered) -> str:
    """「650 / 709 家（91.7 %）」, 「37 个」, 无数据."""
    if not covered.rows:
        return NO_DATA
    if covered.evaluated is None:
        return f"{covered.rows:,} {'宗' if covered.subject is Subject.LAND else '个'}"
    return f"{covered.evaluated:,} / {covered.rows:,} 家（{percent(covered.evaluated / covered.rows)}）"


def _year(year: int, scenario: int | None) -> str:
    return f"{year} 年度（模拟）" if year == scenario else f"{year} 年度"


def scenario_words(year: int) -> str:
    """What is said where a scenario's year stands beside official ones."""
    return f"{year} 年度（紫色或写有“模拟”的）是模拟方案，不是结果；其余年度按正式规则评价。"


def gate_table(gated: Sequence[Gated], scenario: int | None = None) -> Table:
    """The land line of each year, whom it speaks of, and who is under it; `scenario` as in `coverage_table`."""
    frame = pd.DataFrame({
        "year": [_year(g.year, scenario) for g in gated],
        "who": [f"{g.gate.scale or ''}{g.gate.kind or ''}企业" for g in gated],
        "line": [line_words(g) for g in gated], "rows": [g.rows for g in gated], "under": [g.under for g in gated],
        "evaluated": [g.evaluated for g in gated],
        "source": [rule_words(g.gate) for g in gated],
    }, [str(i) for i in range(len(gated))])  # fmt: skip
    return Table(frame, [
        Column("year", "年度", sortable=False), Column("who", "对象", sortable=False),
        Column("line", "用地门槛", sortable=False),
        Column("rows", "有用地数据", "number", "家", 0), Column("under", "线下", "number", "家", 0),
        Column("evaluated", "参评", "number", "家", 0), Column("source", "条款和原文", "wrap", sortable=False),
    ])  # fmt: skip


def line_words(gated: Gated) -> str:
    """「5 亩（含）以上」, 「不论用地」; a soft line says so."""
    gate = gated.gate
    line = f"{number(gate.at_least_mu)} 亩（含）以上" if gate.at_least_mu else "不论用地"
    return line + ("（软线，线下也参评）" if gate.soft else "")


def turnover_headline(found: Turnover) -> str:
    """「比 2021 年新增 16 家、退出 16 家，升规 33 家、退规 27 家（按统一社会信用代码对应）」"""
    new, gone, up, down = (found.count(c) for c in (Change.NEW, Change.GONE, Change.PROMOTED, Change.DROPPED))
    return (
        f"比 {found.before_year} 年新增 {new:,} 家、退出 {gone:,} 家，升规 {up:,} 家、退规 {down:,} 家"
        "（按统一社会信用代码对应）"
    )


def turnover_grid(found: Turnover) -> str:
    """The two sums that must come out, as HTML: all rows, and the 规上 among them."""
    new, gone, up, down = (found.count(c) for c in (Change.NEW, Change.GONE, Change.PROMOTED, Change.DROPPED))
    heads = ("", f"{found.before_year} 年", "− 退出", "− 退规", "+ 升规", "+ 新增", f"= {found.year} 年")
    rows = [
        ("全部企业", found.before, gone, None, None, new, found.now),
        ("其中规上", found.above_before, found.above_gone, down, up, found.above_new, found.above_now),
    ]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        f'<tr><td class="mid"><b>{name}</b></td>{"".join(f"<td>{_count(n)}</td>" for n in counts)}</tr>'
        for name, *counts in rows
    )
    return f'<table class="grid"><tr>{head}</tr>{body}</table>'


def _count(n: int | None) -> str:
    return MISSING if n is None else f"{n:,}"


def change_table(
    found: Turnover, change: Change, now: Evaluation, before: Evaluation, scenario: int | None = None
) -> Table:
    """The enterprises of one change: what they were, what they are; `scenario` as in `coverage_table`."""
    codes = found.codes[change]
    old, rows = before.prepared.cohort.enterprises, now.prepared.cohort.enterprises
    shown = old if change is Change.GONE else rows
    part = shown.loc[codes]
    frame = pd.DataFrame({
        "name": shown_names(part), "code": part.index, "county": part["county"].astype("str"),
        "industry": part["industry"].astype("str"), "was": old["scale"].astype("str").reindex(codes).to_numpy(),
        "is": rows["scale"].astype("str").reindex(codes).to_numpy(),
        "land_mu": part["land_mu"].to_numpy(dtype=float),
        "status_before": _status(before, codes), "status": _status(now, codes),
    }, part.index)  # fmt: skip
    return Table(frame, [
        Column("name", "企业名称", narrow=True), Column("code", "统一社会信用代码"), Column("county", "区县"),
        Column("industry", "行业代码"), Column("land_mu", "用地面积", "number", "亩"),
        Column("was", f"{found.before_year} 年度规模"), Column("is", f"{found.year} 年度规模"),
        Column("status_before", f"{found.before_year} 年度状态"),
        Column("status", f"{_year(found.year, scenario)}状态", what_if=found.year == scenario),
    ], caption=f"{change} {len(frame):,} 家企业", empty=f"没有{change}的企业。")  # fmt: skip


def _status(evaluation: Evaluation, codes: pd.Index) -> np.ndarray:
    """Status by enterprise; missing where it isn't in that year."""
    place = evaluation.unit_of.index.get_indexer(codes)
    if not len(evaluation.places):
        return np.full(len(codes), None, dtype=object)
    status = evaluation.participants["status"].astype("str").to_numpy(dtype=object)
    return np.where(place >= 0, status[evaluation.places[np.where(place >= 0, place, 0)]], None)
