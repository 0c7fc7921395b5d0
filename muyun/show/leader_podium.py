"""Who are the first three? A podium strip that is read from three metres; SVG, a click opens what is behind a name."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from muyun.explore.leaders.look import BoardLook
from muyun.explore.regions.place_names import among
from muyun.show.drawn_text import width_of
from muyun.show.words import WHAT_IF_COLOUR, fixed, significant

WIDTH, HEIGHT = 1200, 210
_FOOT = HEIGHT - 6
_ASIDE = 18
"""Texts stand so far right of the middle, so that the number has room."""
_STEPS = ((410, 380, 4, 3), (16, 380, 34, 2), (804, 380, 62, 1))
"""Left edge, width, top edge and lines of measures by place: the first stands in the middle and highest."""
_COLOURS = ("#0072B2", "#56B4E9", "#9AA0A6")
_NAME_FONT, _MOST_WIDTH = 30, 330


def podium(look: BoardLook, go: Callable[[int], str]) -> str:
    """The SVG of the first three who can lead; "" where nobody can. go: data-go of a candidate, by its position."""
    found = look.found
    if not found.size:
        return ""
    count = min(3, found.size)
    drawn = [_step(look, n, go) for n in range(count)]
    label = escape(_finding(look, count), quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _finding(look: BoardLook, count: int) -> str:
    names = [look.found.of.names[p] for p in look.found.order[:count].tolist()]
    return f"前 {count}：{'、'.join(names)}"


def _step(look: BoardLook, n: int, go: Callable[[int], str]) -> str:
    found, of = look.found, look.found.of
    place = int(found.order[n])
    left, width, top, lines = _STEPS[n]
    middle, colour = left + width / 2 + _ASIDE, WHAT_IF_COLOUR if look.is_other else _COLOURS[n]
    name, size = _fitted(of.names[place])
    score = f"{fixed(float(of.scores[place]), 2)} 分{_beside(look, n)}"
    title = escape(f"{of.names[place]}：第 {int(found.ranks[n])} 名，{score}。点开看依据。")
    below = [_text(middle, top + 112 + 24 * i, said, 17, 400) for i, said in enumerate(_measures(look, place, lines))]
    target = go(place)
    act = f' data-go="{target}"' if target else ""
    rank = int(found.ranks[n])
    return (
        f"<g{act}><title>{title}</title>"
        f'<rect x="{left}" y="{top}" width="{width}" height="{_FOOT - top}" rx="6" fill="{colour}" fill-opacity=".14"/>'
        f'<rect x="{left}" y="{top}" width="{width}" height="7" rx="3" fill="{colour}"/>'
        f'<text x="{left + 18}" y="{_FOOT - 12}" style="font-size:84px;font-weight:700;fill:{colour};opacity:.8">'
        f'{rank}</text>'
        f'{_text(middle, top + 50, name, size, 700)}'
        f'{_text(middle, top + 84, score, 22, 600)}{"".join(below)}</g>'
    )


def _beside(look: BoardLook, n: int) -> str:
    """What is told beside the score: the years in a row, or that it is on the list from outside."""
    if look.of.outside is not None:
        return " · 在公布的名单里" if among(look.found.members[n], look.of.outside) else ""
    return f" · 连续 {look.years[n]} 年" if look.years[n] > 1 else ""


def _fitted(name: str) -> tuple[str, int]:
    """The name and the size at which it fits; cut where even the smallest doesn't."""
    for size in (_NAME_FONT, 26, 22, 20):
        if width_of(name, size) <= _MOST_WIDTH:
            return name, size
    room = int(_MOST_WIDTH / 20)
    return name[: room - 1] + "…", 20


def _measures(look: BoardLook, place: int, lines: int) -> list[str]:
    """The first measures with a value, a line each; one that is too long for its line is left out."""
    of, said = look.found.of, []
    for j, (label, unit) in enumerate(of.measures):
        value = float(of.values[place, j])
        shown, factor = ("%", 100.0) if unit == "1" else (unit, 1.0)
        mark = "（公布值）" if of.published[place, j] else ""
        words = f"{label} {significant(value * factor)} {shown}{mark}"
        if value == value and width_of(words, 17) <= _MOST_WIDTH - 60:
            said.append(words)
    return said[:lines]


def _text(x: float, y: float, text: str, size: int, weight: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" '
        f'style="font-size:{size}px;font-weight:{weight}">{escape(text)}</text>'
    )
