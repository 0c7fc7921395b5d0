"""What lies between two figures of each place? Two years, or the two sources, as the two ends of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.regions.board import Board, order_of
from muyun.explore.regions.figures import Origin
from muyun.show.drawn_text import width_of
from muyun.show.region_dots import named
from muyun.show.regions import Shown, change_words, opening, shown_values, value_words

ROWS = 30
"""So many places are drawn; the table has all."""

_WIDTH, _TOP, _PITCH, _FONT = 1180, 60, 32, 16
UP, DOWN, EVEN, OTHER = "#0072B2", "#D55E00", "#9AA0A6", "#00796B"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row: the first (hollow) and the second (full) figure, what is said of them, and the line's colour."""

    name: str
    first: float
    second: float
    said: str
    colour: str
    go: str


def two_years(board: Board, name: str) -> str:
    """From the other year to this one, the largest improvement first; "" where nothing can be compared (XC-30)."""
    measure, before, now = board.measure(name), board.values_before(name), board.values(name)
    changes = board.changes(name)
    order = order_of(board, board.improvement_ranks(name))
    better = -1 if measure.lower_is_better else 1

    def said(p: int) -> str:
        words = [value_words(measure, float(v)).removesuffix(f" {measure.unit}") for v in (before[p], now[p])]
        return f"{words[0]} → {words[1]} {measure.unit}，{change_words(measure, float(changes[p]))}"

    pairs = [
        _Pair(named(board, p), before[p], now[p], said(p), _way(changes[p] * better), opening(board.areas[p]))
        for p in order.tolist() if not np.isnan(changes[p])
    ]  # fmt: skip
    if not pairs:
        return ""
    up = sum(pair.colour == UP for pair in pairs)
    title = f"{measure.label}：{len(pairs):,} 个{board.now.level}两年都有数，{up:,} 个提升"
    return _drawn(pairs, title, (f"○ {board.before.year} 年度", f"● {board.now.year} 年度"))


def two_sources(board: Board, name: str) -> str:
    """Our enterprises' sum against the official figure, in the order of the screen; "" where there is no such pair."""
    if board.other is None:
        return ""
    measure, own, other = board.measure(name), board.values(name), board.values_other(name)
    ours, theirs = (own, other) if board.now.origin is Origin.ENTERPRISES else (other, own)
    order = order_of(board, shown_values(board, name, Shown.VALUE)[1])
    pairs = []
    for p in [p for p in order.tolist() if not np.isnan(own[p] + other[p])]:
        words = [value_words(measure, float(v)).removesuffix(f" {measure.unit}") for v in (theirs[p], ours[p])]
        said = f"公布数 {words[0]}，企业合计 {words[1]} {measure.unit}"
        pairs.append(_Pair(named(board, p), theirs[p], ours[p], said, OTHER, opening(board.areas[p])))
    if not pairs:
        return ""
    official = board.now if board.now.origin is Origin.OFFICIAL else board.other
    formula = official.measures[official.column(name)].formula
    title = f"{measure.label}：公布数（{formula}）是全口径的，企业合计只算参评企业，两个数不互相替代"
    return _drawn(pairs, title, ("○ 公布数", "● 企业合计"))


def left_out(count: int) -> str:
    """How many places the pictures leave out; "" for none."""
    return f"图上是前 {ROWS} 个，其余见表。" if count > ROWS else ""


def _way(better: float) -> str:
    return UP if better > 0 else DOWN if better < 0 else EVEN


def _drawn(pairs: Sequence[_Pair], title: str, heads: tuple[str, str]) -> str:
    rows = pairs[:ROWS]
    ends = np.array([(pair.first, pair.second) for pair in rows])
    low, high = float(ends.min()), float(ends.max())
    pad = (high - low) * 0.04 or 1.0
    left = max(width_of(pair.name, _FONT) for pair in rows) + 20
    right = _WIDTH - max(width_of(pair.said, _FONT) for pair in rows) - 24

    def x(value: float) -> float:
        return left + (value - low + pad) / (high - low + 2 * pad) * (right - left)

    height = _TOP + _PITCH * len(rows) + 8
    head = (
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(title)}</text>'
        f'<text x="{left:.0f}" y="{_TOP - 12}" class="quiet" style="font-size:15px">{escape("　".join(heads))}</text>'
    )
    lines = "".join(_line(pair, _TOP + _PITCH * i, x(pair.first), x(pair.second), right) for i, pair in enumerate(rows))
    label = escape(title, quote=True)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{head}{lines}</svg>'


def _line(pair: _Pair, y: float, first: float, second: float, right: float) -> str:
    at, base = y + _PITCH / 2, y + _PITCH / 2 + 6
    title = f"<title>{escape(f'{pair.name}：{pair.said}。点开看这个地方。')}</title>"
    return (
        f'<g data-go="{pair.go}">{title}<rect x="0" y="{y}" width="{_WIDTH}" height="{_PITCH}" fill="transparent"/>'
        f'<text x="2" y="{base}" style="font-size:{_FONT}px">{escape(pair.name)}</text>'
        f'<line x1="{first:.1f}" x2="{second:.1f}" y1="{at}" y2="{at}" stroke="{pair.colour}" stroke-width="3"/>'
        f'<circle cx="{first:.1f}" cy="{at}" r="7" stroke="{pair.colour}" stroke-width="2.5" '
        'style="fill:var(--st-background-color)"/>'
        f'<circle cx="{second:.1f}" cy="{at}" r="8" fill="{pair.colour}"/>'
        f'<text x="{right + 16:.1f}" y="{base}" style="font-size:{_FONT}px">{escape(pair.said)}</text></g>'
    )
