"""企业: is its park in front, and what follows for it? (XA-41)"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from muyun import ui
from muyun.explore.regions.subject_look import FrontPark, front_parks
from muyun.policy.model import Policy, policy_hash
from muyun.show.ranked import Ranked
from muyun.show.subject_words import front_park_sentence
from muyun.ui import cached
from muyun.ui.region_asked import LOOK
from muyun.ui.region_subjects import EVALUATION, SUBJECT, VIEW
from muyun.ui.state import State


def park_in_front(state: State, everybody: Ranked, code: str) -> None:
    """A line with its clause and a way to the park's evaluation; nothing where the park isn't in front."""
    name = everybody.frame.at[code, "park"]
    if pd.isna(name):
        return
    park = _front(state.dataset.data_id, policy_hash(state.official), state.year, state.official).get(str(name))
    if park is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.note(front_park_sentence(park, state.official.evaluations[park.evaluation].front))
        query = {LOOK: VIEW, EVALUATION: park.evaluation, SUBJECT: park.name, "patch": ""}
        ui.link_to(state, "regions", "看园区评价", **query)


@st.cache_resource(show_spinner=False, max_entries=12)
def _front(data_id: str, policy_hash: str, year: int, _official: Policy) -> Mapping[str, FrontPark]:
    return front_parks(cached.tables(data_id), _official, year)
