"""Fixtures: a store on SQLite and on PostgreSQL, the latter on a server that the tests start on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from muyun.store import Store, open_store

SERVERS = Path("/usr/lib/postgresql")
LOOPBACK = "127.0.0.1"
Database = Callable[[str], str]


def _binaries() -> Path:
    """The newest PostgreSQL of Debian; skips the test where there is none."""
    found = sorted(SERVERS.glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    return found[-1]


def _as_postgres(*command: object) -> None:
    """Runs a command of the server, which refuses to run as root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*user, *map(str, command)], capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server without a database's name. It sorts and stores as a fresh Debian's does."""
    binaries, port = _binaries(), _free_port()
    folder = Path(tempfile.mkdtemp(prefix="muyun-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        _as_postgres(binaries / "initdb", "-D", data, "-U", "muyun", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-h {LOOPBACK} -p {port} -k {folder} -c fsync=off"
        _as_postgres(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        yield f"postgresql://muyun@{LOOPBACK}:{port}"
    finally:
        if (data / "postmaster.pid").exists():
            _as_postgres(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_database_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches the database that this machine works with."""
    monkeypatch.delenv("MUYUN_DATABASE_URL", raising=False)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Makes an empty database of a kind, sqlite or postgresql, and gives its URL."""
    made = []

    def make(kind: str) -> str:
        name = f"muyun_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        server = request.getfixturevalue("postgresql_server")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append((server, name))
        return f"{server}/{name}"

    yield make
    for server, name in made:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, new_database: Database) -> str:
    """An empty database; the test runs once for each kind."""
    return new_database(request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A MUYUN_HOME that doesn't exist yet."""
    return tmp_path / "home"


@pytest.fixture
def store(home: Path, url: str) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(home, url)
    yield opened
    opened.close()
