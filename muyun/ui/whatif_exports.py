"""What do the views of 模拟测算 say alike, of their files and of a pool without 参评 rows? Never an official result."""

from __future__ import annotations

from collections.abc import Sequence

from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.widgets import Export, bands, data_of, empty, year_of


def whatif_export(title: str, state: State, notes: Sequence[str] = ()) -> Export:
    """The title, name and notes of such a file; `notes` stand first in it."""
    about = [f"政策：{state.official.title}", *year_of(state), f"结果性质：{WHAT_IF}", *data_of(state)]
    marks = list(dict.fromkeys([WHAT_IF, *bands(state)]))
    return Export(title, f"{title}（{WHAT_IF}）", [*notes, *about], marks)


def nobody(state: State, pool: str, so: str) -> None:
    """A pool that ranks nobody: what follows (`so`), and the way out, which isn't more data where a scenario did it."""
    if state.is_scenario:
        empty(f"按现在的方案，{pool}没有参评企业，{so}请到“调整”里放宽参评范围，换一个评价组，或按“恢复正式规则”。")
        return
    empty(f"{pool}没有参评企业，{so}请在上面换一个评价组，或到“数据核对”补充数据。", go_to="data")
