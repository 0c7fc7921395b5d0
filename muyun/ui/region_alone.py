"""区域 without enterprises: which year of tables 区域 and 园区 is looked at, and what do they allow?"""

from __future__ import annotations

from dataclasses import replace

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.figures import official_years
from muyun.ui import cached
from muyun.ui.choosing import one_of
from muyun.ui.state import State

YEAR = "official_year"
_SAID = "这份数据没有“企业”表：这里只看“区域”“园区”表的公布数，企业的等级、企业合计要补充上传企业表。"
_UNIT = " 年度"
NEEDS = {
    "考核表": ("没有“企业”表，不能考核镇街、园区。", "考核的各项由参评企业的用地、家数、税收算出；没有上传不等于 0。"),
    "覆盖面": ("没有“企业”表，算不出评价覆盖面。", "覆盖面 = 参评工业企业的用地 ÷ 工业用地；没有上传不等于 0 亩。"),
}  # fmt: skip
"""The views that enterprises alone can fill: the headline and why."""


def is_alone(state: State) -> bool:
    """Whether the screen's year is one of tables 区域 and 园区, without enterprises."""
    return state.dataset is not None and state.year is not None and state.year not in state.dataset.years


def with_own_year(state: State) -> State:
    """The state as it is; where the data have no enterprises, in a year of tables 区域 and 园区, chosen here."""
    if state.dataset is None or state.dataset.years:
        return state
    tables = cached.tables(state.dataset.data_id)
    years = sorted({year for level in AreaLevel for year in official_years(tables, level)}, reverse=True)
    if not years:
        return state
    chosen = one_of("年度", [f"{year}{_UNIT}" for year in years], YEAR)
    ui.note(_SAID)
    return replace(state, year=int(chosen.removesuffix(_UNIT)))


def evaluation(state: State) -> Evaluation | None:
    """What the screen shows of the enterprises; None where there are none."""
    return None if is_alone(state) else ui.evaluation(state)


def lacking(view: str) -> None:
    """Says why a view of `NEEDS` is empty, and what to do."""
    ui.headline(*NEEDS[view])
    ui.empty("请在“数据核对”补充上传企业表；公布数在“记分牌”“综合评价”“资源分配”“目标”里看。", go_to="data")
