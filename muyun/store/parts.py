"""What is a version made of? Its tables and findings as bytes, without pickle, and back again."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from muyun.data.coefficients import Coefficient
from muyun.data.tables import Source, Tables
from muyun.findings import Cell, Finding, Level, Line
from muyun.store.columns import arrow_columns, frame_of_columns
from muyun.terms import TABLES

_SOURCES = b"muyun.sources"
"""Key of a Parquet file's metadata: file, sheet, letters and headers of each source."""

_APPLIED = b"muyun.applied"
"""Key of the metadata of 纠偏: its rows that were applied, by position, in their order."""

_FAST = 1
"""zlib's level: findings shrink to a tenth even so."""


class Kind(StrEnum):
    """What a part holds; frames and sources have the table's Chinese name beside."""

    FRAME = "frame"
    SOURCES = "sources"
    COEFFICIENTS = "coefficients"
    FINDINGS = "findings"


PartKey = tuple[Kind, str]
"""A part's kind, and its table or ""."""


def packed(tables: Tables, findings: Sequence[Finding]) -> dict[PartKey, bytes]:
    """The parts of a version; tables without rows and without sources have none."""
    parts: dict[PartKey, bytes] = {
        (Kind.COEFFICIENTS, ""): _json([asdict(c) for c in tables.coefficients]),
        (Kind.FINDINGS, ""): zlib.compress(_json([_finding_data(f) for f in findings]), _FAST),
    }
    for table in TABLES:
        frame, sources = tables.frame(table), tables.sources.get(table, ())
        if len(frame):
            columns = arrow_columns(table, frame)
            stored = pa.table({name: columns[name] for name in map(str, frame.columns)})
            if table == "纠偏" and tables.applied is not None:
                places = frame.index.get_indexer(list(tables.applied)).tolist()
                stored = stored.replace_schema_metadata({_APPLIED: _json(places)})
            parts[Kind.FRAME, table] = _parquet(stored)
        if sources:
            parts[Kind.SOURCES, table] = _parquet(_sources_table(sources, frame.index))
    return parts


def unpacked_tables(keys: Collection[PartKey], content: Callable[[PartKey], bytes]) -> Tables:
    """The tables whose parts are `keys`, each read by `content`; the same as were packed, to the last bit."""
    frames = {TABLES[table]: _frame(table, content((kind, table))) for kind, table in keys if kind == Kind.FRAME}
    sources = {
        table: _sources(content((Kind.SOURCES, table))) for table in TABLES if (Kind.SOURCES, table) in keys
    }
    rows = json.loads(content((Kind.COEFFICIENTS, "")))
    applied = _applied(content((Kind.FRAME, "纠偏"))) if (Kind.FRAME, "纠偏") in keys else None
    return Tables(
        **frames, sources=sources, applied=applied, coefficients=tuple(Coefficient(**row) for row in rows)
    )  # fmt: skip


def _applied(content: bytes) -> tuple[int, ...] | None:
    """Rows of 纠偏 that were applied; None of a version stored before that was kept."""
    places = (_read_parquet(content).schema.metadata or {}).get(_APPLIED)
    return None if places is None else tuple(json.loads(places))


def unpacked_findings(content: bytes) -> tuple[Finding, ...]:
    """The findings, in their order."""
    return tuple(map(_finding, json.loads(zlib.decompress(content))))


def level_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each level there are: 错误, 警告, 提示."""
    counts = dict.fromkeys((level.value for level in Level), 0)
    for finding in findings:
        counts[finding.level.value] += 1
    return counts


def _json(value: object) -> bytes:
    """ASCII, so that no text is too odd for it; floats as the shortest that read back to the same."""
    return json.dumps(value, default=_plain_number).encode("ascii")


def _plain_number(value: object) -> object:
    """A row number that came from numpy. TypeError: anything else that JSON doesn't know."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} can't be stored")


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    texts = [f.name for f in table.schema if pa.types.is_large_string(f.type)]
    pq.write_table(table, out, compression="zstd", use_dictionary=texts, write_statistics=False)
    return out.getvalue()


def _read_parquet(content: bytes) -> pa.Table:
    return pq.read_table(pa.BufferReader(content))


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    return {name: table.column(name).combine_chunks() for name in table.column_names}


def _frame(table: str, content: bytes) -> pd.DataFrame:
    stored = _read_parquet(content)
    return frame_of_columns(table, _columns(stored), stored.column_names)


def _sources_table(sources: Sequence[Source], labels: pd.Index) -> pa.Table:
    """A column of sheet rows for each source, in the order of the frame, whose labels they are kept by."""
    described = [
        {"file": s.file, "sheet": s.sheet, "letters": dict(s.letters), "headers": dict(s.headers)} for s in sources
    ]
    rows = {str(n): pa.array(np.asarray(s.rows, np.int64)[labels.to_numpy(np.int64)]) for n, s in enumerate(sources)}
    return pa.table(rows).replace_schema_metadata({_SOURCES: _json(described)})


def _sources(content: bytes) -> tuple[Source, ...]:
    stored = _read_parquet(content)
    columns = _columns(stored)
    described = json.loads((stored.schema.metadata or {})[_SOURCES])
    return tuple(
        Source(d["file"], d["sheet"], d["letters"], d["headers"], columns[str(n)].to_numpy().copy())
        for n, d in enumerate(described)
    )


def _finding_data(finding: Finding) -> dict[str, object]:
    where = {type(finding.where).__name__: asdict(finding.where)} if finding.where else None
    return {
        "code": finding.code, "level": finding.level.value, "where": where,
        "what": finding.what, "why": finding.why, "fix": finding.fix,
    }  # fmt: skip


def _finding(data: Mapping[str, object]) -> Finding:
    match data["where"]:
        case {"Cell": dict(place)}:
            where: Cell | Line | None = Cell(**place)
        case {"Line": dict(place)}:
            where = Line(**place)
        case _:
            where = None
    texts = [str(data[key]) for key in ("what", "why", "fix")]
    return Finding(str(data["code"]), Level(data["level"]), where, *texts)
