"""What do 宗地, 占用 and 企业 say of each other? The sentence, and a list for each way in which they don't fit."""

from __future__ import annotations

import pandas as pd

from muyun.land.links import TOLERANCE, Fault, Linked, Match, land_by
from muyun.land.modes import Mode, Why
from muyun.show.tables import Column, Table
from muyun.show.words import number, percent

NO_PARCELS = "数据里没有“宗地”表，还看不出土地和企业对不对得上。"
STATES = ("批而未供", "供而未用", "低效利用")
"""Of 土地状态, those that aren't in full use (XC-23)."""


def headline(found: Linked, modes: pd.DataFrame) -> tuple[str, str]:
    """「500 宗地 14,876 亩：460 宗 14,141 亩关联到企业（95.1 %），40 宗 736 亩没有。」, and what doesn't fit."""
    by = land_by(found.parcels, "match")
    total, land = len(found.parcels), float(by["area_mu"].sum())
    if not total:
        return NO_PARCELS, ""
    matched = by.loc[Match.MATCHED] if str(Match.MATCHED) in by.index else None
    count, own = (int(matched["parcels"]), float(matched["area_mu"])) if matched is not None else (0, 0.0)
    share = f"（{percent(own / land)}）" if land > 0 else ""
    first = (
        f"{total:,} 宗地 {number(land, 0)} 亩：{count:,} 宗 {number(own, 0)} 亩关联到企业{share}，"
        f"{total - count:,} 宗 {number(land - own, 0)} 亩没有。"
    )
    faults = [
        (len(found.loose), "条占用记录对不上"), (len(found.homeless), "家企业没有宗地"),
        (len(found.crowded), "宗地的占用面积之和超过登记面积"), (int(by["unknown"].sum()), "宗地面积不明"),
    ]  # fmt: skip
    said = "，".join(f"{n:,} {what}" for n, what in faults if n) or "占用记录都对得上，企业都有宗地"
    return first, f"{said}；{modes_words(modes)}。"


def state_words(found: Linked) -> str:
    """「批而未供 17 宗 343 亩，供而未用 17 宗 276 亩，低效利用 22 宗 393 亩」 (XC-23)."""
    by = land_by(found.parcels, "state")
    there = [(state, by.loc[state]) for state in STATES if state in by.index]
    words = [f"{state} {int(row['parcels']):,} 宗 {number(row['area_mu'], 0)} 亩" for state, row in there]
    blank = int(by.at["", "parcels"]) if "" in by.index else 0
    words += [f"没有填土地状态的 {blank:,} 宗"] if blank else []
    return "，".join(words) or "没有批而未供、供而未用、低效利用的宗地"


def state_table(found: Linked) -> Table:
    """Land by state and how it is matched."""
    parcels = found.parcels.assign(word=found.parcels["state"].astype(object).fillna("没有填").astype(str))
    rows = []
    for state, own in parcels.groupby("word", sort=True):
        lacks = own["area_mu"].isna()
        of = {m: own["match"] == str(m) for m in Match}
        rows.append({
            "state": state, "parcels": len(own), "area_mu": own["area_mu"].sum(), "unknown": int(lacks.sum()),
            **{str(m): own.loc[mask, "area_mu"].sum() for m, mask in of.items()},
        })  # fmt: skip
    names = ["state", "parcels", "area_mu", "unknown", *map(str, Match)]
    frame = pd.DataFrame(rows, columns=names).sort_values("area_mu", ascending=False, kind="stable")
    frame.index = pd.Index(frame["state"].astype(str))
    return Table(frame, [
        Column("state", "土地状态"), Column("parcels", "宗地", "number", "宗", 0),
        Column("area_mu", "面积", "number", "亩"), Column("unknown", "面积不明", "number", "宗", 0),
        *(Column(str(m), str(m), "number", "亩") for m in Match),
    ], "面积是登记面积，没有登记的用图形面积。", empty="没有宗地。")  # fmt: skip


def loose_table(found: Linked) -> Table:
    """The rows of 占用 that lead nowhere."""
    frame = found.loose.set_index(pd.Index([str(row) for row in found.loose["row"]]))
    return Table(frame, [
        Column("fault", "哪里对不上"), Column("parcel_id", "宗地代码"), Column("uscc", "统一社会信用代码"),
        Column("area_mu", "占用面积", "number", "亩"), Column("tenure", "方式"),
    ], f"共 {len(frame):,} 条。请核对代码；{Fault.ENTERPRISE}的，也可能当年已注销。",
        empty="每条占用记录都对得上宗地和企业。")  # fmt: skip


def homeless_table(found: Linked) -> Table:
    """Enterprises without a parcel."""
    frame = found.homeless.assign(code=found.homeless.index)
    return Table(frame, [
        Column("name", "企业", narrow=True), Column("scale", "规模"), Column("county", "区县"), Column("town", "镇街"),
        Column("land_mu", "企业表的用地面积", "number", "亩"), Column("code", "统一社会信用代码"),
    ], f"共 {len(frame):,} 家。", empty="每家企业都有宗地。")  # fmt: skip


def vacant_table(found: Linked) -> Table:
    """Parcels without an enterprise of the year, the largest first."""
    rows = found.parcels[(found.parcels["match"] != str(Match.MATCHED)).to_numpy(dtype=bool)]
    return Table(_by_area(rows, "area_mu"), [
        *_PARCEL, Column("state", "土地状态"), Column("use", "用途"), Column("match", "关联"),
    ], f"共 {len(rows):,} 宗、{number(rows['area_mu'].sum(), 1)} 亩，大的在前。",
        empty="每宗地上都有企业。")  # fmt: skip


