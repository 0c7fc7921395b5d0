"""How does a picture of the pages come onto paper? With the colours of paper in place of the theme's."""

from __future__ import annotations

import re

INK, QUIET, LINE, PAPER = "#14181d", "#5b636d", "#c4c9cf", "#ffffff"

_COLOURS = {
    "--st-text-color": INK, "--st-background-color": PAPER, "--st-border-color": LINE, "--quiet": QUIET, "--line": LINE,
    "--what-if": "#7A3EB1", "--none": "#9AA0A6",
}  # fmt: skip
_STYLE = (
    "text{{font-family:'{family}';font-size:15px;fill:" + INK + "}}text.quiet{{fill:" + QUIET + "}}"
    "text.on-dark{{fill:#fff;font-weight:600}}text.on-light{{fill:" + INK + ";font-weight:600}}"
    ".axis{{stroke:" + LINE + ";stroke-width:1}}.ink{{stroke:" + INK + ";fill:none}}"
)
_VARIABLE = re.compile(r"var\((--[a-z-]+)\)")
_HALO = re.compile(r'<text([^>]*) style="paint-order:stroke;([^"]*)">(.*?)</text>', re.DOTALL)
"""A text with a rim that parts it from a line behind it."""


def print_svg(svg: str, family: str) -> str:
    """An SVG made by muyun.show as a file of its own: namespace, font, and every colour of the theme filled in.

    KeyError: it uses a colour that paper doesn't have.
    """
    # Typst draws glyph by glyph, so a rim would eat the one before it: all rims first, then the text.
    rimmed = _HALO.sub(r'<text\1 style="\2">\3</text><text\1>\3</text>', svg)
    coloured = _VARIABLE.sub(lambda found: _COLOURS[found.group(1)], rimmed)
    begin, end = coloured.index("<svg"), coloured.index(">") + 1
    opening = coloured[begin:end].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{opening}<style>{_STYLE.format(family=family)}</style>{coloured[end:]}"
