"""How does a text stand in a picture? About how wide it is drawn, cut where it is too long, and its markup."""

from __future__ import annotations

from html import escape

_FIRST_WIDE = 0x2E7F


def width_of(text: str, font: float) -> float:
    """About how wide a text is drawn at a size of `font` px: CJK characters are as wide as high."""
    return font * sum(1.0 if ord(c) > _FIRST_WIDE else 0.57 for c in text)


def cut(text: str, most: int) -> str:
    """The text, at most `most` characters, the last an ellipsis where some are left out.

    >>> cut("城中街道", 4), cut("城中街道办", 4)
    ('城中街道', '城中街…')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def text_at(font: float, x: float, y: float, text: str, anchor: str, tone: str = "", style: str = "") -> str:
    """The SVG of a text at a place; `tone`: the page's class for its colour, `style`: what else is said of it."""
    return (
        f'<text x="{x:.1f}" y="{y}" class="{tone}" text-anchor="{anchor}" style="font-size:{font}px;{style}">'
        f"{escape(text)}</text>"
    )
