"""Who leads the assessment of towns and parks, and by which items? The sentence, and a stacked bar a place (FH-15)."""

from __future__ import annotations

from html import escape

import numpy as np

from muyun.explore.regions.assessment import Asked, ItemSheet, Sheet
from muyun.policy.assessment import Assessment
from muyun.policy.words import value_words
from muyun.show.drawn_text import cut, width_of
from muyun.show.goto import goto
from muyun.show.words import ITEM_COLOURS, fixed, number
from muyun.terms import SCORE_DECIMALS

WIDTH, SHOWN = 1200, 24
_NAME = 15
"""Characters of a name that have room."""
_ROW, _LEFT, _ROOM, _FONT = 30, 300, 720, 16
_KEY_TOP, _KEY_ROW, _KEY_FONT = 42, 26, 15

HOW = (
    "亩均效益指标：参评企业的合计之比；评价面积增长、评价企业数量增长：参评用地、参评企业数比上一年度。",
    "评价结果纠偏：这一年“纠偏”表里这里企业的项数 ÷ 企业数，越少越好；高耗低效整治完成：已完成的案例 ÷ 全部案例，"
    "案例按企业、没有企业的按宗地归到镇街、园区。",
    "每项按好坏折成 0 到满分：最好的满分，最差的 0 分；只有一个数的给满分。创新亮点由人工评分。",
    "缺项的分值分摊的：一个地方的总分 = 有数各项得分之和 × 100 ÷ 有数各项的满分之和，"
    "所以一项计入总分的可以多于它的满分；图例的“→”是分摊后最多的分。",
)
"""How the figures are made, for 依据."""


def headline(sheet: Sheet, before: Sheet | None, rule: Assessment) -> tuple[str, str]:
    """「2022 年度考核，64 个镇街里桐乡长塘镇第一，86.78 分；末位……」, and what is lacking."""
    what, ranked = str(sheet.asked.level), [i for i in sheet.order if not np.isnan(sheet.ranks[i])]
    if not ranked:
        return f"{sheet.year} 年度还不能考核{what}。", "各项都没有数据；缺什么见“各项”表。"
    first = [sheet.names[i] for i in ranked if sheet.ranks[i] == 1]
    top, last = sheet.totals[ranked[0]], ranked[-1]
    who = first[0] if len(first) == 1 else f"{first[0]}等 {len(first)} 个并列"
    said = f"{sheet.year} 年度考核，{len(sheet.places)} 个{what}里{who}第一，{fixed(top, 2)} 分。"
    parts = [] if len(ranked) < 2 else [f"末位{sheet.names[last]}，{fixed(sheet.totals[last], 2)} 分"]
    if lacking := _lacking(sheet):
        parts.append(f"没有数据：{lacking}")
    if before is None:
        parts.append("没有上一年度可比")
    return said, "；".join(filter(None, [*parts, _whose_points(sheet.asked, rule)]))


def _whose_points(asked: Asked, rule: Assessment) -> str:
    """Whether the points and ways are ours or were changed by hand; "" where they are the document's."""
    points = {name: full for name, full in rule.points.items() if full}
    if (points, rule.points_by, rule.undefined) != (
        {name: full for name, full in asked.points.items() if full}, asked.points_by, asked.undefined
    ):  # fmt: skip
        return "分值和计分办法是在设置里改过的"
    return "分值和计分办法是本系统假定" if rule.assumed or rule.notes else ""


def _lacking(sheet: Sheet) -> str:
    """「创新亮点全部，高耗低效整治完成 57 个镇街」."""
    counts = {item.name: int(np.isnan(item.points).sum()) for item in sheet.items}
    told = {n: f" {n} 个{sheet.asked.level}" for n in counts.values()} | {len(sheet.places): "全部"}
    return "，".join(f"{name}{told[n]}" for name, n in counts.items() if n)


def settings_lines(asked: Asked) -> list[str]:
    """What was chosen, for 依据 and the file."""
    points = "、".join(f"{name} {number(full)} 分" for name, full in asked.points.items() if full)
    return [
        f"分值：{points}，合计 100 分",
        f"亩均效益指标：{asked.pool}的{asked.indicator}，{asked.way}",
        f"得分办法：{value_words('points_by', asked.points_by)}",
        f"算不出的项目：{value_words('undefined', asked.undefined)}",
    ]


