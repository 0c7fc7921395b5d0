"""Which files did a user hand over? Names made safe, sizes bounded, versions put together; nothing is read here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from muyun.data.read import EXPLANATIONS, table_of
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level
from muyun.store import Dataset, UploadedFile

TOTAL_LIMIT = 300 * 2**20
"""Bytes of one upload, what is added to included: the browser's own limit for one file (.streamlit/config.toml)."""

FILES_LIMIT = 200
_KEYS = {"year", "uscc", "name"}
_NAME_BYTES = 200
"""File systems take 255 bytes; a Chinese character has three."""


def safe_name(name: str) -> str:
    """A file's name as the user knows it, without what a file system or a screen could trip over.

    Separators of paths and what can't be seen become _ (white space a blank); a long one is cut
    before its ending.

    >>> safe_name("../a/企业.xlsx"), safe_name("企业\\x00.csv"), safe_name("..")
    ('.._a_企业.xlsx', '企业_.csv', '_')
    """
    shown = "".join(c if c.isprintable() and c not in "/\\:" else " " if c.isspace() else "_" for c in name).strip()
    if not shown.strip("."):
        return "_"
    ending = os.path.splitext(shown)[1]
    ending = ending if len(ending.encode()) <= 12 else ""
    kept = shown.removesuffix(ending).encode()[: _NAME_BYTES - len(ending.encode())].decode("utf-8", "ignore")
    return kept + ending


def received(given: Sequence[UploadedFile]) -> tuple[tuple[UploadedFile, ...], tuple[Finding, ...]]:
    """The files under safe names, each name once, and findings about those that were refused."""
    files: dict[str, UploadedFile] = {}
    findings = []
    for file in given:
        name = safe_name(file.name)
        if name in files:
            findings.append(name_twice(name))
        else:
            files[name] = replace(file, name=name)
    return tuple(files.values()), tuple(dict.fromkeys(findings))


def together(old: Sequence[UploadedFile], new: Sequence[UploadedFile]) -> tuple[UploadedFile, ...]:
    """The files of a version with new ones: one of the same name takes the old one's place.

    A CSV that was 企业 because it came alone (cli.md) gets a name that says so.
    """
    by_name = {file.name: file for file in new}
    kept = [by_name.pop(file.name, file) for file in old]
    if by_name and len(read := to_read(old)) == 1 and _nameless_csv(read[0].name):
        kept = [replace(f, name=f"企业-{f.name}") if f.name == read[0].name else f for f in kept]
    return (*kept, *by_name.values())


def _nameless_csv(name: str) -> bool:
    return name.lower().endswith(".csv") and table_of(Path(name).stem) is None


def to_read(files: Sequence[UploadedFile]) -> tuple[UploadedFile, ...]:
    """The files that hold tables: without explanations (说明.txt), unless there is nothing else."""
    readable = tuple(f for f in files if f.name.lower().endswith(".xlsx") or not f.name.startswith(EXPLANATIONS))
    return readable or tuple(files)


def named_after(files: Sequence[UploadedFile]) -> str:
    """What files made of an upload are called after: 企业-税务; 企业等5个文件."""
    names = [os.path.splitext(file.name)[0] for file in to_read(files)]
    if not names:
        return "数据"
    return names[0] + (f"等{len(names)}个文件" if len(names) > 1 else "")


def too_much(files: Sequence[UploadedFile]) -> tuple[Finding, ...]:
    """A finding when the files are too many or too large to be read together."""
    size = sum(len(f.content) for f in files)
    return (upload_too_large(len(files), size),) if size > TOTAL_LIMIT or len(files) > FILES_LIMIT else ()


def fingerprint(files: Iterable[UploadedFile], *also: str) -> str:
    """Names the files with their names and contents, and whatever else decides how they are read."""
    digest = hashlib.sha256()
    for text in also:
        digest.update(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    for file in files:
        digest.update(hashlib.sha256(file.name.encode("utf-8", "replace")).digest())
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()


def written(files: Sequence[UploadedFile], folder: Path) -> list[Path]:
    """The files written below `folder`, each in a folder of its own: names may differ in case only."""
    paths = []
    for number, file in enumerate(files):
        place = folder / str(number)
        place.mkdir()
        (place / file.name).write_bytes(file.content)
        paths.append(place / file.name)
    return paths


def is_synthetic(files: Iterable[UploadedFile], versions: Iterable[Dataset]) -> bool:
    """Whether a file that is read is one of a made-up version: then what it is part of is made up too."""
    made_up = {f.sha256 for dataset in versions if dataset.synthetic for f in dataset.files}
    return bool(made_up) and any(hashlib.sha256(f.content).hexdigest() in made_up for f in to_read(tuple(files)))


def same_enterprises(tables: Tables) -> tuple[Finding, ...]:
    """A finding for each two files with the same 企业 rows (年度 and code) and the same columns.

    So it is when a mended file comes beside the old one. Offices whose files share rows only, each with
    columns of its own, are as they should be.
    """
    rows: dict[str, np.ndarray] = {}
    columns: dict[str, set[str]] = {}
    for source in tables.sources.get("企业", ()):
        rows[source.file] = rows.get(source.file, False) | (source.rows > 0)
        columns.setdefault(source.file, set()).update(set(source.headers) - _KEYS)
    return tuple(
        file_twice(first, second)
        for first, second in combinations(rows, 2)
        if rows[first].any() and np.array_equal(rows[first], rows[second])
        and _one_holds_the_other(columns[first], columns[second])
    )  # fmt: skip


def _one_holds_the_other(first: set[str], second: set[str]) -> bool:
    return bool(first and second) and (first <= second or second <= first)


def file_twice(first: str, second: str) -> Finding:
    """Two files of an upload say the same of the same enterprises: one may be the other, mended."""
    return Finding(
        code="FILE_TWICE", level=Level.WARNING, where=Cell(file=second),
        what=f"“{second}”和“{first}”列着完全相同的企业（年度和统一社会信用代码），列也相同。",
        why="如果一个是另一个改好以后的，加减分、否决事项等表的行会算两次。",
        fix="请按 × 移去旧的一个；确实是两个部门各报的，不用改。",
    )  # fmt: skip


def name_twice(name: str) -> Finding:
    """Two files of an upload with one name: findings could not tell them apart."""
    return Finding(
        code="FILE_NAME_TWICE", level=Level.ERROR, where=Cell(file=name),
        what=f"有两个文件都叫“{name}”，只读了第一个。", why="意见说不清是哪一个文件的哪一格。",
        fix="请移去一个，或改名，例如“企业-税务.xlsx”“企业-统计.xlsx”。",
    )  # fmt: skip


def upload_too_large(files: int, size: int) -> Finding:
    """More files or bytes in one upload than can be read together."""
    return Finding(
        code="UPLOAD_TOO_LARGE", level=Level.ERROR, where=None,
        what=f"一共 {files:,} 个文件、{size / 2**20:,.0f} MB，"
             f"超过一次上传的上限（{FILES_LIMIT} 个、{TOTAL_LIMIT / 2**20:,.0f} MB），没有读。",
        fix="请按区县分成几次，或删去与评价无关的内容；更大的数据请管理员用命令行读入。",
    )  # fmt: skip
