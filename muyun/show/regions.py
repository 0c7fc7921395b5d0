"""Who leads, who lags, who moved? The sentences of 区域, 记分牌, and how its values are written."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.board import Board, order_of, own_place
from muyun.explore.regions.figures import Measure, Origin
from muyun.explore.regions.ratios import REDUCTION
from muyun.explore.regions.sums import SCORE
from muyun.show.goto import goto
from muyun.show.words import MISSING, number, signed, significant
from muyun.terms import SCORE_DECIMALS, Status


class Shown(StrEnum):
    """What of an indicator is ranked and mapped."""

    VALUE = "数值"
    CHANGE = "提升"


CLAUSES = {
    "亩均税收": "JX-21", "单位能耗增加值": "JX-22", REDUCTION: "JX-23", "单位排放增加值": "JX-24",
}  # fmt: skip
"""The clause that orders a ranking of counties by an indicator of the official figures."""


def clause_of(board: Board, name: str, shown: Shown) -> str:
    """The clause that the ranking on the screen answers; "" for none of its own."""
    if shown is Shown.CHANGE:
        return "XC-30"
    county = board.now.level is AreaLevel.COUNTY
    if county and board.now.origin is Origin.OFFICIAL and name in CLAUSES:
        return CLAUSES[name]
    return "XC-03" if county else "XC-20"


def spoken(area: Area, areas: tuple[Area, ...]) -> str:
    """The name; after its county's where another place has the same name."""
    twice = sum(area.name == other.name for other in areas) > 1
    return f"{area.county}{area.name}" if twice and area.county else area.name


def value_words(measure: Measure, value: float) -> str:
    """23.42 万元/亩; a dash for missing."""
    text = significant(value * measure.factor).replace("-", "−")
    return text if text == MISSING or not measure.unit else f"{text} {measure.unit}"


def change_words(measure: Measure, change: float) -> str:
    """+3.2 %, −1.5 个百分点, +2.1 分; a dash for missing."""
    if np.isnan(change):
        return MISSING
    if not measure.by_difference:
        return f"{signed(change * 100, 1)} %"
    unit = "个百分点" if measure.unit == "%" else measure.unit
    return f"{signed(change * measure.factor)} {unit}".rstrip()


def shown_words(board: Board, name: str, shown: Shown) -> list[str]:
    """What is written beside each place: its value, or its change."""
    measure = board.measure(name)
    if shown is Shown.VALUE:
        return [value_words(measure, value) for value in board.values(name).tolist()]
    return [change_words(measure, change) for change in board.changes(name).tolist()]


