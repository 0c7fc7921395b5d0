"""What a column's cells mean: numbers, years, dates, yes and no; what can't be read becomes missing.

Texts are in `cast_text`. Each function takes cells and returns a `Cast`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data import check
from muyun.data.check import LISTED
from muyun.data.column import RawColumn
from muyun.data.words import BLANK_WORDS, NO_WORDS, YES_WORDS, plain
from muyun.findings import Cell, Finding

YEARS = range(1900, 2101)
"""Years that a table may name; anything else is a slip of the keyboard."""

PLAUSIBLE = 1e15
"""Numbers above this, in any unit of measures.csv, are slips: the country's output is 1.3e10 万元."""

_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_SIMPLE = f"^{_NUMBER}$"
_PLAIN_NUMBER = re.compile(_NUMBER, re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_YEAR = re.compile(r"(\d{4})(\.0+)?(年度?)?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?$")

Bad = object()
"""What a reader of a single text returns when the text means nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells of one column with the same trouble: row positions, and what each of them shows."""

    make: Callable[[Cell, str], Finding]
    rows: np.ndarray
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cast:
    """The values of a column, the cells in trouble, and the positions of words for blank."""

    values: np.ndarray | pd.api.extensions.ExtensionArray | pa.Array
    problems: tuple[Problem, ...] = ()
    blank_rows: np.ndarray | None = None
    blank_words: tuple[str, ...] = ()


def as_float(raw: RawColumn, factor: Fraction = Fraction(1)) -> Cast:
    """Numbers as float64 in the measure's unit, `factor` of which is one unit of the header."""
    values, rows, texts, blank = _values_of_texts(raw, number_of)
    bad = [_others(raw, raw.dates), _others(raw, raw.flags), (rows, texts)]
    if raw.numbers is not None:
        values = np.where(np.isnan(values), raw.numbers, values) if raw.texts is not None else raw.numbers
    if factor != 1:
        values = values * factor.numerator / factor.denominator
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        values = np.where(np.isinf(values), np.nan, values)
        bad.append((infinite, [raw.text_at(row) for row in infinite[:LISTED]]))
    huge = np.flatnonzero(np.abs(values) > PLAUSIBLE)
    problems = _problems(check.number_unreadable, bad)
    if len(huge):
        problems += (Problem(check.number_too_large, huge, [raw.text_at(row) for row in huge[:LISTED]]),)
        values = np.where(np.abs(values) > PLAUSIBLE, np.nan, values)
    return Cast(values, problems, *blank)


def as_year(raw: RawColumn) -> Cast:
    """Years as Int64; 2021, 2021.0 and 2021年 are read."""
    values, rows, texts, blank = _values_of_texts(raw, year_of)
    bad = [_others(raw, raw.dates), _others(raw, raw.flags), (rows, texts)]
    if raw.numbers is not None:
        fits = (raw.numbers >= YEARS.start) & (raw.numbers < YEARS.stop) & (np.floor(raw.numbers) == raw.numbers)
        wrong = np.flatnonzero(~fits & ~np.isnan(raw.numbers))
        bad.append((wrong, [raw.text_at(row) for row in wrong[:LISTED]]))
        values = np.where(fits, raw.numbers, values)
    missing = np.isnan(values)
    whole = np.where(missing, 0, values).astype(np.int64)
    return Cast(pd.arrays.IntegerArray(whole, missing), _problems(check.year_unreadable, bad), *blank)


def as_flag(raw: RawColumn) -> Cast:
    """Yes and no as boolean; TRUE, 1, √ mean 是."""
    values, rows, texts, blank = _values_of_texts(raw, flag_of)
    bad = [_others(raw, raw.dates), (rows, texts)]
    if raw.flags is not None:
        values = np.where(np.isnan(raw.flags), values, raw.flags)
    if raw.numbers is not None:
        fits = (raw.numbers == 0) | (raw.numbers == 1)
        wrong = np.flatnonzero(~fits & ~np.isnan(raw.numbers))
        bad.append((wrong, [raw.text_at(row) for row in wrong[:LISTED]]))
        values = np.where(fits, raw.numbers, values)
    missing = np.isnan(values)
    return Cast(pd.arrays.BooleanArray(values == 1, missing), _problems(check.flag_unreadable, bad), *blank)


def as_date(raw: RawColumn) -> Cast:
    """Dates as datetime64[us]; a number is read only in the form 20200601."""
    days, rows, texts, blank = _values_of_texts(raw, _day_of)
    bad = [_others(raw, raw.flags), (rows, texts)]
    if raw.numbers is not None:
        rows = np.flatnonzero(~np.isnan(raw.numbers))
        found = {n: _day_of(_digits(n)) for n in np.unique(raw.numbers[rows])}
        good = np.array([found[n] is not Bad for n in raw.numbers[rows]], bool)
        days[rows[good]] = [found[n] for n in raw.numbers[rows[good]]]
        bad.append((rows[~good], [raw.text_at(row) for row in rows[~good][:LISTED]]))
    values = np.full(raw.length, np.datetime64("NaT", "us"))
    read = ~np.isnan(days)
    values[read] = days[read].astype(np.int64).astype("datetime64[D]").astype("datetime64[us]")
    if raw.dates is not None:
        values = np.where(np.isnat(raw.dates), values, raw.dates.astype("datetime64[D]").astype("datetime64[us]"))
    return Cast(values, _problems(check.date_unreadable, bad), *blank)


def number_of(text: str) -> float | object:
    """The number that a text means; NaN for a word for blank; Bad for anything else.

    >>> number_of("１，２００．５ ")
    1200.5
    """
    compact = plain(text) if not text.isascii() else text.strip()
    if _GROUPED.fullmatch(compact):
        compact = compact.replace(",", "")
    if _PLAIN_NUMBER.fullmatch(compact):
        number = float(compact)
        return number if math.isfinite(number) else Bad
    return math.nan if is_blank(text) else Bad


def year_of(text: str) -> float | object:
    """The year that a text means, as a float; NaN for a word for blank; Bad for anything else."""
    match = _YEAR.fullmatch(plain(text))
    if match and int(match[1]) in YEARS:
        return float(match[1])
    return math.nan if is_blank(text) else Bad


def flag_of(text: str) -> float | object:
    """1 for yes, 0 for no, NaN for a word for blank, Bad for anything else."""
    word = plain(text).upper()
    if word in YES_WORDS or word in NO_WORDS:
        return float(word in YES_WORDS)
    return math.nan if is_blank(text) else Bad


def date_of(text: str) -> dt.date | None:
    """The date that a text means; None: none."""
    match = _DATE.fullmatch(plain(_MIDNIGHT.sub("", text.strip())))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part and part not in "-/.")
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def is_blank(text: str) -> bool:
    """Whether a text is white space or a word for "nothing here" (spec 10.8)."""
    stripped = text.strip()
    return not stripped or stripped in BLANK_WORDS or plain(stripped) in BLANK_WORDS


