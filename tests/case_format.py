"""What does a case in tests/cases/*.yaml say? Read, completed and checked before it is run.

The format is described for policy experts in tests/cases/README.md.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from muyun.terms import Measure, table_measures
from sample_data.codes import credit_codes

CASES = Path(__file__).parent / "cases"

CASE_TABLES = ("企业", "加减分", "否决事项", "手工调档", "宗地", "占用")
CASE_KEYS = {"name", "clause", "spec", "because", "policy", "patch", "scenario", "year", "tolerance", "expect"}
EXPECT_KEYS = {"基准值", "结果", "汇总", "状态计数", "等级计数", "提示", "无提示", "错误"}
REQUIRED_KEYS = ("name", "because", "policy", "year", "expect")

TOLERANCE = 5e-5
"""Numbers in a case are written with four decimals, unless the case says `tolerance`."""

DEFAULT_COLUMNS = {
    "企业": {"区县": "南湖区", "行业代码": "3311"},  # 3311 is on no policy's list of sectors or exclusions
    "加减分": {"项目": "案例", "依据": "案例"},
    "否决事项": {"依据": "案例"},
    "手工调档": {"理由": "案例", "依据": "案例"},
    "宗地": {"区县": "南湖区", "镇街": "案例镇"},
    "占用": {},
}
CODE, NAME, YEAR = "统一社会信用代码", "企业名称", "年度"

_CLAUSE = re.compile(r"^(JX|XC|FH|ZJ|XA)-\d\d$")
_SPEC = re.compile(r"^\d{1,2}(\.\d{1,2})?$")


class CaseError(ValueError):
    """A case that can't be run; the message names the file and the case."""


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example.

    sources   clause ids of clauses.csv and section numbers of the evaluation rules
    patch     part of a policy file laid over `policy`; empty when the shipped policy is used as it is
    scenario  the patch is a what-if: the official policy decides what other years look like
    tables    rows by Chinese table and column, complete
    codes     credit code by 企业名称
    """

    file: str
    name: str
    sources: tuple[str, ...]
    because: str
    policy: str
    patch: Mapping[str, object]
    scenario: bool
    year: int
    tolerance: float
    tables: Mapping[str, list[dict[str, object]]]
    codes: Mapping[str, str]
    expect: Mapping[str, object]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The sources that are clauses of a policy."""
        return tuple(s for s in self.sources if _CLAUSE.match(s))


def read_cases(folder: Path = CASES) -> list[Case]:
    """Every case of a folder, by file name and in the order of the file. CaseError: see `read_case_file`."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in read_case_file(path)]


def read_case_file(path: Path) -> list[Case]:
    """The cases of one file.

    CaseError: an unknown key, table or column; no source or `because`; two cases of one name.
    """
    cases = [case_of(entry, path.name) for entry in YAML(typ="safe").load(path.read_text("utf-8"))]
    names = [case.name for case in cases]
    for name in {n for n in names if names.count(n) > 1}:
        raise CaseError(f"{path.name}：有两个案例都叫「{name}」")
    return cases


def case_of(entry: Mapping[str, object], file: str) -> Case:
    """A case from its YAML mapping: rows repeated and completed, enterprises named by their codes."""
    _check_keys(entry, file)
    year = entry["year"]
    rows = {table: list(_repeated(entry.get(table, ()))) for table in CASE_TABLES}
    codes = _codes(rows)
    try:
        tables = {table: [_row(table, row, year, codes) for row in rows[table]] for table in CASE_TABLES}
    except KeyError as error:
        raise CaseError(f"{file}「{entry['name']}」：没有这一列或这家企业：{error}") from error
    return Case(
        file, entry["name"], _sources(entry, file), entry["because"], entry["policy"], entry.get("patch", {}),
        entry.get("scenario", False), year, entry.get("tolerance", TOLERANCE), tables, codes, entry["expect"],
    )  # fmt: skip


def credit_code(name: str) -> str:
    """A valid 统一社会信用代码 that depends on the name alone; no real enterprise can carry it."""
    serial = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**8
    return str(credit_codes(np.array([serial]), np.array([0]))[0])


def _check_keys(entry: Mapping[str, object], file: str) -> None:
    title = f"{file}「{entry.get('name', '?')}」"
    for key in entry.keys() - CASE_KEYS - set(CASE_TABLES):
        raise CaseError(f"{title}：不认识的键「{key}」")
    for key in REQUIRED_KEYS:
        if not entry.get(key):
            raise CaseError(f"{title}：缺少「{key}」")
    for key in entry["expect"].keys() - EXPECT_KEYS:
        raise CaseError(f"{title}：expect 中不认识的键「{key}」")


def _sources(entry: Mapping[str, object], file: str) -> tuple[str, ...]:
    clauses, specs = (_many(entry.get(key)) for key in ("clause", "spec"))
    wrong = [c for c in clauses if not _CLAUSE.match(c)] + [s for s in specs if not _SPEC.match(s)]
    if wrong or not (clauses or specs):
        raise CaseError(f"{file}「{entry['name']}」：须写明 clause 或 spec，不认识的：{wrong}")
    return clauses + specs


def _many(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _repeated(rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Rows, those with `repeat: n` n times: 企 becomes 企01…, {from, step} counts on."""
    for row in rows:
        count = row.get("repeat")
        if count is None:
            yield dict(row)
            continue
        for i in range(count):
            one = {k: _nth(v, i) for k, v in row.items() if k != "repeat"}
            yield one | {NAME: f"{row[NAME]}{i + 1:02d}"}


def _nth(value: object, i: int) -> object:
    return value["from"] + i * value["step"] if isinstance(value, dict) else value


def _codes(rows: Mapping[str, list[dict[str, object]]]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in rows["企业"]:
        if row.get(CODE) or row[NAME] not in codes:
            codes[row[NAME]] = str(row.get(CODE) or credit_code(row[NAME]))
    if len(set(codes.values())) < len(codes):
        raise CaseError(f"两家企业的代码相同：{codes}")
    return codes


def _row(table: str, row: Mapping[str, object], year: int, codes: Mapping[str, str]) -> dict[str, object]:
    measures = {m.column: m for m in table_measures(table).values()}
    given = dict(DEFAULT_COLUMNS[table]) | dict(row)
    if YEAR in measures:
        given.setdefault(YEAR, year)
    if CODE in measures:
        given[CODE] = given.get(CODE) or codes[row[NAME]]
    if table != "企业":
        given.pop(NAME, None)
    return {column: _cell(value, measures[column]) for column, value in given.items()}


def _cell(value: object, measure: Measure) -> object:
    if value is None:
        return None
    if measure.type == "text":
        return str(value)
    return pd.Timestamp(value) if isinstance(value, datetime.date) else value
