"""How does a text fit into a picture? About how wide it is drawn, and cut where it is too long."""

from __future__ import annotations

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
