"""What a column of texts means: names, codes and words of closed lists, cleaned of what nobody sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data import check
from muyun.data.cast import Cast, Problem, is_blank
from muyun.data.check import LISTED
from muyun.data.column import RawColumn, number_text
from muyun.data.words import CHOICES, chosen_word, plain
from muyun.findings import Cell, Finding
from muyun.terms import Measure

NAME_LIMIT = 200
NOTE_LIMIT = 2000
"""Characters that a name or code, and a note or reason, may have."""

_NOTES = frozenset({"labels", "note", "basis", "reason"})
CODES = frozenset(
    {"uscc", "industry", "parcel_id", "meter_id", "case_id", "project_id", "correction_id"}
)  # fmt: skip
"""Columns that identify something: half-width, without spaces, digits never lost."""
_UPPER = frozenset({"uscc", "industry"})
_LOST_DIGITS = 1e15
"""From here on a float64 as Excel keeps it (15 digits) no longer holds every digit."""

_INDUSTRY = r"^[A-T]?\d{2,4}$"
_CLASS = re.compile(r"([A-Da-d])[类档级]?(\(.*\))?")
"""A class as policies write it: A类（优先发展类）."""

_HIDDEN = r"[\x00-\x1f\x7f-\x9f\x{ad}\x{61c}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]|^\s|\s$"
_EDGES = r"^[\pZ]|[\pZ]$"
_BREAKS = re.compile(r"[^\S\r\n]*[\r\n\t\u2028\u2029\x85]+\s*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIRECTION = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


def as_text(raw: RawColumn, measure: Measure) -> Cast:
    """Texts as a pyarrow array (null: missing): trimmed, hidden marks removed, words for blank missing.

    Codes are made half-width and capital; numbers lose their .0; words of a closed list get its spelling.
    """
    texts, problems = _numbers_as_text(raw)
    texts, cleaned = _cleaned(texts)
    texts, rows, words = _without_blank_words(texts)
    problems += cleaned
    if measure.name in CODES:
        texts, lost = _as_codes(texts, measure.name)
        problems += lost
    if words_allowed := CHOICES.get((measure.table, measure.name)):
        texts, unknown = _as_choices(texts, measure, words_allowed)
        problems += unknown
    else:
        texts, long = _within_limit(texts, NOTE_LIMIT if measure.name in _NOTES else NAME_LIMIT)
        problems += long
    return Cast(texts, problems, rows, words)


def text_values(texts: pa.Array) -> pd.api.extensions.ExtensionArray:
    """The pandas `str` array of a pyarrow one."""
    return pd.array(texts.cast(pa.large_string()), dtype="str")


def _numbers_as_text(raw: RawColumn) -> tuple[pa.Array, tuple[Problem, ...]]:
    texts = raw.texts if raw.texts is not None else pa.nulls(raw.length, pa.string())
    others = [a for a in (raw.numbers, raw.dates, raw.flags) if a is not None]
    if not others:
        return texts, ()
    rows = np.flatnonzero(np.logical_or.reduce([~pd.isna(a) for a in others]))
    numbers = raw.numbers if raw.numbers is not None else np.full(raw.length, np.nan)
    with np.errstate(invalid="ignore"):  # NaN compares false, which is meant
        lost = np.flatnonzero(np.abs(numbers) >= _LOST_DIGITS)
    if len(rows) == raw.length and len(others) == 1 and raw.numbers is not None and not len(lost):
        return _texts_of_numbers(numbers), ()
    keep = np.setdiff1d(rows, lost)
    spelled = np.full(raw.length, None, object)
    spelled[keep] = [raw.text_at(row) for row in keep]
    texts = pc.coalesce(texts, pa.array(spelled, pa.string()))
    problem = Problem(check.digits_lost, lost, [f"{n:.15g}" for n in numbers[lost[:LISTED]]])
    return texts, (problem,) if len(lost) else ()


def _texts_of_numbers(numbers: np.ndarray) -> pa.Array:
    distinct, where = np.unique(numbers, return_inverse=True)
    return pa.array([number_text(number) for number in distinct], pa.string()).take(pa.array(where))


def _cleaned(texts: pa.Array) -> tuple[pa.Array, tuple[Problem, ...]]:
    """Without outer white space, line breaks and hidden marks; control characters are a problem."""
    if not _may_need_cleaning(texts):
        return texts, ()
    touched = pc.or_(pc.match_substring_regex(texts, _HIDDEN), pc.match_substring_regex(texts, _EDGES))
    rows = np.flatnonzero(pc.fill_null(touched, False).to_numpy(zero_copy_only=False))
    before = texts.take(pa.array(rows)).to_pylist()
    after = {text: _BREAKS.sub(" ", _DIRECTION.sub("", text)).strip() for text in set(before)}
    control = np.array([bool(_CONTROL.search(after[text])) for text in before], bool)
    turned = np.array([bool(_DIRECTION.search(text)) for text in before], bool)
    kept = [None if bad or not after[text] else after[text] for text, bad in zip(before, control, strict=True)]
    problems = [
        _problem(check.text_control, rows, before, control),
        _problem(lambda where, _: check.text_direction(where), rows, before, turned & ~control),
    ]
    return _replaced(texts, rows, kept), tuple(p for p in problems if p)


def _may_need_cleaning(texts: pa.Array) -> bool:
    """A look at the bytes of all texts at once: white space, controls, or lead bytes of hidden marks."""
    data = _bytes_of(texts)
    if len(data) == 0:
        return False
    if data.min() <= 0x20 or bool((data == 0x7F).any()):
        return True
    joined = data.tobytes()
    return any(
        mark in joined for mark in (b"\xc2", b"\xd8\x9c", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80\x80", b"\xef\xbb\xbf")
    )


def _bytes_of(texts: pa.Array) -> np.ndarray:
    _, offsets, data = texts.buffers()
    if data is None or offsets is None:
        return np.empty(0, np.uint8)
    edges = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data, np.uint8)[edges[0] : edges[-1]] if len(edges) else np.empty(0, np.uint8)


def _without_blank_words(texts: pa.Array) -> tuple[pa.Array, np.ndarray, tuple[str, ...]]:
    lengths = pc.binary_length(texts)
    short = pc.fill_null(pc.less_equal(lengths, 6), False)  # six bytes: two dashes or dots
    candidates = np.flatnonzero(short.to_numpy(zero_copy_only=False))
    if not len(candidates):
        return texts, candidates, ()
    coded = texts.take(pa.array(candidates)).dictionary_encode()
    blank_codes = [i for i, word in enumerate(coded.dictionary.to_pylist()) if is_blank(word)]
    if not blank_codes:
        return texts, candidates[:0], ()
    found = np.isin(coded.indices.to_numpy(), blank_codes)
    rows = candidates[found]
    words = sorted({coded.dictionary[i].as_py().strip() for i in blank_codes} - {""})
    return _replaced(texts, rows, [None] * len(rows)), rows, tuple(words)


def _as_codes(texts: pa.Array, name: str) -> tuple[pa.Array, tuple[Problem, ...]]:
    data = _bytes_of(texts)
    lower = (data >= ord("a")) & (data <= ord("z"))
    if (name in _UPPER and lower.any()) or (data >= 0x80).any() or (data <= 0x20).any() or (data == ord("+")).any():
        rows = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
        before = texts.take(pa.array(rows)).to_pylist()
        spelled = {text: plain(text).upper() if name in _UPPER else plain(text) for text in set(before)}
        texts = _replaced(texts, rows, [spelled[text] or None for text in before])
    if name == "industry":
        return _industries(texts)
    suspects = pc.fill_null(pc.match_substring_regex(texts, r"^\d(\.\d+)?[eE]\+?\d+$"), False)
    rows = np.flatnonzero(suspects.to_numpy(zero_copy_only=False))
    if not len(rows):
        return texts, ()
    lost = Problem(check.digits_lost, rows, texts.take(pa.array(rows[:LISTED])).to_pylist())
    return _replaced(texts, rows, [None] * len(rows)), (lost,)


def _industries(texts: pa.Array) -> tuple[pa.Array, tuple[Problem, ...]]:
    """Industry codes without those that can't be one."""
    rows = np.flatnonzero(pc.invert(pc.fill_null(pc.match_substring_regex(texts, _INDUSTRY), True)))
    if not len(rows):
        return texts, ()
    wrong = Problem(check.industry_format, rows, texts.take(pa.array(rows[:LISTED])).to_pylist())
    return _replaced(texts, rows, [None] * len(rows)), (wrong,)


