"""Several processes, and the end of one at any moment: what is listed is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from muyun.store import Store, backup, open_store, restore
from tests.unit.store.samples import FINDINGS, assert_same, tables

pytest_plugins = ["tests.unit.store.databases"]
ROOT = Path(__file__).parents[2]
KILLS = 10
LARGE = 6 * 2**20
"""Bytes of a file of each version: two parts, so that a version is many statements."""

WRITER = """
    import sys
    from pathlib import Path

    import numpy as np

    from muyun.store import UploadedFile, open_store
    from tests.unit.store.samples import FINDINGS, tables

    home, url, name, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    store = open_store(home, url)
    print("open", flush=True)
    for n in range(times):
        content = np.random.default_rng([n, *name.encode()]).bytes(int(sys.argv[5]))
        stored = store.add_dataset(tables(land_mu=float(n)), FINDINGS, [UploadedFile("大.bin", content)],
                                   label=f"{name} {n}")
        store.choose(stored)
        print(stored.version, flush=True)
"""


def writer(home: Path, url: str, name: str, times: int, size: int = LARGE) -> subprocess.Popen[str]:
    """A process that stores versions and chooses each, and prints the number of each that is stored."""
    arguments = [str(home), url, name, str(times), str(size)]
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), *arguments],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def numbers(process: subprocess.Popen[str]) -> list[int]:
    """What a writer says it has stored, once it has ended."""
    said, wrong = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), wrong
    return [int(line) for line in said.splitlines() if line.isdigit()]


def assert_whole(store: Store, size: int = LARGE) -> None:
    """Every listed version reads back whole, and the choice is one of them."""
    listed = store.datasets()
    assert [d.version for d in listed] == list(range(len(listed), 0, -1))
    for dataset in listed:
        assert_same(store.tables(dataset), tables(land_mu=float(dataset.label.split()[1])))
        assert store.findings(dataset) == FINDINGS
        assert [len(file.content) for file in store.files(dataset)] == [size]
    chosen = store.choice().dataset
    assert chosen is None or chosen in listed


def test_a_kill_at_any_moment_leaves_the_last_complete_version(home, url):
    draw = random.Random(3)
    stored: list[int] = []
    for kill in range(KILLS):
        process = writer(home, url, f"{kill}", 1000)
        assert process.stdout and process.stdout.readline() == "open\n"
        time.sleep(draw.uniform(0, 0.6))
        process.kill()
        stored += numbers(process)
    store = open_store(home, url)
    listed = [d.version for d in store.datasets()]
    assert stored and set(stored) <= set(listed), "a version that was reported is gone"
    assert len(listed) <= len(stored) + KILLS
    assert_whole(store)
    assert_same(store.tables(store.add_dataset(tables(), (), (), label="后")), tables())
    store.close()


def test_two_processes_may_make_and_fill_a_store_at_once(home, url):
    both = [writer(home, url, name, 8) for name in ("甲", "乙")]
    stored = [numbers(process) for process in both]
    assert sorted(stored[0] + stored[1]) == list(range(1, 17))
    assert all(of_one == sorted(of_one) for of_one in stored)
    store = open_store(home, url)
    assert_whole(store)
    assert store.choice() == store.choices()[0] and len(store.choices()) == 16
    store.close()


def test_a_backup_taken_while_another_process_writes_is_one_state(home, url, tmp_path, new_database):
    process = writer(home, url, "甲", 25, size=2**20)
    assert process.stdout and process.stdout.readline() == "open\n"
    store = open_store(home, url)
    seen = []
    for n in range(4):
        backup(store, tmp_path / f"{n}.zip")
        restore(tmp_path / f"{n}.zip", tmp_path / f"home{n}", url_there := new_database("sqlite"))
        copy = open_store(tmp_path / f"home{n}", url_there)
        assert_whole(copy, size=2**20)
        versions, choices = len(copy.datasets()), len(copy.choices())
        assert versions - choices in (0, 1)  # each version is chosen in a step of its own
        seen.append(versions)
        copy.close()
    assert numbers(process) == list(range(2, 26)) or process.returncode == 0
    assert seen == sorted(seen) and seen[-1] <= len(store.datasets()) == 25
    store.close()


def test_a_kill_while_a_backup_is_written_leaves_no_file_of_its_name(home, tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    numbers(writer(home, url, "甲", 6))
    script = "import sys; from pathlib import Path; from muyun.store import backup, open_store;" \
             "store = open_store(Path(sys.argv[1]), sys.argv[2]); print('open', flush=True);" \
             "backup(store, Path(sys.argv[3]))"
    for wait in (0.02, 0.1, 0.3):
        target = tmp_path / f"{wait}.zip"
        process = subprocess.Popen([sys.executable, "-c", script, home, url, target], stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout and process.stdout.readline() == b"open\n"
        time.sleep(wait)
        process.kill()
        process.wait()
        if target.exists():
            restore(target, tmp_path / f"{wait}", None)
            assert len(open_store(tmp_path / f"{wait}").datasets()) == 6


@pytest.mark.parametrize("wait", [0.0, 0.1, 0.2, 0.4])
def test_a_kill_while_restoring_leaves_an_empty_store_or_a_whole_one(home, tmp_path, new_database, wait):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    numbers(writer(home, url, "甲", 6))
    backup(open_store(home, url), tmp_path / "a.zip")
    script = "import sys; from pathlib import Path; from muyun.store import restore; print('open', flush=True);" \
             "restore(Path(sys.argv[1]), Path(sys.argv[2]), None)"
    process = subprocess.Popen([sys.executable, "-c", script, tmp_path / "a.zip", tmp_path / "new"],
                               stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout and process.stdout.readline() == b"open\n"
    time.sleep(wait)
    process.kill()
    process.wait()
    store = open_store(tmp_path / "new")
    assert len(store.datasets()) in (0, 6)
    assert_whole(store)
