"""How is a number written for people? Thousands separators, units, and a dash for what is missing."""

from __future__ import annotations

import math

MISSING = "—"

CLASS_COLOURS = {"A": "#0072B2", "B": "#56B4E9", "C": "#E69F00", "D": "#D55E00", "": "#9AA0A6"}
"""Safe for colour-blind eyes and projectors; always beside the letter. "" is not ranked."""

LIGHT_CLASSES = frozenset("BCD")
"""Classes whose colour carries dark letters."""

RAMP = ("#D6E6F2", "#A6CBE3", "#6AAAD3", "#2878B0", "#00568C")
"""Fifths of a map, the best the darkest."""

CHANGE_RAMP = ("#D55E00", "#F2B48A", "#C9CDD1", "#A6CBE3", "#0072B2")
"""On a map: much worse, worse, the same, better, much better."""

_DARK_BELOW = 0.179
"""Relative luminance (WCAG 2) from which on black is easier to read than white."""

WHAT_IF_COLOUR = "#7A3EB1"
ITEM_COLOURS = ("#00796B", "#CC79A7", "#D4B94A", "#795548", "#80CBB5", "#A5527F", "#AEB35A", "#5F6B7A")
"""Items of a score in the policy's order; bonus points take the last. None is a class's, or the scenario's."""


def is_dark(colour: str) -> bool:
    """Whether letters on #rrggbb are white.

    >>> is_dark("#00568C"), is_dark("#D55E00")
    (True, False)
    """
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK_BELOW


def number(value: float | int | None, decimals: int = 2) -> str:
    """1,234.5: at most `decimals` decimals, no trailing zeros; missing is a dash, −0 is 0.

    >>> number(1234.50), number(0.1 + 0.2), number(None), number(float("nan")), number(-0.0001)
    ('1,234.5', '0.3', '—', '—', '0')
    """
    if value is None or math.isnan(value):
        return MISSING
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def fixed(value: float | int | None, decimals: int) -> str:
    """The same with every decimal, so that a column of figures lines up."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def significant(value: float | None, digits: int = 4) -> str:
    """At most `digits` significant digits, for pictures: 1,235 and 0.01235.

    >>> significant(1234.56), significant(0.0123456), significant(0), significant(99999)
    ('1,235', '0.01235', '0', '99,999')
    """
    if value is None or math.isnan(value):
        return MISSING
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return number(value, decimals)


def percent(share: float | None, decimals: int = 1) -> str:
    """0.0614 → 6.1 %; missing is a dash."""
    return MISSING if share is None or math.isnan(share) else f"{number(share * 100, decimals)} %"


def part(share: float, decimals: int = 1) -> str:
    """A share of which neither a trace nor a rest is rounded away.

    >>> part(0.0614), part(0.0003), part(0.9998), part(0), part(1)
    ('6.1 %', '不到 0.1 %', '超过 99.9 %', '0 %', '100 %')
    """
    least = 10.0 ** -(decimals + 2)
    if share > 0 and percent(share, decimals) == "0 %":
        return f"不到 {percent(least, decimals)}"
    if share < 1 and percent(share, decimals) == "100 %":
        return f"超过 {percent(1 - least, decimals)}"
    return percent(share, decimals)


def signed(value: float, decimals: int = 2) -> str:
    """+12.5, −3 or ±0."""
    text = number(abs(value), decimals)
    if text in ("0", MISSING):
        return "±0" if text == "0" else MISSING
    return ("+" if value > 0 else "−") + text
