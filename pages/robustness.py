"""结果稳定性：结果有多稳？ In what share of the legal weight sets does each enterprise keep its class?"""

import streamlit as st

from muyun import ui
from muyun.explore.weight_space import weight_space
from muyun.show.robust_list import OFFICIAL, SCENARIO, firm_list
from muyun.show.robust_strip import heat_strip
from muyun.show.robust_words import (
    exactness,
    firmness_words,
    fixed_words,
    headline,
    how_made,
    range_words,
    stripe_words,
)
from muyun.ui import robustness
from muyun.ui.robustness_asked import pools, settings
from muyun.ui.robustness_chosen import chosen
from muyun.ui.robustness_lists import letter_of, lists, open_clicked, opened

state = ui.begin("robustness")

evaluation = ui.evaluation(state)
prefix = "模拟方案下，" if state.is_scenario else ""
if not pools(evaluation):
    ui.empty("没有参评的企业，谈不上等级稳不稳。谁不参评、为什么，见“参评范围”。", go_to="scope")
    st.stop()

title = st.empty()
asked = settings(state.policy, evaluation)
space = weight_space(state.policy, asked.pool, asked.spread)
clauses = robustness.clauses(state.policy, asked.pool)
if space.is_fixed:
    with title.container():
        said, second = fixed_words(space, state.policy, asked.pool)
        ui.headline(prefix + said, second)
    ui.sources(clauses, state)
    st.stop()

key = robustness.key_of(state, asked)
found, places = robustness.figures(key, evaluation, asked, title)
if found is None:
    st.stop()

listed = firm_list(evaluation, found, asked.firm, asked.likely, SCENARIO if state.is_scenario else OFFICIAL)
letter = letter_of(listed, asked.group)
with places.title:
    ui.headline(prefix + headline(listed, asked.group, letter), exactness(listed, state.policy, asked.spread))

with places.body:
    row = opened(listed)
    open_clicked(listed, ui.picture(heat_strip(listed, asked.group, row), key="robustness:strip"))
    ui.note(f"{stripe_words(listed, asked.group)}{firmness_words(listed)}{range_words(space, state.policy)}")
    left, right = st.columns([1.5, 1], gap="large") if row is not None else (st.container(), None)
    with left:
        lists(state, asked, listed, letter, row)
    if row is not None:
        with right:
            chosen(state, asked, key, listed, row)
    else:
        ui.note("点图上的一列，或表里的一行，看这家在各组权重下的名次，和权重改多少它的等级就变。")
    ui.sources(clauses, state, how_made(listed, state.policy, asked.spread))
