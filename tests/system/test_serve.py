"""`muyun serve`: the sample on the first start, nothing changed on the second, a taken port told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from muyun.store import open_store
from sample_data.stored import store_sample
from tests.serving import START_SECONDS, free_port, served

MUYUN = Path(sys.executable).parent / "muyun"


def told(log: Path, words: str) -> bool:
    """Whether the server says so, within the time that a start takes."""
    until = time.monotonic() + START_SECONDS
    while words not in log.read_text("utf-8"):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def starting(tmp_path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on its way to start, with its store made before, and its port."""
    home = tmp_path / "home"
    store_sample(store := open_store(home), enterprises=60, parcels=60)
    store.close()
    port, env = free_port(), {**os.environ, "MUYUN_HOME": str(home)}
    process = subprocess.Popen(
        [MUYUN, "serve", "--port", str(port)], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    yield process, port
    process.kill()


def test_the_address_is_told_only_when_it_answers(starting):
    process, port = starting
    line = next(line for line in process.stdout if "http" in line)
    assert f"http://127.0.0.1:{port}（" in line
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("when", ["正在启动", "http"], ids=["while it starts", "while it serves"])
def test_stopping_it_is_quiet(starting, when):
    process, _ = starting
    next(line for line in process.stdout if when in line)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    assert wrong == "" and "Stopping" not in said and process.returncode == 0


def test_the_first_start_stores_the_sample_and_the_second_adds_nothing(tmp_path):
    home = tmp_path / "home"
    for _ in range(2):
        with served(home) as address:
            assert told(tmp_path / "home-serve.log", address)
    store = open_store(home)
    assert [d.synthetic for d in store.datasets()] == [True]
    assert store.choice().policy_id == "jiaxing-2018" and store.choice().year == 2022
    store.close()


def listening(port: int) -> list[str]:
    """The local addresses that listen on a port, in the kernel's own writing (0100007F is 127.0.0.1)."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text("ascii").splitlines()[1:]]
    local = [row[1] for row in rows if row[3] == "0A"]
    return [address.partition(":")[0] for address in local if address.endswith(f":{port:04X}")]


def test_only_this_machine_is_served(tmp_path):
    with served(tmp_path / "home") as address:
        assert listening(int(address.rpartition(":")[2])) == ["0100007F"]


def test_a_taken_port_is_told_and_nothing_started(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [MUYUN, "serve", "--port", str(other.getsockname()[1])]
        env = {**os.environ, "MUYUN_HOME": str(tmp_path / "home")}
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 2 and f"端口 {command[-1]} 已被占用" in run.stderr
    assert "make run PORT=" in run.stderr
    assert not (tmp_path / "home").exists()
