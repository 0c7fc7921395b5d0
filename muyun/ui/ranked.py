"""Which ranking does the screen show? Kept between runs and sessions by what it depends on, bounded."""

from __future__ import annotations

import json

import streamlit as st

from muyun.evaluate import Evaluation
from muyun.show.ranked import Ranked
from muyun.show.ranked import ranked as ranked_of
from muyun.ui import cached
from muyun.ui.results import before, evaluation, official
from muyun.ui.state import State


def ranked(state: State) -> Ranked:
    """The ranking under the state's policy, patch and year, beside every earlier year of the data.

    Stops the page with a message where there is nothing to evaluate.
    """
    shown = evaluation(state)
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    patch = json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False)
    earlier = tuple(e for year in _earlier(state) if (e := before(state, state.year - year)) is not None)
    return _ranked(key, patch, shown, earlier, official(state) if state.is_scenario else None)


def _earlier(state: State) -> list[int]:
    return sorted((year for year in state.dataset.years if year < state.year), reverse=True)


@st.cache_resource(show_spinner="正在排出名次……", max_entries=6)
def _ranked(
    key: cached.Key, patch: str, _shown: Evaluation, _earlier: tuple[Evaluation, ...], _official: Evaluation | None
) -> Ranked:
    return ranked_of(_shown, _earlier, _official)
