"""How does the upload split? A bar of the statuses to scale, and below it the reasons of those that aren't ranked."""

from __future__ import annotations

from html import escape

from muyun.explore.scope.statuses import Part, Scope
from muyun.show.drawn_text import width_of
from muyun.show.goto import goto
from muyun.show.scope import label
from muyun.show.words import percent
from muyun.terms import Status

WIDTH = 1200
COLOURS = {
    Status.EVALUATED: "#00796B", Status.TRANSITION: "#80CBB5", Status.EXCLUDED: "#9AA0A6", Status.MISSING: "#D4B94A",
}  # fmt: skip
"""None is a class's: nobody here has one by it."""
_BAR, _TOP, _ROWS_TOP, _ROW, _LEFT, _COUNT = 46, 30, 132, 36, 420, 130
_FONT = 17


def scope_picture(found: Scope) -> str:
    """The SVG. A click on a reason shows its list below."""
    others = [part for part in found.parts if part.status is not Status.EVALUATED]
    height = _ROWS_TOP + _ROW * len(others) if others else _TOP + _BAR + 10
    said = "；".join(f"{label(part)} {part.rows:,} 家" for part in found.parts)
    drawn = [_text(0, 18, f"上传 {found.rows:,} 家企业", "quiet"), *_bar(found)]
    if others:
        drawn += [_fan(found), *_reasons(found, others)]
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(said)}">{"".join(drawn)}</svg>'


def _bar(found: Scope) -> list[str]:
    """The statuses side by side, widths to scale; what is too narrow for its words has them on hover."""
    parts, x = [], 0.0
    for status in Status:
        count = found.rows_of(status)
        if not count:
            continue
        width = WIDTH * count / found.rows
        words = f"{status} {count:,} 家（{percent(count / found.rows)}）"
        brief = str(status) if width_of(str(status), _FONT) + 8 < width else ""
        short = words if width_of(words, _FONT) + 12 < width else brief
        tone = "on-dark" if status is Status.EVALUATED else "on-light"
        text = (
            f'<text class="{tone}" x="{x + width / 2:.1f}" y="{_TOP + 30}" text-anchor="middle" '
            f'style="font-size:{_FONT}px">{escape(short)}</text>'
        )
        go = goto("ranking", status=str(status))
        parts.append(
            f'<g data-go="{go}"><title>{escape(words)}，点开看排名里的名单</title><rect x="{x:.1f}" y="{_TOP}" '
            f'width="{max(width, 1.5):.1f}" height="{_BAR}" fill="{COLOURS[status]}"/>{text}</g>'
        )
        x += width
    return parts


def _fan(found: Scope) -> str:
    """A band from those that aren't ranked to their reasons."""
    begin = WIDTH * found.rows_of(Status.EVALUATED) / found.rows
    y = _TOP + _BAR
    points = f"{begin:.1f},{y} {WIDTH},{y} {WIDTH},{_ROWS_TOP - 18} 0,{_ROWS_TOP - 18}"
    count = found.rows - found.rows_of(Status.EVALUATED)
    words = _text(0, _ROWS_TOP - 24, f"不排名的 {count:,} 家，按原因", "quiet")
    return f'<polygon points="{points}" fill="{COLOURS[Status.EXCLUDED]}" fill-opacity=".16"/>{words}'


def _reasons(found: Scope, others: list[Part]) -> list[str]:
    most = max(part.rows for part in others)
    room = WIDTH - _LEFT - _COUNT
    rows = []
    for i, part in enumerate(others):
        y, width = _ROWS_TOP + i * _ROW, max(room * part.rows / most, 2)
        go = goto("scope", reason=label(part))
        rows.append(
            f'<g data-go="{go}"><title>{escape(label(part))}：点开看名单</title>'
            f'<rect x="0" y="{y - 4}" width="{WIDTH}" height="{_ROW - 2}" fill="transparent"/>'
            f"{_text(0, y + 18, label(part))}"
            f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="24" fill="{COLOURS[part.status]}"/>'
            f"{_text(_LEFT + width + 8, y + 18, f'{part.rows:,} 家')}</g>"
        )
    return rows


def _text(x: float, y: float, text: str, tone: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y}" class="{tone}" style="font-size:{_FONT}px">{escape(text)}</text>'
