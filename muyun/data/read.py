"""From the files of an upload to checked tables, with everything there is to say about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry

from muyun.data import check_files
from muyun.data.archive import Archive, Refused, opened_archive
from muyun.data.check import shown
from muyun.data.correct import corrected
from muyun.data.csv_file import read_csv
from muyun.data.geo import GEO_ENDINGS, read_parcels
from muyun.data.join import combined
from muyun.data.parcel_places import place_findings
from muyun.data.part import Part, part_of
from muyun.data.rules import checked
from muyun.data.tables import Tables
from muyun.data.words import plain
from muyun.data.xlsx import read_sheet
from muyun.data.xlsx_parts import SheetPart, sheet_parts
from muyun.findings import Cell, Finding, has_errors, printable
from muyun.terms import TABLES

SIZE_LIMIT = 2**30
"""Bytes of one file: a million rows of 25 columns are about 220 MB as CSV."""

REVIEW = "核对意见"
"""The sheet of findings in a workbook that goes back to the office."""

INSTRUCTIONS = frozenset({"说明", "填表说明", REVIEW})
"""Sheets with instructions, as the template has one: left out without a word."""

_ENDINGS = frozenset({".xlsx", ".csv", *GEO_ENDINGS})

EXPLANATIONS = ("说明", "README")
"""Files that explain the others; nobody expects them to be read."""

NO_COUNTIES: Mapping[str, BaseGeometry] = MappingProxyType({})
NO_RATIOS: Mapping[str, str] = MappingProxyType({})

_LAST = 2**63

Progress = Callable[[str], None]
_Parts = tuple[list[Part], list[Finding]]


def read_upload(
    paths: Sequence[Path], *, progress: Progress | None = None, published: Mapping[str, str] = NO_RATIOS,
    counties: Mapping[str, BaseGeometry] = NO_COUNTIES,
) -> tuple[Tables, tuple[Finding, ...]]:
    """The tables in an upload, joined, corrected and checked, and all findings, sorted by place.

    paths            xlsx, CSV and map files, or folders of them (INPUT of cli.md)
    progress         told which file is being read
    published        ratios that columns of 区域 and 园区 may give → unit (spec 6.5), `policy.published`'s
    counties         county, and county/town, → its outline on CGCS2000, where the office has some (`place_shapes`):
                     parcels should lie in them

    With an error among the findings the tables may be partial. Nothing that a user can put
    into a file raises.
    """
    paths = [Path(path) for path in paths]
    files, findings = _files(paths)
    parts: list[Part] = []
    alone = len(paths) == 1 and not paths[0].is_dir()
    for path in files:
        found, told = _parts_of_file(path, alone, published, progress or (lambda _: None))
        parts += found
        findings += told
    if not parts and not has_errors(findings):
        findings.append(check_files.no_table([printable(path.name) for path in files]))
    if parts and not any(len(part.rows) for part in parts) and not has_errors(findings):
        findings.append(check_files.no_rows(list(dict.fromkeys(part.place.table for part in parts))))
    tables, told = _tables(parts, findings)
    findings += [*told, *place_findings(tables, counties)]
    return tables, tuple(sorted(_once(findings), key=_order))


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[Finding]]:
    """The files to read, folders opened, each once; and what was left out."""
    files: dict[str, Path] = {}
    findings: list[Finding] = []
    for path in paths:
        if not path.is_dir():
            if path.suffix.lower() not in _ENDINGS and path.is_file():
                findings.append(check_files.file_kind_unknown(printable(path.name)))
                continue
            files.setdefault(os.path.realpath(path), path)
            continue
        for inside in _entries(path):
            if inside.suffix.lower() in _ENDINGS:
                files.setdefault(os.path.realpath(inside), inside)
            elif not inside.name.startswith(EXPLANATIONS):
                findings.append(check_files.file_left_out(printable(inside.name)))
    return list(files.values()), findings


def _entries(folder: Path) -> list[Path]:
    """The files of a folder by name, without hidden ones and Excel's own (~$企业.xlsx)."""
    try:
        return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    except OSError:
        return []


