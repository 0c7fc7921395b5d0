"""How much low-yield land is there, and whose is it? The sentences, and the lists of enterprises and parcels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.explore.whatif.headline import short_word
from muyun.land.hot_spots import HotSpot
from muyun.land.low_parcels import LandSums, TwoSets
from muyun.land.tenants import Tenants
from muyun.policy.model import Policy
from muyun.policy.rules import Lowland
from muyun.show.tables import Column, Table
from muyun.show.words import number, percent
from muyun.terms import SCORE_DECIMALS, Class

HOW = (
    "宗地的亩均税收：占用它的企业的税收按占用面积分到各宗，合计 ÷ 登记面积（没有登记的用图形面积）；"
    "合并评价的宗地显示评价单元的数。",
    "税收、职工：同样分到宗地后合计；缺报的不算 0，不在合计里。",
    "地图按宗地判断，企业名单按企业自己的亩均税收判断，两个数可以不同。",
)
"""How the figures are made, for 依据."""

HIDDEN = ("county", "town", "use", "state", "tax_wan", "staff", "parcel_id")
"""Columns of the list beside the map that are shown when asked for."""


def headline(year: int, where: str, low: LandSums, official: LandSums | None) -> str:
    """「2022 年度低产田 1,167.6 亩，28 宗，税收 604 万元，职工 234 人。」

    where  what is filtered by, "" for everything; official: the sums under the policy's line where another is looked at
    """
    who = f"{year} 年度{where}"
    if not low.parcels:
        return f"{who}没有低产田" + (f"；按政策的线有 {number(official.land_mu, 1)} 亩。" if official else "。")
    land = f"低产田 {number(low.land_mu, 1)} 亩，{low.parcels:,} 宗"
    tax = f"税收 {number(low.tax_wan, 0)} 万元" if low.no_tax < low.parcels else "税收没有数据"
    staff = f"职工 {number(low.staff, 0)} 人" if low.no_staff < low.parcels else "职工人数没有数据"
    change = f"，{_change(official.land_mu, low.land_mu)}" if official else ""
    return f"{who}{land}，{tax}，{staff}{change}。"


def _change(official_mu: float, now_mu: float) -> str:
    change = round(now_mu - official_mu, SCORE_DECIMALS)
    if not change:
        return "和按政策的线一样"
    return f"比按政策的线{'多' if change > 0 else '少'} {number(abs(change), 1)} 亩"


def missing_words(low: LandSums, sums: LandSums, undrawn: int, unknown: int) -> str:
    """What isn't in the headline: tax that can't be spread, staff not reported, parcels that can't be judged, or not
    drawn; "" for nothing."""
    share = f"在有企业的宗地里占 {percent(low.land_mu / sums.land_mu)}" if sums.land_mu > 0 and low.parcels else ""
    parts = [share, f"{low.no_tax:,} 宗的税收分不清，未计入" if low.no_tax else ""]
    parts += [f"{low.no_staff:,} 宗没有职工人数，未计入" if low.no_staff else ""]
    parts += [f"{unknown:,} 宗缺税收、面积或占用面积，无法判断" if unknown else ""]
    parts += [f"{undrawn:,} 宗没有图形，画不出，下面的名单里有" if undrawn else ""]
    said = "；".join(part for part in parts if part)
    return f"{said}。" if said else ""


def what_if_words(rule: Lowland, source: str) -> str:
    """Said where the line was moved: it isn't the policy's."""
    edge = "低于" if rule.below else "不高于"
    return f"模拟测算，非正式结果：低产田线移到{edge} {number(rule.line)} 万元/亩，政策的线是{source}。"


def sets_words(sets: TwoSets, policy: Policy) -> str:
    """「D 档 320 亩 12 宗，低产田 410 亩 28 宗，两者都是 210 亩 9 宗……」 (spec 7.4)"""
    worst = short_word(policy.class_words, Class.D)

    def said(*parts: tuple[float, int]) -> str:
        return f"{number(sum(land for land, _ in parts), 1)} 亩 {sum(count for _, count in parts):,} 宗"

    rest = f"；低产田里 {said(sets.unclassed)}没有等级（未参评、未定级，或几家分别评价）" if sets.unclassed[1] else ""
    return (
        f"{worst}和低产田是两回事：{worst} {said(sets.only_d, sets.both)}，低产田 {said(sets.both, sets.only_low)}，"
        f"两者都是的 {said(sets.both)}{rest}。"
    )


def sets_table(sets: TwoSets, policy: Policy) -> Table:
    """Both sets and their overlap."""
    worst = short_word(policy.class_words, Class.D)
    gap = " " if worst[:1].isascii() else ""
    rows = {f"只是{gap}{worst}": sets.only_d, f"{worst}，也是低产田": sets.both, "只是低产田": sets.only_low}
    frame = pd.DataFrame({"set": list(rows), "land_mu": [land for land, _ in rows.values()],
                          "parcels": [count for _, count in rows.values()]}, pd.Index(list(rows)))  # fmt: skip
    columns = [Column("set", "集合"), Column("land_mu", "用地", "number", "亩", 1),
               Column("parcels", "宗数", "number", "宗", 0)]  # fmt: skip
    return Table(frame, columns)


def parcel_people(evaluation: Evaluation, of: Tenants) -> np.ndarray:
    """Who is on each parcel: the enterprise's name, the largest's with how many there are; "" for nobody."""
    names = shown_names(evaluation.prepared.cohort.enterprises).to_numpy(dtype=object)
    found, counts = np.append(names, "")[of.largest], np.bincount(of.parcel, minlength=of.parcels)
    for row in np.flatnonzero(counts > 1).tolist():
        found[row] = f"{found[row]}等 {counts[row]} 家"
    return found


def parcels_table(figures: pd.DataFrame, people: np.ndarray, policy: Policy, caption: str) -> Table:
    """A row a parcel in the order given, the index its id. `people` as `parcel_people`."""
    frame = figures.assign(people=people, parcel_id=figures.index)
    columns = [
        Column("people", "企业", narrow=True), Column("area_mu", "用地", "number", "亩", 1),
        Column("tax_per_mu", "亩均税收", "number", "万元/亩"),
        Column("applied", "等级", "class", words={str(k): short_word(policy.class_words, k) for k in Class}),
        Column("tax_wan", "税收", "number", "万元", 1), Column("staff", "职工", "number", "人", 0),
        Column("county", "区县"), Column("town", "镇街"), Column("use", "用途"), Column("state", "土地状态"),
        Column("parcel_id", "宗地"),
    ]  # fmt: skip
    return Table(frame, columns, caption, empty="没有宗地在线下。把线移高一些，或放宽筛选。")


def beside_map(table: Table) -> Table:
    """The list as it stands beside the map, where headers have little room."""
    short = {"area_mu": "亩", "tax_per_mu": "万元/亩"}
    columns = [replace(c, label=short[c.key], unit="", help=c.label) if c.key in short else c for c in table.columns]
    return replace(table, columns=columns)


def by_land(figures: pd.DataFrame, mask: np.ndarray) -> np.ndarray:
    """Rows of the mask, the one with the most land first, unknown land last."""
    rows = np.flatnonzero(mask)
    land = np.nan_to_num(figures["area_mu"].to_numpy(dtype=float)[rows], nan=-1.0)
    return rows[np.lexsort((rows, -np.round(land, 9)))]


def towns_table(towns: pd.DataFrame) -> Table:
    """A row a town as `by_town` ranks them; the index counts them."""
    frame = towns.assign(share=towns["share"] * 100, name=towns["town"].where(towns["town"] != "", "镇街未填"))
    frame.index = pd.Index([str(place) for place in range(len(frame))])
    columns = [
        Column("name", "镇街"), Column("county", "区县"), Column("low_mu", "低产田", "number", "亩", 1),
        Column("share", "占比", "number", "%", 1, "低产田 ÷ 有企业的宗地。"),
        Column("low_parcels", "宗数", "number", "宗", 0),
        Column("low_tax", "税收", "number", "万元", 1), Column("low_staff", "职工", "number", "人", 0),
        Column("land_mu", "有企业的宗地", "number", "亩", 1),
    ]  # fmt: skip
    return Table(frame, columns, f"{len(frame):,} 个镇街，低产田多的在前。点一行，地图和名单只看这个镇街。")


def spots_table(spots: Sequence[HotSpot], figures: pd.DataFrame) -> Table:
    """A row a cluster, the largest first; the index counts them."""
    sizes = np.array([len(spot.rows) for spot in spots], dtype=np.int64)
    of = np.repeat(np.arange(len(spots)), sizes)
    own = figures.iloc[np.concatenate([spot.rows for spot in spots])] if len(spots) else figures.iloc[:0]
    sums = own[["tax_wan", "staff"]].groupby(of).sum(min_count=1).reindex(range(len(spots)))
    frame = pd.DataFrame({
        "towns": _towns(own, of, len(spots)), "land_mu": [spot.land_mu for spot in spots], "parcels": sizes,
        "tax_wan": sums["tax_wan"].to_numpy(), "staff": sums["staff"].to_numpy(),
    }, pd.Index([str(place) for place in range(len(spots))]))  # fmt: skip
    columns = [
        Column("towns", "所在", "wrap"), Column("land_mu", "低产田", "number", "亩", 1),
        Column("parcels", "宗数", "number", "宗", 0), Column("tax_wan", "税收", "number", "万元", 1),
        Column("staff", "职工", "number", "人", 0),
    ]  # fmt: skip
    empty = "没有连成片、达到面积的低产田。可以在“设置”里把相隔放宽、面积放低。"
    return Table(frame, columns, f"{len(frame):,} 片，大的在前。点一行，选中这一片，地图移到那里。", empty=empty)


def _towns(own: pd.DataFrame, of: np.ndarray, count: int) -> list[str]:
    """The towns of each of `count` clusters, each once; `of` is the cluster of each row."""
    found: list[dict[str, None]] = [{} for _ in range(count)]
    for place, county, town in zip(of.tolist(), own["county"].fillna(""), own["town"].fillna(""), strict=True):
        found[place][f"{county}{town}"] = None
    return ["、".join(name for name in names if name) or "未填" for names in found]


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
        Column("applied", "执行等级", "class", words={str(k): short_word(policy.class_words, k) for k in Class}),
    ]  # fmt: skip
    order = low["land_mu"].round(9).sort_values(ascending=False, kind="stable").index
    caption = f"{len(low):,} 家，用地大的在前；按企业自己的亩均税收。点一行打开这家企业。"
    return Table(low.loc[order], columns, caption, empty="没有企业的亩均税收在线下。")
