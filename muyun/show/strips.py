"""How does each indicator look among its peers? A strip an indicator: the group, the sector, the enterprise. SVG.

A strip has the same few marks for ten peers as for fifty thousand: values that fall on the same column of the
picture are one stroke, its length says how many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.peers import Peers
from muyun.show.drawn_text import width_of
from muyun.show.words import CLASS_COLOURS, MISSING, percent, significant

ROW, _HEAD = 88, 34
_BAND, _MIDDLE = 13, 42
"""Half the height of the strokes, and where in its row the strip runs."""
_COLUMN = 3.0
"""Width of a stroke with its gap."""
_SKEWED = 5.0
"""The 95th percentile is so many times the median: the axis is logarithmic."""
_MOST_POSITIVE = 0.95
_OUTER = (0.01, 0.99)
"""Values beyond these shares stand at the ends of the axis."""
_LETTER = 15.5
_HALO = 'style="paint-order:stroke;stroke:var(--st-background-color);stroke-width:5px"'

_GREY, _INK = "stroke:#9AA0A6;stroke-width:2.2;opacity:.8", "stroke:var(--st-text-color);stroke-width:2.2;opacity:.72"
_THIN = "stroke:var(--st-text-color);stroke-width:1.5"


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator's strip.

    label, unit, factor  as it is called and shown: 研发投入强度, %, 100
    needed, needed_class  the value that lifts the enterprise and the class it then has; NaN and "" where none does
    missing_words        what was done about a missing value; "" where there is one
    """

    peers: Peers
    label: str
    unit: str
    factor: float
    needed: float = np.nan
    needed_class: str = ""
    missing_words: str = ""


@dataclass(frozen=True, slots=True)
class _Axis:
    """x of a value, whether the axis is logarithmic, and how many values stand at its two ends."""

    x: Callable[[np.ndarray], np.ndarray]
    log: bool
    low: float
    high: float
    beyond: int


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    text: str
    bold: bool = False


def strips(shown: Sequence[Strip], letter: str, sector: str, width: int = 1200) -> str:
    """The strips under each other, `width` units wide; "" for none.

    letter  the enterprise's class, "" without one; sector: its division in words, "" where unknown
    """
    if not shown:
        return ""
    left = max(_LETTER * max(len(strip.label) for strip in shown), 9 * _LETTER) + 14
    right = width - 13.5 * _LETTER
    rows = "".join(_row(strip, letter, (left, right), _HEAD + ROW * i) for i, strip in enumerate(shown))
    height = _HEAD + ROW * len(shown)
    told = escape("各指标在同组中的位置：" + "；".join(f"{s.label} {_standing(s)}" for s in shown), quote=True)
    legend = _legend(shown, letter, sector)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{told}">{legend}{rows}</svg>'


def _row(strip: Strip, letter: str, room: tuple[float, float], y: float) -> str:
    unit = f"（{strip.unit}）" if strip.unit else ""
    standing = _standing(strip)
    lower = "，越低越好" if strip.peers.lower_is_better else ""
    parts = [
        f'<text x="0" y="{y + _MIDDLE - 3:.1f}" font-weight="600">{escape(strip.label)}</text>',
        f'<text x="0" y="{y + _MIDDLE + 17:.1f}" class="quiet">{escape(unit + lower)}</text>',
    ]
    for i, line in enumerate(standing.split("，")):
        parts.append(_text(room[1] + 16, y + _MIDDLE - 3 + 20 * i, line, "quiet" if i else ""))
    if not len(strip.peers.values):
        return "".join([*parts, _text(room[0], y + _MIDDLE + 5, "同组企业都没有这项数据", "quiet")])
    axis = _axis(strip, room)
    return "".join([*parts, *_strokes(strip, axis, room, y), *_marks(strip, letter, axis, room, y)])


