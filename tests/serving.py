"""`muyun serve` started as users start it, stopped when the test is done with it; and the browser that looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
"""Debian's package, without what would ask other machines at its start."""

START_SECONDS = 90


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(home: Path, port: int | None = None) -> Iterator[str]:
    """The address of the pages of that MUYUN_HOME; what the server prints stands in a file beside it."""
    port, log = port or free_port(), home.parent / f"{home.name}-serve.log"
    env = {**os.environ, "MUYUN_HOME": str(home)}
    env.pop("MUYUN_DATABASE_URL", None)
    command = [Path(sys.executable).parent / "muyun", "serve", "--port", str(port)]
    with log.open("wb") as output:  # from another folder: the pages are the checkout's all the same
        process = subprocess.Popen(command, cwd=home.parent, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        answering(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def answering(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the server answers. AssertionError with what it printed: it ended, or took too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8', 'replace')}")
