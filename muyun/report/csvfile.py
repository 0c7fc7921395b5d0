"""How do tables become CSV that Excel opens rightly? UTF-8 with BOM, full precision, no formula."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from muyun.findings import Cell, Finding, Line

FORMULA = r"^'*[=+\-@\t\r]"
"""A text cell that begins so would be computed by Excel (cli.md); an apostrophe before it makes it text.

One that begins with apostrophes and then so gets one more, so that taking one off always gives
the text back (docs/command-line.md).
"""


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """`frame` as CSV: numbers in the shortest form that reads back the same, NaN and "" as empty cells."""
    table = pa.table([_column(frame[name]) for name in frame.columns], names=list(map(str, frame.columns)))
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        file.write((",".join(map(_header, frame.columns)) + "\n").encode())
        csv.write_csv(table, file, csv.WriteOptions(include_header=False))


def _header(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set('",\n') else name


def _column(values: pd.Series) -> pa.Array:
    if values.dtype.kind == "f":
        numbers = values.to_numpy() + 0.0  # no negative zero
        return pa.array(numbers, mask=~np.isfinite(numbers))
    if values.dtype.kind in "iu":
        return pa.array(values)
    if isinstance(values.dtype, pd.CategoricalDtype):
        words = safe_text(pa.array(values.cat.categories.astype("str"), pa.string()))
        return words.take(pa.array(values.cat.codes, mask=values.isna().to_numpy()))
    return safe_text(pa.array(values, pa.string(), from_pandas=True))


def safe_text(texts: pa.Array) -> pa.Array:
    """Texts that Excel shows as they are; empty ones become null."""
    texts = pc.if_else(pc.equal(texts, ""), None, texts)
    formula = pc.fill_null(pc.match_substring_regex(texts, FORMULA), False)
    return pc.if_else(formula, pc.binary_join_element_wise("'", texts, ""), texts)


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """The rows of findings.csv; a policy's or patch's place is its file, line and key."""
    rows = [_finding_row(f) for f in findings]
    columns = ["级别", "表", "行", "列", "代码", "说明", "怎么改"]
    return pd.DataFrame(rows, columns=columns).astype({c: "Int64" if c == "行" else "str" for c in columns})


def _finding_row(finding: Finding) -> tuple:
    match finding.where:
        case Cell() as cell:
            place = (cell.table or cell.file, cell.row, cell.column)
        case Line() as line:
            place = (line.file, line.line, line.key)
        case None:
            place = (None, None, None)
    at = f"{finding.where}：" if finding.where and str(finding.where) else ""
    return finding.level.value, *place, finding.code, f"{at}{finding.what}{finding.why}", finding.fix
