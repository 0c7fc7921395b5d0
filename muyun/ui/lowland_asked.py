"""What of the land is looked at? County, town, sector, colour and the settings of clusters; the URL carries them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.evaluate import Evaluation
from muyun.evaluate.labels import divisions, in_industries, industry_digits
from muyun.explore.summary import lowland_rule
from muyun.land.hot_spots import GAP_M, LEAST_MU
from muyun.policy.rules import Lowland
from muyun.show.divisions import division_words
from muyun.show.parcel_map import LINE_AT_MOST, Colouring
from muyun.ui import basemap
from muyun.ui.choosing import one_of
from muyun.ui.lowland_look import Land

EVERY_COUNTY, EVERY_TOWN, EVERY_SECTOR = "全部区县", "全部镇街", "全部行业"
LOOK = "look"
"""Which view of the page is looked at, in session and URL."""

_COUNTY, _TOWN, _SECTOR, _COLOUR, _GAP, _LEAST, _LINE = "county", "town", "sector", "colour", "gap", "least", "line"
_DRAGGED, _PENDING = "muyun:lowland:line", "muyun:lowland:pending"
_GAP_AT_MOST, _LEAST_AT_MOST = 500, 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is asked: words of the filters ("" none), the parcels that they keep, and the line.

    firms   the enterprises that they keep, by their own county, town and sector (a mask of the year's)
    rule  the policy's line of 低产田, moved where the user moved it; official: as the policy has it
    """

    where: str
    shown: np.ndarray
    firms: np.ndarray
    rule: Lowland
    official: Lowland

    @property
    def is_moved(self) -> bool:
        """Whether the line isn't the policy's."""
        return self.rule.line != self.official.line


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the map is drawn: what colours say, and how near and how large a cluster is."""

    colour: Colouring
    gap_m: float
    least_mu: float


def asked(evaluation: Evaluation, of: Land) -> tuple[Asked, Drawing]:
    """Draws the choices of the map; what they ask for."""
    *boxes, colour_box, more = st.columns([1, 1.2, 1.5, 1.9, 0.7], gap="small", vertical_alignment="center")
    want = _asked(evaluation, of, boxes)
    with colour_box:
        colour = Colouring(one_of("颜色", [str(c) for c in Colouring], _COLOUR))
    with more, st.popover("设置", width="stretch"):
        gap_m, least_mu = _settings()
        basemap.hint()
        return want, Drawing(colour, gap_m, least_mu)


def places_asked(evaluation: Evaluation, of: Land, settings: Callable[[], int]) -> tuple[Asked, int]:
    """Draws the same filters and `settings` beside them; what both ask for."""
    *boxes, _, more = st.columns([1, 1.2, 1.5, 1.9, 0.7], gap="small", vertical_alignment="center")
    want = _asked(evaluation, of, boxes)
    with more, st.popover("设置", width="stretch"):
        return want, settings()


def _asked(evaluation: Evaluation, of: Land, boxes: Sequence[DeltaGenerator]) -> Asked:
    _settle()
    county_box, town_box, sector_box = boxes
    with county_box:
        county = _chosen("区县", EVERY_COUNTY, sorted(of.of_county.keys() - {""}), _COUNTY)
    with town_box:
        town = _chosen("镇街", EVERY_TOWN, list(of.of_county.get(county, ())), _TOWN)
    with sector_box:
        sector = _chosen("行业", EVERY_SECTOR, _sectors(evaluation), _SECTOR)
    official = lowland_rule(evaluation)
    where = f"{county}{town}{sector[3:] or sector}"  # 17 纺织业 is said without its digits
    rule = official.model_copy(update={"line": line(official)})
    shown, firms = _mask(evaluation, of, county, town, sector), _firms(evaluation, county, town, sector)
    return Asked(where, shown, firms, rule, official)


def line(official: Lowland) -> float:
    """The line as it is being dragged, else as the URL has it, else the policy's."""
    dragged = st.session_state.get(_DRAGGED)
    return dragged if dragged is not None else usable_line(st.query_params.get(_LINE), official)


def usable_line(given: object, official: Lowland) -> float:
    """A line that somebody gives (a link may say anything); the policy's where it can't be one."""
    try:
        value = float(given) if isinstance(given, str | int | float) else math.nan
    except ValueError:
        return official.line
    return round(value, 6) if 0 < value <= LINE_AT_MOST else official.line


def move_line(value: object, official: Lowland, done: bool) -> None:
    """Takes a line that the slider tells; at the end of the drag it goes into the URL."""
    moved = usable_line(value, official)
    st.session_state[_DRAGGED] = None if done else moved
    if not done:
        return
    if moved != official.line:
        st.query_params[_LINE] = f"{moved:g}"
    elif _LINE in st.query_params:
        del st.query_params[_LINE]


def forget_drag() -> None:
    """Forgets a drag that never ended; the view's first step in a whole run."""
    st.session_state.pop(_DRAGGED, None)


def look_at(county: str, town: str) -> None:
    """Looks at one town from the next run on: its choices may be drawn already in this one."""
    st.session_state[_PENDING] = {_COUNTY: county or EVERY_COUNTY, _TOWN: town or EVERY_TOWN}
    st.rerun()


def _settle() -> None:
    for key, value in st.session_state.pop(_PENDING, {}).items():
        st.session_state[key] = value


def _chosen(label: str, every: str, options: list[str], key: str) -> str:
    """A choice out of many, "" for all of them."""
    if st.session_state.get(key) not in (None, every, *options):
        st.session_state[key] = every
    found = st.selectbox(
        label, [every, *options], key=key, bind="query-params", persist_state="session", filter_mode=None,
        label_visibility="collapsed",
    )  # fmt: skip
    return "" if found in (None, every) else found


def _sectors(evaluation: Evaluation) -> list[str]:
    held = divisions(evaluation.prepared.cohort.enterprises).dropna().unique()
    return [division_words(digits) for digits in sorted(held) if len(digits) == 2]


def _settings() -> tuple[float, float]:
    gap = st.number_input(
        "相隔不超过多少米算连片（本系统假定）", 0, _GAP_AT_MOST, int(GAP_M), 5, key=_GAP, bind="query-params",
        persist_state="session", help="按宗地边界的最近距离；一条路的宽度。文件没有写。",
    )  # fmt: skip
    least = st.number_input(
        "合计多少亩以上列为一片（本系统假定）", 1, _LEAST_AT_MOST, int(LEAST_MU), 10, key=_LEAST, bind="query-params",
        persist_state="session", help="够一起收储或改造的面积。文件没有写。",
    )  # fmt: skip
    return float(gap if gap is not None else GAP_M), float(least or LEAST_MU)


def _mask(evaluation: Evaluation, of: Land, county: str, town: str, sector: str) -> np.ndarray:
    mask = _placed(of.figures, county, town)
    if sector:
        digits = industry_digits(evaluation.prepared.cohort.enterprises)
        mask &= of.tenants.with_any(in_industries(digits, [sector[:2]]))
    return mask


def _firms(evaluation: Evaluation, county: str, town: str, sector: str) -> np.ndarray:
    people = evaluation.prepared.cohort.enterprises
    mask = _placed(people, county, town)
    return mask & in_industries(industry_digits(people), [sector[:2]]) if sector else mask


def _placed(rows: pd.DataFrame, county: str, town: str) -> np.ndarray:
    mask = np.ones(len(rows), dtype=bool)
    for column, value in (("county", county), ("town", town)):
        if value:
            mask &= (rows[column] == value).to_numpy(dtype=bool, na_value=False)
    return mask
