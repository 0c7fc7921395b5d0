"""Where does one enterprise rank under other weights? How often each rank, the official one marked. SVG."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import pandas as pd

from muyun.show.quota_lines import class_word
from muyun.show.robust_list import LETTERS, FirmList
from muyun.show.words import CLASS_COLOURS, part, percent

WIDTH = 430
_LEFT, _TOP, _UP = 12, 64, 170
_HEIGHT = _TOP + _UP + 46
_BARS = 40
"""So many bars at most; beyond that neighbouring ranks share one."""
_BESIDE = 3
"""Ranks shown beyond the best and the worst."""
_LABEL_ROOM = 36
"""A line's name stands beside its line, away from the mark of the rank, when that is nearer than this."""
_HALO = 'style="paint-order:stroke;stroke:var(--st-background-color);stroke-width:5px;font-size:15px"'


def rank_bars(listed: FirmList, row: int, counts: pd.Series) -> str:
    """The SVG of an enterprise; counts: rank → number of draws, as `rank_counts` gives it."""
    share = counts / counts.sum()
    size = int(listed.size[row])
    low, high = max(1, int(counts.index.min()) - _BESIDE), min(size, int(counts.index.max()) + _BESIDE)
    step = -(-(high - low + 1) // _BARS)
    edges = np.arange(low, high + 1 + step, step)
    heights = np.add.reduceat(share.reindex(range(low, int(edges[-1])), fill_value=0.0).to_numpy(), edges[:-1] - low)
    wide = (WIDTH - 2 * _LEFT) / (edges[-1] - edges[0])
    most = float(heights.max())
    places = _places(listed, row)

    def x(rank: float) -> float:
        return _LEFT + (rank - edges[0]) * wide

    bars = [_bar(x(a), step * wide, height / most, _title(a, step, height), places, a)
            for a, height in zip(edges[:-1].tolist(), heights.tolist(), strict=True) if height]  # fmt: skip
    rank = int(listed.rank[row])
    drawn = [
        f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _LEFT}" y1="{_TOP + _UP}" y2="{_TOP + _UP}"/>',
        *bars, *_lines(listed, row, places, (int(edges[0]), int(edges[-1])), x),
        _official(x(rank + 0.5), f"{listed.now}第 {rank:,} 名"),
        _text(x(low + 0.5), _TOP + _UP + 22, f"第 {low:,} 名", "start" if low < high else "middle"),
        *([_text(x(edges[-1]), _TOP + _UP + 22, f"第 {high:,} 名", "end")] if low < high else []),
        _text(WIDTH / 2, _TOP + _UP + 42, f"名次；最常见的占 {percent(most)}", "middle"),
    ]  # fmt: skip
    said = escape(f"{listed.names[row]}在换权重后的名次分布")
    return f'<svg viewBox="0 0 {WIDTH} {_HEIGHT}" role="img" aria-label="{said}">{"".join(drawn)}</svg>'


def rank_words(listed: FirmList, row: int) -> str:
    """「最好第 12 名，中位第 21 名，最差第 35 名」, with the shares of the classes."""
    found = listed.found
    words = [class_word(listed.evaluation, letter) for letter in LETTERS]
    shares = found.shares[row]
    parts = [f"{words[k]} {part(float(shares[k]), 2)}" for k in np.argsort(-shares, kind="stable") if shares[k] > 0]
    ranks = {"最好": found.best, "中位": found.median, "最差": found.worst}
    spans = "，".join(f"{word}第 {int(values[row]):,} 名" for word, values in ranks.items())
    return f"{spans}；列入 {'，'.join(parts)}。{_held(listed, row)}"


def _held(listed: FirmList, row: int) -> str:
    """Said where the class isn't the one by rank, which is what the bars are coloured by."""
    natural = int(listed.evaluation.decisions[listed.found.pool].natural[0][row])
    if natural == listed.official[row]:
        return ""
    words = class_word(listed.evaluation, LETTERS[natural])
    return f"按名次和名额是 {words}，因否决、递补、手工调档或行业规则改列；下图的颜色是按名次和名额。"


def _places(listed: FirmList, row: int) -> np.ndarray:
    """How many of the enterprise's 评价组 are in A, in A and B, … by quota."""
    return np.cumsum(listed.evaluation.decisions[listed.found.pool].counts[listed.group[row]])


def _bar(x: float, width: float, height: float, title: str, places: np.ndarray, rank: int) -> str:
    letter = LETTERS[min(int(np.searchsorted(places, rank)), len(LETTERS) - 1)]
    up = max(_UP * height, 1.5)
    gap = min(1.0, width / 6)
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x + gap:.1f}" y="{_TOP + _UP - up:.1f}" width="{max(width - 2 * gap, 1):.1f}" height="{up:.1f}" '
        f'fill="{CLASS_COLOURS[letter]}"/></g>'
    )


def _title(rank: int, step: int, share: float) -> str:
    where = f"第 {rank:,} 名" if step == 1 else f"第 {rank:,}–{rank + step - 1:,} 名"
    return f"{where}：{part(share, 2)} 的权重"


def _lines(
    listed: FirmList, row: int, places: np.ndarray, room: tuple[int, int], x: Callable[[float], float]
) -> list[str]:
    """The quota lines between the ranks shown, the classes on both sides named."""
    drawn = []
    for k in range(len(LETTERS) - 1):
        line = int(places[k]) + 1
        if not room[0] < line < room[1]:
            continue
        at = x(line)
        from_mark = at - x(int(listed.rank[row]) + 0.5)
        side = "middle" if abs(from_mark) > _LABEL_ROOM else "start" if from_mark > 0 else "end"
        drawn.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 6}" y2="{_TOP + _UP}" '
            'style="stroke:var(--st-text-color);stroke-width:2;stroke-dasharray:6 4"/>'
            + _label(at, _TOP - 12, f"{class_word(listed.evaluation, LETTERS[k])}线", anchor=side)
        )
    return drawn


def _official(x: float, words: str) -> str:
    return (
        f'<path d="M{x - 7:.1f} 30h14l-7 11z" style="fill:var(--st-text-color)"/>'
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="40" y2="{_TOP + _UP}" '
        'style="stroke:var(--st-text-color);stroke-width:2"/>'
        + _label(min(max(x, 64), WIDTH - 64), 22, words, 700)
    )


def _label(x: float, y: float, text: str, weight: int = 400, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" {_HALO}>{escape(text)}</text>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    style = "font-size:15px"
    return f'<text x="{x:.1f}" y="{y:.1f}" class="quiet" text-anchor="{anchor}" style="{style}">{escape(text)}</text>'
