"""How are bytes kept? By their SHA-256, once, in parts that every driver can take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, insert, select

from muyun.store.schema import blobs, contents

PART_BYTES = 4 * 2**20
"""Bytes of a part: 4 MiB. SQLite takes 1 GB at most in one value, PostgreSQL copies each several times."""


class Damaged(Exception):
    """What lies in the database isn't what was stored; `sha256` says which content."""

    def __init__(self, sha256: str):
        self.sha256 = sha256
        super().__init__(sha256)


def sha256_of(content: bytes) -> str:
    """The name under which a content is kept."""
    return hashlib.sha256(content).hexdigest()


def keep(connection: Connection, wanted: Mapping[str, bytes]) -> None:
    """Stores the contents, by SHA-256, that aren't there yet."""
    there = set()
    names = list(wanted)
    for start in range(0, len(names), 500):  # drivers bound the number of parameters
        some = names[start : start + 500]
        there |= set(connection.execute(select(contents.c.sha256).where(contents.c.sha256.in_(some))).scalars())
    for sha256, content in wanted.items():
        if sha256 not in there:
            view = memoryview(content)
            parts = (bytes(view[at : at + PART_BYTES]) for at in range(0, max(len(view), 1), PART_BYTES))
            keep_parts(connection, sha256, len(content), parts)


def keep_parts(connection: Connection, sha256: str, size: int, parts: Iterable[bytes]) -> None:
    """Stores a content that comes in parts of PART_BYTES, the last one shorter."""
    count = max(-(-size // PART_BYTES), 1)
    connection.execute(insert(contents).values(sha256=sha256, size=size, parts=count))
    for number, part in enumerate(parts):
        connection.execute(insert(blobs).values(sha256=sha256, part=number, content=part))


def parts_of(connection: Connection, sha256: str) -> Iterator[bytes]:
    """The parts of a content, one after the other. Damaged: the database holds something else."""
    count = connection.execute(select(contents.c.parts).where(contents.c.sha256 == sha256)).scalar()
    digest = hashlib.sha256()
    for number in range(count or 0):
        wanted = (blobs.c.sha256 == sha256) & (blobs.c.part == number)
        part = connection.execute(select(blobs.c.content).where(wanted)).scalar()
        if part is None:
            raise Damaged(sha256)
        digest.update(part)
        yield bytes(part)
    if digest.hexdigest() != sha256:
        raise Damaged(sha256)


def content_of(connection: Connection, sha256: str) -> bytes:
    """A whole content. Damaged: the database holds something else."""
    return b"".join(parts_of(connection, sha256))
