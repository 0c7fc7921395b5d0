"""Does an enterprise stand twice in a year, under two credit codes? It would be ranked and counted twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from muyun.data import check
from muyun.data.cast_text import text_values
from muyun.data.tables import Tables
from muyun.data.uscc import wrong_codes
from muyun.findings import Finding

_WHITE_SPACE = r"[\t\n\x0b\f\r \x1c-\x1f\x{85}\x{1680}\x{2028}\x{2029}]+"
"""What Python takes for white space, once all of one width is made the plain space."""


def names_under_two_codes(tables: Tables) -> tuple[Finding, ...]:
    """A finding for each 企业 row whose name an earlier row of its year has under another code.

    White space, full-width forms and capitals don't make another name; rows without year, code or name
    are left out. An error where one of the two codes is right and the other can't be one: then it is no
    second enterprise but a slip. A warning else: two right codes may be two works of one name, and
    where neither is right the office has no credit codes and numbers its enterprises itself.
    """
    rows = tables.enterprises[["year", "uscc", "name"]].dropna()
    rows = rows.assign(name=_plain_names(rows["name"]))
    rows = rows[rows.duplicated(["year", "name"], keep=False)].drop_duplicates()
    rows = rows[rows.duplicated(["year", "name"], keep=False)]
    return check.limited(list(_findings(tables, rows)))


def _plain_names(names: pd.Series) -> pd.Series:
    """`words.plain` of the names in capitals, by Arrow: a hundred thousand of them at once."""
    made = pc.utf8_normalize(pa.array(names, pa.string()), form="NFKC")
    made = pc.utf8_upper(pc.replace_substring_regex(made, pattern=_WHITE_SPACE, replacement=""))
    return pd.Series(made.to_numpy(zero_copy_only=False), names.index, dtype=object)


def _findings(tables: Tables, rows: pd.DataFrame) -> Iterator[Finding]:
    wrong = np.zeros(len(rows), bool)
    for places in wrong_codes(pa.array(text_values(pa.array(rows["uscc"], pa.string())), pa.string())):
        wrong[places] = True
    firsts: dict[tuple, tuple[int, str, bool]] = {}
    for (row, year, code, name), bad in zip(rows.itertuples(), wrong, strict=True):
        first, other, other_bad = firsts.setdefault((year, name), (row, code, bad))
        if first == row:
            continue
        slip = (code if bad else other) if bad != other_bad else ""
        here, there = tables.cell("企业", row, "uscc"), tables.cell("企业", first, "uscc")
        shown = tables.enterprises["name"].at[row]
        yield check.name_under_two_codes(here, there, f"{int(year)} 年“{check.shown(shown)}”", (code, other), slip)
