"""The 体检报告 of an enterprise as one A4 page to print (JX-14): the template filled with data, fonts embedded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import typst

from muyun.findings import Finding, InputError, Level

FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
)  # fmt: skip
"""Sans fonts with Chinese letters, the one that README names first."""


def enterprise_pdf(sheet: Mapping[str, object]) -> bytes:
    """The page as PDF, its fonts inside; the same sheet gives the same page.

    sheet  as `enterprise_sheet.sheet` makes it for `font_family()`
    InputError: no font with Chinese letters on this machine (as `font_family`).
    """
    return typst.compile(**_job(sheet), format="pdf")


def enterprise_pages(sheet: Mapping[str, object], ppi: float = 110) -> list[bytes]:
    """The same as a PNG a page: always one."""
    found = typst.compile(**_job(sheet), format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def font_family() -> str:
    """The font of the page. InputError: this machine has none with Chinese letters."""
    return chosen_family(_families())


def chosen_family(installed: Sequence[str]) -> str:
    """The first of `FAMILIES` that is installed. InputError: none is."""
    found = next((family for family in FAMILIES if family in installed), None)
    if found is None:
        raise InputError([font_missing()])
    return found


@cache
def _families() -> tuple[str, ...]:
    return tuple(_fonts().families())


@cache
def _fonts() -> typst.Fonts:
    """The system's fonts, looked for once."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def _job(sheet: Mapping[str, object]) -> dict[str, object]:
    template = files("muyun.report").joinpath("enterprise.typ").read_bytes()
    data = json.dumps(dict(sheet), ensure_ascii=False)
    return {"input": template, "sys_inputs": {"data": data}, "font_paths": _fonts()}


def font_missing() -> Finding:
    """No font with Chinese letters to print with."""
    return Finding(
        code="FONT_MISSING", level=Level.ERROR, where=None,
        what="这台机器上没有中文字体，体检报告的 PDF 做不出来。",
        why="没有字体，印出来的汉字会是空框。",
        fix="请管理员安装一款中文字体，例如 Debian 的软件包 fonts-noto-cjk，然后重新启动亩云。",
    )  # fmt: skip
