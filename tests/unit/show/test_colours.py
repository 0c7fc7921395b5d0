"""Letters on the colours of the classes can be read: 4.5 to 1 or more."""

from __future__ import annotations

import re

import pytest

from muyun.show.words import CLASS_COLOURS, ITEM_COLOURS, LIGHT_CLASSES, WHAT_IF_COLOUR
from muyun.ui.components import _source

LEAST = 4.5
DARK_INK, WHITE = "#14181d", "#ffffff"


def contrast(one: str, other: str) -> float:
    """WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances, the lighter above."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 black to 1 white."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", WHITE) == pytest.approx(21)


@pytest.mark.parametrize("letter", CLASS_COLOURS)
def test_a_letter_in_a_picture_can_be_read(letter):
    ink = DARK_INK if letter in LIGHT_CLASSES or not letter else WHITE
    assert contrast(CLASS_COLOURS[letter], ink) >= LEAST


@pytest.mark.parametrize(("sheet", "rule"), [("base.css", "badge"), ("quotas.css", "part")])
@pytest.mark.parametrize("letter", "ABCD")
def test_a_letter_on_a_badge_or_divider_bar_can_be_read(sheet, rule, letter):
    css = _source(sheet)
    inks = re.findall(rf"\.{rule}(?:\.{letter})? {{[^}}]*?[{{;\s]color: (#\w+)", css)
    ink = inks[-1] if len(inks[-1]) == 7 else "#" + "".join(c * 2 for c in inks[-1][1:])
    assert contrast(CLASS_COLOURS[letter], ink) >= LEAST


def test_no_item_has_the_colour_of_a_class_or_of_a_scenario():
    assert not set(ITEM_COLOURS) & {*CLASS_COLOURS.values(), WHAT_IF_COLOUR}
