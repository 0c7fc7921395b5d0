"""区域, 记分牌: which counties, towns and parks lead or lag, on which indicator, and who moved?"""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.data.outlines import Outlines
from muyun.evaluate import Evaluation
from muyun.explore.regions.board import enterprises_of
from muyun.explore.regions.figures import Origin
from muyun.explore.regions.sums import members
from muyun.explore.summary import sums_of
from muyun.findings import InputError
from muyun.policy.register import registered_of
from muyun.show.bars import class_bars
from muyun.show.goto import destination, goto
from muyun.show.outline_paths import Drawn
from muyun.show.region_map import RegionMap, drawn_map, picture, region_map
from muyun.show.region_pairs import left_out, two_sources, two_years
from muyun.show.region_table import hidden_at_first, region_table
from muyun.show.regions import (
    area_sentence,
    clause_of,
    headline,
    in_list_query,
    lacking,
    own_position,
    second_line,
    tilt_words,
    yardsticks_words,
)
from muyun.show.tables import View
from muyun.ui import cached, region_alone
from muyun.ui.choosing import choose_next, one_of
from muyun.ui.region_asked import Asked, asked, nobody_in
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

SCOREBOARD = "记分牌"
"""What this view is called."""

AREA, PART = "area", "area_part"
TABLE, YEARS, SOURCES, ONE = "全部", "两年对比", "两个来源", "一个地方"
_HEIGHT = 420
_NAMED = 5
_ASKED = ("JX-21", "JX-22", "JX-23", "JX-24", "JX-31", "XC-03", "XC-20", "XC-30")
"""The clauses that this view answers, of whichever document."""

HOW = (
    "企业合计：当地参评企业的各项数先合计再相除；加权平均得分按合计之比用企业的权重和基准值计分，加减分和 R 不计入。",
    "公布数：“区域”“园区”表的分子 ÷ 分母；只上报了比值的，照样展示、排名并标公布值，不并入合计。",
    "企业合计和公布数口径不同，两个来源分开列，不合在一个数里。",
    "单位GDP碳排放降低率 = 1 − 今年的碳排放 ÷ 地区生产总值 ÷（上年的碳排放 ÷ 上年的地区生产总值）。",
    "名次：到九位小数相等的同名次，下一名跳过；没有数的不排。提升：指标按增长率，降低率和得分按差。",
    "政策自己评价这类地方的（“综合评价”），公布数用它的算式；没有的，单位能耗增加值、单位排放增加值的分子用规上工业增加值"
    "（本系统假定）。区县公布数的比较范围是同一上级的县（市、区）。",
)
"""How the figures are made, for 依据."""


def scoreboard(state: State) -> None:
    """The whole view."""
    evaluation = region_alone.evaluation(state)
    title = st.container()
    found = asked(state, evaluation)
    with title:
        _headline(state, found)
    if not found.measure:
        _nothing(state, evaluation, found)
        return
    opened, mapped = _opened(found), _mapped(found, _outlines(state))
    drawn = picture(found.board, found.measure, found.shown, found.few, opened, mapped)
    _open_clicked(ui.picture(drawn, key="regions:board"))
    for line in _remarks(state, found, mapped):
        ui.note(line)
    _parts(state, evaluation, found, opened)


def _headline(state: State, found: Asked) -> None:
    before = "模拟方案下，" if state.is_scenario and found.board.now.origin is Origin.ENTERPRISES else ""
    if found.measure:
        said = headline(found.board, found.measure, found.shown)
        ui.headline(before + said, second_line(found.board, found.pool, found.shown, found.few))
    else:
        ui.headline(f"{before}{state.year} 年度没有可以比较的{found.board.now.level}。")


def _nothing(state: State, evaluation: Evaluation | None, found: Asked) -> None:
    """Why there is nothing, and what to do."""
    level, own = found.board.now.level, found.board.now.origin is Origin.ENTERPRISES
    table = "园区" if level == "园区" else "区域"
    if own:
        why = f"{nobody_in(evaluation, level)}公布数可以换上面的来源看。"
    else:
        rows = "" if table == "园区" else f"级别为“{'县' if level == '区县' else level}”的行，填"
        why = f"“{table}”表没有 {state.year} 年度的{rows}用地、税收、增加值等。请在“数据核对”补充上传。"
        why += "企业合计可以换上面的来源看。" if evaluation is not None else ""
    ui.empty(why, go_to="data")
    ui.sources(clauses(state, ""), state, extra=HOW)


def _outlines(state: State) -> Outlines | None:
    """The office's map; the sample's invented one never stands under real figures."""
    try:
        held = cached.outlines()
    except InputError as wrong:
        tell(wrong.findings)
        return None
    return held if held and (state.dataset.synthetic or not held.invented) else None


def _mapped(found: Asked, outlines: Outlines | None) -> tuple[RegionMap, Drawn] | None:
    where = region_map(found.board.areas, found.board.now.level, outlines, found.county)
    if where is None or outlines is None:
        return None
    names = tuple((outline.level, outline.parent, outline.name) for outline in where.outlines)
    return where, _lines(outlines.digest, names, where)


@st.cache_resource(show_spinner=False, max_entries=16)
def _lines(digest: str, names: tuple[tuple[str, str, str], ...], _where: RegionMap) -> Drawn:
    return drawn_map(_where)


