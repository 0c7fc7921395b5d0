"""How is a policy or patch file read? YAML without its traps, with the line of every key.

Refused: anchors, aliases and tags (they can make a small file huge or run code), duplicate
keys, several documents, infinity and nan, deep nesting, large files, anything but UTF-8.
Plain scalars follow YAML 1.2: `yes`, `on` and `0711` are text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamStartEvent,
)

from muyun.findings import Finding, InputError, Level, Line

MAX_BYTES = 1_000_000
MAX_LINE = 20_000
"""Characters in a line: the scanner is slow on longer ones (a megabyte of `!` takes it minutes)."""
MAX_DEPTH = 20
MAX_NODES = 50_000
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,300})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Mapping[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

KeyPath = tuple[str | int, ...]
"""Where a value stands: mapping keys and list positions (from 0), outermost first."""


def dotted(path: KeyPath) -> str:
    """The path as `--set` and findings write it: `vetoes[0].kinds`.

    >>> dotted(("vetoes", 0, "kinds"))
    'vetoes[0].kinds'
    """
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, as plain data, and where each key stands. Root: a mapping, {} when empty."""

    file: str
    data: dict[str, object]
    places: Mapping[KeyPath, Line]

    def where(self, path: KeyPath) -> Line:
        """The place of a key; of the nearest key around it when it is missing itself."""
        return nearest_place(self.places, path, self.file)


def nearest_place(places: Mapping[KeyPath, Line], path: KeyPath, file: str) -> Line:
    """The line of `path` or of the nearest key around it, under the full path's name."""
    for length in range(len(path), -1, -1):
        if place := places.get(path[:length]):
            return Line(place.file, place.line, dotted(path) or None)
    return Line(file, None, dotted(path) or None)


def read_document(path: Path, label: str) -> tuple[Document, tuple[Finding, ...]]:
    """A YAML file's content with the findings that don't stop the reading (duplicate keys, nan).

    InputError: the file can't be read at all (missing, too large, not UTF-8, not YAML, anchors …).
    """
    text = read_text(path, label)
    data, builder = _build(text, label)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise InputError([_refused("YAML_NOT_A_MAPPING", builder.places[()], "文件最外层不是“键: 值”。")])
    return Document(label, data, builder.places), tuple(builder.findings)


def parse_value(text: str, label: str) -> object:
    """One YAML scalar or flow collection. InputError: not YAML, or nan, duplicate keys and the like."""
    data, builder = _build(text, label)
    if builder.findings:
        raise InputError(builder.findings)
    return data


def read_text(path: Path, label: str) -> str:
    """A UTF-8 file (BOM allowed) of at most 1 MB. InputError: anything else."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError:
        what = "文件不存在或打不开。"
        raise InputError([_refused("FILE_UNREADABLE", Line(label), what)]) from None
    if len(content) > MAX_BYTES:
        raise InputError([_refused("YAML_TOO_LARGE", Line(label), "文件超过 1 MB。")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = "文件不是 UTF-8 编码。"
        fix = "请用 UTF-8 另存。"
        raise InputError([_refused("YAML_NOT_UTF8", Line(label, line), what, fix)]) from None


def _build(text: str, label: str) -> tuple[object, _Builder]:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            what = f"这一行超过 {MAX_LINE:,} 个字符。"
            raise InputError([_refused("YAML_TOO_LARGE", Line(label, number), what)])
    events = YAML(typ="safe", pure=True).parse(text)
    builder = _Builder(label, events)
    try:
        return builder.document(), builder
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = "YAML 写法不对。"
        fix = "请检查这一行和上一行的缩进、冒号后的空格、括号和引号。"
        line = mark.line + 1 if mark else None
        raise InputError([*builder.findings, _refused("YAML_SYNTAX", Line(label, line), what, fix)]) from None


@dataclass
class _Builder:
    """Plain data from parser events, one at a time, so that a bomb stops at its first forbidden event."""

    label: str
    events: Iterator[Event]
    places: dict[KeyPath, Line] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0

    def document(self) -> object:
        starts = [e for e in (next(self.events), next(self.events)) if not isinstance(e, StreamStartEvent)]
        if not isinstance(starts[0], DocumentStartEvent):
            return None
        data = self._node(next(self.events), ())
        next(self.events)  # end of the document
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            what = "文件里有不止一份 YAML 文档（---）。"
            raise InputError([self._stop("YAML_SEVERAL_DOCUMENTS", after, (), what)])
        return data

    def _node(self, event: Event, path: KeyPath) -> object:
        self._refuse(event, path)
        self.places.setdefault(path, self._line(event, path))
        match event:
            case ScalarEvent():
                return self._scalar(event, path)
            case MappingStartEvent():
                return self._mapping(path)
            case _:
                return self._sequence(path)

    def _mapping(self, path: KeyPath) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            if key in data:
                what = f"键“{key}”写了两次，前一次在第 {self.places[here].line} 行。"
                self.findings.append(self._stop("YAML_DUPLICATE_KEY", event, here, what, "请删去一处。"))
                self._node(next(self.events), here)  # read past, kept out of the data
                continue
            self.places[here] = self._line(event, here)
            data[key] = self._node(next(self.events), here)
        return data

    def _sequence(self, path: KeyPath) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            data.append(self._node(event, (*path, len(data))))
        return data

    def _key(self, event: Event, path: KeyPath) -> str:
        self._refuse(event, path)
        if not isinstance(event, ScalarEvent) or not event.value:
            raise InputError([self._stop("YAML_KEY", event, path, "键必须是一个词。")])
        return event.value

    def _scalar(self, event: ScalarEvent, path: KeyPath) -> object:
        text = event.value
        if not event.implicit[0]:
            return text  # quoted or block text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text)
        number = float(text) if _is_float(text) else None
        if _NOT_FINITE.fullmatch(text) or (number is not None and not math.isfinite(number)):
            what = f"“{text[:40]}”不是有限的数。"
            self.findings.append(self._stop("YAML_NOT_FINITE", event, path, what, "请改为一个数。"))
            return 0
        return text if number is None else number

    def _refuse(self, event: Event, path: KeyPath) -> None:
        self.nodes += 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor is not None):
            what = "用了 YAML 的锚点或别名（& 或 *）。"
            raise InputError([self._stop("YAML_ANCHOR", event, path, what, "请把内容逐处写全。")])
        if getattr(event, "tag", None) is not None:
            what = "用了 YAML 的类型标签（!）。"
            raise InputError([self._stop("YAML_TAG", event, path, what, "请删去标签，只写值。")])
        if len(path) > MAX_DEPTH:
            raise InputError([self._stop("YAML_TOO_DEEP", event, path[:3], f"嵌套超过 {MAX_DEPTH} 层。")])
        if self.nodes > MAX_NODES:
            raise InputError([self._stop("YAML_TOO_LARGE", event, path, f"内容超过 {MAX_NODES:,} 项。")])

    def _line(self, event: Event, path: KeyPath) -> Line:
        mark = event.start_mark
        return Line(self.label, mark.line + 1 if mark else None, dotted(path) or None)

    def _stop(self, code: str, event: Event, path: KeyPath, what: str, fix: str = "") -> Finding:
        return _refused(code, self._line(event, path), what, fix)


def _is_float(text: str) -> bool:
    """Whether a plain scalar is a number; whole numbers with a leading zero (0711) are codes, so text."""
    return bool(_FLOAT.fullmatch(text)) and not re.fullmatch(r"[-+]?0[0-9]+", text)


def _refused(code: str, where: Line, what: str, fix: str = "") -> Finding:
    return Finding(code, Level.ERROR, where, what, "", fix)
