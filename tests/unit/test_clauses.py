"""`make clauses` finds a clause wherever it may be named or tested, and says where the register is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import clauses

CSV = "id,gist,capability\nXC-08,近3年,benchmarks\nXC-09,每3年,benchmarks\nXC-10,35%,weights\nXC-13,加分,adjustments\n"
REGISTER = (
    "id,state,pages\nXC-08,已实现,policy;ranking\nXC-09,待实现,\nXC-10,需人工,\nXC-13,待实现,\n"
)
POLICY = "pools:\n  规上工业:\n    benchmark: {clause: [XC-08], quote: 近3年}\n    other: [{clause: XC-09}]\n"
CASE = "- name: 例\n  clause: XC-08\n  because: 算式\n"
TEST = "import pytest\n@pytest.mark.clause('XC-13', 'XX-01')\ndef test_it(): pass\n"
MODULE = '"""What is it?"""\nX = 1  # XC-10\ndef f():\n    """Points (XC-13)."""\n'
PAGES = {"policy", "ranking"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "muyun/clauses.csv": CSV,
        "muyun/register.csv": REGISTER,
        "muyun/points.py": MODULE,
        "muyun/policies/p/policy.yaml": POLICY,
        "tests/cases/a.yaml": CASE,
        "tests/unit/test_a.py": TEST,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_a_clause_is_named_by_a_policy_or_a_docstring_and_tested_by_a_case_or_a_mark(project):
    found = clauses.coverage(project)
    assert found.named == {"XC-08": {"p"}, "XC-09": {"p"}, "XC-13": {"muyun/points.py"}}
    assert found.tested == {"XC-08": {"a.yaml"}, "XC-13": {"test_a.py"}, "XX-01": {"test_a.py"}}


def test_the_report_has_a_row_a_clause_and_counts_by_capability(project):
    lines = clauses.report(clauses.coverage(project))
    assert "XC-08   ●   ●   ●   已实现  近3年" in lines
    assert "XC-10   ·   ·   ·   需人工  35%" in lines
    assert "基准值：2 条（已实现 1，待实现 1）" in lines
    assert "共 4 条：已实现 1 条，待实现 2 条，需人工 1 条；有代码 3 条，有测试 2 条，有页面 1 条。" in lines


def with_row(found: clauses.Coverage, clause: str, **changed: object) -> clauses.Coverage:
    rows = tuple(replace(row, **changed) if row.id == clause else row for row in found.rows)
    return replace(found, rows=rows, tested={c: t for c, t in found.tested.items() if c != "XX-01"})


def test_what_the_register_says_otherwise_is_said(project):
    found = clauses.coverage(project)
    known = ["clauses.csv 中没有：XX-01", "XC-13：有代码有测试，却没有登记为已实现"]
    assert clauses.drift(found, PAGES) == known
    wrong = clauses.drift(with_row(found, "XC-09", state="已实现", pages=("policy",)), PAGES)
    assert "XC-09：已实现，却没有测试" in wrong
    wrong = clauses.drift(with_row(found, "XC-10", state="已实现"), PAGES)
    assert "XC-10：已实现，却没有政策引用、也没有代码写明" in wrong and "XC-10：已实现，页面不对：没有" in wrong
    assert "XC-08：已实现，页面不对：scope" in clauses.drift(with_row(found, "XC-08", pages=("scope",)), PAGES)
    assert "XC-10：需人工，却列着页面" in clauses.drift(with_row(found, "XC-10", pages=("policy",)), PAGES)
    assert "XC-10：register.csv 没有登记" in clauses.drift(with_row(found, "XC-10", state=""), PAGES)


def test_a_clause_that_is_only_partly_done_is_told_once(project, monkeypatch):
    monkeypatch.setattr(clauses, "PARTLY", {"XC-13": "", "XC-10": ""})
    assert clauses.drift(with_row(clauses.coverage(project), "XC-08"), PAGES) == ["XC-10：PARTLY 里多余"]


def test_the_register_says_what_code_and_tests_say():
    assert clauses.drift(clauses.coverage()) == []
