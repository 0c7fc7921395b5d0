"""From 0 to the score: what each item adds, what it could have added, and where the class lines are. SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from muyun.show.words import fixed, number

ROW, BAR = 36, 22
_LABEL_ROW = 20
LETTER = 15.5
"""Width of a Chinese character at 15 units."""


_HALO = 'style="paint-order:stroke;stroke:var(--st-background-color);stroke-width:7px"'
"""Keeps a number legible where a line runs through it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: what it adds (negative takes away, None is lost) and the most it could add (None: no limit).

    missing  said of a value that wasn't reported, lest 0 be read as one; "" where it was
    """

    label: str
    points: float | None
    full: float | None
    colour: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line at a score: 「A 档线 83.21」."""

    score: float
    label: str


def waterfall(
    steps: Sequence[Step], score: float, marks: Sequence[Mark], width: int = 1200, narrow: bool = False
) -> str:
    """The picture, `width` units wide; `score` is where the steps end. Exact values on hover.

    narrow  for a side column: without what each item could have added
    """
    left = LETTER * max([len("综合得分"), *(len(step.label) for step in steps)]) + 10
    beside = max([78 if narrow else 128, *(LETTER * len(_amount(step)) for step in steps if step.missing)])
    x = _scale(steps, score, marks, (left, width - beside))
    label_rows = 3 if narrow else 2
    top = _LABEL_ROW * label_rows + 8
    height = top + ROW * (len(steps) + 1)
    heights = (16 + _LABEL_ROW * (place % label_rows) for place in range(len(marks)))
    parts = [_mark(mark, x, height, y) for mark, y in zip(sorted(marks, key=lambda m: m.score), heights, strict=True)]
    at = 0.0
    for row, step in enumerate(steps):
        parts.append(_bar(step, at, top + ROW * row, x, narrow))
        at += step.points or 0.0
    parts.append(_total(score, top + ROW * len(steps), x))
    told = "，".join(f"{step.label} {_amount(step)}" for step in steps)
    label = escape(f"得分构成：{told}，合计 {fixed(score, 2)} 分", quote=True)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _scale(
    steps: Sequence[Step], score: float, marks: Sequence[Mark], room: tuple[float, float]
) -> Callable[[float], float]:
    """Points of score → units of the picture."""
    ends, at = [0.0, score, *(mark.score for mark in marks)], 0.0
    for step in steps:
        ends += [at + (step.full or 0.0), at + (step.points or 0.0)]
        at += step.points or 0.0
    low, high = min(ends), max(ends)
    per_point = (room[1] - room[0]) / max(high - low, 1.0)
    return lambda points: room[0] + (points - low) * per_point


def _bar(step: Step, at: float, y: int, x: Callable[[float], float], narrow: bool) -> str:
    points = step.points or 0.0
    whole = f"，满分 {number(step.full)} 分" if step.full else ""
    title = escape(f"{step.label} {step.missing or f'{_signed(step.points, 9)} 分'}{whole}")
    outline = ""
    if step.full and step.full > points:
        outline = f'{_rect(x(at), x(at + step.full), y)} fill="none" class="axis" stroke-dasharray="4 3"/>'
    end = x(at + points)
    right = x(at + max(points, step.full or 0.0, 0.0)) + 8
    # A plain space that begins a tspan is lost on paper.
    of_full = f"\N{NO-BREAK SPACE}/ {number(step.full)}" if step.full and not narrow and not step.missing else ""
    return (
        f'<g><title>{title}</title>{outline}{_rect(x(at), end, y)} fill="{step.colour}"/>'
        f'<line x1="{end:.1f}" x2="{end:.1f}" y1="{y + BAR}" y2="{y + ROW}" class="axis"/>{_label(step.label, y)}'
        f'<text x="{right:.1f}" y="{y + 17}" {_HALO}>{escape(_amount(step))}'
        f'<tspan style="fill:var(--quiet)">{of_full}</tspan></text></g>'
    )


def _total(score: float, y: int, x: Callable[[float], float]) -> str:
    return (
        f"<g><title>综合得分 {number(score, 9)} 分</title>"
        f'{_rect(x(0), x(score), y)} fill="var(--st-text-color)" opacity="0.8"/>'
        f"{_label('综合得分', y, '700')}"
        f'<text x="{max(x(score), x(0)) + 8:.1f}" y="{y + 17}" font-weight="700" {_HALO}>'
        f"{fixed(score, 2)} 分</text></g>"
    )


def _rect(begin: float, end: float, y: int) -> str:
    width = max(abs(end - begin), 1.5)
    return f'<rect x="{min(begin, end):.1f}" y="{y}" width="{width:.1f}" height="{BAR}"'


def _label(text: str, y: int, weight: str = "400") -> str:
    return f'<text x="0" y="{y + 17}" font-weight="{weight}">{escape(text)}</text>'


def _mark(mark: Mark, x: Callable[[float], float], height: int, y: int) -> str:
    at = x(mark.score)
    return (
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y + 6}" y2="{height}" class="ink" stroke-dasharray="6 4"/>'
        f'<text x="{at:.1f}" y="{y}" text-anchor="middle" {_HALO}>{escape(mark.label)}</text>'
    )


def _amount(step: Step) -> str:
    """+12.30; 缺报（计 0 分）; 缺报，按平均 +7.50."""
    if not step.missing:
        return _signed(step.points)
    return f"{step.missing} {_signed(step.points)}" if step.points else step.missing


def _signed(points: float | None, decimals: int = 2) -> str:
    if points is None:
        return "不计分"
    return ("−" if points < 0 else "+") + (fixed if decimals == 2 else number)(abs(points), decimals)
