"""What is said of several parcels together? A sentence, what isn't in it, whether they lie together, their cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np
import pandas as pd

from muyun.land.hot_spots import HotSpot
from muyun.land.redevelop import Redevelopment
from muyun.land.together import Together
from muyun.policy.model import Policy
from muyun.show.lowland import parcels_table
from muyun.show.parcel_map import LOW_COLOUR
from muyun.show.redevelop import tax_range
from muyun.show.tables import Column, Table
from muyun.show.words import WHAT_IF_COLOUR, number

_CASES_SHOWN, _TOWNS_SHOWN, _IDS_SHOWN, _ID_SHOWN = 4, 3, 3, 40

_WHOLE = "word-break:keep-all;overflow-wrap:anywhere"
_SENTENCE = f"font-size:clamp(17px,1.05vw,20px);font-weight:600;{_WHOLE}"
_SIMULATED = f"{_WHOLE};color:color-mix(in srgb, {WHAT_IF_COLOUR} 62%, var(--st-text-color))"

HOW = (
    "选中的几宗：亩均税收 = 税收合计 ÷ 面积合计，只用税收和面积都有的宗地，不是各宗的平均。",
    "一家企业在几宗上的只算一家；税收、职工只计企业分到选中宗地上的部分；缺报的不算 0，不在合计里，写明几宗。",
    "没有企业的宗地只计亩数。",
)
"""How the figures of several parcels are made, for 依据."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What is known of the chosen parcels: sums, where they are, which lie together, cases, what they could be.

    towns   of each parcel, "" unknown; hidden: parcels that the filters leave out; gap_m: how near is together
    cases   rows of 整治 about them; by_parcel: the cases of each in words, "" none
    """

    sums: Together
    towns: Sequence[str]
    hidden: int
    spots: Sequence[HotSpot]
    gap_m: float
    cases: pd.DataFrame
    by_parcel: np.ndarray
    could: Redevelopment


def sentence(sums: Together) -> str:
    """「选中 9 宗 123.4 亩，12 家企业，税收 151.6 万元，亩均税收 1.23 万元/亩，职工 345 人，其中低产田 5 宗 ……」"""
    land = "，面积不详" if np.isnan(sums.land_mu) else f" {number(sums.land_mu, 1)} 亩"
    if sums.vacant == sums.parcels:
        return f"选中 {sums.parcels:,} 宗{land}，都没有今年的企业。"
    tax = "税收没有数据" if np.isnan(sums.tax_wan) else f"税收 {number(sums.tax_wan, 1)} 万元"
    per_mu = "亩均税收算不出" if np.isnan(sums.tax_per_mu) else f"亩均税收 {number(sums.tax_per_mu)} 万元/亩"
    staff = "职工人数没有数据" if np.isnan(sums.staff) else f"职工 {number(sums.staff, 0)} 人"
    low = f"其中低产田 {sums.low:,} 宗 {number(sums.low_mu, 1)} 亩" if sums.low else "没有低产田"
    return f"选中 {sums.parcels:,} 宗{land}，{sums.enterprises:,} 家企业，{tax}，{per_mu}，{staff}，{low}。"


def lacking_words(sums: Together) -> str:
    """What isn't in the sums, and over what the ratio is; "" where nothing lacks."""
    parts = [
        f"{sums.no_land:,} 宗没有面积，未计入亩数" if sums.no_land else "",
        f"{sums.vacant:,} 宗 {number(sums.vacant_mu, 1)} 亩没有今年的企业" if sums.vacant else "",
        f"{sums.no_tax:,} 宗缺税收，未计入税收" if sums.no_tax else "",
        f"{sums.no_staff:,} 宗缺职工人数，未计入职工" if sums.no_staff else "",
        f"亩均税收按税收、面积都有的 {sums.judged:,} 宗 {number(sums.judged_mu, 1)} 亩算"
        if 0 < sums.judged < sums.parcels else "",
        f"{sums.unknown:,} 宗无法判断是不是低产田" if sums.unknown else "",
        f"{sums.elsewhere:,} 家企业在没有选中的宗地上也有用地，只计这几宗上的部分" if sums.elsewhere else "",
    ]  # fmt: skip
    said = "；".join(part for part in parts if part)
    return f"{said}。" if said else ""


def where_words(towns: Sequence[str]) -> str:
    """「一镇 5 宗、二镇 4 宗」, the most first."""
    counts = sorted(Counter(town or "镇街未填" for town in towns).items(), key=lambda of: (-of[1], of[0]))
    said = "、".join(f"{town} {count:,} 宗" for town, count in counts[:_TOWNS_SHOWN])
    rest = len(counts) - _TOWNS_SHOWN
    return f"{said}，另有 {rest:,} 个镇街" if rest > 0 else said


