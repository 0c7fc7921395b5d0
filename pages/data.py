"""数据核对：数据对不对？ Upload, findings down to the cell, versions; nothing is in use before one says so."""

import streamlit as st

from muyun import ui
from muyun.show import findings as said
from muyun.show.understood import enterprises_of, row_counts
from muyun.show.versions import version_words
from muyun.ui import cached, data_drop, data_enable, data_evaluation, data_files, data_versions, uploading
from muyun.ui.data_compare import compare_part
from muyun.ui.data_evaluation import EVALUATION
from muyun.ui.data_findings import findings_part, understood_part
from muyun.ui.sample import load_button

FINDINGS, READ, COMPARE = "核对意见", "读到了什么", "两版对比"

state = ui.begin("data")

title = st.container()
data_versions.told_done()
left, right = st.columns([1, 2.3], gap="large")
with left:
    upload = data_drop.drop_zone()
    data_drop.template_button()
looked = data_versions.looked_at(state)
at_upload = upload is not None and "version" not in st.query_params
with left:
    if upload is not None and not at_upload:
        st.button("回到刚上传的文件", key="data:back", on_click=data_versions.back)
    data_versions.versions(None if at_upload else looked)

with right:
    if at_upload:
        reading, places = uploading.reading(upload, title)
    elif looked is not None:
        reading, places = uploading.version(looked, title)
    else:
        with title:
            ui.headline("还没有数据。三步就能看到结果：")
        data_drop.first_steps()
        load_button()
        st.stop()
    if reading is None:
        st.stop()

with places.title:
    data_versions.not_in_use(state, None if at_upload else looked)
    if at_upload:
        opinion = data_evaluation.of_upload(state, reading)
        ui.headline(
            said.upload_headline(row_counts(reading.tables), reading.findings)
            + data_evaluation.opinion_headline(state, opinion),
            data_evaluation.opinion_line(state, opinion) if opinion.year else "",
        )  # fmt: skip
    else:
        year = state.year if state.year in looked.years else max(looked.years, default=0)
        count = enterprises_of(reading.tables, year)
        opinion = data_evaluation.of_version(state, looked)
        ui.headline(
            said.in_use_headline(looked, reading.findings, count, year, chosen=cached.in_use(looked))
            + data_evaluation.opinion_headline(state, opinion),
            version_words(looked) + data_evaluation.opinion_line(state, opinion),
        )  # fmt: skip

with places.body:
    if at_upload:
        data_enable.form(upload, reading)
    else:
        data_versions.actions(state, looked)
    part = st.segmented_control(
        "看什么", [FINDINGS, EVALUATION, READ, COMPARE], default=FINDINGS, required=True, key="show",
        bind="query-params", persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    key = upload.fingerprint[:16] if at_upload else f"v{looked.version}"
    name = data_files.named_after(reading.files)
    if part == EVALUATION:
        data_evaluation.evaluation_part(state, opinion, name, key)
    elif part == READ:
        understood_part(reading, key)
    elif part == COMPARE:
        compare_part(looked, upload if at_upload else None, reading)
    else:
        findings_part(reading, name, key)
