"""The docs can't lie: their commands run, their links lead somewhere, their lists are the code's own.

A block marked `sh` is run, in a folder of its own per page; `.venv` there is this environment. Lines
that call make aren't run (this is `make test`): their target must exist.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
PATH = re.compile(r"`((?:muyun|sample_data|tests|benches|docs)/[\w./-]+|(?:\w+)\.(?:toml|txt))`")


def blocks(page: Path) -> list[str]:
    """The scripts of a page, in order."""
    return BLOCK.findall(page.read_text("utf-8"))


def pages_with_scripts() -> list[Path]:
    """The pages that have something to run."""
    return [page for page in PAGES if blocks(page)]


def make_targets(script: str) -> list[str]:
    """The targets that a script's make lines name."""
    return re.findall(r"^make ([\w-]+)", script, re.MULTILINE)


def without_make(script: str) -> str:
    """A script less its make lines."""
    return re.sub(r"^make .*\n", "", script, flags=re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """An empty folder with this environment as its .venv."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(BIN)
    return tmp_path


@pytest.mark.parametrize("page", pages_with_scripts(), ids=lambda page: page.name)
def test_commands_of_a_page_run(page, clone):
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "MUYUN_HOME": str(clone / "var")}
    for script in map(without_make, blocks(page)):
        run = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, cwd=clone, env=env,
                             timeout=300, check=False)
        assert run.returncode == 0, f"{script}\n{run.stdout}\n{run.stderr}"


def test_make_targets_of_the_pages_exist():
    named = {target for page in PAGES for script in blocks(page) for target in make_targets(script)}
    named |= {target for page in PAGES for target in re.findall(r"`make ([\w-]+)`", page.read_text("utf-8"))}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    defined = set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE))
    assert named, "the pages name no make target at all"
    assert named <= defined


def test_links_lead_somewhere():
    broken = [f"{page.name}: {target}" for page in PAGES for target in LINK.findall(page.read_text("utf-8"))
              if not (page.parent / target).exists()]
    assert broken == []


def test_paths_that_the_pages_name_exist():
    missing = [f"{page.name}: {path}" for page in PAGES for path in PATH.findall(page.read_text("utf-8"))
               if not (ROOT / path).exists()]
    assert missing == []


def test_every_part_of_the_package_stands_in_the_architecture():
    parts = [path for path in (ROOT / "muyun").iterdir()
             if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != "__init__")]
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert [path.name for path in parts if f"`muyun/{path.name}`" not in text] == []


def test_every_module_stands_in_the_architecture():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    modules = [path.relative_to(ROOT / "muyun").with_suffix("") for path in (ROOT / "muyun").rglob("*.py")]
    named = [path.as_posix() for path in modules if path.name != "__init__" and "migrations" not in path.parts]
    assert [name for name in named if f"`{name}`" not in text and f"`muyun/{name}.py`" not in text] == []


def test_every_page_stands_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_every_shipped_policy_stands_in_the_readme_with_its_title():
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", readme, re.MULTILINE))
    for path in (ROOT / "muyun" / "policies").glob("*/policy.yaml"):
        title = re.search(r"^title: (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert title and title[1] in rows[path.parent.name]


def test_every_page_of_the_menu_is_told_of_with_its_question():
    from muyun.ui.menu import ENTRIES

    guide = (ROOT / "docs" / "pages.md").read_text("utf-8")
    assert re.findall(r"^## (.+)\n\n(.+?？)", guide, re.MULTILINE)[: len(ENTRIES)] == [
        (entry.title, entry.question) for entry in ENTRIES
    ]
