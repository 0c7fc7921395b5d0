"""The guards of the test run themselves: no network, no skipping where it is forbidden."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
UNREACHABLE = "192.0.2.1"  # TEST-NET-1 of RFC 5737: belongs to nobody


def run_pytest(folder: Path, test: str, forbid: str) -> subprocess.CompletedProcess[str]:
    """Runs one test file under our conftest.py, in a folder of its own."""
    (folder / "conftest.py").write_text(CONFTEST.read_text("utf-8"), "utf-8")
    (folder / "test_it.py").write_text(test, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False,
                          env={**os.environ, "MUYUN_FORBID_SKIP": forbid})


SKIPPED = "import pytest\ndef test_skipped():\n    pytest.skip('later')\n"
NOT_COLLECTED = "import pytest\npytest.importorskip('no_such_module_at_all')\ndef test_it(): pass\n"
CONNECTS = f"""
import contextlib, socket
def test_it():
    with contextlib.suppress(OSError):
        socket.create_connection(("{UNREACHABLE}", 9), timeout=1)
"""


@pytest.mark.parametrize("test", [SKIPPED, NOT_COLLECTED], ids=["test", "module"])
def test_a_skip_fails_where_skipping_is_forbidden(tmp_path, test):
    run = run_pytest(tmp_path, test, forbid="1")
    assert run.returncode != 0
    assert "skipping is forbidden here" in run.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path):
    run = run_pytest(tmp_path, SKIPPED, forbid="0")
    assert run.returncode == 0
    assert "1 skipped" in run.stdout


def test_a_swallowed_connection_still_fails_the_test(tmp_path):
    run = run_pytest(tmp_path, CONNECTS, forbid="0")
    assert run.returncode != 0
    assert "tried to reach another machine" in run.stdout


@pytest.mark.parametrize("host", [UNREACHABLE, "example.invalid"])
def test_another_machine_is_out_of_reach(host, remote_attempts):
    with pytest.raises(ConnectionRefusedError, match="tests stay on this machine"):
        socket.create_connection((host, 9), timeout=1)
    remote_attempts.clear()  # this one was meant


def test_this_machine_is_in_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
