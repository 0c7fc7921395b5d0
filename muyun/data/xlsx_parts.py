"""What the XML of a workbook says before any cell is read: sheets, first rows, extent, merges."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from itertools import islice
from xml.etree import ElementTree
from xml.parsers import expat

from muyun.data import check_files
from muyun.data.archive import Archive, Refused
from muyun.data.check import shown
from muyun.data.header import HEAD_ROWS

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CHUNK = 1 << 16
_HEAD_BYTES = 8 << 20
_LAST_COLUMN = 16_384
_ITEM_BYTES = 1 << 18
"""Bytes of a shared string: Excel keeps 32,767 characters in a cell."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LONGEST = 20
_FAR_REFERENCE = re.compile(r"\$?([A-Za-z]{1,6})\$?(\d{1,20})")
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_MERGE = re.compile(rb'<mergeCell\s+ref="\$?([A-Z]{1,3})\$?([1-9]\d{0,6}):\$?([A-Z]{1,3})\$?([1-9]\d{0,6})"')


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of a workbook: its name, its part in the archive, and whether it is shown."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: rows from 1 and columns from 0, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def sheet_parts(archive: Archive) -> list[SheetPart]:
    """The worksheets of a workbook in order. Refused: the workbook can't be understood."""
    targets = _relations(archive, "_rels/.rels", "", by_type=True)
    book = next((t for kind, t in targets.items() if kind.endswith("/officeDocument")), "xl/workbook.xml")
    folder, name = posixpath.split(book)
    parts = _relations(archive, f"{folder}/_rels/{name}.rels", folder)
    found = []
    for sheet in _parsed(archive, book).iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        part = parts.get(sheet.get(_REL) or sheet.get(_STRICT_REL) or "")
        if part and "chartsheet" not in part and part in archive.members:
            visible = sheet.get("state", "visible") == "visible"
            found.append(SheetPart(sheet.get("name", ""), part, visible))
    return found


def xml_content(archive: Archive, name: str) -> bytes:
    """The content of an XML part. Refused: it has a DOCTYPE, or isn't UTF-8."""
    try:
        content = archive.read(name)
    except KeyError as error:
        raise Refused(check_files.broken_workbook(archive.file, f"缺少部件 {shown(name)}")) from error
    if b"<!DOCTYPE" in content:
        raise Refused(check_files.xml_doctype(archive.file, name))
    if b"\0" in content[:_CHUNK]:
        raise Refused(check_files.broken_workbook(archive.file, f"部件 {shown(name)} 不是 UTF-8 编码"))
    return content


def head_cells(sheet: bytes, strings: bytes) -> list[list[str]] | None:
    """The first rows of a sheet as texts, row 1 first, column A first; None: broken XML."""
    reader = _HeadReader()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for start in range(0, min(len(sheet), _HEAD_BYTES), _CHUNK):
            parser.Parse(sheet[start : start + _CHUNK])
            if reader.done:
                break
    except expat.ExpatError:
        return None
    wanted = [int(text) for (_, kind, text) in reader.cells.values() if kind == "s" and text.isdecimal()]
    shared = _shared_strings(strings, max(wanted, default=-1) + 1)
    rows: list[list[str]] = []
    for (row, column), (_, kind, text) in sorted(reader.cells.items()):
        if not (0 <= row < HEAD_ROWS and 0 <= column < _LAST_COLUMN):
            continue
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        index = int(text) if kind == "s" and text.isdecimal() else -1
        rows[row][column] = shared[index] if 0 <= index < len(shared) else "" if kind == "s" else text
    return rows


def sheet_extent(sheet: bytes) -> tuple[int, int] | None:
    """Last row and last column, counted from 1, in which a cell holds something; None: broken XML.

    Looks at every cell, wherever it says it is; takes seconds for a million of them.
    """
    reader = _ExtentReader()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler = reader.start
    try:
        parser.Parse(sheet, True)
    except expat.ExpatError:
        return None
    return reader.rows, reader.columns


def merges(sheet: bytes) -> tuple[Merge, ...]:
    """The merged cells of a sheet."""
    start = sheet.rfind(b"</sheetData>")
    found = [
        Merge(int(r0), int(r1), column_position(c0.decode()), column_position(c1.decode()))
        for c0, r0, c1, r1 in _MERGE.findall(sheet, max(start, 0))
    ]
    return tuple(m for m in found if m.first_row <= m.last_row and m.first_column <= m.last_column)


def column_position(letters: str) -> int:
    """The column of Excel's letters, from 0: A 0, Z 25, AA 26."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


class _ExtentReader:
    """Keeps the furthest row and column of the cells with a value."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "c":
                place = _FAR_REFERENCE.fullmatch(attributes.get("r", ""))
                self._column = column_position(place[1].upper()) + 1 if place else self._column + 1
                self._row = int(place[2]) if place else self._row
            case "v" | "is" | "f":
                self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            case "row":
                number = attributes.get("r", "")
                self._row = int(number) if number.isdecimal() and len(number) < _LONGEST else self._row + 1
                self._column = 0


class _HeadReader:
    """Collects the cells of the first rows while expat walks through a sheet."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[int, str, str]] = {}
        self.done = False
        self._row, self._column, self._kind, self._parts = -1, -1, "", None
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                number = attributes.get("r", "")
                self._row = int(number) - 1 if number.isdecimal() and len(number) < 9 else self._row + 1
                self._column = -1
                self.done = self.done or self._row >= HEAD_ROWS
            case "c":
                place = _REFERENCE.fullmatch(attributes.get("r", ""))
                self._column = column_position(place[1]) if place else self._column + 1
                self._kind = attributes.get("t", "n")
            case "v" | "t" if not self._phonetic:
                self._parts = []
            case "rPh":
                self._phonetic += 1

    def text(self, text: str) -> None:
        if self._parts is not None and not self.done:
            self._parts.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name == "rPh":
            self._phonetic -= 1
        if name in ("v", "t") and self._parts is not None:
            text, self._parts = "".join(self._parts), None
            if text and not self.done:
                before = self.cells.get((self._row, self._column))
                joined = (before[2] if before and name == "t" else "") + text
                self.cells[self._row, self._column] = (0, self._kind, joined)


def _shared_strings(strings: bytes, count: int) -> list[str]:
    closed = strings[: strings.rfind(b"si>") + 3]  # so that no item is looked for beyond the last one
    return [_string((match[1] or b"")[:_ITEM_BYTES]) for match in islice(_STRING.finditer(closed), count)]


def _string(item: bytes) -> str:
    runs = _RUN.findall(_PHONETIC.sub(b"", item))
    return html.unescape(b"".join(runs).decode("utf-8", "replace"))


def _parsed(archive: Archive, name: str) -> ElementTree.Element:
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")
        return ElementTree.fromstring(xml_content(archive, name), parser)
    except ElementTree.ParseError as error:
        raise Refused(check_files.broken_workbook(archive.file, f"部件 {shown(name)}")) from error


def _relations(archive: Archive, name: str, folder: str, *, by_type: bool = False) -> dict[str, str]:
    if name not in archive.members:
        return {}
    return {
        relation.get("Type" if by_type else "Id", ""): posixpath.normpath(
            relation.get("Target", "").lstrip("/")
            if relation.get("Target", "").startswith("/")
            else posixpath.join(folder, relation.get("Target", ""))
        )
        for relation in _parsed(archive, name).iter()
        if relation.get("Target")
    }
