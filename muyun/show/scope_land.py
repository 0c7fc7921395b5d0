"""Several sites, rented land, new land and 过渡期 as tables and sentences."""

from __future__ import annotations

import pandas as pd

from muyun.explore.scope.sites import Rented, is_elsewhere
from muyun.show.tables import Column, Table
from muyun.show.words import number


def sites_table(sites: pd.DataFrame) -> Table:
    """A row per enterprise with parcels in another county than its own: the parcels and land by county (XA-06)."""
    counts = zip(sites["county"], sites["parcels"], sites["area_mu"], sites["unknown"], strict=True)
    elsewhere = sites["area_mu"].where(is_elsewhere(sites))
    by = sites.assign(words=[_place(*own) for own in counts], elsewhere_mu=elsewhere).groupby("uscc", sort=False)
    frame = by[["name", "declared"]].first()
    frame["places"] = by["words"].agg("；".join) if len(frame) else ""
    frame["elsewhere_mu"] = by["elsewhere_mu"].sum(min_count=1).astype(float)
    frame["code"] = frame.index
    return Table(frame, [
        Column("name", "企业名称", narrow=True), Column("declared", "评价属地", help="企业表里填的区县。"),
        Column("places", "宗地所在区县", "wrap"), Column("elsewhere_mu", "属地以外的用地", "number", "亩"),
        Column("code", "统一社会信用代码"),
    ], caption=f"{len(frame):,} 家企业的宗地不都在评价属地", empty="没有企业的宗地在评价属地以外。")  # fmt: skip


def _place(county: str, parcels: int, area_mu: float, unknown: int) -> str:
    """「乙区 2 宗 4.5 亩（1 宗面积不明）」"""
    area = "面积不明" if pd.isna(area_mu) else f"{number(area_mu)} 亩"
    lacking = f"（{unknown} 宗面积不明）" if unknown and not pd.isna(area_mu) else ""
    return f"{'区县不明' if pd.isna(county) else county} {parcels} 宗 {area}{lacking}"


def sites_words(count: int, has_occupancy: bool) -> str:
    """How the county is decided, and what the data say."""
    if not has_occupancy:
        return "没有“占用”和“宗地”表，看不出一家企业有几处用地。请在“数据核对”补充上传。"
    rule = "每家企业每年只在一处评价：按企业表里填的区县（企业的意愿）"
    return f"{rule}；{count:,} 家的宗地不都在那里，请核对属地。" if count else f"{rule}；没有宗地在别处的。"


def rented_words(found: Rented) -> str:
    """「租入土地的 112 家、1,192.3 亩，出租土地的 41 家、486.2 亩」 and how they count (XA-07)."""
    if not found.renting and not found.letting:
        return "没有企业填报租入或出租用地。"
    said = (
        f"租入土地的 {found.renting:,} 家、{number(found.rented_mu, 1)} 亩，计入租用企业；"
        f"出租土地的 {found.letting:,} 家、{number(found.let_mu, 1)} 亩，从出租企业扣除"
    )
    direct = f"；其中 {found.direct:,} 家直接填了用地面积，以所填为准" if found.direct else ""
    return f"{said}{direct}。"


def transition_table(rows: pd.DataFrame) -> Table:
    """Who is in 过渡期: from which year to which, how many evaluations are left after this one."""
    spans = zip(rows["start"].astype(int), rows["last"].astype(int), strict=True)
    years = ["、".join(map(str, range(first, last + 1))) for first, last in spans]
    frame = rows.assign(code=rows.index, years=years, left=rows["left"].astype("float64"))
    return Table(frame, [
        Column("name", "企业名称", narrow=True), Column("county", "区县"),
        Column("years", "过渡期的评价年度"), Column("left", "今后还剩", "number", "年", 0),
        Column("code", "统一社会信用代码"),
    ], caption=f"过渡期 {len(frame):,} 家企业", empty="没有在过渡期的企业。")  # fmt: skip


def new_land_table(rows: pd.DataFrame) -> Table:
    """New land that doesn't count yet: area, approval, the last year in which it is left out."""
    approved = [f"{day:%Y-%m-%d}" for day in rows["approved"]]
    frame = rows.assign(code=rows.index, approved=approved, last=[f"{year} 年度" for year in rows["last"]])
    return Table(frame, [
        Column("name", "企业名称", narrow=True), Column("county", "区县"),
        Column("new_mu", "未计入的新增用地", "number", "亩"), Column("approved", "批准日期"),
        Column("last", "最后一个不计入的年度"), Column("code", "统一社会信用代码"),
    ], caption=f"{len(frame):,} 家企业有还不计入的新增用地", empty="没有还不计入的新增用地。")  # fmt: skip
