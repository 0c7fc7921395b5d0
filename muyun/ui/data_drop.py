"""数据核对, left: where files are dropped, what they are to become, and the template to fill in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from muyun.data.template import write_template
from muyun.show.versions import named
from muyun.store import UploadedFile
from muyun.ui import cached, uploading
from muyun.ui.uploading import Sent
from muyun.ui.widgets import XLSX, note

REPLACE, ADD = "替换全部数据", "在现用版本上增补（同名文件替换）"
_ROUND, _SEEN = "data:round", "data:seen"


def drop_zone() -> Sent | None:
    """Asks for files; None while there are none."""
    given = st.file_uploader(
        "上传数据（Excel、CSV、宗地图形）", accept_multiple_files=True,
        key=f"data:upload:{st.session_state.get(_ROUND, 0)}",
        help="表用 .xlsx 或 .csv；宗地图形用 .geojson、.gpkg、.parquet，或把 Shapefile 的几个文件压缩成 .zip。",
    )  # fmt: skip
    in_use = cached.store().choice().dataset
    mode = REPLACE
    if in_use is not None:
        mode = st.radio("上传的文件", [REPLACE, ADD], key="data:mode", persist_state="session")
        if mode == ADD:
            note(f"与{named(in_use, None)}的原始文件放在一起，重新读取和核对。")
    if not given:
        return None
    files = [UploadedFile(file.name, file.getvalue()) for file in given]
    upload = uploading.sent(files, in_use if mode == ADD else None)
    if st.session_state.get(_SEEN) != upload.fingerprint:
        st.session_state[_SEEN] = upload.fingerprint
        if "version" in st.query_params:
            del st.query_params["version"]
    return upload


def finished() -> None:
    """Empties the drop zone: what was in it is stored."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def template_button() -> None:
    """The workbook that offices fill in."""
    st.download_button(
        "下载空白模板", _template, "亩云数据模板.xlsx", XLSX, key="data:template", on_click="ignore",
        help="每张表一个工作表，表头写明单位，批注说明怎么填。只填用得到的表和列。",
    )  # fmt: skip


def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return path.read_bytes()


def first_steps() -> None:
    """What to do while there is no data at all."""
    st.html(
        '<ol class="muyun-steps">'
        "<li><b>下载空白模板</b>（左边）。每张表一个工作表，表头写明单位；企业表必填，其余有什么填什么。</li>"
        "<li><b>填好</b>。各部门可以各填一个文件，文件名以表名开头，如“企业-税务.xlsx”；没有数据请留空，不要填 0。"
        "</li>"
        "<li><b>上传</b>（左边，可一次选多个）。每一格有问题都会列出来，改正、确认后才启用。</li></ol>"
        "<p style='font-size:17px'>想先看看样子？载入合成样例数据，以后可随时换成自己的数据。</p>"
    )
