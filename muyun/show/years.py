"""How do the years compare? 参评 units, 亩均税收 and the land of the worst class, a small line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import numpy as np

from muyun.explore.summary import RANKED, Sums
from muyun.explore.whatif.headline import short_word
from muyun.show.words import CLASS_COLOURS, WHAT_IF_COLOUR, number, percent, significant
from muyun.terms import Class

_WIDTH, _HEIGHT, _GAP = 1200, 164, 40
_TOP, _FOOT, _SIDE = 62, 32, 46
_FONT = 15.5

SHOWN = 6
"""So many years have room for their labels."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year's sums (one group); what_if: of the scenario, not a result."""

    year: int
    sums: Sums
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    values: list[float]
    said: Callable[[float], str]
    colour: str


def shown_years(years: Sequence[int], year: int) -> list[int]:
    """The latest years that have room, or those from `year` on where it is earlier."""
    ordered = sorted(years)
    return ordered[min(max(len(ordered) - SHOWN, 0), ordered.index(year)) :][:SHOWN]


def how_made(years: Sequence[Year]) -> str:
    """What is said under the lines."""
    scenario = "；紫点是模拟方案，不是结果" if any(year.what_if for year in years) else ""
    return f"各年都按同一份政策评价{scenario}。"


def year_lines(years: Sequence[Year], words: Mapping[Class, str]) -> str:
    """Three lines side by side over the same years, each from zero, every point labelled with its value.

    years  in order; one without the value, or not in the data, leaves a gap; a scenario's point is purple
    """
    lines = _lines(years, words)
    width = (_WIDTH - _GAP * (len(lines) - 1)) / len(lines)
    drawn = "".join(_chart(line, years, i * (width + _GAP), width) for i, line in enumerate(lines))
    label = escape(f"{years[0].year}–{years[-1].year} 年度的" + "、".join(line.title for line in lines))
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{drawn}</svg>'


def _lines(years: Sequence[Year], words: Mapping[Class, str]) -> list[_Line]:
    worst = short_word(words, Class.D)
    count = [float(y.sums.evaluated[0]) or np.nan for y in years]
    tax = [float(y.sums.tax_per_mu[0]) for y in years]
    land = [_worst_share(y.sums) for y in years]
    return [
        _Line("参评（家）", count, lambda v: number(v, 0), "var(--quiet)"),
        _Line("参评企业亩均税收（万元/亩）", tax, significant, "var(--quiet)"),
        _Line(f"{worst}占参评用地", land, percent, CLASS_COLOURS["D"]),
    ]


def _worst_share(sums: Sums) -> float:
    land = sums.land_mu[0, RANKED]
    return float(land[3] / land.sum()) if land.sum() > 0 else np.nan


def _chart(line: _Line, years: Sequence[Year], left: float, width: float) -> str:
    xs = _positions([year.year for year in years], left, width)
    ys = _heights(line.values)
    base = _HEIGHT - _FOOT
    parts = [
        f'<text x="{left:.1f}" y="20" style="font-size:16px;font-weight:600">{escape(line.title)}</text>',
        f'<line class="axis" x1="{left:.1f}" x2="{left + width:.1f}" y1="{base}" y2="{base}"/>',
        _path(xs, ys, [year.year for year in years], line.colour),
    ]
    for x, y, value, year in zip(xs, ys, line.values, years, strict=True):
        at = f'x="{x:.1f}" y="{base + 24}" text-anchor="middle"'
        parts.append(f'<text class="quiet" {at} {_size()}>{year.year}</text>')
        if not np.isnan(value):
            colour = WHAT_IF_COLOUR if year.what_if else line.colour
            parts.append(_point(x, y, line.said(value), colour, number(value, 9)))
    return "".join(parts)


def _positions(years: list[int], left: float, width: float) -> list[float]:
    if len(years) == 1:
        return [left + width / 2]
    step = (width - 2 * _SIDE) / (years[-1] - years[0])
    return [left + _SIDE + step * (year - years[0]) for year in years]


def _heights(values: list[float]) -> list[float]:
    """From zero at the base, or from the smallest where it is below zero."""
    known = [v for v in values if not np.isnan(v)]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = (high - low) or 1.0
    return [_HEIGHT - _FOOT - (v - low) / span * (_HEIGHT - _FOOT - _TOP) for v in values]


def _path(xs: list[float], ys: list[float], years: list[int], colour: str) -> str:
    """Lines between years that follow each other and both have a value."""
    points = list(zip(xs, ys, years, strict=True))
    return "".join(
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" style="stroke:{colour};stroke-width:3"/>'
        for (x1, y1, one), (x2, y2, next_one) in pairwise(points)
        if next_one == one + 1 and not np.isnan(y1 + y2)
    )


def _point(x: float, y: float, text: str, colour: str, exact: str) -> str:
    return (
        f'<g><title>{escape(exact)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="5" style="fill:{colour}"/>'
        f'<text x="{x:.1f}" y="{y - 13:.1f}" text-anchor="middle" {_size()}>{escape(text)}</text></g>'
    )


def _size() -> str:
    return f'style="font-size:{_FONT}px"'
