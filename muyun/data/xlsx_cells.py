"""Cells that the readers of workbooks pass over in silence: errors, and formulas that were never computed."""

from __future__ import annotations

import html
import re

from muyun.data.xlsx_parts import column_position

_CELL_HEAD = 200
"""Bytes of a cell's opening tag: place, style and type."""

_ERROR_CELL = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})([1-9]\d{0,6})"[^>]*?(?<!/)>(?:(?!</?c\b).){0,4000}?<v>([^<]*)</v>', re.DOTALL
)
_FORMULA = (
    rb"<%(p)sf(?=[\s/>])[^>]*?(?:/>|>(?P<text>[^<]*)</%(p)sf>)\s*"
    rb"(?P<value><%(p)sv\b[^>]*/>|<%(p)sv\b[^>]*>(?P<content>[^<]*)<)?"
)
_PREFIX = re.compile(rb"<(\w+:)?sheetData\b")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([1-9]\d{0,6})"')

Cells = dict[int, dict[int, str]]
"""Column (from 0) → row (from 1) → text."""


def error_cells(sheet: bytes) -> Cells:
    """The cells that hold an error such as #DIV/0!."""
    found: Cells = {}
    position = sheet.find(b't="e"')
    while position >= 0:
        start = sheet.rfind(b"<c ", max(0, position - _CELL_HEAD), position)
        match = _ERROR_CELL.match(sheet, start) if start >= 0 else None
        if match:
            column = column_position(match[1].decode())
            found.setdefault(column, {})[int(match[2])] = match[3].decode("utf-8", "replace")
        position = sheet.find(b't="e"', position + 1)
    return found


def uncomputed_cells(sheet: bytes) -> Cells:
    """The formulas without a stored value, as programs other than Excel write them: text is the formula.

    A formula whose result is an empty text has a value, an empty one.
    """
    found: Cells = {}
    named = _PREFIX.search(sheet)
    prefix = (named[1] or b"") if named else b""
    if b"<" + prefix + b"f" not in sheet:
        return found
    for match in re.finditer(_FORMULA % {b"p": prefix}, sheet):
        if (match["content"] or b"").strip():
            continue
        start = sheet.rfind(b"<" + prefix + b"c ", max(0, match.start() - _CELL_HEAD), match.start())
        head = sheet[start : match.start()] if start >= 0 else b""
        place = _PLACE.search(head)
        if place and not (match["value"] and b't="str"' in head):
            text = html.unescape((match["text"] or b"").decode("utf-8", "replace"))
            found.setdefault(column_position(place[1].decode()), {})[int(place[2])] = f"={text}"
    return found


def has_number_in(sheet: bytes, letters: str) -> bool:
    """Whether a cell of column `letters` may hold a number, however it is written."""
    if b":c" in sheet or b"<c s=" in sheet or b"<c t=" in sheet:  # attributes in another order: not looked at
        return True
    number = rb'<c r="%b\d+"(?![^>]*\bt="(?:s|str|inlineStr)")[^>/]*>' % letters.encode()
    return re.search(number, sheet) is not None
