"""数据核对, right: what is to be mended, by kind, down to the cell; and what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from muyun.findings import Finding, Level, has_errors
from muyun.report.annotated import annotated_workbook
from muyun.report.csvfile import findings_frame
from muyun.report.result_book import result_csv
from muyun.show import understood as read_tables
from muyun.show.findings import LEVELS, Group, cells_table, counts, filtered, groups, tables_and_files
from muyun.ui import data_files
from muyun.ui.telling import plain
from muyun.ui.uploading import Reading
from muyun.ui.widgets import XLSX, empty, note, table

_ALL = "全部"
_CELLS, _ROWS, _GROUPS = 10, 20, 40
_CONSEQUENCES = {
    Level.ERROR: "改正后才能启用", Level.WARNING: "会影响结果，不妨碍启用", Level.NOTE: "读的时候做了什么，不妨碍启用",
}  # fmt: skip


def findings_part(reading: Reading, name: str, key: str) -> None:
    """Downloads, filters, then the groups by level; each opens to its cells. `name` begins the file names."""
    if not reading.findings:
        empty("读数时没有意见：填了的格都读懂了，各表互相对得上。评价要用的数缺不缺，见上面的“按政策评价的意见”。")
        table(read_tables.sources_table(reading.understood), key=f"data:sources:{key}", size=_ROWS)
        return
    _downloads(reading, name, key)
    shown = _asked(reading)
    if not shown:
        empty("没有符合筛选的意见。请放宽上面的筛选。")
    grouped(shown, key, _CONSEQUENCES)


def grouped(findings: Sequence[Finding], key: str, consequences: Mapping[Level, str]) -> None:
    """The findings by level, then by kind; each kind opens to its cells."""
    found, count = groups(findings), counts(findings)
    for level in LEVELS:
        own = [g for g in found if g.level is level]
        if not own:
            continue
        words = f"{level.value} {count[level]:,} 处"
        st.html(f'<div class="muyun-level {level.name.lower()}"><b>{words}</b> {consequences[level]}</div>')
        with st.container(gap="xsmall"):
            for group in own[:_GROUPS]:
                _group(group, f"data:group:{key}:{group.id}", group is found[0])
        if len(own) > _GROUPS:
            note(f"还有 {len(own) - _GROUPS:,} 类没有列出，请用上面的筛选，或下载清单。")


def _downloads(reading: Reading, name: str, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "下载核对工作簿", lambda: annotated(reading), f"{name}-核对意见.xlsx", XLSX, key=f"data:annotated:{key}",
            on_click="ignore", type="primary" if has_errors(reading.findings) else "secondary",
            help="报送的各表，有意见的格已着色并加批注；可以直接在上面改好再交。",
        )  # fmt: skip
        st.download_button(
            "下载意见清单", lambda: findings_csv(reading), f"{name}-核对意见.csv", "text/csv",
            key=f"data:list:{key}", on_click="ignore", help="每条意见一行，与命令行写出的 findings.csv 相同。",
        )  # fmt: skip


def annotated(reading: Reading) -> bytes:
    """The workbook that goes back to the offices."""
    return annotated_workbook({f.name: f.content for f in data_files.to_read(reading.files)}, reading.findings)


def findings_csv(reading: Reading) -> bytes:
    """findings.csv as the command writes it: each finding once, the gravest first."""
    return result_csv(findings_list(reading.findings))


def findings_list(findings: Sequence[Finding]) -> pd.DataFrame:
    """A row for each finding, the gravest first, each once."""
    return findings_frame(sorted(dict.fromkeys(findings), key=lambda f: LEVELS.index(f.level)))


def _asked(reading: Reading) -> list:
    """The findings of the level, table and file that the user asked for."""
    tables, files = tables_and_files(reading.findings)
    levels = [level.value for level in LEVELS if any(f.level is level for f in reading.findings)]
    first, second, third = st.columns([2, 1, 2], vertical_alignment="bottom")
    level = first.segmented_control(
        "级别", [_ALL, *levels], default=_ALL, required=True, key="level", bind="query-params", persist_state="session"
    )  # fmt: skip
    table_name = second.selectbox("表", [_ALL, *tables], key="table", bind="query-params", filter_mode=None)
    file = third.selectbox("文件", [_ALL, *files], key="file", bind="query-params", filter_mode=None)
    chosen = [None if value in (_ALL, None) else value for value in (level, table_name, file)]
    return filtered(reading.findings, *chosen)


def _group(group: Group, key: str, opened: bool) -> None:
    place = f" · {group.place}" if group.place else ""
    label = f"**{group.count:,} 处** {plain(group.title + place)}"
    with st.expander(label, expanded=opened, key=key, on_change="rerun") as part:
        if part.open:
            if group.why or group.fix:
                why, fix = (f"<b>{title}</b> {escape(text)} " if text else "" for title, text in
                            (("影响", group.why), ("怎么改", group.fix)))  # fmt: skip
                st.html(f"<div>{why}{fix}</div>")
            table(cells_table(group), key=f"{key}:cells", size=_CELLS)


def understood_part(reading: Reading, key: str) -> None:
    """Sheets and files, columns with their units, and what wasn't used."""
    found = reading.understood
    st.html('<div class="muyun-level"><b>工作表和文件</b></div>')
    table(read_tables.sources_table(found), key=f"data:sources:{key}", size=_ROWS)
    changed = read_tables.converted(found)
    units = f"，其中 {changed:,} 列换算了单位" if changed else ""
    st.html(f'<div class="muyun-level"><b>{len(found.columns):,} 列</b>{units}</div>')
    table(read_tables.columns_table(found), key=f"data:columns:{key}", size=_ROWS)
    st.html(f'<div class="muyun-level"><b>没有用到的 {len(found.unused):,} 处</b></div>')
    table(read_tables.unused_table(found), key=f"data:unused:{key}", size=_ROWS)