def _remarks(state: State, found: Asked, mapped: tuple[RegionMap, Drawn] | None) -> list[str]:
    """The clause that the ranking answers, what follows from it, and what the map lacks."""
    quotes = {entry.id: entry.quote for entry in registered_of(state.official.id)}
    clause = clause_of(found.board, found.measure, found.shown)
    lines = [f"{clause}：“{quotes[clause]}”"] if clause in quotes else []
    if clause == "JX-22" and clause in quotes:
        lines.append(tilt_words(found.board, found.measure))
    if "XC-03" in quotes:
        lines.append(own_position(found.board, found.measure, state.official.region))
    if "JX-21" in quotes:
        lines.append(lacking(found.board))
    if not found.county:
        lines.append(yardsticks_words(found.board, found.measure))
    return [line for line in [*lines, _of_map(state, found, mapped)] if line]


def _of_map(state: State, found: Asked, mapped: tuple[RegionMap, Drawn] | None) -> str:
    if mapped is not None:
        names = mapped[0].unmatched
        more = f"等 {len(names):,} 个" if len(names) > _NAMED else ""
        return f"地图里没有{'、'.join(names[:_NAMED])}{more}：名称要与“区划.geojson”里的一致。" if names else ""
    if found.board.now.level == "园区":
        return ""
    return (
        f"没有{found.board.now.level}的轮廓，所以不画地图。请把本地的“区划.geojson”（面，属性有“名称”和“级别”：县或镇街，"
        "CGCS2000 经纬度）放到数据文件夹（一般是亩云文件夹下的 var）。"
    )


def _opened(found: Asked) -> int | None:
    """The position of the place that the link or a click opens; None for none."""
    keys = {area.key: place for place, area in enumerate(found.board.areas)}
    return keys.get(st.query_params.get(AREA, ""))


def _open_clicked(clicked: str | None) -> None:
    there = destination(clicked)
    if there and there[0] == "regions":
        open_place(there[1].get(AREA, ""))


def open_place(key: str) -> None:
    """Opens a place by its key and draws the page again with it."""
    if key:
        st.query_params[AREA] = key
        choose_next(PART, ONE)
        st.rerun()


def _parts(state: State, evaluation: Evaluation | None, found: Asked, opened: int | None) -> None:
    """The table of all, the two figures of each side by side, or the place that is open."""
    chosen = one_of("看什么", [TABLE, YEARS, SOURCES, ONE], PART, TABLE if opened is None else ONE)
    board = found.board
    if chosen == TABLE:
        _table(state, found)
    elif chosen == ONE:
        _one(state, evaluation, found, opened)
    elif drawn := two_years(board, found.measure) if chosen == YEARS else two_sources(board, found.measure):
        _open_clicked(ui.picture(drawn, key=f"regions:{chosen}"))
        if rest := left_out(len(board.areas)):
            ui.note(rest)
    else:
        why = "没有另一年的数可比，请在“设置”里选年度，或补充那一年的数。"
        ui.note(why if chosen == YEARS else "另一个来源没有同名的指标，或没有这些地方的数。")


def _table(state: State, found: Asked) -> None:
    board = found.board
    table = region_table(board, state.policy, found.measure, found.shown, found.few)
    key = f"regions:table:{board.now.level}:{board.now.origin}:{found.measure}"
    view = ui.table(table, key=key, pick=True, height=_HEIGHT, view=View(hidden=hidden_at_first(board, found.measure)))
    if view.chosen != st.session_state.get("regions:picked"):
        st.session_state["regions:picked"] = view.chosen
        if view.chosen and view.chosen.isdigit() and int(view.chosen) < len(board.areas):
            open_place(board.areas[int(view.chosen)].key)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{state.year}年度{board.now.level}{board.now.origin}"
        ui.download(table.exported, name, state, key="regions:download")
        ui.sources(clauses(state, clause_of(board, found.measure, found.shown)), state, extra=HOW)


def _one(state: State, evaluation: Evaluation | None, found: Asked, place: int | None) -> None:
    """The place that is open: its rank, what its classes hold, and the way to its enterprises."""
    if place is None:
        ui.note("点地图、图上或表里的一个地方，这里看它的名次、等级构成和企业。")
        return
    board = found.board
    st.subheader(plain(area_sentence(board, found.measure, place)), anchor=False)
    area = enterprises_of(board, place)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.sources(clauses(state, clause_of(board, found.measure, found.shown)), state, extra=HOW)
        if area is not None:
            query = in_list_query(board.now.level, area, found.pool)
            ui.link_to(state, "ranking", "在排名里看这里的企业", **query)
    if area is None or evaluation is None:
        ui.note("这里没有参评企业，或企业表里写的名称不同。")
        return
    mask = members(evaluation, found.pool, board.now.level, area)
    ui.note(f"{found.pool}参评 {int(mask.sum()):,} 家，按等级：")
    drawn = class_bars(sums_of(evaluation, mask), evaluation.policy.class_words,
                       lambda letter: goto("ranking", **query, **{"class": letter}))  # fmt: skip
    ui.follow(ui.picture(drawn, key="regions:classes"))


def clauses(state: State, first: str) -> list[str]:
    """The clauses of the state's document that the view answers, the one on the screen first."""
    held = {entry.id for entry in registered_of(state.official.id)}
    return [clause for clause in dict.fromkeys([first, *_ASKED]) if clause in held]
