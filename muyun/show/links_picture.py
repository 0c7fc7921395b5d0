"""How much of the land is matched with an enterprise, and in what state is it? Two bars to the same scale of 亩."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import pandas as pd

from muyun.land.links import Linked, Match, land_by
from muyun.show.drawn_text import text_at, width_of
from muyun.show.goto import goto
from muyun.show.words import number, percent

WIDTH, _LEFT, _TOP, _BAR, _PITCH = 1200, 130, 34, 44, 96
_FONT = 17
_text = partial(text_at, _FONT)
_BLANK = "没有填"
_MATCHES = (
    (str(Match.MATCHED), "#00796B", "on-dark"), (str(Match.STRANGERS), "#CC79A7", "on-light"),
    (str(Match.NOBODY), "#D4B94A", "on-light"),
)  # fmt: skip
_STATES = (
    ("在用", "#80CBB5", "on-light"), ("低效利用", "#A5527F", "on-dark"), ("供而未用", "#D4B94A", "on-light"),
    ("批而未供", "#795548", "on-dark"), ("", "#9AA0A6", "on-light"),
)  # fmt: skip
LISTS = {str(Match.STRANGERS): "没有企业的宗地", str(Match.NOBODY): "没有企业的宗地"}
"""Which list a click on a part opens; the others open the one by state."""
BY_STATE = "按土地状态"


def links_picture(found: Linked) -> str:
    """The SVG; "" where no parcel has an area. A click leads to the list behind a part."""
    total = float(found.parcels["area_mu"].sum())
    if total <= 0:
        return ""
    bars = (("关联", _MATCHES, land_by(found.parcels, "match")), ("土地状态", _STATES, land_by(found.parcels, "state")))
    drawn, said = [], []
    for row, (name, parts, by) in enumerate(bars):
        y = _TOP + row * _PITCH
        drawn.append(_text(0, y + 28, name, "start", "", "font-weight:700"))
        amounts = [(w, c, t, *_land(by, w)) for w, c, t in parts if w in by.index]
        drawn += _bar(amounts, total, y)
        said += [f"{w or _BLANK} {number(mu, 0)} 亩" for w, _, _, mu, _ in amounts]
    height = _TOP + 2 * _PITCH - (_PITCH - _BAR) + 8
    label = escape("；".join(said))
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _land(by: pd.DataFrame, word: str) -> tuple[float, int]:
    return float(by.at[word, "area_mu"]), int(by.at[word, "parcels"])


def _bar(amounts: Sequence[tuple[str, str, str, float, int]], total: float, y: int) -> list[str]:
    parts, x, narrow = [], float(_LEFT), []
    for word, colour, tone, mu, count in amounts:
        width = (WIDTH - _LEFT) * mu / total
        name = word or _BLANK
        long, short = f"{name} {number(mu, 0)} 亩（{percent(mu / total)}）", f"{name} {number(mu, 0)} 亩"
        inside = next((t for t in (long, short) if width_of(t, _FONT) + 12 < width), "")
        title = f"{name}：{count:,} 宗，{number(mu, 2)} 亩，占 {percent(mu / total, 2)}"
        go = goto("lowland", links=LISTS.get(word, BY_STATE))
        text = _text(x + width / 2, y + 29, inside, "middle", tone) if inside else ""
        parts.append(
            f'<g data-go="{go}"><title>{escape(title)}：点开看名单</title><rect x="{x:.1f}" y="{y}" '
            f'width="{max(width, 1.5):.1f}" height="{_BAR}" fill="{colour}"/>{text}</g>'
        )
        if not inside and mu > 0:
            narrow.append((short, x + width / 2, colour))
        x += width
    return [*parts, *_above(narrow, y)]


def _above(narrow: Sequence[tuple[str, float, str]], y: int) -> list[str]:
    """Labels over the parts that are too narrow for theirs, from the right, side by side, each with its colour."""
    drawn, end = [], float(WIDTH)
    for text, centre, colour in reversed(narrow):
        width = width_of(text, _FONT) + 18
        left = min(centre + width / 2, end) - width
        drawn.append(f'<rect x="{left:.1f}" y="{y - 21}" width="13" height="13" fill="{colour}"/>')
        drawn.append(_text(left + 17, y - 9, text, "start"))
        end = left - 12
    return drawn
