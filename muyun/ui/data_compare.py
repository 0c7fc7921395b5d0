"""数据核对, right: what differs between two versions, or between a version and the upload."""

from __future__ import annotations

import streamlit as st

from muyun.data.differences import Differences, differences
from muyun.findings import has_errors
from muyun.report.result_book import result_csv, result_workbook
from muyun.show.versions import (
    changed_table,
    differences_sentence,
    named,
    row_changes,
    row_changes_table,
    summary_table,
)
from muyun.store import Dataset
from muyun.ui import cached, uploading
from muyun.ui.uploading import Reading, Sent
from muyun.ui.widgets import XLSX, empty, note, table

_UPLOAD = "刚上传的文件"
_ROWS = 50


def compare_part(looked: Dataset | None, upload: Sent | None, reading: Reading) -> None:
    """Asks for two versions; shows what the second adds, takes away and changes."""
    known = {d.version: d for d in cached.store().datasets()}
    if upload is not None and has_errors(reading.findings):
        empty("上传的文件有错误，改正后才能与现用版本对比。")
        return
    options = [*([0] if upload is not None else []), *known]
    if len(options) < 2:
        empty("只有一个版本，没有可对比的。再上传一份数据，就能看到增减了哪些行、改了哪些格。")
        return
    old, new = _asked(options, known, 0 if upload is not None else looked.version)
    if old == new:
        empty("选了同一版。请在上面选两个不同的版本。")
        return
    readings = [reading if number == 0 else uploading.stored(known[number]) for number in (old, new)]
    keys = [upload.fingerprint if number == 0 else _key(known[number]) for number in (old, new)]
    found = _differences(*keys, *readings)
    words = [_UPLOAD if number == 0 else f"第 {number} 版" for number in (old, new)]
    _show(found, words, "-".join(key[:16] for key in keys))


def _key(dataset: Dataset) -> str:
    return f"{dataset.version}:{dataset.stored_at.isoformat()}:{dataset.data_id}:{cached.store().home}"


def _asked(options: list[int], known: dict[int, Dataset], new_first: int) -> tuple[int, int]:
    in_use = cached.store().choice().dataset
    used = in_use.version if in_use else None
    other = used if used is not None and used != new_first else next(n for n in options if n not in (0, new_first))
    old_first, new_first = (other, 0) if new_first == 0 else sorted((other, new_first))

    def words(number: int) -> str:
        return _UPLOAD if number == 0 else named(known[number], used)

    left, right = st.columns(2)
    old = left.selectbox("原来的", options, options.index(old_first), key=f"data:old:{old_first}-{new_first}",
                         format_func=words, filter_mode=None)  # fmt: skip
    new = right.selectbox("现在的", options, options.index(new_first), key=f"data:new:{old_first}-{new_first}",
                          format_func=words, filter_mode=None)  # fmt: skip
    return old, new


@st.cache_resource(show_spinner="正在对比……", max_entries=3)
def _differences(old_key: str, new_key: str, _old: Reading, _new: Reading) -> Differences:
    return differences(_old.tables, _new.tables)


def _show(found: Differences, words: list[str], key: str) -> None:
    sentence = differences_sentence(found, *words)
    st.html(f'<div class="muyun-level"><b>{sentence}</b></div>')
    if found.none:
        return
    table(summary_table(found), key=f"data:summary:{key}")
    changed = changed_table(found)
    if len(changed.frame):
        st.html('<div class="muyun-level"><b>改动的格</b></div>')
        table(changed, key=f"data:changed:{key}", size=_ROWS, height=480)
    rows = row_changes(found)
    if len(rows):
        st.html('<div class="muyun-level"><b>增减的行</b></div>')
        table(row_changes_table(rows), key=f"data:rows:{key}", size=_ROWS, height=480)
    name = f"{words[1]}比{words[0]}"
    with st.container(horizontal=True):
        st.download_button(
            "下载改动的格", lambda: result_workbook(found.changed, title=f"{name}改动的格", notes=[sentence]),
            f"{name}改动的格.xlsx", XLSX, key=f"data:changed:{key}:xlsx", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "下载增减的行", lambda: result_csv(rows), f"{name}增减的行.csv", "text/csv", key=f"data:rows:{key}:csv",
            on_click="ignore",
        )  # fmt: skip
    note("行按年度、代码等关键列对应；没有关键列的表整行比较，改一格算删一行、增一行。")
