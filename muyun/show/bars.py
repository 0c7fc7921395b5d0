"""What do the classes hold? Their number, land and tax as three bars of the same length, one above the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.summary import RANKED, Sums
from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.standing import UNRANKED
from muyun.show.drawn_text import width_of
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, MISSING, fixed, number, percent, significant
from muyun.terms import Class

UNRANKED_WORD = "未定级"
LETTERS = [*map(str, Class), ""]
"""Of the five places; "" is 未定级."""

WIDTH = 1200
FONT = 17
_LEFT, _RIGHT, _TOP, _BAR, _PITCH = 190, 1192, 30, 46, 92
_GAP = 8
_GREY_AT_MOST = 0.25
"""未定级 is drawn to the same scale, up to this share of the 参评 width; its number is always said."""


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: what it measures, the amounts of A–D and 未定级, how an amount is said, what is missing in words.

    known  how many 参评 units the amounts are of
    """

    name: str
    amounts: np.ndarray
    said: Callable[[float], str]
    known: int
    missing: str = ""

    @property
    def total(self) -> float:
        """The amount of A–D: the 100 % of the bar."""
        return float(self.amounts[RANKED].sum())

    @property
    def drawable(self) -> bool:
        """Whether shares make sense: something is there and no class is below zero."""
        return self.total > 0 and bool((self.amounts[RANKED] >= 0).all())

    @property
    def shares(self) -> np.ndarray:
        """Of `total`, 未定级 too; only where `drawable`."""
        return self.amounts / self.total


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a bar in the picture's units."""

    letter: str
    x: float
    width: float
    label: str
    short: str
    title: str


def rows_of(sums: Sums, group: int = 0) -> tuple[Row, Row, Row]:
    """The three bars of one group of sums."""
    count, land, tax = sums.units[group], sums.land_mu[group], sums.tax_wan[group]
    no_land, no_tax = sums.no_land[group], sums.no_tax[group]
    known_land, known_tax = (int((count - lacking)[RANKED].sum()) for lacking in (no_land, no_tax))
    return (
        Row("企业数", count.astype(float), lambda v: f"{number(v, 0)} 家", int(count[RANKED].sum())),
        Row("用地", land, lambda v: f"{amount(v)} 亩", known_land, _lacking(no_land, "用地")),
        Row("税收", tax, tax_words, known_tax, _lacking(no_tax, "税收")),
    )


def tax_words(tax_wan: float) -> str:
    """12.35 亿元, or 3,210 万元 under one."""
    return f"{significant(tax_wan / 10000)} 亿元" if abs(tax_wan) >= 10000 else f"{amount(tax_wan)} 万元"


def amount(value: float) -> str:
    """A quantity for pictures: whole from 100 on, else with a decimal."""
    return number(value, 0 if abs(value) >= 100 else 1)


def share_words(share: float) -> str:
    """20.0 %: a decimal always, so that the bars' labels are alike."""
    return f"{fixed(share * 100, 1)} %" if round(share, 3) > 0 else "不足 0.1 %"


def class_bars(sums: Sums, words: Mapping[Class, str], go: Callable[[str], str]) -> str:
    """The SVG: bars of number, land and tax with ribbons between them, so that one sees whose share grows.

    100 % is the 参评 units (A–D); 未定级 stands behind in grey, what is missing in a dashed box.
    go  letter ("" for 未定级) → data-go, escaped
    """
    rows = rows_of(sums)
    scale = _scale(rows)
    drawn = [_pieces(row, words, scale) if row.drawable else [] for row in rows]
    parts = [_ribbons(drawn[i], drawn[i + 1], _TOP + i * _PITCH + _BAR) for i in range(len(rows) - 1)]
    for i, (row, pieces) in enumerate(zip(rows, drawn, strict=True)):
        y = _TOP + i * _PITCH
        parts += [_head(row, y), *(_piece(p, y, go) for p in pieces), _callouts(pieces, y)]
        parts += [_in_words(row, words, y)] if not pieces else [_missing_box(row, pieces, y)]
    height = _TOP + (len(rows) - 1) * _PITCH + _BAR + 8
    label = escape("；".join(f"{row.name} {row.said(row.total)}" for row in rows))
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _lacking(units: np.ndarray, what: str) -> str:
    """「另 8 家缺税收，其中未定级 1 家」: the bars hold 未定级 too, the cards 参评 units only."""
    count, unranked = int(units.sum()), int(units[UNRANKED])
    if not count:
        return ""
    own = "" if not unranked else "，未定级" if unranked == count else f"，其中{UNRANKED_WORD} {unranked:,} 家"
    return f"另 {count:,} 家缺{what}{own}"


def _scale(rows: tuple[Row, ...]) -> float:
    """Width of 100 %, so that the grey and the boxes have room behind."""
    grey = max((min(row.shares[UNRANKED], _GREY_AT_MOST) for row in rows if row.drawable), default=0.0)
    box = max((width_of(row.missing, FONT) + 20 + _GAP for row in rows if row.missing and row.drawable), default=0.0)
    return (_RIGHT - _LEFT - box - (_GAP if grey > 0 else 0)) / (1 + max(grey, 0.0))


