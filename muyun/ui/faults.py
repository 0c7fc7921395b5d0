"""What does a page say when something of ours breaks? A sentence and a number; the traceback goes to the log."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from muyun.findings import InputError
from muyun.ui.telling import tell

log = logging.getLogger("muyun")


@contextmanager
def told() -> Iterator[None]:
    """Turns what breaks inside into a message: findings as they are, a fault of ours with a number to report."""
    try:
        yield
    except InputError as wrong:
        tell(wrong.findings)
    except Exception:  # the last net of a page: whatever is left is a fault of ours
        number = secrets.token_hex(3).upper()
        log.exception("fault %s", number)
        st.error(
            f"程序内部错误，这一页没能显示完整（编号 {number}）。数据没有改动。"
            "请刷新页面；仍不行，请把编号告诉管理员，日志里有详情。"
        )


def fragment(function: Callable[..., None]) -> Callable[..., None]:
    """`st.fragment`, with what breaks inside told like on a whole page."""

    @functools.wraps(function)
    def guarded(*args: object, **kwargs: object) -> None:
        with told():
            function(*args, **kwargs)

    return st.fragment(guarded)