def contiguity_words(spots: Sequence[HotSpot], parcels: int, gap_m: float) -> str:
    """Whether the parcels lie together. spots: as `hot_spots` finds them among these alone, of any size."""
    drawn = sum(len(spot.rows) for spot in spots)
    undrawn = f"；{parcels - drawn:,} 宗没有图形，不知道相不相连" if drawn < parcels else ""
    rule = f"相隔不超过 {gap_m:g} 米算连片，本系统假定"
    if drawn < 2:
        return f"{'没有' if not drawn else '只有 1 宗有'}图形，看不出是不是连片。"
    if len(spots) == 1:
        return f"连成一片（{rule}）{undrawn}。"
    largest = max(spots, key=lambda spot: (len(spot.rows), spot.land_mu))
    if len(largest.rows) == 1:
        return f"互不相连，各在一处（{rule}）{undrawn}。"
    most = f"最大的一片 {len(largest.rows):,} 宗 {number(largest.land_mu, 1)} 亩"
    return f"没有连成一片：分在 {len(spots):,} 处，{most}（{rule}）{undrawn}。"


def cases_words(cases: pd.DataFrame, by_parcel: np.ndarray) -> str:
    """「整治台账 3 件：已完成 1 件、进行中 2 件；5 宗没有立案。」"""
    without = int((by_parcel == "").sum())
    if cases.empty:
        return "整治台账里没有这些宗地的案件。"
    states = cases["state"].astype(object).where(cases["state"].notna(), "状态未填")
    counts = "、".join(f"{state} {count:,} 件" for state, count in sorted(Counter(states).items()))
    named = f"（{'、'.join(cases['case_id'].astype(str))}）" if len(cases) <= _CASES_SHOWN else ""
    none = f"；{without:,} 宗没有立案" if without else ""
    return f"整治台账 {len(cases):,} 件：{counts}{named}{none}。"


def could_words(found: Redevelopment) -> str:
    """「再开发（模拟测算，非正式结果）：达到同行业的水平，一年多缴税 120–340 万元。」"""
    more, unknown = tax_range(found)
    if not more:
        return "再开发（模拟测算）：没有可比的同行企业，或缺税收，算不出。"
    rest = f"（{unknown:,} 宗没有企业、缺数据或没有可比的，未计入）" if unknown else ""
    return f"再开发（模拟测算，非正式结果）：达到同行业的水平，一年多缴税 {more} 万元{rest}。"


def card(of: Chosen) -> str:
    """The markup of the card of several parcels."""
    sums = of.sums
    low = f'<span class="badge" style="background:{LOW_COLOUR};color:#fff">低产田 {sums.low:,} 宗</span>'
    hidden = f"其中 {of.hidden:,} 宗被筛选挡住，地图上只画虚线，仍在合计里。" if of.hidden else ""
    notes = [
        hidden, contiguity_words(of.spots, sums.parcels, of.gap_m),
        cases_words(of.cases, of.by_parcel), lacking_words(sums),
    ]  # fmt: skip
    lines = "".join(f'<div class="note" style="padding-top:3px">{escape(note)}</div>' for note in notes if note)
    return (
        f'<div class="card" style="min-height:0"><div class="place">{escape(where_words(of.towns))} '
        f"{low if sums.low else ''}</div>"
        f'<div style="{_SENTENCE}">{_unbroken(sentence(sums))}</div>{lines}'
        f'<div style="padding-top:6px;font-weight:600;{_SIMULATED}">{_unbroken(could_words(of.could))}</div></div>'
    )


def _unbroken(text: str) -> str:
    """As HTML in which no number is parted from its unit, no range at its dash."""
    return escape(text).replace(" ", "&nbsp;").replace("–", "&NoBreak;–&NoBreak;")


def chosen_table(figures: pd.DataFrame, people: np.ndarray, by_parcel: np.ndarray, policy: Policy) -> Table:
    """A row a chosen parcel in the order given, with its cases; `figures`, `people` and `by_parcel` of these alone."""
    table = parcels_table(figures, people, policy, f"选中 {len(figures):,} 宗，用地大的在前。去掉勾就不选。")
    frame = table.frame.assign(cases=by_parcel)
    return replace(table, frame=frame, columns=[*table.columns, Column("cases", "整治")])


def unknown_words(ids: Sequence[str]) -> str:
    """Said of chosen parcels that the data don't have; "" for none."""
    if not ids:
        return ""
    named = "、".join(own[:_ID_SHOWN] for own in ids[:_IDS_SHOWN])
    rest = f" 等 {len(ids):,} 宗" if len(ids) > _IDS_SHOWN else ""
    return f"选中的宗地 {named}{rest}在这份数据里没有，未计入。"
