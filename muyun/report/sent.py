"""Which sheets did an upload hold, as rows of values? Workbooks and CSV files; maps have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import PurePath

from muyun.data.archive import Archive, Refused, opened_archive
from muyun.data.check import shown
from muyun.data.csv_file import csv_rows, read_csv
from muyun.data.geo import GEO_ENDINGS
from muyun.data.header import Layout, layout_of
from muyun.data.read import REVIEW, table_of
from muyun.data.words import plain
from muyun.data.xlsx import read_sheet, values_as_written
from muyun.data.xlsx_parts import Merge, SheetPart, merges, sheet_parts, xml_content
from muyun.findings import Cell, Finding, printable
from muyun.report.cells import ROWS_LIMIT, free_title

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A sheet of an upload, or a CSV file.

    place   table (None: it wasn't read), file and sheet, as findings name them
    wanted  names that the sheet would like in another workbook, the best first
    rows    reads its values, row 1 first; raises archive.Refused when they can't be read
    layout  where its header is; None: no table, or no header
    """

    place: Cell
    wanted: tuple[str, ...]
    visible: bool
    rows: Callable[[], Rows]
    merges: tuple[Merge, ...] = ()
    layout: Layout | None = None

    def title(self, taken: set[str]) -> str:
        """A name that none of `taken` (lower case) has, under which it is read as the same table."""
        best = next((name for name in self.wanted if name.lower() not in taken), self.wanted[-1])
        return free_title(best, taken)


def sent_sheets(files: Mapping[str, bytes], findings: Iterable[Finding]) -> tuple[list[SentSheet], list[str]]:
    """The sheets of the uploaded files (by name) in their order, and sentences about what can't be shown.

    A sheet 核对意见 is one of ours and left out. `findings` tell whether a file was read.
    """
    unread = {f.where.file for f in findings if f.code == "FILE_LEFT_OUT" and isinstance(f.where, Cell)}
    sheets: list[SentSheet] = []
    notes: list[str] = []
    repeated = _repeated_names(files)
    for name, data in files.items():
        file = printable(PurePath(name).name)
        try:
            match PurePath(file).suffix.lower():
                case ".xlsx":
                    sheets += _of_workbook(opened_archive(file, data), repeated, notes)
                case ".csv":
                    alone = len(files) == 1 and file not in unread
                    sheets.append(_of_csv(file, data, alone))
                case ending if ending in GEO_ENDINGS:
                    notes.append(f"“{file}”是图形文件，不在本工作簿里；意见列在下面，再交时请一并附上。")
        except Refused:
            notes.append(_unreadable(file))
    return sheets, notes


def _unreadable(what: str) -> str:
    return f"“{what}”读不出来，没有放进本工作簿；意见列在下面，请改好原件再交。"


def _repeated_names(files: Mapping[str, bytes]) -> set[str]:
    """Names of sheets that occur in several workbooks, in lower case."""
    names: Counter[str] = Counter()
    for name, data in files.items():
        if name.lower().endswith(".xlsx"):
            try:
                names.update(part.name.lower() for part in sheet_parts(opened_archive(name, data)))
            except Refused:  # said where the file is read
                continue
    return {name for name, count in names.items() if count > 1}


def _of_workbook(archive: Archive, repeated: set[str], notes: list[str]) -> Iterable[SentSheet]:
    parts = sheet_parts(archive)
    known = any(table_of(part.name) for part in parts)
    alone = not known and sum(part.visible for part in parts) == 1
    for part in parts:
        if plain(part.name) == REVIEW:
            continue
        place = Cell(table_of(part.name), file=archive.file, sheet=shown(part.name))
        by_file = table_of(PurePath(archive.file).stem) if alone and part.visible else None
        try:
            yield _of_part(archive, part, place, by_file, repeated)
        except Refused:
            notes.append(_unreadable(f"{archive.file}「{place.sheet}」"))


def _of_part(archive: Archive, part: SheetPart, place: Cell, by_file: str | None, repeated: set[str]) -> SentSheet:
    """`by_file`: the table that the file's name makes it, where its own name makes it none."""
    stem = PurePath(archive.file).stem
    place = Cell(place.table or by_file, file=place.file, sheet=place.sheet)
    wanted = [part.name] if part.name.lower() not in repeated and by_file is None else []
    wanted += [stem] if place.table and table_of(stem) == place.table else []
    wanted += [f"{part.name}-{stem}"] if by_file is None else []
    sheet = read_sheet(archive, part, place)
    layout = _layout(place, sheet.head)
    found = merges(xml_content(archive, part.part))
    return SentSheet(place, tuple(wanted), part.visible, partial(values_as_written, archive, part), found, layout)


def _of_csv(file: str, data: bytes, alone: bool) -> SentSheet:
    stem = PurePath(file).stem
    table = table_of(stem)
    wanted = stem if table or not alone else f"企业-{stem}"
    place = Cell(table or ("企业" if alone else None), file=file)
    layout = _layout(place, read_csv(place, data).head)
    return SentSheet(place, (wanted,), True, partial(_csv_values, place, data), (), layout)


def _csv_values(place: Cell, data: bytes) -> Rows:
    """The file's rows, after a look at all of them: half a file would be read as if it were whole."""
    for _ in csv_rows(place, data):
        pass
    return islice(csv_rows(place, data), ROWS_LIMIT + 1)


def _layout(place: Cell, head: Sequence[Sequence[str]]) -> Layout | None:
    return layout_of(head, place, ())[0] if place.table else None
