"""行业：哪些行业拉高，哪些拉低？ Each sector's score against the city's, who is behind it, and what follows."""

import streamlit as st

from muyun import ui
from muyun.show.sector_dumbbell import dumbbell, left_out, overlapping
from muyun.show.sector_table import sector_table
from muyun.show.sectors import headline, order_of
from muyun.ui import sectors

state = ui.begin("sectors")

evaluation = ui.evaluation(state)
title = st.container()
found = sectors.chosen_look(state, evaluation)
if found is None:
    ui.empty("没有企业参评，不能按行业汇总。缺什么见“参评范围”，请补充后再看。", go_to="scope")
    st.stop()
by, few = sectors.order_and_few()
with title:
    said, second = headline(found, few)
    ui.headline(("模拟方案下，" if state.is_scenario else "") + said, second)
if not found.of.sectors:
    ui.empty("请换一种分法，或在“数据核对”补充行业代码。", go_to="data")
    ui.sources(sectors.clauses(state, found), state, extra=sectors.HOW)
    st.stop()

order = order_of(found, by)
sectors.open_clicked(ui.picture(dumbbell(found, order, few, sectors.opened(found)), key="sectors:dumbbell"))
for said in filter(None, (left_out(found), overlapping(found))):
    ui.note(said)
sectors.limits(found)

sectors.parts(state, found, sector_table(found, order, few), few)
