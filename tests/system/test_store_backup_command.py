"""`muyun backup` and `muyun restore`: one command each, findings in Chinese, exit code 2 when they refuse."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from muyun.store import open_store
from tests.system.command import MUYUN, Run, muyun
from tests.unit.store.samples import add, assert_same, tables

pytest_plugins = ["tests.unit.store.databases"]


def run(home: Path, *arguments: object, url: str = "") -> Run:
    """Runs the command on a home and a database of its own."""
    env = {**os.environ, "MUYUN_HOME": str(home), "MUYUN_DATABASE_URL": url}
    done = subprocess.run([MUYUN, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", env=env,
                          timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_backup_and_a_restore_move_a_store_from_sqlite_to_postgresql(tmp_path, new_database):
    old = open_store(tmp_path / "old", f"sqlite:///{tmp_path / 'old' / 'muyun.db'}")
    stored = add(old)
    old.save_scenario("方案", "xian-2022", {"a": 1})
    made = run(tmp_path / "old", "backup", tmp_path / "备份.zip")
    assert (made.returncode, made.stderr) == (0, "")
    assert "数据 1 版，测算方案 1 个，本地政策 0 份" in made.stdout
    assert (tmp_path / "备份.zip").stat().st_mode & 0o777 == 0o600
    url = new_database("postgresql")
    back = run(tmp_path / "new", "restore", tmp_path / "备份.zip", url=url)
    assert (back.returncode, back.stderr) == (0, "")
    assert "数据 1 版，测算方案 1 个，本地政策 0 份" in back.stdout
    store = open_store(tmp_path / "new", url)
    assert store.datasets() == [stored]
    assert_same(store.tables(stored), tables())
    store.close()
    again = run(tmp_path / "new", "restore", tmp_path / "备份.zip", url=url)
    assert again.returncode == 2 and "RESTORE_NOT_EMPTY" in again.stderr


def test_a_backup_of_nothing_is_made_with_a_warning(tmp_path):
    made = run(tmp_path / "home", "backup", tmp_path / "a.zip")
    assert made.returncode == 0 and "BACKUP_EMPTY" in made.stderr and "MUYUN_HOME" in made.stderr
    assert (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name, code", [("a.txt", "BACKUP_NAME"), ("有.zip", "BACKUP_EXISTS"),
                                        ("no/such/a.zip", "PLACE_UNUSABLE")])
def test_a_backup_that_can_not_be_written_is_a_finding(tmp_path, name, code):
    (tmp_path / "有.zip").write_bytes(b"")
    made = run(tmp_path / "home", "backup", tmp_path / name)
    assert made.returncode == 2 and code in made.stderr


def test_a_file_that_is_no_backup_is_a_finding(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"x")
    made = run(tmp_path / "home", "restore", tmp_path / "a.zip")
    assert made.returncode == 2 and "RESTORE_UNREADABLE" in made.stderr


def test_a_home_that_can_not_be_made_is_a_finding(tmp_path):
    assert run(tmp_path / "home", "backup", tmp_path / "a.zip").returncode == 0
    (tmp_path / "file").write_text("x")
    made = run(tmp_path / "file" / "home", "restore", tmp_path / "a.zip")
    assert made.returncode == 2 and "STORE_UNREACHABLE" in made.stderr


def test_a_database_that_does_not_answer_is_a_finding_without_its_password(tmp_path):
    made = run(tmp_path / "home", "backup", tmp_path / "a.zip", url="postgresql://u:secret@127.0.0.1:1/x")
    assert made.returncode == 2 and "STORE_UNREACHABLE" in made.stderr
    assert "secret" not in made.stderr and not (tmp_path / "a.zip").exists()


def test_help_is_in_chinese():
    for command in ("backup", "restore"):
        assert "备份" in muyun(command, "--help").stdout
