"""模拟测算，对比方案: two to four scenarios side by side, in a sentence, a picture, a table, and who differs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from muyun.explore.whatif.beside import classes_beside, differing, everybody, sides
from muyun.explore.whatif.live import Live
from muyun.findings import Finding, InputError
from muyun.policy.model import Policy
from muyun.report.policy_changes import Said, changes
from muyun.show.matrix import Measure
from muyun.show.policy_differences import changes_markup
from muyun.show.scenario_bars import scenario_bars
from muyun.show.scenario_classes import scenario_classes, scenario_file
from muyun.show.scenarios import AGREEMENT_WORDS, Shown, scenarios_headline, scenarios_table
from muyun.show.whatif import mark_of
from muyun.ui import whatif
from muyun.ui.going import link_to
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import plain, tell
from muyun.ui.whatif_chosen import AT_LEAST, OFFICIAL_NAME, Compared, compared, under
from muyun.ui.widgets import Export, bands, data_of, empty, headline, note, offer, picture, sources, table, year_of

_DIFFERING, _EVERYBODY = "等级不同的企业", "全部企业"
_HEIGHT = 620


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A scenario that could be evaluated: what it does, what it changes, where it leaves the policy's words."""

    scenario: Compared
    live: Live
    policy: Policy
    changes: list[tuple[str, list[Said]]]
    beyond: tuple[Finding, ...]


def compare(state: State, pool: str) -> None:
    """Asks which scenarios; then the answer, bars by class, the table, what each changes, and who differs."""
    columns = [column for scenario in compared(state) if (column := column_of(state, scenario))]
    if len(columns) < AT_LEAST:
        empty("至少要有两个才能对比。请在上面点选；还没有保存过方案的，先到“调整”里拖动权重或比例，起名保存。")
        return
    lives, words = [column.live for column in columns], state.official.class_words
    shown = [
        Shown(column.scenario.name, side, not column.scenario.patch, len(column.beyond))
        for column, side in zip(columns, sides(lives, pool), strict=True)
    ]
    if not state.is_scenario:  # with a present scenario the page has the band anyway
        st.html(f'<div class="muyun-band whatif">{WHAT_IF}</div>')
    rows = differing(lives, pool)
    headline(*scenarios_headline(shown, words, len(rows)))
    picture(scenario_bars(shown, _measure(), words), "whatif:beside:bars")
    picture(scenarios_table(shown, words), "whatif:beside:table")
    _what_changes(columns)
    frame = classes_beside(lives, rows if _listed() == _DIFFERING else everybody(lives, pool))
    _enterprises(state, columns, frame)
    offer(lambda: comparison_frame(columns, frame), comparison_export(state, columns, pool), "whatif:beside:file")
    clauses = [clause for quota in state.official.classes(pool).values() for clause in quota.clause]
    sources(clauses, state, [AGREEMENT_WORDS])


def column_of(state: State, scenario: Compared) -> Column | None:
    """None, and why, where the scenario doesn't fit the policy or the data any more."""
    own = under(state, scenario)
    try:
        live, beyond = whatif.result(own), whatif.departures(own)
    except InputError as wrong:
        st.error(plain(f"按“{scenario.name}”不能评价，没有列入对比："))
        tell(wrong.findings)
        return None
    policy = live.standing.prepared.policy
    said = changes(state.official, policy, (OFFICIAL_NAME, scenario.name)) if scenario.patch else []
    return Column(scenario, live, policy, said, beyond)


def _measure() -> Measure:
    chosen = st.segmented_control(
        "按什么画", list(Measure), default=Measure.UNITS, required=True, key="measure", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    return Measure(chosen) if chosen in list(Measure) else Measure.UNITS


def _what_changes(columns: list[Column]) -> None:
    """Beside each other what the scenarios change, and where they leave the policy's words."""
    own = [column for column in columns if column.scenario.patch]
    with st.expander("各方案改了什么", expanded=True):
        for number, (place, column) in enumerate(zip(st.columns(len(own)), own, strict=True)):
            with place:
                st.html(f'<div class="muyun-subhead">{escape(column.scenario.name)}</div>')
                picture(changes_markup(column.changes), f"whatif:beside:changes:{number}")
                for finding in column.beyond:
                    note(f"{mark_of(finding)}：{finding.what}{finding.why}")


def _listed() -> str:
    options = [_DIFFERING, _EVERYBODY]
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            "列哪些企业", options, default=_DIFFERING, required=True, key="listed", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        st.text_input(
            "搜索", key="find", placeholder="企业名称或统一社会信用代码", max_chars=60, width=320, bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
    return chosen if chosen in options else _DIFFERING


def _enterprises(state: State, columns: list[Column], frame: pd.DataFrame) -> None:
    """Class and rank of each enterprise in each scenario; a chosen row leads to the enterprise."""
    names, official = _names(columns)
    search = st.session_state.get("find") or ""
    found = scenario_classes(frame, names, official, state.official.class_words, search)
    ids = "-".join(column.scenario.id for column in columns)
    view = table(found, f"whatif:beside:who:{ids}", pick=True, height=_HEIGHT)
    if view.chosen in found.frame.index:
        name = found.frame.at[view.chosen, "企业名称"]
        link_to(state, "enterprise", plain(f"看“{name}”"), code=view.chosen)


def _names(columns: list[Column]) -> tuple[list[str], list[bool]]:
    return [column.scenario.name for column in columns], [not column.scenario.patch for column in columns]


def comparison_frame(columns: list[Column], frame: pd.DataFrame) -> pd.DataFrame:
    """`classes_beside` for a file, each scenario named in its columns."""
    return scenario_file(frame, *_names(columns))


def comparison_export(state: State, columns: list[Column], pool: str) -> Export:
    """What the file says of itself: never a result, and what each scenario in it changes."""
    title = f"{state.year}年度{pool}方案对比"
    notes = [f"政策：{state.official.title}", *year_of(state), f"评价组：{pool}", f"结果性质：{WHAT_IF}"]
    for column in columns:
        said = "；".join(sentence for _, sentences in column.changes for _, sentence in sentences)
        notes.append(f"{column.scenario.name}：{said or '没有改动'}")
    marks = bands(state)
    marks = marks if WHAT_IF in marks else [*marks, WHAT_IF]
    return Export(title, f"{title}（{WHAT_IF}）", [*notes, *data_of(state)], marks)
