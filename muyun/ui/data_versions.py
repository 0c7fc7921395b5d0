"""数据核对, left: the versions of the data; one is looked at, one is in use."""

from __future__ import annotations

import streamlit as st

from muyun.findings import Level
from muyun.show.versions import version_list
from muyun.store import Dataset
from muyun.ui import cached, data_drop, menu
from muyun.ui.going import link_to
from muyun.ui.state import State, change
from muyun.ui.telling import plain
from muyun.ui.uploading import Reading
from muyun.ui.widgets import picture

_DONE = "data:done"
_SHOWN_AT_FIRST = 8


def looked_at(state: State) -> Dataset | None:
    """The version that the link names, else the one that the pages show; None: there is none."""
    given = st.query_params.get("version", "")
    if given.isdecimal() and len(given) < 10 and (found := cached.store().version(int(given))):
        return found
    if given:
        del st.query_params["version"]
    return state.dataset


def back() -> None:
    """Looks at the upload again."""
    if "version" in st.query_params:
        del st.query_params["version"]


def versions(looked: Dataset | None) -> None:
    """The list; a click looks at a version."""
    known = cached.store().datasets()
    if not known:
        return
    chosen = cached.store().choice().dataset
    st.html(f'<div class="muyun-note"><b>数据版本（{len(known):,}）</b></div>')
    everything = len(known) > _SHOWN_AT_FIRST and st.checkbox("也列出更早的版本", key="data:older")
    listed = known if everything else known[:_SHOWN_AT_FIRST]
    markup = version_list(listed, chosen.version if chosen else None, looked.version if looked else None)
    if went := picture(markup, key="data:versions"):
        st.query_params["version"] = went
        st.rerun()


def not_in_use(state: State, looked: Dataset | None) -> None:
    """Said above an upload (`looked` None) or a version that is not the one in use: what is what."""
    used = cached.store().choice().dataset
    if used is None or (looked is not None and looked.version == used.version):
        return
    what = "刚上传的文件，还没有存入" if looked is None else f"第 {looked.version} 版"
    same = state.dataset is None or state.dataset.version == used.version
    elsewhere = "也是它" if same else f"是第 {state.dataset.version} 版"
    said = f"下面看的是{what}，不是现用的数据。现用的是第 {used.version} 版；左边栏和页面顶上说的{elsewhere}。"
    st.info(plain(said))


def actions(state: State, dataset: Dataset) -> None:
    """What can be done with a version that isn't in use."""
    if cached.in_use(dataset):
        return
    errors, no_rows = dataset.levels.get(Level.ERROR, 0), not dataset.years
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(f"启用第 {dataset.version} 版", type="primary", key="data:use", disabled=bool(errors or no_rows)):
            put_in_use(dataset)
            st.rerun()
        year = str(state.year) if state.year in dataset.years else ""
        official = no_rows and any(dataset.rows.get(table) for table in ("区域", "园区"))
        page = "regions" if official else "overview"
        link_to(state, page, f"不启用，只看这一版的{menu.entry(page).title}", data=dataset.data_id, year=year)
        if errors or no_rows:
            why = "这一版有错误" if errors else "这一版没有“企业”表"
            more = "；公布数在“区域”看" if official else ""
            st.html(f'<div class="muyun-note">{why}，不能启用{more}。</div>')


def keep(reading: Reading, label: str, note: str, *, use: bool, synthetic: bool) -> None:
    """Stores what was read as a version, and puts it in use when `use`. Nothing in between can be interrupted."""
    dataset = cached.store().add_dataset(
        reading.tables, reading.findings, reading.files, label=label, note=note, synthetic=synthetic
    )  # fmt: skip
    data_drop.finished()
    if use:
        put_in_use(dataset)
    else:
        st.session_state[_DONE] = f"已存为第 {dataset.version} 版，没有启用；现用的数据没有变。"
        st.query_params["version"] = str(dataset.version)


def put_in_use(dataset: Dataset) -> None:
    """Chooses a version and its latest year; the policy stays."""
    cached.store().choose(dataset, None, max(dataset.years))
    st.session_state[_DONE] = f"已启用第 {dataset.version} 版，各页从现在起按它显示。"
    back()
    change(data=dataset.data_id, year=str(max(dataset.years)))


def told_done() -> None:
    """Once after storing or choosing: what happened, and where to go on."""
    if said := st.session_state.pop(_DONE, None):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(said)
            st.page_link(menu.file("overview"), label="**去“总览”看结果**")
