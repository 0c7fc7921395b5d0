"""How do counties or towns differ? The three bars again for each, small and in the same order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from math import ceil

from muyun.explore.summary import RANKED, By, Place, Sums
from muyun.explore.whatif.headline import short_word
from muyun.show.bars import LETTERS, Row, rows_of, share_words, why_not
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, percent
from muyun.terms import Class

SHOWN = 12
"""So many places are drawn, those with the most land of 参评 units; the table below has all."""

_ACROSS = 4
"""So many panels stand side by side."""

_LETTER_FROM = 0.07
"""From this share on a part of a small bar carries its letter."""

UNFILLED: dict[By, str] = {"county": "（区县未填）", "town": "（镇街未填）"}
WORDS: dict[By, str] = {"county": "区县", "town": "镇街"}


def place_name(place: Place, by: By, with_county: bool) -> str:
    """The county's or town's name; a town after its county where there are several counties."""
    if by == "county":
        return place.county or UNFILLED["county"]
    town = place.town or UNFILLED["town"]
    return f"{place.county or UNFILLED['county']} {town}" if with_county else town


def several_counties(places: tuple[Place, ...]) -> bool:
    """Whether towns need their county's name."""
    return len({place.county for place in places}) > 1


def place_bars(sums: Sums, by: By, words: Mapping[Class, str], go: Callable[[Place], str]) -> str:
    """A small panel for each place with 参评 units, the one with the most land first."""
    order = sorted(range(len(sums.places)), key=lambda g: (-round(sums.land_mu[g, RANKED].sum(), 9), g))
    shown = [g for g in order if sums.units[g, RANKED].sum()][:SHOWN]
    with_county = several_counties(sums.places)
    panels = [_panel(sums, g, place_name(sums.places[g], by, with_county), words, go) for g in shown]
    across = ceil(len(shown) / max(ceil(len(shown) / _ACROSS), 1)) or 1  # rows as full as can be: 7 are 4 and 3
    narrowest = f"max(250px,(100% - {12 * (across - 1)}px)/{across})"
    grid = f"display:grid;grid-template-columns:repeat(auto-fill,minmax({narrowest},1fr));gap:12px"
    title = f'<div style="font-size:18px;font-weight:600;margin:6px 0">{escape(_finding(sums, by, words))}</div>'
    return f'{title}<div style="{grid}">{"".join(panels)}</div>'


def left_out(sums: Sums, by: By) -> str:
    """How many places the panels leave out; "" for none."""
    count = int((sums.units[:, RANKED].sum(axis=1) > 0).sum()) - SHOWN
    return f"按参评用地从大到小画出 {SHOWN} 个{WORDS[by]}，其余 {count:,} 个见下表。" if count > 0 else ""


def _finding(sums: Sums, by: By, words: Mapping[Class, str]) -> str:
    """Where the worst class holds the largest and the smallest share of the land."""
    worst, with_county = short_word(words, Class.D), several_counties(sums.places)
    rows = [(rows_of(sums, g)[1], place_name(place, by, with_county)) for g, place in enumerate(sums.places)]
    shares = sorted((-round(float(row.shares[3]), 9), name) for row, name in rows if row.drawable)
    if len(shares) < 2 or shares[0][0] == shares[-1][0]:
        return f"各{WORDS[by]}的等级构成（参评合计为 100 %）"
    (most, first), (least, last) = shares[0], shares[-1]
    return f"{worst}占参评用地，{first}最高（{percent(-most)}），{last}最低（{percent(-least)}）"


def _panel(sums: Sums, group: int, name: str, words: Mapping[Class, str], go: Callable[[Place], str]) -> str:
    place = sums.places[group]
    named = place.town or place.county
    link = f' data-go="{go(place)}"' if named else ""
    count = int(sums.units[group, RANKED].sum())
    bars = "".join(_bar(row, words) for row in rows_of(sums, group))
    return (
        f'<div class="card"{link} style="min-height:0"><div class="place">'
        f'{escape(name)} <span class="title" style="font-weight:400">参评 {count:,} 家</span></div>'
        f'<div class="place-bars">{bars}</div></div>'
    )


def _bar(row: Row, words: Mapping[Class, str]) -> str:
    short = {"企业数": "家数"}.get(row.name, row.name)
    if not row.drawable:
        return f'<span>{short}</span><span class="note" style="grid-column:span 2">{why_not(row)}</span>'
    worst = float(row.shares[3])
    pieces = "".join(_part(letter, share) for letter, share in zip(LETTERS[:-1], row.shares, strict=False) if share > 0)
    tail = f"{Class.D} {share_words(worst)}" if row.amounts[3] else f"无 {Class.D}"
    return (
        f'<span title="{escape(row.name)}">{short}</span>'
        f'<span style="display:flex;height:22px" title="{_title(row, words)}">{pieces}</span>'
        f'<span style="text-align:right">{escape(tail)}</span>'
    )


def _part(letter: str, share: float) -> str:
    colour = "#14181d" if letter in LIGHT_CLASSES else "#fff"
    text = letter if share >= _LETTER_FROM else ""
    return (
        f'<i style="width:{share * 100:.3f}%;background:{CLASS_COLOURS[letter]};color:{colour};font-style:normal;'
        f'font-size:14px;line-height:22px;text-align:center;overflow:hidden">{text}</i>'
    )


def _title(row: Row, words: Mapping[Class, str]) -> str:
    values = zip(Class, row.amounts[RANKED].tolist(), strict=True)
    parts = [f"{words[letter]} {row.said(value)}（{percent(value / row.total)}）" for letter, value in values]
    return escape(f"{row.name}：" + "，".join(parts) + (f"；{row.missing}" if row.missing else ""))
