"""区域, 记分牌: what is asked for? Level, source, indicator, year to compare with; each in the URL."""

from __future__ import annotations

import json
from dataclasses import dataclass

import streamlit as st

from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.board import Board
from muyun.explore.regions.figures import Origin, RegionFigures, no_figures, official_figures, official_years
from muyun.explore.regions.sums import enterprise_figures, pools
from muyun.explore.sectors.sums import SMALL
from muyun.show.regions import Shown
from muyun.ui import cached
from muyun.ui.choosing import BUTTONS_AT_MOST, one_of
from muyun.ui.results import before
from muyun.ui.state import State

LOOK = "look"
"""Which view of 区域 is open."""

LEVEL, SOURCE, POOL, MEASURE, SHOWN = "area_level", "area_source", "area_pool", "area_measure", "area_shown"
AGAINST, COUNTY, FEW = "area_against", "area_county", "area_few"
_ALL = "全部区县"
_NO_YEAR = "不比较"
_FEW_AT_MOST = 100
_SELECT_WIDTH = 260


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the screen shows: the places with both years and both sources, and what of them is looked at.

    measure  the indicator's name; "" where the figures have none
    few      from so many enterprises on a place isn't marked
    """

    board: Board
    pool: str
    measure: str
    shown: Shown
    county: str
    few: int


def asked(state: State, evaluation: Evaluation | None) -> Asked:
    """Draws the choices; what they come to. Without an evaluation there are official figures only."""
    held = [] if evaluation is None else pools(evaluation)
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        level = AreaLevel(one_of("层级", [str(level) for level in AreaLevel], LEVEL))
        origin = source_of(evaluation, SOURCE)
        choose_pool = origin is Origin.ENTERPRISES and len(held) > 1
        pool = one_of("评价组", held, POOL) if choose_pool else (held or [""])[0]
    wanted = _Wanted(state, evaluation, level, origin, pool)
    now = wanted.figures(origin, state.year) or no_figures(origin, level, state.year)
    choose, settings = row.container(horizontal=True, width="content", vertical_alignment="center"), row.popover("设置")
    with settings:
        against, county, few = _settings(wanted, now)
    past = None if against is None else wanted.figures(origin, against)
    board = Board(now, past, wanted.figures(_beside(origin), state.year)).of_county(county)
    names = {measure.label: measure.name for measure in board.now.measures} if board.areas else {}
    with choose:
        shown = Shown(one_of("排什么", [str(shown) for shown in Shown], SHOWN))
        with st.container(width=_SELECT_WIDTH if len(names) > BUTTONS_AT_MOST else "content"):
            label = one_of("指标", list(names), MEASURE) if names else ""
    return Asked(board, pool, names.get(label, ""), shown, county, few)


def source_of(evaluation: Evaluation | None, key: str) -> Origin:
    """Draws the choice of the source where there is one to make."""
    return Origin.OFFICIAL if evaluation is None else Origin(one_of("来源", [str(each) for each in Origin], key))


def nobody_in(evaluation: Evaluation | None, level: AreaLevel) -> str:
    """Why no enterprise is in a place of the level, and what to do."""
    if evaluation is None or not pools(evaluation):
        return "没有参评的企业。请在“数据核对”“参评范围”看缺什么。"
    return f"没有参评企业填了{level}。请在“数据核对”补充企业表的“{level}”列。"


def _beside(origin: Origin) -> Origin:
    return Origin.OFFICIAL if origin is Origin.ENTERPRISES else Origin.ENTERPRISES


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """Whose figures of which level; they are kept between runs."""

    state: State
    evaluation: Evaluation | None
    level: AreaLevel
    origin: Origin
    pool: str

    def years(self) -> list[int]:
        """The years before the screen's that the source has rows of, the latest first."""
        tables = cached.tables(self.state.dataset.data_id)
        own = self.origin is Origin.ENTERPRISES
        years = self.state.dataset.years if own else official_years(tables, self.level)
        return sorted((year for year in years if year < self.state.year), reverse=True)

    def figures(self, origin: Origin, year: int) -> RegionFigures | None:
        """The figures of a year; None where no enterprise can be evaluated. Years before are never a scenario's."""
        state = self.state
        key = cached.key_of(state.dataset.data_id, state.official, year)
        if origin is Origin.OFFICIAL:
            return _official(key, self.level)
        now = year == state.year
        evaluation = self.evaluation if now else before(state, state.year - year)
        if evaluation is None or self.pool not in pools(evaluation):
            return None
        patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False) if now else ""
        return sums(key, patch, self.pool, self.level, evaluation)


@st.cache_resource(show_spinner=False, max_entries=24)
def _official(key: cached.Key, level: AreaLevel) -> RegionFigures:
    data_id, policy_id, _, year = key
    return official_figures(cached.tables(data_id), cached.policy(policy_id), level, year)


@st.cache_resource(show_spinner="正在汇总各地……", max_entries=24)
def sums(key: cached.Key, patch: str, pool: str, level: AreaLevel, _evaluation: Evaluation) -> RegionFigures:
    """What the enterprises of each place come to; `key` and `patch` say which evaluation it is."""
    return enterprise_figures(_evaluation, pool, level)


def _settings(wanted: _Wanted, now: RegionFigures) -> tuple[int | None, str, int]:
    """The year to compare with (None: none), the county that is looked at alone ("" for all), what is few."""
    st.markdown("和哪一年比")
    year = one_of("和哪一年比", [*map(str, wanted.years()), _NO_YEAR], AGAINST)
    counties, county = sorted({area.county for area in now.areas if area.county}), _ALL
    if counties:
        st.markdown("只看一个区县")
        county = one_of("只看一个区县", [_ALL, *counties], COUNTY)
    few = st.number_input(
        "少于几家算企业太少（本系统假定）", 1, _FEW_AT_MOST, SMALL, key=FEW, bind="query-params",
        persist_state="session", help="文件没有写几家才够。只作标记，不改变任何数。",
    )  # fmt: skip
    return None if year == _NO_YEAR else int(year), "" if county == _ALL else county, int(few or SMALL)
