"""How firm is each class along the ranking? Enterprises by rank across, share of the draws in each class up. SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.robust.shares import Firmness
from muyun.show.goto import goto
from muyun.show.quota_lines import class_word
from muyun.show.robust_list import FIRMNESSES, LETTERS, FirmList
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, part

WIDTH = 1200
COLUMNS = 400
"""So many columns at most: beyond that many enterprises neighbours in rank share one."""
_LEFT, _TOP, _UP, _BAND, _GAP = 92, 52, 250, 34, 8
_BAND_TOP = _TOP + _UP + _GAP
_MARKS_TOP = _BAND_TOP + _BAND + _GAP
_MARK = 22
_HEIGHT = _MARKS_TOP + 2 * _MARK + 30
_HALO = 'style="paint-order:stroke;stroke:var(--st-background-color);stroke-width:5px;font-size:17px"'
_LETTER_ROOM, _BAND_LETTER_ROOM = 26, 16
_SHARE_ROOM = 0.2
"""A class gets its letter where it is at least so wide, and so high; in the band, where letters are smaller, sooner."""
_DOUBTFUL = ((Firmness.LIKELY, "var(--quiet)"), (Firmness.ACCIDENTAL, "var(--st-text-color)"))


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """c columns over n rows in rank order: `edges` c + 1, the first row of each; `x` c + 1, where it is drawn."""

    rows: np.ndarray
    edges: np.ndarray
    x: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """c × k means of n × k values."""
        return np.add.reduceat(values[self.rows], self.edges[:-1]) / np.diff(self.edges)[:, None]

    def place(self, row: float) -> float:
        """x of the middle of the row at this position in rank order; a half lies between two."""
        return _LEFT + (WIDTH - _LEFT) * (row + 0.5) / len(self.rows)

    def inside(self) -> Iterator[tuple[int, np.ndarray]]:
        """Each column with its rows."""
        for column in range(len(self.edges) - 1):
            yield column, self.rows[self.edges[column] : self.edges[column + 1]]


def heat_strip(listed: FirmList, group: str, chosen: int | None) -> str:
    """The SVG of a 评价组 ("" for all of the pool); a click on a column opens its least firm enterprise.

    chosen  row that is marked
    """
    columns = _columns(listed, group)
    shares = columns.mean(listed.found.shares)
    official = columns.mean(np.eye(len(LETTERS))[listed.official])
    drawn = [
        *_axis(listed, columns),
        *_stacked(shares, columns, _TOP, _UP),
        *_stacked(official, columns, _BAND_TOP, _BAND),
        *_doubtful(listed, columns),
        *_letters(listed, columns),
        *_chosen(listed, columns, chosen),
        *_lines(listed, group, columns),
        *_hovers(listed, columns, shares),
    ]
    said = escape(f"按名次排列的 {len(columns.rows):,} 家各在多大比例的权重下列入各等级")
    return f'<svg viewBox="0 0 {WIDTH} {_HEIGHT}" role="img" aria-label="{said}">{"".join(drawn)}</svg>'


def _columns(listed: FirmList, group: str) -> _Columns:
    rows = listed.order[listed.of_group(group)[listed.order]]
    count = min(len(rows), COLUMNS)
    edges = np.arange(count + 1) * len(rows) // count
    return _Columns(rows, edges, _LEFT + (WIDTH - _LEFT) * edges / len(rows))


def _axis(listed: FirmList, columns: _Columns) -> list[str]:
    ends = [(_TOP + 14, "100 %"), (_TOP + _UP / 2 + 6, "50 %"), (_TOP + _UP, "0")]
    drawn = [_text(_LEFT - 8, y, words, "quiet", "end") for y, words in ends]
    rows = [(f"{listed.now}等级", _BAND_TOP + 23)]
    rows += [(str(name), _MARKS_TOP + _MARK * i + 15) for i, (name, _) in enumerate(_DOUBTFUL)]
    drawn += [_text(_LEFT - 8, y, words, "", "end") for words, y in rows]
    below = _MARKS_TOP + 2 * _MARK + 20
    middle = (_LEFT + WIDTH) / 2
    drawn.append(_text(_LEFT, below, "← 名次靠前", "quiet"))
    several = len(np.unique(listed.group[columns.rows])) > 1
    order = f"在各自评价组里的{listed.now}名次先后" if several else f"{listed.now}名次"
    words = f"{len(columns.rows):,} 家按{order}排列，竖向是列入各等级的权重占比"
    drawn.append(_text(middle, below, words, "quiet", "middle"))
    drawn.append(_text(WIDTH, below, "名次靠后 →", "quiet", "end"))
    return drawn


def _stacked(shares: np.ndarray, columns: _Columns, top: float, height: float) -> list[str]:
    """Four areas on each other, A on top; c × 4 shares that add up to 1."""
    ends = np.concatenate([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)], axis=1)
    ends[:, -1] = 1.0
    return [
        f'<path d="{_steps(columns.x, top + height * ends[:, k], top + height * ends[:, k + 1])}" '
        f'fill="{CLASS_COLOURS[letter]}"/>'
        for k, letter in enumerate(LETTERS)
        if shares[:, k].any()
    ]


def _steps(x: np.ndarray, upper: np.ndarray, lower: np.ndarray) -> str:
    """The outline between two step lines."""
    over = "".join(f"L{a:.1f} {y:.1f}H{b:.1f}" for a, b, y in zip(x[:-1], x[1:], upper, strict=True))
    under = "".join(f"V{y:.1f}H{a:.1f}" for a, y in zip(x[-2::-1], lower[::-1], strict=True))
    return f"M{over[1:]}{under}Z"


def _doubtful(listed: FirmList, columns: _Columns) -> list[str]:
    """Where those are whose class isn't firm: a row of strokes for 临界, one for 偶然."""
    drawn = []
    for i, (name, colour) in enumerate(_DOUBTFUL):
        hit = columns.mean((listed.firmness == FIRMNESSES.index(name))[:, None])[:, 0] > 0
        y = _MARKS_TOP + _MARK * i
        path = "".join(
            f"M{a:.1f} {y}h{max(b - a, 2.0):.1f}v{_MARK - 5}h-{max(b - a, 2.0):.1f}z"
            for a, b in zip(columns.x[:-1][hit], columns.x[1:][hit], strict=True)
        )
        drawn.append(f'<line class="axis" x1="{_LEFT}" x2="{WIDTH}" y1="{y + _MARK - 3}" y2="{y + _MARK - 3}"/>')
        drawn.append(f'<path d="{path}" style="fill:{colour}"/>' if path else "")
    return drawn


