"""Is a backup file what its manifest says? Nothing in it is believed before it is checked."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from muyun.findings import InputError
from muyun.home import OWN_FILES
from muyun.store import faults
from muyun.store.backup import CONTENTS, FORMAT, MANIFEST, POLICIES, TABLES, kept_tables
from muyun.store.schema import REVISIONS

MANIFEST_LIMIT = 256 * 2**20
"""Bytes of a manifest: a member takes 150, so more than a million fit."""

_PIECE = 2**20
_FOLDER_CHARACTERS = frozenset("\\:\0")
"""What a folder's or file's name may not hold: other systems take them for separators."""

_HASH = re.compile(r"[0-9a-f]{64}")
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, LookupError,
    ArithmeticError,
)  # fmt: skip
"""What zipfile raises for damaged files besides its own error."""


class Broken(Exception):
    """The backup isn't what its manifest says; the text says where. Never leaves `muyun.store`."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an open backup by name, with size and SHA-256 as the manifest gives them."""

    archive: zipfile.ZipFile
    file: str
    declared: dict[str, tuple[int, str]]

    def check(self) -> None:
        """Reads every member once. InputError: one isn't what the manifest says."""
        try:
            for name in self.declared:
                for _ in self.pieces(name, _PIECE):
                    pass
        except Broken as broken:
            raise InputError([faults.restore_broken(self.file, str(broken))]) from broken

    def under(self, folder: str) -> list[str]:
        """The members in a folder."""
        return [name for name in self.declared if name.startswith(f"{folder}/")]

    def size(self, name: str) -> int:
        """Bytes of a member."""
        return self.declared[name][0]

    def sha256(self, name: str) -> str:
        """SHA-256 of a member."""
        return self.declared[name][1]

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """A member in pieces of `size` bytes, the last one shorter, read no further than it declares.

        Broken: at its end, when size or SHA-256 turn out to be others. KeyError: no such member.
        """
        left, wanted = self.declared[name]
        digest = hashlib.sha256()
        try:
            with self.archive.open(name) as member:
                while True:
                    piece = member.read(min(size, left))
                    digest.update(piece)
                    left -= len(piece)
                    if left and not piece:
                        raise Broken(f"{name} 不完整")
                    yield piece
                    if not left:
                        break
                more = member.read(1)
        except _UNREADABLE as error:
            raise Broken(f"{name} 读不出来") from error
        if more or digest.hexdigest() != wanted:
            raise Broken(f"{name} 与清单不一致")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, without the line ends."""
        rest = b""
        for piece in self.pieces(name, _PIECE):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            raise Broken(f"{name} 不完整")


@contextmanager
def opened(source: Path) -> Iterator[Members]:
    """A backup file, its manifest read and compared with its members.

    InputError: no backup, of a later version, or with members other than the manifest's.
    """
    try:
        archive = zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise InputError([faults.restore_unreadable(source.name)]) from error
    with archive:
        try:
            manifest = _manifest(archive)
        except (*_UNREADABLE, TypeError) as error:
            raise InputError([faults.restore_unreadable(source.name)]) from error
        if manifest.get("format") != FORMAT or manifest.get("revision") not in REVISIONS:
            raise InputError([faults.restore_newer(source.name)])
        try:
            yield Members(archive, source.name, _declared(archive, manifest))
        except Broken as broken:
            raise InputError([faults.restore_broken(source.name, str(broken))]) from broken


def _manifest(archive: zipfile.ZipFile) -> dict[str, object]:
    """ValueError: it isn't one of ours."""
    with archive.open(MANIFEST) as member:
        text = member.read(MANIFEST_LIMIT + 1)
    manifest = json.loads(text) if len(text) <= MANIFEST_LIMIT else None
    if not isinstance(manifest, dict) or manifest.get("muyun") != "backup":
        raise ValueError("no manifest of a backup")
    return manifest


def _declared(archive: zipfile.ZipFile, manifest: dict[str, object]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 by member. Broken: names that lead elsewhere, members too many or too few."""
    declared = {}
    members = manifest.get("members")
    for name, entry in members.items() if isinstance(members, dict) else ():
        match entry:
            case {"size": int(size), "sha256": str(sha256)} if size >= 0 and _HASH.fullmatch(sha256):
                declared[name] = size, sha256
            case _:
                raise Broken("清单写得不对")
        if not _expected(name):
            raise Broken(f"有不该有的部件“{name[:80]}”")
    sizes = [(info.filename, info.file_size) for info in archive.infolist() if info.filename != MANIFEST]
    if sorted(sizes) != sorted((name, size) for name, (size, _) in declared.items()):
        raise Broken("部件与清单不一致")
    if missing := {f"{TABLES}/{table.name}.jsonl" for table in kept_tables()} - declared.keys():
        raise Broken(f"缺少 {min(missing)}")
    return declared


def _expected(name: str) -> bool:
    """Whether a backup has such a member, and its path stays where it belongs."""
    folder, _, rest = name.partition("/")
    if folder == TABLES:
        return rest in {f"{table.name}.jsonl" for table in kept_tables()}
    if folder == CONTENTS:
        return _HASH.fullmatch(rest) is not None
    parts = rest.split("/")
    plain = not _FOLDER_CHARACTERS & set(rest) and not {"", ".", ".."} & set(parts)
    return name in OWN_FILES or (folder == POLICIES and plain)