def _axis(strip: Strip, room: tuple[float, float]) -> _Axis:
    values, own = strip.peers.values, strip.peers
    positive = values[values > 0]
    median = float(np.median(positive)) if len(positive) else 0.0
    log = len(positive) >= max(2, _MOST_POSITIVE * len(values))
    log = log and float(np.quantile(positive, 0.95)) > _SKEWED * median
    held = np.array([own.value, own.median, own.full, strip.needed])
    kept = positive if log else values
    ends = np.concatenate([np.quantile(kept, _OUTER), held[np.isfinite(held) & ((held > 0) | (not log))]])
    low, high = float(ends.min()), float(ends.max())
    if not high > low:
        low, high = low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2
        log = log and low > 0
    beyond = int(((values < low) | (values > high)).sum())
    scale = np.log if log else np.asarray
    begin, end = float(scale(low)), float(scale(high))

    def x(value: np.ndarray) -> np.ndarray:
        share = (scale(np.clip(value, low, high)) - begin) / (end - begin)
        return room[0] + share * (room[1] - room[0])

    return _Axis(x, log, low, high, beyond)


def _strokes(strip: Strip, axis: _Axis, room: tuple[float, float], y: float) -> list[str]:
    """The line of the axis with its ends, then the group light and the sector dark."""
    at = y + _MIDDLE
    ends = f"{significant(axis.low * strip.factor)}–{significant(axis.high * strip.factor)}"
    how = "，对数坐标" if axis.log else ""
    beyond = f"，{axis.beyond:,} 家在两端之外" if axis.beyond else ""
    title = f"<title>{escape(f'{strip.label}：坐标 {ends} {strip.unit}{how}{beyond}')}</title>"
    line = f'<line class="axis" x1="{room[0]:.1f}" x2="{room[1]:.1f}" y1="{at}" y2="{at}"/>'
    most = _counts(strip.peers.values, axis)[1].max()
    drawn = "".join(
        f'<path d="{_path(values, axis, most, at)}" style="{style}" fill="none"/>'
        for values, style in (
            (strip.peers.values, _GREY),
            (strip.peers.sector, _INK),
        )
    )
    log = _text(room[1], y + _MIDDLE + 37, "对数坐标", "quiet", "end") if axis.log else ""
    return [f"<g>{title}{line}{drawn}</g>{log}"]


def _counts(values: np.ndarray, axis: _Axis) -> tuple[np.ndarray, np.ndarray]:
    """The columns of the picture that have a value, and how many each has."""
    return np.unique(np.floor(axis.x(values) / _COLUMN), return_counts=True)


def _path(values: np.ndarray, axis: _Axis, most: int, at: float) -> str:
    if not len(values):
        return ""
    columns, counts = _counts(values, axis)
    half = _BAND * (0.35 + 0.65 * np.sqrt(counts / most))
    places = zip(columns * _COLUMN + _COLUMN / 2, half, strict=True)
    return "".join(f"M{x:.1f} {at - h:.1f}v{2 * h:.1f}" for x, h in places)


def _marks(strip: Strip, letter: str, axis: _Axis, room: tuple[float, float], y: float) -> list[str]:
    """The enterprise and the line to the next class with labels above, median and full marks with labels below."""
    own, at = strip.peers, y + _MIDDLE

    def x(value: float) -> float:
        return float(axis.x(np.array(value)))

    def said(value: float) -> str:
        return significant(value * strip.factor)

    drawn, above, below = [], [], [_Label(x(own.median), f"中位 {said(own.median)}")]
    drawn.append(_line(x(own.median), at, 17, _THIN))
    if np.isfinite(own.full):
        drawn.append(_line(x(own.full), at, 17, f"{_THIN};stroke-dasharray:4 3"))
        below.append(_Label(x(own.full), f"满分 {said(own.full)}"))
    if np.isfinite(strip.needed):
        colour = CLASS_COLOURS[strip.needed_class]
        drawn.append(_line(x(strip.needed), at, 19, f"stroke:{colour};stroke-width:3.5"))
        reach = said_up(strip.needed * strip.factor, own.lower_is_better)
        above.append(_Label(x(strip.needed), f"升 {strip.needed_class} 需 {reach}"))
    if np.isfinite(own.value):
        here = x(own.value)
        drawn.append(
            f'<path d="M{here:.1f} {at - 11}l9 11l-9 11l-9 -11z" fill="{CLASS_COLOURS[letter]}" '
            'style="stroke:var(--st-text-color);stroke-width:1.8"/>'
        )
        above.append(_Label(here, said(own.value), bold=True))
    under = (room[0], room[1] - (4.5 * _LETTER if axis.log else 0))
    over = (room[0], room[1] + 8 * _LETTER)
    return [*drawn, _placed(above, over, y + _MIDDLE - 21), _placed(below, under, y + _MIDDLE + 37)]


