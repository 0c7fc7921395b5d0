"""调档：谁的等级被调整，凭什么？ Every class that isn't the one by rank, and what the office has to confirm."""

import streamlit as st

from muyun import ui
from muyun.show.goto import destination
from muyun.show.overridden import clauses, headline, joint_words, kept, without_effect
from muyun.show.override_picture import override_picture
from muyun.show.override_table import override_table
from muyun.ui import override_answers, overrides
from muyun.ui.ranked import ranked

state = ui.begin("overrides")

everybody = ranked(state)
found = overrides.list_of(state, everybody)
answers = overrides.said(state)
prefix = "模拟方案下，" if state.is_scenario else ""
said, second = headline(found, answers)
ui.headline(prefix + said, second)
if not len(found.rows):
    ui.empty(
        "没有可列的企业。发生过否决事项或有手工调档的，请在“否决事项”“手工调档”表里填写后重新上传；"
        "换一份政策、换一个年度，名单也不同。", go_to="data",
    )  # fmt: skip
    for line in without_effect(found.evaluation):
        ui.note(line)
    overrides.no_longer(state, found, answers)
    ui.sources(clauses(found.evaluation), state)
    st.stop()

clicked = destination(ui.picture(override_picture(found, answers), key="overrides:picture"))
if clicked:
    overrides.show_kind(clicked[1].get("kind", ""))
for line in joint_words(found.evaluation):
    ui.note(line)

asked = overrides.filters(found)
shown = kept(found, asked, answers)
table = override_table(found, shown, answers)
view = override_answers.listed_table(state, found, table, asked)
chosen = overrides.linked(view.chosen, table)
with st.container(horizontal=True, vertical_alignment="center"):
    ui.download(table.exported, f"{state.year}年度调档名单", state, key="overrides:download")
    ui.sources(clauses(found.evaluation), state, extra=overrides.HOW)

for line in without_effect(found.evaluation):
    ui.note(line)

meant = list(view.ticked) or ([chosen] if chosen else [])
left, right = st.columns(2, gap="large")
with left:
    if chosen:
        overrides.enterprise(state, found, chosen, answers)
    else:
        ui.note("点一行，这里写明它每一步的依据、往年在行业里的位置和办公室的意见。")
with right:
    listed = overrides.places_of(found, list(table.frame.index))
    override_answers.form(state, found, overrides.places_of(found, meant), listed, answers)
overrides.no_longer(state, found, answers)
