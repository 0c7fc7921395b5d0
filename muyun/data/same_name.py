"""Does an enterprise stand twice in a year, under two credit codes? It would be ranked and counted twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from muyun.data import check
from muyun.data.cast_text import text_values
from muyun.data.tables import Tables
from muyun.data.uscc import wrong_codes
from muyun.data.words import plain
from muyun.findings import Finding


def names_under_two_codes(tables: Tables) -> tuple[Finding, ...]:
    """A finding for each 企业 row whose name an earlier row of its year has under another code.

    White space, full-width forms and capitals don't make another name; rows without year, code or name
    are left out. An error where one of the two codes is right and the other can't be one: then it is no
    second enterprise but a slip. A warning else: two right codes may be two works of one name, and
    where neither is right the office has no credit codes and numbers its enterprises itself.
    """
    rows = tables.enterprises[["year", "uscc", "name"]].dropna()
    rows = rows.assign(name=_plain_names(rows["name"])).drop_duplicates()
    rows = rows[rows.duplicated(["year", "name"], keep=False)]
    return check.limited(list(_findings(tables, rows)))


def _plain_names(names: pd.Series) -> pd.Series:
    """The names as they are compared; each different one is made plain once."""
    codes, found = pd.factorize(names)
    made = pd.Series([plain(name).upper() for name in found], dtype="str")
    return pd.Series(made.array.take(codes), names.index)


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