def _as_choices(texts: pa.Array, measure: Measure, words: tuple[str, ...]) -> tuple[pa.Array, tuple[Problem, ...]]:
    coded = texts.dictionary_encode()
    found = coded.dictionary.to_pylist()
    to_class = (measure.table, measure.name) == ("手工调档", "to")
    meant = [chosen_word(_class_word(text) if to_class else text, words) for text in found]
    if meant == found:
        return texts, ()
    table = pa.array(meant, pa.string())
    unknown = [i for i, word in enumerate(meant) if word is None]
    codes = pc.fill_null(coded.indices, -1).to_numpy()
    rows = np.flatnonzero(np.isin(codes, unknown))
    shown = texts.take(pa.array(rows[:LISTED])).to_pylist()
    problem = Problem(_word_finding(measure, words), rows, shown)
    return table.take(coded.indices), (problem,) if len(rows) else ()


def _class_word(text: str) -> str:
    match = _CLASS.fullmatch(plain(text))
    return match[1] if match else text


def _word_finding(measure: Measure, words: tuple[str, ...]) -> Callable[[Cell, str], Finding]:
    match measure.table, measure.name:
        case "否决事项", "kind":
            return partial(check.veto_kind_unknown, words=words)
        case "手工调档", "to":
            return check.class_unknown
    return partial(check.word_unknown, words=words)


def _within_limit(texts: pa.Array, limit: int) -> tuple[pa.Array, tuple[Problem, ...]]:
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest <= limit:
        return texts, ()
    lengths = pc.fill_null(pc.utf8_length(texts), 0).to_numpy()
    rows = np.flatnonzero(lengths > limit)
    if not len(rows):
        return texts, ()
    # The finding wants a length: handing over the text itself would keep megabytes alive.
    problem = Problem(
        lambda where, length: check.text_too_long(where, int(length), limit), rows, [str(n) for n in lengths[rows]]
    )
    return _replaced(texts, rows, [None] * len(rows)), (problem,)


def _problem(
    make: Callable[[Cell, str], Finding], rows: np.ndarray, texts: Sequence[str], bad: np.ndarray
) -> Problem | None:
    if not bad.any():
        return None
    return Problem(make, rows[bad], [texts[i] for i in np.flatnonzero(bad)[:LISTED]])


def _replaced(texts: pa.Array, rows: np.ndarray, values: Sequence[str | None]) -> pa.Array:
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))
