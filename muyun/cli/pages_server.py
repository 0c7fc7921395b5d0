"""What `muyun serve` becomes: the server of the pages, which says its address once it answers.

Run as a script, not imported: the package of the commands would take seconds that the server needs.
"""

from __future__ import annotations

import logging
import os
import runpy
import signal
import socket
import sys
import threading
import time

_PAUSE = 0.1
"""Seconds between two looks at the port."""

_BESIDE_A_RUN = "streamlit.runtime.scriptrunner_utils.script_run_context"
"""Warns in English of each file that is made when it is downloaded: there is no run of the page then, as is meant."""


def main(address: str, port: str) -> None:
    """Serves until it is stopped. What Streamlit itself prints is English and left out; its warnings stay."""
    signal.signal(signal.SIGINT, _stopped)  # until Streamlit has its own, so that Ctrl+C is quiet from the start
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    said = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    threading.Thread(target=_tell, args=(address, int(port), said), daemon=True).start()
    logging.getLogger(_BESIDE_A_RUN).disabled = True
    sys.argv = ["streamlit", "run", "app.py", "--server.address", address, "--server.port", port,
                "--logger.level", "warning", "--logger.hideWelcomeMessage", "true"]  # fmt: skip
    runpy.run_module("streamlit", run_name="__main__")


def _stopped(_number: int, _frame: object) -> None:
    os._exit(0)  # as when it is stopped later on; imports half done have nothing to save


def _tell(address: str, port: int, said) -> None:
    """Says where the pages are when the port answers; an address that answers nothing would be a broken promise."""
    while not _answers(address, port):
        time.sleep(_PAUSE)
    with said:
        said.write(f"请在浏览器打开 http://{address}:{port}（按 Ctrl+C 停止）\n")


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
