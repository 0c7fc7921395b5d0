"""Which towns and parks have had enough of their industrial land evaluated? The sentence, bars with the line, table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.explore.regions.areas import Area, AreaLevel
from muyun.land.coverage import CoverageOf, Covered, LandSource
from muyun.show.drawn_text import cut
from muyun.show.goto import goto
from muyun.show.tables import Column, Table
from muyun.show.words import fixed, number, percent, significant
from muyun.terms import Status

WIDTH, SHOWN = 1200, 24
_NAME = 14
"""Characters of a name that have room."""
_TOP, _ROW, _LEFT, _ROOM, _FONT = 66, 30, 250, 560, 16
_REACHED, _SHORT, _UNKNOWN = "#0072B2", "#D55E00", "#9AA0A6"

HOW = (
    "覆盖率 = 已评价的工业用地 ÷ 工业用地；正好在线上算达到，按九位小数比较。",
    "已评价的工业用地：参评的工业企业的用地之和；共用宗地合并评价的只计一次，归最小宗地代码所在的镇街、园区。",
    "工业用地：镇街用“区域”表这一年填的工业用地面积；没有填的，和园区一样，用“宗地”表用途为工业的登记面积之和，"
    "没有登记面积的用图形面积。来源逐行写明，两个来源不相加。",
    "超过 100 % 的照算照写，不截到 100 %。",
)
"""How the figures are made, for 依据."""


def whole_share(of: CoverageOf) -> float:
    """The coverage of all places that have one, a ratio of sums; NaN where none has."""
    known = [c for c in of.places if not np.isnan(c.share)]
    land = sum(c.industrial_mu for c in known)
    return sum(c.evaluated_mu for c in known) / land if land > 0 else float("nan")


def headline(of: CoverageOf) -> tuple[str, str]:
    """「2022 年度 64 个镇街里 46 个工业用地评价覆盖面达到 70 %，18 个没有达到。」, and the whole, the lowest."""
    line, what = percent(of.rule.at_least, 2), str(of.level)
    known = [c for c in of.places if c.reached is not None]
    if not known:
        return f"{of.year} 年度还算不出{what}的工业用地评价覆盖面。", "缺工业用地面积，补充的办法见下表。"
    reached = sum(bool(c.reached) for c in known)
    unknown = len(of.places) - len(known)
    rest = f"，另有 {unknown} 个算不出" if unknown else ""
    said = f"{of.year} 年度 {len(known)} 个{what}的工业用地评价覆盖面都达到 {line}{rest}。"
    if reached < len(known):
        said = (
            f"{of.year} 年度 {len(known)} 个{what}里 {reached} 个工业用地评价覆盖面达到 {line}，"
            f"{len(known) - reached} 个没有达到{rest}。"
        )
    lowest = min(range(len(of.places)), key=lambda i: (np.nan_to_num(of.places[i].share, nan=np.inf), i))
    second = f"合计覆盖 {percent(whole_share(of))}；最低的是{of.names[lowest]}，{percent(of.places[lowest].share)}"
    over = sum(c.share > 1 for c in known)
    second += f"；{over} 个超过 100 %，两边口径不同" if over else ""
    outside = f"；没有填{what}的参评工业企业 {of.unplaced:,} 家、{number(of.unplaced_mu, 1)} 亩没有计入"
    return said, second + (outside if of.unplaced else "")


def ordered(of: CoverageOf) -> list[int]:
    """Places from the lowest coverage up, those without one last."""
    keys = [(np.isnan(c.share), np.nan_to_num(c.share), c.place) for c in of.places]
    return sorted(range(len(keys)), key=keys.__getitem__)


def query_of(place: Area, level: AreaLevel) -> dict[str, str]:
    """The 参评 enterprises behind a county, town or park, as the query of a link to 排名; "" asks for nothing."""
    return {"county": place.county, level.column: place.name, "status": str(Status.EVALUATED)}


def coverage_bars(of: CoverageOf) -> str:
    """The places with the lowest coverage, a bar each against the line; "" where none has one.

    SVG; a click lists the enterprises in 排名.
    """
    shown = [place for place in ordered(of) if not np.isnan(of.places[place].share)][:SHOWN]
    if not shown:
        return ""
    most = max(1.0, *(of.places[place].share for place in shown))
    height = _TOP + _ROW * len(shown) + 8
    x = _LEFT + _ROOM * of.rule.at_least / most
    rows = [_bar(of, place, _TOP + _ROW * i, most) for i, place in enumerate(shown)]
    line = (
        f'<line class="ink" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height - 4}" stroke-width="2" '
        f'stroke-dasharray="5 4"/><text x="{x:.1f}" y="{_TOP - 14}" text-anchor="middle" font-weight="600">'
        f"{escape(percent(of.rule.at_least, 2))} 线</text>"
    )
    title = _finding(of)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}">'
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(title)}</text>'
        f'<text x="{_LEFT + _ROOM + 24}" y="{_TOP - 14}" class="quiet">覆盖率，已评价 ÷ 工业用地（亩）</text>'
        f'{"".join(rows)}{line}</svg>'
    )


def _finding(of: CoverageOf) -> str:
    short = [place for place in ordered(of) if of.places[place].reached is False]
    if not short:
        return f"算得出的{of.level}都达到 {percent(of.rule.at_least, 2)}"
    lacking = sum(lacking_mu(of, of.places[place]) for place in short)
    return f"没有达到的 {len(short)} 个{of.level}还要评价 {significant(lacking)} 亩才都到线"


def lacking_mu(of: CoverageOf, covered: Covered) -> float:
    """How much more is to be evaluated to reach the line; 0 at or over it, NaN where that isn't known."""
    if covered.reached is None:
        return float("nan")
    return 0.0 if covered.reached else of.rule.at_least * covered.industrial_mu - covered.evaluated_mu


