"""Starts the pages: `muyun serve`, which `make run` calls."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from muyun.cli.console import out
from muyun.findings import Finding, InputError, Level
from muyun.home import home
from muyun.store import open_store

CHECKOUT = Path(__file__).parents[2]
ADDRESS = "127.0.0.1"
_ANOTHER = 8600
"""The port that is proposed where one is taken."""


def prepare(progress: Callable[[str], None]) -> None:
    """An office's first start: the store is made and the synthetic sample put into it."""
    progress("打开数据库")
    store = open_store(home())
    if store.datasets():
        return
    from sample_data.stored import store_sample  # makes thousands of polygons; needed once

    store_sample(store, progress)


def check_port(port: int) -> None:
    """InputError: something else listens there, or the port can't be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            raise InputError([_port_taken(port)]) from None


def serve(port: int) -> None:
    """Becomes the server (cli/pages_server); returns never. app.py and pages/ are those of the checkout."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))  # Ctrl+C from here on is no fault and says nothing
    out.print("正在启动网页……")
    os.environ["MUYUN_HOME"] = str(home().resolve())
    os.chdir(CHECKOUT)
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # held until the new program listens
    script = Path(__file__).with_name("pages_server.py")
    os.execv(sys.executable, [sys.executable, "-P", str(script), ADDRESS, str(port)])  # -P: its folder is no package


def _port_taken(port: int) -> Finding:
    what = f"端口 {port} 已被占用，亩云可能已经在运行。"
    other = _ANOTHER if port != _ANOTHER else _ANOTHER + 1
    fix = f"请在浏览器打开 http://{ADDRESS}:{port} 看看，"
    fix += f"或换一个端口：make run PORT={other}，命令是 muyun serve --port {other}。"
    return Finding("PORT_TAKEN", Level.ERROR, None, what, "", fix)