def crowded_table(found: Linked) -> Table:
    """Parcels on which more is occupied than there is."""
    return Table(_by_area(found.crowded, "over_mu"), [
        *_PARCEL, Column("occupied_mu", "占用面积之和", "number", "亩"), Column("over_mu", "超出", "number", "亩"),
        Column("occupants", "占用者", "number", "家", 0),
    ], f"共 {len(found.crowded):,} 宗，超过 {percent(TOLERANCE, 0)} 的才列（本系统假定）。",
        empty=f"没有宗地的占用面积之和超过登记面积 {percent(TOLERANCE, 0)} 以上。")  # fmt: skip


def shared_table(found: Linked) -> Table:
    """Parcels with several enterprises."""
    rows = found.shared
    return Table(_by_area(rows, "area_mu"), [
        *_PARCEL, Column("tenants", "企业数", "number", "家", 0), Column("blank", "没填占用面积", "number", "家", 0),
        Column("tax_per_mu", "亩均税收", "number", "万元/亩", help="合并评价的是评价单元的。"),
        Column("unit", "评价单元"),
    ], f"共 {len(rows):,} 宗有几家企业。", empty="没有几家企业共用的宗地。")  # fmt: skip


def rented_table(found: Linked) -> Table:
    """What is rented, the largest first."""
    rows = found.rented.sort_values("area_mu", ascending=False, kind="stable", na_position="last")
    frame = rows.set_index(pd.Index([str(row) for row in rows.index]))
    land = number(frame["area_mu"].sum(), 1)
    return Table(frame, [
        Column("name", "企业", narrow=True), Column("area_mu", "租入", "number", "亩"), Column("parcel_id", "宗地代码"),
        Column("town", "镇街"), Column("county", "区县"), Column("uscc", "统一社会信用代码"),
    ], f"租入 {len(frame):,} 处，填了面积的 {land} 亩，计入租用企业。", empty="没有租入的占用记录。")  # fmt: skip


_PARCEL = (
    Column("id", "宗地代码"), Column("county", "区县"), Column("town", "镇街"),
    Column("area_mu", "面积", "number", "亩"),
)  # fmt: skip


def _by_area(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    order = rows[column].round(9).sort_values(ascending=False, kind="stable", na_position="last").index
    return rows.loc[order].assign(id=order)


def modes_words(modes: pd.DataFrame) -> str:
    """「企业评价 365 家，地块评价 35 家」 (FH-05)."""
    counts = {mode: int((modes["mode"] == str(mode)).sum()) for mode in Mode}
    return "，".join(f"{mode} {count:,} 家" for mode, count in counts.items())


def modes_table(modes: pd.DataFrame, only: str = "") -> Table:
    """A row per enterprise with its way and why. only: a `Why`; "" every one."""
    rows = modes[(modes["why"] == only).to_numpy(dtype=bool)] if only else modes
    frame = rows.assign(code=rows.index)
    return Table(frame, [
        Column("name", "企业", narrow=True), Column("mode", "评价方式"), Column("why", "理由", "wrap"),
        Column("scale", "规模"), Column("parcels", "宗地", "number", "宗", 0), Column("unit", "评价单元"),
        Column("town", "镇街"), Column("county", "区县"), Column("code", "统一社会信用代码"),
    ], f"{len(frame):,} 家。点一行可以打开这家企业。", empty="没有这样的企业。")  # fmt: skip


def whys(modes: pd.DataFrame) -> list[str]:
    """The reasons that occur, in their order."""
    held = set(modes["why"])
    return [str(why) for why in Why if str(why) in held]


def tenants_words(tenants: pd.DataFrame) -> str:
    """「合并评价 15 个单元、35 家；其中 3 家自己的亩均税收在低产田线下，合并后看不出来」"""
    if tenants.empty:
        return "没有合并评价的宗地。"
    hidden = int(tenants["hidden"].sum())
    said = f"合并评价 {tenants['unit'].nunique():,} 个单元、{len(tenants):,} 家"
    if not hidden:
        return f"{said}，没有被合并掩盖的低产田。"
    return f"{said}；其中 {hidden:,} 家自己的亩均税收在低产田线下，合并后看不出来。"


def tenants_table(tenants: pd.DataFrame) -> Table:
    """The tenants of the merged units with their own figures beside the unit's; hidden ones first."""
    order = tenants.assign(any=tenants.groupby("unit")["hidden"].transform("any")) if len(tenants) else tenants
    rows = order.sort_values(["any"], ascending=False, kind="stable") if len(tenants) else tenants
    frame = rows.assign(code=rows.index, word=["被合并掩盖" if hidden else "" for hidden in rows["hidden"]])
    return Table(frame, [
        Column("unit", "评价单元"), Column("name", "企业", narrow=True),
        Column("tax_per_mu", "自己的亩均税收", "number", "万元/亩"),
        Column("unit_per_mu", "合并后的", "number", "万元/亩"),
        Column("word", "低产田", "delta", cell=lambda position: _hidden_cell(frame, position)),
        Column("tax_wan", "税收", "number", "万元"), Column("land_mu", "自己填的用地", "number", "亩"),
        Column("code", "统一社会信用代码"),
    ], f"{len(frame):,} 家，有被掩盖的单元在前。", empty="没有合并评价的宗地。")  # fmt: skip


def _hidden_cell(frame: pd.DataFrame, position: int) -> dict[str, str]:
    hidden = bool(frame["hidden"].iloc[position])
    return {"way": "down", "text": "▼被合并掩盖"} if hidden else {"way": "", "text": ""}
