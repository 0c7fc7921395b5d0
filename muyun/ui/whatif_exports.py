"""What does a file of a view of 模拟测算 say of itself? It is never an official result, with a scenario or without."""

from __future__ import annotations

from collections.abc import Sequence

from muyun.ui.shell import WHAT_IF
from muyun.ui.state import State
from muyun.ui.widgets import Export, bands, data_of, year_of


def whatif_export(title: str, state: State, notes: Sequence[str] = ()) -> Export:
    """The title, name and notes of such a file; `notes` stand first in it."""
    about = [f"政策：{state.official.title}", *year_of(state), f"结果性质：{WHAT_IF}", *data_of(state)]
    marks = list(dict.fromkeys([WHAT_IF, *bands(state)]))
    return Export(title, f"{title}（{WHAT_IF}）", [*notes, *about], marks)