def shown_values(board: Board, name: str, shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that are ranked, and their ranks."""
    if shown is Shown.VALUE:
        return board.values(name), board.ranks(name)
    return board.changes(name), board.improvement_ranks(name)


def rank_change_words(climbed: float) -> str:
    """▲2, ▼1, ＝; "" where last year's rank isn't known."""
    if np.isnan(climbed):
        return ""
    return "＝" if climbed == 0 else f"{'▲' if climbed > 0 else '▼'}{abs(int(climbed))}"


def headline(board: Board, name: str, shown: Shown) -> str:
    """「亩均税收：海宁市第一，23.4 万元/亩，是末位桐乡市（10.1）的 2.3 倍；3 个区县名次上升。」"""
    values, own_ranks = shown_values(board, name, shown)
    what = board.measure(name).label + ("提升" if shown is Shown.CHANGE else "")
    held = np.flatnonzero(~np.isnan(values))
    if not len(held):
        why = "没有另一年的数可比" if shown is Shown.CHANGE else "没有数"
        return f"{what}：{board.now.level}{why}。"
    words = shown_words(board, name, shown)
    order = order_of(board, own_ranks)[: len(held)]
    firsts, lasts = _ends(board, order, own_ranks)
    if len(held) == 1 or own_ranks[order[0]] == own_ranks[order[-1]]:
        return f"{what}：{firsts}，{words[order[0]]}，{'没有别的可比' if len(held) == 1 else '都一样'}。"
    said = f"{what}：{firsts}第一，{words[order[0]]}，{_against(board, name, shown, order, lasts, words)}"
    moved = _improved(board, name) if shown is Shown.CHANGE else _moved(board, name)
    return f"{said}{moved}。"


def _ends(board: Board, order: np.ndarray, own_ranks: np.ndarray) -> tuple[str, str]:
    """Who is first and who last, ties together."""
    ends = []
    for end in (order[0], order[-1]):
        level = [spoken(board.areas[p], board.areas) for p in order if own_ranks[p] == own_ranks[end]]
        more = f"等 {len(level)} 个并列" if len(level) > 2 else "并列" if level[1:] else ""
        ends.append("、".join(level[:2]) + more)
    return ends[0], ends[1]


def _against(board: Board, name: str, shown: Shown, order: np.ndarray, lasts: str, words: list[str]) -> str:
    values, measure = shown_values(board, name, shown)[0], board.measure(name)
    first, last = float(values[order[0]]), float(values[order[-1]])
    if shown is Shown.CHANGE or measure.by_difference or min(first, last) <= 0:
        return f"{lasts}末位，{words[order[-1]]}"
    times = number(max(first, last) / min(first, last), 1)
    bare = words[order[-1]].removesuffix(f" {measure.unit}")
    if measure.lower_is_better:
        return f"末位{lasts}（{bare}）是它的 {times} 倍"
    return f"是末位{lasts}（{bare}）的 {times} 倍"


def _moved(board: Board, name: str) -> str:
    climbed = board.climbed(name)
    if np.isnan(climbed).all():
        return ""
    up, down = int((climbed > 0).sum()), int((climbed < 0).sum())
    if not up and not down:
        return f"；名次都与 {board.before.year} 年度一样"  # in a scenario 没有变 would be heard as of its weights
    return f"；{up} 个{board.now.level}名次上升" if up else f"；{down} 个{board.now.level}名次下降"


def _improved(board: Board, name: str) -> str:
    """How many are better and how many worse than in the other year."""
    better = np.round(board.changes(name), SCORE_DECIMALS) * (-1 if board.measure(name).lower_is_better else 1)
    up, down = int((better > 0).sum()), int((better < 0).sum())
    return f"；{up} 个{board.now.level}提升，{down} 个下降"


def second_line(board: Board, pool: str, shown: Shown, small: int) -> str:
    """Whose figures these are, of how many places, against which year, and who isn't in them."""
    now, level = board.now, board.now.level
    whose = f"{pool}参评企业合计" if now.origin is Origin.ENTERPRISES else f"“{_table(level)}”表的公布数"
    parts = [f"{now.year} 年度{whose}，{len(now.areas):,} 个{level}"]
    if board.before is not None:
        parts.append(f"{'名次' if shown is Shown.VALUE else ''}与 {board.before.year} 年度比")
    if now.units is not None and (few := int((now.units < small).sum())):
        parts.append(f"不足 {small} 家的 {few} 个已标出")
    if now.outside:
        parts.append(f"没有填{level}的 {now.outside:,} 家不在内")
    return "；".join(parts)


def _table(level: AreaLevel) -> str:
    return "园区" if level is AreaLevel.PARK else "区域"


def own_position(board: Board, name: str, region: str) -> str:
    """Where the policy's own region stands among the counties of its city, or what is missing to say it (XC-03)."""
    if board.now.level is not AreaLevel.COUNTY or board.now.origin is not Origin.OFFICIAL:
        return ""
    place, label = own_place(board.areas, region), board.measure(name).label
    ask = "请在“区域”表补充同一上级各县（市、区）的公布数。"
    if place is None:
        return f"“区域”表里没有{region}自己的行，看不出它在全市的位置。{ask}"
    ranks, own = board.ranks(name), spoken(board.areas[place], board.areas)
    if len(board.areas) == 1:
        return f"“区域”表里只有{own}自己，看不出它在全市的位置。{ask}"
    if np.isnan(ranks[place]):
        return f"{own}没有{label}，看不出它在全市的位置。"
    counted = int((~np.isnan(ranks)).sum())
    if counted == 1:
        return f"只有{own}有{label}，看不出它在全市的位置。{ask}"
    return f"{own}的{label}在全市 {counted} 个县（市、区）里列第 {int(ranks[place])}。"


def whole_word(board: Board) -> str:
    """What places are held against: every 参评 enterprise, those without a place too, or the listed places together."""
    return "全部参评" if board.now.origin is Origin.ENTERPRISES else "合计"


def tilt_words(board: Board, name: str) -> str:
    """Who is above and who below the counties together, for 倾斜 and 削减 (JX-22), or why that can't be told."""
    standing = board.standing(name)
    if np.isnan(standing).all():
        return "各地都是公布值，没有合计作界线，这里不分倾斜和削减。" if board.now.published.any() else ""
    placed = list(zip(board.areas, standing.tolist(), strict=True))
    groups = [[spoken(area, board.areas) for area, stands in placed if stands == way] for way in (1, -1)]
    whole = value_words(board.measure(name), board.now.whole[board.now.column(name)])
    above, below = ("、".join(names) or "无" for names in groups)
    return f"高于合计（{whole}）的给予倾斜：{above}；低于的给予削减：{below}。以合计为界是本系统假定，文件没有写界线。"


def yardsticks_words(board: Board, name: str) -> str:
    """That scores of several 评价组 can't be compared, where each county is scored by its own benchmarks; else ""."""
    if name != SCORE or not np.isnan(board.now.whole[board.now.column(name)]):
        return ""
    return "政策按区县分组评价：各区县按自己的基准值计分，不同区县的加权平均得分不能比高低，请看各项指标。"


def area_sentence(board: Board, name: str, place: int) -> str:
    """「海宁市：亩均税收 23.4 万元/亩，第 1（共 7），比 2021 年度 +3.2 %，名次 ▲2。」"""
    measure, area = board.measure(name), board.areas[place]
    ranks = board.ranks(name)
    if np.isnan(ranks[place]):
        return f"{spoken(area, board.areas)}：没有{measure.label}，不排名。"
    parts = [f"{measure.label} {value_words(measure, board.values(name)[place])}",
             f"第 {int(ranks[place])}（共 {int((~np.isnan(ranks)).sum())}）"]  # fmt: skip
    change = board.changes(name)[place]
    if board.before is not None and not np.isnan(change):
        moved = rank_change_words(board.climbed(name)[place])
        parts.append(f"比 {board.before.year} 年度 {change_words(measure, change)}")
        parts += [f"名次 {moved}"] if moved else []
    return f"{spoken(area, board.areas)}：{'，'.join(parts)}。"


def lacking(board: Board) -> str:
    """Which of the ordered indicators the official figures don't give, and what to upload; "" for none."""
    if board.now.level is not AreaLevel.COUNTY or board.now.origin is not Origin.OFFICIAL:
        return ""
    held = {measure.name for measure in board.now.measures}
    absent = [name for name in CLAUSES if name not in held]
    if not absent:
        return ""
    years = f"（降低率要 {board.now.year - 1}、{board.now.year} 两个年度）" if REDUCTION in absent else ""
    return f"“区域”表的数算不出{'、'.join(absent)}，请补充分子和分母{years}，或加一列公布的指标。"


def opening(area: Area) -> str:
    """The data-go that opens a place on this page."""
    return goto("regions", area=area.key)


def in_list_query(level: AreaLevel, area: Area, pool: str) -> dict[str, str]:
    """The query of 排名 for the 参评 enterprises of a place."""
    return {"pool": pool, "county": area.county, level.column: area.name, "status": str(Status.EVALUATED)}


def is_small(board: Board, small: int) -> np.ndarray:
    """Mask of the places of too few enterprises; none by official figures."""
    if board.now.units is None:
        return np.zeros(len(board.areas), dtype=bool)
    return board.now.units < small