def _letters(listed: FirmList, columns: _Columns) -> list[str]:
    """The letter of each class in its area and in the band, in the middle of its longest stretch."""
    drawn, wide = [], (WIDTH - _LEFT) / len(columns.rows)
    official = listed.official[columns.rows]
    begins = np.flatnonzero(np.diff(official, prepend=-1))
    lengths = np.diff(begins, append=len(official))
    for k, letter in enumerate(LETTERS):
        runs = np.flatnonzero(official[begins] == k)
        if not len(runs) or wide * lengths[runs].max() < _BAND_LETTER_ROOM:
            continue
        longest = runs[np.argmax(lengths[runs])]
        middle = int(begins[longest] + lengths[longest] // 2)
        x = columns.place(begins[longest] + (lengths[longest] - 1) / 2)
        shares = listed.found.shares[columns.rows[middle]]
        tone = "on-light" if letter in LIGHT_CLASSES else "on-dark"
        drawn.append(_letter(x, _BAND_TOP + 24, letter, tone, 20))
        if wide * lengths[longest] >= _LETTER_ROOM and shares[k] > _SHARE_ROOM:
            drawn.append(_letter(x, _TOP + _UP * (shares[:k].sum() + shares[k] / 2) + 13, letter, tone, 36))
    return drawn


def _letter(x: float, y: float, letter: str, tone: str, size: int) -> str:
    style = f"font-size:{size}px"
    return f'<text class="{tone}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle" style="{style}">{letter}</text>'


def _lines(listed: FirmList, group: str, columns: _Columns) -> list[str]:
    """The quota lines of the official result; of one 评价组 only, several have theirs at other places."""
    groups = listed.pool.groups
    if len(groups) > 1 and not group:
        return []
    number = groups.index(group) if group else 0
    quota = listed.evaluation.decisions[listed.found.pool].counts[number]
    places, total, drawn, last = np.cumsum(quota), len(columns.rows), [], -np.inf
    for k in range(len(LETTERS) - 1):
        if not quota[k] or places[k] >= total:
            continue
        x = _LEFT + (WIDTH - _LEFT) * places[k] / total
        words = f"{class_word(listed.evaluation, LETTERS[k])}线"
        anchor = max(min(x, WIDTH - 30), last + 70)
        last = anchor
        drawn.append(
            f"<g><title>{escape(f'{words}：{listed.now}结果第 {places[k]:,} 名与第 {places[k] + 1:,} 名之间')}</title>"
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 4}" y2="{_BAND_TOP + _BAND}" '
            'style="stroke:var(--st-text-color);stroke-width:2;stroke-dasharray:6 4"/></g>'
            + f'<text x="{anchor:.1f}" y="{_TOP - 9}" text-anchor="middle" {_HALO}>{escape(words)}</text>'
        )
    return drawn


