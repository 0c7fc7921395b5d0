"""Who goes from which class to which? One side's classes down, the other's across."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import numpy as np

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.live import PoolLive, Sums
from muyun.explore.whatif.standing import UNRANKED
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, number, signed
from muyun.terms import Class

NOT_RANKED = "未定级"
_STRONGEST, _FAINTEST = 62, 14
"""Per cent of colour in the cell with most and least."""


class Measure(StrEnum):
    """What the cells of the matrix count."""

    UNITS = "家数"
    LAND = "用地"
    TAX = "税收"
    STAFF = "从业人员"

    @property
    def unit(self) -> str:
        """Its unit."""
        return {Measure.UNITS: "家", Measure.LAND: "亩", Measure.TAX: "万元", Measure.STAFF: "人"}[self]

    def of(self, sums: Sums) -> np.ndarray:
        """Its part of the sums."""
        return {Measure.UNITS: sums.units, Measure.LAND: sums.land_mu, Measure.TAX: sums.tax_wan,
                Measure.STAFF: sums.staff}[self]  # fmt: skip

    def lacking(self, sums: Sums) -> np.ndarray:
        """How many units are in no sum because they have no such figure, by place as the sums are."""
        arrays = {Measure.LAND: sums.no_land, Measure.TAX: sums.no_tax, Measure.STAFF: sums.no_staff}
        return arrays.get(self, np.zeros_like(sums.units))


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides are called; words: the first side's own for the classes, None where both have the same."""

    before: str = "正式"
    after: str = "模拟"
    words: Mapping[Class, str] | None = None

    @staticmethod
    def total(name: str) -> str:
        """「正式合计」, 「奉化区 2022 合计」"""
        return f"{name}{' ' if name[-1:].isascii() else ''}合计"


def class_matrix(live: PoolLive, measure: Measure, words: Mapping[Class, str], sides: Sides = Sides()) -> str:
    """HTML of the matrix with both sides' totals; what rises is blue, what falls vermilion, by size.

    words  for the classes; of the second side where `sides` has the first's own
    未定级 has a row and a column only where something is in them.
    """
    moves, before, after = measure.of(live.moves), measure.of(live.before), measure.of(live.after)
    counts = live.moves.units
    places = [*range(UNRANKED)]
    if counts[UNRANKED, :UNRANKED].any() or counts[:UNRANKED, UNRANKED].any():
        places.append(UNRANKED)
    largest = max((float(moves[i, j]) for i in places for j in places if i != j), default=0.0)
    head = "".join(f"<th>{_badge(place, words)}</th>" for place in places)
    rows = [f"<tr><th>{_corner(measure, sides)}</th>{head}<th>{escape(sides.total(sides.before))}</th></tr>"]
    for i in places:
        cells = "".join(_cell(i, j, moves, counts, largest, measure, words) for j in places)
        rows.append(f"<tr><th>{_badge(i, sides.words or words)}</th>{cells}<td>{number(float(before[i]), 0)}</td></tr>")
    totals = "".join(f"<td>{_total(float(before[j]), float(after[j]))}</td>" for j in places)
    rows.append(f"<tr><th>{escape(sides.total(sides.after))}</th>{totals}<td></td></tr>")
    told = lacking(int(measure.lacking(live.moves)[np.ix_(places, places)].sum()), measure)
    return f'<table class="grid even">{"".join(rows)}</table>{told}'


def _corner(measure: Measure, sides: Sides) -> str:
    return f'<span class="corner">{escape(sides.before)} ↓ {escape(sides.after)} →（{measure.unit}）</span>'


def _badge(place: int, words: Mapping[Class, str]) -> str:
    letter = list(Class)[place] if place < UNRANKED else ""
    word = short_word(words, letter) if letter else NOT_RANKED
    ink = "#14181d" if letter in LIGHT_CLASSES or not letter else "#fff"
    style = f"background:{CLASS_COLOURS[letter]};color:{ink}"
    return f'<span class="badge" style="{style}">{escape(word)}</span>'


def _cell(
    i: int, j: int, moves: np.ndarray, counts: np.ndarray, largest: float, measure: Measure, words: Mapping[Class, str]
) -> str:  # fmt: skip
    value, count = float(moves[i, j]), int(counts[i, j])
    if i == j:
        return f'<td class="same" title="等级不变 {count:,} 家">{number(value, 0)}</td>'
    if not count:
        return "<td></td>"
    names = [short_word(words, list(Class)[p]) if p < UNRANKED else NOT_RANKED for p in (i, j)]
    share = _FAINTEST + (_STRONGEST - _FAINTEST) * value / largest if largest > 0 else _FAINTEST
    way, mark = ("better", "▲") if j < i else ("worse", "▼")
    size = "" if measure is Measure.UNITS else f"，{measure} {number(value, 2)} {measure.unit}"
    title = escape(f"{names[0]} → {names[1]}：{count:,} 家{size}")
    style = f"--share:{max(share, _FAINTEST):.0f}%"
    return f'<td class="{way}" style="{style}" title="{title}">{mark} {number(value, 0)}</td>'


def _total(before: float, after: float) -> str:
    """「59 （+2）」"""
    change = signed(after - before, 0)
    beside = "" if change == "±0" else f"<span>（{change}）</span>"
    return f"<b>{number(after, 0)}</b>{beside}"


def lacking(count: int, measure: Measure) -> str:
    """HTML: how many of the units shown have no such figure; "" when none."""
    return f'<div class="aside">{count:,} 家没有{measure}数据，未计入。</div>' if count else ""