def said_up(value: float, lower_is_better: bool = False, digits: int = 4) -> str:
    """A value to be reached, rounded so that what is written is enough: up, or down where lower is better.

    >>> said_up(8.0000000001), said_up(12.3411), said_up(12.3411, lower_is_better=True)
    ('8', '12.35', '12.34')
    """
    if not np.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - int(np.floor(np.log10(abs(value)))))
    scaled = round(value * 10.0**decimals, 6)  # a hair of the tie-break is no step
    return significant((np.floor if lower_is_better else np.ceil)(scaled) / 10.0**decimals, digits)


def _line(x: float, at: float, half: float, style: str) -> str:
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{at - half}" y2="{at + half}" style="{style}"/>'


def _placed(labels: Sequence[_Label], room: tuple[float, float], y: float) -> str:
    """Labels over their marks, pushed apart where they would overlap, inside the room."""
    ordered = sorted(labels, key=lambda label: label.x)
    halves = [width_of(label.text, _LETTER) / 2 + 5 for label in ordered]
    xs = [label.x for label in ordered]
    for i in range(1, len(xs)):
        overlap = xs[i - 1] + halves[i - 1] + halves[i] - xs[i]
        if overlap > 0:
            xs[i - 1] -= overlap / 2
            xs[i] += overlap / 2
    for i in range(len(xs)):
        xs[i] = max(xs[i], room[0] + halves[i], xs[i - 1] + halves[i - 1] + halves[i] if i else room[0])
    for i in reversed(range(len(xs))):
        limit = xs[i + 1] - halves[i + 1] - halves[i] if i + 1 < len(xs) else room[1] - halves[i]
        xs[i] = min(xs[i], limit)
    return "".join(
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-weight="{700 if label.bold else 400}" {_HALO}>'
        f"{escape(label.text)}</text>"
        for x, label in zip(xs, ordered, strict=True)
    )


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _standing(strip: Strip) -> str:
    """「好于 228/311 家，73.3 %」; what was done about a missing value."""
    own = strip.peers
    if np.isnan(own.value):
        return strip.missing_words or "没有这项数据"
    if not own.others:
        return "同组没有别家可比"
    return f"好于 {own.worse:,}/{own.others:,} 家，{percent(own.worse / own.others)}"


def _legend(shown: Sequence[Strip], letter: str, sector: str) -> str:
    """What the marks are, in a line."""
    marks = [
        (_key("M{x} 6v16m4 -13v10m4 -12v14", _GREY), 16, "同组"),
        (_key("M{x} 6v16m4 -13v10m4 -12v14", _INK), 16, f"同行业（{sector}）" if sector else ""),
        (_key("M{x} 14l8 -9l8 9l-8 9z", f"fill:{CLASS_COLOURS[letter]};stroke:var(--st-text-color)"), 22, "本企业"),
        (_key("M{x} 4v20", _THIN), 9, "中位数"),
        (_key("M{x} 4v20", f"{_THIN};stroke-dasharray:4 3"), 9, "满分线"),
    ]
    for name in sorted({strip.needed_class for strip in shown if strip.needed_class}):
        thick = f"stroke:{CLASS_COLOURS[name]};stroke-width:3.5"
        marks.append((_key("M{x} 4v20", thick), 10, f"只靠这项升 {name} 要到的值"))
    x, parts = 4.0, []
    for mark, wide, words in marks:
        if words:
            parts.append(mark.replace("{x}", f"{x:.1f}") + _text(x + wide, 19, words, "quiet"))
            x += wide + width_of(words, _LETTER) + 22
    return "".join(parts)


def _key(path: str, style: str) -> str:
    return f'<path d="{path}" style="{style}" fill="none"/>'