def table_of(name: str) -> str | None:
    """The table that a sheet or file belongs to: its name up to a - or _ (cli.md); None: no table."""
    beginning = plain(name).replace("－", "-").replace("—", "-").replace("–", "-").replace("_", "-").partition("-")[0]
    return beginning if beginning in TABLES else None


def _parts_of_file(path: Path, alone: bool, published: Mapping[str, str], progress: Progress) -> _Parts:
    name, table = printable(path.name), table_of(printable(path.stem))
    try:
        data = _content(path)
        progress(f"正在读 {name}")
        match path.suffix.lower():
            case ".xlsx":
                return _parts_of_workbook(name, data, table, published, progress)
            case ".csv":
                table = table or ("企业" if alone else None)
                if table is None:
                    return [], [check_files.file_left_out(name)]
                return _collected([part_of(read_csv(Cell(table, file=name), data), published)])
        if table != "宗地":
            return [], [check_files.file_left_out(name)]
        return _collected([read_parcels(path, data)])
    except Refused as refused:
        finding = refused.finding
        where = finding.where if isinstance(finding.where, Cell) else Cell(file=name)
        return [], [replace(finding, where=replace(where, table=where.table or table))]


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Refused(check_files.file_missing(printable(str(path))))
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise Refused(check_files.file_too_large(printable(path.name), size, SIZE_LIMIT))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Refused(check_files.file_missing(printable(str(path)))) from error
    if not data:
        raise Refused(check_files.file_empty(printable(path.name)))
    return data


def _parts_of_workbook(
    file: str, data: bytes, table: str | None, published: Mapping[str, str], progress: Progress
) -> _Parts:
    archive = opened_archive(file, data)
    sheets = sheet_parts(archive)
    known = [sheet for sheet in sheets if table_of(sheet.name)]
    visible = [sheet for sheet in sheets if sheet.visible]
    results = []
    for sheet in sheets:
        own = table_of(sheet.name) or (table if not known and len(visible) == 1 else None)
        place = Cell(own, file=file, sheet=shown(sheet.name))
        if not sheet.visible:
            results.append((None, (check_files.sheet_hidden(place),)))
        elif own is None:
            left_out = plain(sheet.name) not in INSTRUCTIONS
            results.append((None, (check_files.sheet_left_out(place),) if left_out else ()))
        else:
            progress(f"正在读 {file}「{place.sheet}」")
            results.append(_part_of_worksheet(archive, sheet, place, published))
    return _collected(results)


def _part_of_worksheet(
    archive: Archive, sheet: SheetPart, place: Cell, published: Mapping[str, str]
) -> tuple[Part | None, tuple[Finding, ...]]:
    try:
        return part_of(read_sheet(archive, sheet, place), published)
    except Refused as refused:
        where = replace(place, row=getattr(refused.finding.where, "row", None))
        return None, (replace(refused.finding, where=where),)


def _collected(results: Iterable[tuple[Part | None, Sequence[Finding]]]) -> _Parts:
    parts, findings = [], []
    for part, found in results:
        parts += [part] if part is not None else []
        findings += found
    return parts, findings


def _tables(parts: Sequence[Part], before: Sequence[Finding]) -> tuple[Tables, list[Finding]]:
    frames, sources, given = {}, {}, {}
    findings: list[Finding] = []
    for table in TABLES:
        own = [part for part in parts if part.place.table == table]
        if not own:
            continue
        result = combined(table, own)
        frames[TABLES[table]] = result.frame
        sources[table] = result.sources
        given[table] = own
        findings += result.findings
    tables = Tables(**frames, sources=sources)
    tables, found = corrected(tables)
    findings += found
    return tables, [*findings, *checked(tables, given, (*before, *findings))]


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    return iter(dict.fromkeys(findings))


def _order(finding: Finding) -> tuple:
    where = finding.where if isinstance(finding.where, Cell) else Cell()
    tables = list(TABLES)
    table = tables.index(where.table) + 1 if where.table in TABLES else 0
    letter = where.letter or ""
    row = where.row or (_LAST if finding.code == "MORE_OF_THE_SAME" else 0)  # after those it counts
    return table, row, len(letter), letter, where.file or "", where.sheet or "", finding.code, finding.what
