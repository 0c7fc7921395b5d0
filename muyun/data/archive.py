"""Is a zip file safe to open: members, true sizes, declarations? Nothing is read before it is known."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from muyun.data import check_files
from muyun.data.check import shown
from muyun.findings import Finding

EXPANDED_LIMIT = 3 * 2**29
"""Bytes that all members together may expand to: 1.5 GiB; a million rows of 25 columns are 0.9 GiB."""

RATIO_LIMIT, RATIO_FROM = 100, 32 * 2**20
"""A member above 32 MiB that expands more than 100-fold holds no table; real sheets stay under 30."""

MEMBERS_LIMIT = 10_000

_HEADER_BYTES = 30
_STORED, _DEFLATED = 0, 8
_SNIFFED = (
    (b"%PDF", "PDF"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "gzip 压缩包"), (b"SQLite", "数据库文件"), (b"PAR1", "Parquet 文件"),
)  # fmt: skip
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


_END, _END_BYTES, _ZIP64 = b"PK\x05\x06", 22, b"PK\x06\x07"

_ODD_ZIPS = (EOFError, NotImplementedError, RuntimeError, struct.error)
"""What zipfile raises for damaged directories besides its own error."""


class Refused(Exception):
    """A file that can't be used; `finding` says why. Never leaves `muyun.data`."""

    def __init__(self, finding: Finding):
        self.finding = finding
        super().__init__(finding.code)


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file in memory whose member names and declared sizes have been found harmless."""

    file: str
    data: bytes
    members: dict[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes:
        """The content of a member, inflated no further than it declares.

        Refused: it declares less than it holds, is damaged, encrypted, or packed in another way.
        KeyError: no such member.
        """
        info = self.members[name]
        start = info.header_offset
        head = self.data[start : start + _HEADER_BYTES]
        if len(head) < _HEADER_BYTES or head[:4] != b"PK\x03\x04":
            raise Refused(check_files.broken_workbook(self.file, f"部件 {shown(name)} 没有文件头"))
        start += _HEADER_BYTES + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        packed = memoryview(self.data)[start : start + info.compress_size]
        content = bytes(packed) if info.compress_type == _STORED else self._inflated(info, packed)
        if len(content) != info.file_size:
            raise Refused(check_files.zip_bomb(self.file, f"部件 {shown(name)} 的实际大小与声明不符"))
        if zlib.crc32(content) != info.CRC:
            raise Refused(check_files.broken_workbook(self.file, f"部件 {shown(name)} 的校验和不符"))
        return content

    def for_other_readers(self) -> bytes:
        """The bytes for a library that opens the zip file itself, so that it sees what was checked here.

        With one directory, at the end and nothing behind it, every reader finds the same members;
        otherwise they are packed anew. Refused: as `read`.
        """
        end = self.data.rfind(_END)
        plain = self.data.count(_END) == 1 and _ZIP64 not in self.data and len(self.data) - end >= _END_BYTES
        if plain:
            size, start, comment = struct.unpack("<IIH", self.data[end + 12 : end + _END_BYTES])
            if start + size == end and end + _END_BYTES + comment == len(self.data):
                return self.data
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as copy:
            for name in self.members:
                copy.writestr(name, b"" if name.endswith("/") else self.read(name))
        return packed.getvalue()

    def _inflated(self, info: zipfile.ZipInfo, packed: memoryview) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise Refused(check_files.broken_workbook(self.file, f"部件 {shown(info.filename)}")) from error
        if len(content) > info.file_size:
            raise Refused(check_files.zip_bomb(self.file, f"部件 {shown(info.filename)} 的实际大小与声明不符"))
        if len(content) == info.file_size and not inflater.eof and inflater.decompress(inflater.unconsumed_tail, 1):
            raise Refused(check_files.zip_bomb(self.file, f"部件 {shown(info.filename)} 的实际大小与声明不符"))
        return content


def opened_archive(file: str, data: bytes) -> Archive:
    """The archive in `data`, its directory checked: names, number, sizes, ratios.

    Refused: not a zip file, encrypted, or harmful. Member contents are checked by `Archive.read`.
    """
    _refuse_other_kinds(file, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            infos = opened.infolist()
    except (zipfile.BadZipFile, ValueError, ArithmeticError, LookupError, OSError, *_ODD_ZIPS) as error:
        raise Refused(check_files.broken_workbook(file)) from error
    for info in infos:
        _refuse_harmful(file, info)
    if len(infos) > MEMBERS_LIMIT:
        raise Refused(check_files.zip_bomb(file, f"{len(infos):,} 个部件"))
    if sum(info.file_size for info in infos) > EXPANDED_LIMIT:
        raise Refused(check_files.zip_bomb(file, f"解开后超过 {EXPANDED_LIMIT / 2**30:g} GB"))
    members = {info.filename: info for info in infos}
    if len(members) < len(infos):
        raise Refused(check_files.broken_workbook(file, "有重名的部件"))
    return Archive(file, data, members)


def looks_like(data: bytes) -> str:
    """What the first bytes say a file is, in words; empty: unknown."""
    if data[:4] == b"PK\x03\x04":
        return "xlsx 工作簿或 zip 压缩包"
    if data[:8] == OLE_MAGIC:
        return "Excel 97–2003 工作簿或加密的工作簿"
    if data[:200].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "网页"
    return next((name for magic, name in _SNIFFED if data.startswith(magic)), "")


def _refuse_other_kinds(file: str, data: bytes) -> None:
    if data[:8] == OLE_MAGIC:
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused(check_files.encrypted_workbook(file) if encrypted else check_files.old_workbook(file))
    if data[:2] != b"PK":
        raise Refused(check_files.not_a_workbook(file, looks_like(data)))


def _refuse_harmful(file: str, info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in info.filename:
        raise Refused(check_files.zip_paths(file, info.filename))
    if info.flag_bits & 1:
        raise Refused(check_files.encrypted_workbook(file))
    if info.compress_type not in (_STORED, _DEFLATED):
        raise Refused(check_files.broken_workbook(file, f"部件 {shown(info.filename)} 的压缩方法不常见"))
    if info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * info.compress_size:
        size = f"{info.file_size / 2**20:,.0f} MB"
        raise Refused(check_files.zip_bomb(file, f"部件 {shown(info.filename)} 会膨胀到 {size}"))
