"""Which rows at the end of a sheet are no data: totals, remarks, signatures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from muyun.data import check
from muyun.data.header import Layout
from muyun.data.sheet import Body
from muyun.data.words import REMARK_STARTS, TOTAL_WORDS, plain
from muyun.findings import Cell, Finding

_LOOKED_AT = 8
"""How many rows at the end are looked at: a total, subtotals, remarks and signatures."""

_IDENTITIES = ("uscc", "parcel_id", "meter_id", "case_id", "project_id", "correction_id", "name")


def trailing_rows(place: Cell, layout: Layout, body: Body, kept: np.ndarray) -> tuple[int, list[Finding]]:
    """How many of the rows `kept` (indices into the body) at the end are no data, and a 提示 for each."""
    fields = {field.measure.name: field.position for field in layout.fields}
    identity = next((fields[name] for name in _IDENTITIES if name in fields), -1)
    findings: list[Finding] = []
    for index in kept[::-1][:_LOOKED_AT]:
        texts = {i: text for i, column in enumerate(body.columns) if (text := column.text_at(index).strip())}
        finding = _no_data(replace(place, row=body.first_row + int(index)), texts, identity)
        if finding is None:
            break
        findings.append(finding)
    return len(findings), findings


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
