"""Which sectors are above the city's line and which below? A line from it to each sector's score, as big as its land.

SVG; a click opens the sector below.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import sqrt

import numpy as np

from muyun.data.sector_lists import overlaps
from muyun.explore.sectors.look import SectorLook
from muyun.show.drawn_text import cut
from muyun.show.goto import goto
from muyun.show.sectors import sector_name, spoken_name, whole_word
from muyun.show.words import fixed, number, significant

WIDTH = 1200
SHOWN = 24
"""So many sectors are drawn, the first of the chosen order; the table has all."""
_TOP, _ROW, _LEFT, _RIGHT, _FONT = 64, 32, 360, 880, 16
_SMALLEST, _LARGEST = 4.0, 15.0
_NAME = 21
"""Characters of a name that have room."""
UP, DOWN, EVEN = "#0072B2", "#D55E00", "#9AA0A6"


def dumbbell(look: SectorLook, order: np.ndarray, small: int, opened: int | None) -> str:
    """The SVG of the first `SHOWN` sectors of an order; `opened`: the place of the one that is open below."""
    shown = order[:SHOWN].tolist()
    scores = look.found.scores
    held = np.append(scores[shown], look.found.whole_score)
    low, high = float(held.min()), float(held.max())
    pad = (high - low) * 0.06 or 1.0

    def x(score: float) -> float:
        return _LEFT + (score - low + pad) / (high - low + 2 * pad) * (_RIGHT - _LEFT)

    height = _TOP + _ROW * len(shown) + 10
    most = float(np.nanmax(look.found.land_mu[:-1], initial=0.0)) or 1.0
    line = _city(look, x(look.found.whole_score), height)
    rows = [_row(look, place, _TOP + _ROW * i, x, most, small, place == opened) for i, place in enumerate(shown)]
    label = escape(_finding(look), quote=True)
    drawn = "".join([_title(look, small), line, *rows])
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{drawn}</svg>'


def left_out(look: SectorLook) -> str:
    """How many sectors the picture leaves out; "" for none."""
    rest = len(look.of.sectors) - SHOWN
    return f"图上是按这个次序的前 {SHOWN} 个行业，其余 {rest:,} 个见下表。" if rest > 0 else ""


def overlapping(look: SectorLook) -> str:
    """Which industries of a list share codes, so that an enterprise counts in both; "" for none."""
    pairs = overlaps({sector.key: sector.codes for sector in look.of.sectors})
    named = "、".join(f"{one}与{other}" for one, other in pairs)
    return f"{named}的代码有重叠，同一企业在两边都计入；各行业相加不等于{whole_word(look.group)}。" if pairs else ""


def _finding(look: SectorLook) -> str:
    """Who lifts the most and who drags the most: gap × land."""
    found = look.found
    pull = (found.scores[:-1] - found.whole_score) * np.nan_to_num(found.land_mu[:-1])
    lifts, drags = int(np.argmax(pull)), int(np.argmin(pull))
    names = [spoken_name(look.of.sectors[place]) for place in (lifts, drags)]
    whole = whole_word(look.group)
    parts = []
    if found.standing[lifts] > 0:
        parts.append(f"拉高{whole}最多的是{names[0]}")
    if found.standing[drags] < 0:
        parts.append(f"拉低最多的是{names[1]}")
    return ("，".join(parts) or f"各行业与{whole}相等") + "（得分差 × 用地）"


def _title(look: SectorLook, small: int) -> str:
    return (
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(_finding(look))}</text>'
        f'{_text(_RIGHT + 24, _TOP - 14, "加权平均得分，家数，用地", "quiet")}'
        f'{_text(0, _TOP - 14, f"圆的大小是用地，空心的不足 {small} 家", "quiet")}'
    )


def _city(look: SectorLook, x: float, height: float) -> str:
    words = escape(f"{whole_word(look.group)} {number(look.found.whole_score)} 分")
    return (
        f'<line class="ink" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height - 4}" stroke-width="2" '
        'stroke-dasharray="5 4"/>'
        f'<text x="{x:.1f}" y="{_TOP - 14}" text-anchor="middle" font-weight="600">{words}</text>'
    )


def _row(
    look: SectorLook, place: int, y: float, x: Callable[[float], float], most: float, small: int, opened: bool
) -> str:
    found, at = look.found, y + _ROW / 2
    score, standing = float(found.scores[place]), int(found.standing[place])
    colour, mark = {1: (UP, "▲"), -1: (DOWN, "▼"), 0: (EVEN, "＝")}[standing]
    land = float(found.land_mu[place])
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(max(land, 0.0) / most) if land == land else _SMALLEST
    size = int(look.sizes[place])
    few = "（太少）" if size < small else ""
    name = sector_name(look.of.sectors[place])
    short = cut(name, _NAME)
    gap = f"{mark}{fixed(abs(score - found.whole_score), 2)}" if standing else mark
    said = f"{fixed(score, 2)} 分 {gap}，{size:,} 家{few}，{significant(land)} 亩"
    title = f"<title>{escape(f'{name}：{said}。点开看这个行业。')}</title>"
    back = ' style="fill:var(--soft)"' if opened else ' fill="transparent"'
    weight = ' font-weight="700"' if opened else ""
    start, end = x(found.whole_score), x(score)
    fill = "var(--st-background-color)" if few else colour
    go = goto("sectors", sector=name)
    return (
        f'<g data-go="{go}">{title}<rect x="0" y="{y:.1f}" width="{WIDTH}" height="{_ROW}"{back}/>'
        f'<text x="6" y="{at + 6:.1f}"{weight} style="font-size:{_FONT}px">{escape(short)}</text>'
        f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{at:.1f}" y2="{at:.1f}" stroke="{colour}" stroke-width="3"/>'
        f'<circle cx="{end:.1f}" cy="{at:.1f}" r="{radius:.1f}" style="fill:{fill}" stroke="{colour}" '
        f'stroke-width="2.5"/>'
        f'<text x="{_RIGHT + 24}" y="{at + 6:.1f}"{weight} style="font-size:{_FONT}px">{escape(said)}</text></g>'
    )



def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(text)}</text>'
