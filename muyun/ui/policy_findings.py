"""What is wrong with a typed change or a new policy, each as its sentence with the remedy."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from muyun.findings import Finding, Level


def told(findings: Iterable[Finding]) -> None:
    """Errors in red, then warnings."""
    for finding in sorted(findings, key=lambda f: f.level is not Level.ERROR):
        show = st.error if finding.level is Level.ERROR else st.warning
        show(_plain(f"{finding.what}{finding.why}{finding.fix}"))


def _plain(text: str) -> str:
    """Text as it is, safe inside Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|$~:" else c for c in text)
