"""What `make` promises: it names a missing Debian package, and a second set-up does nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs our Makefile in a folder of its own, without what an outer make hands down."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    env["PATH"] = f"{folder / 'bin'}{os.pathsep}{env['PATH']}"
    command = ["make", "-f", str(ROOT / "Makefile"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env, check=False)


def put_command(folder: Path, name: str, script: str) -> Path:
    """A command of that name, first on the PATH."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout's folder where we are nobody in particular."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    put_command(tmp_path, "id", "echo 1000")
    return tmp_path


def test_a_missing_interpreter_is_named_with_its_debian_packages(machine):
    run = make(machine, "PYTHON=python3.99", "setup")
    assert run.returncode != 0
    assert "缺少 Debian 软件包：python3.99 python3.99-venv" in run.stderr


def test_a_python_without_venv_names_the_debian_package(machine):
    put_command(machine, "python3", 'case "$*" in *ensurepip*) exit 1;; esac')
    run = make(machine, "PYTHON=python3", "setup")
    assert run.returncode != 0
    assert "缺少 Debian 软件包：python3-venv。" in run.stderr
    assert "sudo apt-get install python3-venv" in run.stderr


def test_root_installs_the_missing_package(machine):
    put_command(machine, "id", "echo 0")
    put_command(machine, "python3", 'case "$*" in *ensurepip*) test -e installed;; esac')
    put_command(machine, "apt-get", 'case "$*" in *install*python3-venv) touch installed;; esac')
    run = make(machine, "PYTHON=python3", ".venv/bin/python")
    assert "正在安装 Debian 软件包：python3-venv" in run.stdout
    assert (machine / "installed").exists()


def test_a_python_that_is_too_old_is_named_with_its_version(machine):
    put_command(machine, "python3", 'case "$*" in *version_info*) false;; -V) echo Python 3.9.2;; esac')
    run = make(machine, "PYTHON=python3", "setup")
    assert run.returncode != 0
    assert "需要 Python 3.11 或更高版本，python3 是 Python 3.9.2" in run.stderr


def test_a_second_setup_does_nothing(machine):
    put_command(machine, "python3", "mkdir -p .venv/bin; cp bin/venv-python .venv/bin/python")
    put_command(machine, "venv-python", 'echo "$*" >> calls')
    told = make(machine, "PYTHON=python3", "setup")
    assert told.returncode == 0 and "正在安装" in told.stdout and "pip" not in told.stdout
    first = (machine / "calls").read_text("utf-8")
    assert "--constraint constraints.txt" in first
    again = make(machine, "PYTHON=python3", "setup")
    assert again.returncode == 0 and again.stdout == "已经装好：make run 打开网页，命令是 .venv/bin/muyun。\n"
    assert (machine / "calls").read_text("utf-8") == first


def test_a_changed_requirement_sets_up_again(machine):
    put_command(machine, "python3", "mkdir -p .venv/bin; cp bin/venv-python .venv/bin/python")
    put_command(machine, "venv-python", 'echo "$*" >> calls')
    make(machine, "PYTHON=python3", "setup")
    first = (machine / "calls").read_text("utf-8")
    os.utime(machine / "constraints.txt", (2**31, 2**31))
    make(machine, "PYTHON=python3", "setup")
    assert len((machine / "calls").read_text("utf-8")) == 2 * len(first)


def test_changed_sources_are_compiled_anew_without_installing(machine):
    put_command(machine, "python3", "mkdir -p .venv/bin; cp bin/venv-python .venv/bin/python; touch .venv/bin/muyun")
    put_command(machine, "venv-python", 'echo "$*" >> calls')
    source = machine / "muyun" / "explore" / "robust" / "order.py"
    source.parent.mkdir(parents=True)
    source.touch()
    make(machine, "PYTHON=python3", "setup")
    (machine / "calls").unlink()
    os.utime(source, (2**31, 2**31))
    assert "正在编译" in make(machine, "PYTHON=python3", "setup").stdout
    assert (machine / "calls").read_text("utf-8") == "-m muyun.explore.robust.ready\n"


def test_the_browser_and_the_database_for_tests_come_from_debian(machine):
    put_command(machine, "dpkg", '[ "$2" != chromium ] || test -e installed')
    put_command(machine, "apt-get", 'case "$*" in *"install --no-install-recommends chromium") touch installed;; esac')
    told = make(machine, "debian")
    assert "sudo apt-get install chromium" in told.stderr and told.returncode == 0
    put_command(machine, "id", "echo 0")
    assert "正在安装 Debian 软件包： chromium" in make(machine, "debian").stdout
    assert (machine / "installed").exists()
    assert make(machine, "debian").stdout == ""


def test_help_lists_every_target(machine):
    listed = {line.split()[0] for line in make(ROOT, "help").stdout.splitlines()}
    assert {"help", "setup", "test", "bench", "clauses", "run", "pictures", "clean"} == listed