def _pieces(row: Row, words: Mapping[Class, str], scale: float) -> list[_Piece]:
    pieces, x = [], float(_LEFT)
    for place, letter in enumerate(LETTERS):
        share, value = float(row.shares[place]), float(row.amounts[place])
        if value <= 0:
            continue
        if letter:
            share_text = share_words(share)
            title = f"{words[Class(letter)]}：{row.said(value)}，占参评{row.name}的 {percent(share, 2)}"
            labels = (f"{short_word(words, Class(letter))} {share_text}", f"{letter} {share_text}")
            width = share * scale
        else:
            x += _GAP
            title = f"{UNRANKED_WORD}（过渡期、不参评、数据缺失）：{row.said(value)}，不在 100 % 之内"
            labels = (row.said(value), f"{UNRANKED_WORD} {row.said(value)}")
            width = min(share, _GREY_AT_MOST) * scale
            title += "；条形未按比例画全" if share > _GREY_AT_MOST else ""
        pieces.append(_Piece(letter, x, width, *labels, title))
        x += width
    return pieces


def _head(row: Row, y: float) -> str:
    total = row.said(row.total) if row.known else MISSING
    return (
        f'<text x="0" y="{y + 20}" style="font-size:20px;font-weight:700">{escape(row.name)}</text>'
        f'<text x="0" y="{y + 43}" class="quiet" style="font-size:{FONT}px">参评 {escape(total)}</text>'
    )


def _piece(piece: _Piece, y: float, go: Callable[[str], str]) -> str:
    box = f'x="{piece.x:.1f}" y="{y}" width="{max(piece.width, 1.5):.1f}" height="{_BAR}"'
    return (
        f'<g data-go="{go(piece.letter)}"><title>{escape(piece.title)}（点开看名单）</title>'
        f'<rect {box} fill="{CLASS_COLOURS[piece.letter]}"/>{_label(piece, y)}</g>'
    )


def _label(piece: _Piece, y: float) -> str:
    """What stands on the piece: a line of class and share, or 未定级 over its amount."""
    text, middle = _inside(piece), piece.x + piece.width / 2
    if not text:
        return ""
    lines = [(29, FONT + 1, text)] if piece.letter else [(20, FONT - 1, UNRANKED_WORD), (39, FONT - 1, text)]
    tone = "on-light" if piece.letter in LIGHT_CLASSES or not piece.letter else "on-dark"
    return "".join(
        f'<text class="{tone}" x="{middle:.1f}" y="{y + down}" text-anchor="middle" style="font-size:{size}px">'
        f"{escape(line)}</text>"
        for down, size, line in lines
    )


def _inside(piece: _Piece) -> str:
    """What fits into the piece: words and share, letter and share, or nothing; for 未定级 its amount, or nothing."""
    if not piece.letter:
        return piece.label if max(width_of(piece.label, FONT), width_of(UNRANKED_WORD, FONT)) + 6 <= piece.width else ""
    return next((t for t in (piece.label, piece.short) if width_of(t, FONT + 1) + 10 <= piece.width), "")


def _callouts(pieces: list[_Piece], y: float) -> str:
    """Labels above the pieces that are too narrow for theirs, side by side without touching."""
    narrow = [p for p in pieces if not _inside(p)]
    places, end = [], float(_RIGHT)
    for piece in reversed(narrow):
        half = width_of(piece.short, FONT) / 2
        centre = min(piece.x + piece.width / 2, end - half)
        places.append((piece, centre))
        end = centre - half - 10
    return "".join(
        f'<text x="{centre:.1f}" y="{y - 7}" text-anchor="middle" style="font-size:{FONT}px;font-weight:600">'
        f"{escape(piece.short)}<title>{escape(piece.title)}</title></text>"
        for piece, centre in places
    )


def _ribbons(above: list[_Piece], below: list[_Piece], y: float) -> str:
    """Light bands from each class to the same class one bar below."""
    ends = {p.letter: p for p in below}
    bands = []
    for piece in above:
        if piece.letter and piece.letter in ends:
            other, to = ends[piece.letter], y + _PITCH - _BAR
            bands.append(
                f'<polygon fill="{CLASS_COLOURS[piece.letter]}" fill-opacity=".16" points="{piece.x:.1f},{y} '
                f'{piece.x + piece.width:.1f},{y} {other.x + other.width:.1f},{to} {other.x:.1f},{to}"/>'
            )
    return "".join(bands)


def _missing_box(row: Row, pieces: list[_Piece], y: float) -> str:
    if not row.missing:
        return ""
    x, width = pieces[-1].x + pieces[-1].width + _GAP, width_of(row.missing, FONT) + 16
    box = f'x="{x:.1f}" y="{y + 1}" width="{width:.1f}" height="{_BAR - 2}"'
    return f'<rect {box} class="ink" stroke-dasharray="5 4" stroke-opacity=".5"/>' + _text(x + 8, y + 29, row.missing)


def _in_words(row: Row, words: Mapping[Class, str], y: float) -> str:
    """What stands in place of a bar that can't be drawn, and why."""
    said = why_not(row)
    if (row.amounts[RANKED] < 0).any():
        amounts = zip(Class, row.amounts[RANKED].tolist(), strict=True)
        said += "：" + "，".join(f"{short_word(words, letter)} {row.said(value)}" for letter, value in amounts)
    return _text(_LEFT, y + 29, said + (f"（{row.missing}）" if row.missing else ""))


def why_not(row: Row) -> str:
    """Why a row has no bar."""
    if not row.known:
        return f"参评企业没有{row.name}数据" if row.name != "企业数" else "没有参评企业"
    below_zero = bool((row.amounts[RANKED] < 0).any())
    return f"有等级的{row.name}合计小于 0，不能画成比例" if below_zero else f"参评企业{row.name}合计为 0"


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" style="font-size:{FONT}px">{escape(text)}</text>'
