"""How much low-yield land is there, and whose is it? The sentence and the list of enterprises."""

from __future__ import annotations

import pandas as pd

from muyun.policy.model import Policy
from muyun.show.tables import Column, Table
from muyun.show.words import number


def enterprises_headline(year: int, low: pd.DataFrame) -> str:
    """「2022 年度低产田企业 41 家，用地 1,234.5 亩，税收 321.4 万元。」"""
    if low.empty:
        return f"{year} 年度没有低产田企业。"
    land, tax = low["land_mu"].sum(), low["tax_wan"].sum()
    return f"{year} 年度低产田企业 {len(low):,} 家，用地 {number(land, 1)} 亩，税收 {number(tax, 1)} 万元。"


def enterprises_table(low: pd.DataFrame, policy: Policy) -> Table:
    """A row an enterprise of `low_enterprises`, the one with the most land first."""
    columns = [
        Column("name", "企业"), Column("county", "区县"), Column("town", "镇街"),
        Column("land_mu", "用地面积", "number", "亩"), Column("tax_wan", "税收实际贡献", "number", "万元"),
        Column("tax_per_mu", "亩均税收", "number", "万元/亩"),
        Column("applied", "执行等级", "class", words=policy.class_words),
    ]  # fmt: skip
    order = low["land_mu"].round(9).sort_values(ascending=False, kind="stable").index
    caption = f"{len(low):,} 家，用地大的在前；按企业自己的亩均税收。点一行打开这家企业。"
    return Table(low.loc[order], columns, caption, empty="没有企业的亩均税收在线下。")
