"""区域, 资源分配: who would get how much of a pool in proportion to an indicator (JX-21…24, XA-19)? A simulation."""

from __future__ import annotations

import numpy as np
import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.regions.allocate import MOST, Bound, Infeasible, bounds_of
from muyun.explore.regions.allocation_basis import (
    Question,
    Resource,
    Simulation,
    Sized,
    enterprise_base,
    offered,
    official_base,
    simulate,
)
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.figures import Origin, RegionFigures, official_figures
from muyun.explore.regions.localities import shown_names
from muyun.explore.regions.sums import pools
from muyun.policy.register import registered_of
from muyun.show import allocation as show
from muyun.ui import cached, region_alone
from muyun.ui.choosing import county_among, one_of
from muyun.ui.region_asked import nobody_in, source_of, sums
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.widgets import Export, bands, offer, origin

RESOURCE, LEVEL, SOURCE, COUNTY, POOL = "give", "give_level", "give_source", "give_in", "give_pool"
MEASURE, SIZED, AMOUNT = "give_by", "give_sized", "give_amount"
LEAST, MOST_EACH, UNIT, OWN = "give_least", "give_most", "give_unit", "give_bounds"
AMOUNTS, SHARES = "数量", "占总量 %"
CLAUSES = {
    Resource.LAND: ("JX-21", "XA-19"), Resource.ENERGY: ("JX-22",), Resource.EMISSION: ("JX-24", "JX-23"),
}  # fmt: skip
"""Whose words each pool answers, of whichever document."""
_POOLS = {Resource.LAND: 100.0, Resource.ENERGY: 10_000.0, Resource.EMISSION: 100.0}
_LONGEST = 400
_HEIGHT = 420


def allocation(state: State) -> None:
    """The whole view."""
    title = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        resource = Resource(one_of("分什么", [str(each) for each in Resource], RESOURCE))
        level = AreaLevel(one_of("分给谁", [str(each) for each in AreaLevel], LEVEL))
        evaluation = region_alone.evaluation(state)
        source = source_of(evaluation, SOURCE)
        own = evaluation if source is Origin.ENTERPRISES else None
        pool = "" if own is None else _pool(own)
    figures, base = _figures(state, own, level, pool, resource)
    county = county_among((area.county for area in figures.areas), COUNTY)
    base = base[[not county or area.county == county for area in figures.areas]]
    figures = figures.of_county(county)
    if not figures.areas or not offered(figures):
        with title:
            ui.headline(f"模拟：{state.year} 年度没有可以按它分配的{level}指标。")
        _nothing(state, evaluation, level, source)
        return
    question = _question(figures, resource)
    try:
        found = simulate(question, figures, base)
    except Infeasible as why:
        with title:
            ui.headline("模拟：这样的设置分不出来。", str(why))
        _sources(state, [])
        return
    with title:
        said, second = show.headline(found)
        ui.headline(("模拟方案下，" if state.is_scenario and source is Origin.ENTERPRISES else "") + said, second)
    ui.follow(ui.picture(show.allocation_bars(found), key="allocation:bars"))
    if rest := show.more_words(found):
        ui.note(rest)
    for line in _quoted(state, resource):
        ui.note(line)
    _table(state, found)


def _pool(evaluation: Evaluation) -> str:
    held = pools(evaluation) or [""]
    return one_of("评价组", held, POOL) if len(held) > 1 else held[0]


def _figures(
    state: State, evaluation: Evaluation | None, level: AreaLevel, pool: str, resource: Resource
) -> tuple[RegionFigures, np.ndarray]:
    """The figures and what each place has now: of the enterprises of a pool, else the official ones."""
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    if evaluation is None:
        figures = _official(key, level)
        return figures, official_base(cached.tables(key[0]), state.official, figures, resource)
    figures = sums(key, state.patch_text, pool, level, evaluation)
    return figures, enterprise_base(evaluation, figures, pool, resource)


@st.cache_resource(show_spinner=False, max_entries=12)
def _official(key: cached.Key, level: AreaLevel) -> RegionFigures:
    return official_figures(cached.tables(key[0]), cached.policy(key[1]), level, key[3])


