"""模拟测算：换个权重会怎样？ Levers on the left, what they do on the right; other views beside it."""

import streamlit as st

from muyun import ui
from muyun.explore.whatif.live_tables import top_ranking
from muyun.show.scenario_ranking import ranking_key, scenario_ranking, top_words
from muyun.ui import whatif, whatif_bar, whatif_live, whatif_views

TOP = 100

state = ui.begin("whatif")
ui.official(state)  # without data, or with data that can't be evaluated, the page ends here
whatif.settle()
whatif_live.look()

with st.container(horizontal=True, gap="medium"):
    view, pool = whatif_views.chosen(), whatif_bar.pool_of(list(state.policy.pools))
whatif_bar.bar(state, pool)
if view is not None:
    view(state, pool)
    st.stop()
whatif_live.levers_and_answer(state, pool)

top = top_ranking(whatif.result(state), TOP, pool)
if top.empty:
    ui.empty(f"按这个方案，{pool}没有参评企业，排不出名次。请把左边的参评范围放宽一些，或按“恢复正式规则”。")
    st.stop()
st.html(f'<div class="muyun-subhead">{top_words(top, TOP, state.is_scenario)}</div>')
ui.picture(ranking_key(top, state.policy), key="whatif:key")
ui.table(scenario_ranking(top, state.policy), key="whatif:top")
limits, quotas = state.policy.pools[pool].weight_bounds, state.policy.classes(pool).values()
rules = [*limits, *quotas, state.policy.pool_benchmark(pool)]
ui.sources([clause for rule in rules for clause in rule.clause], state)