def _chosen(listed: FirmList, columns: _Columns, chosen: int | None) -> list[str]:
    place = np.flatnonzero(columns.rows == chosen) if chosen is not None else np.array([])
    if not len(place):
        return []
    x = columns.place(int(place[0]))
    side = "start" if x < WIDTH * 0.2 else "end" if x > WIDTH * 0.8 else "middle"
    group = listed.pool.groups[listed.group[chosen]] if len(np.unique(listed.group[columns.rows])) > 1 else ""
    words = f"{listed.names[chosen]}，{group}第 {listed.rank[chosen]:,} 名"
    return [
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 28}" y2="{_MARKS_TOP + 2 * _MARK}" '
        'style="stroke:var(--st-background-color);stroke-width:5"/>'
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 28}" y2="{_MARKS_TOP + 2 * _MARK}" '
        'style="stroke:var(--st-text-color);stroke-width:2.5"/>'
        f'<text x="{x:.1f}" y="18" text-anchor="{side}" font-weight="700" {_HALO}>{escape(words)}</text>'
    ]


def _hovers(listed: FirmList, columns: _Columns, shares: np.ndarray) -> Iterator[str]:
    """A transparent column each, with its figures and the way to its least firm enterprise."""
    for column, rows in columns.inside():
        least = int(rows[np.argmin(listed.kept[rows])])
        title = escape(_told(listed, rows, shares[column]) + _way(listed, rows, least))
        go = goto("robustness", code=str(listed.codes[least]))
        a, b = columns.x[column], columns.x[column + 1]
        yield (
            f'<rect data-go="{go}" tabindex="-1" x="{a:.1f}" y="{_TOP}" width="{b - a:.1f}" '
            f'height="{_MARKS_TOP + 2 * _MARK - _TOP}" fill="transparent"><title>{title}</title></rect>'
        )


def _told(listed: FirmList, rows: np.ndarray, shares: np.ndarray) -> str:
    """「第 21–23 名（3 家）：A 档 12.3 %，B 档 87.7 %；正式：B 档」"""
    words = [class_word(listed.evaluation, letter) for letter in LETTERS]
    parts = [f"{words[k]} {part(float(shares[k]))}" for k in range(len(LETTERS)) if shares[k] > 0]
    official = "、".join(words[k] for k in np.unique(listed.official[rows]).tolist())
    ranks, groups = listed.rank[rows], np.unique(listed.group[rows])
    if len(rows) == 1:
        who = f"{listed.names[rows[0]]}，{listed.pool.groups[groups[0]]}第 {ranks[0]:,} 名"
    elif len(groups) == 1:
        who = f"第 {ranks.min():,}–{ranks.max():,} 名（{len(rows):,} 家，平均）"
    else:
        who = f"各组名次相近的 {len(rows):,} 家，平均"
    return f"{who}：{'，'.join(parts)}；{listed.now}：{official}"


def _way(listed: FirmList, rows: np.ndarray, least: int) -> str:
    return "。点开看这家" if len(rows) == 1 else f"。点开看其中最不稳的{listed.names[least]}"


def _text(x: float, y: float, text: str, tone: str = "", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{tone}" text-anchor="{anchor}" style="font-size:17px">'
        f"{escape(text)}</text>"
    )
