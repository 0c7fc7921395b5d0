"""Which sectors lift and which drag? The sentence of 行业, its table, and what is said of one sector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from muyun.explore.sectors.look import SectorLook
from muyun.explore.sectors.sums import Level, Sector
from muyun.show.divisions import DIVISIONS, code_words
from muyun.show.goto import goto
from muyun.show.selection import label_of
from muyun.show.words import number, percent, signed
from muyun.terms import Status

BY_SCORE, BY_LAND, BY_UNITS, BY_GROWTH = "得分", "用地", "家数", "增长"
ORDERS = (BY_SCORE, BY_LAND, BY_UNITS, BY_GROWTH)


def sector_name(sector: Sector) -> str:
    """「17 纺织业」, 「1713（纺织业）」, 「印染」."""
    return code_words(sector.key) if sector.key == sector.codes[0] else sector.key


def spoken_name(sector: Sector) -> str:
    """The name as it stands in a sentence: 纺织业 without its digits; 1713（纺织业）, 印染 as they are."""
    return DIVISIONS.get(sector.key, sector_name(sector))


def whole_word(group: str) -> str:
    """What a sector is held against: 全市, or the county that is ranked by itself."""
    return group.partition("/")[2] or "全市"


def in_list(look: SectorLook, place: int, letter: str = "") -> str:
    """The data-go of the enterprises behind a sector, of one class: 排名, filtered."""
    codes = "、".join(look.of.sectors[place].codes)
    query = {"class": letter}
    return goto("ranking", pool=look.group, sector=codes, status=str(Status.EVALUATED), **query)


def in_list_query(look: SectorLook, place: int) -> dict[str, str]:
    """The same as the query of a link."""
    codes = "、".join(look.of.sectors[place].codes)
    return {"pool": look.group, "sector": codes, "status": str(Status.EVALUATED)}


def indicators(look: SectorLook) -> list[str]:
    """The indicators of the pool, in its order."""
    return list(look.evaluation.policy.pools[look.group.partition("/")[0]].weights)


def main_indicator(look: SectorLook) -> int:
    """The indicator that the growth is told of: the first of the pool's."""
    return look.found.indicators.names.index(indicators(look)[0])


def order_of(look: SectorLook, by: str) -> np.ndarray:
    """Places of the sectors, the most first; missing last, then by key."""
    values: dict[str, Callable[[], np.ndarray]] = {
        BY_SCORE: lambda: look.found.scores[:-1], BY_LAND: lambda: look.found.land_mu[:-1],
        BY_UNITS: lambda: look.sizes.astype(float), BY_GROWTH: lambda: look.grown[:-1, main_indicator(look)],
    }  # fmt: skip
    return np.lexsort((np.arange(len(look.of.sectors)), -np.round(values[by](), 9)))


def headline(look: SectorLook, small: int) -> tuple[str, str]:
    """「2022 年度规上工业 24 个行业，8 个高于全市的 62.31 分，16 个低于，占参评用地 55.3 %。」, and what to know."""
    found, count = look.found, len(look.of.sectors)
    of = f"{look.evaluation.year} 年度{look.group.replace('/', '')}"
    if not count:
        return f"{of}没有企业在“{look.split}”的行业里。", _left_out(look)
    above, below = int((found.standing[:-1] > 0).sum()), int((found.standing[:-1] < 0).sum())
    score, whole = number(found.whole_score), whole_word(look.group)
    listed = is_partition(look)
    land = np.nansum(found.land_mu[:-1][found.standing[:-1] < 0]) / found.land_mu[-1] if below else 0.0
    share = f"，占参评用地 {percent(land)}" if below and listed else ""
    level = count - above - below
    equal = f"，{level} 个相等" if level else ""
    said = f"{of} {count:,} 个行业，{above:,} 个高于{whole}的 {score} 分，{below:,} 个低于{share}{equal}。"
    return said, _second(look, small)


def is_partition(look: SectorLook) -> bool:
    """Whether the split is one of the standard's levels, so that no enterprise is in two sectors."""
    return look.split in {str(level) for level in Level}


def _second(look: SectorLook, small: int) -> str:
    order = order_of(look, BY_SCORE)
    first, last = (look.of.sectors[place] for place in (order[0], order[-1]))
    scores = look.found.scores
    parts = [f"{spoken_name(first)}最高，{number(scores[order[0]])} 分"]
    if len(order) > 1:
        parts[0] += f"，{spoken_name(last)}最低，{number(scores[order[-1]])} 分"
    if look.limited.any():
        parts.append(f"低于{whole_word(look.group)}的 {int(look.limited.sum())} 个行业，企业原则上不得新增产能")
    few = int((look.sizes < small).sum())
    if few:
        parts.append(f"不足 {small} 家的 {few} 个行业已标出")
    return "；".join([*parts, *([rest] if (rest := _left_out(look)) else [])])


def _left_out(look: SectorLook) -> str:
    """Who is in none of the sectors, and why."""
    parts = []
    if len(look.of.short):
        parts.append(f"代码不足、分不到{look.split}的 {len(look.of.short):,} 家")
    if look.of.outside:
        why = "没有行业代码的" if is_partition(look) else "不在名单里或没有行业代码的"
        parts.append(f"{why} {look.of.outside:,} 家")
    return "，".join(parts)


def sector_sentence(look: SectorLook, place: int, small: int) -> tuple[str, str]:
    """「17 纺织业 12 家，加权平均得分 57.1 分，比全市低 5.2 分。」, and what follows from it."""
    found, whole = look.found, whole_word(look.group)
    gap = found.scores[place] - found.whole_score
    held = {1: f"比{whole}高 {number(abs(gap))} 分", -1: f"比{whole}低 {number(abs(gap))} 分", 0: f"与{whole}相等"}
    name, size = sector_name(look.of.sectors[place]), int(look.sizes[place])
    said = f"{name} {size:,} 家，加权平均得分 {number(found.scores[place])} 分，{held[int(found.standing[place])]}。"
    label = label_of(look.evaluation, look.found.indicators.names[main_indicator(look)])
    grown = look.grown[place, main_indicator(look)]
    parts = [f"用地 {number(found.land_mu[place], 1)} 亩"]
    known = not np.isnan(grown)
    parts.append(f"{label}比上年 {signed(grown * 100, 1)} %" if known else f"{label}没有上年可比")
    if size == 1:
        parts.append("只有 1 家，不同自己排位")
    elif size < small:
        parts.append(f"不足 {small} 家，得分由一两家决定")
    return said, "；".join(parts)
