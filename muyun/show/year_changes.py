"""How did an enterprise come from last year's class to this one? A line of years, and what moved the score."""

from __future__ import annotations

from html import escape
from itertools import pairwise

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.score_change import ScoreChange
from muyun.show.quota_lines import class_word
from muyun.show.ranked import Ranked
from muyun.show.reasons import reason_words
from muyun.show.selection import colours, label_of, shown_unit
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES, MISSING, WHAT_IF_COLOUR, fixed, number, signed, significant

_WIDTH, _HEIGHT, _TOP, _FOOT, _SIDE = 620, 176, 46, 56, 56
_LEAST_SHOWN = 0.005
_ROW = 44


def compared_words(ranked: Ranked) -> str:
    """In a scenario: that last year stands under the official rules; "" else."""
    return "上年按正式规则，本年按模拟方案，权重等规则的差别也在得分变化里。" if ranked.official is not None else ""


def change_sentence(evaluation: Evaluation, change: ScoreChange) -> str:
    """「2022 年度较 2021 年度：B 类 → A 类，得分 71.20 → 78.30（+7.10）：亩均税收 +5.00、…。新增依据：…」"""
    words = [class_word(evaluation, letter) if letter else "未定级" for letter in change.classes]
    still = f"仍为 {words[1]}" if change.classes[1] else f"仍{words[1]}"
    classes = f"{words[0]} → {words[1]}" if words[0] != words[1] else still
    years = f"{change.now} 年度较 {change.before} 年度"
    text = f"{years}：{classes}{_rank_words(change)}{_score_words(evaluation, change)}。"
    if change.came:
        text += f"新增：{reason_words(';'.join(change.came))}。"
    if change.went:
        text += f"不再有：{reason_words(';'.join(change.went))}。"
    return text


def _rank_words(change: ScoreChange) -> str:
    if np.isnan(sum(change.ranks)) or change.groups[0] != change.groups[1]:
        return ""
    return f"，第 {number(change.ranks[0], 0)} 名 → 第 {number(change.ranks[1], 0)} 名"


def _score_words(evaluation: Evaluation, change: ScoreChange) -> str:
    if change.groups[0] != change.groups[1] and all(change.groups):
        return f"；评价组由{change.groups[0]}改为{change.groups[1]}，两年得分的算法不同，不能比"
    if not change.parts:
        return ""
    moved = sorted((p for p in change.parts.items() if abs(p[1]) >= _LEAST_SHOWN), key=lambda p: -abs(p[1]))
    told = "、".join(f"{part_label(evaluation, name)} {signed(points)}" for name, points in moved[:3])
    rest = f"，其余 {len(moved) - 3} 项合计 {signed(sum(points for _, points in moved[3:]))}" if len(moved) > 3 else ""
    scores = " → ".join(fixed(score, 2) for score in change.scores)
    return f"；得分 {scores}（{signed(change.change)}）" + (f"，其中{told}{rest}" if told else "")


def part_label(evaluation: Evaluation, name: str) -> str:
    """An item as the policy calls it; 加减分 and 行业加减分 as they are."""
    return label_of(evaluation, name) if name in evaluation.policy.indicators else name


def year_path(ranked: Ranked, code: str) -> str:
    """The score year by year, each point its class with the rank below; "" with fewer than two scored years.

    Another 评价组 breaks the line: its scores don't compare. A scenario's point is ringed in purple.
    """
    place = ranked.place(code)
    standings = [*ranked.before[::-1], *([ranked.official] if ranked.official else []), ranked.now]
    shown = [s for s in standings if not np.isnan(s.scores[place])]
    if len(shown) < 2:
        return ""
    scores = [float(s.scores[place]) for s in shown]
    low, high = min(scores), max(scores)
    span = max(high - low, 1.0)
    step = (_WIDTH - 2 * _SIDE) / (len(shown) - 1)
    per_point = (_HEIGHT - _FOOT - _TOP) / span
    points = [(_SIDE + step * i, _HEIGHT - _FOOT - (score - low) * per_point) for i, score in enumerate(scores)]
    lines = "".join(
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" style="stroke:var(--quiet);stroke-width:2.5"/>'
        for (a, one), (b, two) in pairwise(zip(points, shown, strict=True))
        if one.group_name(place) == two.group_name(place)
    )  # fmt: skip
    dots = "".join(
        _dot(ranked, s, place, x, y, what_if=ranked.official is not None and s is ranked.now)
        for s, (x, y) in zip(shown, points, strict=True)
    )
    label = escape(f"{shown[0].year}–{shown[-1].year} 年度的得分：" + "、".join(fixed(s, 2) for s in scores))
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{lines}{dots}</svg>'


