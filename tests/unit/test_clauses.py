"""`make clauses` finds a clause wherever it may be cited or tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import clauses

CSV = "id,gist\nXC-08,近3年\nXC-09,每3年\nXC-10,35%\n"
POLICY = "pools:\n  规上工业:\n    benchmark: {clause: [XC-08], quote: 近3年}\n    other: [{clause: XC-09}]\n"
CASE = "- name: 例\n  clause: XC-09\n  because: 算式\n"
TEST = "import pytest\n@pytest.mark.clause('XC-08', 'XX-01')\ndef test_it(): pass\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "muyun/clauses.csv": CSV,
        "muyun/policies/p/policy.yaml": POLICY,
        "tests/cases/a.yaml": CASE,
        "tests/unit/test_a.py": TEST,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_a_clause_is_cited_by_a_policy_and_tested_by_a_case_or_a_mark(project):
    found = clauses.coverage(project)
    assert found.cited == {"XC-08": {"p"}, "XC-09": {"p"}}
    assert found.tested == {"XC-08": {"test_a.py"}, "XC-09": {"a.yaml"}, "XX-01": {"test_a.py"}}


def test_the_report_counts_and_names_what_is_missing(project):
    lines = clauses.report(clauses.coverage(project))
    assert "XC-10   ·   ·   35%" in lines
    assert "共 3 条：政策文件引用 2 条，有测试 2 条，两者皆无 1 条。" in lines
    assert "尚无：XC-10" in lines
    assert "clauses.csv 中没有：XX-01" in lines


def test_no_policy_and_no_test_names_a_clause_that_does_not_exist():
    assert clauses.coverage().unknown == []
