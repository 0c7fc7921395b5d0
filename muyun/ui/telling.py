"""How is something said with Streamlit's own words and boxes? They take Markdown; what users wrote must stay text."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from muyun.findings import Cell, Finding, Level, Line

_MARKS = frozenset("\\`*_{}[]<>()#+-!|$~:&")
_READ_AFTER_ESCAPES = re.compile(r"https?|www|@|:(?=[a-z])", re.IGNORECASE)
"""What Streamlit makes links and icons of even where every mark is escaped."""
_JOINER = "\N{WORD JOINER}"
"""Invisible; an address with one inside is a text like others."""
_INDENTED = re.compile(r"(^|[\r\n])[ \t]+")
"""Four spaces before a line make it code."""
_LINE_BEGINS = re.compile(r"((?:^|[\r\n])(?:\d{1,9}(?=\.(?:\s|$)))?)([.=])")
"""A number with a point makes a list of a line, an equals sign a heading of the line before."""
TOLD_AT_MOST = 20


def plain(text: str) -> str:
    """Text as it is, safe inside Markdown and in labels: no picture, link, icon, formula, list or heading."""
    apart = _READ_AFTER_ESCAPES.sub(lambda found: found.group() + _JOINER, text)
    escaped = "".join(f"\\{c}" if c in _MARKS else c for c in apart)
    return _LINE_BEGINS.sub(r"\1\\\2", _INDENTED.sub(r"\1", escaped))


def tell(findings: Iterable[Finding]) -> None:
    """Findings one by one with their place and remedy, errors first; beyond a screenful their number."""
    ordered = sorted(findings, key=lambda f: f.level is not Level.ERROR)
    for finding in ordered[:TOLD_AT_MOST]:
        show = st.error if finding.level is Level.ERROR else st.warning
        show(plain(f"{_place(finding)}{finding.what}{finding.why}{finding.fix}（{finding.code}）"))
    if len(ordered) > TOLD_AT_MOST:
        st.warning(f"另有 {len(ordered) - TOLD_AT_MOST} 条。")


def _place(finding: Finding) -> str:
    """The cell, or the line of a file; a key of a policy file is said in `what`, in Chinese."""
    match finding.where:
        case Cell() if str(finding.where):
            return f"{finding.where}："
        case Line(line=int(number)):
            return f"第 {number} 行："
    return ""