def _question(figures: RegionFigures, resource: Resource) -> Question:
    """Draws the pool, the indicator and the bounds; what they come to."""
    names = {measure.label: measure.name for measure in offered(figures)}
    usual = next((label for label, name in names.items() if name.startswith(resource.indicator)), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"{AMOUNT}_{list(Resource).index(resource) + 1}"
        amount = st.number_input(
            f"总量（{resource.unit}）", 0.01, MOST, _POOLS[resource], key=key, bind="query-params",
            persist_state="session", format="%.2f",
        )  # fmt: skip
        label = one_of("按什么指标", list(names), f"{MEASURE}_{list(Resource).index(resource) + 1}", usual)
        sized = Sized(one_of("乘不乘现有量", [str(each) for each in Sized], SIZED))
        with st.popover("上下限"):
            bounds = _bounds(shown_names(figures.areas), float(amount or 0.01), resource)
    return Question(resource, float(amount or 0.01), names[label], sized, bounds)


def _bounds(names: list[str], pool: float, resource: Resource) -> dict[str, Bound]:
    ui.note("没有文件规定上下限，都是本系统假定。")
    unit = one_of("上下限按什么", [AMOUNTS, SHARES], UNIT)
    each = f"{resource.unit}" if unit == AMOUNTS else "%"
    settings = {"bind": "query-params", "persist_state": "session", "format": "%.2f"}
    least = st.number_input(f"每个区域最少（{each}）", 0.0, MOST, 0.0, key=LEAST, **settings)
    most = st.number_input(f"每个区域最多（{each}，0 为不限）", 0.0, MOST, 0.0, key=MOST_EACH, **settings)
    text = st.text_input(
        f"个别区域（{each}）", key=OWN, max_chars=_LONGEST, bind="query-params", persist_state="session",
        placeholder="海宁市 5~20；平湖市 ~30", help="名称、空格、最少~最多，几个之间用分号；不写的一边不限。",
    )  # fmt: skip
    found, unread = bounds_of(text or "", names, Bound(float(least or 0) or None, float(most or 0) or None))
    if unread:
        st.warning(plain(f"看不懂，没有用：{'；'.join(unread)}。请写成“名称 最少~最多”。"))
    factor = 1.0 if unit == AMOUNTS else pool / 100
    return {name: Bound(*(None if n is None else n * factor for n in (b.least, b.most))) for name, b in found.items()}


def _nothing(state: State, evaluation: Evaluation | None, level: AreaLevel, source: Origin) -> None:
    """Why there is nothing, and what to do."""
    if source is Origin.ENTERPRISES:
        why = f"{nobody_in(evaluation, level)}也可以换来源看公布数。"
    else:
        table = "园区" if level is AreaLevel.PARK else "区域"
        why = f"“{table}”表没有 {state.year} 年度的{level}。请在“数据核对”补充上传。"
        why += "也可以换来源看企业合计。" if evaluation is not None else ""
    ui.empty(why, go_to="data")
    _sources(state, [])


def _table(state: State, found: Simulation) -> None:
    table = show.allocation_table(found)
    ui.table(table, key=f"allocation:table:{found.figures.level}:{found.question.resource}", height=_HEIGHT)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{state.year}年度{found.question.resource}分配模拟"
        own = bands(state)
        lines = [*origin(state), *show.settings_lines(found), *show.HOW, show.left_out_words(found)]
        marks = own if WHAT_IF in own else [*own, WHAT_IF]
        export = Export(name, f"{name}（模拟测算）", list(filter(None, lines)), marks)
        offer(table.exported, export, "allocation:download")
        _sources(state, show.settings_lines(found))


def _quoted(state: State, resource: Resource) -> list[str]:
    """The clauses that the simulation answers, in the document's words."""
    quotes = {entry.id: entry.quote for entry in registered_of(state.official.id)}
    return [f"{clause}：“{quotes[clause]}”" for clause in CLAUSES[resource] if clause in quotes]


def _sources(state: State, settings: list[str]) -> None:
    held = {entry.id for entry in registered_of(state.official.id)}
    clauses = sorted(clause for own in CLAUSES.values() for clause in own if clause in held)
    ui.sources(clauses, state, extra=[*settings, *show.HOW])
