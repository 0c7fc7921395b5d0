"""How do values get into the cells of a workbook so that they stay what they are?"""

from __future__ import annotations

from collections.abc import Collection

TEXT_LIMIT = 32_767
"""Characters that Excel keeps in a cell."""

ROWS_LIMIT, COLUMNS_LIMIT = 1_048_576, 16_384

_TITLE_LIMIT = 31
_NOT_IN_TITLES = frozenset("[]:*?/\\")


class ExactNumber(float):
    """A number that XlsxWriter, which writes 16 digits, writes so that it reads back to the same number."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return float.__repr__(self).removesuffix(".0")


def kept_text(text: str) -> str:
    """A text as `write_string` writes it as it is, and Excel keeps it.

    XlsxWriter takes <r>…</r> for its own marks; a space behind it makes it a text again.
    """
    if len(text) > TEXT_LIMIT:
        text = text[:TEXT_LIMIT]
    return text[: TEXT_LIMIT - 1] + " " if text.startswith("<r>") and text.endswith("</r>") else text


def free_title(wanted: str, taken: Collection[str]) -> str:
    """A name for a sheet like `wanted` that Excel allows and that isn't among `taken` (lower case).

    >>> free_title("企业-税务", {"企业-税务"}), free_title("收入[1]", ())
    ('企业-税务-2', '收入·1·')
    """
    base = "".join("·" if c in _NOT_IN_TITLES or not c.isprintable() else c for c in wanted.strip()) or "表"
    base = "·" + base[1:] if base[0] == "'" else base
    base = "历史" if base.lower() == "history" else base  # Excel keeps this name for itself
    title, number = _shortened(base, _TITLE_LIMIT), 2
    while title.lower() in taken:
        ending = f"-{number}"
        title, number = _shortened(base, _TITLE_LIMIT - len(ending)) + ending, number + 1
    return title


def _shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, as Excel counts, without an apostrophe at the end."""
    while len(text.encode("utf-16-le", "replace")) > 2 * limit:
        text = text[:-1]
    return text[:-1] + "·" if text.endswith("'") else text
