"""How far is each means, town or county? A bar a row: finished, running, not begun, the late ones framed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

from muyun.land.ledger import Kpis
from muyun.show.drawn_text import cut, text_at
from muyun.show.goto import goto
from muyun.show.words import number, percent

WIDTH, _ROW, _TOP = 1200, 34, 32
_LEFT, _BARS, _RATE, _LATE, _LAND, _ENERGY = 190, 430, 660, 770, 930, 1140
_FONT, _NAME = 16, 11
_text = partial(text_at, _FONT)
_UNNAMED = "没有填"
ROWS_AT_MOST = 12
"""So many rows are drawn, those with the most cases."""
COLOURS = {"已完成": "#00796B", "进行中": "#80CBB5", "未启动": "#C9CDD2"}
"""None is a class's."""
_WARN = "#D55E00"


def ledger_picture(by: Mapping[str, Kpis], column: str, head: str) -> str:
    """The SVG; a click on a row filters the list by it. `column`: what the link calls it; "" of `by` is unfilled."""
    shown = list(by.items())[:ROWS_AT_MOST]
    most = max((found.cases for _, found in shown), default=1)
    rows = [_row(name, found, column, _TOP + i * _ROW, most) for i, (name, found) in enumerate(shown)]
    heads = [(0, head, "start"), (_RATE, "完成率", "end"), (_LATE, "逾期", "end"), (_LAND, "腾出用地（亩）", "end"),
             (_ENERGY, "腾出用能（吨标煤）", "end")]  # fmt: skip
    words = [_text(x, 20, word, anchor, "quiet") for x, word, anchor in heads]
    label = "；".join(f"{name or _UNNAMED} {k.cases} 件，完成 {k.finished} 件，逾期 {k.late} 件" for name, k in shown)
    left_out = len(by) - len(shown)
    if left_out:
        below = _TOP + _ROW * len(shown) + 19
        rows.append(_text(0, below, f"另有 {left_out:,} 个案件更少的没有画。", "start", "quiet"))
    height = _TOP + _ROW * (len(shown) + bool(left_out)) + 4
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">'
        f"{_key()}{''.join(words)}{''.join(rows)}</svg>"
    )


def _key() -> str:
    parts, x = [], float(_LEFT)
    for word, colour in COLOURS.items():
        parts.append(f'<rect x="{x:.0f}" y="6" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(x + 19, 19, word, "start", "quiet"))
        x += 86
    return "".join(parts)


def _row(name: str, found: Kpis, column: str, y: int, most: int) -> str:
    parts, x = [], float(_LEFT)
    scale = (_BARS - _LEFT + 120) / most
    for word, count in (("已完成", found.finished), ("进行中", found.running), ("未启动", found.waiting)):
        if count:
            width = count * scale
            tone = "on-dark" if word == "已完成" else "on-light"
            own = f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="26" fill="{COLOURS[word]}"/>'
            parts.append(own + (_text(x + width / 2, y + 19, f"{count:,}", "middle", tone) if width > 24 else ""))
            x += width
    late = f"▼{found.late:,}" if found.late else "0"
    colour = f"fill:{_WARN};font-weight:700" if found.late else ""
    title = (
        f"{name or _UNNAMED}：{found.cases:,} 件，已完成 {found.finished:,} 件，进行中 {found.running:,} 件，"
        f"未启动 {found.waiting:,} 件，逾期 {found.late:,} 件"
    )
    group = f'<g data-go="{goto("lowland", **{column: name})}">' if name else "<g>"  # no choice asks for the unfilled
    return (
        f"{group}<title>{escape(title)}{'：点开只看这些' if name else ''}</title>"
        f'<rect x="0" y="{y - 4}" width="{WIDTH}" height="{_ROW - 2}" fill="transparent"/>'
        f"{_text(0, y + 19, cut(name or _UNNAMED, _NAME), 'start')}{''.join(parts)}"
        f"{_text(_RATE, y + 19, percent(found.rate), 'end')}{_text(_LATE, y + 19, late, 'end', style=colour)}"
        f"{_text(_LAND, y + 19, number(found.freed_land_mu, 1), 'end')}"
        f"{_text(_ENERGY, y + 19, number(found.freed_energy_tce, 1), 'end')}</g>"
    )
