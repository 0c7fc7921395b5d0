"""Who would get how much of a pool, and how does that differ from what each has now? Sentence, bars, table."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from muyun.explore.regions.allocation_basis import Simulation, Sized
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.figures import Origin
from muyun.show.drawn_text import cut
from muyun.show.goto import goto
from muyun.show.land_coverage import query_of
from muyun.show.tables import Column, Table
from muyun.show.words import WHAT_IF_COLOUR, fixed, number, signed, significant

WIDTH, SHOWN = 1200, 16
_NAME = 14
"""Characters of a name that have room."""
_TOP, _ROW, _LEFT, _ROOM, _FONT = 80, 46, 250, 500, 16
_BASE = "#9AA0A6"

HOW = (
    "文件只写“适当倾斜”“给予削减”“挂钩”，没有分配公式；这里按比例分，是模拟（本系统假定），供讨论用，不是分配决定。",
    "每个区域的份额 = 总量 × v ÷ Σv，v 是所选指标；选“指标 × 现有量”的，v 再乘现有的用地、用能或排放（本系统假定）。",
    "有上下限的：越界的停在界上，其余的按比例分剩下的，直到都不越界。",
    "按 0.01 取整，用最大余数法，各份之和正好是总量；指标缺或小于 0 的不分，列出来。",
    "对照：把同样的总量按各区域现有量的比例分，灰色。",
)
"""How the figures are made, for 依据."""


def headline(found: Simulation) -> tuple[str, str]:
    """「模拟：100 亩用地按亩均税收分给 7 个区县，海宁市最多，23.45 亩。」, and against what they have now."""
    asked, unit = found.question, found.question.resource.unit
    there = np.flatnonzero(~np.isnan(found.parts))
    first = there[np.argmax(found.parts[there])]
    by = f"{found.measure.label}{' × 现有量' if asked.sized is Sized.YES else ''}"
    said = (
        f"模拟：{number(asked.pool)} {unit}{asked.resource}按{by}分给 {len(there)} 个{found.figures.level}，"
        f"{found.names[first]}最多，{fixed(found.parts[first], 2)} {unit}。"
    )
    return said, "；".join(filter(None, [_gains(found), _source(found), left_out_words(found)]))


def _gains(found: Simulation) -> str:
    gap = found.parts - found.by_base
    known = np.flatnonzero(~np.isnan(gap))
    if not len(known):
        return f"没有现有{found.question.resource}，没有对照"
    if not np.any(np.round(gap[known], 2)):
        return f"与按现有{found.question.resource}分的一样"
    most, least = known[np.argmax(gap[known])], known[np.argmin(gap[known])]
    unit = found.question.resource.unit
    return (
        f"与按现有{found.question.resource}分相比，{found.names[most]} {signed(gap[most])} {unit}，"
        f"{found.names[least]} {signed(gap[least])} {unit}"
    )


def _source(found: Simulation) -> str:
    if found.figures.origin is Origin.ENTERPRISES:
        return "指标和现有量：参评企业合计"
    return f"指标和现有量：“{'园区' if found.figures.level is AreaLevel.PARK else '区域'}”表的公布数"


def left_out_words(found: Simulation) -> str:
    """「没有分：景宁县（没有这个指标）」; "" where everybody gets a part."""
    left = [f"{name}（{why}）" for name, why in zip(found.names, found.reasons, strict=True) if why]
    more = f"等 {len(left)} 个" if len(left) > 5 else ""
    return f"没有分：{'、'.join(left[:5])}{more}" if left else ""


def order_of(found: Simulation) -> np.ndarray:
    """Places by their part, the largest first; those without last, equal ones by name."""
    return np.lexsort((np.arange(len(found.names)), -np.nan_to_num(found.parts, nan=-1.0)))


def allocation_bars(found: Simulation) -> str:
    """Two bars a place: by what it has now (grey), and by the indicator (purple, 模拟). SVG."""
    shown = [i for i in order_of(found).tolist() if not np.isnan(found.parts[i])][:SHOWN]
    most = float(np.nanmax(np.concatenate([found.parts[shown], found.by_base[shown]]), initial=0.0)) or 1.0
    height = _TOP + _ROW * len(shown) + 6
    asked = found.question
    title = f"模拟：{number(asked.pool)} {asked.resource.unit}{asked.resource}怎样分"
    keys = ((_BASE, f"按现有{asked.resource}分"), (WHAT_IF_COLOUR, f"按{found.measure.label}分（模拟）"))
    legend = "".join(
        f'<rect x="{x}" y="38" width="14" height="14" fill="{colour}"/>'
        f'<text x="{x + 20}" y="51" style="font-size:15px">{escape(words)}</text>'
        for x, (colour, words) in zip((0, 240), keys, strict=True)
    )
    head = escape(f"分得（比按现有量分），{found.measure.label}")
    legend += f'<text x="{_LEFT + _ROOM + 20}" y="51" class="quiet">{head}</text>'
    rows = "".join(_bars(found, place, _TOP + _ROW * n, most) for n, place in enumerate(shown))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}">'
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(title)}</text>{legend}{rows}</svg>'
    )


def _bars(found: Simulation, place: int, y: float, most: float) -> str:
    part, base, unit = float(found.parts[place]), float(found.by_base[place]), found.question.resource.unit
    grey = _ROOM * base / most if base == base else 0.0
    gap = f"（{signed(part - base)}）" if base == base else ""
    name = found.names[place]
    value = f"{significant(found.values[place] * found.measure.factor)} {found.measure.unit}".rstrip()
    said = f"{fixed(part, 2)} {unit}{gap}，{value}"
    told = f"{name}：模拟分得 {said}；按现有量 {fixed(base, 2)} {unit}。点开看这里的参评企业。"
    go = goto("ranking", **query_of(found.figures.areas[place], found.figures.level))
    return (
        f'<g data-go="{go}"><title>{escape(told)}</title>'
        f'<rect x="0" y="{y}" width="{WIDTH}" height="{_ROW}" fill="transparent"/>'
        f'<text x="0" y="{y + 26}" style="font-size:{_FONT}px">{escape(cut(name, _NAME))}</text>'
        f'<rect x="{_LEFT}" y="{y + 4}" width="{grey:.1f}" height="14" fill="{_BASE}"/>'
        f'<rect x="{_LEFT}" y="{y + 20}" width="{_ROOM * part / most:.1f}" height="16" fill="{WHAT_IF_COLOUR}"/>'
        f'<text x="{_LEFT + _ROOM + 20}" y="{y + 27}" style="font-size:{_FONT}px">{escape(said)}</text></g>'
    )



def more_words(found: Simulation) -> str:
    """How many places the picture leaves out; "" for none."""
    known = int((~np.isnan(found.parts)).sum())
    return f"图上是分得最多的 {SHOWN} 个，其余 {known - SHOWN:,} 个见下表。" if known > SHOWN else ""


def allocation_table(found: Simulation) -> Table:
    """A row a place, the largest part first; row ids are positions of the places."""
    order, asked = order_of(found), found.question
    unit, has = asked.resource.unit, f"现有{asked.resource}"
    frame = pd.DataFrame({
        "name": found.names, "county": [area.county for area in found.figures.areas],
        "value": found.values * found.measure.factor, "base": found.base, "by_base": found.by_base,
        "part": found.parts, "gap": found.parts - found.by_base, "share": found.parts / asked.pool * 100,
        "note": [_note(found, place) for place in range(len(found.names))],
    }).iloc[order].set_axis(list(map(str, order)), axis=0)  # fmt: skip
    columns = [
        Column("name", str(found.figures.level)), Column("county", "区县"),
        Column("value", found.measure.label, "number", found.measure.unit, 2),
        Column("base", has, "number", unit, 2), Column("by_base", f"按{has}分", "number", unit, 2),
        Column("part", "模拟分得", "number", unit, 2), Column("gap", "多分", "delta", unit, 2),
        Column("share", "占总量", "number", "%", 2), Column("note", "说明", "wrap"),
    ]  # fmt: skip
    if len({area.county for area in found.figures.areas}) < 2:
        columns = [c for c in columns if c.key != "county"]
    total = fixed(float(np.nansum(found.parts)), 2)
    return Table(frame, columns, f"模拟，不是分配决定；合计 {total} {unit}。", empty="没有可分的区域。")


def _note(found: Simulation, place: int) -> str:
    """Why a place gets none, or which bound it stands at."""
    if found.reasons[place]:
        return f"不分：{found.reasons[place]}"
    bound, part = found.question.bounds.get(found.names[place]), found.parts[place]
    if bound and bound.least and abs(part - bound.least) < 0.01:
        return f"到下限 {number(bound.least)} {found.question.resource.unit}"
    if bound and bound.most is not None and abs(part - bound.most) < 0.01:
        return f"到上限 {number(bound.most)} {found.question.resource.unit}"
    return ""


def settings_lines(found: Simulation) -> list[str]:
    """What was chosen, for 依据 and the file."""
    asked = found.question
    bounds = {(b.least, b.most) for b in asked.bounds.values()} - {(None, None)}
    said = "有" if bounds else "没有"
    return [
        f"模拟：总量 {number(asked.pool)} {asked.resource.unit}，按{found.measure.label}（{found.measure.formula}），"
        f"{asked.sized}，{said}上下限",
        _source(found),
    ]
