"""企业: the cheapest way up a class under the user's costs, and what each measure alone would take."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.evaluate import Evaluation
from muyun.explore.gap.changed_row import changed_row
from muyun.explore.gap.cheapest import Climb, Terms, climb
from muyun.explore.gap.own_measures import own_measures
from muyun.show import cheapest as words
from muyun.show.enterprise import clauses_of
from muyun.show.ranked import Ranked
from muyun.ui import cached
from muyun.ui.enterprise_costs import chosen_terms, told_terms
from muyun.ui.enterprise_report import found_gaps
from muyun.ui.state import State
from muyun.ui.telling import plain
from muyun.ui.widgets import Export, offer

_ASKED = "mix"
"""In the URL: whether it is worked out; it takes some seconds with many enterprises."""


def cheapest(state: State, everybody: Ranked, code: str) -> None:
    """Asks whether to work it out; then the answer, the settings, the tables. Nothing for who can't climb."""
    unit = str(everybody.evaluation.unit_of[code])
    found = found_gaps(state, everybody, code)
    if found is None or found.barrier is not None:
        return
    asked = st.toggle(
        "测算最省的办法：几项一起改，计入对基准值的影响", key=_ASKED, bind="query-params", persist_state="session",
        help="把改动写进这家的数据，整体重新评价；一万家企业要算几秒。",
    )  # fmt: skip
    if not asked:
        return
    answer = st.container()
    terms = chosen_terms(own_measures(everybody.evaluation, unit))
    with answer:
        _answer(state, everybody, code, terms)


def _answer(state: State, everybody: Ranked, code: str, terms: Terms) -> None:
    evaluation = everybody.evaluation
    found = _found(state, everybody, code, terms)
    st.markdown(f"**{plain(words.sentence(evaluation, found, terms))}**")
    mix = words.mix_table(found.mix, terms) if found.mix else None
    if mix:
        ui.picture(words.listed_grid(mix), key="enterprise:mix")
    singles = words.single_table(evaluation, found, terms)
    if singles.rows:
        ui.picture(words.listed_grid(singles), key="enterprise:singles")
    ui.note("".join(words.notes(found, terms)))
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.sources(clauses_of(everybody, code), state, [*words.EXACT, *told_terms(terms)])
        _files(state, everybody, code, [t.frame for t in (mix, singles) if t is not None], terms)


def _files(state: State, everybody: Ranked, code: str, frames: Sequence[pd.DataFrame], terms: Terms) -> None:
    """Both tables in one file, which says what they are worth and under which costs."""
    kinds = ("最省的办法", "只改一个数据") if len(frames) > 1 else ("只改一个数据",)
    name = everybody.frame["name"].iat[everybody.place(code)]
    whole = pd.concat([frame.assign(办法=kind) for frame, kind in zip(frames, kinds, strict=True)])
    title = f"{name}{state.year}年度升档测算"
    notes = [words.MEANS, *words.EXACT, *told_terms(terms), *ui.origin(state)]
    offer(whole, Export(title, ui.result_name(title, state), notes, ui.bands(state)), "enterprise:mix:file")


def _found(state: State, everybody: Ranked, code: str, terms: Terms) -> Climb:
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    unit = str(everybody.evaluation.unit_of[code])
    costs = tuple(sorted(terms.costs.items()))
    return _climb(key, patch, unit, (costs, terms.at_most), everybody.evaluation)


@st.cache_resource(show_spinner="正在把改动写进数据、整体重新评价……", max_entries=64)
def _climb(
    key: cached.Key, patch: str, unit: str, terms: tuple[tuple[tuple[str, float], ...], float], _evaluation: Evaluation
) -> Climb:
    row = changed_row(_evaluation, cached.tables(key[0]), unit)
    return climb(row, Terms(dict(terms[0]), terms[1]))
