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
OFFLINE = {"urllib", "http", "socket", "requests", "httpx", "ftplib", "smtplib", "aiohttp", "urllib3"}

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
    """The top-level names that a module imports, wherever in it."""
    tree = ast.parse(path.read_text("utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return {name.partition(".")[0] for name in names}


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


def test_the_engine_has_no_network_library():
    guilty = {str(path.relative_to(ROOT)): found for path in package_modules()
              if (found := imported(path) & OFFLINE)}
    assert guilty == {}


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
