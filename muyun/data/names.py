"""What are enterprises called where people read of them? By name, else by credit code."""

from __future__ import annotations

import pandas as pd


def shown_names(rows: pd.DataFrame) -> pd.Series:
    """The names of rows by code of 企业 or 评价单元; the code of one whose name no office's file gives."""
    return rows["name"].where(rows["name"].notna(), rows.index)