def left_out(of: CoverageOf) -> str:
    """How many places the picture leaves out; "" for none."""
    known = sum(not np.isnan(c.share) for c in of.places)
    return f"图上是覆盖率最低的 {SHOWN} 个，其余 {known - SHOWN:,} 个见下表。" if known > SHOWN else ""


def _bar(of: CoverageOf, place: int, y: float, most: float) -> str:
    covered, name = of.places[place], of.names[place]
    colour, word = (_REACHED, "达到") if covered.reached else (_SHORT, "未达到")
    land = f"{significant(covered.evaluated_mu)} ÷ {significant(covered.industrial_mu)}"
    said = f"{fixed(covered.share * 100, 1)} % {word}，{land}"
    told = escape(f"{name}：{said} 亩，工业用地来自{covered.source}。点开看参评企业。")
    return (
        f'<g data-go="{goto("ranking", **query_of(covered.place, of.level))}"><title>{told}</title>'
        f'<rect x="0" y="{y}" width="{WIDTH}" height="{_ROW}" fill="transparent"/>'
        f'<text x="0" y="{y + 20}" style="font-size:{_FONT}px">{escape(cut(name, _NAME))}</text>'
        f'<rect x="{_LEFT}" y="{y + 4}" width="{_ROOM * covered.share / most:.1f}" height="{_ROW - 9}" fill="{colour}" '
        f'fill-opacity="{1 if covered.reached else 0.85}"/>'
        f'<text x="{_LEFT + _ROOM + 24}" y="{y + 20}" style="font-size:{_FONT}px">{escape(said)}</text></g>'
    )



def coverage_table(of: CoverageOf) -> Table:
    """A row a place, the lowest first; row ids are positions of the places."""
    order = ordered(of)
    places = [of.places[i] for i in order]
    frame = pd.DataFrame({
        "name": [of.names[i] for i in order], "county": [c.place.county for c in places],
        "share": [c.share * 100 for c in places], "reached": [_word(c.reached) for c in places],
        "evaluated": [c.evaluated_mu for c in places], "units": [c.units for c in places],
        "industrial": [c.industrial_mu for c in places], "source": [str(c.source) for c in places],
        "lacking": [lacking_mu(of, c) for c in places], "note": [_note(c) for c in places],
    }, pd.Index(list(map(str, order))))  # fmt: skip
    line = percent(of.rule.at_least, 2)
    columns = [
        Column("name", str(of.level)), Column("county", "区县"), Column("share", "覆盖率", "number", "%", 2),
        Column("reached", f"达到 {line}"), Column("evaluated", "已评价", "number", "亩", 2),
        Column("units", "参评", "number", "家", 0, "工业的评价单元，合并评价的算一个。"),
        Column("industrial", "工业用地", "number", "亩", 2), Column("source", "工业用地来自"),
        Column("lacking", "还差", "number", "亩", 2, f"再评价多少亩才到 {line}。"),
        Column("note", "说明", "wrap"),
    ]  # fmt: skip
    if len({c.place.county for c in places}) < 2:
        columns = [c for c in columns if c.key != "county"]
    return Table(frame, columns, "覆盖率低的在前；点一行看这里的参评企业。", empty="没有参评的工业企业和工业用地。")


def _word(reached: bool | None) -> str:
    return {True: "达到", False: "未达到", None: ""}[reached]


def _note(covered: Covered) -> str:
    parts = [covered.reason] if covered.reason else []
    if covered.source is LandSource.PARCELS and covered.unmeasured:
        parts.append(f"{covered.parcels:,} 宗工业用地里 {covered.unmeasured:,} 宗没有面积，未计入，覆盖率偏高。")
    if covered.share > 1:
        parts.append("超过 100 %：两个数的口径不同，请核对。")
    return "".join(parts)


def assumed_lines(of: CoverageOf) -> Sequence[str]:
    """What of the line is 本系统假定."""
    return [f"本系统假定：{of.rule.assumed}"] if of.rule.assumed else []
