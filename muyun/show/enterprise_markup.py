"""The parts of 企业 as HTML: how the class came about, item by item with the formula, year by year, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.show.enterprise import years
from muyun.show.explain.points import r_formula
from muyun.show.quota_lines import class_word
from muyun.show.ranked import Ranked
from muyun.show.reasons import reason_words
from muyun.show.sector_words import sector_words
from muyun.show.selection import POINTS
from muyun.show.trace import ItemTrace, exact, item_traces
from muyun.show.words import MISSING, fixed, number, significant

STYLE = """<style>
.grid td.left, .grid th.left { text-align: left; } .grid tr.values td { border-bottom: 0; }
.grid tr.formula td { text-align: left; font-size: clamp(14px, .8vw, 16px); border-top: 0; color: var(--quiet);
  white-space: normal; }
.assumed { font-size: 14px; padding: 0 6px; margin-left: 6px; border-radius: 4px; background: rgba(154,160,166,.28);
  cursor: help; }
.chain { display: flex; gap: 6px 14px; align-items: center; flex-wrap: wrap; font-size: 16px; padding: 5px 5px 5px 0; }
.chain .badge { font-size: 18px; margin-left: 8px; } .chain .why { color: var(--quiet); }
.chain .what-if { outline: 2px solid var(--what-if); outline-offset: 2px; }
</style>"""
_RATIO_DECIMALS = 3


def class_chain(ranked: Ranked, code: str) -> str:
    """排名分档 → 调档后 → 执行等级 with the reasons; the official class beside a scenario's. "" without a class."""
    row = ranked.frame.iloc[ranked.place(code)]
    if pd.isna(row["class"]):
        return ""
    names = ("排名分档", "调档后", "执行等级")
    steps = [
        f"<span>{name}{_badge(ranked.evaluation, row[key], ranked.official is not None)}</span>"
        for name, key in zip(names, ("natural", "adjusted", "class"), strict=True)
    ]
    why = f'<span class="why">{escape(reason_words(row["reasons"]))}</span>' if row["reasons"] else ""
    return f'{STYLE}<div class="chain">{"<span>→</span>".join(steps)}{why}</div>'


def _badge(evaluation: Evaluation, letter: str, what_if: bool = False) -> str:
    mark = " what-if" if what_if else ""
    return f'<span class="badge {letter}{mark}">{escape(class_word(evaluation, letter))}</span>'


def item_grid(evaluation: Evaluation, unit: str) -> str:
    """A row per item: value, benchmark, ratio as counted, weight, score; below it the formula with its numbers.

    "" for a unit without a score.
    """
    found = item_traces(evaluation, unit)
    if not found:
        return ""
    rows = "".join(_item_rows(item) for item in found) + _point_rows(evaluation, unit)
    base = "组内最小–最大" if any(item.min_max for item in found) else "基准值"
    heads = "".join(f"<th>{head}</th>" for head in ("企业值", "单位", base, "比值", "权重", "得分"))
    rows += _sum_row(evaluation, unit)
    return f'{STYLE}<table class="grid"><tr><th class="left">指标</th>{heads}</tr>{rows}</table>'


def _item_rows(item: ItemTrace) -> str:
    factor, unit = (100, "%") if item.unit == "1" else (1, item.unit)
    note = escape(item.missing_words)
    tag = f'<span class="assumed" title="{escape(item.assumed)}">本系统假定</span>' if item.assumed else ""
    missing = f'<div class="why">{note}{tag}</div>' if note else ""
    lost = np.isnan(item.score)
    cells = [
        f'<span title="{escape(exact(item.value))}">{significant(item.value * factor)}</span>', escape(unit),
        _base(item, factor), MISSING if lost else fixed(item.ratio, _RATIO_DECIMALS), number(item.weight),
        "不计分" if lost else f'<span title="{escape(exact(item.score))}">{fixed(item.score, 2)}</span>',
    ]  # fmt: skip
    values = "".join(f"<td>{cell}</td>" for cell in cells)
    formula = escape(f"{item.value_formula}；{item.score_formula}")
    return (
        f'<tr class="values"><td class="left"><b>{escape(item.label)}</b>{missing}</td>{values}</tr>'
        f'<tr class="formula"><td colspan="7">{formula}</td></tr>'
    )


def _base(item: ItemTrace, factor: float) -> str:
    if item.min_max:
        return f"{significant(item.lowest * factor)}–{significant(item.highest * factor)}"
    return significant(item.benchmark * factor)


def _point_rows(evaluation: Evaluation, unit: str) -> str:
    extra, rule = evaluation.adjustments.loc[unit], evaluation.policy.sector_adjustment
    rows = ""
    if abs(extra["bonus"]) > 0:
        rows += _plain_row(POINTS, "“加减分”表中本年度各条之和", extra["bonus"])
    if rule is not None and not np.isnan(extra["R"]):
        ratio_l = "无" if np.isnan(extra["L"]) else exact(extra["L"])
        formula = f"{r_formula(rule, extra)}；K = {exact(extra['K'])}，L = {ratio_l}。{sector_words(rule)}"
        rows += _plain_row("行业加减分", formula, extra["R"])
    return rows


def _plain_row(label: str, formula: str, points: float) -> str:
    cells = "<td></td>" * 5
    return (
        f'<tr class="values"><td class="left"><b>{escape(label)}</b></td>{cells}<td>{_signed(points)}</td></tr>'
        f'<tr class="formula"><td colspan="7">{escape(formula)}</td></tr>'
    )


def _signed(value: float) -> str:
    return ("−" if value < 0 else "+") + fixed(abs(value), 2)


def _sum_row(evaluation: Evaluation, unit: str) -> str:
    score = evaluation.ranking["score"].at[unit]
    return (
        f'<tr><td class="left"><b>综合得分</b></td>{"<td></td>" * 5}'
        f'<td><b title="{escape(exact(score))}">{fixed(score, 2)}</b></td></tr>'
    )


def year_grid(ranked: Ranked, code: str) -> str:
    """A row per year of the data: group, class, rank, score."""
    heads = ("年度", "评价组", "等级", "名次", "得分")
    rows = "".join(
        f"<tr><td class='mid'>{escape(y['年度'])}</td><td class='mid'>{escape(y['评价组'])}</td>"
        f'<td class="mid"><span class="badge {y["字母"]}">{escape(y["等级"])}</span></td>'
        f"<td>{y['名次']}</td><td>{y['得分']}</td></tr>"
        for y in years(ranked, code)
    )
    return grid(heads, rows)


def grid(heads: Iterable[str], rows: str) -> str:
    """A plain table of rows already marked up."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f'{STYLE}<table class="grid"><tr>{head}</tr>{rows}</table>'


def text_grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts, left-aligned."""
    body = "".join("<tr>" + "".join(f'<td class="left">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
    return grid(heads, body)