def _digits(number: float) -> str:
    """A whole number as its digits, anything else as a text that is no date."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e9 else "?"


def _day_of(text: str) -> float | object:
    found = date_of(text)
    if found is not None and found.year in YEARS:
        return float((found - dt.date(1970, 1, 1)).days)
    return math.nan if is_blank(text) else Bad


def _others(raw: RawColumn, array: np.ndarray | None) -> tuple[np.ndarray, list[str]]:
    """Positions and texts of cells of a kind that the column can't hold."""
    if array is None:
        return np.empty(0, int), []
    rows = np.flatnonzero(~pd.isna(array))
    return rows, [raw.text_at(row) for row in rows[:LISTED]]


def _problems(make: Callable[[Cell, str], Finding], bad: list[tuple[np.ndarray, list[str]]]) -> tuple:
    return tuple(Problem(make, rows, texts) for rows, texts in bad if len(rows))


def _values_of_texts(raw: RawColumn, read: Callable[[str], float | object]) -> tuple:
    """float64 values of the texts, bad rows and their texts, and (rows, words) of words for blank."""
    none = np.empty(0, int)
    if raw.texts is None:
        return np.full(raw.length, np.nan), none, [], (none, ())
    values, pending = _simple_numbers(raw.texts) if read is number_of else (None, None)
    if values is None:
        values, pending = np.full(raw.length, np.nan), raw.texts.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(pending)
    if not len(rows):
        return values, none, [], (none, ())
    texts = raw.texts.take(pa.array(rows)).to_pylist()
    meaning = {text: read(text) for text in set(texts)}
    found = [meaning[text] for text in texts]
    values[rows] = [math.nan if value is Bad else value for value in found]
    bad = np.array([value is Bad for value in found])
    blank = np.array([v is not Bad and v != v and bool(t.strip()) for v, t in zip(found, texts, strict=True)])
    words = tuple(sorted({texts[i].strip() for i in np.flatnonzero(blank)}))
    bad_texts = [texts[i] for i in np.flatnonzero(bad)[:LISTED]]
    return values, rows[bad], bad_texts, (rows[blank], words)


def _simple_numbers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Values of the plainly written numbers, and which other texts are left to read one by one."""
    try:
        values = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        simple = pc.match_substring_regex(texts, _SIMPLE)
        values = pc.cast(pc.if_else(simple, texts, pa.scalar(None, texts.type)), pa.float64())
    numbers = values.to_numpy(zero_copy_only=False).copy()
    present = texts.is_valid().to_numpy(zero_copy_only=False)
    left = present & ~np.isfinite(numbers)
    numbers[left] = np.nan
    return numbers, left
