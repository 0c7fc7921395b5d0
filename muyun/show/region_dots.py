"""Who is where in the ranking? A dot a place on one axis, the first at the top; the ring is the other year's value."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.regions.board import Board, order_of
from muyun.show.choropleth import short_name
from muyun.show.drawn_text import width_of
from muyun.show.regions import (
    Shown,
    is_small,
    opening,
    rank_change_words,
    shown_values,
    shown_words,
    spoken,
    value_words,
    whole_word,
)

ROWS = 18
"""So many places are drawn: all, or the first and the last of them; the table has the rest."""

_TOP, _BOTTOM, _FULL = 50, 8, 460
_LEAST, _MOST = 24.0, 54.0
_BIG = 36.0
"""From this height of a row on its letters are large."""

_INK = {"up": ";fill:color-mix(in srgb,#0072B2 72%,var(--st-text-color))",
        "down": ";fill:color-mix(in srgb,#D55E00 84%,var(--st-text-color))"}  # fmt: skip

DOT, DOWN, EVEN = "#0072B2", "#D55E00", "#9AA0A6"


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """What every row needs: the numbers, their words, the axis from `left` to `right` over `low` to `high`."""

    board: Board
    values: np.ndarray
    before: np.ndarray
    ranks: np.ndarray
    climbed: np.ndarray
    words: list[str]
    small: np.ndarray
    shown: Shown
    font: int
    width: int
    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value lies."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def region_dots(board: Board, name: str, shown: Shown, small: int, opened: int | None, width: int) -> str:
    """The SVG of the ranking, `width` units wide; a click opens a place."""
    rows = _drawn_rows(order_of(board, shown_values(board, name, shown)[1]))
    pitch = min(max((_FULL - _TOP - _BOTTOM) / max(len(rows), 1), _LEAST), _MOST)
    scene = _scene(board, name, shown, small, 20 if pitch >= _BIG else 16, width)
    height = _TOP + pitch * len(rows) + _BOTTOM
    parts = [_whole(scene, name, height)]
    for i, place in enumerate(rows):
        y = _TOP + pitch * i
        if place is None:
            rest = f"中间 {len(board.areas) - len(rows) + 1:,} 个见下表"
            parts.append(_text(44, y + pitch / 2 + 6, rest, 15, "start", "quiet"))
        else:
            parts.append(_row(scene, place, y, pitch, place == opened))
    label = escape(f"{board.measure(name).label}排名，{len(board.areas):,} 个{board.now.level}", quote=True)
    return f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _drawn_rows(order: np.ndarray) -> list[int | None]:
    """Places top to bottom; None where the middle is left out."""
    places = order.tolist()
    if len(places) <= ROWS:
        return places
    half = (ROWS - 1) // 2
    return [*places[: ROWS - 1 - half], None, *places[-half:]]


def _scene(board: Board, name: str, shown: Shown, small: int, font: int, width: int) -> _Scene:
    values, ranks = shown_values(board, name, shown)
    words, is_value = shown_words(board, name, shown), shown is Shown.VALUE
    before = board.values_before(name) if is_value else np.full(len(values), np.nan)
    on_axis = [*values, *before, board.now.whole[board.now.column(name)] if is_value else 0.0]
    known = np.array([v for v in on_axis if not np.isnan(v)] or [0.0, 1.0])
    low, high = float(known.min()), float(known.max())
    pad = (high - low) * 0.04 or 1.0
    names = [named(board, place) for place in range(len(board.areas))]
    left = 44 + min(max((width_of(n, font) for n in names), default=0.0), width * 0.34) + 16
    right = width - max((width_of(w, font) for w in words), default=0.0) - (52 if is_value else 16)
    climbed = board.climbed(name) if is_value else np.full(len(values), np.nan)
    return _Scene(
        board, values, before, ranks, climbed, words, is_small(board, small), shown, font, width, left,
        max(right, left + 40), low - pad, high + pad,
    )  # fmt: skip


def named(board: Board, place: int) -> str:
    """What a place of a board is called in a picture."""
    return short_name(spoken(board.areas[place], board.areas))


def _whole(scene: _Scene, name: str, height: float) -> str:
    """The line that places are held against, and what the marks are."""
    ring = f"空心圈是 {scene.board.before.year} 年度" if not np.isnan(scene.before).all() else ""
    few = "淡色的企业太少" if scene.small.any() else ""
    key = "，".join(filter(None, [ring, few]))
    parts = [_text(0, 18, key, 15, "start", "quiet")] if key else []
    measure = scene.board.measure(name)
    value = scene.board.now.whole[scene.board.now.column(name)] if scene.shown is Shown.VALUE else 0.0
    if not np.isnan(value):
        at, said = scene.x(float(value)), "不变"
        if scene.shown is Shown.VALUE:
            said = f"{whole_word(scene.board)} {value_words(measure, value)}"
        half = width_of(said, 15) / 2
        parts.append(
            f'<line class="ink" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 6}" y2="{height - 4:.0f}" stroke-width="1.5" '
            'stroke-dasharray="5 4"/>'
            + _text(min(max(at, half), scene.width - half), _TOP - 12, said, 15, "middle", "", 600)
        )
    return "".join(parts)


def _row(scene: _Scene, place: int, y: float, pitch: float, opened: bool) -> str:
    area, rank, value = scene.board.areas[place], scene.ranks[place], float(scene.values[place])
    at, font, base = y + pitch / 2, scene.font, y + pitch / 2 + scene.font * 0.36
    weight = 700 if opened else 400
    back = "fill:var(--soft)" if opened else "fill:transparent"
    parts = [f'<rect x="0" y="{y:.1f}" width="{scene.width}" height="{pitch:.1f}" style="{back}"/>',
             _text(34, base, "" if np.isnan(rank) else f"{int(rank)}", font, "end", "", 600),
             _text(44, base, _cut(named(scene.board, place), font, scene.left - 50), font, "start", "", weight),
             _marks(scene, place, at),
             _text(scene.right + 12, base, scene.words[place], font, "start", "", weight)]  # fmt: skip
    moved = rank_change_words(scene.climbed[place])
    if moved:
        way = {"▲": "up", "▼": "down"}.get(moved[0], "quiet")
        parts.append(_text(scene.width - 2, base, moved, font - 2, "end", way, 600))
    said = f"{area.name}：{scene.words[place]}" + ("" if np.isnan(value) else f"，第 {int(rank)}")
    title = f"<title>{escape(said + '。点开看这个地方。')}</title>"
    return f'<g data-go="{opening(area)}">{title}{"".join(parts)}</g>'


def _marks(scene: _Scene, place: int, at: float) -> str:
    value, before = float(scene.values[place]), float(scene.before[place])
    track = f'<line class="axis" x1="{scene.left:.1f}" x2="{scene.right:.1f}" y1="{at:.1f}" y2="{at:.1f}"/>'
    if np.isnan(value):
        return track
    radius, x = (8 if scene.font > 16 else 6), scene.x(value)
    colour = DOT if scene.shown is Shown.VALUE or value > 0 else DOWN if value < 0 else EVEN
    ring = ""
    if not np.isnan(before):
        old = scene.x(before)
        ring = (
            f'<line x1="{old:.1f}" x2="{x:.1f}" y1="{at:.1f}" y2="{at:.1f}" stroke="{colour}" stroke-width="2.5"/>'
            f'<circle cx="{old:.1f}" cy="{at:.1f}" r="{radius - 1}" stroke="{colour}" stroke-width="2" '
            'style="fill:var(--st-background-color)"/>'
        )
    pale = ' fill-opacity=".35"' if scene.small[place] else ""
    dot = f'<circle cx="{x:.1f}" cy="{at:.1f}" r="{radius}" fill="{colour}"{pale} stroke="{colour}"/>'
    return f"{track}{ring}{dot}"


def _cut(text: str, font: float, room: float) -> str:
    while width_of(text, font) > room and len(text) > 2:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _text(x: float, y: float, text: str, font: float, anchor: str, kind: str = "", weight: int = 400) -> str:
    fill = _INK.get(kind, "")
    shown = f' class="{kind}"' if kind == "quiet" else ""
    style = f"font-size:{font}px;font-weight:{weight}{fill}"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{shown} style="{style}">{escape(text)}</text>'
