"""A backup becomes a store again: all of it or nothing, in an empty database of either kind."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from shapely.errors import ShapelyError
from sqlalchemy import JSON, Column, Connection, Table, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from muyun.findings import InputError
from muyun.home import OWN_FILES
from muyun.store import blobs, datasets, decisions, faults, verdicts
from muyun.store.backup import CONTENTS, POLICIES, TABLES, home_files, kept_tables
from muyun.store.blobs import PART_BYTES, Damaged
from muyun.store.members import Broken, Members, opened
from muyun.store.schema import UtcDateTime, contents
from muyun.store.store import Store, open_store

_LINES_AT_ONCE = 1000


_WRONG_CONTENT = (
    Broken, Damaged, LookupError, ValueError, TypeError, ArithmeticError, zlib.error, ShapelyError, IntegrityError,
    DataError,
)  # fmt: skip
"""What rows and contents cause that fit their hashes and still are none of ours."""


def restore(source: Path, home: Path, url: str | None = None) -> None:
    """Reads a backup into an empty store; `url` as `open_store` takes it.

    The file is checked whole before anything is written: members, sizes, hashes, names. Rows and
    contents come in one transaction, the office's policies just before it ends.
    InputError: the file is no backup, damaged, or of a later version; the store isn't empty.
    OSError: `home` can't be written to.
    """
    with opened(source) as members:
        members.check()
        store = open_store(home, url)
        try:
            _restore(members, store)
        except _WRONG_CONTENT as error:
            reason = str(error) if isinstance(error, Broken) else "里面的内容前后对不上"
            raise InputError([faults.restore_broken(source.name, reason)]) from error
        finally:
            store.close()


def _restore(members: Members, store: Store) -> None:
    moved: list[Path] = []
    try:
        with store.database.writing() as connection, _unpacked(members, store.home) as made:
            _refuse_filled(connection, store)
            for table in kept_tables():
                if table is contents:
                    _read_contents(connection, members)
                else:
                    _read_rows(connection, members, table)
            _read_back(connection)
            _move_in(made, store.home, moved)
    except BaseException:  # the transaction has gone back, so the files do too
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _read_back(connection: Connection) -> None:
    """Reads what was stored as the pages will, so that what can't be read isn't restored."""
    for dataset in datasets.listed(connection):
        tables = datasets.tables_of(connection, dataset.version)
        held = datasets.summary(tables, datasets.findings_of(connection, dataset.version))
        said = {"years": list(dataset.years), "row_counts": dataset.rows, "level_counts": dataset.levels}
        if held != said:
            raise Broken(f"第 {dataset.version} 版数据与它的说明不一致")
    decisions.chosen(connection)
    decisions.saved(connection, None)
    verdicts.listed(connection, None, None)


@contextmanager
def _unpacked(members: Members, home: Path) -> Iterator[Path]:
    """The policies and own files in a folder beside their places."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".muyun-", dir=home) as folder:
        made = Path(folder)
        for name in [*members.under(POLICIES), *(set(OWN_FILES) & members.declared.keys())]:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            with (made / name).open("wb") as file:
                for piece in members.pieces(name, PART_BYTES):
                    file.write(piece)
        yield made


def _move_in(made: Path, home: Path, moved: list[Path]) -> None:
    """Moves the files to their places, noted in `moved`; empty folders there give way."""
    for folder, _, _ in os.walk(home / POLICIES, topdown=False):
        os.rmdir(folder)
    for name in (POLICIES, *OWN_FILES):
        if (made / name).exists():
            os.replace(made / name, home / name)
            moved.append(home / name)


def _refuse_filled(connection: Connection, store: Store) -> None:
    """InputError: rows, or policies, coefficients or lists of the office's own."""
    if any(connection.execute(select(func.count()).select_from(table)).scalar() for table in kept_tables()):
        raise InputError([faults.restore_not_empty(store.database.place, "数据或方案")])
    if home_files(store.home):
        raise InputError([faults.restore_not_empty(str(store.home), "本地政策、折算系数、行业名单或区划轮廓")])


def _read_rows(connection: Connection, members: Members, table: Table) -> None:
    rows: list[dict[str, object]] = []
    for line in members.lines(f"{TABLES}/{table.name}.jsonl"):
        rows.append(_row(table, line))
        if len(rows) == _LINES_AT_ONCE:
            connection.execute(insert(table), rows)
            rows = []
    if rows:
        connection.execute(insert(table), rows)


def _row(table: Table, line: bytes) -> dict[str, object]:
    """A row, its moments read. Broken: not the columns of the table, or values of other types."""
    row = json.loads(line)
    if not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
        raise Broken(f"{table.name} 有一行不是这张表的列")
    for column in table.columns:
        if isinstance(column.type, UtcDateTime):
            row[column.name] = datetime.fromisoformat(row[column.name])
        if not _fits(column, row[column.name]):
            raise Broken(f"{table.name} 的 {column.name} 有一行不是这一列的值")
    return row


def _fits(column: Column[object], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, JSON):
        return isinstance(value, list | dict)
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return type(value) is column.type.python_type


def _read_contents(connection: Connection, members: Members) -> None:
    """The contents that the rows of `contents` name, each under the SHA-256 that it has."""
    named = [_row(contents, line) for line in members.lines(f"{TABLES}/{contents.name}.jsonl")]
    if {f"{CONTENTS}/{row['sha256']}" for row in named} != set(members.under(CONTENTS)):
        raise Broken("内容与清单不一致")
    for row in named:
        sha256, name = str(row["sha256"]), f"{CONTENTS}/{row['sha256']}"
        if members.sha256(name) != sha256:
            raise Broken(f"{name} 的内容不是它的名称所说的")
        blobs.keep_parts(connection, sha256, members.size(name), members.pieces(name, PART_BYTES))
