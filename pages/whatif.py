"""模拟测算：换个权重会怎样？ Levers on the left, what they do on the right; other views beside it."""

import streamlit as st

from muyun import ui
from muyun.explore.live_tables import top_ranking
from muyun.show.scenario_ranking import ranking_key, scenario_ranking
from muyun.ui import whatif, whatif_bar, whatif_live, whatif_views

TOP = 100

state = ui.begin("whatif")
ui.official(state)  # without data, or with data that can't be evaluated, the page ends here
whatif.settle()
whatif_live.look()

view = whatif_views.chosen()
pool = whatif_bar.bar(state)
if view is not None:
    view(state, pool)
    st.stop()
whatif_live.levers_and_answer(state, pool)

top = top_ranking(whatif.result(state), TOP, pool)
st.html(f'<div class="muyun-subhead">{"模拟" if state.is_scenario else "正式规则下的"}排名前 {len(top)} 家</div>')
ui.picture(ranking_key(top, state.policy), key="whatif:key")
ui.table(scenario_ranking(top, state.policy), key="whatif:top")
limits, quotas = state.policy.pools[pool].weight_bounds, state.policy.classes(pool).values()
rules = [*limits, *quotas, state.policy.pool_benchmark(pool)]
ui.sources([clause for rule in rules for clause in rule.clause], state)
