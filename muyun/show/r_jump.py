"""Who stands beside the jump of R, and whose class does it decide? Both sides of the line as SVG, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.r_jump import Near, Part, RJump
from muyun.explore.whatif.standing import Standing
from muyun.policy.model import Policy
from muyun.show.goto import goto
from muyun.show.tables import Column, Table
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, number, percent, signed, significant
from muyun.terms import Class

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 590, 330, 52, 14, 44, 44
_HIGHEST = 1.55
"""Where the picture ends above and below; S and T stay within ±2, but those near the line within ±1.5."""
_WIDEST = 0.45
"""K or L farther from 1 than this stands at the edge."""
_ROOM = 1.15
_RADIUS, _STANDS_OUT = 9, 13

HIDDEN = ("amount", "line", "value_added", "line_value_added")
"""Columns of the table that are hidden at first: 说明 says them in a sentence."""

PART_WORDS = {Part.ENERGY: "单位能耗增加值（K）", Part.EMISSION: "单位排放增加值（L）"}
_SHORT = {Part.ENERGY: "能耗（K）", Part.EMISSION: "排放（L）"}
_DIGITS = 7
"""Of a line: four would miss it by more than the distance."""
_AMOUNT = {Part.ENERGY: ("用能", "吨标煤"), Part.EMISSION: ("排放", "吨")}


def jump_headline(jump: RJump, within: float) -> tuple[str, str]:
    """「R 在 K = 1、L = 1 处都一跳 4 分：5 % 以内有 5 家，其中 1 家的等级由它决定。」"""
    units, decided = {near.unit for near in jump.near}, {near.unit for near in jump.near if near.decides}
    if not jump.having:
        return "没有参评企业享有个性化加减分 R，谈不上跳变。", ""
    where = _where(jump.size)
    if not where:
        return "R 的两个系数都是 0，没有跳变。", ""
    if not units:
        return f"{where}，但 {jump.having:,} 家里没有一家离线在 {percent(within)} 以内。", ""
    told = f"其中 {len(decided):,} 家的等级由它决定" if decided else "没有一家的等级由它决定"
    small = f"另有 {jump.left_out:,} 家次离得更远，没有逐一测算。" if jump.left_out else ""
    return f"{where}：{percent(within)} 以内有 {len(units):,} 家，{told}。", small


def _where(size: tuple[float, float]) -> str:
    """Where R jumps and by how much; "" where both coefficients are 0."""
    jumps = [(part.ratio, number(of)) for part, of in zip(Part, size, strict=True) if of]
    if len(jumps) == 2 and jumps[0][1] == jumps[1][1]:
        return f"R 在 K = 1、L = 1 处都一跳 {jumps[0][1]} 分"
    return "R 在" + "，在".join(f" {ratio} = 1 处一跳 {of} 分" for ratio, of in jumps) if jumps else ""


def jump_picture(jump: RJump, now: Standing) -> str:
    """A panel each for energy and emissions: S (T) over K (L) with its jump, and who stands where.

    A part whose coefficient is 0 jumps nowhere and has no panel.

    A dot carries the class; where the jump decides, it is larger and says the class on the other side. A click
    opens the enterprise.
    """
    panels = [
        _panel([near for near in jump.near if near.part is part], part, size, now)
        for part, size in zip(Part, jump.size, strict=True)
        if size
    ]
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:12px"
    return f'<div style="{grid}">{"".join(panels)}</div>'


def _panel(near: Sequence[Near], part: Part, size: float, now: Standing) -> str:
    """size: points that R jumps by."""
    width = min(max((abs(n.ratio - 1) for n in near), default=0.05) * _ROOM, _WIDEST) or 0.05
    title = f"{PART_WORDS[part]}：{len(near):,} 家在线旁" if near else f"{PART_WORDS[part]}：线旁没有企业"
    parts = [f'<text x="0" y="20" style="font-weight:600">{title}</text>', _axes(part, width)]
    parts += [_curve(np.linspace(1 - width, 1, 30), lambda k: -1 / k, width)]
    parts += [_curve(np.linspace(1, 1 + width, 2), lambda k: k, width)]
    x = _x(1.0, width)
    parts.append(f'<line x1="{x}" x2="{x}" y1="{_y(-1)}" y2="{_y(1)}" class="ink" stroke-dasharray="5 4"/>')
    parts.append(f'<text class="quiet" x="{x + 10}" y="{_y(0) + 5}">R 一跳 {number(size)} 分</text>')
    parts += [_dot(n, width, now) for n in sorted(near, key=lambda n: n.decides)]
    label = escape(title)
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _axes(part: Part, width: float) -> str:
    bottom = _HEIGHT - _BOTTOM
    marks = [
        f'<text class="quiet" x="0" y="{_y(v) + 5}">{signed(v, 0)}</text>'
        f'<line class="axis" x1="{_LEFT - 14}" x2="{_WIDTH - _RIGHT}" y1="{_y(v)}" y2="{_y(v)}"/>'
        for v in (1, -1)
    ]
    for k, anchor in ((1 - width, "start"), (1.0, "middle"), (1 + width, "end")):
        where = f'x="{_x(k, width)}" y="{bottom + 20}" text-anchor="{anchor}"'
        marks.append(f'<text class="quiet" {where}>{number(k, 3)}</text>')
    words = f"{part.ratio}（企业 ÷ 行业平均）"
    marks.append(f'<text class="quiet" x="{_x(1.0, width)}" y="{bottom + 40}" text-anchor="middle">{words}</text>')
    marks.append(f'<text class="quiet" x="0" y="{_TOP - 4}">{part}</text>')
    return "".join(marks)


def _curve(at: np.ndarray, of, width: float) -> str:
    points = " ".join(f"{_x(float(k), width):.1f},{_y(float(of(k))):.1f}" for k in at)
    return f'<polyline class="ink" points="{points}" stroke-width="2"/>'


def _dot(near: Near, width: float, now: Standing) -> str:
    letter, other = "ABCD"[near.now], "ABCD"[near.other]
    x, y = _x(near.ratio, width), _y(near.jump)
    radius = _STANDS_OUT if near.decides else _RADIUS
    ink = "on-light" if letter in LIGHT_CLASSES else "on-dark"
    ring = ' stroke="var(--st-text-color)" stroke-width="2.5"' if near.decides else ' opacity=".8"'
    beside = f'<text x="{x:.1f}" y="{y - 18:.1f}" text-anchor="middle">→ {other}</text>' if near.decides else ""
    code = str(now.prepared.cohort.units.index[near.unit])
    return (
        f'<g data-go="{goto("enterprise", code=code)}"><title>{escape(near_words(near, now))}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{CLASS_COLOURS[letter]}"{ring}/>'
        f'<text class="{ink}" x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" style="font-size:14px">{letter}</text>'
        f"{beside}</g>"
    )


def _x(ratio: float, width: float) -> float:
    share = (min(max(ratio, 1 - width), 1 + width) - 1 + width) / (2 * width)
    return _LEFT + share * (_WIDTH - _RIGHT - _LEFT)


def _y(value: float) -> float:
    share = (_HIGHEST - min(max(value, -_HIGHEST), _HIGHEST)) / (2 * _HIGHEST)
    return _TOP + share * (_HEIGHT - _BOTTOM - _TOP)


def near_words(near: Near, now: Standing) -> str:
    """Where one stands, what carries it across, and what that does, in lines."""
    policy = now.prepared.policy
    name = str(shown_names(now.prepared.cohort.units.iloc[[near.unit]]).iloc[0])
    classes = [short_word(policy.class_words, Class("ABCD"[place])) for place in (near.now, near.other)]
    effect = f"等级 {classes[0]} → {classes[1]}" if near.decides else f"等级仍是 {classes[0]}"
    lines = [f"{name}（{near.sector}）：{near.part.ratio} = {number(near.ratio, 4)}", _crossing(near),
             f"到了另一侧，R {signed(near.points)} 分，{effect}"]  # fmt: skip
    return "\n".join([*lines, *([_LEAVES] if near.leaves else [])])


_LEAVES = "用能降到这条线以下，就不到享有 R 的用能门槛了"


def _crossing(near: Near) -> str:
    """「用能再多 41.3 吨标煤（到 5,070.4），或增加值少 31.4 万元，就掉到另一侧」"""
    what, unit = _AMOUNT[near.part]
    change, change_x = abs(near.line - near.amount), abs(near.line_value_added - near.value_added)
    more, fewer, where = ("多过", "少过", "就掉到另一侧") if near.above else ("减少", "增加", "就到另一侧")
    return (
        f"{what}{more} {significant(change)} {unit}（线在 {significant(near.line, _DIGITS)}），"
        f"或增加值{fewer} {significant(change_x)} 万元（线在 {significant(near.line_value_added, _DIGITS)}），{where}"
    )


def jump_table(jump: RJump, now: Standing) -> Table:
    """A row for each near one and part, those first whose class the jump decides. Index: unit and part."""
    units, words = now.prepared.cohort.units, now.prepared.policy.class_words
    short = {letter: short_word(words, Class(letter)) for letter in "ABCD"}
    rows = [_row(near, units) for near in jump.near]
    index = pd.Index([f"{units.index[n.unit]}/{n.part}" for n in jump.near], dtype=object)
    columns = [
        Column("name", "企业名称"), Column("sector", "行业"), Column("part", "哪一项"),
        Column("ratio", "K 或 L", "number", decimals=4), Column("distance", "离线", "number", "%", 2),
        Column("now", "现在等级", "class", words=short),
        Column("other", "另一侧等级", "class", words=short, what_if=True),
        Column("points", "R 变化", "number", "分", 2, what_if=True), Column("note", "过线要怎样", "wrap"),
        Column("amount", "用能或排放", "number", "吨标煤或吨", 4),
        Column("line", "线在", "number", "吨标煤或吨", 4, "增加值不变时，K（L）正好为 1 的用能（排放）"),
        Column("value_added", "增加值", "number", "万元", 2),
        Column("line_value_added", "增加值线在", "number", "万元", 2, "用能（排放）不变时，K（L）正好为 1 的增加值"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, index, columns=[c.key for c in columns])
    return Table(frame, columns, caption="过线后的等级是模拟测算，非正式结果", empty="这个距离以内没有企业。")


def _row(near: Near, units: pd.DataFrame) -> dict[str, object]:
    return {
        "name": str(shown_names(units.iloc[[near.unit]]).iloc[0]), "sector": near.sector, "part": _SHORT[near.part],
        "ratio": near.ratio, "now": "ABCD"[near.now], "other": "ABCD"[near.other], "points": near.points,
        "amount": near.amount, "line": near.line, "distance": near.distance * 100, "value_added": near.value_added,
        "line_value_added": near.line_value_added, "note": _crossing(near) + (f"；{_LEAVES}" if near.leaves else ""),
    }  # fmt: skip


def jump_rules(policy: Policy) -> list[str]:
    """What is said of the method beside the clauses."""
    rule = policy.sector_adjustment
    if rule is None:
        return []
    return [
        f"S = K（K ≥ 1）或 −1 ÷ K（K < 1），R = {number(rule.a)} S + {number(rule.b)} T，"
        f"所以 K 过 1 时 R 一跳 {number(2 * rule.a)} 分，L 过 1 时一跳 {number(2 * rule.b)} 分。",
        "线按行业里别家的合计算：本企业的用能、排放、增加值也在行业平均值里，这样算出的正好是 K（L）等于 1 的数。",
        "另一侧的等级：只把这家的 R 换成刚过线的值，其余指标得分和别家的得分都不变，再按同样的规则定档。",
    ]  # fmt: skip