def _dot(ranked: Ranked, standing, place: int, x: float, y: float, what_if: bool) -> str:
    number_of = int(standing.letters[place])
    letter = "ABCD"[number_of] if 0 <= number_of < 4 else ""
    ring = f"stroke:{WHAT_IF_COLOUR};stroke-width:4" if what_if else "stroke:var(--st-background-color);stroke-width:2"
    ink = "on-light" if letter in LIGHT_CLASSES or not letter else "on-dark"
    rank = f"第 {number(standing.ranks[place], 0)}/{standing.group_size(place):,}" if letter else "未定级"
    score = fixed(standing.scores[place], 2)
    year = f"{standing.year} 模拟" if what_if else str(standing.year)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="14" style="fill:{CLASS_COLOURS[letter]};{ring}"/>'
        f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" class="{ink}">{letter}</text>'
        f'<text x="{x:.1f}" y="{y - 21:.1f}" text-anchor="middle" font-weight="600">{score}</text>'
        f'<text x="{x:.1f}" y="{_HEIGHT - 25}" text-anchor="middle">{escape(year)}</text>'
        f'<text x="{x:.1f}" y="{_HEIGHT - 6}" text-anchor="middle" class="quiet">{escape(rank)}</text>'
    )


def change_bars(evaluation: Evaluation, change: ScoreChange, width: int = 620) -> str:
    """A bar per part of the change, to the right for points won; what the value and the benchmark did beside it.

    "" where nothing adds up to a change of score.
    """
    moved = {name: points for name, points in change.parts.items() if abs(points) >= _LEAST_SHOWN}
    if not moved:
        return ""
    paint = colours(evaluation)
    widest = max(map(abs, moved.values()))
    middle, half = width - 180, 110
    rows = []
    for i, (name, points) in enumerate(moved.items()):
        y, size = 4 + _ROW * i, abs(points) / widest * half
        begin = middle if points > 0 else middle - size
        colour = paint.get(name, paint["加减分"])
        rows.append(
            f'<text x="0" y="{y + 15}">{escape(part_label(evaluation, name))}</text>'
            f'<text x="0" y="{y + 34}" class="quiet">{escape(_from_to(evaluation, change, name))}</text>'
            f'<rect x="{begin:.1f}" y="{y + 8}" width="{max(size, 1.5):.1f}" height="20" fill="{colour}"/>'
            f'<text x="{middle + half + 8}" y="{y + 23}" font-weight="600">{signed(points)}</text>'
        )
    height = _ROW * len(moved) + 8
    axis = f'<line class="ink" x1="{middle}" x2="{middle}" y1="0" y2="{height}"/>'
    told = "，".join(f"{name} {signed(points)}" for name, points in moved.items())
    total = escape(f"得分变化 {signed(change.change)} 分：{told}", quote=True)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{total}">{axis}{"".join(rows)}</svg>'


def _from_to(evaluation: Evaluation, change: ScoreChange, name: str) -> str:
    """「18.2→20.1，基准 27→28」; "" for what isn't an item."""
    if name not in change.values:
        return ""
    _, factor = shown_unit(evaluation, name)
    own, base = (
        "→".join("缺" if np.isnan(v) else significant(v * factor) for v in of[name])
        for of in (change.values, change.benchmarks)
    )
    return own if base in ("缺→缺", MISSING) else f"{own}，基准 {base}"
