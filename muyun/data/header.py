"""Which row of a sheet is its header, and which column holds which measure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from muyun.data import check_files
from muyun.data.check import shown
from muyun.data.units import conversion, known_units, parsed_header, published_measure
from muyun.data.words import plain
from muyun.findings import Cell, Finding
from muyun.terms import PUBLISHED_RATIOS, Measure, table_measures

HEAD_ROWS = 30
"""How many rows are searched for a header."""

_LONGEST_NAME = 30
_WORDS = 3
"""Cells with words that make a row look like a header."""
_LIKE = 0.65
"""Likeness (difflib) from which an unknown header may be a slip for a known one."""

_TITLE_UNIT = re.compile(r"单位[:：]?([^\s()（）]+)")


@dataclass(frozen=True, slots=True)
class Field:
    """Column `position` (from 0) of a sheet holds `measure`, written under `header`; × factor."""

    position: int
    measure: Measure
    header: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's data are: rows after `header_row` (from 1), columns by measure name."""

    header_row: int
    fields: tuple[Field, ...]
    unnamed: tuple[int, ...]


def column_letter(position: int) -> str:
    """Excel's letter of column `position`, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def layout_of(
    head: Sequence[Sequence[str]], place: Cell, published: Mapping[str, str], least: int = 2
) -> tuple[Layout | None, tuple[Finding, ...]]:
    """Where the data of table `place.table` are in a sheet, from its first rows as texts.

    A header may take two rows, groups above names. `published`: indicators that 区域 and 园区 may
    give themselves → unit (spec 6.5). `least`: known names that make a row a header.
    None: no row looks like a header.
    """
    known = columns_of(place.table, published)
    row, cells = _best_header(head, known, least)
    if row is None:
        return None, (_header_missing(head, place, known),)
    findings: list[Finding] = []
    fields: dict[str, Field] = {}
    unnamed, unknown = [], []
    for position, text in enumerate(cells):
        where = Cell(place.table, row, shown(text.strip()), column_letter(position), place.file, place.sheet)
        if not text.strip():
            unnamed.append(position)
        elif (measure := known.get(text.strip()) or known.get(parsed_header(text).name)) is None:
            unknown.append((where, parsed_header(text).name))
        else:
            field, finding = _field(position, text, where, measure, fields, place)
            findings += [finding] if finding else []
            fields |= {measure.name: field} if field else {}
    absent = [m.column for m in known.values() if m.name not in fields]
    findings += [check_files.column_unknown(where, _likely(name, absent)) for where, name in unknown]
    findings += _title_units(head[: row - 1], place, tuple(fields.values()))
    return Layout(row, tuple(fields.values()), tuple(unnamed)), tuple(findings)


def _header_missing(head: Sequence[Sequence[str]], place: Cell, known: dict[str, Measure]) -> Finding:
    """The finding, with the row that has most texts: what stands there, and which column each may mean."""
    texts = [[text.strip() for text in row if _is_word(text)] for row in head]
    row, names = max(enumerate(texts, 1), key=lambda numbered: len(numbered[1]), default=(0, []))
    if len(names) < _WORDS:
        return check_files.header_missing(place, [m.column for m in known.values() if m.required])
    seen: list[tuple[str, str]] = []
    absent = list(known)
    for name in names:
        header = parsed_header(name)
        column = header.name if header.name in absent else _likely(header.name, absent)
        absent = [other for other in absent if other != column]
        renamed = column if column != header.name else ""
        seen.append((name, f"{renamed}（{header.unit}）" if renamed and header.unit else renamed))
    needed = [column for column in absent if known[column].required]
    return check_files.header_missing(replace(place, row=row), needed, seen)


def _is_word(text: str) -> bool:
    """Whether a cell may be the name of a column: no number, no long sentence."""
    bare = text.strip()
    return 0 < len(bare) <= _LONGEST_NAME and not bare.replace(",", "").replace(".", "").isdecimal()


def columns_of(table: str, published: Mapping[str, str]) -> dict[str, Measure]:
    """The measures that a sheet of `table` may have, by Chinese column name."""
    known = {m.column: m for m in table_measures(table).values() if m.type != "geometry"}
    if table in ("区域", "园区"):
        for name, unit in (PUBLISHED_RATIOS.get(table, {}) | dict(published)).items():
            known.setdefault(name, published_measure(table, name, unit))
    return known


def _likely(name: str, absent: Sequence[str]) -> str:
    """The absent column that an unknown header may mean; empty: none."""
    name = name[:_LONGEST_NAME]
    begun = [column for column in absent if len(name) > 1 and (column.startswith(name) or name.startswith(column))]
    return next(iter(sorted(begun, key=len) or difflib.get_close_matches(name, absent, 1, _LIKE)), "")


def _field(position, text, where, measure, fields, place) -> tuple[Field | None, Finding | None]:
    header = parsed_header(text)
    if measure.name in fields:
        first = fields[measure.name]
        cell = Cell(place.table, where.row, first.header, column_letter(first.position), place.file, place.sheet)
        return None, check_files.column_duplicate(where, cell, text.strip())
    if header.unit is None or measure.type not in ("float", "int"):
        return Field(position, measure, text.strip(), Fraction(1)), None
    factor = conversion(header.unit, measure)
    if factor is None:
        finding = check_files.unit_unknown(where, header.unit, measure, known_units(measure))
        return Field(position, measure, text.strip(), Fraction(1)), finding
    return Field(position, measure, text.strip(), factor), None


def _best_header(head: Sequence[Sequence[str]], known: dict[str, Measure], least: int) -> tuple[int | None, list[str]]:
    """The last row (from 1) of the header with most known names, and its texts."""

    def is_known(text: str) -> bool:
        return bool(text) and (text.strip() in known or parsed_header(text).name in known)

    def hits(texts: Sequence[str]) -> int:
        return sum(map(is_known, texts))

    best, row, cells = least - 1, None, []
    for i, texts in enumerate(head):
        if (count := hits(texts)) > best:
            best, row, cells = count, i + 1, list(texts)
    for i in range(len(head) - 1):
        both = _stacked(head[i], head[i + 1], is_known)
        if hits(both) > best and hits(head[i + 1]) > 0 and (row in (None, i + 1, i + 2)):
            best, row, cells = hits(both), i + 2, both
    return row, cells


def _stacked(upper: Sequence[str], lower: Sequence[str], is_known: Callable[[str], bool]) -> list[str]:
    """Two header rows as one: the lower text where there is one, else the upper."""
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return [low if is_known(low) or (low.strip() and not is_known(up)) else up for up, low in pairs]


def _title_units(titles: Sequence[Sequence[str]], place: Cell, fields: Sequence[Field]) -> list[Finding]:
    """Findings for 「单位：亿元」 above a header whose columns would be read in another unit."""
    found = []
    for row, texts in enumerate(titles, 1):
        for position, text in enumerate(texts):
            for unit in re.split("[、,，;；]", "".join(_TITLE_UNIT.findall(plain(text)))):
                hit = [f.measure.column for f in fields if _read_otherwise(f, unit)]
                if hit:
                    said = shown(text.strip())
                    where = Cell(place.table, row, said, column_letter(position), place.file, place.sheet)
                    found.append(check_files.unit_in_title(where, unit, hit))
    return found


def _read_otherwise(field: Field, unit: str) -> bool:
    if not unit or not field.measure.unit or parsed_header(field.header).unit:
        return False
    factor = conversion(unit, field.measure)
    return factor is not None and factor != 1
