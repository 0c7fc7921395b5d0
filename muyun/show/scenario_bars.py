"""How large is each class in each scenario? A bar a scenario, one above the other, with bands between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.standing import UNRANKED
from muyun.show.bars import Row, amount, share_words, why_not
from muyun.show.drawn_text import width_of
from muyun.show.matrix import Measure
from muyun.show.scenarios import Shown
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, WHAT_IF_COLOUR, percent
from muyun.terms import Class

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _PITCH = 1100, 190, 980, 18, 34, 54
_FONT, _ABOVE, _LETTER, _NAME_SIGNS = 16, 14, 13, 11


@dataclass(frozen=True, slots=True)
class _Part:
    """A class's part of a bar, in the picture's units."""

    letter: Class
    x: float
    width: float
    label: str
    short: str
    title: str


def scenario_bars(shown: Sequence[Shown], measure: Measure, words: Mapping[Class, str]) -> str:
    """The SVG: A–D of each scenario as parts of a bar of the same length; what can't be drawn is said.

    Bands join a class with itself one bar below, so that one sees it grow or shrink.
    """
    rows = [_row(column, measure) for column in shown]
    drawn = [_parts(row, measure, words) if row.drawable else [] for row in rows]
    markup = [_band(a, b, _TOP + i * _PITCH) for i, (a, b) in enumerate(pairwise(drawn))]
    for i, (column, row, parts) in enumerate(zip(shown, rows, drawn, strict=True)):
        y = _TOP + i * _PITCH
        markup += [_name(column, y), *(_part(part, y) for part in parts)]
        right = f"{amount(row.total)} {measure.unit}" if parts else ""
        markup.append(_text(_RIGHT + 10, y + 23, right) if parts else _text(_LEFT, y + 23, why_not(row)))
    height = _TOP + (len(shown) - 1) * _PITCH + _BAR + 8
    label = escape(f"各方案各等级的{measure}：" + "；".join(column.name for column in shown))
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(markup)}</svg>'


def _row(column: Shown, measure: Measure) -> Row:
    sums = column.side.of.after
    classed = int(sums.units[:UNRANKED].sum())
    name = "企业数" if measure is Measure.UNITS else str(measure)
    return Row(name, measure.of(sums).astype(float), amount, classed)


def _parts(row: Row, measure: Measure, words: Mapping[Class, str]) -> list[_Part]:
    parts, x = [], float(_LEFT)
    for place, letter in enumerate(Class):
        value, share = float(row.amounts[place]), float(row.shares[place])
        width = share * (_RIGHT - _LEFT)
        if value > 0:
            word, said = short_word(words, letter), f"{amount(value)} {measure.unit}"
            title = f"{word}：{said}，占有等级的 {percent(share, 2)}"
            parts.append(_Part(letter, x, width, f"{word} {said}（{share_words(share)}）", f"{letter} {said}", title))
            x += width
    return parts


def _name(column: Shown, y: float) -> str:
    """At most as many signs as stand left of the bar; whole on hover."""
    name = column.name if len(column.name) <= _NAME_SIGNS else f"{column.name[: _NAME_SIGNS - 1]}…"
    tone = "" if column.official else f";fill:color-mix(in srgb, {WHAT_IF_COLOUR} 62%, var(--st-text-color))"
    return (
        f'<text x="{_LEFT - 12}" y="{y + 23}" text-anchor="end" style="font-size:{_FONT}px;font-weight:600{tone}">'
        f"{escape(name)}<title>{escape(column.name)}</title></text>"
    )


def _part(part: _Part, y: float) -> str:
    """A class's part with what fits into it; its letter stands above where not even that does."""
    box = f'x="{part.x:.1f}" y="{y}" width="{max(part.width, 1.5):.1f}" height="{_BAR}"'
    inside = next((t for t in (part.label, part.short) if width_of(t, _FONT) + 8 <= part.width), "")
    inside = inside or (str(part.letter) if part.width >= _LETTER else "")
    tone = ("on-light" if part.letter in LIGHT_CLASSES else "on-dark") if inside else "quiet"
    at, size = (y + 23, _FONT) if inside else (y - 3, _ABOVE)
    text = (
        f'<text class="{tone}" x="{part.x + part.width / 2:.1f}" y="{at}" text-anchor="middle" '
        f'style="font-size:{size}px">{escape(inside or str(part.letter))}</text>'
    )
    title = f"<title>{escape(part.title)}</title>"
    return f'<g>{title}<rect {box} fill="{CLASS_COLOURS[part.letter]}"/>{text}</g>'


def _band(above: Sequence[_Part], below: Sequence[_Part], y: float) -> str:
    """Light bands from each class to the same class one bar below."""
    ends, top, bottom = {part.letter: part for part in below}, y + _BAR, y + _PITCH
    return "".join(
        f'<polygon fill="{CLASS_COLOURS[a.letter]}" fill-opacity=".16" points="{a.x:.1f},{top} '
        f'{a.x + a.width:.1f},{top} {b.x + b.width:.1f},{bottom} {b.x:.1f},{bottom}"/>'
        for a in above
        if (b := ends.get(a.letter))
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x}" y="{y}" style="font-size:{_FONT}px">{escape(text)}</text>'
