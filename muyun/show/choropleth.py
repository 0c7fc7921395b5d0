"""Which places lead, seen on the map? Fifths of one colour, names and values on it; what is missing is hatched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.evaluate.ratio import rounded
from muyun.show.drawn_text import width_of
from muyun.show.outline_paths import Drawn
from muyun.show.words import is_dark

WIDTH, TALLEST = 560, 430
_FONTS = (22, 19, 16, 14)
_LINE = 1.2
_LEGEND = 30
_ROOM = 0.95
"""A label may be so many radii of the largest circle inside to each side: places are seldom round."""

_HATCH = (
    '<pattern id="no-value" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" fill="#9AA0A6" fill-opacity=".22"/>'
    '<line x1="0" y1="0" x2="0" y2="8" stroke="#9AA0A6" stroke-width="3"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Plot:
    """A place on the map.

    fill   its number among the colours, None without a value
    value  what is written under its name; rank: written instead where the name has no room
    title  said on hover; go: its data-go, escaped, "" for none
    """

    name: str
    fill: int | None
    value: str
    rank: str
    title: str
    go: str
    opened: bool = False


def fifths(values: np.ndarray, lower_is_better: bool) -> list[int | None]:
    """0 (the worst fifth) to 4 by quantiles of the known values; equal values are never parted.

    >>> fifths(np.array([1.0, 2, 3, 4, 5, np.nan]), False)
    [0, 1, 2, 3, 4, None]
    """
    better = rounded(values) * (-1 if lower_is_better else 1)
    held = better[~np.isnan(better)]
    if not len(held):
        return [None] * len(values)
    breaks = np.quantile(held, [0.2, 0.4, 0.6, 0.8])
    return [None if np.isnan(v) else int(np.searchsorted(breaks, v, side="right")) for v in better]


def change_steps(changes: np.ndarray, lower_is_better: bool) -> list[int | None]:
    """0 much worse … 2 the same … 4 much better: much is at least the median change, whichever way."""
    better = rounded(changes) * (-1 if lower_is_better else 1)
    sizes = np.abs(better[~np.isnan(better) & (better != 0)])
    much = np.median(sizes) if len(sizes) else 0.0
    return [None if np.isnan(v) else 2 + int(np.sign(v)) * (2 if abs(v) >= much else 1) for v in better]


def choropleth(drawn: Drawn, plots: Sequence[Plot], ramp: Sequence[str], words: tuple[str, str], mark: str) -> str:
    """The SVG of a map.

    plots  one for each outline of `drawn`, in its order
    ramp   colours by number; words: what its two ends mean; mark: said in a corner, "" for nothing
    """
    height = drawn.height + _LEGEND + 8
    above = sorted(zip(drawn.paths, plots, strict=True), key=lambda pair: pair[1].opened)  # its line isn't covered
    shapes = [_shape(path, plot, ramp) for path, plot in above]
    labels = [_label(room, plot, ramp) for room, plot in zip(drawn.labels, plots, strict=True)]
    label = escape(f"地图：{len(plots)} 个地方，{words[0]}到{words[1]}", quote=True)
    legend = _legend(drawn.height + 8, ramp, words, any(plot.fill is None for plot in plots), mark)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{label}"><defs>{_HATCH}</defs>'
        f'{"".join(shapes)}<g style="pointer-events:none">{"".join(labels)}</g>{legend}</svg>'
    )


def _shape(path: str, plot: Plot, ramp: Sequence[str]) -> str:
    fill = "url(#no-value)" if plot.fill is None else ramp[plot.fill]
    line = "stroke:var(--st-text-color);stroke-width:4" if plot.opened else "stroke:var(--st-background-color)"
    title = f"<title>{escape(plot.title)}</title>"
    style = f"fill:{fill};stroke-width:1.5;{line}"
    go = f' data-go="{plot.go}"' if plot.go else ""
    return f'<path d="{path}" fill-rule="evenodd"{go} style="{style}">{title}</path>'


def _label(room: tuple[float, float, float], plot: Plot, ramp: Sequence[str]) -> str:
    x, y, radius = room
    kind = "none" if plot.fill is None else "on-dark" if is_dark(ramp[plot.fill]) else "on-light"
    name = short_name(plot.name)
    for font in _FONTS:
        wide = max(width_of(name, font), width_of(plot.value, font))
        if wide <= 2 * radius * _ROOM and font * _LINE * 2 <= 2 * radius:
            return _text(x, y - font * 0.15, name, kind, font) + _text(x, y + font, plot.value, kind, font)
    if plot.rank and width_of(plot.rank, _FONTS[-1]) <= 2 * radius * _ROOM:
        return _text(x, y + 5, plot.rank, kind, _FONTS[-1])
    return ""


def short_name(name: str) -> str:
    """The name without a remark in brackets at its end."""
    return re.sub(r"（[^（）]*）$", "", name) or name


def _legend(y: float, ramp: Sequence[str], words: tuple[str, str], missing: bool, mark: str) -> str:
    swatches = "".join(f'<rect x="{66 + i * 26}" y="{y:.0f}" width="26" height="16" style="fill:{colour}"/>'
                       for i, colour in enumerate(ramp))  # fmt: skip
    end = 66 + len(ramp) * 26
    ends = ((60, words[0], "end"), (end + 6, words[1], "start"))
    parts = [swatches, *(_text(x, y + 14, word, "quiet", 15, anchor) for x, word, anchor in ends)]
    if missing:
        at = end + 6 + width_of(words[1], 15) + 20
        parts.append(f'<rect x="{at:.0f}" y="{y:.0f}" width="26" height="16" style="fill:url(#no-value)"/>')
        parts.append(_text(at + 32, y + 14, "无数据", "quiet", 15, "start"))
    if mark:
        parts.append(_text(WIDTH, y + 14, mark, "quiet", 15, "end"))
    return "".join(parts)


def _text(x: float, y: float, text: str, kind: str, font: float, anchor: str = "middle") -> str:
    weight = ";font-weight:600" if kind == "none" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}" style="font-size:{font}px{weight}">'
        f"{escape(text)}</text>"
    )
