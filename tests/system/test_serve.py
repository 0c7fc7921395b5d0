"""`muyun serve`: the sample on the first start, nothing changed on the second, a taken port told."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from muyun.store import open_store
from tests.serving import served

MUYUN = Path(sys.executable).parent / "muyun"


def test_the_first_start_stores_the_sample_and_the_second_adds_nothing(tmp_path):
    home = tmp_path / "home"
    for _ in range(2):
        with served(home) as address:
            assert address in (tmp_path / "home-serve.log").read_text("utf-8")
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
    assert not (tmp_path / "home").exists()
