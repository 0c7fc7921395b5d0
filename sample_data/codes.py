"""Which credit codes do invented enterprises carry? Valid ones of a division that doesn't exist."""

from __future__ import annotations

import numpy as np

ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
"""The 31 characters of GB 32100-2015; a character's value is its place."""

CHECK_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
"""3^i mod 31 for the first 17 characters (GB 32100-2015)."""

ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
"""Weights of the organisation code's check character (GB 11714-1997)."""

SYNTHETIC_PREFECTURE = 9904
"""No province has the number 99, so that no real enterprise can carry a code made here."""

_PREFIX = b"MA"  # as in codes given since 2015; and no spreadsheet takes such a code for a number
_FREE = 6
_ORGANISATIONS = 31**_FREE
_STRIDE = 548_507_441  # coprime to 31: the serials spread over the whole range without meeting


def credit_codes(serials: np.ndarray, county_numbers: np.ndarray) -> np.ndarray:
    """Valid 统一社会信用代码 as fixed-width text, one per serial.

    serials         n whole numbers in 0 … 31^6 − 1; different serials give different codes
    county_numbers  n whole numbers in 0 … 99, the last two digits of the division
    ValueError: a serial or county number out of range.
    """
    serials = np.asarray(serials, dtype=np.int64)
    counties = np.asarray(county_numbers, dtype=np.int64)
    if serials.size and (serials.min() < 0 or serials.max() >= _ORGANISATIONS):
        raise ValueError(f"serials must lie in 0 … {_ORGANISATIONS - 1}")
    if counties.size and (counties.min() < 0 or counties.max() > 99):
        raise ValueError("county numbers must lie in 0 … 99")
    values = np.empty((len(serials), 18), dtype=np.int64)
    values[:, 0:2] = (9, 1)
    values[:, 2:8] = _digits(SYNTHETIC_PREFECTURE * 100 + counties, 10, 6)
    values[:, 8:10] = [_place(letter) for letter in _PREFIX]
    values[:, 10:16] = _digits(serials * _STRIDE % _ORGANISATIONS, 31, _FREE)
    values[:, 16] = _organisation_check(values[:, 8:16])
    values[:, 17] = (31 - values[:, :17] @ CHECK_WEIGHTS % 31) % 31
    return ALPHABET[values].view("S18").ravel().astype("U18")


def _digits(numbers: np.ndarray, base: int, width: int) -> np.ndarray:
    return numbers[:, None] // base ** np.arange(width - 1, -1, -1) % base


def _place(character: int) -> int:
    return int(np.flatnonzero(character == ALPHABET)[0])


def _organisation_check(places: np.ndarray) -> np.ndarray:
    """Check character of GB 11714, where letters count A = 10 … Z = 35, gaps or not."""
    letters = ALPHABET.astype(np.int64)
    worth = np.where(letters > ord("9"), letters - ord("A") + 10, letters - ord("0"))
    check = (11 - worth[places] @ ORGANISATION_WEIGHTS % 11) % 11
    return np.where(check == 10, _place(ord("X")), check)
