"""Versions of the data: stored whole, in one transaction, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
from sqlalchemy import Connection, Row, func, insert, select

from muyun.data.tables import Tables
from muyun.findings import Finding
from muyun.store import blobs
from muyun.store.identity import data_id
from muyun.store.parts import Kind, PartKey, level_counts, packed, unpacked_findings, unpacked_tables
from muyun.store.records import Dataset, StoredFile, UploadedFile
from muyun.store.schema import dataset_files, dataset_parts, datasets
from muyun.terms import TABLES


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version made ready before the lock is taken.

    row       columns of `datasets` that follow from the content
    parts     kind and table of each part → SHA-256
    contents  SHA-256 → bytes, of parts and files
    """

    row: Mapping[str, object]
    parts: Mapping[PartKey, str]
    files: tuple[StoredFile, ...]
    contents: Mapping[str, bytes]


def prepared(tables: Tables, findings: Sequence[Finding], files: Sequence[UploadedFile]) -> Prepared:
    """A version hashed, packed and counted."""
    made = packed(tables, findings)
    parts = {key: blobs.sha256_of(content) for key, content in made.items()}
    kept = tuple(StoredFile(plain(f.name), blobs.sha256_of(f.content), len(f.content)) for f in files)
    contents = {parts[key]: content for key, content in made.items()}
    contents |= {stored.sha256: file.content for stored, file in zip(kept, files, strict=True)}
    return Prepared({"data_id": data_id(tables), **summary(tables, findings)}, parts, kept, contents)


def summary(tables: Tables, findings: Sequence[Finding]) -> dict[str, object]:
    """Years, rows by table and findings by level, as `datasets` has them."""
    return {
        "years": sorted({int(year) for year in tables.enterprises["year"].dropna().unique()}),
        "row_counts": {table: rows for table in TABLES if (rows := len(tables.frame(table)))},
        "level_counts": level_counts(findings),
    }


def plain(text: str) -> str:
    """A text that every database takes: without NUL, and halves of surrogate pairs as ?."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def add(connection: Connection, made: Prepared, label: str, note: str, synthetic: bool) -> Dataset:
    """Stores a version; it takes the next number."""
    blobs.keep(connection, made.contents)
    version = connection.execute(select(func.coalesce(func.max(datasets.c.version), 0))).scalar_one() + 1
    row = {**made.row, "label": plain(label), "note": plain(note), "synthetic": synthetic}
    connection.execute(insert(datasets).values(version=version, stored_at=datetime.now(UTC), **row))
    for (kind, name), sha256 in made.parts.items():
        connection.execute(insert(dataset_parts).values(version=version, kind=kind.value, name=name, sha256=sha256))
    for position, file in enumerate(made.files):
        values = {"position": position, "name": file.name, "sha256": file.sha256, "size": file.size}
        connection.execute(insert(dataset_files).values(version=version, **values))
    stored = one_version(connection, version)
    assert stored is not None
    return stored


def listed(connection: Connection) -> list[Dataset]:
    """Every version, the newest first."""
    rows = connection.execute(select(datasets).order_by(datasets.c.version.desc())).all()
    files: dict[int, list[StoredFile]] = {}
    order = select(dataset_files).order_by(dataset_files.c.version, dataset_files.c.position)
    for file in connection.execute(order):
        files.setdefault(file.version, []).append(StoredFile(file.name, file.sha256, file.size))
    return [_dataset(row, files.get(row.version, [])) for row in rows]


def one_version(connection: Connection, version: int) -> Dataset | None:
    """A version by its number."""
    row = connection.execute(select(datasets).where(datasets.c.version == version)).one_or_none()
    if row is None:
        return None
    order = select(dataset_files).where(dataset_files.c.version == version).order_by(dataset_files.c.position)
    return _dataset(row, [StoredFile(f.name, f.sha256, f.size) for f in connection.execute(order)])


def newest(connection: Connection, content_id: str) -> Dataset | None:
    """The newest version with that content."""
    found = select(func.max(datasets.c.version)).where(datasets.c.data_id == content_id)
    version = connection.execute(found).scalar()
    return None if version is None else one_version(connection, version)


def tables_of(connection: Connection, version: int) -> Tables:
    """The tables of a version. KeyError: no such version. Damaged: not what was stored."""
    parts = _parts(connection, version)
    try:
        return unpacked_tables(parts, lambda key: blobs.content_of(connection, parts[key]))
    except pa.ArrowException as error:
        raise blobs.Damaged(parts[Kind.COEFFICIENTS, ""]) from error


def findings_of(connection: Connection, version: int) -> tuple[Finding, ...]:
    """The findings of a version. KeyError: no such version. Damaged: not what was stored."""
    sha256 = _parts(connection, version)[Kind.FINDINGS, ""]
    return unpacked_findings(blobs.content_of(connection, sha256))


def files_of(connection: Connection, version: int) -> tuple[UploadedFile, ...]:
    """The files of a version with their contents, as uploaded. KeyError: no such version."""
    dataset = one_version(connection, version)
    if dataset is None:
        raise KeyError(version)
    return tuple(UploadedFile(f.name, blobs.content_of(connection, f.sha256)) for f in dataset.files)


def _parts(connection: Connection, version: int) -> dict[PartKey, str]:
    """SHA-256 of each part. KeyError: no such version."""
    found = connection.execute(select(dataset_parts).where(dataset_parts.c.version == version)).all()
    if not found:
        raise KeyError(version)
    return {(Kind(row.kind), row.name): row.sha256 for row in found}


def _dataset(row: Row, files: list[StoredFile]) -> Dataset:
    return Dataset(
        row.version, row.data_id, row.stored_at, row.label, row.note, row.synthetic, tuple(row.years),
        {table: row.row_counts[table] for table in TABLES if table in row.row_counts}, row.level_counts, tuple(files),
    )  # fmt: skip
