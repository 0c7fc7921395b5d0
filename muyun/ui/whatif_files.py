"""How is a scenario handed on? As a link, and as files: the patch out and in, and its results."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from muyun.evaluate.output import result_frame
from muyun.explore.whatif.movers import named_movers
from muyun.findings import InputError
from muyun.home import home
from muyun.policy.amend import Patch, amend, read_patch
from muyun.policy.load import policy_text
from muyun.report.patch_file import patch_yaml
from muyun.report.result_book import result_csv
from muyun.ui import results, whatif
from muyun.ui.components import mounted
from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

_UPLOADED, _WRONG = "muyun:whatif:upload", "muyun:whatif:wrong"
_FILE = "方案.yaml"
_NOT_IN_FILE_NAMES = '/\\:*?"<>|'
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def handed_on(state: State, pool: str, name: str) -> None:
    """The link, downloads and the upload, in a popover; `name` of the scenario, "" without one, names the files."""
    with st.popover("分享与文件"):
        st.caption("打开这个链接，看到的就是现在这个画面：同一份数据、政策、年度和方案。")
        address = (st.context.url or "").partition("?")[0]
        shown = {**st.query_params.to_dict(), **state.strings, "pool": pool}
        mounted("copy", {"text": f"{address}?{query_text(shown)}"}, "whatif:link")
        nothing, stem, called = not state.is_scenario, f"{state.year}年度", file_words(name)
        worth = f"（{called}，{WHAT_IF}）" if called else f"（{WHAT_IF}）"
        if urlsplit(address).hostname in _LOOPBACK:
            st.caption("在本机或能访问这台服务器的电脑上打开。")
        st.download_button(
            "下载方案文件", lambda: scenario_file(state), f"方案（{called}）.yaml" if called else _FILE,
            "application/yaml", key="whatif:patch", on_click="ignore", disabled=nothing, width="stretch",
            help="可在这里再载入，也可用于命令行：muyun evaluate … --patch 方案.yaml",
        )  # fmt: skip
        st.download_button(
            "下载测算结果", lambda: scenario_result(state), f"{stem}排名{worth}.csv", "text/csv",
            key="whatif:result", on_click="ignore", disabled=nothing, width="stretch",
        )  # fmt: skip
        st.download_button(
            "下载变动名单", lambda: movers_list(state), f"{stem}变动名单{worth}.csv", "text/csv",
            key="whatif:movers.csv", on_click="ignore", disabled=nothing, width="stretch",
        )  # fmt: skip
        st.file_uploader(
            "载入方案文件", ["yaml", "yml"], key=_UPLOADED, on_change=partial(_uploaded, state), max_upload_size=1
        )
    name, findings = st.session_state.pop(_WRONG, ("", ()))
    if findings:
        st.error(plain(f"方案文件“{name}”没有载入，现在的方案没有改动。"))
        tell(findings)


def query_text(strings: Mapping[str, str]) -> str:
    """The query of a link, in letters that no chat program cuts a link at.

    >>> query_text({"year": "2022", "pool": "规上"})
    'year=2022&pool=%E8%A7%84%E4%B8%8A'
    """
    return urlencode(strings, quote_via=quote, safe="@")


def scenario_file(state: State) -> bytes:
    """The patch as a file for the command line and for 载入方案文件."""
    return patch_yaml(state.patch, state.official.id).encode()


def scenario_result(state: State) -> bytes:
    """result.csv of the scenario, as the command line writes it."""
    return result_csv(result_frame(results.evaluation(state)))


def movers_list(state: State) -> bytes:
    """movers.csv of the scenario against the official result, for people: with names, counties and 评价组."""
    return result_csv(named_movers(results.official(state), results.evaluation(state)))


def file_words(name: str) -> str:
    """A scenario's name as a part of a file's name, on any system.

    >>> file_words("../税收: 优先?"), file_words(" . ")
    ('_税收_ 优先_', '')
    """
    signs = (c if c.isprintable() and c not in _NOT_IN_FILE_NAMES else "_" for c in name)
    return "".join(signs).strip(" .")


def _uploaded(state: State) -> None:
    """Adopts an uploaded patch, or keeps what is wrong with it to be told."""
    sent = st.session_state.get(_UPLOADED)
    if sent is None:
        return
    try:
        patch = _read(sent.getvalue())
        amend(state.official, patch, policy_text(state.official.id, home()))
    except InputError as wrong:
        st.session_state[_WRONG] = (sent.name, wrong.findings)
        return
    whatif.adopt(dict(patch))


def _read(content: bytes) -> Patch:
    with TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        path.write_bytes(content)
        return read_patch(path)
