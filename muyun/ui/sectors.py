"""行业: which 评价组 and split are looked at, the sector that is open, and the cut of energy."""

from __future__ import annotations

import json

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.sectors.ends import rules_of
from muyun.explore.sectors.energy_cuts import energy_cuts
from muyun.explore.sectors.look import By, SectorLook, limit_clauses, look
from muyun.explore.sectors.sums import SMALL, Level, groups, splits
from muyun.explore.summary import sums_of
from muyun.findings import InputError
from muyun.policy.register import registered_of
from muyun.show import energy_cuts as cuts_words
from muyun.show.bars import class_bars
from muyun.show.goto import destination
from muyun.show.sector_people import ends_sentence, measures, people_table, spread_of
from muyun.show.sector_spread import spread
from muyun.show.sector_table import hidden_at_first
from muyun.show.sectors import (
    BY_SCORE,
    ORDERS,
    in_list,
    in_list_query,
    sector_name,
    sector_sentence,
)
from muyun.show.tables import Table, View
from muyun.ui import cached
from muyun.ui.choosing import one_of
from muyun.ui.results import before
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

GROUP, SPLIT, ORDER, SECTOR, MEASURE, PART, FEW = "within", "split", "order", "sector", "measure", "part", "few"
EVERY, ONE, CUTS = "全部行业", "一个行业", "用能削减"
_TO_ONE = "sectors:to-one"
_HEIGHT = 420
_FEW_AT_MOST = 100

HOW = (
    "加权平均得分：先把行业内参评企业的各项数合计，按合计之比用同样的权重和基准值计分，不是各家得分的平均；"
    "加减分和 R 不计入。",
    "全市（按区县排名的，是本区县）用同样的办法；到九位小数相等的，既不算高于也不算低于。",
    "行业按企业当年填报的 GB/T 4754 代码划分；代码位数不够的列为“代码不足”，不猜。",
    "比上年：两年各自的合计之比相比；上年没有这个行业或没有数据的空着。",
)
"""How the figures are made, for 依据."""


def chosen_look(state: State, evaluation: Evaluation) -> SectorLook | None:
    """Draws the choice of 评价组 and split; what there is to see. None: nobody is 参评."""
    held = groups(evaluation)
    if not held:
        return None
    try:
        lists = cached.sector_lists()
    except InputError as wrong:
        tell(wrong.findings)
        lists = ()
    ways = splits(evaluation.policy, lists)
    left, right = st.columns([1, 1.4], gap="medium")
    with left:
        group = one_of("评价组", held, GROUP)
    with right:
        split = one_of("按什么分行业", list(ways), SPLIT)
    return _look(state, evaluation, group, split, ways[split])


def _look(state: State, evaluation: Evaluation, group: str, split: str, by: By) -> SectorLook:
    years = range(1, max(rules_of(evaluation.policy, group, by).years, 2))
    earlier = tuple(before(state, n) for n in years)
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    codes = by if isinstance(by, Level) else json.dumps({k: list(v) for k, v in by.items()}, ensure_ascii=False)
    return _kept(key, patch, group, split, str(codes), evaluation, by, earlier)


@st.cache_resource(show_spinner="正在汇总各行业……", max_entries=12)
def _kept(
    key: cached.Key, patch: str, group: str, split: str, codes: str, _evaluation: Evaluation, _by: By,
    _earlier: tuple[Evaluation | None, ...],
) -> SectorLook:  # fmt: skip
    return look(_evaluation, group, split, _by, _earlier)


def order_and_few() -> tuple[str, int]:
    """How the sectors are ordered, and from how many enterprises on a sector isn't marked as small."""
    left, right = st.columns([1, 1.4], gap="medium", vertical_alignment="center")
    with left:
        order = one_of("排序", list(ORDERS), ORDER)
    with right, st.popover("设置"):
        few = st.number_input(
            "少于几家算企业太少（本系统假定）", 1, _FEW_AT_MOST, SMALL, key=FEW, bind="query-params",
            persist_state="session", help="文件没有写几家才够。只作标记，不改变任何数。",
        )  # fmt: skip
    return order or BY_SCORE, int(few or SMALL)


def opened(found: SectorLook) -> int | None:
    """The place of the sector that the link or a click opens; None for none."""
    names = {sector_name(sector): place for place, sector in enumerate(found.of.sectors)}
    return names.get(st.query_params.get(SECTOR, ""))


def open_clicked(clicked: str | None) -> None:
    """Opens a sector that was clicked on the picture: the URL carries it."""
    there = destination(clicked)
    if there and there[0] == "sectors":
        open_named(there[1].get("sector", ""))


def open_named(name: str) -> None:
    """Opens a sector by name and draws the page again with it."""
    if name:
        st.query_params[SECTOR] = name
        st.session_state[_TO_ONE] = True  # the choice of the part may be drawn already in this run
        st.rerun()


