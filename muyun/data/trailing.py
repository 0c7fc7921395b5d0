"""Which rows of a sheet are no data: totals and subtotals, remarks and signatures at the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data import check
from muyun.data.header import Layout
from muyun.data.sheet import Body
from muyun.data.words import REMARK_STARTS, TOTAL_WORDS, plain
from muyun.findings import Cell, Finding

_LOOKED_AT = 8
"""How many rows at the end are looked at: a total, subtotals, remarks and signatures."""

_SPACED = "|".join(r"[\s\pZ]*".join(word) for word in sorted(TOTAL_WORDS))
_TOTAL = rf"^[\s\pZ]*({_SPACED})[\s\pZ]*([:：(（]|$)"

_IDENTITIES = ("uscc", "parcel_id", "meter_id", "case_id", "project_id", "correction_id", "name")


def data_rows(place: Cell, layout: Layout, body: Body, kept: np.ndarray) -> tuple[np.ndarray, list[Finding]]:
    """Those of the rows `kept` (indices into the body) that are data, and a 提示 for each of the others."""
    fields = {field.measure.name: field.position for field in layout.fields}
    identity = next((fields[name] for name in _IDENTITIES if name in fields), -1)
    last: list[Finding] = []
    for index in kept[::-1][:_LOOKED_AT]:
        finding = _no_data(_at(place, body, index), _texts(body, index), identity)
        if finding is None:
            break
        last.append(finding)
    kept = kept[: len(kept) - len(last)]
    found = [(i, _no_data(_at(place, body, kept[i]), _texts(body, kept[i]), identity))
             for i in _subtotals(body, kept, identity)]  # fmt: skip
    between = [(i, finding) for i, finding in found if finding is not None]
    kept = np.delete(kept, [i for i, _ in between])
    return kept, [*check.limited([finding for _, finding in between]), *last]


def _at(place: Cell, body: Body, index: int) -> Cell:
    return replace(place, row=body.first_row + int(index))


def _texts(body: Body, index: int) -> dict[int, str]:
    return {i: text for i, column in enumerate(body.columns) if (text := column.text_at(index).strip())}


def _subtotals(body: Body, kept: np.ndarray, identity: int) -> np.ndarray:
    """Elements of `kept` whose row may be a subtotal: no identity, or a word for it, and such a word in a cell."""
    if not 0 <= identity < len(body.columns):
        return kept[:0]
    column = body.columns[identity]
    blank = ~column.filled()[kept] if not column.full() else np.zeros(len(kept), bool)
    suspects = np.flatnonzero(blank | _says_total(column.texts, kept))
    said = np.zeros(len(suspects), bool)
    for other in body.columns if len(suspects) else ():
        said |= _says_total(other.texts, kept[suspects])
    return suspects[said]


def _says_total(texts: pa.Array | None, rows: np.ndarray) -> np.ndarray:
    if texts is None:
        return np.zeros(len(rows), bool)
    found = pc.match_substring_regex(texts if len(rows) == len(texts) else texts.take(pa.array(rows)), _TOTAL)
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False)


def _no_data(where: Cell, texts: dict[int, str], identity: int) -> Finding | None:
    total = next((text for text in texts.values() if _is_total(text)), None)
    if total is not None and (identity not in texts or _is_total(texts[identity])):
        return check.total_row(where, total)
    remark = next(iter(texts.values()), "")
    if plain(remark).startswith(REMARK_STARTS) and (len(texts) == 1 or identity not in texts):
        return check.remark_row(where, remark)
    return None


def _is_total(text: str) -> bool:
    return plain(text).partition("(")[0].rstrip(":") in TOTAL_WORDS
