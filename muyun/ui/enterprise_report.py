"""企业: how it stands among others, what would lift it, what changed, and what else is on record."""

from __future__ import annotations

import json
from itertools import pairwise

import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.gap.gaps import Gaps, gaps
from muyun.explore.local_ranks import local_ranks
from muyun.explore.score_change import score_change
from muyun.findings import InputError
from muyun.report.enterprise_pdf import enterprise_pdf, font_family
from muyun.report.enterprise_sheet import sheet
from muyun.show import climbing, registered
from muyun.show.enterprise_markup import text_grid
from muyun.show.peer_strips import finding, letter_of, sector_of, strips_of
from muyun.show.places import places
from muyun.show.ranked import Ranked
from muyun.show.strips import strips
from muyun.show.year_changes import change_bars, change_sentence, compared_words, year_path
from muyun.terms import ResultKind
from muyun.ui import cached
from muyun.ui.confirmed import worth
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import plain

_CHANGES = 4
"""So many changes from year to year are told."""


def printed(state: State, everybody: Ranked, code: str) -> None:
    """A button for the 体检报告 as PDF, made when pressed; where no font can print it, what to do."""
    name = f"{everybody.frame['name'].iat[everybody.place(code)]}{state.year}年度体检报告"
    try:
        family = font_family()
    except InputError as wrong:
        ui.note(" ".join(f"{finding.what}{finding.fix}" for finding in wrong.findings))
        return
    st.download_button(
        "下载体检报告（PDF）", lambda: report_pdf(state, everybody, code, family), f"{ui.result_name(name, state)}.pdf",
        "application/pdf", key="enterprise:pdf", on_click="ignore", help="一页 A4，可以打印。",
    )  # fmt: skip


def report_pdf(state: State, everybody: Ranked, code: str, family: str) -> bytes:
    """The 体检报告 as PDF, with where its figures come from."""
    before = next((before for before, _ in _neighbours(state, everybody)), None)
    page = sheet(
        everybody, code, cached.tables(state.dataset.data_id), before, family,
        origin=ui.origin(state), bands=[*ui.bands(state), *_provisional(state)], what_if=WHAT_IF,
    )  # fmt: skip
    return enterprise_pdf(page)


def _provisional(state: State) -> list[str]:
    """On paper there is no menu above: that the result isn't official yet, and why."""
    found = worth(state)
    return [found.words] if found.kind is ResultKind.TRIAL else []


def ranks(everybody: Ranked, code: str) -> None:
    """Its places in pool, sector, county and town."""
    markup = places(local_ranks(everybody.evaluation, _unit(everybody, code)))
    if markup:
        ui.picture(markup, key="enterprise:places")


def among_peers(state: State, everybody: Ranked, code: str) -> None:
    """Every indicator as a strip: the group, the sector, the enterprise, the line to the next class."""
    unit = _unit(everybody, code)
    shown = strips_of(everybody.evaluation, unit, found_gaps(state, everybody, code))
    if shown:
        st.subheader("各项指标在同组里的位置", anchor=False)
        st.markdown(plain(finding(shown)))
        picture = strips(shown, letter_of(everybody, code), sector_of(everybody, code))
        ui.picture(picture, key="enterprise:peers")


def lifting(state: State, everybody: Ranked, code: str) -> None:
    """What would lift it a class by one indicator alone."""
    found, unit = found_gaps(state, everybody, code), _unit(everybody, code)
    if found is None:
        return
    st.subheader("离上一档还差多少", anchor=False)
    st.markdown(plain(climbing.summary(everybody.evaluation, unit, found)))
    markup = climbing.lift_grid(climbing.lifts(everybody.evaluation, unit, found))
    if markup:
        ui.picture(markup, key="enterprise:lifts")
        ui.note(climbing.HELD + climbing.shared(everybody.evaluation, found))


def years(everybody: Ranked, code: str) -> None:
    """The score year by year as a line of classes."""
    path = year_path(everybody, code)
    if path:
        ui.picture(path, key="enterprise:path")


def changes(state: State, everybody: Ranked, code: str) -> None:
    """What changed from year to year, the latest first, and what made the latest score change."""
    both = (score_change(before, now, code) for before, now in _neighbours(state, everybody))
    found = [change for change in both if change is not None]
    if not found:
        return
    evaluation, latest = everybody.evaluation, found[0]
    st.subheader("一年比一年，什么变了", anchor=False)
    words = compared_words(everybody) if latest.now == evaluation.year else ""
    st.markdown(plain(change_sentence(evaluation, latest) + words))
    bars = change_bars(evaluation, latest)
    if bars:
        ui.picture(bars, key="enterprise:changes")
    for older in found[1:_CHANGES]:
        st.markdown(plain(change_sentence(evaluation, older)))


def _neighbours(state: State, everybody: Ranked) -> list[tuple[Evaluation, Evaluation]]:
    """(earlier, later) evaluations of years that follow each other in the data, the latest pair first."""
    years = [everybody.evaluation.year - standing.year for standing in everybody.before]
    earlier = [found for back in years if (found := ui.before(state, back)) is not None]
    return [(before, now) for now, before in pairwise([everybody.evaluation, *earlier])]


def on_record(state: State, everybody: Ranked, code: str) -> None:
    """加减分, 否决事项, 手工调档, labels and parcels with their cells."""
    st.subheader("加减分、否决、调档、标签和宗地", anchor=False)
    found = registered.registered(cached.tables(state.dataset.data_id), everybody.evaluation, code)
    if found:
        rows = [(each.kind, each.text, each.basis, each.cell) for each in found]
        ui.picture(text_grid(registered.HEADS, rows), key="enterprise:registered")
    nothing = registered.without(found)
    if nothing:
        ui.note(nothing)


def found_gaps(state: State, everybody: Ranked, code: str) -> Gaps | None:
    """The distances to the classes next to its own, kept between runs; None for who has no class."""
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    return _gaps(key, patch, _unit(everybody, code), everybody.evaluation)


@st.cache_resource(show_spinner=False, max_entries=64)
def _gaps(key: cached.Key, patch: str, unit: str, _evaluation: Evaluation) -> Gaps | None:
    return gaps(_evaluation, unit)


def _unit(everybody: Ranked, code: str) -> str:
    return str(everybody.evaluation.unit_of[code])
