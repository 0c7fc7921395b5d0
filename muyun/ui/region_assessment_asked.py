"""区域, 考核表: what is asked for? Whom, by which indicator, how many points an item; each in the URL."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.assessment import Asked
from muyun.explore.regions.assessment_items import Way
from muyun.explore.regions.localities import LEVELS, areas_of
from muyun.explore.regions.sums import pools
from muyun.policy.assessment import ALL_POINTS, ITEMS, Assessment, add_up, assessment_rule
from muyun.policy.words import value_words
from muyun.ui.choosing import county_among, one_of
from muyun.ui.state import State

LEVEL, COUNTY, POOL, INDICATOR, WAY = "assess", "assess_in", "assess_pool", "assess_by", "assess_way"
HOW, UNDEFINED = "assess_how", "assess_missing"
POINTS = tuple(f"assess_p{n}" for n, _ in enumerate(ITEMS, 1))
_WAYS = {"points_by": ("rank", "spread"), "undefined": ("redistribute", "zero")}


def asked(state: State, evaluation: Evaluation) -> Asked:
    """Draws the choices; what they come to. Points that don't add up to 100 are told, and the policy's taken."""
    rule, held = assessment_rule(state.policy), pools(evaluation) or list(evaluation.policy.pools)
    with st.container(horizontal=True, vertical_alignment="center"):
        level = AreaLevel(one_of("考核谁", [str(each) for each in LEVELS], LEVEL))
        units = evaluation.participants[evaluation.prepared.cohort.evaluated]
        county = county_among((place.county for place in areas_of(units, level) if place), COUNTY)
        pool = one_of("评价组", held, POOL) if len(held) > 1 else held[0]
        indicator = one_of("指标", list(evaluation.policy.pools[pool].weights), INDICATOR)
        with st.popover("设置"):
            way = Way(one_of("亩均效益指标看什么", [str(each) for each in Way], WAY))
            points = _points(rule)
            points_by = _worded("points_by", "怎样折成分", HOW, rule.points_by)
            undefined = _worded("undefined", "算不出的项目", UNDEFINED, rule.undefined)
    if not add_up(points):
        total = sum(points.values())
        said = f"设置里各项分值合计 {total:g} 分，不是 {ALL_POINTS} 分"
        st.warning(f"{said}，先按政策（没有规定的按本系统假定）的分值算。")
        points = dict(rule.points)
    return Asked(level, county, pool, indicator, way, points, points_by, undefined)


def _points(rule: Assessment) -> dict[str, float]:
    ui.note("各项分值，合计 100 分（本系统假定，文件没有定）")
    return {
        item: float(st.number_input(
            item, 0.0, float(ALL_POINTS), float(rule.points.get(item, 0)), 1.0, key=key, bind="query-params",
            persist_state="session", format="%.1f",
        ) or 0)
        for item, key in zip(ITEMS, POINTS, strict=True)
    }  # fmt: skip


def _worded(what: str, label: str, key: str, at_first: str) -> str:
    words = {value_words(what, value): value for value in _WAYS[what]}
    ui.note(f"{label}（本系统假定）")
    return words[one_of(label, list(words), key, value_words(what, at_first))]