def _every(state: State, found: SectorLook, table: Table) -> None:
    """The table of sectors; a row opens its sector."""
    view = ui.table(table, key=f"sectors:table:{found.group}:{found.split}", pick=True, height=_HEIGHT,
                    view=View(hidden=hidden_at_first(found)))  # fmt: skip
    chosen = view.chosen
    if chosen != st.session_state.get("sectors:picked"):
        st.session_state["sectors:picked"] = chosen
        if chosen and chosen.isdigit() and int(chosen) < len(found.of.sectors):
            open_named(sector_name(found.of.sectors[int(chosen)]))
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度分行业（{found.split}）", state, key="sectors:download")
        ui.sources(clauses(state, found), state, extra=HOW)


def limits(found: SectorLook) -> None:
    """What the limit means, in the document's words, its exceptions quoted."""
    for entry in limit_clauses(found.evaluation.policy) if found.limited.any() else ():
        ui.note(f"{entry.id}：“{entry.quote}”")


def parts(state: State, found: SectorLook, table: Table, few: int) -> None:
    """The table of all sectors, the one that is open, or the cut of energy."""
    if st.session_state.pop(_TO_ONE, False):
        st.session_state[PART] = ONE
    chosen = one_of("看什么", [EVERY, ONE, CUTS], PART, EVERY if opened(found) is None else ONE)
    if chosen == CUTS:
        _cuts(state, found)
        return
    if chosen == EVERY:
        _every(state, found, table)
        return
    place = opened(found)
    if place is None:
        ui.note("点图上或表里的一个行业，这里看它的企业怎样分布、谁在前列和末位。")
        return
    _one(state, found, place, few)


def _one(state: State, found: SectorLook, place: int, few: int) -> None:
    said, second = sector_sentence(found, place, few)
    st.subheader(plain(said), anchor=False)
    ui.note(second)
    words = found.evaluation.policy.class_words
    shown = sums_of(found.evaluation, found.mask(place))
    ui.follow(ui.picture(class_bars(shown, words, lambda letter: in_list(found, place, letter)), key="sectors:classes"))
    choices = measures(found)
    with st.columns([1, 2])[0]:
        what = one_of("分布", list(choices), MEASURE)
    drawn = spread(spread_of(found, place, choices[what]))
    if drawn:
        ui.follow(ui.picture(drawn, key="sectors:spread"))
    else:
        ui.note(f"这个行业没有企业有{what}，画不出分布。请在“数据核对”补充。")
    ui.note(ends_sentence(found, place))
    table = people_table(found, place)
    name = sector_name(found.of.sectors[place])
    view = ui.table(table, key=f"sectors:people:{found.group}:{name}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, f"{state.year}年度{name}企业", state, key="sectors:people:download")
        ui.sources(clauses(state, found), state, extra=HOW)
        ui.link_to(state, "ranking", "在排名里看这个行业", **in_list_query(found, place))
        if view.chosen in table.frame.index:
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen))


def _cuts(state: State, found: SectorLook) -> None:
    evaluation = found.evaluation
    cuts = energy_cuts(evaluation, found.group)
    st.subheader(plain(cuts_words.cuts_headline(evaluation, cuts)), anchor=False)
    if not cuts:
        return
    if drawn := cuts_words.cut_bars(evaluation, cuts, found.group):
        ui.follow(ui.picture(drawn, key="sectors:cuts"))
    by_sector = cuts_words.sector_cut_table(evaluation, cuts)
    ui.table(by_sector, key=f"sectors:cuts:table:{found.group}")
    people = cuts_words.enterprise_cut_table(evaluation, cuts)
    view = ui.table(people, key=f"sectors:cuts:people:{found.group}", pick=True, height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(by_sector.exported, f"{state.year}年度重点行业用能削减", state, key="sectors:cuts:by")
        ui.download(people.exported, f"{state.year}年度企业用能削减", state, key="sectors:cuts:download")
        ui.sources(evaluation.policy.energy_cut.clause, state, extra=cuts_words.how_cut(evaluation))
        if view.chosen in people.frame.index:
            ui.link_to(state, "enterprise", "打开点选的企业", code=str(view.chosen))


def clauses(state: State, found: SectorLook) -> list[str]:
    """The clauses behind the page: those on sectors, on reports by sector, and those that the rules cite."""
    policy = found.evaluation.policy
    rules = policy.sector_rules
    cited = [*(rules.clause if rules else ()), *(policy.energy_cut.clause if policy.energy_cut else ())]
    limit = [entry.id for entry in limit_clauses(policy)]
    asked = [e.id for e in registered_of(policy.id) if e.id in ("JX-12", "JX-14", "XC-20")]
    return list(dict.fromkeys([*asked, *limit, *cited]))
