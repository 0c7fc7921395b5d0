"""What did each kind of rule do to the classes? A row a kind: how many, from which class to which, what is open."""

from __future__ import annotations

from collections import Counter
from html import escape

import numpy as np

from muyun.explore.overridden import PROPOSED, Override
from muyun.explore.proposals import Said, State
from muyun.show.goto import goto
from muyun.show.overridden import OverrideList, count_states, kind_words, kinds_there, what_is_asked
from muyun.show.words import CLASS_COLOURS, LIGHT_CLASSES
from muyun.terms import Class

WIDTH = 1200
_ROW, _TOP = 46, 34
_BAR_LEFT, _BAR_WIDTH, _MOVES_LEFT, _STATES_LEFT = 258, 208, 540, 950
_CHIP = 88
_CHIPS = 3
"""So many moves of a kind are drawn; the others are counted."""
_STEPS = {
    Override.TOP: ("adjusted", "applied"), Override.CHAINED: ("adjusted", "applied"),
    Override.BOTTOM: ("adjusted", "adjusted"), Override.REVIEW: ("applied", "applied"),
}  # fmt: skip
"""Between which two of the three classes a kind stands."""
_LETTERS = [str(letter) for letter in Class]


def override_picture(found: OverrideList, said: Said) -> str:
    """The SVG; a click on a row filters the list by its kind."""
    kinds = kinds_there(found)
    most = max((int(found.kinds[kind].sum()) for kind in kinds), default=1)
    heads = [(0, "类别"), (_BAR_LEFT, "企业数"), (_MOVES_LEFT, "等级变化"), (_STATES_LEFT, "办公室确认（项）")]
    parts = [_text(x, 18, word, "quiet") for x, word in heads]
    for row, kind in enumerate(kinds):
        parts.append(_row(found, kind, said, _TOP + row * _ROW, most))
    height = _TOP + len(kinds) * _ROW
    label = "；".join(f"{kind} {int(found.kinds[kind].sum())} 家" for kind in kinds)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _row(found: OverrideList, kind: Override, said: Said, y: int, most: int) -> str:
    count = int(found.kinds[kind].sum())
    width = max(_BAR_WIDTH * count / most, 2)
    asked = f"（{what_is_asked(kind)}）" if what_is_asked(kind) else ""
    title = f"<title>{escape(kind_words(found.evaluation, kind) + asked)}：点开只看这一类</title>"
    bar = f'<rect x="{_BAR_LEFT}" y="{y + 8}" width="{width:.1f}" height="24" fill="{CLASS_COLOURS[""]}"/>'
    return (
        f'<g data-go="{goto("overrides", kind=str(kind))}">{title}'
        f'<rect x="0" y="{y}" width="{WIDTH}" height="{_ROW - 4}" fill="transparent"/>'
        f"{_text(0, y + 26, kind_words(found.evaluation, kind), weight=600)}{bar}"
        f"{_text(_BAR_LEFT + width + 8, y + 26, f'{count:,} 家')}"
        f"{_moves(found, kind, y)}{_states(found, kind, said, y)}</g>"
    )


def _moves(found: OverrideList, kind: Override, y: int) -> str:
    """From which class to which, the most frequent first."""
    counts = moves_of(found, kind).most_common()
    parts = [_chip(_MOVES_LEFT + i * (_CHIP + 26), y, *move, count) for i, (move, count) in enumerate(counts[:_CHIPS])]
    if rest := sum(count for _, count in counts[_CHIPS:]):
        parts.append(_text(_MOVES_LEFT + _CHIPS * (_CHIP + 26), y + 26, f"另 {rest:,} 家", "quiet"))
    return "".join(parts)


def moves_of(found: OverrideList, kind: Override) -> Counter[tuple[str, str]]:
    """How many enterprises of a kind go from which class to which by it.

    Vetoes, backfill and manual changes make 调档后等级 of 排名分档; the best of a sector and the repeated bottom
    make 执行等级 of 调档后等级; the duty to improve and a review change nothing.
    """
    before, after = _STEPS.get(kind, ("natural", "adjusted"))
    classes, mine = found.evaluation.classes, found.places[found.kinds[kind]]
    pairs = np.column_stack([classes[name].cat.codes.to_numpy()[mine] for name in (before, after)])
    return Counter((_LETTERS[a], _LETTERS[b]) for a, b in pairs.tolist())


def _chip(x: int, y: int, before: str, after: str, count: int) -> str:
    if before == after:
        return f"{_badge(x, y, before)}{_text(x + 30, y + 26, f'不变 {count:,}')}"
    arrow = _text(x + 28, y + 26, "→")
    return f"{_badge(x, y, before)}{arrow}{_badge(x + 46, y, after)}{_text(x + 76, y + 26, f'{count:,}')}"


def _badge(x: int, y: int, letter: str) -> str:
    tone = "on-light" if letter in LIGHT_CLASSES else "on-dark"
    return (
        f'<rect x="{x}" y="{y + 8}" width="25" height="25" rx="4" fill="{CLASS_COLOURS[letter]}"/>'
        f'<text class="{tone}" x="{x + 12.5}" y="{y + 26}" text-anchor="middle" style="font-size:17px">{letter}</text>'
    )


def _states(found: OverrideList, kind: Override, said: Said, y: int) -> str:
    if kind not in PROPOSED:
        return _text(_STATES_LEFT, y + 26, "不需确认", "quiet")
    counts = count_states([p for p in found.standing if p.kind is kind], said)
    words = "，".join(f"{state} {counts[state]:,}" for state in State if counts[state])
    return _text(_STATES_LEFT, y + 26, words, weight=600 if counts[State.WAITING] else 400)


def _text(x: float, y: float, text: str, tone: str = "", weight: int = 400) -> str:
    style = f"font-size:17px;font-weight:{weight}"
    return f'<text x="{x:.1f}" y="{y}" class="{tone}" style="{style}">{escape(text)}</text>'
