"""How are a sector's enterprises spread? A dot each along an axis, piled where many are alike. SVG.

A click on a dot opens the enterprise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.show.goto import goto
from muyun.show.words import CLASS_COLOURS, significant

WIDTH, _LEFT, _RIGHT = 1200, 30, 1170
_HEAD, _HALF, _FOOT = 60, 96, 54
_SKEWED, _MOST_POSITIVE = 5.0, 0.95
"""As in the strips of 企业: logarithmic where the 95th percentile is so many times the median, and so many positive."""
_DOT = 6.5


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What is drawn: n known values with the class (A–D, "" without), code and name of each; missing: how many lack it.

    ends     n: "top", "bottom" or "" by the shares of the sector
    sector, whole  the sector's and the whole's value: ratios of sums, or 加权平均得分; NaN where undefined
    """

    label: str
    unit: str
    values: np.ndarray
    classes: Sequence[str]
    codes: Sequence[str]
    names: Sequence[str]
    ends: Sequence[str]
    sector: float
    whole: float
    whole_word: str
    missing: int


def spread(of: Spread) -> str:
    """The SVG; "" where nobody has a value."""
    if not len(of.values):
        return ""
    x, log = _axis(of)
    columns = x(of.values)
    size = _size(columns)
    moved = _piled(columns, size)
    half = float(np.abs(moved).max()) + 2 * size
    middle, foot = _HEAD + half, _HEAD + 2 * half
    dots = "".join(_dot(of, i, columns[i], middle - up, size) for i, up in enumerate(moved))
    lines = "".join(_lines(of, x, foot))
    ends = _ends(of, log, foot + 20)
    low, high = significant(of.values.min()), significant(of.values.max())
    told = escape(f"{of.label}：{len(of.values):,} 家从 {low} 到 {high}", quote=True)
    axis = f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{foot:.1f}" y2="{foot:.1f}"/>'
    box = f'viewBox="0 0 {WIDTH} {foot + _FOOT:.1f}"'
    return f'<svg {box} role="img" aria-label="{told}">{axis}{lines}{dots}{ends}</svg>'


def is_skewed(values: np.ndarray) -> bool:
    """Whether a logarithmic axis fits: nearly all above 0, the best far above the middle."""
    positive = values[values > 0]
    if len(positive) < max(2, _MOST_POSITIVE * len(values)):
        return False
    return float(np.quantile(positive, 0.95)) > _SKEWED * float(np.median(positive))


def _axis(of: Spread) -> tuple[Callable[[np.ndarray], np.ndarray], bool]:
    log = is_skewed(of.values)
    held = np.append(of.values, [v for v in (of.sector, of.whole) if np.isfinite(v)])
    held = held[held > 0] if log else held
    low, high = float(held.min()), float(held.max())
    if not high > low:
        low, high, log = low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2, False
    scale = np.log if log else np.asarray
    begin, end = float(scale(low)), float(scale(high))

    def x(value: np.ndarray) -> np.ndarray:
        share = (scale(np.clip(value, low, high)) - begin) / (end - begin)
        return _LEFT + 10 + share * (_RIGHT - _LEFT - 20)

    return x, log


def _size(columns: np.ndarray) -> float:
    """Radius at which the highest pile fits."""
    for radius in (_DOT, 5.0, 4.0, 3.0, 2.2):
        pile = np.bincount(np.floor(columns / (2 * radius)).astype(int)).max()
        if pile * 2 * radius <= 2 * _HALF:
            return radius
    return 1.6


def _piled(columns: np.ndarray, size: float) -> np.ndarray:
    """How far each dot is moved off the middle: those of one column above and below it in turn."""
    bins = np.floor(columns / (2 * size)).astype(int)
    order = np.lexsort((columns, bins))
    place = np.empty(len(bins), dtype=int)
    begins = np.flatnonzero(np.append(True, np.diff(bins[order]) != 0))
    sizes = np.diff(np.append(begins, len(bins)))
    place[order] = np.arange(len(bins)) - np.repeat(begins, sizes)
    up = np.where(place % 2 == 1, (place + 1) // 2, -(place // 2)) * 2 * size
    return np.clip(up, -_HALF + size, _HALF - size)


def _dot(of: Spread, i: int, x: float, y: float, size: float) -> str:
    letter = of.classes[i]
    which = {"top": "，行业前列", "bottom": "，行业末位"}.get(of.ends[i], "")
    words = f"{of.names[i]}：{significant(of.values[i])} {of.unit}，{letter or '未定级'}{which}。点开看这家。"
    ring = ' stroke="var(--st-text-color)" stroke-width="2.2"' if which else ""
    return (
        f'<circle data-go="{goto("enterprise", code=of.codes[i])}" tabindex="-1" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{size}" fill="{CLASS_COLOURS[letter]}"{ring}><title>{escape(words)}</title></circle>'
    )


def _lines(of: Spread, x: Callable[[np.ndarray], np.ndarray], foot: float) -> list[str]:
    """The sector's and the whole's line, labels above, one under the other."""
    parts = []
    for value, word, y, style in (
        (of.whole, of.whole_word, 18, 'stroke-dasharray="5 4"'), (of.sector, "本行业", 40, ""),
    ):  # fmt: skip
        if np.isfinite(value):
            at = float(x(np.array(value)))
            anchor = "start" if at < 160 else "end" if at > WIDTH - 160 else "middle"
            parts.append(f'<line class="ink" x1="{at:.1f}" x2="{at:.1f}" y1="{y + 6}" y2="{foot:.1f}" {style}/>')
            words = escape(f"{word} {significant(value)} {of.unit}")
            parts.append(f'<text x="{at:.1f}" y="{y}" text-anchor="{anchor}" font-weight="600">{words}</text>')
    return parts


def _ends(of: Spread, log: bool, y: float) -> str:
    low, high = (f"{significant(v)} {of.unit}" for v in (of.values.min(), of.values.max()))
    notes = ["对数坐标"] if log else []
    if any(of.ends):
        notes.append("带黑圈的是行业前列和末位")
    notes += [f"另有 {of.missing:,} 家没有这项数据"] if of.missing else []
    how = "；".join([f"{of.label}，一点一家，颜色是执行等级", *notes])
    return (
        f'<text x="{_LEFT}" y="{y}">{escape(low)}</text>'
        f'<text x="{_RIGHT}" y="{y}" text-anchor="end">{escape(high)}</text>'
        f'<text x="{WIDTH / 2}" y="{y + 22}" text-anchor="middle" class="quiet">{escape(how)}</text>'
    )
