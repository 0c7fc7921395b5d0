"""数据核对: the form that makes a version of an upload. Errors stop it, warnings and notes don't."""

from __future__ import annotations

from datetime import date

import streamlit as st

from muyun.findings import has_errors
from muyun.show.understood import row_counts
from muyun.ui import cached, data_files, data_versions
from muyun.ui.uploading import Reading, Sent
from muyun.ui.widgets import note

_NAMED_FILES = 2
_SEVERAL = "这几个文件合起来算一份数据。里面有改好的文件和它的旧文件时，先在左边按 × 移去旧文件，不然有的行会算两次。"
_ADDED = "同名的文件已换成这次的；文件改了名的，旧文件还在里面，有的行会算两次：请改回原名再上传。"


def form(upload: Sent, reading: Reading) -> None:
    """Asks for a label and a note; 启用 stores and puts in use, 只保存 stores."""
    if has_errors(reading.findings):
        note(
            "改正错误后，先在左边按 × 移去旧文件，再拖入改好的；新旧两个都留着，有的行会算两次。"
            "下载的核对工作簿可以直接在上面改。现用的数据没有变。"
        )
        return
    if len(data_files.to_read(upload.files)) > 1:
        note(_SEVERAL if upload.added_to is None else _ADDED)
    known = cached.store().datasets()
    synthetic = data_files.is_synthetic(reading.files, known)
    _said(reading, known, synthetic)
    key = upload.fingerprint[:16]
    with st.form(f"data:form:{key}", border=True, enter_to_submit=False):
        left, right = st.columns(2)
        label = left.text_input("名称", value=_label(upload), max_chars=80, key=f"data:label:{key}")
        example = "例如：税务口径已核对"
        remark = right.text_input("备注（可不填）", max_chars=200, key=f"data:note:{key}", placeholder=example)
        with st.container(horizontal=True, vertical_alignment="center"):
            no_years = reading.tables.enterprises["year"].dropna().empty
            use = st.form_submit_button("启用这份数据", type="primary", disabled=no_years)
            keep = st.form_submit_button("只保存，暂不启用", disabled=not any(row_counts(reading.tables).values()))
    if use or keep:
        name = label.strip() or _label(upload)
        data_versions.keep(reading, name, remark.strip(), use=use, synthetic=synthetic)
        st.rerun()


def _said(reading: Reading, known: list, synthetic: bool) -> None:
    """What one should know before pressing."""
    same = next((d for d in known if d.data_id == reading.data_id), None)
    if same is not None:
        note(f"内容与第 {same.version} 版完全相同。")
    in_use = cached.store().choice().dataset
    if synthetic:
        note("里面有合成样例的文件，启用后各页仍标明“合成样例数据”。")
    elif in_use is not None and in_use.synthetic:
        note(f"启用后，这份数据代替现用的合成样例数据（第 {in_use.version} 版，仍可在左边找回）。")


def _label(upload: Sent) -> str:
    """2026-11-21 企业.xlsx、宗地.geojson 等 5 个文件."""
    names = [file.name for file in data_files.to_read(upload.files)]
    more = f" 等 {len(names):,} 个文件" if len(names) > _NAMED_FILES else ""
    return f"{date.today():%Y-%m-%d} {'、'.join(names[:_NAMED_FILES])}"[: 80 - len(more)] + more
