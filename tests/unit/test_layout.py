"""The shape of the source: sizes, imports, and what no file may name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "muyun"
LINES_AT_MOST = 300
TEXT_SUFFIXES = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".csv", ".json", ".geojson", ".cfg", ""}
NOT_OURS = {".git", ".venv", "build", "var", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis",
            ".import_linter_cache"}
OFFLINE = {"urllib.request", "http", "socket", "requests", "httpx", "ftplib", "smtplib", "aiohttp", "urllib3"}

# In pieces, so that this file doesn't name them itself.
REGISTRY_HOSTS = tuple(name + "." + end for name, end in (
    ("pypi", "org"), ("pythonhosted", "org"), ("debian", "org"), ("ubuntu", "com"), ("anaconda", "org"),
    ("npmjs", "org"), ("tsinghua", "edu.cn"), ("aliyun", "com"), ("ustc", "edu.cn"), ("douban", "com"),
))
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:root|home|work|Users)/")


def package_modules() -> list[Path]:
    """Every module of muyun."""
    return sorted(PACKAGE.rglob("*.py"))


def text_files() -> list[Path]:
    """Every text file of the project, generated ones and the virtual environment aside."""
    return sorted(
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and path.suffix in TEXT_SUFFIXES
        and not any(part in NOT_OURS or part.endswith(".egg-info") for part in path.relative_to(ROOT).parts)
    )


def imported(path: Path) -> set[str]:
    """What a module imports, wherever in it: each dotted name and the packages that it is in."""
    tree = ast.parse(path.read_text("utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return {".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 2)}


def test_no_module_is_longer_than_300_lines():
    too_long = {str(path.relative_to(ROOT)): lines for path in package_modules()
                if (lines := len(path.read_text("utf-8").splitlines())) > LINES_AT_MOST}
    assert too_long == {}


def test_every_module_says_its_question_first():
    silent = [str(path.relative_to(ROOT)) for path in package_modules()
              if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_nothing_outside_ui_imports_streamlit():
    pages = PACKAGE / "ui"
    guilty = [str(path.relative_to(ROOT)) for path in package_modules()
              if not path.is_relative_to(pages) and "streamlit" in imported(path)]
    assert guilty == []


def test_nothing_has_a_network_library_but_what_looks_at_the_port_of_the_pages():
    pages = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    guilty = {path.relative_to(ROOT).as_posix(): found for path in [*package_modules(), *pages]
              if (found := imported(path) & OFFLINE)}
    assert guilty == {"muyun/cli/serve.py": {"socket"}, "muyun/cli/pages_server.py": {"socket"}}


def test_a_page_is_short_and_computes_nothing():
    """Its lines are at most 120, and it knows no frames: what it shows is made in muyun.show and muyun.explore."""
    pages = sorted((ROOT / "pages").glob("*.py"))
    assert pages
    assert [page.name for page in pages if len(page.read_text("utf-8").splitlines()) > 120] == []
    assert [page.name for page in pages if imported(page) & {"pandas", "numpy"}] == []


def test_no_module_is_a_bag_of_utilities():
    bags = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [str(path.relative_to(ROOT)) for path in package_modules() if path.name in bags] == []


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    named = {}
    for path in text_files():
        text = path.read_text("utf-8", errors="replace")
        found = [host for host in REGISTRY_HOSTS if host in text] + MACHINE_PATH.findall(text)
        if found:
            named[str(path.relative_to(ROOT))] = found
    assert named == {}


@pytest.mark.parametrize("text", ["see /ro" + "ot/x", "cd /wo" + "rk/main", "=/ho" + "me/u/x"])
def test_a_path_of_one_machine_is_recognised(text):
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["https://example.cn/home/a", "a/work/b", "./home/", "~/work/"])
def test_a_web_address_or_a_relative_path_is_no_machine_path(text):
    assert not MACHINE_PATH.search(text)
