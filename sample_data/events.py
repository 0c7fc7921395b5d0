"""What happened to the enterprises? Vetoes, bonus and penalty points, manual changes, corrections."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from muyun.terms import VETO_KINDS, table_measures

VETO_SHARE = 0.005
_POINTS_SHARE = 0.03
_POINT_ITEMS = (
    ("专精特新", 2.0), ("亩均效益领跑者", 3.0), ("政府质量奖", 2.0), ("绿色工厂", 1.0), ("创新平台", 1.5),
    ("环境信用不良", -2.0), ("拖欠工资", -1.0), ("安全生产一般事故", -1.5),
)  # fmt: skip
_CHANGES = (
    ("A", "产业链重点环节企业，领导小组会议同意"),
    ("B", "重大技术改造完成，次年效益显现"),
    ("C", "安全整改未销号"),
    ("D", "列入淘汰落后产能计划"),
    ("B", "并购重组期间数据不可比"),
    ("D", "连续两年亩均税收低于1万元"),
)
_CHANGED_TRADES = ("纺织", "机械", "化纤", "塑胶")
_SURELY_IN_SCOPE_MU = 10.0  # above every land gate, also after new land has been deducted
_CORRECTED = (
    ("staff", "市统计局", "报表单位填错，应为年平均人数", 0.9),
    ("revenue_wan", "市统计局", "漏报四季度收入", 1.08),
    ("rd_wan", "市统计局", "研发费用归集口径调整", 1.25),
    ("tax_corporate_wan", "市税务局", "汇算清缴补税", 1.15),
    ("land_registered_mu", "市自然资源和规划局", "不动产登记面积更新", 1.02),
    ("diesel_t", "市发展改革委", "油品折算有误", 0.8),
)
"""Column, office, reason and by what the figure is multiplied."""


def document(office: str, year: int, number: int) -> str:
    """The number of an invented document."""
    return f"示例{office}〔{year}〕{number}号"


def veto_table(panel: pd.DataFrame, years: Sequence[int], rng: np.random.Generator) -> pd.DataFrame:
    """否决事项: about 0.5 % of each year's enterprises, the kinds of measures.csv in turn."""
    picked = _picked(panel[panel["kind"] == "工业"], years, VETO_SHARE, rng)
    kinds = [VETO_KINDS[k % len(VETO_KINDS)] for k in range(len(picked))]
    return picked[["year", "uscc"]].assign(
        kind=kinds,
        note=[f"{name}：{kind}（合成示例）" for name, kind in zip(picked["name"], kinds, strict=True)],
        basis=[document("联办", year, k + 1) for k, year in enumerate(picked["year"])],
    )


def points_table(panel: pd.DataFrame, years: Sequence[int], rng: np.random.Generator) -> pd.DataFrame:
    """加减分: about 3 % of each year's enterprises, one row an item."""
    picked = _picked(panel, years, _POINTS_SHARE, rng)
    drawn = [_POINT_ITEMS[k] for k in rng.choice(len(_POINT_ITEMS), size=len(picked))]
    return picked[["year", "uscc"]].assign(
        item=[item for item, _ in drawn],
        points=[points for _, points in drawn],
        basis=[document("经信", year, k + 1) for k, year in enumerate(picked["year"])],
    )


def manual_change_table(
    panel: pd.DataFrame, vetoes: pd.DataFrame, years: Sequence[int], rng: np.random.Generator
) -> pd.DataFrame:
    """手工调档: six a year among 规上 firms that are ranked everywhere; one of them is vetoed too.

    panel also has land_reported. Only firms with land, in trades that no policy leaves out, outside
    every transition: a change of an unranked row would be a 警告. At most one a firm and year.
    """
    ranked = panel[
        (panel["scale"] == "规上") & panel["labels"].isna() & panel["trade"].isin(_CHANGED_TRADES)
        & (panel["land_reported"] != "missing") & (panel["land_mu"] >= _SURELY_IN_SCOPE_MU)
    ]  # fmt: skip
    frames = []
    for year in years:
        of_year = ranked[ranked["year"] == year]
        vetoed = of_year["uscc"].isin(vetoes.loc[vetoes["year"] == year, "uscc"])
        free = of_year[~vetoed]
        chosen = free.iloc[
            np.sort(rng.choice(len(free), size=min(len(_CHANGES) - 1, len(free)), replace=False))
        ]
        frames.append(pd.concat([chosen, of_year[vetoed][:1]]))
    rows = pd.concat(frames, ignore_index=True)[["year", "uscc"]]
    changes = [_CHANGES[k % len(_CHANGES)] for k in range(len(rows))]
    return rows.assign(
        to=[to for to, _ in changes],
        reason=[reason for _, reason in changes],
        basis=[document("领导小组", year, k + 1) for k, year in enumerate(rows["year"])],
    )


def correction_table(
    offices: Sequence[pd.DataFrame], years: Sequence[int], rng: np.random.Generator
) -> pd.DataFrame:
    """纠偏: for each year a corrected cell in six columns; 原值 is what the office's table holds.

    offices  tables of 企业 whose cells stand in the units of measures.csv (year, uscc, measures)
    """
    rows = []
    columns = table_measures("企业")
    for year in years:
        for name, department, reason, factor in _CORRECTED:
            table = next(t for t in offices if name in t.columns)
            filled = table[(table["year"] == year) & (table[name] > 10).fillna(False)]
            if filled.empty:
                continue
            row = filled.iloc[int(rng.integers(len(filled)))]
            new = round(float(row[name]) * factor, 0 if name == "staff" else 2)
            basis = document("纠偏", year, len(rows) + 1)
            cell = (columns[name].column, _text(row[name]), _text(new), department, reason, basis)
            rows.append((f"JP-{year}-{len(rows) + 1:03d}", year, row["uscc"], *cell))
    names = ["correction_id", "year", "uscc", "column", "old", "new", "department", "reason", "basis"]
    return pd.DataFrame(rows, columns=names)


def _picked(
    panel: pd.DataFrame, years: Sequence[int], share: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows of `panel`, a share of each year's rounded up, in its order."""
    frames = []
    for year in years:
        of_year = panel[panel["year"] == year]
        count = int(np.ceil(share * len(of_year)))
        frames.append(of_year.iloc[np.sort(rng.choice(len(of_year), size=count, replace=False))])
    return pd.concat(frames, ignore_index=True)


def _text(value: float) -> str:
    """A number as the CSV writes it: whole ones without a decimal point."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
