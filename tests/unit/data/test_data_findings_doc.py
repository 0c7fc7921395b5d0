"""docs/findings.md and the code name the same findings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import muyun

PACKAGE = Path(muyun.__file__).parent
PAGE = PACKAGE.parent / "docs" / "findings.md"
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (\S+) \| (.+) \| (.+) \|$", re.MULTILINE)
CODE = re.compile(r"[A-Z]{2,}(_[A-Z0-9]+)+")


def codes_in_source() -> dict[str, str]:
    """Code → file, of every string constant in muyun/ that is written as a code; settings aside."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if CODE.fullmatch(text) and not text.startswith("MUYUN_"):
                found[text] = path.name
    return found


def documented() -> dict[str, tuple[str, ...]]:
    return {code: rest for code, *rest in ROW.findall(PAGE.read_text("utf-8"))}


def test_every_code_is_in_the_page():
    missing = {code: file for code, file in codes_in_source().items() if code not in documented()}
    assert not missing, f"docs/findings.md lacks {missing}"


def test_the_page_has_no_code_that_is_gone():
    assert documented().keys() <= codes_in_source().keys()


def test_a_code_is_listed_once():
    listed = [code for code, *_ in ROW.findall(PAGE.read_text("utf-8"))]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code, row", documented().items())
def test_each_row_has_level_meaning_and_remedy(code, row):
    level, meaning, remedy = row
    assert level in ("错误", "警告", "提示", "提示或警告", "警告或错误", "同所数的意见")
    assert len(meaning) > 4 and len(remedy) > 3 and "?" not in meaning + remedy


def test_levels_are_those_of_the_source():
    words = {"ERROR": "错误", "WARNING": "警告", "NOTE": "提示"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                given = {k.arg: k.value for k in node.keywords}
                code, level = given.get("code"), given.get("level")
                if isinstance(code, ast.Constant) and isinstance(level, ast.Attribute):
                    assert documented()[code.value][0] == words[level.attr], code.value
