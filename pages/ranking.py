"""排名：谁排在哪里？ Every enterprise of a 评价组 with the parts of its score, and where the quotas cut."""

import streamlit as st

from muyun import ui
from muyun.evaluate.output import result_frame
from muyun.explore.summary import lowland_rule
from muyun.report.result_book import result_csv
from muyun.show import ranking
from muyun.show.enterprise import clauses_of_pool
from muyun.show.overview import lowland_words
from muyun.show.quota_lines import class_word
from muyun.show.selection import selection
from muyun.ui import beside, filterbar
from muyun.ui.ranked import ranked

state = ui.begin("ranking")

everybody = ranked(state)
evaluation = everybody.evaluation
title = st.container()
words = {letter: class_word(evaluation, letter) for letter in "ABCD"}
asked = filterbar.filters(everybody.frame, words)
chosen = selection(everybody, asked)
with title:
    ui.headline(ranking.headline(chosen), ranking.unranked_count(chosen))

if asked.moved and not everybody.before:
    ui.note(f"数据里没有 {state.year} 年以前的年度，看不出等级变化。请在“数据核对”补充上一年的企业表。")
if asked.low:
    ui.note(f"低产田：{lowland_words(lowland_rule(evaluation))}。")

beside.table_and_enterprise(state, everybody, chosen)

name = f"{state.year}年{asked.pool.replace('/', '') or '全部评价组'}排名"
with st.container(horizontal=True, vertical_alignment="center"):
    ui.download(lambda: ranking.ranking_table(chosen).exported, name, state, key="ranking:download")
    st.download_button(
        "下载完整结果", lambda: result_csv(result_frame(evaluation)),
        ui.result_name(f"{state.year}年度完整结果", state) + ".csv", "text/csv",
        key="ranking:result", on_click="ignore", help="全部企业，与命令行写出的 result.csv 完全相同。",
    )  # fmt: skip
    ui.sources(clauses_of_pool(evaluation, asked.pool), state, extra=ranking.how_ranked(chosen))