def bars(sheet: Sheet, opened: int | None) -> str:
    """The first places by rank, the points of each item side by side; "" where nobody has a total.

    SVG; a click opens the place below. `opened`: the one that is open.
    """
    shown = [i for i in sheet.order.tolist() if not np.isnan(sheet.totals[i])][:SHOWN]
    if not shown:
        return ""
    legend, top = _legend(sheet)
    height = top + _ROW * len(shown) + 8
    rows = [_row(sheet, i, top + _ROW * n, i == opened) for n, i in enumerate(shown)]
    title = _finding(sheet)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}">'
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(title)}</text>'
        f"{legend}{''.join(rows)}</svg>"
    )


def _finding(sheet: Sheet) -> str:
    """Which item parts the places the most, of how many points it can be."""
    spans = {item.name: _span(item) for item in sheet.items}
    most = max(sheet.items, key=lambda item: spans[item.name])
    if round(spans[most.name], SCORE_DECIMALS) <= 0:
        return f"各项都没有拉开{sheet.asked.level}的差距"
    gap = f"最多的比最少的多 {fixed(spans[most.name], 1)} 分"
    return f"拉开差距最大的是{most.name}（{_full_words(sheet, most)}）：{gap}"


def _full_words(sheet: Sheet, item: ItemSheet) -> str:
    """「满分 30 分，缺项的分值分摊后最多 42.9 分」."""
    full, spread = number(item.full), number(sheet.full_of(item), 1)
    return f"满分 {full} 分" + (f"，缺项的分值分摊后最多 {spread} 分" if sheet.full_of(item) > item.full else "")


def _span(item: ItemSheet) -> float:
    known = item.counted[~np.isnan(item.counted)]
    return float(known.max() - known.min()) if len(known) else 0.0


def _legend(sheet: Sheet) -> tuple[str, float]:
    """The key of the items with their full points, and where the rows begin; → is what they can come to."""
    parts, x, y = [], 0.0, float(_KEY_TOP)
    for item, colour in zip(sheet.items, ITEM_COLOURS, strict=False):
        spread = f" → {number(sheet.full_of(item), 1)}" if sheet.full_of(item) > item.full else ""
        words = f"{item.name} {number(item.full)}{spread}"
        width = 20 + width_of(words, _KEY_FONT) + 24
        if x + width > WIDTH and x:
            x, y = 0.0, y + _KEY_ROW
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="14" height="14" fill="{colour}"/>'
            f'<text x="{x + 20:.0f}" y="{y + 13:.0f}" style="font-size:{_KEY_FONT}px">{escape(words)}</text>'
        )
        x += width
    return "".join(parts), y + 42


def _row(sheet: Sheet, place: int, y: float, opened: bool) -> str:
    name, parts, x = sheet.names[place], [], float(_LEFT)
    for item, colour in zip(sheet.items, ITEM_COLOURS, strict=False):
        points = item.counted[place]
        if np.isnan(points) or points <= 0:
            continue
        width = _ROOM * points / 100
        told = escape(f"{item.name} {fixed(points, 2)} 分")
        parts.append(
            f'<rect x="{x:.1f}" y="{y + 4}" width="{max(width - 1, 0.5):.1f}" height="{_ROW - 8}" fill="{colour}">'
            f"<title>{told}</title></rect>"
        )
        x += width
    back = ' style="fill:var(--soft)"' if opened else ' fill="transparent"'
    lacking = [item.name for item in sheet.items if np.isnan(item.points[place])]
    mark = f"，缺 {len(lacking)} 项" if lacking else ""
    said = f"{fixed(sheet.totals[place], 2)} 分{mark}"
    told = f"{name}：{said}{'（' + '、'.join(lacking) + '）' if lacking else ''}。点开看每项怎么来。"
    go = goto("regions", assessed=sheet.places[place].key)
    return (
        f'<g data-go="{go}"><title>{escape(told)}</title>'
        f'<rect x="0" y="{y}" width="{WIDTH}" height="{_ROW}"{back}/>'
        f'<text x="34" y="{y + 20}" text-anchor="end" style="font-size:{_FONT}px;font-weight:600">'
        f"{number(sheet.ranks[place], 0)}</text>"
        f'<text x="46" y="{y + 20}" style="font-size:{_FONT}px">{escape(cut(name, _NAME))}</text>{"".join(parts)}'
        f'<text x="{_LEFT + _ROOM + 16}" y="{y + 20}" style="font-size:{_FONT}px">{escape(said)}</text></g>'
    )


def left_out(sheet: Sheet) -> str:
    """How many places the picture leaves out; "" for none."""
    known = int((~np.isnan(sheet.totals)).sum())
    return f"图上是前 {SHOWN} 名，其余 {known - SHOWN:,} 个见下表。" if known > SHOWN else ""
