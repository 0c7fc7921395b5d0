"""docs/method.md can't lie: its clauses, reasons and keys exist, its worked numbers are what the engine gives."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from test_cases import Outcome, outcome

from case_format import TOLERANCE, Case, read_cases
from muyun.evaluate.cohort import NO_COUNTY
from muyun.policy.keys import allowed_keys, shape_at
from muyun.terms import Class

PAGE = Path(__file__).parents[2] / "docs" / "method.md"
CLAUSE = re.compile(r"\b(?:JX|XC|FH|ZJ|XA)-\d\d\b")
PLACEHOLDER = re.compile(r"〔[^〕]*〕")
METHODS = ("mean_of_years", "pool_ratio", "constant", "percentile", "best_share")


def tables(header: str) -> list[list[str]]:
    """The cells of every row of the page's tables with this header."""
    text = PAGE.read_text("utf-8")
    rows = []
    for body in re.findall(rf"^{re.escape(header)}\n\|[ -|]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        rows += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body.splitlines()]
    return rows


def examples() -> list[tuple[str, str, str, str]]:
    """The worked numbers: case, whom, cell, number."""
    return [(row[0].strip("` "), *row[1:]) for row in tables("| 案例 | 谁 | 哪一格 | 得数 |")]


def reason_forms() -> list[str]:
    """The reasons that the page lists."""
    return [row[0].strip("` ") for row in tables("| 依据 | 意思 | 见 |")]


@cache
def cases() -> dict[str, Case]:
    """Every case by `file: name`."""
    return {f"{case.file.removesuffix('.yaml')}: {case.name}": case for case in read_cases()}


@cache
def outcome_of(title: str) -> Outcome:
    """What the engine makes of a case, computed once."""
    return outcome(cases()[title])


def cell_of(title: str, who: str, cell: str) -> object:
    """A cell of a case's outcome, as the page names it."""
    got = outcome_of(title)
    if cell.startswith("基准值:"):
        return got.benchmarks.at[who, cell.removeprefix("基准值:")]
    if cell == "各等级家数":
        inside = got.result[(got.result["评价组"] == who) & (got.result["状态"] == "参评")]
        counts = Counter(map(str, inside.drop_duplicates("评价单元")["执行等级"]))
        return "、".join(f"{letter} {counts[letter]}" for letter in Class)
    aggregate = tuple(who.rsplit("/", 2))
    if aggregate in set(got.groups.index):
        return got.groups.sort_index().at[aggregate, cell]
    return got.result.at[who, cell]


def as_written(value: object, number: str) -> bool:
    """Whether a cell is what the page says: numbers within the cases' tolerance, 空 where there is nothing."""
    if pd.isna(value) or value == "":
        return number == "空"
    if isinstance(value, str):
        return value == number
    return number != "空" and math.isclose(value, float(number), rel_tol=0, abs_tol=TOLERANCE)


def reasons_written() -> set[str]:
    """Every reason that the cases expect (test_cases holds that the engine writes them), and the one
    that a case can't bring about: a case's rows always have a county.
    """
    found = {NO_COUNTY}
    for case in cases().values():
        for cells in case.expect.get("结果", {}).values():
            reasons = cells.get("依据") or []
            found |= set(reasons.get("含", []) if isinstance(reasons, dict) else reasons)
    return found


def pattern(form: str) -> re.Pattern[str]:
    """A listed reason as a pattern: 〔…〕 is any text."""
    return re.compile("[^;]+".join(map(re.escape, PLACEHOLDER.split(form))))


def has_key(path: str) -> bool:
    """Whether a policy file may have the key: `a.*.b`, `*` any name, `[]` any row of a list."""
    steps = [step for part in path.split(".") for step in (part.removesuffix("[]"), *([0] if "[]" in part else []))]
    *before, last = steps
    for method in METHODS:
        data = {"defaults": {"benchmark": {"method": method}}}
        if shape_at(tuple(steps), data) is not None and (last in (0, "*") or last in allowed_keys(tuple(before), data)):
            return True
    return False


def anchor(heading: str) -> str:
    """What a link to a heading is called: lower case, punctuation gone, blanks as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_user_guide_leads_to_parts_of_the_page():
    parts = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)}
    linked = set(re.findall(r"\(method\.md#([^)]+)\)", (PAGE.parent / "user-guide.md").read_text("utf-8")))
    assert len(linked) > 10 and linked <= parts


def test_every_clause_of_the_page_exists():
    rows = files("muyun").joinpath("clauses.csv").read_text("utf-8").splitlines()
    known = {row["id"] for row in csv.DictReader(rows)}
    named = set(CLAUSE.findall(PAGE.read_text("utf-8")))
    assert named and named <= known


def test_the_page_has_worked_numbers_in_every_part_that_computes():
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    without = [s.splitlines()[0] for s in sections if re.match(r"\d+\. ", s) and "| 案例 |" not in s]
    assert without == ["12. 依据的写法"]


@pytest.mark.parametrize("example", examples(), ids=" / ".join)
def test_worked_number_is_what_the_engine_gives(example):
    title, who, cell, number = example
    assert title in cases()
    assert as_written(cell_of(title, who, cell), number), cell_of(title, who, cell)


def test_every_listed_reason_is_one_that_the_engine_writes():
    written = reasons_written()
    assert [f for f in reason_forms() if not any(pattern(f).fullmatch(r) for r in written)] == []


def test_every_reason_that_the_engine_writes_is_listed():
    forms = [pattern(form) for form in reason_forms()]
    assert [r for r in sorted(reasons_written()) if not any(f.fullmatch(r) for f in forms)] == []


def test_every_key_of_an_assumption_may_stand_in_a_policy_file():
    keys = [key for row in tables("| 内容 | 键 |") for key in re.findall(r"`([^`]+)`", row[1])]
    assert len(keys) > 20
    assert [key for key in keys if not has_key(key)] == []


@pytest.mark.parametrize("key", ["defaults.item.caps", "vetoes[].backfil", "pools.*.item.x", "nothing"])
def test_a_key_that_may_not_stand_anywhere_is_seen(key):
    assert not has_key(key)


@pytest.mark.parametrize(("value", "number"), [(1.25, "1.2"), (30.0, "31"), (None, "0"), (0.0, "空"), ("A", "B")])
def test_a_wrong_number_is_seen(value, number):
    assert not as_written(value, number)
