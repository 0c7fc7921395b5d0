"""What number does a user read, and which step is nearest? Decimals as fractions, so that nothing is left over."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from muyun.terms import SCORE_DECIMALS


def exact(value: float) -> Fraction:
    """The decimal that the number is shown as, to 9 places: 0.1 is 1/10."""
    return Fraction(f"{value:.{SCORE_DECIMALS}f}")


def stepped(value: Fraction, step: Fraction) -> Fraction:
    """To the nearest multiple of the step, halves up."""
    return floor(value / step + Fraction(1, 2)) * step
