"""One file that holds the whole store: every row as JSON lines, every content, the office's own policies.

    manifest.json             what follows, with size and SHA-256; format and revision
    tables/datasets.jsonl …   a row a line, an object keyed by column; `blobs` aside
    contents/<sha256>         a content each
    policies/…, coefficients.csv, sector_lists.csv, 区划.geojson   of MUYUN_HOME
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Table, select

from muyun.findings import InputError
from muyun.home import OWN_FILES
from muyun.store import blobs, faults
from muyun.store.blobs import Damaged
from muyun.store.schema import HEAD, contents, metadata
from muyun.store.store import Store

FORMAT = 1
"""The layout above; another number when it changes."""

MANIFEST, TABLES, CONTENTS, POLICIES = "manifest.json", "tables", "contents", "policies"

_LINES_AT_ONCE = 1000
_FAST = 1
"""zlib's level: what is large (Parquet, xlsx) is packed already."""


def kept_tables() -> list[Table]:
    """The tables that are written as rows, those that others refer to first."""
    return [table for table in metadata.sorted_tables if table.name != "blobs"]


def backup(store: Store, target: Path) -> None:
    """Writes everything into a zip file: one state of the database, whatever is written meanwhile.

    Written beside and renamed, so `target` is whole or not there. InputError: the name is taken or
    not .zip, or the database fails. OSError: the place can't be written to.
    """
    if target.suffix.lower() != ".zip":
        raise InputError([faults.backup_name(target.name)])
    if target.exists():
        raise InputError([faults.backup_exists(target.name)])
    handle, name = tempfile.mkstemp(prefix=".muyun-", suffix=".zip", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(store, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except Damaged as damaged:
        what = f"内容 {damaged.sha256[:12]}…"
        raise InputError([faults.damaged(store.database.place, what)]) from damaged
    finally:
        Path(name).unlink(missing_ok=True)


def home_files(home: Path) -> dict[str, Path]:
    """The files of MUYUN_HOME that belong to the store, by member name."""
    found = {name: home / name for name in OWN_FILES if (home / name).is_file()}
    for folder, _, names in os.walk(home / POLICIES):
        for name in names:
            path = Path(folder) / name
            if path.is_file():
                found[path.relative_to(home).as_posix()] = path
    return dict(sorted(found.items()))


def _write(store: Store, file: IO[bytes]) -> None:
    with (
        store.database.reading() as connection,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as archive,
    ):
        members = {name: _write_member(archive, name, pieces) for name, pieces in _members(connection, store.home)}
        manifest = {"muyun": "backup", "format": FORMAT, "revision": HEAD, "members": members}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def _members(connection: Connection, home: Path) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The name of each member and its content in pieces."""
    for table in kept_tables():
        yield f"{TABLES}/{table.name}.jsonl", _lines(connection, table)
    for sha256 in connection.execute(select(contents.c.sha256).order_by(contents.c.sha256)).scalars().all():
        yield f"{CONTENTS}/{sha256}", blobs.parts_of(connection, sha256)
    for name, path in home_files(home).items():
        yield name, [path.read_bytes()]


def _write_member(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, object]:
    """Writes a member; its size and SHA-256, for the manifest."""
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    rows = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_LINES_AT_ONCE)
    for row in connection.execute(rows).mappings():
        yield json.dumps(dict(row), default=datetime.isoformat).encode("ascii") + b"\n"
